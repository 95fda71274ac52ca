"""The list beside 撤销: the last steps and those that can be done again; several are taken at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button
from models import clock

if TYPE_CHECKING:
    from models.queries.undo_steps import Step

WIDTH, HEIGHT = 460, 430
_LINE_HEIGHT = 46
_WHEN_ROLE = int(Qt.ItemDataRole.UserRole)


class StepList(QFrame):
    """``undo_asked(list of ids)``, ``redo_asked(count)``, ``import_asked(batch id)``; it closes with each."""

    undo_asked = Signal(object)
    redo_asked = Signal(int)
    import_asked = Signal(int)

    def __init__(self, theme: Theme, undo: Sequence[Step], redo: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("撤销与重做的步骤")
        self.setFixedSize(WIDTH, HEIGHT)
        self._theme = theme
        self._steps = {"undo": list(undo), "redo": list(redo)}
        self.mode = "undo"
        self.undo_tab, self.redo_tab = QPushButton(f"可撤销（{len(undo)}）"), QPushButton(f"可重做（{len(redo)}）")
        self._tabs = QButtonGroup(self)
        for mode, tab in (("undo", self.undo_tab), ("redo", self.redo_tab)):
            tab.setCheckable(True)
            self._tabs.addButton(tab)
            tab.clicked.connect(lambda _=False, chosen=mode: self.show_mode(chosen))
        self.list = QListWidget()
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setItemDelegate(_StepDelegate(theme, self.list))
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self.list.itemClicked.connect(lambda _item: self.take())
        self.list.installEventFilter(self)
        self.note = label("", "small", wrap=True)
        self.do_button = button("", "primary")
        self.do_button.clicked.connect(self.take)
        self._lay_out()
        self.show_mode("undo" if undo or not redo else "redo")

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(8)
        tabs.addWidget(self.undo_tab)
        tabs.addWidget(self.redo_tab)
        tabs.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.do_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(tabs)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)

    def show_at(self, anchor: QRect) -> None:
        """Open below ``anchor`` (global), inside the screen."""
        screen = self.screen().availableGeometry()
        left = min(max(anchor.left(), screen.left() + 4), screen.right() - self.width() - 4)
        self.move(left, anchor.bottom() + 3)
        self.show()
        self.list.setFocus()

    def show_mode(self, mode: str) -> None:
        """Show what can be undone, or what can be done again."""
        self.mode = mode
        (self.undo_tab if mode == "undo" else self.redo_tab).setChecked(True)
        self.list.setAccessibleName("可以撤销的步骤" if mode == "undo" else "可以重做的步骤")
        self.list.clear()
        for step in self._steps[mode]:
            item = QListWidgetItem(step.title)
            item.setData(_WHEN_ROLE, step_line(step))
            item.setToolTip(step.title)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{step.title}，{step_line(step)}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._on_row(self.list.currentRow())
        self.list.setFocus()

    def chosen(self) -> list[Step]:
        """The steps from the latest to the one in hand, imports left out."""
        return [step for step in self._steps[self.mode][: self.list.currentRow() + 1] if step.kind != "import"]

    def take(self) -> None:
        """Do it with the steps up to the one in hand."""
        row = self.list.currentRow()
        if row < 0:
            return
        step = self._steps[self.mode][row]
        if step.kind == "import":
            if step.batch_id is not None:
                self.import_asked.emit(step.batch_id)
        elif self.mode == "undo":
            self.undo_asked.emit([one.change_set_id for one in self.chosen()])
        else:
            self.redo_asked.emit(len(self.chosen()))
        self.close()

    def _on_row(self, row: int) -> None:
        steps = self._steps[self.mode]
        self.list.viewport().update()
        verb = "撤销" if self.mode == "undo" else "重做"
        self.do_button.setEnabled(row >= 0)
        if row < 0:
            self.do_button.setText(verb)
            self.note.setText("还没有可以撤销的步骤。" if self.mode == "undo" else "没有撤销过的步骤。")
            return
        if steps[row].kind == "import":
            self.do_button.setText("撤销导入…")
            self.note.setText("导入按整批撤销，撤销前会列出要改动什么。")
            return
        count = len(self.chosen())
        imports = row + 1 - count
        self.do_button.setText(f"{verb}到这一步（{count} 步）" if count > 1 else f"{verb}这一步")
        note = f"其中 {imports} 次导入不在内；要撤销导入，请单独选它。" if imports else ""
        self.note.setText(note or "↑↓ 选到哪一步 · Enter 执行 · Esc 关闭")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the steps, left and right change the list."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self.show_mode("undo" if event.key() == Qt.Key.Key_Left else "redo")
                return True
        return super().eventFilter(watched, event)


def step_line(step: Step) -> str:
    """When, who and how much, e.g. 今天 09:30 · 张三 · 37 处."""
    return f"{when(step.at)} · {step.actor} · {step.changes:,} 处"


def when(at: datetime) -> str:
    """A moment as short as it can be told today."""
    days = (clock.today() - at.date()).days
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {at:%H:%M}"
    return f"{at:%m-%d %H:%M}" if at.year == clock.today().year else f"{at:%Y-%m-%d %H:%M}"


class _StepDelegate(QStyledItemDelegate):
    """Two lines a step; all steps down to the one in hand stand on the ground of the selection."""

    def __init__(self, theme: Theme, view: QListWidget) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _LINE_HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        current = self._view.currentRow()
        if index.row() <= current:
            painter.fillRect(rect, QColor(colours.selection))
        if index.row() == current:
            painter.setPen(QColor(colours.link))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inner = rect.adjusted(10, 5, -10, -5)
        half = inner.height() // 2
        painter.setPen(QColor(colours.text))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        line = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(inner.left(), inner.top(), inner.width(), half), line, title)
        painter.setPen(QColor(colours.text_secondary))
        painter.drawText(
            QRect(inner.left(), inner.top() + half, inner.width(), half), line, str(index.data(_WHEN_ROLE))
        )
