"""The search index is brought up to date beside the work: named when large, cancelled at will, giving way to others."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from models.operations import CellEdit, edit_cells
from models.queries.problems import ProblemQuery, count
from models.queries.search_words import recipes
from models.store.search_filling import is_behind


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The practice ledger counts as large and is brought in bit by bit."""
    monkeypatch.setattr("desktop.index_keeper.LARGE", 1)
    monkeypatch.setattr("models.store.search_filling._CHUNK", 60)


def behind(app: Any) -> int:
    ledger = app.context.ledger
    with ledger.at_hand():
        return is_behind(ledger, recipes())


def test_the_index_is_made_after_opening_without_being_asked_for(app: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: behind(app) == 0, timeout=15_000)


def test_large_work_has_a_name_and_can_be_cancelled_and_goes_on_after_the_next_change(
    app: Any, qtbot: Any, small_pieces: None
) -> None:
    seen: list[Any] = []

    def on_started(job: Any) -> None:
        if job.title == "整理搜索索引":
            seen.append(job)
            job.cancel()

    app.jobs.started.connect(on_started)
    app.index_keeper.start()
    qtbot.waitUntil(lambda: bool(seen) and not app.jobs.running(), timeout=10_000)
    assert [job.quiet for job in seen] == [False]
    assert behind(app) > 0
    assert count(app.context.ledger, ProblemQuery(search="ZG-0001")) == 100
    app.index_keeper._timer.stop()
    app.index_keeper.on_behind()
    assert not app.index_keeper._timer.isActive()
    app.jobs.started.disconnect(on_started)
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(1, "remarks", "改动")]))
    qtbot.waitUntil(lambda: behind(app) == 0, timeout=20_000)


def test_an_export_that_waits_comes_first(app: Any, qtbot: Any, small_pieces: None) -> None:
    order: list[str] = []
    gate = threading.Event()
    app.jobs.ended.connect(lambda job: order.append(job.title))

    def on_started(job: Any) -> None:
        if job.title == "整理搜索索引" and not gate.is_set():
            gate.set()
            QTimer.singleShot(0, lambda: app.jobs.read("导出", lambda _progress: None, owner=app, long=True))

    app.jobs.started.connect(on_started)
    app.index_keeper.start()
    qtbot.waitUntil(lambda: "导出" in order and not app.jobs.running(), timeout=10_000)
    assert order.count("整理搜索索引") >= 2
    first, export = order.index("整理搜索索引"), order.index("导出")
    assert first < export < len(order) - 1 - order[::-1].index("整理搜索索引")
    assert behind(app) == 0


def test_closing_in_the_middle_asks_nothing(
    app: Any, qtbot: Any, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.dialogs import confirm

    asked: list[Any] = []
    monkeypatch.setattr(confirm, "ask_destructive", lambda *_args, **_named: asked.append(1))
    app.index_keeper.start()
    qtbot.waitUntil(lambda: any(job.title == "整理搜索索引" for job in app.jobs.running()), timeout=10_000)
    app.window.close()
    assert asked == []
