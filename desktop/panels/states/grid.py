"""The matrix of moves as a grid: from at the left, to at the top; Space allows or forbids, Enter asks how."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView
from typing_extensions import override

from desktop.theme.theme import Theme
from models.operations.state_moves import HISTORY, MatrixView, MoveDraft
from models.queries.fields import FIELDS

Index = QModelIndex | QPersistentModelIndex
NOT, ALLOWED, CONDITIONAL, SAME = "", "✓", "条件", "—"
_ROW, _COLUMN, _HEAD = 30, 58, 44


class MovesModel(QAbstractTableModel):
    """Rows are where a move begins (the first: earlier lists), columns where it ends."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.view = MatrixView((), {}, {})

    def show(self, view: MatrixView) -> None:
        """Show another matrix."""
        self.beginResetModel()
        self.view = view
        self.endResetModel()

    def pair(self, row: int, column: int) -> tuple[str, str]:
        """From and to of a cell."""
        return ("" if row == 0 else self.view.states[row - 1]), self.view.states[column]

    def draft(self, row: int, column: int) -> MoveDraft | None:
        """What stands in a cell."""
        return self.view.moves.get(self.pair(row, column))

    def word(self, row: int, column: int) -> str:
        """A cell in a word."""
        before, after = self.pair(row, column)
        if before == after:
            return SAME
        draft = self.draft(row, column)
        return NOT if draft is None else CONDITIONAL if draft.conditional else ALLOWED

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.view.states else len(self.view.states) + 1

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.view.states)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        word = self.word(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return word
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return told(*self.pair(index.row(), index.column()), self.draft(index.row(), index.column()))
        tone = {ALLOWED: "green", CONDITIONAL: "amber"}.get(word)
        if tone is not None and role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole):
            look = self._theme.colours.tone(tone)
            return QBrush(QColor(look.tint if role == Qt.ItemDataRole.BackgroundRole else look.text))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(self._theme.colours.text_faint))
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return folded(self.view.states[section])
            return HISTORY if section == 0 else self.view.states[section - 1]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignCenter)
        return None


class MovesGrid(QTableView):
    """``toggled(row, column)``, ``opened(row, column)``, ``entered_cell(row, column)``."""

    toggled = Signal(int, int)
    opened = Signal(int, int)
    entered_cell = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.moves = MovesModel(theme)
        self.setModel(self.moves)
        self.setAccessibleName("流转矩阵")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header, size in ((self.verticalHeader(), _ROW), (self.horizontalHeader(), _COLUMN)):
            header.setDefaultSectionSize(size)
            header.setMinimumSectionSize(size)
            header.setHighlightSections(True)
        self.horizontalHeader().setFixedHeight(_HEAD)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row(), index.column()))
        self.selectionModel().currentChanged.connect(
            lambda index, _before: self.entered_cell.emit(index.row(), index.column())
        )
        theme.changed.connect(self.viewport().update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(700, _HEAD + _ROW * (self.moves.rowCount() or 14))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() == Qt.Key.Key_Space:
            self.toggled.emit(index.row(), index.column())
        elif index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(index.row(), index.column())
        else:
            super().keyPressEvent(event)


def folded(name: str) -> str:
    """A name in two lines of about the same length."""
    if len(name) <= 4:
        return name
    half = (len(name) + 1) // 2
    return f"{name[:half]}\n{name[half:]}"


def told(before: str, after: str, draft: MoveDraft | None) -> str:
    """A move in words."""
    if before == after:
        return f"“{after}”就是它自己"
    head = f"从“{before}”转为“{after}”" if before else f"作为历史导入的问题直接记为“{after}”"
    if draft is None:
        return f"{head}：不允许"
    asked: list[str] = []
    if draft.roles:
        asked.append(f"由{'、'.join(draft.roles)}决定")
    if draft.categories:
        asked.append(f"只限{'、'.join(draft.categories)}")
    if draft.required:
        asked.append(f"要填好{'、'.join(FIELDS[key].title if key in FIELDS else key for key in draft.required)}")
    if draft.needs_reason:
        asked.append("要写明原因")
    if draft.gate:
        asked.append("要先完成销号办理")
    return f"{head}：" + ("；".join(asked) if asked else "允许，没有别的条件")
