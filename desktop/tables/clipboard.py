"""Cells to and from the clipboard as tab separated text, the way Excel and WPS write and read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from desktop.tables.selection import Block

MOST_CELLS = 200_000
"""Copying more than this asks for an export instead."""


def to_tsv(found: list[Block], text: Callable[[int, int], str]) -> str:
    """The bounding grid of the selected blocks; cells between them stay empty."""
    if not found:
        return ""
    rows = sorted({row for block in found for row in range(block.top, block.bottom + 1)})
    columns = sorted({column for block in found for column in range(block.left, block.right + 1)})
    chosen = [(block.top, block.bottom, block.left, block.right) for block in found]

    def cell(row: int, column: int) -> str:
        inside = any(top <= row <= bottom and left <= column <= right for top, bottom, left, right in chosen)
        return text(row, column) if inside else ""

    return "\r\n".join("\t".join(_quoted(cell(row, column)) for column in columns) for row in rows) + "\r\n"


def from_tsv(text: str) -> list[list[str]]:
    """Rows of cells; a quoted cell may hold line breaks."""
    if not text:
        return []
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    return [list(row) if row else [""] for row in reader]


def _quoted(text: str) -> str:
    if any(mark in text for mark in "\t\n\r") or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text
