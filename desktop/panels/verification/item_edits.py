"""From selected blocks of the checks to what is entered: pasted, filled down, emptied; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.panels.verification.item_columns import ENTERED
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.paste_layout import lay_out
from desktop.tables.selection import Block

Edits = dict[int, dict[str, Any]]
"""Values by check and part of the finding."""


def pasted(model: PagedTableModel, rows: Sequence[Sequence[str]], found: Sequence[Block]) -> tuple[Edits, int]:
    """The clipboard's cells from the corner of the selection on, and how many have no place or cannot be changed.

    An empty cell of the clipboard erases nothing.
    """
    cells, rejects = lay_out(model, rows, found)
    edits: Edits = {}
    for cell in cells:
        text = str(cell.text).strip()
        if text:
            edits.setdefault(cell.problem_id, {})[cell.field] = text
    return edits, len(rejects)


def filled_down(model: PagedTableModel, found: Sequence[Block]) -> Edits:
    """Each block's first row into the rows below; a single row takes the row above it, like Excel."""
    edits: Edits = {}
    for block in found:
        source = block.top if block.rows > 1 else block.top - 1
        if source < 0:
            continue
        for column in range(block.left, block.right + 1):
            part = model.columns[column].edits
            cells = model.cells_at(source, column) if part is not None else None
            if part is None or cells is None:
                continue
            for row in range(source + 1, block.bottom + 1):
                edits.setdefault(model.id_at(row), {})[part] = cells[0]
    return edits


def emptied(model: PagedTableModel, found: Sequence[Block]) -> Edits:
    """Nothing into every cell that may be empty; without its result a finding goes as a whole."""
    edits: Edits = {}
    for block in found:
        parts = [one.edits for one in model.columns[block.left : block.right + 1] if one.edits is not None]
        if parts:
            gone: dict[str, Any] = dict.fromkeys(ENTERED if "result" in parts else parts)
            for row in range(block.top, block.bottom + 1):
                edits.setdefault(model.id_at(row), {}).update(gone)
    return edits
