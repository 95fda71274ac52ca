"""How far a sheet's content really reaches, and which lonely far-away cells to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.excel.sheet_scan import column_index

MAX_AREA = 30_000_000
"""Cells of the rectangle around all content; at 32 bytes each this stays under 1 GiB in the reader."""
_GAP_ROWS = 5_000
_FEW = 50

_CELL_START = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{1,3})\d+["'][^>]*?(?:/>|>.*?</(?:\w+:)?c>)""", re.S
)
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["'][^>]*?(?:/>|>.*?</(?:\w+:)?row>)""", re.S)


@dataclass(frozen=True)
class Extent:
    """Rows and columns (counts from the top left corner) that are kept, and cells or rows left out."""

    rows: int
    columns: int
    cut_rows: list[int]
    cut_cells: int


def measure(widths: list[tuple[int, int]]) -> Extent:
    """The extent of (row, width) pairs; cut to a sensible table when the whole rectangle would be too large."""
    rows = max((row for row, _ in widths), default=-1) + 1
    columns = max((width for _, width in widths), default=0)
    if rows * columns <= MAX_AREA:
        return Extent(rows, columns, [], 0)
    ordered = sorted(widths)
    keep = len(ordered)
    for place in range(len(ordered) - 1, max(len(ordered) - _FEW, 0), -1):
        if ordered[place][0] - ordered[place - 1][0] > _GAP_ROWS:
            keep = place
    cut_rows = [row for row, _ in ordered[keep:]]
    kept = ordered[:keep]
    rows = kept[-1][0] + 1
    by_width = sorted(width for _, width in kept)
    columns = by_width[-1]
    far = max(1, min(_FEW, len(by_width) // 100))
    usual = by_width[max(len(by_width) - 1 - far, 0)]
    cut_cells = 0
    if columns > 4 * usual + 100:
        columns = usual
        cut_cells = sum(width > columns for _, width in kept)
    return Extent(rows, columns, cut_rows, cut_cells)


def trimmed(chunks: Iterable[bytes], extent: Extent) -> bytes:
    """The sheet's XML without the rows and cells outside the extent."""
    xml = b"".join(chunks)

    def keep_cell(match: re.Match[bytes]) -> bytes:
        return match[0] if column_index(match[1]) < extent.columns else b""

    def keep_row(match: re.Match[bytes]) -> bytes:
        if int(match[1]) > extent.rows:
            return b""
        return _CELL_START.sub(keep_cell, match[0])

    return _ROW.sub(keep_row, xml)
