"""Group lines between the rows of a big table: which there are, which are open, and the id list that they make."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.tables.id_runs import place_of

Path = tuple[str, ...]
"""The words of a group's values, outermost first."""


@dataclass(frozen=True)
class Figure:
    """One count of a group: its title in a copied table, the number, and how the line says it, in which tone."""

    title: str
    number: int
    words: str
    tone: str = ""


@dataclass(frozen=True)
class GroupLine:
    """One group; ``first`` and ``count`` say which of all ids belong to it; ``sums`` are texts by column key."""

    path: Path
    first: int
    count: int
    figures: tuple[Figure, ...] = ()
    sums: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def level(self) -> int:
        """0 for the outermost."""
        return len(self.path) - 1

    @property
    def text(self) -> str:
        """The line as one sentence, for copying and for a screen reader."""
        return " · ".join([self.path[-1], *(one.words for one in self.figures)])


class GroupTree:
    """Lines in the order shown (each before what it holds) over the ids of all rows; never changes.

    In the id list of the model line number n stands as ``-n - 1``; rows of the ledger are never negative.
    """

    def __init__(self, ids: array[int], lines: Sequence[GroupLine], closed: Collection[Path] = ()) -> None:
        self.ids = ids
        self.lines = tuple(lines)
        self.closed = frozenset(closed)
        self.levels = max((line.level for line in self.lines), default=0) + 1
        self.shown: array[int] = array("q")
        """Rows and lines as they stand under each other."""
        self._line_rows: array[int] = array("q")
        self._ends: list[int] = []
        self._lay_out()

    def with_closed(self, closed: Collection[Path]) -> GroupTree:
        """The same groups, other ones closed."""
        return GroupTree(self.ids, self.lines, closed)

    def all_paths(self) -> set[Path]:
        """Every group there is."""
        return {line.path for line in self.lines}

    def _lay_out(self) -> None:
        shown, rows = self.shown, self._line_rows
        open_lines: list[tuple[int, int]] = []
        hidden_below = -1
        for number, line in enumerate(self.lines):
            if 0 <= hidden_below < line.level:
                continue
            hidden_below = -1
            while open_lines and open_lines[-1][0] >= line.level:
                self._ends[open_lines.pop()[1]] = len(shown)
            open_lines.append((line.level, len(rows)))
            rows.append(len(shown))
            self._ends.append(0)
            shown.append(-number - 1)
            if line.path in self.closed:
                hidden_below = line.level
            elif line.level == self.levels - 1:
                shown.extend(self.ids[line.first : line.first + line.count])
        for _level, place in open_lines:
            self._ends[place] = len(shown)

    def line(self, key: int) -> GroupLine:
        """The line that stands as ``key`` in the id list."""
        return self.lines[-key - 1]

    def is_open(self, key: int) -> bool:
        """Whether what a line holds is shown."""
        return self.lines[-key - 1].path not in self.closed

    def lines_in(self, first: int, last: int) -> array[int]:
        """Rows from ``first`` to ``last`` that are group lines."""
        return self._line_rows[bisect_left(self._line_rows, first) : bisect_right(self._line_rows, last)]

    def paths_of(self, key: int) -> list[Path]:
        """The groups, outermost first, that hold the row with this id; none when it is not listed."""
        place = place_of(self.ids, key)
        return [line.path for line in self.lines if line.first <= place < line.first + line.count]

    def parent_row(self, row: int) -> int:
        """The row of the group line that stands above a row, or -1."""
        level = self.line(self.shown[row]).level if self.shown[row] < 0 else self.levels
        for place in range(bisect_left(self._line_rows, row) - 1, -1, -1):
            found = self._line_rows[place]
            if self.line(self.shown[found]).level < level:
                return found
        return -1

    def pieces(self, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Slices of ``ids`` for selected runs of shown rows.

        A selected line stands for its rows when it is closed, or when none of what it holds is selected by itself.
        """
        starts = [first for first, _last in runs]
        found: list[tuple[int, int]] = []
        for first, last in runs:
            row = first
            for line_row in self.lines_in(first, last):
                self._take_rows(row, line_row - 1, found)
                line = self.line(self.shown[line_row])
                end = self._ends[bisect_left(self._line_rows, line_row)]
                after = bisect_right(starts, line_row)
                next_selected = line_row + 1 if line_row < last else starts[after] if after < len(starts) else end
                if next_selected >= end:
                    found.append((line.first, line.first + line.count))
                row = line_row + 1
            self._take_rows(row, last, found)
        return found

    def _take_rows(self, first: int, last: int, found: list[tuple[int, int]]) -> None:
        """Rows between two lines lie together in ``ids`` as well."""
        if first > last:
            return
        above = self._line_rows[bisect_right(self._line_rows, first) - 1]
        start = self.line(self.shown[above]).first + first - above - 1
        found.append((start, start + last - first + 1))
