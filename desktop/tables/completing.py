"""Words that are offered while one types: by their characters or by their pinyin, first letters included."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QWidget
from typing_extensions import override

from desktop.tables.columns import Align
from desktop.tables.editors import TextEditor

MOST_OFFERED = 60
_POPUP_WIDTH = 150
LETTERS_S = 1.0
"""Letters typed within this time belong together."""


def fitting(words: Sequence[str], typed: str) -> list[str]:
    """The words that a typed text may mean: those that begin with it, then those that hold it or sound like it."""
    from models.regions.sounds import all_initials, sounds_like

    text = typed.strip()
    if not text:
        return list(words[:MOST_OFFERED])
    first = [word for word in words if word.startswith(text)]
    if text.isascii():
        letters = text.lower()
        first += [word for word in words if any(one.startswith(letters) for one in all_initials(word))]
        first += [word for word in words if sounds_like(letters, word)]
    first += [word for word in words if text in word]
    return list(dict.fromkeys(first))[:MOST_OFFERED]


class CompletingEditor(TextEditor):
    """One line that offers words below it; what is not among them may be typed all the same."""

    def __init__(self, parent: QWidget, words: Sequence[str], align: Align = "left") -> None:
        super().__init__(parent, align)
        self._words = list(words)
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(10)
        completer.popup().setAccessibleName("可选的词")
        completer.popup().setMinimumWidth(_POPUP_WIDTH)
        completer.popup().setStyleSheet("QListView { border: 1px solid #8a94a6; }")
        self.setCompleter(completer)
        self.setPlaceholderText("可输拼音首字母")
        completer.activated.connect(lambda _word: QTimer.singleShot(0, self, self._done))
        self.textEdited.connect(self._offer)

    @property
    def offered(self) -> list[str]:
        """The words below the line."""
        return self._model.stringList()

    def _offer(self, text: str) -> None:
        self._model.setStringList(fitting(self._words, text))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._model.setStringList(self._words)
            self.completer().complete()
            return
        super().keyPressEvent(event)

    @override
    def value(self) -> str:
        """What was typed; letters that mean a single word are that word."""
        text = self.text().strip()
        if text and text.isascii() and text.isalpha():
            found = fitting(self._words, text)
            return found[0] if len(found) == 1 else text
        return text

    def _done(self) -> None:
        """A word was taken from the list: the cell is done."""
        if self.isVisible():
            enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(self, enter)
