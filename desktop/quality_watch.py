"""Runs the data-quality checks beside the window: when a ledger was opened, after each import, and when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.jobs.job import Job

if TYPE_CHECKING:
    from desktop.context import AppContext
    from models.operations import Change
    from models.progress import Progress
    from models.queries.quality_runs import Measured

AFTER_OPENING_MS = 5_000
AFTER_IMPORT_MS = 500
IMPORTS = ("import", "undo-import")


class QualityWatch(QObject):
    """One run at a time; a run that nobody asked for happens only where something changed since the last one.

    ``running_changed(bool)``; what was found is kept in the ledger and told by ``context.quality_ran``. A ledger opened
    only for reading cannot keep it: then ``measured`` holds the last run.
    """

    running_changed = Signal(bool)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._job: Job | None = None
        self.measured: Measured | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.run_if_stale)
        context.bus.changed.connect(self._on_change)

    def begin(self) -> None:
        """Look some seconds after a ledger was opened, when the window has come to rest."""
        self._timer.start(AFTER_OPENING_MS)

    @property
    def running(self) -> bool:
        """Whether the checks run now."""
        return self._job is not None

    def run_if_stale(self) -> None:
        """Run quietly where the ledger, the day or the checks changed since the last run."""
        self._start(forced=False)

    def run_now(self) -> None:
        """Run because a person asked; the status bar names it and offers to cancel it."""
        self._start(forced=True)

    def cancel(self) -> None:
        """Stop a run; what the last one found stays."""
        if self._job is not None:
            self._job.cancel()

    def _on_change(self, change: Change) -> None:
        if change.kind in IMPORTS and not self._timer.isActive():
            self._timer.start(AFTER_IMPORT_MS)

    def _start(self, forced: bool) -> None:
        if self._job is not None:
            return
        ledger, read_only_run = self._context.ledger, self.measured

        def work(progress: Progress) -> Measured | None:
            from models.queries.quality_runs import measure, must_run

            if not forced and read_only_run is None and not must_run(ledger):
                return None
            return measure(ledger, progress)

        self._job = self._context.jobs.read(
            "数据体检", work, self._on_measured, on_failed=lambda _error: self._end(), on_cancelled=self._end,
            owner=self, long=True, quiet=not forced,
        )  # fmt: skip
        self.running_changed.emit(True)

    def _on_measured(self, measured: Measured | None) -> None:
        if measured is None:
            self._end()
        elif self._context.ledger.read_only:
            self.measured = measured
            self._end(told=True)
        else:
            self._keep(measured)

    def _keep(self, measured: Measured) -> None:
        ledger = self._context.ledger

        def work(_progress: Progress) -> None:
            from models.operations.quality import keep_run

            keep_run(ledger, measured)

        self._context.jobs.write(
            "记下体检结果", work, lambda _none: self._end(told=True), on_failed=lambda _error: self._end(),
            on_cancelled=self._end, owner=self, quiet=True,
        )  # fmt: skip

    def _end(self, told: bool = False) -> None:
        self._job = None
        self.running_changed.emit(False)
        if told:
            self._context.quality_ran.emit()
