"""The ledger page in the real window, with the shipped matrix of moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.queries.problems import ProblemQuery, problem_cells, problem_ids


@pytest.fixture
def page(app: Any) -> Any:
    app.window.resize(1366, 768)
    opened = app.window.open_page("ledger")
    opened.table.clear_filters()
    assert app.jobs.wait_idle(20)
    return opened


@pytest.fixture
def problems(app: Any) -> Callable[..., list[int]]:
    """``problems("整改中")``: ids of the problems in a state."""

    def ids(status: str, **more: Any) -> list[int]:
        return list(problem_ids(app.context.ledger, ProblemQuery(where=f"status = {status}", **more)))

    return ids


@pytest.fixture
def state_of(app: Any) -> Callable[[int], str]:
    def state(key: int) -> str:
        return problem_cells(app.context.ledger, [key], ["status"])[key][0]

    return state


@pytest.fixture
def show(app: Any, page: Any, qtbot: Any) -> Callable[[int], Any]:
    """Bring a problem into the panel and wait until its moves are offered."""

    def bring(key: int) -> Any:
        page.panel.set_tab("facts")
        page.open(problem_id=key)
        qtbot.waitUntil(lambda: page.panel.dossier is not None and page.panel.dossier.id == key, timeout=5_000)
        settle(app, qtbot)
        return page.panel

    return bring


@pytest.fixture
def messages(app: Any) -> list[Any]:
    told: list[Any] = []
    app.context.message_requested.connect(told.append)
    return told


def settle(app: Any, qtbot: Any) -> None:
    for _round in range(3):
        assert app.jobs.wait_idle(20)
        qtbot.wait(30)
