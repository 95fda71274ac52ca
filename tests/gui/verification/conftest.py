"""The desk of verification on a practice ledger, with two plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget


@dataclass
class Room:
    """What a test works with."""

    desk: Any
    context: Any
    window: QWidget
    qtbot: Any
    messages: list[Any]

    def settle(self) -> None:
        """Wait until nothing runs."""
        assert self.context.jobs.wait_idle(20)
        self.qtbot.wait(1)
        self.qtbot.waitUntil(lambda: not self.desk._later.isActive(), timeout=5_000)
        assert self.context.jobs.wait_idle(20)
        self.qtbot.wait(1)
        assert self.context.jobs.wait_idle(20)

    def press(self, widget: QWidget, key: Qt.Key, *modifiers: Any) -> None:
        self.qtbot.keyClick(widget, key, *modifiers)
        self.settle()

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()


@pytest.fixture
def room(chinese_app: Any, qtbot: Any, demo_folder: Path) -> Iterator[Room]:
    from desktop.bus import ChangeBus
    from desktop.context import AppContext
    from desktop.jobs.jobs import Jobs
    from desktop.panels.verification.desk import VerificationDesk
    from desktop.state import AppState
    from desktop.theme.theme import Theme
    from models.operations.verification_plans import PlanWanted, create_plan
    from models.paths import cache_folder, resource
    from models.queries.filtering import ProblemQuery
    from models.queries.verification import Team
    from models.settings import Settings
    from models.store import Ledger

    ledger = Ledger.open(demo_folder, actor="录入员")
    waiting = ProblemQuery(where="status in (已上报待核查, 整改中)")
    create_plan(
        ledger, PlanWanted("第一轮核查", waiting, teams=(Team("一组", "", ("邯郸市", "石家庄市")), Team("二组")))
    )
    create_plan(ledger, PlanWanted("回头看", ProblemQuery(where="status = 已销号"), "recheck"))
    jobs = Jobs()
    theme = Theme(chinese_app, resource("icons"), cache_folder() / "icons", "light")
    context = AppContext(ledger, ChangeBus(), jobs, theme, AppState(None), Settings(operator="录入员"))
    messages: list[Any] = []
    context.message_requested.connect(messages.append)
    window = QWidget()
    desk = VerificationDesk(context)
    QVBoxLayout(window).addWidget(desk)
    window.resize(1200, 680)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    context.bus.changed.connect(desk.refresh)
    desk.load()
    made = Room(desk, context, window, qtbot, messages)
    made.settle()
    yield made
    jobs.close()
    window.close()
    window.deleteLater()
    ledger.close()
    chinese_app.processEvents()
