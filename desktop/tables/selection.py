"""What is selected, read from ranges: nothing here ever walks the cells of a large selection."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange

from desktop.tables.grouping import GroupTree

if TYPE_CHECKING:
    from desktop.tables.paged_model import PagedTableModel


CellPart = tuple[tuple[tuple[str, ...], ...], "array[int] | None"]
"""The fields that each column is made of, and the ids of the rows (None: all of the list)."""


@dataclass(frozen=True)
class Block:
    """A rectangle of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        return self.right - self.left + 1

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def blocks(selection: QItemSelectionModel) -> list[Block]:
    """The selected rectangles, from top to bottom."""
    ranges = cast(Iterable[QItemSelectionRange], selection.selection())
    found = [Block(one.top(), one.left(), one.bottom(), one.right()) for one in ranges if one.isValid()]
    return sorted(found, key=lambda block: (block.top, block.left))


def row_runs(selection: QItemSelectionModel) -> list[tuple[int, int]]:
    """Selected rows as runs (first, last), merged and in order."""
    runs: list[tuple[int, int]] = []
    for block in blocks(selection):
        if runs and block.top <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(runs[-1][1], block.bottom))
        else:
            runs.append((block.top, block.bottom))
    return runs


def row_count(selection: QItemSelectionModel) -> int:
    """How many rows the selection touches."""
    return sum(last - first + 1 for first, last in row_runs(selection))


def selected_pieces(selection: QItemSelectionModel, shown: int, tree: GroupTree | None) -> list[tuple[int, int]]:
    """The selection as slices of all ids; a selected group line may stand for its rows (``GroupTree.pieces``)."""
    runs = [(first, min(last, shown - 1)) for first, last in row_runs(selection)]
    return [(first, last + 1) for first, last in runs] if tree is None else tree.pieces(runs)


def selected_ids(selection: QItemSelectionModel, ids: array[int], tree: GroupTree | None = None) -> array[int]:
    """Ids of the rows the selection touches, in the order shown; ``ids`` is the list shown, where ``tree`` is None."""
    found: array[int] = array("q")
    whole = ids if tree is None else tree.ids
    for first, last in selected_pieces(selection, len(ids if tree is None else tree.shown), tree):
        found.extend(whole[first:last])
    return found


def without_lines(found: list[Block], tree: GroupTree | None) -> list[Block]:
    """Blocks cut around group lines, so that they hold rows only."""
    if tree is None:
        return found
    cut: list[Block] = []
    for block in found:
        top = block.top
        for line in [*tree.lines_in(block.top, block.bottom), block.bottom + 1]:
            if line > top:
                cut.append(Block(top, block.left, line - 1, block.right))
            top = line + 1
    return cut


def cell_parts(found: list[Block], model: PagedTableModel) -> list[CellPart]:
    """Selected cells for a question: the fields of each column, and the ids of the rows (None: all of the list)."""
    rows: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for block in found:
        rows.setdefault((block.left, block.right), []).append((block.top, block.bottom))
    parts: list[CellPart] = []
    for (left, right), runs in rows.items():
        columns = tuple(model.columns[place].read_fields for place in range(left, right + 1))
        pieces = [(first, last + 1) for first, last in runs] if model.tree is None else model.tree.pieces(runs)
        ids: array[int] = array("q")
        for first, last in pieces:
            ids.extend(model.all_ids[first:last])
        if len(ids):
            parts.append((columns, None if len(ids) == len(model.all_ids) else ids))
    return parts


def cells_of(found: list[Block]) -> Iterator[tuple[int, int]]:
    """Row and column of each cell, row by row."""
    for block in found:
        for row in range(block.top, block.bottom + 1):
            for column in range(block.left, block.right + 1):
                yield row, column
