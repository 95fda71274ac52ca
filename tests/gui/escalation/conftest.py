"""The window on the page 约谈与督办 of a practice ledger of a fixed make, and what a person does there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


class Hands:
    """What a person does, step by step."""

    def __init__(self, app: Any, qtbot: Any) -> None:
        self.app = app
        self.qtbot = qtbot

    def settle(self) -> None:
        """Until nothing runs."""
        for _round in range(5):
            assert self.app.jobs.wait_idle(30)
            QApplication.processEvents()
            self.qtbot.wait(5)

    def click(self, widget: Any) -> None:
        """A click of the left button, and what follows from it."""
        assert widget.isVisible(), widget.text()
        assert widget.isEnabled(), widget.text()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, widget: Any, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, and what follows from it."""
        self.qtbot.keyClick(widget, key, modifier)
        self.settle()

    def dialog(self, doing: Any) -> Any:
        """The dialog that was opened, with its preview there."""
        self.qtbot.waitUntil(lambda: doing.dialog is not None, timeout=5_000)
        self.settle()
        self.qtbot.wait(300)
        self.settle()
        return doing.dialog


@pytest.fixture
def hands(app: Any, qtbot: Any) -> Hands:
    """The steps."""
    return Hands(app, qtbot)


@pytest.fixture
def page(app: Any, hands: Hands) -> Any:
    """The page in front, read."""
    app.window.resize(1366, 768)
    shown = app.window.open_page("escalation")
    hands.settle()
    assert shown.facts is not None
    return shown


@pytest.fixture
def show(page: Any, hands: Hands) -> Callable[[str], list[Any]]:
    """Bring a tab to the front; gives its lines."""

    def bring(tab: str) -> list[Any]:
        from desktop.panels.escalation.target_lines import TABS

        page.tabs.setCurrentIndex(list(TABS).index(tab))
        hands.settle()
        return page.table.lines.lines()

    return bring
