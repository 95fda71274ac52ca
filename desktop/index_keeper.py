"""Keeps the search index up to date beside the work: after opening, after each change, or found behind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.context import AppContext
from desktop.jobs.job import WAITING, Job

AFTER_OPENING_MS = 2_500
"""The first page and what people do at once come before."""
AFTER_CHANGE_MS = 1_200
LARGE = 20_000
"""Rows from which on the work is named in the status bar and can be cancelled there."""


class IndexKeeper(QObject):
    """Belongs to an open ledger; ``stop`` before the ledger is closed.

    The work gives way to an export or a drawing that waits and goes on behind it. Once cancelled by a person it rests
    until the ledger changes or is opened again: searching goes on without it, only slower.
    """

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._job: Job | None = None
        self._stopped = False
        self._rests = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.start)
        self._timer.start(AFTER_OPENING_MS)
        context.bus.changed.connect(self._on_change)

    def stop(self) -> None:
        """Let go of the ledger: the piece in hand is finished or dropped."""
        self._stopped = True
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def on_behind(self) -> None:
        """A search found the index behind, e.g. since somebody else writes into this ledger."""
        if not self._rests and not self._timer.isActive():
            self._timer.start(0)

    def start(self) -> None:
        """Look whether something is missing, and bring it in."""
        if self._stopped or self._job is not None:
            return
        ledger, base = self._context.ledger, self._context.query_base

        def missing(_progress: Any) -> int:
            from models.queries.search import warm_names
            from models.queries.search_words import recipes
            from models.store.search_filling import is_behind

            warm_names(ledger, base)
            with ledger.at_hand():
                return is_behind(ledger, recipes())

        self._run("查看搜索索引", missing, self._on_missing, quiet=True)

    def _on_missing(self, number: int) -> None:
        self._job = None
        if number:
            self._fill(quiet=number < LARGE)

    def _fill(self, *, quiet: bool) -> None:
        ledger, jobs = self._context.ledger, self._context.jobs

        def somebody_waits() -> bool:
            return any(job.state == WAITING and job.lasting and not job.writes for job in jobs.running())

        def work(progress: Any) -> bool:
            from models.queries.search_words import recipes
            from models.store.search_filling import fill

            with ledger.at_hand():
                whole = fill(ledger, recipes(), progress, somebody_waits)
            return whole or not somebody_waits()

        def done(whole: bool) -> None:
            self._job = None
            if not whole and not self._stopped:
                self._fill(quiet=quiet)
            elif ledger.search.damaged and not self._stopped:
                # whoever asked meanwhile found it broken
                self._timer.start(AFTER_CHANGE_MS)

        self._run("整理搜索索引", work, done, quiet=quiet)

    def _run(self, title: str, work: Any, done: Any, *, quiet: bool) -> None:
        self._job = self._context.jobs.read(
            title, work, done, self._on_failed, self._on_cancelled, owner=self, long=True, quiet=quiet
        )
        # closing the window in the middle loses nothing: the next start goes on from there
        self._job.lasting = False

    def _on_failed(self, _error: Exception) -> None:
        """A ledger that cannot be read is told by what people do; the search only stays slower."""
        self._job = None

    def _on_cancelled(self) -> None:
        self._job = None
        self._rests = True

    def _on_change(self, _change: Any) -> None:
        self._rests = False
        self._timer.start(AFTER_CHANGE_MS)
