"""The panel of a problem in a window of its own, on a real ledger with real lanes and the bus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Desk:
    """A window with the panel of one problem, and what stands around it."""

    def __init__(self, context: Any, panel: Any, window: QWidget, qtbot: Any) -> None:
        self.context = context
        self.panel = panel
        self.window = window
        self.qtbot = qtbot
        self.messages: list[Any] = []
        self.actions: list[str] = []
        context.message_requested.connect(self.messages.append)
        context.action_requested.connect(self.actions.append)

    @property
    def ledger(self) -> Any:
        return self.context.ledger

    @property
    def dossier(self) -> Any:
        """What the ledger holds now, asked anew."""
        from models.queries.dossier import dossier

        return dossier(self.ledger, self.panel.problem_id)

    def show(self, problem_id: int, tab: str) -> Any:
        """Bring a problem and a tab of it to the front; returns the tab."""
        self.panel.set_tab(tab)
        with self.qtbot.waitSignal(self.panel.shown, timeout=5_000):
            self.panel.show_problem(problem_id)
        self.settle()
        return self.panel.by_key[tab]

    def settle(self) -> None:
        """Until nothing runs and the panel has read what was written."""
        for _round in range(4):
            assert self.context.jobs.wait_idle(20)
            self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: not self.panel._timer.isActive() and not self.context.jobs.running())

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A click of the left button."""
        if at is None:
            self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        else:
            self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)

    def key(self, widget: QWidget, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        self.qtbot.keyClick(widget, key, modifier)

    def undo(self) -> None:
        """As Ctrl+Z does."""
        from models.operations import undo_last

        self.context.bus.broadcast(undo_last(self.ledger))
        self.settle()


@pytest.fixture
def desk_of(chinese_app: Any, qtbot: Any, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """``desk_of(folder)`` opens the panel on a ledger; ``read_only`` as a second reader would."""
    from desktop.bus import ChangeBus
    from desktop.context import AppContext
    from desktop.jobs.jobs import Jobs
    from desktop.panels.problem_panel import ProblemPanel
    from desktop.state import AppState
    from desktop.tables.ledger_rows import read_words
    from desktop.theme.theme import Theme
    from models.paths import cache_folder, resource
    from models.settings import Settings
    from models.store import Ledger

    opened: list[tuple[Any, Any, QWidget]] = []

    def make(folder: Path, *, read_only: bool = False, width: int = 330, height: int = 640) -> Desk:
        ledger = Ledger.open(folder, actor="录入员", read_only=read_only)
        jobs = Jobs()
        theme = Theme(chinese_app, resource("icons"), cache_folder() / "icons", "light")
        context = AppContext(ledger, ChangeBus(), jobs, theme, AppState(None), Settings(operator="录入员"))
        window = QWidget()
        panel = ProblemPanel(context, read_words(ledger))
        QVBoxLayout(window).addWidget(panel)
        window.resize(width, height)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        context.bus.changed.connect(panel.refresh)
        opened.append((context, jobs, window))
        return Desk(context, panel, window, qtbot)

    yield make
    for context, jobs, window in opened:
        jobs.close()
        window.close()
        window.deleteLater()
        context.ledger.close()
    chinese_app.processEvents()


@pytest.fixture
def desk(desk_of: Callable[..., Desk], demo_folder: Path) -> Desk:
    """The panel on the practice ledger."""
    return desk_of(demo_folder)
