"""From selected blocks to cell edits: fill down, clear, today, paste, one value for all; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.tables.paged_model import PagedTableModel
from desktop.tables.selection import Block
from models.queries.fields import FIELDS

MOST_CELLS = 100_000
Edit = tuple[int, str, Any]
"""problem id, field, value: text as typed or a typed value."""


@dataclass(frozen=True)
class EditPlan:
    """Edits of one step, what it is called, and how many cells were left out because they are read-only."""

    edits: tuple[Edit, ...]
    title: str
    left_out: int = 0


def fill_down(model: PagedTableModel, found: Sequence[Block]) -> EditPlan:
    """Each block's first row into the rows below; a single row takes the row above it, like Excel."""
    edits: list[Edit] = []
    left_out = 0
    for block in found:
        source = block.top if block.rows > 1 else block.top - 1
        if source < 0:
            continue
        for column in range(block.left, block.right + 1):
            field = model.columns[column].edits
            first = block.top + 1 if block.rows > 1 else block.top
            if field is None:
                left_out += block.bottom - first + 1
                continue
            value = _value(model, source, column)
            edits += [(key, field, value) for key in model.ids[first : block.bottom + 1]]
    return EditPlan(tuple(edits), f"向下填充{_titles(edits)}", left_out)


def fill_right(model: PagedTableModel, found: Sequence[Block]) -> EditPlan:
    """Each block's first column into those at its right; a single column takes the one at its left, like Excel."""
    edits: list[Edit] = []
    left_out = 0
    for block in found:
        source = block.left if block.columns > 1 else block.left - 1
        if source < 0:
            continue
        first = block.left + 1 if block.columns > 1 else block.left
        for column in range(first, block.right + 1):
            field = model.columns[column].edits
            if field is None:
                left_out += block.rows
                continue
            rows = range(block.top, block.bottom + 1)
            edits += [(model.id_at(row), field, _whole(model, row, source)) for row in rows]
    return EditPlan(tuple(edits), f"向右填充{_titles(edits)}", left_out)


def now(model: PagedTableModel, found: Sequence[Block], moment: datetime) -> EditPlan:
    """The time of day into text cells, as Excel's Ctrl+Shift+; does."""
    others = frozenset(key for key, one in FIELDS.items() if one.kind not in ("text", "long"))
    return _everywhere(model, found, f"{moment:%H:%M}", f"填入 {moment:%H:%M}：", skip=others)


def clear(model: PagedTableModel, found: Sequence[Block]) -> EditPlan:
    """Nothing into every cell that may be empty."""
    return _everywhere(model, found, None, "清除", skip=frozenset({"status"}))


def today(model: PagedTableModel, found: Sequence[Block], day: date) -> EditPlan:
    """The present day into the date cells."""
    dates = frozenset(key for key, one in FIELDS.items() if one.kind != "date")
    return _everywhere(model, found, day, f"填入 {day.isoformat()}：", skip=dates)


def paste(model: PagedTableModel, rows: Sequence[Sequence[str]], found: Sequence[Block]) -> EditPlan:
    """The clipboard's cells from the corner of the selection on; one cell, or one row, fills the whole selection."""
    if not found or not rows:
        return EditPlan((), "粘贴")
    block = found[0]
    height, width = len(rows), max(len(row) for row in rows)
    tall = block.rows if height == 1 and block.rows > 1 else height
    wide = block.columns if width == 1 and block.columns > 1 else width
    edits: list[Edit] = []
    left_out = 0
    for down in range(tall):
        row = block.top + down
        if row >= model.rowCount():
            left_out += wide
            continue
        texts = rows[down % height]
        for across in range(wide):
            column = block.left + across
            field = model.columns[column].edits if column < model.columnCount() else None
            if field is None:
                left_out += 1
                continue
            place = across % width
            edits.append((model.id_at(row), field, texts[place] if place < len(texts) else ""))
    return EditPlan(tuple(edits), f"粘贴{_titles(edits)}", left_out)


def one_value(ids: Sequence[int], field: str, value: Any) -> EditPlan:
    """The same value into a field of many problems."""
    return EditPlan(tuple((key, field, value) for key in ids), f"把 {len(ids):,} 条问题的{FIELDS[field].title}统一修改")


def _everywhere(
    model: PagedTableModel, found: Sequence[Block], value: Any, verb: str, skip: frozenset[str]
) -> EditPlan:
    edits: list[Edit] = []
    left_out = 0
    for block in found:
        for column in range(block.left, block.right + 1):
            field = model.columns[column].edits
            if field is None or field in skip:
                left_out += block.rows
            else:
                edits += [(key, field, value) for key in model.ids[block.top : block.bottom + 1]]
    return EditPlan(tuple(edits), f"{verb}{_titles(edits)}", left_out)


def _value(model: PagedTableModel, row: int, column: int) -> Any:
    from PySide6.QtCore import Qt

    return model.data(model.index(row, column), int(Qt.ItemDataRole.EditRole))


def _whole(model: PagedTableModel, row: int, column: int) -> Any:
    """What a cell holds, for a cell of another field: its value, or the words that several fields make."""
    cells = model.cells_at(row, column)
    return cells[0] if cells is not None and len(cells) == 1 else model.text_at(row, column)


def _titles(edits: Sequence[Edit]) -> str:
    fields = dict.fromkeys(field for _key, field, _value in edits)
    names = "、".join(FIELDS[field].title for field in fields if field in FIELDS)
    count = len({key for key, _field, _value in edits})
    return f"{names}（{count:,} 条）" if count > 1 else names
