"""Reads what the process of closing leaves to do, beside the window: for 今日待办 and the counts of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.jobs.job import Job

if TYPE_CHECKING:
    from desktop.context import AppContext
    from models.progress import Progress
    from models.queries.todo_process import ProcessWork

FIRST_MS, AFTER_CHANGE_MS = 400, 60
"""The first time the window is left to be painted; a change is followed at once."""


class WaitingWatch(QObject):
    """``found`` holds the last reading, None until there is one; ``changed()`` after each."""

    changed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._job: Job | None = None
        self.found: ProcessWork | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.read_now)
        context.campaign_changed.connect(self._forget)

    def read_soon(self) -> None:
        """Read when the window has come to rest."""
        self._timer.start(FIRST_MS if self.found is None else AFTER_CHANGE_MS)

    def read_now(self) -> None:
        """Read at once; an earlier reading that is still under way is dropped."""
        self._timer.stop()
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger, query = self._context.ledger, self._context.query_base

        def work(progress: Progress) -> ProcessWork:
            from models.queries.todo_process import process_work

            return process_work(ledger, query, progress=progress)

        self._job = self._context.jobs.read(
            "读取待办", work, self._show, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def stop(self) -> None:
        """The ledger is about to be closed: nothing more is read of it."""
        self._timer.stop()
        if self._job is not None and not self._job.done:
            self._job.cancel()

    def _show(self, found: ProcessWork) -> None:
        self.found = found
        self.changed.emit()

    def _forget(self) -> None:
        """Lines of another campaign must not stand while the new ones are read."""
        self.found = None
        self.changed.emit()
