"""The tables of the plan as Qt models: the ledger with the changes drawn on it, and the list of single changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.panels.intake.plan_lines import FIXED, HEADINGS, Entry, PlanLine, changed_sentence

if TYPE_CHECKING:
    from models.importing.choices import RowKey
    from models.importing.views import CellView

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PlanModel(QAbstractTableModel):
    """Items in the order they are shown in; subclasses say what stands in the cells."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self.items: list[Any] = []
        self.shown: list[int] = []

    def set_items(self, items: Sequence[Any], shown: Sequence[int], headings: Sequence[str] | None = None) -> None:
        """Show other items; ``shown`` are the places of those listed."""
        self.beginResetModel()
        self.items, self.shown = list(items), list(shown)
        if headings is not None:
            self.headings = tuple(headings)
        self.endResetModel()

    def item(self, row: int) -> Any:
        """The item listed in a row."""
        return self.items[self.shown[row]]

    def key(self, row: int) -> RowKey | None:
        """Its row in the files."""
        return self.item(row).key

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, on one line."""
        raise NotImplementedError

    def tip(self, row: int, column: int) -> str:
        """What a cell tells when the pointer rests on it."""
        return self.text(row, column)

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section == 1 else None

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(index.row(), index.column())
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1 else None


class LinesModel(PlanModel):
    """One line for each change, remark, or row without changes."""

    def __init__(self) -> None:
        super().__init__(HEADINGS)

    def line(self, row: int) -> PlanLine:
        """The line in a row."""
        return self.item(row)

    @override
    def text(self, row: int, column: int) -> str:
        line = self.line(row)
        text = line.cells()[column]
        if line.struck and column > 4:
            text = changed_sentence(line.old, line.new)[column - 5]
        return text.replace("\n", " ")

    @override
    def tip(self, row: int, column: int) -> str:
        line = self.line(row)
        told = line.tip or line.description if column < 3 else ""
        return told or line.cells()[column]


class LedgerModel(PlanModel):
    """One line for each row of the files, as the ledger will show it."""

    def __init__(self) -> None:
        super().__init__(FIXED)
        self.fields: list[str] = []
        self.known: dict[RowKey, Mapping[str, CellView]] = {}
        """What the ledger and the file say of rows that were looked at."""

    def set_fields(self, fields: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The fields after the fixed columns; returns the headings for ``set_items``."""
        self.fields = [name for name, _title in fields]
        self.known = {}
        return (*FIXED, *(title for _name, title in fields))

    def learn(self, key: RowKey, cells: Sequence[CellView]) -> None:
        """Fill in what was read of a row."""
        self.known[key] = {cell.field: cell for cell in cells}

    def learned(self, first: int, last: int) -> None:
        """Rows from ``first`` to ``last`` have more to show."""
        if self.shown:
            last = min(last, len(self.shown) - 1)
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.headings) - 1))

    def unknown(self, first: int, last: int) -> list[RowKey]:
        """Rows between two places whose cells were not read yet."""
        keys = [self.key(row) for row in range(max(first, 0), min(last + 1, len(self.shown)))]
        return [key for key in keys if key is not None and key not in self.known]

    def entry(self, row: int) -> Entry:
        """The entry in a row."""
        return self.item(row)

    def field(self, column: int) -> str:
        """The field behind a column; the fixed ones that are fields too, else ''."""
        if column >= len(FIXED):
            return self.fields[column - len(FIXED)]
        return {3: "site_name"}.get(column, "")

    def change(self, row: int, column: int) -> tuple[str, str] | None:
        """Old and new text of a cell that changes or is in conflict."""
        return self.entry(row).changes.get(self.field(column))

    def cell(self, row: int, column: int) -> CellView | None:
        """What was read of a cell, if it was."""
        key = self.key(row)
        return self.known.get(key, {}).get(self.field(column)) if key is not None else None

    @override
    def text(self, row: int, column: int) -> str:
        entry = self.entry(row)
        change = self.change(row, column)
        if change is not None:
            old, new = changed_sentence(*change)
            return f"{old or '（空）'} → {new or '（空）'}".replace("\n", " ")
        if column < len(FIXED):
            return entry.fixed()[column].replace("\n", " ")
        cell = self.cell(row, column)
        if cell is None:
            return entry.row.description.replace("\n", " ") if self.field(column) == "description" else ""
        return (cell.ours or cell.file).replace("\n", " ")

    @override
    def tip(self, row: int, column: int) -> str:
        entry = self.entry(row)
        if column == 0:
            told = [entry.row.why, *(issue.message for issue in entry.issues), *entry.row.marks]
            return "\n".join(dict.fromkeys(text for text in told if text)) or entry.fixed()[0]
        change, cell = self.change(row, column), self.cell(row, column)
        why = f"\n{cell.why}" if cell is not None and cell.why else ""
        if change is not None:
            sides = ("台账", "清单") if self.field(column) in entry.open_fields else ("原来", "改为")
            return f"{sides[0]}：{change[0] or '（空）'}\n{sides[1]}：{change[1] or '（空）'}{why}"
        return f"{self.text(row, column)}{why}"
