"""How far a sheet's content really reaches, and which lonely far-away cells to leave out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from models.excel.formats.sheet_scan import column_index
from models.late_regex import late_regex

MAX_AREA = 30_000_000
"""Cells of the rectangle around all content; at 32 bytes each this stays under 1 GiB in the reader."""
_GAP_ROWS = 5_000
_FEW = 50

_ROW_START = late_regex(rb"<(?:\w+:)?row(?=[\s/>])[^<>]*>")
_ROW_NUMBER = late_regex(rb"""\sr\s*=\s*["'](\d{1,9})["']""")
_CELL_START = late_regex(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*>")
_LETTERS = late_regex(rb"""\sr\s*=\s*["']([A-Z]{1,3})\d""")


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


def cut_words(reach: Extent) -> str:
    """What was left out, for a person."""
    rows = "、".join(str(row + 1) for row in reach.cut_rows[:5])
    far_rows = f"第 {rows} 行远离表格，没有读入" if reach.cut_rows else ""
    far_cells = f"{reach.cut_cells} 行在很远的列里有零散内容，没有读入" if reach.cut_cells else ""
    return "；".join(text for text in (far_rows, far_cells) if text)


def trimmed(chunks: Iterable[bytes], extent: Extent) -> bytes:
    """The sheet's XML without the rows and cells outside the extent."""
    xml = b"".join(chunks)
    end = xml.rfind(b"</", 0, max(xml.rfind(b"sheetData"), 0))
    parts: list[bytes] = []
    place = 0
    number = 0
    for start in _ROW_START.finditer(xml, 0, max(end, 0)):
        parts.append(_kept(xml[place : start.start()], number, extent))
        told = _ROW_NUMBER.search(start[0])
        number = int(told[1]) if told else number + 1
        place = start.start()
    end = max(end, place)
    parts += [_kept(xml[place:end], number, extent), xml[end:]]
    return b"".join(parts)


def _kept(row: bytes, number: int, extent: Extent) -> bytes:
    """What is kept of a row (from its tag to the next row's); number 0 is what stands before the first."""
    if number == 0:
        return row
    if number > extent.rows:
        return b""
    cells = list(_CELL_START.finditer(row))
    close = row.rfind(b"</", 0, max(row.rfind(b"row>"), 0))
    if not cells or close < 0:
        return row
    parts = [row[: cells[0].start()]]
    column = -1
    for cell, following in pairwise([*cells, None]):
        assert cell is not None
        letters = _LETTERS.search(cell[0])
        column = column_index(letters[1]) if letters else column + 1
        if column < extent.columns:
            parts.append(row[cell.start() : following.start() if following else close])
    return b"".join([*parts, row[close:]])
