"""The popup of a column's filter: values with counts, search among them, all or none, and the two orders."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.tables.facet_model import COUNT_ROLE, FacetLine, FacetModel
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button

WIDTH, HEIGHT = 288, 400
_LINE_HEIGHT = 26


class FilterPopup(QFrame):
    """``applied(values)``: a tuple, or None to lift the filter. ``sort_asked(descending)`` for the order."""

    applied = Signal(object)
    sort_asked = Signal(bool)

    def __init__(self, title: str, theme: Theme, can_sort: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedSize(WIDTH, HEIGHT if can_sort else HEIGHT - 36)
        self.model = FacetModel(self)
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText(f"在“{title}”中查找")
        self.search_box.setClearButtonEnabled(True)
        self.search_box.textChanged.connect(self._on_search)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(FacetDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self.model.toggle)
        self.note = label("正在统计…", "small")
        self.all_button = button("全选", "link")
        self.none_button = button("全不选", "link")
        self.clear_button = button("清除筛选", "link")
        self.apply_button = QPushButton("确定")
        self.apply_button.setProperty("role", "primary")
        self.apply_button.setDefault(True)
        self.cancel_button = QPushButton("取消")
        self.all_button.clicked.connect(lambda: self.model.tick_shown(True))
        self.none_button.clicked.connect(lambda: self.model.tick_shown(False))
        self.clear_button.clicked.connect(lambda: self._finish(None))
        self.apply_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.close)
        self.model.changed.connect(self._on_changed)
        self._filtered = False
        self._lay_out(can_sort)
        self._on_changed()

    def _lay_out(self, can_sort: bool) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        if can_sort:
            orders = QHBoxLayout()
            orders.setSpacing(8)
            for words, descending in (("升序 ↑", False), ("降序 ↓", True)):
                one = QPushButton(words)
                one.clicked.connect(lambda _=False, down=descending: self._sort(down))
                orders.addWidget(one)
            layout.addLayout(orders)
        layout.addWidget(self.search_box)
        ticks = QHBoxLayout()
        ticks.setSpacing(12)
        ticks.addWidget(self.all_button)
        ticks.addWidget(self.none_button)
        ticks.addStretch(1)
        ticks.addWidget(self.note)
        layout.addLayout(ticks)
        layout.addWidget(self.list, 1)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.clear_button)
        ends.addStretch(1)
        ends.addWidget(self.cancel_button)
        ends.addWidget(self.apply_button)
        layout.addLayout(ends)

    def show_at(self, anchor: QRect) -> None:
        """Open below ``anchor`` (global), inside the screen."""
        screen = self.screen().availableGeometry()
        x = min(max(anchor.left(), screen.left() + 4), screen.right() - self.width() - 4)
        y = anchor.bottom() + 2
        if y + self.height() > screen.bottom():
            y = max(screen.top() + 4, anchor.top() - self.height() - 2)
        self.move(QPoint(x, y))
        self.show()
        self.search_box.setFocus()

    def set_lines(self, lines: list[FacetLine], chosen: tuple[Any, ...] | None) -> None:
        """The values have been counted; ``chosen`` None means no filter."""
        self._filtered = chosen is not None
        self.model.set_lines(lines, chosen)

    def apply(self) -> None:
        """Take what is ticked; nothing ticked changes nothing."""
        ticked, _all = self.model.counts()
        if ticked:
            self._finish(self.model.chosen())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        elif event.key() == Qt.Key.Key_Down and self.search_box.hasFocus():
            self.list.setFocus()
            self.list.setCurrentIndex(self.model.index(0))
        elif event.key() == Qt.Key.Key_Space and self.list.hasFocus() and self.list.currentIndex().isValid():
            self.model.toggle(self.list.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_search(self, text: str) -> None:
        self.model.search(text)
        if text.strip():
            self.model.tick_only_shown()
        else:
            self.model.tick_shown(True)

    def _on_changed(self) -> None:
        ticked, total = self.model.counts()
        self.apply_button.setEnabled(ticked > 0)
        self.clear_button.setEnabled(self._filtered)
        if total:
            self.note.setText(f"已选 {ticked:,} / {total:,} 项")

    def _sort(self, descending: bool) -> None:
        self.sort_asked.emit(descending)
        self.close()

    def _finish(self, values: tuple[Any, ...] | None) -> None:
        self.applied.emit(values)
        self.close()


class FacetDelegate(QStyledItemDelegate):
    """A tick, a value, and its count at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _LINE_HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            painter.fillRect(rect, QColor(colours.hover))
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        paint_tick(painter, QRect(rect.left() + 4, rect.center().y() - 6, 13, 13), ticked, self._theme)
        metrics = painter.fontMetrics()
        count = f"{index.data(COUNT_ROLE):,}"
        count_width = metrics.horizontalAdvance(count)
        painter.setPen(QColor(colours.text_faint))
        painter.drawText(rect.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        painter.setPen(QColor(colours.text))
        inner = rect.adjusted(26, 0, -count_width - 18, 0)
        text = metrics.elidedText(str(index.data())[:80], Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def paint_tick(painter: QPainter, box: QRect, ticked: bool, theme: Theme) -> None:
    """A small box, filled and ticked or empty."""
    colours = theme.colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(colours.accent if ticked else colours.text_disabled)))
    painter.setBrush(QColor(colours.accent) if ticked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        painter.setPen(QPen(QColor(colours.on_accent), 1.6))
        painter.drawLine(box.left() + 3, box.top() + 6, box.left() + 5, box.top() + 9)
        painter.drawLine(box.left() + 5, box.top() + 9, box.left() + 10, box.top() + 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
