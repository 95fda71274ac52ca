"""A workbook as it was read: sheets with values, merges, what is hidden, and each cell's text as Excel shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Row = list[Value]
Merge = tuple[int, int, int, int]
"""first row, first column, last row, last column; all counted from 0 and inclusive"""
MAX_LISTED = 2000
"""Error cells, formulas and odd numbers of a sheet that are listed one by one; all are counted."""


@dataclass
class Sheet:
    """One sheet. Rows and columns are counted from 0 here; row 0 is the row that Excel calls 1."""

    name: str
    visible: bool
    rows: Sequence[Row]
    merged: list[Merge] = field(default_factory=list[Merge])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    has_filter: bool = False
    filtered_rows: set[int] = field(default_factory=set[int])
    """Hidden rows that an active filter hides, rather than a person by hand."""
    warnings: list[str] = field(default_factory=list[str])
    error_cells: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    uncomputed_count: int = 0
    uncomputed_cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    long_numbers: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Cells with a number of more than 15 digits, whose last digits Excel has replaced by zeros."""
    odd_dates: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Date cells whose number lies outside the calendar; they are read as numbers."""
    shown: Callable[[int, int, Value], str] | None = None

    def display(self, row: int, column: int) -> str:
        """The cell's text as Excel shows it."""
        cells = self.rows[row] if row < len(self.rows) else []
        value = cells[column] if column < len(cells) else None
        return self.text(row, column, value)

    def text(self, row: int, column: int, value: Value) -> str:
        """Like ``display`` for a caller that already holds the value."""
        if value is None:
            return ""
        return self.shown(row, column, value) if self.shown else str(value)


@dataclass
class Workbook:
    """What was opened; ``kind`` is how the content was recognised: xlsx, xls, xlsb, ods, csv."""

    path: str
    kind: str
    sheets: list[Sheet]
    warnings: list[str] = field(default_factory=list[str])
