"""Turns the data rows of one sheet into values for the ledger, column by column and chunk by chunk."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from models.excel.book import Sheet, Value
from models.excel.table_layout import HeaderColumn, TableLayout, column_letter
from models.importing import readers
from models.importing.cell_text import as_text
from models.importing.deadlines import DeadlineReader
from models.importing.field_list import FIELDS
from models.importing.map import Match
from models.importing.map_groups import angle_part
from models.importing.place_columns import PlaceReader
from models.importing.readers import Complaints, Memo
from models.regions import load_gazetteer
from models.rules.categories import match_category
from models.rules.said_status import phrase_for

CHUNK = 4000
GROUP_HEADER = "分组"
"""Name under which the text of group rows is kept, e.g. 一、部级挂牌督办."""

Column = list[Any]
Problem = tuple[str, int, str, str, str, str]
"""severity, row, column letter, field, value, message"""


@dataclass(frozen=True)
class CleanSettings:
    """What the cells alone do not tell. ``categories``: wording -> (category, accountability category)."""

    constants: Mapping[str, str]
    as_of: date | None = None
    year: int | None = None
    on: date | None = None
    categories: Mapping[str, tuple[str, str | None]] = field(default_factory=dict[str, tuple[str, str | None]])


@dataclass
class Cleaned:
    """A chunk: fields as columns of database values; ``texts`` are JSON members of what was read differently."""

    rows: list[int]
    columns: dict[str, Column]
    place_keys: list[str]
    texts: list[list[str]]
    problems: list[Problem]


class TableReader:
    """Reads the chunks of one sheet in order; remembers what a next chunk needs (同上, filled-down names)."""

    def __init__(
        self, sheet: Sheet, layout: TableLayout, matches: Mapping[int, Match], settings: CleanSettings
    ) -> None:
        self.sheet = sheet
        self.layout = layout
        self.settings = settings
        self.headers: dict[int, HeaderColumn] = {column.index: column for column in layout.columns}
        self.feeds = _feeds(matches)
        self.first_of = {index for index, match in matches.items() if match.keep}
        mapped = {index for index, match in matches.items() if match.fields and not match.keep}
        self.extra = [column for column in layout.columns if column.index not in mapped]
        self._memos: dict[str, Memo] = {}
        self._complaints: dict[str, Complaints] = {}
        self._above: dict[int, Value] = {}
        self._name_above: str | None = None
        self._place_above: tuple[str | None, str | None, str | None] = (None, None, None)
        self._shown: dict[int, bool] = {}
        self._places = PlaceReader(
            load_gazetteer(), settings.on, settings.constants.get("city"), settings.constants.get("province"),
            settings.constants.get("county"),
        )  # fmt: skip
        self._deadlines = DeadlineReader(
            settings.year, settings.as_of, "requirement" in self.feeds and
            set(self.feeds.get("deadline_text", ())) <= set(self.feeds["requirement"]),
        )  # fmt: skip
        self._groups = sorted(layout.group_rows)

    def read(self, rows: Sequence[int]) -> Cleaned:
        """Read the rows with these numbers (as Excel counts)."""
        self._rows = rows
        cells = self.sheet.rows
        self._data = [cells[row - 1] for row in rows]
        self._cells: list[Sequence[Value]] = list(zip_longest(*self._data))
        self._columns: dict[int, Sequence[Value]] = {}
        self._continued: set[int] = set()
        out = Cleaned(list(rows), {}, [], [], [])
        for name, (_, reading) in FIELDS.items():
            if name not in self.feeds:
                continue
            if reading == "date":
                self._dates(out, name)
            elif reading in _TEXTS:
                self._texts(out, name, _OWN_READERS.get(name, _TEXTS[reading]))
        if "ledger_number" in self.feeds:
            self._texts(out, "ledger_number", readers.read_code)
        self._others(out)
        self._place_columns(out)
        self._deadline_columns(out)
        self._derived(out)
        self._extra_columns(out)
        return out

    def _column(self, index: int) -> Sequence[Value]:
        """The cells of a column, 同上 resolved, numbers as Excel shows them."""
        values = self._columns.get(index)
        if values is None:
            values = self._raw(index)
            if not _NUMERIC.isdisjoint(map(type, values)) and self._differs_on_screen(index, values):
                values = [
                    self.sheet.display(row - 1, index) if isinstance(value, (int, float)) else value
                    for row, value in zip(self._rows, values, strict=True)
                ]
            self._columns[index] = values
        return values

    def _raw(self, index: int) -> Sequence[Value]:
        """The cells of a column, 同上 resolved; also for dates and angles, whose values count."""
        empty: Sequence[Value] = (None,) * len(self._data)
        values = self._cells[index] if index < len(self._cells) else empty
        above = self._above.get(index)
        values = readers.resolve_ditto(values, above)
        self._above[index] = readers.last_value(values, above)
        return values

    def _differs_on_screen(self, index: int, values: Sequence[Value]) -> bool:
        """Whether the numbers of a text column look different in Excel (0001), judged by a sample."""
        known = self._shown.get(index)
        if known is None:
            numeric = [place for place, value in enumerate(values) if isinstance(value, (int, float))]
            step = max(1, len(numeric) // 20)
            known = self._shown[index] = any(
                self.sheet.display(self._rows[place] - 1, index) not in ("", as_text(values[place]))
                for place in numeric[::step]
            )
        return known

    def _memo(self, name: str, read: Callable[[Any], Any]) -> Memo:
        if name not in self._memos:
            self._memos[name] = Memo(read)
        return self._memos[name]

    def _complaint(self, name: str) -> Complaints:
        return self._complaints.setdefault(name, Complaints())

    def _texts(self, out: Cleaned, name: str, read: Callable[[Value], str | None]) -> None:
        indexes = self.feeds[name]
        columns = [self._memo(f"{name}/{index}", read).all(self._column(index)) for index in indexes]
        if all(index in self.first_of for index in indexes):
            merged = [next((value for value in row if value), None) for row in zip(*columns, strict=True)]
        elif len(columns) > 1:
            merged = self._joined(name, indexes, columns)
        else:
            merged = columns[0]
        if name == "site_name":
            merged = self._names_below(merged)
        out.columns[name] = merged

    def _joined(self, name: str, indexes: Sequence[int], columns: Sequence[Column]) -> Column:
        """Several columns for one field: the headers of the ticked ones, else all texts."""
        if all(self._is_tick(column) for column in columns):
            heads = [_tick_word(self.headers[index]) for index in indexes]
            return [
                "、".join(head for head, tick in zip(heads, row, strict=True) if tick and tick not in _UNTICKED) or None
                for row in zip(*columns, strict=True)
            ]
        glue = "" if name in ("address", "town") else "；" if FIELDS[name][1] == "long" else "、"
        return [glue.join(dict.fromkeys(filter(None, row))) or None for row in zip(*columns, strict=True)]

    @staticmethod
    def _is_tick(column: Column) -> bool:
        return all(value is None or len(value) <= 1 for value in column)

    def _names_below(self, names: Column) -> Column:
        """A blank name continues the one above where the row has no serial number, place or address of its own."""
        if None not in names:
            self._name_above = names[-1] if names else self._name_above
            return names
        serials = self.feeds.get("list_number")
        if not serials or not self.feeds.get("description"):
            return names
        own = [index for name in ("list_number", "number", "address", "county") for index in self.feeds.get(name, ())]
        columns = [self._column(index) for index in own]
        described = [self._column(index) for index in self.feeds["description"]]
        filled: Column = []
        for place, name in enumerate(names):
            if name is None and not any(column[place] for column in columns) and any(c[place] for c in described):
                name = self._name_above
                self._continued.add(place)
            else:
                self._name_above = name
            filled.append(name)
        return filled

    def _dates(self, out: Cleaned, name: str) -> None:
        complaints = self._complaint(name)
        memo = self._memo(name, readers.date_reader(self.settings.year, complaints))
        values = self._raw(self.feeds[name][0])
        out.columns[name] = memo.all(values)
        self._keep_texts(out, name, values, out.columns[name])
        self._tell(out, name, values, complaints)

    def _others(self, out: Cleaned) -> None:
        """Lists, truth, decimals, angles, what is said of the state."""
        if "pollutants" in self.feeds:
            self._pollutants(out)
        for name, make in (("weight", readers.decimal_reader), ("falsified", readers.bool_reader)):
            if name in self.feeds:
                complaints = self._complaint(name)
                values = self._column(self.feeds[name][0])
                out.columns[name] = self._memo(name, make(complaints)).all(values)
                self._tell(out, name, values, complaints)
        if "said_status" in self.feeds:
            indexes = self.feeds["said_status"]
            header = (
                self.headers[indexes[0]].path[-1] if self.headers[indexes[0]].path else self.headers[indexes[0]].name
            )
            if len(indexes) > 1:
                self._texts(out, "said_status", readers.read_name)
            else:
                values = self._column(indexes[0])
                out.columns["said_status"] = self._memo("said_status", lambda v: phrase_for(header, v)).all(values)
                self._keep_texts(out, "said_status", values, out.columns["said_status"])
        self._angles(out)
        if "responsible_person" in self.feeds and self.feeds.get("phone") == self.feeds["responsible_person"]:
            _split_person_and_phone(out)

    def _pollutants(self, out: Cleaned) -> None:
        indexes = self.feeds["pollutants"]
        if len(indexes) > 1:
            self._texts(out, "pollutants", readers.read_name)
            words = self._memo("pollutants*", lambda text: tuple(text.split("、")) if text else None)
            out.columns["pollutants"] = words.all(out.columns["pollutants"])
        else:
            out.columns["pollutants"] = self._memo("pollutants", readers.read_list).all(self._column(indexes[0]))

    def _angles(self, out: Cleaned) -> None:
        from models.importing.angles import read_angles

        wanted = {name: self.feeds[name] for name in ("longitude", "latitude") if name in self.feeds}
        if not wanted:
            return
        raw = {index: self._raw(index) for indexes in wanted.values() for index in indexes}
        parts = {index: angle_part(self.headers[index]) for index in raw}
        read_angles(out, wanted, raw, parts, self._memo, self._complaint, self._tell, self._keep_texts)

    def _place_columns(self, out: Cleaned) -> None:
        names = [name for name in ("province", "city", "county") if name in self.feeds]
        size = len(out.rows)
        empty: Column = [None] * size
        said: dict[str, Column] = {}
        for name in ("province", "city", "county"):
            if name in self.feeds:
                columns = [self._memo(f"{name}/{i}", readers.read_name).all(self._column(i)) for i in self.feeds[name]]
                joined = (
                    columns[0]
                    if len(columns) == 1
                    else ["".join(filter(None, row)) for row in zip(*columns, strict=True)]
                )
                said[name] = joined
        if "county" in said and self.feeds.get("city") == self.feeds.get("county"):
            said["county"] = empty
        groups = self._group_places() if self._groups and "city" not in said and "county" not in said else None
        if groups is not None:
            said["city"] = groups
        triples = list(
            zip(said.get("province", empty), said.get("city", empty), said.get("county", empty), strict=True)
        )
        for place in sorted(self._continued):
            if not any(triples[place]):
                triples[place] = triples[place - 1] if place else self._place_above
        self._place_above = triples[-1]
        readings = self._memo("place", self._places).all(triples)
        for at, name in enumerate(("province", "city", "county", "regions")):
            column = [reading[at] for reading in readings]
            if any(column):
                out.columns[name] = column
        out.place_keys = [reading.key for reading in readings]
        for name in names:
            self._keep_texts(out, name, said[name], out.columns.get(name, empty))
        bad = {triple: reading.note for triple, reading in self._memos["place"].items() if reading.note}
        if bad and names:
            home = next((name for name in ("county", "city", "province") if name in names), names[0])
            letter = column_letter(self.feeds[home][0])
            for row, triple in zip(out.rows, triples, strict=True):
                if triple in bad:
                    text = " ".join(filter(None, triple))
                    out.problems.append(("warning", row, letter, home, text, bad[triple]))

    def _group_places(self) -> Column | None:
        """The place that the group row above each row names, where group rows name places."""
        gazetteer = load_gazetteer()
        found: dict[int, str | None] = {}
        for row in self._groups:
            text = re.split(r"[（(：:]", self.layout.group_rows[row])[0].strip()
            place = gazetteer.resolve(text, on=self.settings.on).place
            found[row] = place.city or None if place is not None else None
        if not any(found.values()):
            return None
        return [found[group] if (group := self._group_of(row)) else None for row in self._rows]

    def _group_of(self, row: int) -> int | None:
        at = bisect_right(self._groups, row)
        return self._groups[at - 1] if at else None

    def _deadline_columns(self, out: Cleaned) -> None:
        if "deadline_text" not in self.feeds:
            return
        index = self.feeds["deadline_text"][0]
        values = self._raw(index)
        size = len(values)
        empty: Column = [None] * size
        letter = column_letter(index)

        def shown(place: int) -> str:
            return self.sheet.display(self._rows[place] - 1, index)

        readings = self._deadlines.column(
            values, shown, out.columns.get("assigned_on", empty), out.columns.get("found_on", empty)
        )
        for at, name in enumerate(("deadline_text", "deadline_kind", "deadline")):
            out.columns[name] = [reading[at] for reading in readings]
        for row, reading in zip(out.rows, readings, strict=True):
            if reading.note:
                out.problems.append(("warning", row, letter, "deadline", reading.text or "", reading.note))

    def _derived(self, out: Cleaned) -> None:
        """What follows from other fields and from constants."""
        for name in ("round", "inspection_team"):
            if name not in out.columns and self.settings.constants.get(name):
                out.columns[name] = [self.settings.constants[name]] * len(out.rows)
        if "category" in out.columns:
            aliases = self.settings.categories
            memo = self._memo(
                "accountability", lambda text: match_category(text, aliases).accountability_category if text else None
            )
            column = memo.all(out.columns["category"])
            if any(column):
                out.columns["accountability_category"] = column

    def _extra_columns(self, out: Cleaned) -> None:
        members = []
        seen: dict[str, int] = {}
        for column in self.extra:
            seen[column.name] = seen.get(column.name, 0) + 1
            name = column.name if seen[column.name] == 1 else f"{column.name}（{column.letter}列）"
            member = readers.json_member(name or f"{column.letter}列")
            memo = self._memo(f"extra/{column.index}", lambda value, m=member: m(readers.long_text(value)))
            members.append(memo.all(self._column(column.index)))
        if self._groups:
            member = readers.json_member(GROUP_HEADER)
            members.append(
                [member(self.layout.group_rows[group] if (group := self._group_of(row)) else None) for row in out.rows]
            )
        if members:
            column = readers.json_objects(members)
            if any(column):
                out.columns["extra"] = column

    def _keep_texts(self, out: Cleaned, name: str, values: Sequence[Value], read: Sequence[Any]) -> None:
        """Keep the text of each cell whose reading is not simply that text."""
        member = readers.json_member(name)

        def keep(pair: tuple[Value, Any]) -> str:
            value, reading = pair
            if not isinstance(value, (str, int, float)) or isinstance(value, bool):
                return ""
            text = as_text(value)
            return "" if not text or (isinstance(reading, str) and readers.one_line(text) == reading) else member(text)

        if FIELDS[name][1] == "angle":
            texts = self._memo(f"kept/{name}", lambda value: member(as_text(value)) if isinstance(value, str) else "")
            out.texts.append(texts.all(values))
        elif not {str, int, float}.isdisjoint(map(type, values)):
            out.texts.append(self._memo(f"kept/{name}", keep).all(list(zip(values, read, strict=True))))

    def _tell(self, out: Cleaned, name: str, values: Sequence[Value], complaints: Complaints) -> None:
        bad = complaints.by_value
        if not bad:
            return
        letter = column_letter(self.feeds[name][0])
        for row, value in zip(out.rows, values, strict=True):
            if value in bad:
                out.problems.append(("warning", row, letter, name, as_text(value), bad[value]))


_TEXTS: dict[str, Callable[[Value], str | None]] = {
    "name": readers.read_name,
    "code": readers.read_code,
    "long": readers.read_long,
}
_OWN_READERS: dict[str, Callable[[Value], str | None]] = {
    "list_number": readers.read_serial,
    "phone": readers.read_phone,
}
_NUMERIC = frozenset({int, float, bool})
_UNTICKED = frozenset("否×✗✘0N")
_PHONE = re.compile(r"[\d][\d\-—()（）、,，/\s]{5,}\d")


def _feeds(matches: Mapping[int, Match]) -> dict[str, list[int]]:
    """Field to the columns that feed it, the surest first where they stand in for each other."""
    feeds: dict[str, list[int]] = {}
    for index, match in sorted(matches.items(), key=lambda item: (-item[1].score if item[1].keep else 0, item[0])):
        for name in match.fields:
            feeds.setdefault(name, []).append(index)
    return feeds


def _tick_word(column: HeaderColumn) -> str:
    word = column.path[-1] if column.path else column.name
    return re.sub(r"\s+", "", word)


def _split_person_and_phone(out: Cleaned) -> None:
    """张三 13800000000 in one cell: the digits are the phone, the rest the person."""
    people: Column = []
    phones: Column = []
    for text in out.columns["responsible_person"]:
        found = _PHONE.search(text) if text else None
        phones.append(found[0].strip() if found else None)
        people.append((_PHONE.sub("", text).strip(" ，,、:：()（）") or None) if text else None)
    out.columns["responsible_person"], out.columns["phone"] = people, phones
