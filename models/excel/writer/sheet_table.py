"""What a table on a sheet looks like: its columns, what stands above and below it, and its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class SheetColumn:
    """``width`` in characters of the standard font (a Chinese one takes two); ``number_format`` only for numbers."""

    title: str
    width: float = 12
    align: Align = "left"
    wrap: bool = False
    number_format: str = "General"
    fill: str = ""
    """Ground of its cells as RRGGBB; empty for white."""
    choices: tuple[str, ...] = ()
    """Words of a drop-down; other words are pointed out, not refused."""


@dataclass(frozen=True)
class HiddenSheet:
    """What a program must find again on a workbook that went through many hands: a very hidden sheet of texts.

    ``mark`` is (name, value) among the document's properties.
    """

    name: str
    texts: tuple[str, ...]
    mark: tuple[str, str]


@dataclass(frozen=True)
class PageSetup:
    """Paper for printing; the table is fitted to the width of one page."""

    paper: Literal["A4", "A3"] = "A4"
    landscape: bool = True


@dataclass(frozen=True)
class TableBlock:
    """The table with its surroundings.

    ``title`` and ``notes`` (left, right) stand above the header, ``closing`` lines (a signature line) after the last
    row. Without title and notes the header is the first row, so that the file can be imported again as it is.
    """

    title: str = ""
    notes: tuple[str, str] = ("", "")
    closing: tuple[str, ...] = ()
    filter: bool = True
    frozen_columns: int = 1
    row_height: float = 18.0
    most_lines: int = 12
    """A row grows with its wrapped text up to so many lines."""

    @property
    def header_row(self) -> int:
        """Number of the header's row, from 1."""
        return 1 + bool(self.title) + any(self.notes)
