"""The top of a sheet as a grid in which merged cells are filled, for finding the header."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models.excel.book import Merge, Row, Value
from models.excel.tables.header_words import label_score

HEAD_ROWS = 300
HEAD_COLUMNS = 2048
"""Columns looked at for the header; no list has more, and a sheet may have 16,384."""


@dataclass
class HeadGrid:
    """Rows from the top; ``cells`` as stored, ``cover`` tells which merge covers a cell."""

    cells: list[Row]
    width: int
    cover: dict[tuple[int, int], Merge] = field(default_factory=dict[tuple[int, int], Merge])
    filled: list[list[bool]] = field(default_factory=list[list[bool]])
    _own: dict[int, list[tuple[int, Value]]] = field(default_factory=dict[int, list[tuple[int, Value]]])
    _labels: dict[int, float] = field(default_factory=dict[int, float])

    def value(self, row: int, column: int) -> Value:
        """The value a reader sees: that of the merge's corner where there is one."""
        merge = self.cover.get((row, column))
        if merge is not None:
            row, column = merge[0], merge[1]
        cells = self.cells[row] if row < len(self.cells) else []
        return cells[column] if column < len(cells) else None

    def own(self, row: int) -> list[tuple[int, Value]]:
        """(column, value) of the cells that hold a value themselves; the rows are asked again and again."""
        found = self._own.get(row)
        if found is None:
            found = self._own[row] = [(at, value) for at, value in enumerate(self.cells[row]) if value is not None]
        return found

    def labels(self, row: int) -> float:
        """How much the row's own cells read like labels, added up."""
        found = self._labels.get(row)
        if found is None:
            found = self._labels[row] = sum(label_score(value) for _, value in self.own(row))
        return found

    @cached_property
    def widest(self) -> int:
        """Cells of the fullest row that show or share a value."""
        return max(sum(line) for line in self.filled)

    def seen_count(self, row: int) -> int:
        """Cells that show or share a value."""
        return sum(self.filled[row])

    def continues(self, row: int, column: int) -> bool:
        """Whether a merge from further left covers the cell."""
        merge = self.cover.get((row, column))
        return merge is not None and merge[1] < column

    def span(self, row: int, column: int) -> int:
        """Columns covered by the cell's merge, else 1."""
        merge = self.cover.get((row, column))
        return merge[3] - merge[1] + 1 if merge else 1


def head_grid(rows: Sequence[Row], merged: Sequence[Merge]) -> HeadGrid:
    """Take the first rows with their merges; cells of white space count as empty."""
    cells = [[_solid(value) for value in row[:HEAD_COLUMNS]] for row in rows[:HEAD_ROWS]]
    width = max((len(row) for row in cells), default=0)
    grid = HeadGrid(cells, width)
    for r1, c1, r2, c2 in merged:
        if r1 >= len(cells) or (r1, c1) == (r2, c2):
            continue
        for row in range(r1, min(r2 + 1, len(cells))):
            for column in range(c1, min(c2 + 1, width)):
                grid.cover[row, column] = (r1, c1, r2, c2)
    grid.filled = [
        [
            (cells[row][column] if column < len(cells[row]) else None) is not None or _shares(grid, row, column)
            for column in range(width)
        ]
        for row in range(len(cells))
    ]
    return grid


def _solid(value: Value) -> Value:
    return None if isinstance(value, str) and not value.strip() else value


def _shares(grid: HeadGrid, row: int, column: int) -> bool:
    return (row, column) in grid.cover and grid.value(row, column) is not None


class VerticalMerges:
    """Tells, for rows asked in rising order, how many columns show a value carried down by a merge from above."""

    def __init__(self, merged: Sequence[Merge]) -> None:
        self._waiting = sorted(merge for merge in merged if merge[2] > merge[0])
        self._starts = [merge[0] for merge in self._waiting]
        self._taken = 0
        self._active: list[Merge] = []

    def columns_at(self, row: int) -> set[int]:
        """Columns of merges that begin above ``row`` and reach it."""
        upto = bisect.bisect_left(self._starts, row)
        self._active.extend(self._waiting[self._taken : upto])
        self._taken = max(self._taken, upto)
        self._active = [merge for merge in self._active if merge[2] >= row]
        return {column for _, c1, _, c2 in self._active for column in range(c1, min(c2, c1 + 512) + 1)}
