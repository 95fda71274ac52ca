"""Cells to and from the clipboard as tab separated text, the way Excel and WPS write and read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from desktop.tables.paged_model import PagedTableModel
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


def copied(model: PagedTableModel, found: list[Block], headers: bool = False) -> str:
    """The cells of the blocks, long texts whole; with ``headers`` under the titles of their columns."""

    def cell(row: int, column: int) -> str:
        cells = model.cells_at(row, column)
        if model.columns[column].editor == "long" and cells and isinstance(cells[0], str):
            return cells[0]
        return model.text_at(row, column)

    text = to_tsv(found, cell)
    if not headers:
        return text
    columns = sorted({column for block in found for column in range(block.left, block.right + 1)})
    return "\t".join(_quoted(model.columns[column].title) for column in columns) + "\r\n" + text


def copied_lines(model: PagedTableModel, found: list[Block]) -> str:
    """Group lines by themselves: name, the figures it says, and the sums under their titles."""
    lines = [line for block in found for row in range(block.top, block.bottom + 1) if (line := model.group_at(row))]
    summed = [column for column in model.columns if any(column.key in line.sums for line in lines)]
    if not lines:
        return ""
    rows = [["分组", *(one.title for one in lines[0].figures), *(column.title for column in summed)]]
    for line in lines:
        figures = [str(one.number) for one in line.figures]
        rows.append([" / ".join(line.path), *figures, *(line.sums.get(column.key, "") for column in summed)])
    return "".join("\t".join(map(_quoted, row)) + "\r\n" for row in rows)


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
