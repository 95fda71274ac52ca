"""Where the cells of a worksheet range go in the table: from the corner on, or over the whole selection as in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.tables.paged_model import PagedTableModel
from desktop.tables.selection import Block
from models.operations.pasting import PastedCell, Reject

Rows = Sequence[Sequence[str]]


def lay_out(model: PagedTableModel, rows: Rows, found: Sequence[Block]) -> tuple[list[PastedCell], list[Reject]]:
    """Cells to write in the order shown, and those that have no place; rows that head a group are passed over."""
    cells: list[PastedCell] = []
    rejects: list[Reject] = []
    if not rows or not found:
        return cells, rejects
    width = max(len(row) for row in rows)
    single = len(rows) == 1 and width == 1
    for block in found if single else found[:1]:
        high, wide = _size(rows, width, block)
        targets = list(_rows_from(model, block.top, high))
        for down in range(high):
            texts = rows[down % len(rows)]
            for across in range(wide):
                text = texts[across % width] if across % width < len(texts) else ""
                row = targets[down] if down < len(targets) else None
                _place(model, row, block.left + across, text, cells, rejects)
    return cells, rejects


def _size(rows: Rows, width: int, block: Block) -> tuple[int, int]:
    """Like Excel: over the whole selection where it is a whole number of times the range, else the range itself."""
    if block.rows % len(rows) == 0 and block.columns % width == 0:
        return block.rows, block.columns
    tall = block.rows if len(rows) == 1 else len(rows)
    return tall, block.columns if width == 1 else width


def _rows_from(model: PagedTableModel, top: int, wanted: int) -> Iterator[int]:
    for row in range(top, model.rowCount()):
        if wanted <= 0:
            return
        if model.id_at(row) >= 0:
            wanted -= 1
            yield row


def _place(
    model: PagedTableModel, row: int | None, column: int, text: str, cells: list[PastedCell], rejects: list[Reject]
) -> None:
    if column >= model.columnCount():
        rejects.append(Reject(0, "", "（表的右边）", text, "表格没有这么多列"))
    elif row is None:
        rejects.append(Reject(0, "", f"（表的下面） · {model.columns[column].title}", text, "列表没有这么多行"))
    elif (field := model.columns[column].edits) is None:
        where = f"{model.text_at(row, 0)} · {model.columns[column].title}"
        rejects.append(Reject(model.id_at(row), model.columns[column].key, where, text, "这一列由程序得出，不能修改"))
    else:
        cells.append(PastedCell(model.id_at(row), field, text))
