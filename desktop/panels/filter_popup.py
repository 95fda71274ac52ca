"""The popup of a column's filter: order, conditions, values with counts, and a search among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.panels.facet_delegate import ONLY_WIDTH, FacetDelegate
from desktop.panels.filter_conditions import FilterConditions
from desktop.tables.facet_model import OPEN_ROLE, FacetLine, FacetModel
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button

WIDTH, HEIGHT = 304, 468
_SEARCH_DELAY_MS = 250
UNCOUNTED = frozenset({"long"})
"""Kinds whose values are not listed: every row has another."""


class FilterPopup(QFrame):
    """``applied(values)``: a tuple, or None to lift the filter. ``sort_asked(descending)`` for the order.

    ``search_wanted(text)`` asks for values beyond those listed, where there are too many to list.
    """

    applied = Signal(object)
    sort_asked = Signal(bool)
    search_wanted = Signal(str)
    closing = Signal()

    def __init__(
        self,
        title: str,
        theme: Theme,
        can_sort: bool = True,
        parent: QWidget | None = None,
        *,
        key: str = "",
        kind: str = "choice",
        bound: Callable[[str], Any] = str,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"筛选“{title}”")
        self.listed = kind not in UNCOUNTED
        self.model = FacetModel(self)
        self.conditions = FilterConditions(key, kind, bound)
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText(f"在“{title}”中查找，可用拼音首字母")
        self.search_box.setAccessibleName(f"在“{title}”中查找")
        self.search_box.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setAccessibleName(f"“{title}”的值")
        self.list.setModel(self.model)
        self.delegate = FacetDelegate(theme, self.list)
        self.delegate.indented = kind == "date"
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().installEventFilter(self)
        self.list.installEventFilter(self)
        self.note = label("正在统计…" if self.listed else "", "small")
        self.all_button = button("全选", "link")
        self.turn_button = button("反选", "link", "勾选的换成不勾选，不勾选的换成勾选")
        self.clear_button = button("清除筛选", "link")
        self.apply_button = QPushButton("确定")
        self.apply_button.setProperty("role", "primary")
        self.cancel_button = QPushButton("取消")
        self._filtered = False
        self.narrowed = False
        """Whether the values listed are those that a search in the ledger found."""
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_SEARCH_DELAY_MS)
        self._lay_out(can_sort)
        self._connect()
        self._on_changed()

    def _connect(self) -> None:
        self.search_box.textChanged.connect(self._on_search)
        self._asking.timeout.connect(lambda: self.search_wanted.emit(self.search_box.text().strip()))
        self.all_button.clicked.connect(lambda: self.model.tick_shown(True))
        self.turn_button.clicked.connect(self.model.turn_shown)
        self.clear_button.clicked.connect(lambda: self._finish(None))
        self.apply_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.close)
        self.model.changed.connect(self._on_changed)
        self.conditions.changed.connect(self._on_changed)
        self.conditions.period_chosen.connect(self._finish)

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
        layout.addWidget(self.conditions)
        ticks = QHBoxLayout()
        ticks.setSpacing(12)
        ticks.addWidget(self.all_button)
        ticks.addWidget(self.turn_button)
        ticks.addStretch(1)
        ticks.addWidget(self.note)
        if self.listed:
            layout.addWidget(self.search_box)
            layout.addLayout(ticks)
            layout.addWidget(self.list, 1)
            self.setFixedSize(WIDTH, HEIGHT if can_sort else HEIGHT - 36)
        else:
            self.setFixedWidth(WIDTH)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.clear_button)
        ends.addStretch(1)
        ends.addWidget(self.cancel_button)
        ends.addWidget(self.apply_button)
        layout.addLayout(ends)

    def show_at(self, anchor: QRect) -> None:
        """Open below ``anchor`` (global), inside the screen."""
        if not self.listed:
            self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(anchor.left(), screen.left() + 4), screen.right() - self.width() - 4)
        y = anchor.bottom() + 2
        if y + self.height() > screen.bottom():
            y = max(screen.top() + 4, anchor.top() - self.height() - 2)
        self.move(QPoint(x, y))
        self.show()
        first = self.conditions.first_edit
        (first if first is not None and not self.listed else self.search_box).setFocus()

    def set_lines(self, lines: list[FacetLine], chosen: tuple[Any, ...] | None, more: int = 0) -> None:
        """The values have been counted; ``chosen`` None means no filter."""
        self._filtered = chosen is not None
        self.model.set_lines(lines, chosen, more)
        self._show_conditions(chosen)
        if self.search_box.text().strip():  # somebody typed while it was being counted
            self._on_search(self.search_box.text())

    def set_found(self, lines: list[FacetLine], more: int) -> None:
        """The values that hold what was searched for, all ticked; with nothing searched for, all values again."""
        self.narrowed = bool(self.search_box.text().strip())
        self.model.set_lines(lines, None, more or self.model.more)

    def show_chosen(self, chosen: tuple[Any, ...] | None) -> None:
        """Of a field whose values are not listed: what is asked by now."""
        self._filtered = chosen is not None
        self._show_conditions(chosen)

    def _show_conditions(self, chosen: tuple[Any, ...] | None) -> None:
        self.conditions.show_values(chosen)
        self._on_changed()

    def apply(self) -> None:
        """Take the condition where there is one, else what is ticked; nothing ticked changes nothing."""
        if self.conditions.asks():
            if self.conditions.check():
                self._finish(self.conditions.values())
            return
        if not self.listed:
            self._finish(None)
            return
        ticked, _all = self.model.counts()
        if ticked:
            chosen = self.model.chosen()
            if chosen is None and self.narrowed:
                lines = [self.model.line_at(row) for row in range(self.model.rowCount())]
                chosen = tuple(value for line in lines for value in line.values)
            self._finish(chosen)

    def only(self, index: QModelIndex) -> None:
        """Take one line and nothing else, at once."""
        self.model.tick_only(index)
        self.narrowed = True
        self._finish(self.model.chosen() or self.model.line_at(0).values)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_Down and self.search_box.hasFocus() and self.model.rowCount():
            self.list.setFocus()
            self.list.setCurrentIndex(self.model.index(0))
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._list_key(event) or super().eventFilter(watched, event)
        if watched is self.list.viewport() and event.type() == QEvent.Type.MouseButtonRelease:
            assert isinstance(event, QMouseEvent)
            if event.button() == Qt.MouseButton.LeftButton:
                self._click(event.position().toPoint())
        return super().eventFilter(watched, event)

    def _list_key(self, event: QKeyEvent) -> bool:
        index = self.list.currentIndex()
        if not index.isValid():
            return False
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Space:
            if control:
                self.only(index)
            else:
                self.model.toggle(index)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._fold(index, key == Qt.Key.Key_Right)
        elif key == Qt.Key.Key_Up and index.row() == 0:
            self.search_box.setFocus()
        else:
            return False
        return True

    def _fold(self, index: QModelIndex, opened: bool) -> None:
        row = index.row()
        if not self.model.set_open(index, opened) and not opened:
            row = max(self.model.row_of_parent(index), 0)
        self.list.setCurrentIndex(self.model.index(row))

    def _click(self, point: QPoint) -> None:
        index = self.list.indexAt(point)
        if not index.isValid():
            return
        if point.x() > self.list.viewport().width() - ONLY_WIDTH:
            self.only(index)
        elif index.data(OPEN_ROLE) is not None and point.x() < self.delegate.box_left(index) - 1:
            self.model.set_open(index, not index.data(OPEN_ROLE))
        else:
            self.model.toggle(index)

    def _on_search(self, text: str) -> None:
        if self.model.more:
            self._asking.start()
        self.model.search(text)
        if text.strip():
            self.model.tick_only_shown()
        else:
            self.model.tick_shown(True)

    def _on_changed(self) -> None:
        ticked, total = self.model.counts()
        asks = self.conditions.asks()
        self.apply_button.setEnabled(asks or ticked > 0 or not self.listed)
        self.clear_button.setEnabled(self._filtered)
        self.list.setEnabled(not asks)
        if asks and self.listed:
            self.note.setText("按上面的条件筛选")
        elif self.model.more:
            self.note.setText(f"只列出前 {total:,} 项，其余请查找")
        elif total:
            self.note.setText(f"已选 {ticked:,} / {total:,} 项")

    def _sort(self, descending: bool) -> None:
        self.sort_asked.emit(descending)
        self.close()

    def _finish(self, values: tuple[Any, ...] | None) -> None:
        self.applied.emit(values)
        self.close()

    @override
    def closeEvent(self, event: Any) -> None:
        self.closing.emit()
        super().closeEvent(event)
