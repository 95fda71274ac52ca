"""The ledger page in the real window on a practice ledger."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.operations.open_matrix import allow_every_move


@pytest.fixture
def page(app: Any) -> Any:
    app.window.resize(1366, 768)
    opened = app.window.open_page("ledger")
    assert app.jobs.wait_idle()
    return opened


@pytest.fixture
def everything(app: Any, page: Any) -> Any:
    """The page without any filter; who may move to which state is told in tests/gui/states."""
    allow_every_move(app.context.ledger)
    page.table.clear_filters()
    assert app.jobs.wait_idle()
    return page


@pytest.fixture
def messages(app: Any) -> list[Any]:
    told: list[Any] = []
    app.context.message_requested.connect(told.append)
    return told


@pytest.fixture
def messages_of() -> Any:
    """``messages_of(app)`` collects what the window tells from now on."""

    def collect(app: Any) -> list[Any]:
        told: list[Any] = []
        app.context.message_requested.connect(told.append)
        return told

    return collect
