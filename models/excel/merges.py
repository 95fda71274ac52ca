"""Merged data cells filled down and across, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.excel.book import Merge, Row, Value
from models.excel.row_source import StreamedRows


def fill_merged(
    rows: Sequence[Row], merged: Iterable[Merge], *, first_row: int = 0, last_row: int | None = None
) -> set[tuple[int, int]]:
    """Write the value of each merge's corner into its other cells, inside rows ``first_row``..``last_row`` (from 0).

    Only vertical spread is filled across several rows; returns the (row, column) of every cell that was filled.
    The rows are changed in place (a streamed sheet is filled on every later pass). Merges that overlap, which Excel
    never writes, fill each cell once: the one that begins first wins.
    """
    end = len(rows) - 1 if last_row is None else min(last_row, len(rows) - 1)
    filled: set[tuple[int, int]] = set()
    streamed = rows if isinstance(rows, StreamedRows) else None
    fills: dict[int, list[tuple[int, Value]]] = {}
    reach: dict[int, int] = {}
    for r1, c1, r2, c2 in sorted(merged):
        if (r1, c1) == (r2, c2) or r1 > end or r2 < first_row or r1 >= len(rows) or c1 >= len(rows[r1]):
            continue
        value = rows[r1][c1]
        if value is None:
            continue
        starts = [(c, max(r1, first_row, reach.get(c, -1) + 1)) for c in range(c1, min(c2, len(rows[r1]) - 1) + 1)]
        reach.update((c, max(r2, reach.get(c, -1))) for c, _ in starts)
        for r in range(min(start for _, start in starts), min(r2, end) + 1):
            row = rows[r]
            for c, start in starts:
                if r >= start and c < len(row) and (r, c) != (r1, c1) and row[c] is None:
                    if streamed:
                        fills.setdefault(r, []).append((c, value))
                    else:
                        row[c] = value
                    filled.add((r, c))
    if streamed and fills:
        streamed.fill(fills)
    return filled
