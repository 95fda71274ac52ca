"""Merged data cells filled down and across, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.excel.book import Merge, Row, Value
from models.excel.row_source import Fill, StreamedRows

_TOLD_ROWS = 1000


def fill_merged(
    rows: Sequence[Row], merged: Iterable[Merge], *, first_row: int = 0, last_row: int | None = None
) -> set[tuple[int, int]]:
    """Write the value of each merge's corner into its other cells, inside rows ``first_row``..``last_row`` (from 0).

    Only vertical spread is filled across several rows; returns the (row, column) of every cell that was filled.
    The rows are changed in place (a streamed sheet is filled on every later pass, and only cells of its first rows are
    returned). Merges that overlap, which Excel never writes, fill each cell once: the one that begins first wins.
    """
    end = len(rows) - 1 if last_row is None else min(last_row, len(rows) - 1)
    filled: set[tuple[int, int]] = set()
    streamed = rows if isinstance(rows, StreamedRows) else None
    fills: list[Fill] = []
    reach: dict[int, int] = {}
    for r1, c1, r2, c2 in sorted(merged):
        if (r1, c1) == (r2, c2) or r1 > end or r2 < first_row or r1 >= len(rows) or c1 >= len(rows[r1]):
            continue
        if r1 < first_row and r2 > r1 and c2 > c1:
            continue  # a block from above the data frames the sheet; it says nothing of single rows
        value = rows[r1][c1]
        if value is None:
            continue
        starts = [(c, max(r1, first_row, reach.get(c, -1) + 1)) for c in range(c1, min(c2, len(rows[r1]) - 1) + 1)]
        reach.update((c, max(r2, reach.get(c, -1))) for c, _ in starts)
        if streamed:
            fills += [(start, min(r2, end), c, value) for c, start in starts]
        else:
            filled |= _filled(rows, starts, min(r2, end), value)
    if streamed and fills:
        before = rows[:_TOLD_ROWS]
        streamed.fill(fills)
        filled = {
            (r, c)
            for r, (old, new) in enumerate(zip(before, rows[:_TOLD_ROWS], strict=True))
            for c, value in enumerate(new)
            if value is not None and old[c] is None
        }
    return filled


def _filled(rows: Sequence[Row], starts: Sequence[tuple[int, int]], last: int, value: Value) -> set[tuple[int, int]]:
    """Fill the empty cells of columns from their first rows to the last; returns them."""
    filled: set[tuple[int, int]] = set()
    for c, start in starts:
        for r in range(start, last + 1):
            row = rows[r]
            if c < len(row) and row[c] is None:
                row[c] = value
                filled.add((r, c))
    return filled
