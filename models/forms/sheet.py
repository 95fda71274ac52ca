"""A form as data: what stands on it and where, without a word about the file that it becomes.

Every text is plain: it is never read as markup, and a line break in it is a line break on paper. Lengths are in
millimetres; widths of columns are shares of the whole width, so that the same form fits both directions of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Cell:
    """One box of a grid. A label is printed bold and centred; ``height`` is the least, a longer text grows it."""

    text: str = ""
    label: bool = False
    columns: int = 1
    """How many columns it covers."""
    rows: int = 1
    """How many rows it covers; the rows below leave its place out."""
    height: float = 0.0
    align: Align | None = None
    """None for what is usual: labels in the middle, values at the left."""
    closing: str = ""
    """Stands at the foot of the box at the right, e.g. 签字（盖章）：　　年　月　日."""


@dataclass(frozen=True)
class Grid:
    """Boxes with labels and values. ``widths`` are the shares of its columns; every row fills all of them."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Listing:
    """A table with a header that is repeated on each page; ``aligns`` has an entry for each column or none."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    title: str = ""
    aligns: tuple[Align, ...] = ()
    empty: str = "（无）"
    """Said in one line where there are no rows."""


@dataclass(frozen=True)
class Paragraph:
    """Words between the tables."""

    text: str
    bold: bool = False
    align: Align = "left"


Part: TypeAlias = "Grid | Listing | Paragraph"


@dataclass(frozen=True)
class FormSheet:
    """One form, one or more pages. Grids that follow each other stand close, as one table."""

    title: str
    parts: tuple[Part, ...]
    head: tuple[str, ...] = ()
    """One to three texts of the line below the title: left, (middle,) right: 填报单位, 编号, 日期."""
    foot: tuple[str, ...] = ()
    """Lines below everything: 填表人, 备注."""
    landscape: bool = False
    bookmark: str = ""
    """Names the sheet in a file of many; the title where it is empty."""
    footer: str = ""
    """Small text at the lower left of each page, beside the number of the page."""


def label(text: str, columns: int = 1, rows: int = 1) -> Cell:
    """The box that says what the next one holds."""
    return Cell(text, label=True, columns=columns, rows=rows)


def value(text: object, columns: int = 1, *, height: float = 0.0, align: Align | None = None) -> Cell:
    """A box with what is known; blank for None."""
    return Cell("" if text is None else str(text), columns=columns, height=height, align=align)


def opinion(text: object, signature: str = "签字（盖章）：　　　　　　　　年　　月　　日", columns: int = 1,
            height: float = 26.0) -> Cell:  # fmt: skip
    """意见: room for words above, the line to sign below."""
    return Cell("" if text is None else str(text), columns=columns, height=height, closing=signature)


def pairs(given: Iterable[tuple[str, object]], *, widths: Sequence[float] = (15, 35, 15, 35)) -> Grid:
    """Labels and values side by side, as many pairs in a row as ``widths`` has room for; the last one fills its row."""
    across = len(widths) // 2
    all_pairs = list(given)
    rows: list[tuple[Cell, ...]] = []
    for start in range(0, len(all_pairs), across):
        line = all_pairs[start : start + across]
        cells: list[Cell] = []
        for place, (title, text) in enumerate(line):
            last = place == len(line) - 1
            columns = 1 + 2 * (across - len(line)) if last else 1
            cells += [label(title), value(text, columns)]
        rows.append(tuple(cells))
    return Grid(tuple(widths), tuple(rows))


def wide(title: str, text: object, *, height: float = 0.0, share: float = 15) -> Grid:
    """One label and one long value over the whole width."""
    return Grid((share, 100 - share), ((label(title), value(text, height=height)),))
