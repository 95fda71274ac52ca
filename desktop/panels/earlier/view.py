"""The table of a comparison: old values struck out above the new ones, a word for what came and went."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableView, QWidget
from typing_extensions import override

from desktop.panels.earlier.rows import KIND_KEY, KIND_TONES, ComparedRows
from desktop.panels.intake.plan_delegate import LEDGER_HEIGHT, PlanDelegate
from desktop.tables.paged_model import ID_ROLE, PagedTableModel
from desktop.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
MOST_COPIED = 5_000


class ComparedDelegate(PlanDelegate):
    """Paints a changed cell as two lines, the others as one."""

    def __init__(self, model: PagedTableModel, rows: ComparedRows, theme: Theme, parent: QObject) -> None:
        super().__init__(theme, parent)
        self._model = model
        self._rows = rows

    @override
    def paint_cell(self, painter: object, rect: QRect, font: QFont, index: AnyIndex, selected: bool) -> None:
        key, column = index.data(ID_ROLE), self._model.columns[index.column()].key
        text = self._model.text_at(index.row(), index.column())
        kind = self._rows.kind(key)
        if column == KIND_KEY:
            words, tint = self.tones[KIND_TONES[kind]]
            ground = self.colours["surface"] if selected else tint
            self._chips.paint(painter, rect, text, font, words, ground)  # type: ignore[arg-type]
            return
        change = self._rows.change(key, column)
        if change is None:
            faint = kind == "gone"
            self.write(painter, rect, text, self.colours["text_faint" if faint else "text"], font)  # type: ignore[arg-type]
            return
        old, new = (part.replace("\n", " ") or "（空）" for part in change)
        struck = QFont(font)
        struck.setStrikeOut(True)
        middle = rect.top() + rect.height() // 2
        upper = QRect(rect.left(), rect.top() + 2, rect.width(), middle - rect.top() - 1)
        lower = QRect(rect.left(), middle, rect.width(), rect.bottom() - middle - 1)
        self.write(painter, upper, old, self.tones["red"][0], struck)  # type: ignore[arg-type]
        self.write(painter, lower, new, self.tones["green"][0], font)  # type: ignore[arg-type]


class ComparedTable(QTableView):
    """``problem_opened(id)`` on Enter or a double click; Ctrl+C copies rows with what changed in them."""

    problem_opened = Signal(int)

    def __init__(self, rows: ComparedRows, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.pages = PagedTableModel(rows, (), self)
        self.pages.set_editable(False)
        self.setModel(self.pages)
        self.setItemDelegate(ComparedDelegate(self.pages, rows, theme, self))
        self.setAccessibleName("有变化的问题")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LEDGER_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda index: self.problem_opened.emit(index.data(ID_ROLE)))

    def show_columns(self) -> None:
        """Take the widths of the columns that the model has now."""
        for place, column in enumerate(self.pages.columns):
            self.setColumnWidth(place, column.width)

    def selected_ids(self) -> list[int]:
        """Ids of the selected rows in their order."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.pages.id_at(row) for row in rows]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.problem_opened.emit(current.data(ID_ROLE))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected rows on the clipboard: number, name, and one line for each change."""
        from models.exporting.clipboard_text import copy_table

        ids = self.selected_ids()[:MOST_COPIED]
        cells = self._rows.load(ids, ("ledger_number", "site_name"))
        lines = [(*cells[key], *rest) for key, *rest in self._rows.lines(ids) if key in cells]
        heading = ("台账编号", "点位（企业）名称", "变化", "项目", "原来", "现在")
        QApplication.clipboard().setText(copy_table([heading, *lines]))
