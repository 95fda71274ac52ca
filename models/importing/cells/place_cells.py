"""Province, city and county of a chunk, from their columns, from group rows, or from above a name left blank."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.excel.tables.table_layout import column_letter
from models.importing.cells import readers
from models.importing.cells.cell_columns import CellColumns
from models.importing.cells.readers import Memo
from models.importing.columns.place_columns import PlaceReader, PlaceReading
from models.importing.values.apply import ValueAnswers
from models.importing.values.place_answers import PlaceAnswers
from models.late_regex import late_regex
from models.regions import load_gazetteer

if TYPE_CHECKING:
    from models.importing.cells.clean import Cleaned

Texts = list[str | None]
Said = tuple[str | None, str | None, str | None]
Keep = Callable[["Cleaned", str, Sequence[Any], Sequence[Any]], None]
LEVELS = ("province", "city", "county")
_ORDINAL = late_regex(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]?\s*[、.．,，]?\s*(?=\D)")


class PlaceCells:
    """Reads the places of one sheet, each different wording once."""

    def __init__(
        self,
        cells: CellColumns,
        feeds: Mapping[str, Sequence[int]],
        groups: Mapping[int, str],
        on: date | None,
        constants: Mapping[str, str],
        as_named: bool = False,
        answers: ValueAnswers | None = None,
    ) -> None:
        self._cells = cells
        self._feeds = {name: feeds[name] for name in LEVELS if name in feeds}
        self._on = on
        self._names = {index: Memo(readers.read_name) for indexes in self._feeds.values() for index in indexes}
        reader = PlaceReader(
            load_gazetteer(), on, constants.get("city"), constants.get("province"), constants.get("county"), as_named
        )
        self._readings: dict[Said, PlaceReading] = Memo(reader)
        asked = answers is not None and answers.about("city", "county")
        self._answers = PlaceAnswers(answers, reader) if answers and asked else None
        self._above: Said = (None, None, None)
        self._group_rows = sorted(groups)
        self._group_places = self._places_of(groups, constants.get("city"))

    def fill(self, out: Cleaned, continued: set[int], keep: Keep) -> None:
        """Write the place fields of a chunk; ``continued`` are positions that go on with the row above."""
        size = len(out.rows)
        said = {name: self._column(indexes) for name, indexes in self._feeds.items()}
        if "county" in said and self._feeds.get("city") == self._feeds["county"]:
            said["county"] = [None] * size
        empty: Texts = [None] * size
        blank = {place for place in continued if not any(column[place] for column in said.values())}
        if self._group_places:
            self._take_from_groups(said, out.rows)
        rows: list[Said] = list(zip(*(said.get(name, empty) for name in LEVELS), strict=True))
        for place in sorted(blank):
            rows[place] = rows[place - 1] if place else self._above
        self._above = rows[-1]
        found = list(map(self._readings.__getitem__, rows))
        out.place_keys = [reading.key for reading in found]
        if self._answers is not None:
            found = self._answers.fill(out, rows, found, self._home_letter())
        for at, name in enumerate((*LEVELS, "regions")):
            column = [reading[at] for reading in found]
            if any(column):
                out.columns[name] = column
        for name in self._feeds:
            keep(out, name, said[name], out.columns.get(name, empty))
        self._complain(out, rows, found)

    def _take_from_groups(self, said: dict[str, Texts], rows: Sequence[int]) -> None:
        """City and county of the group row above where the row itself names none."""
        above = [self._group_place(row) for row in rows]
        whole = self._feeds.get("city") is not None and self._feeds.get("city") == self._feeds.get("county")
        for at, name in enumerate(("city", "county")):
            given = [place[at] for place in above]
            own = said.get(name)
            if own is None and any(given):
                said[name] = given
            elif own is not None and not whole:
                said[name] = [mine or theirs for mine, theirs in zip(own, given, strict=True)]

    def _column(self, indexes: Sequence[int]) -> Texts:
        columns = [self._names[index].all(self._cells.texts(index)) for index in indexes]
        if len(columns) == 1:
            return columns[0]
        return ["".join(filter(None, row)) or None for row in zip(*columns, strict=True)]

    def _complain(self, out: Cleaned, rows: Sequence[Said], found: Sequence[PlaceReading]) -> None:
        home = next((name for name in reversed(LEVELS) if name in self._feeds), None)
        if home is None:
            return
        letter = self._home_letter()
        for row, said, reading in zip(out.rows, rows, found, strict=True):
            if reading.note:
                out.problems.append(("warning", row, letter, home, " ".join(filter(None, said)), reading.note))

    def _home_letter(self) -> str:
        """The column of the lowest level."""
        home = next((name for name in reversed(LEVELS) if name in self._feeds), None)
        return column_letter(self._feeds[home][0]) if home else "A"

    def _places_of(self, groups: Mapping[int, str], city: str | None) -> dict[int, tuple[str, str | None]]:
        """Row of each group that names a place, with its city and county."""
        gazetteer = load_gazetteer()
        found: dict[int, tuple[str, str | None]] = {}
        for row, text in groups.items():
            name = re.split(r"[（(：:]", _ORDINAL.sub("", text.strip()))[0].strip()
            inside = gazetteer.resolve(name, city=city, on=self._on, offer=False).place
            place = inside or gazetteer.resolve(name, on=self._on, offer=False).place
            if place is None:  # 邯郸市磁县问题清单: the title of a part
                named = gazetteer.find_places_in(name, on=self._on)
                place = named[0] if len(named) == 1 else None
            if place is not None and place.city:
                found[row] = (place.city, place.county or None)
        return found

    def _group_place(self, row: int) -> tuple[str | None, str | None]:
        at = bisect_right(self._group_rows, row)
        return self._group_places.get(self._group_rows[at - 1], (None, None)) if at else (None, None)
