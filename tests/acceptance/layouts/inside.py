"""Reads the papers of a book in this process, without a file or a ledger: quick enough for hundreds of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.excel.book import Row, Sheet, Value
from models.importing.cells.cell_text import as_text
from models.importing.cells.clean import CleanSettings, TableReader
from models.importing.columns.map import Match
from models.importing.reading.sheet_state import SheetState
from tests.acceptance.layouts.paper import Book, Paper

_MILLIONTHS = 1_000_000


@dataclass
class Reading:
    """How one sheet was read: the child's description, and the records by position."""

    name: str
    found: dict[str, Any]
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def layout(self) -> Any:
        return self.found["layout"]


def read_book(book: Book) -> list[Reading]:
    """Every sheet of a book that is not saved."""
    return [read_paper(paper, position) for position, paper in enumerate(book.papers)]


def read_paper(paper: Paper, position: int = 0, header: tuple[int, int] | None = None) -> Reading:
    """One sheet, with the header rows where a person named them."""
    state = SheetState(sheet_of(paper), position)
    if header is not None:
        state.find(header)
    found = state.describe({}, False)
    reading = Reading(paper.sheet.title, found)
    if found["layout"].role == "list":
        reading.records = list(_records(state, found))
    return reading


def sheet_of(paper: Paper) -> Sheet:
    """The sheet as the readers of files give it."""
    lines = paper.sheet.iter_rows(values_only=True)
    rows: list[Row] = [[_value(cell) for cell in line] for line in lines]
    merged = [
        (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
        for area in paper.sheet.merged_cells.ranges
    ]
    return Sheet(paper.sheet.title, True, rows, sorted(merged), shown=lambda row, column, value: as_text(value))


def _value(cell: Any) -> Value:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell or None


def _records(state: SheetState, found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    constants = {one.field: one.value for one in found["constants"] if one.use and one.value}
    as_of, year = constants.pop("as_of", None), constants.pop("year", None)
    on = as_of or found["on"]
    settings = CleanSettings(
        constants,
        datetime.fromisoformat(as_of).date() if as_of else None,
        int(as_of[:4]) if as_of else int(year) if year else found["year"],
        datetime.fromisoformat(on).date() if on else None,
    )
    keep = found["keep"]
    matches = {
        column.index: Match(tuple(column.fields), column.score, "", bool(keep.get(column.index)))
        for column in found["columns"]
        if column.fields
    }
    rows = state.layout.data_rows
    cleaned = TableReader(state.sheet, state.layout, matches, settings).read(rows)
    for at, row in enumerate(cleaned.rows):
        record = {name: _plain(name, column[at]) for name, column in cleaned.columns.items()}
        yield record | {"row": row}


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "weight":
        return f"{value / _MILLIONTHS:g}"
    if name in ("longitude", "latitude") and isinstance(value, int):
        return value / _MILLIONTHS
    if name == "regions":
        return [place for place, _ in value]
    return list(value) if isinstance(value, tuple) else value
