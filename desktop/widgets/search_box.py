"""One line to search with, and a list of suggestions below it that is used from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override


@dataclass(frozen=True)
class Suggestion:
    """A line below the search box; ``id`` comes back when it is chosen."""

    id: str
    text: str
    note: str = ""
    icon: QIcon | None = None


class SearchBox(QLineEdit):
    """``chosen(suggestion id, text)`` on Enter or click; the first suggestion is what Enter means."""

    chosen = Signal(str, str)
    left = Signal()
    """Escape: the keys shall go back to where they went before."""

    def __init__(self, suggest: Callable[[str], list[Suggestion]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggest = suggest
        self._clear = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip("清空")
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.popup = QFrame(None, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.popup.setProperty("role", "popup")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_clicked)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.list)
        self.textEdited.connect(self._on_text_edited)
        self.destroyed.connect(self.popup.deleteLater)

    def set_clear_icon(self, icon: QIcon) -> None:
        """The picture of the button that empties the line."""
        self._clear.setIcon(icon)

    def suggestions(self) -> list[str]:
        """The ids shown now, in order."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.popup.isVisible():
                self._on_text_edited(self.text())
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem() if self.popup.isVisible() else None)
        elif key == Qt.Key.Key_Escape:
            if self.popup.isVisible():
                self.popup.hide()
            else:
                self.clear()
                self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.popup.hide()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self.popup.hide()
        return False

    def _on_text_edited(self, text: str) -> None:
        found = self._suggest(text.strip()) if text.strip() else []
        self.list.clear()
        for suggestion in found:
            line = f"{suggestion.text}    {suggestion.note}" if suggestion.note else suggestion.text
            item = QListWidgetItem(suggestion.icon or QIcon(), line)
            item.setData(Qt.ItemDataRole.UserRole, suggestion.id)
            self.list.addItem(item)
        if not found:
            self.popup.hide()
            return
        self.list.setCurrentRow(0)
        self._show_popup()

    def _show_popup(self) -> None:
        height = 30 * min(self.list.count(), 10) + 10
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        self.popup.setGeometry(corner.x(), corner.y(), max(self.width(), 320), height)
        if not self.popup.isVisible():
            self.window().removeEventFilter(self)
            self.window().installEventFilter(self)
            self.popup.show()

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._choose(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        text = self.text().strip()
        self.popup.hide()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole) if item is not None else "", text)
