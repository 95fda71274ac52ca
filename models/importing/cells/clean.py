"""Turns the data rows of one sheet into values for the ledger, column by column and chunk by chunk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.excel.book import Sheet, Value
from models.excel.tables.table_layout import HeaderColumn, TableLayout, column_letter
from models.importing.cells import readers
from models.importing.cells.cell_columns import CellColumns
from models.importing.cells.cell_text import as_text
from models.importing.cells.code_doubts import tell_code_doubts
from models.importing.cells.deadlines import DeadlineReader
from models.importing.cells.own_fields import OwnFields, lost_texts, read_own
from models.importing.cells.place_cells import PlaceCells
from models.importing.cells.readers import Complaints, Memo
from models.importing.cells.row_edits import FIXED, Fixes, RowEdits, splitter
from models.importing.columns.joined_columns import dated, feeds_of, joined, split_person_and_phone
from models.importing.columns.map import Match
from models.importing.columns.map_groups import angle_part, date_part
from models.importing.field_list import CUSTOM, FIELDS
from models.importing.values.apply import ValueAnswers
from models.rules.categories import match_category
from models.rules.said_status import phrase_for
from models.rules.workdays import WorkdayCalendar

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
    deadlines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """Deadline wordings that a person corrected: wording -> {"kind", "date", "days", "stages"}."""
    own: bool = False
    """The table was exported by this program."""
    fixes: Fixes = field(default_factory=dict[int, dict[int, str]])
    split: bool = False
    """Whether a description that tells several problems becomes several rows."""
    ignored: frozenset[int] = frozenset()
    separators: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict[str, Any])
    """Field to ``said_key`` to what a person said that the value means; see values/apply.py."""
    custom: OwnFields = field(default_factory=dict[str, Any])
    """The bureau's own fields by key: their kind, options and unit."""
    calendar: WorkdayCalendar | None = None
    """The ledger's working calendar, by which deadlines of so many working days get their date."""
    puts_off: bool = False
    """Whether deadlines keep clear of rest days."""


@dataclass
class Cleaned:
    """A chunk: fields as columns of database values; ``texts`` are JSON members of what was read differently."""

    rows: list[int]
    columns: dict[str, Column]
    place_keys: list[str]
    texts: list[list[str]]
    problems: list[Problem]
    parts: list[int] = field(default_factory=list[int])
    """Which part of its row each position is; empty where all are whole."""
    clears: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """(position, field) of what 【清空】 empties; own columns of the source as ``extra/<header>``."""
    as_said: dict[str, Column] = field(default_factory=dict[str, Column])
    """For fields that a person's answer changed, the values without it; null in the other rows."""
    site_keys: list[str] = field(default_factory=list[str])
    """``place_keys`` with the answers about places; empty where there are none."""
    skipped: set[int] = field(default_factory=set[int])
    """Positions of rows that an answer leaves out."""
    moved: Mapping[str, str] = field(default_factory=dict[str, str])
    """Letter of a column to its letter in the repetition of the table that these rows are from; usually empty."""


class TableReader:
    """Reads the chunks of one sheet in order; remembers what a next chunk needs (同上, filled-down names)."""

    def __init__(
        self, sheet: Sheet, layout: TableLayout, matches: Mapping[int, Match], settings: CleanSettings
    ) -> None:
        self.layout = layout
        self.settings = settings
        self.headers: dict[int, HeaderColumn] = {column.index: column for column in layout.columns}
        matches = {c.index: matches[c.index] for c in layout.columns if c.twin is None and c.index in matches}
        self.feeds = feeds_of(matches)
        self.first_of = {index for index, match in matches.items() if match.keep}
        mapped = {index for index, match in matches.items() if match.fields and not match.keep}
        apart = mapped | settings.ignored
        self.extra = [column for column in layout.columns if column.twin is None and column.index not in apart]
        self._memos: dict[str, Memo] = {}
        self._complaints: dict[str, Complaints] = {}
        self._edits = RowEdits(settings.fixes, self.feeds.get("description", ()), splitter(settings.split))
        self._cells = CellColumns(sheet, layout, self._edits)
        self._continued: set[int] = set()
        self._name_above: str | None = None
        self._answers = ValueAnswers(settings.values)
        self._places = PlaceCells(
            self._cells, self.feeds, layout.group_rows, settings.on, settings.constants, settings.own, self._answers
        )
        self._deadlines = DeadlineReader(
            settings.year, settings.as_of, "requirement" in self.feeds and
            set(self.feeds.get("deadline_text", ())) <= set(self.feeds["requirement"]), settings.deadlines,
            settings.calendar, settings.puts_off,
        )  # fmt: skip
        self._groups = sorted(layout.group_rows)

    def read(self, rows: Sequence[int]) -> Cleaned:
        """Read the rows with these numbers (as Excel counts)."""
        self._cells.begin(rows)
        self._continued.clear()
        out = Cleaned(list(self._cells.rows), {}, [], [], [], self._cells.parts)
        for name, (_, reading) in FIELDS.items():
            if name not in self.feeds:
                continue
            if reading == "date":
                self._dates(out, name)
            elif reading in _TEXTS:
                self._texts(out, name, _OWN_READERS.get(name, _TEXTS[reading]))
            elif name in CUSTOM:
                self._own(out, name)
        if "ledger_number" in self.feeds:
            self._texts(out, "ledger_number", readers.read_code)
        self._others(out)
        tell_code_doubts(out, self.feeds, self._cells.values)
        self._places.fill(out, self._continued, self._keep_texts)
        self._deadline_columns(out)
        self._derived(out)
        self._extra_columns(out)
        out.moved = self._cells.moved
        if out.moved:
            out.problems = [
                (*problem[:2], out.moved.get(problem[2], problem[2]), *problem[3:]) for problem in out.problems
            ]
        if self._edits.fixed or self._cells.cleared:
            self._tell_edits(out)
        return out

    def _tell_edits(self, out: Cleaned) -> None:
        """Corrected cells, whose own text is kept, and cells that clear a field."""
        named = {index: name for name, indexes in reversed(self.feeds.items()) for index in indexes}
        own = {index: name for name, index in zip(self._extra_names(), (c.index for c in self.extra), strict=False)}
        texts: dict[str, list[str]] = {}
        for place, index, old, new in self._edits.fixed:
            name = named.get(index, "")
            message = f"{FIXED}“{new}”" if new else f"{FIXED}空"
            letter = column_letter(self._cells.column_at(place, index))
            out.problems.append(("warning", out.rows[place], letter, name, old, message))
            if name and name in FIELDS:
                member = readers.json_member(name)
                texts.setdefault(name, [""] * len(out.rows))[place] = member(old) or f'"{name}":""'
        out.texts += texts.values()
        for index, places in self._cells.cleared.items():
            fields = [name for name, indexes in self.feeds.items() if index in indexes]
            fields += [f"extra/{own[index]}"] if index in own else []
            out.clears += [(place, name) for place in places for name in fields if name != "ledger_number"]

    def _extra_names(self) -> list[str]:
        """The names under which the source's own columns are kept."""
        names: list[str] = []
        seen: dict[str, int] = {}
        for column in self.extra:
            seen[column.name] = seen.get(column.name, 0) + 1
            name = column.name if seen[column.name] == 1 else f"{column.name}（{column.letter}列）"
            names.append(name or f"{column.letter}列")
        return names

    def _memo(self, name: str, read: Callable[[Any], Any]) -> Memo:
        if name not in self._memos:
            self._memos[name] = Memo(read)
        return self._memos[name]

    def _complaint(self, name: str) -> Complaints:
        return self._complaints.setdefault(name, Complaints())

    def _texts(self, out: Cleaned, name: str, read: Callable[[Value], str | None]) -> None:
        indexes = self.feeds[name]
        columns = [self._memo(f"{name}/{index}", read).all(self._cells.texts(index)) for index in indexes]
        if all(index in self.first_of for index in indexes):
            merged = [next((value for value in row if value), None) for row in zip(*columns, strict=True)]
        elif len(columns) > 1:
            glue = self.settings.separators.get(name)
            merged = joined(name, [self.headers[index] for index in indexes], columns, glue)
        else:
            merged = columns[0]
        if name == "site_name":
            merged = self._names_below(merged)
        out.columns[name] = merged

    def _own(self, out: Cleaned, name: str) -> None:
        """A field of the bureau's own; what cannot be read as its kind is told and kept in its own words."""
        field, indexes = self.settings.custom.get(name, {}), self.feeds[name]
        if len(indexes) > 1:
            self._texts(out, name, readers.read_long if field.get("kind") == "long" else readers.read_name)
        values = self._cells.texts(indexes[0]) if len(indexes) == 1 else out.columns[name]
        complaints = self._complaint(name)
        out.columns[name] = self._memo(f"own/{name}", read_own(name, field, complaints)).all(values)
        if complaints.by_value:
            out.texts.append(lost_texts(name, values, out.columns[name]))
        self._tell(out, name, values, complaints)

    def _names_below(self, names: Column) -> Column:
        """A blank name continues the one above where the row has no serial number, place or address of its own."""
        if None not in names:
            self._name_above = names[-1] if names else self._name_above
            return names
        serials = self.feeds.get("list_number")
        if not serials or not self.feeds.get("description"):
            return names
        own = [index for name in ("list_number", "number", "address", "county") for index in self.feeds.get(name, ())]
        columns = [self._cells.texts(index) for index in own]
        described = [self._cells.texts(index) for index in self.feeds["description"]]
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
        values = self._day_cells(name)
        out.columns[name] = memo.all(values)
        self._keep_texts(out, name, values, out.columns[name])
        self._tell(out, name, values, complaints)

    def _day_cells(self, name: str) -> Sequence[Value]:
        """The cells of a date; put together where year, month and day stand in columns of their own."""
        indexes = self.feeds[name]
        parts = [date_part(self.headers[index]) for index in indexes]
        if len(indexes) == 1 or not all(parts):
            return self._cells.values(indexes[0])
        columns = [self._cells.values(index) for index in indexes]
        return [dated(parts, row) for row in zip(*columns, strict=True)]

    def _others(self, out: Cleaned) -> None:
        """Lists, truth, decimals, angles, what is said of the state."""
        if "pollutants" in self.feeds:
            self._pollutants(out)
        for name, make in (("weight", readers.decimal_reader), ("falsified", readers.bool_reader)):
            if name in self.feeds:
                complaints = self._complaint(name)
                values = self._cells.texts(self.feeds[name][0])
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
                values = self._cells.texts(indexes[0])
                out.columns["said_status"] = self._memo("said_status", lambda v: phrase_for(header, v)).all(values)
                self._keep_texts(out, "said_status", values, out.columns["said_status"])
        self._angles(out)
        if "responsible_person" in self.feeds and self.feeds.get("phone") == self.feeds["responsible_person"]:
            split_person_and_phone(out.columns)

    def _pollutants(self, out: Cleaned) -> None:
        indexes = self.feeds["pollutants"]
        if len(indexes) > 1:
            self._texts(out, "pollutants", readers.read_name)
            words = self._memo("pollutants*", lambda text: tuple(text.split("、")) if text else None)
            out.columns["pollutants"] = words.all(out.columns["pollutants"])
        else:
            out.columns["pollutants"] = self._memo("pollutants", readers.read_list).all(self._cells.texts(indexes[0]))

    def _angles(self, out: Cleaned) -> None:
        from models.importing.cells.angles import read_angles

        wanted = {name: self.feeds[name] for name in ("longitude", "latitude") if name in self.feeds}
        if not wanted:
            return
        raw = {index: self._cells.values(index) for indexes in wanted.values() for index in indexes}
        parts = {index: angle_part(self.headers[index]) for index in raw}
        read_angles(out, wanted, raw, parts, self._memo, self._complaint, self._tell, self._keep_texts)

    def _group_of(self, row: int) -> int | None:
        at = bisect_right(self._groups, row)
        return self._groups[at - 1] if at else None

    def _deadline_columns(self, out: Cleaned) -> None:
        if "deadline_text" not in self.feeds:
            return
        index = self.feeds["deadline_text"][0]
        values = self._day_cells("deadline_text")
        size = len(values)
        empty: Column = [None] * size
        letter = column_letter(index)

        readings = self._deadlines.column(
            values,
            lambda place: self._cells.display(place, index),
            out.columns.get("assigned_on", empty),
            out.columns.get("found_on", empty),
        )
        for at, name in enumerate(("deadline_text", "deadline_kind", "deadline")):
            out.columns[name] = [reading[at] for reading in readings]
        if any(reading.rule for reading in readings):
            out.columns["deadline_rule"] = [reading.rule for reading in readings]
            out.columns["deadline_estimated"] = [reading.estimated or None for reading in readings]
        for row, reading in zip(out.rows, readings, strict=True):
            if reading.note:
                out.problems.append(("warning", row, letter, "deadline", reading.text or "", reading.note))

    def _derived(self, out: Cleaned) -> None:
        """What follows from other fields and from constants."""
        for name, value in self.settings.constants.items():
            if value and name not in out.columns and FIELDS.get(name, (0, ""))[1] in (*_TEXTS, "said"):
                out.columns[name] = [value] * len(out.rows)
            elif value and name in CUSTOM and name not in out.columns:
                read = read_own(name, self.settings.custom.get(name, {}), Complaints(), self.settings.year)
                out.columns[name] = [read(value)] * len(out.rows)
        if self._answers:
            self._answers.apply(out, self._letter, self._accountability)
        if "category" in out.columns:
            memo = self._memo("accountability", self._accountability)
            column = memo.all(out.columns["category"])
            if any(column):
                out.columns["accountability_category"] = column

    def _accountability(self, text: str | None) -> str | None:
        return match_category(text, self.settings.categories).accountability_category if text else None

    def _letter(self, name: str) -> str:
        return column_letter(next(iter(self.feeds.get(name, ())), 0))

    def _extra_columns(self, out: Cleaned) -> None:
        members = [
            self._members(column.index, readers.json_member(name))
            for column, name in zip(self.extra, self._extra_names(), strict=True)
        ]
        if self._groups:
            member = readers.json_member(GROUP_HEADER)
            members.append(
                [member(self.layout.group_rows[group] if (group := self._group_of(row)) else None) for row in out.rows]
            )
        if members:
            column = readers.json_objects(members)
            if any(column):
                out.columns["extra"] = column

    def _members(self, index: int, member: Callable[[str | None], str]) -> list[str]:
        """JSON members of a column that is kept as it is."""
        memo = self._memo(f"extra/{index}", lambda value: member(readers.long_text(value)))
        return memo.all(self._cells.texts(index))

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
            refused = readers.is_no_angle
            texts = self._memo(f"kept/{name}", lambda value: member(as_text(value)) if refused(value) else "")
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
