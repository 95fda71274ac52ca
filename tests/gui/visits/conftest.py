"""The window on the page 现场检查 of a practice ledger."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def page(app: Any, qtbot: Any) -> Any:
    """The page in front, its rows and totals read."""
    app.window.resize(1366, 768)
    shown = app.window.open_page("visits")
    assert app.jobs.wait_idle(20)
    qtbot.waitUntil(lambda: shown.totals.found is not None and shown.table.found.total is not None)
    return shown


@pytest.fixture
def settle(app: Any, qtbot: Any) -> Any:
    """Wait until what was asked is on screen."""

    def wait() -> None:
        for _round in range(3):
            assert app.jobs.wait_idle(20)
            qtbot.wait(1)

    return wait
