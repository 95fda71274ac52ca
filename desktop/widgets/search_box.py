"""One line to search with, and a list of suggestions below it that is used from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.suggestion_list import Suggestion, SuggestionColours, SuggestionList

__all__ = ["SearchBox", "Suggestion", "SuggestionColours"]

_LEAST_WIDTH, _MOST_WIDTH = 560, 760
_KEYS = "↑ ↓ 选择　Enter 打开　Ctrl+Enter 在台账中查看全部　Esc 关闭"


class SearchBox(QLineEdit):
    """``chosen(suggestion id, text)`` on Enter or click; the first suggestion is what Enter means.

    ``suggest(text)`` gives the lines at once, or None when they come later through ``show_answer``; the lines before
    stay until then. Enter on lines that answer an earlier text, and Ctrl+Enter, choose the empty id: all that has
    the words.
    """

    chosen = Signal(str, str)
    left = Signal()
    """Escape: the keys shall go back to where they went before."""
    closed = Signal()
    """Nothing is shown any more: no answer is waited for."""

    def __init__(self, suggest: Callable[[str], list[Suggestion] | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggest = suggest
        self._answered = ""
        self._waiting = False
        self._clear = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip("清空")
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._on_text_changed)
        self.popup = QFrame(None, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.popup.setProperty("role", "popup")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.list = SuggestionList()
        self.foot = QLabel(_KEYS)
        self.foot.setProperty("role", "faint")
        self.foot.setContentsMargins(10, 4, 10, 4)
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self.list)
        layout.addWidget(self.foot)
        self.list.itemClicked.connect(self._choose)
        # the keys stay in the line: a screen reader hears the line below as what describes it
        self.list.currentItemChanged.connect(lambda item, _before: self.setAccessibleDescription(_spoken(item)))
        self.textEdited.connect(self._on_text_edited)
        self.destroyed.connect(self.popup.deleteLater)

    def set_clear_icon(self, icon: QIcon) -> None:
        """The picture of the button that empties the line."""
        self._clear.setIcon(icon)

    def suggestions(self) -> list[str]:
        """The ids shown now, in order."""
        return self.list.ids()

    def show_answer(self, text: str, suggestions: Sequence[Suggestion], foot: str = "") -> None:
        """Show what was found for ``text``, unless something else stands in the line by now or nobody waits for it."""
        if text != self.text().strip() or not self._waiting:
            return
        self._answered = text
        self.list.show_all(suggestions)
        self.foot.setText(foot or _KEYS)
        if suggestions:
            self._show_popup()
        else:
            self.popup.hide()

    def ask(self) -> None:
        """Ask for what stands in the line, also for nothing: searches of before."""
        self._waiting = True
        text = self.text().strip()
        found = self._suggest(text)
        if found is not None:
            self.show_answer(text, found)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.popup.isVisible():
                self.ask()
            else:
                self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            current = self.popup.isVisible() and self._answered == self.text().strip() and not whole
            self._choose(self.list.currentItem() if current else None)
        elif key == Qt.Key.Key_Escape:
            shown = self.popup.isVisible()
            self._close()
            if not shown:
                self.clear()
                self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.popup.isVisible():
            self.ask()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._close()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self._close()
        return False

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if not text and not self.hasFocus():
            self._close()

    def _on_text_edited(self, _text: str) -> None:
        self.ask()

    def _close(self) -> None:
        self._waiting = False
        self.popup.hide()
        self.closed.emit()

    def _show_popup(self) -> None:
        screen = self.screen().availableGeometry()
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        width = min(max(self.width(), _LEAST_WIDTH), _MOST_WIDTH, screen.width())
        most = min(screen.bottom() - corner.y() - 8, max(self.window().height() - 120, 240))
        height = min(self.list.wanted_height() + self.foot.sizeHint().height() + 16, most)
        left = max(screen.left(), min(corner.x(), screen.right() - width))
        self.popup.setGeometry(left, corner.y(), width, height)
        if not self.popup.isVisible():
            self.window().removeEventFilter(self)
            self.window().installEventFilter(self)
            self.popup.show()

    def _choose(self, item: QListWidgetItem | None) -> None:
        text = self.text().strip()
        self._close()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole) if item is not None else "", text)


def _spoken(item: QListWidgetItem | None) -> str:
    return "" if item is None else str(item.data(Qt.ItemDataRole.AccessibleTextRole) or "")
