"""Turns a form into tables of boxes that any writer can draw: columns of neighbouring grids joined, spans placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal, TypeAlias

from models.forms.sheet import Align, Cell, FormSheet, Grid, Listing, Paragraph

_SAME = 0.4
"""Percent of the width within which two edges of neighbouring grids are one."""


@dataclass(frozen=True)
class Box:
    """A place in a table: from ``column``, ``row`` over ``columns`` × ``rows``; an open side has no line."""

    column: int
    row: int
    columns: int
    rows: int
    text: str
    label: bool
    align: Align
    vertical: Literal["top", "middle", "bottom"] = "middle"
    open_above: bool = False
    open_below: bool = False


@dataclass(frozen=True)
class BoxTable:
    """``widths`` are shares that add up to 1; ``heights`` the least height of each row in millimetres."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    boxes: tuple[Box, ...]
    header_rows: int = 0


Block: TypeAlias = "BoxTable | Paragraph"


def blocks_of(sheet: FormSheet) -> list[Block]:
    """What is drawn below the head of a form, in order. Grids that follow each other become one table."""
    found: list[Block] = []
    waiting: list[Grid] = []
    for part in sheet.parts:
        if isinstance(part, Grid):
            waiting.append(part)
            continue
        if waiting:
            found.append(_joined(waiting))
            waiting = []
        if isinstance(part, Paragraph):
            found.append(part)
        else:
            if part.title:
                found.append(Paragraph(part.title, bold=True))
            found.append(_table(part))
    if waiting:
        found.append(_joined(waiting))
    return found


def _edges(widths: Sequence[float]) -> list[float]:
    whole = sum(widths)
    return [0.0, *(100 * reach / whole for reach in accumulate(widths))]


def _joined(grids: Sequence[Grid]) -> BoxTable:
    """One table whose columns are cut wherever one of the grids has an edge."""
    edges: list[float] = []
    for edge in sorted(edge for grid in grids for edge in _edges(grid.widths)):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    edges[-1] = 100.0
    boxes: list[Box] = []
    heights: list[float] = []
    for grid in grids:
        own = [min(range(len(edges)), key=lambda place, at=at: abs(edges[place] - at)) for at in _edges(grid.widths)]
        _place(grid, own, boxes, heights)
    widths = tuple((right - left) / 100 for left, right in pairwise(edges))
    return BoxTable(widths, tuple(heights), tuple(boxes))


def _place(grid: Grid, own: Sequence[int], boxes: list[Box], heights: list[float]) -> None:
    """Put the rows of a grid below what is there; ``own`` are its edges as columns of the joined table.

    A row with a line to sign becomes two rows without a line between them, so that the words stand at the top and the
    signature at the foot however much is written.
    """
    first = [len(heights)]
    for row in grid.rows:
        split = any(cell.closing for cell in row)
        height = max((cell.height / cell.rows for cell in row), default=0.0)
        heights.extend([max(height - 8.0, 8.0), 8.0] if split else [height])
        first.append(len(heights))
    taken: set[tuple[int, int]] = set()
    last_column = len(grid.widths)
    for number, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            if column + cell.columns > last_column or number + cell.rows > len(grid.rows):
                raise ValueError(f"the row {number} of the form has more cells than columns: {cell.text!r}")
            taken.update(
                (number + down, column + across) for down in range(cell.rows) for across in range(cell.columns)
            )
            boxes.extend(
                _boxes(cell, own[column], own[column + cell.columns], first[number], first[number + cell.rows])
            )
            column += cell.columns


def _boxes(cell: Cell, left: int, right: int, top: int, bottom: int) -> list[Box]:
    align: Align = cell.align or ("center" if cell.label else "left")
    columns, rows = right - left, bottom - top
    if not cell.closing:
        return [Box(left, top, columns, rows, cell.text, cell.label, align)]
    return [
        Box(left, top, columns, rows - 1, cell.text, cell.label, align, "top", open_below=True),
        Box(left, bottom - 1, columns, 1, cell.closing, False, "right", "bottom", open_above=True),
    ]


def _table(listing: Listing) -> BoxTable:
    count = len(listing.header)
    aligns: Sequence[Align] = listing.aligns or ("left",) * count
    boxes = [Box(place, 0, 1, 1, text, True, "center") for place, text in enumerate(listing.header)]
    for number, row in enumerate(listing.rows, 1):
        if len(row) != count:
            raise ValueError(f"row {number} of “{listing.title}” has {len(row)} cells, its header {count}")
        boxes += [Box(place, number, 1, 1, text, False, aligns[place]) for place, text in enumerate(row)]
    if not listing.rows:
        boxes.append(Box(0, 1, count, 1, listing.empty, False, "center"))
    widths = tuple(width / sum(listing.widths) for width in listing.widths)
    return BoxTable(widths, (0.0,) * (1 + max(len(listing.rows), 1)), tuple(boxes), header_rows=1)


def printable(text: str) -> str:
    """The text without signs that no file format takes (control signs, lone surrogates); line breaks stay."""
    if text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ").replace("\u2028", "\n")
    return "".join(
        sign for sign in plain if sign == "\n" or (sign >= " " and not "\x7f" <= sign <= "\x9f"
                                                  and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )  # fmt: skip
