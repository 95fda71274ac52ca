"""Tabs that go on in a second line where the panel is narrow, so that none is ever out of sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.widgets.flow import FlowLayout


class TabRows(QWidget):
    """Answers like a QTabBar; one tab has the keyboard, the arrow keys go to the others."""

    currentChanged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.buttons: list[_Tab] = []
        self._current = -1
        self._flow = FlowLayout(self, 2, even=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def addTab(self, title: str) -> int:
        """Add a tab; returns its number."""
        number = len(self.buttons)
        tab = _Tab(title, self)
        tab.clicked.connect(lambda: self.setCurrentIndex(number))
        tab.stepped.connect(self._step)
        self._flow.addWidget(tab)
        self.buttons.append(tab)
        if self._current < 0:
            self._current = 0
        self._show_current()
        return number

    def count(self) -> int:
        """How many tabs there are."""
        return len(self.buttons)

    def currentIndex(self) -> int:
        """The tab in front."""
        return self._current

    def setCurrentIndex(self, number: int) -> None:
        """Bring a tab to the front."""
        if not 0 <= number < len(self.buttons):
            return
        changed = number != self._current
        self._current = number
        self._show_current()
        if changed:
            self.currentChanged.emit(number)

    def tabText(self, number: int) -> str:
        """What stands on a tab."""
        return self.buttons[number].text()

    def setTabText(self, number: int, text: str) -> None:
        """Write on a tab, e.g. its count."""
        self.buttons[number].setText(text)

    def _show_current(self) -> None:
        for number, tab in enumerate(self.buttons):
            tab.setChecked(number == self._current)
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == self._current else Qt.FocusPolicy.ClickFocus)

    def _step(self, by: int) -> None:
        to = min(max(self._current + by, 0), len(self.buttons) - 1)
        self.setCurrentIndex(to)
        self.buttons[to].setFocus(Qt.FocusReason.TabFocusReason)


class _Tab(QPushButton):
    stepped = Signal(int)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setCheckable(True)
        self.setProperty("role", "tab")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -99, Qt.Key.Key_End: 99}
        step = by.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)
