"""Work off the window's thread: ``read`` and ``write`` start it, and each ends in exactly one callback."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal

from desktop.jobs.job import Job
from desktop.jobs.lane import Lane
from models.errors import UserError
from models.progress import Progress

Result = TypeVar("Result")


class Jobs(QObject):
    """Two lanes. The writer does one write after another. The reader answers questions in order; work that only reads
    but takes long (an export, a drawing, a PDF: ``long=True``) has a track of its own so that scrolling never waits.

    The callbacks run on the window's thread, at most one of them, and none once ``owner`` was destroyed:

    - ``on_done(result)``
    - ``on_failed(error)`` for any exception. Without it a UserError is announced by ``user_error(error, job)``.
      What is not a UserError is a bug: it is always announced by ``crashed(error, job)`` as well.
    - ``on_cancelled()``; without it ``was_cancelled(job)`` is announced.

    ``started(job)`` and ``ended(job)`` fire for all; ``job.fraction`` and ``job.text`` say how far it is.
    """

    started = Signal(object)
    ended = Signal(object)
    user_error = Signal(object, object)
    crashed = Signal(object, object)
    was_cancelled = Signal(object)
    _worked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._worked.connect(self._on_worked, Qt.ConnectionType.QueuedConnection)
        self._lanes = {name: Lane(name, self._worked.emit) for name in ("reader", "long-reader", "writer")}
        self._running: list[Job] = []
        self._closed = False

    def read(
        self,
        title: str,
        function: Callable[[Progress], Result],
        on_done: Callable[[Result], None] | None = None,
        on_failed: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        *,
        owner: QObject | None = None,
        long: bool = False,
        quiet: bool = False,
    ) -> Job:
        """Ask something; ``quiet`` work is not named in the status bar."""
        job = Job(title, function, writes=False, quiet=quiet)
        job.lasting = long
        return self._start(job, "long-reader" if long else "reader", on_done, on_failed, on_cancelled, owner)

    def write(
        self,
        title: str,
        function: Callable[[Progress], Result],
        on_done: Callable[[Result], None] | None = None,
        on_failed: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        *,
        owner: QObject | None = None,
        quiet: bool = False,
    ) -> Job:
        """Change something: one transaction after another."""
        job = Job(title, function, writes=True, quiet=quiet)
        return self._start(job, "writer", on_done, on_failed, on_cancelled, owner)

    def running(self) -> list[Job]:
        """Jobs without an outcome yet, oldest first."""
        return list(self._running)

    def cancel_all(self) -> None:
        """Ask everything to stop."""
        for job in self._running:
            job.cancel()

    def wait_idle(self, seconds: float = 30.0) -> bool:
        """Keep the window alive until nothing is running; for the end of a session, tests and pictures."""
        until = time.monotonic() + seconds
        while self._running and time.monotonic() < until:
            loop = QEventLoop()
            self.ended.connect(loop.quit)
            QTimer.singleShot(50, loop.quit)
            loop.exec()
        return not self._running

    def close(self, seconds: float = 10.0) -> bool:
        """Stop everything and end the threads; false when some work did not stop in time."""
        self._closed = True
        self.cancel_all()
        idle = self.wait_idle(seconds)
        ended = [lane.close(2.0 if idle else 0.1) for lane in self._lanes.values()]
        return all(ended)

    def _start(
        self,
        job: Job,
        lane: str,
        on_done: Callable[[Any], None] | None,
        on_failed: Callable[[Exception], None] | None,
        on_cancelled: Callable[[], None] | None,
        owner: QObject | None,
    ) -> Job:
        alive = _Alive(owner)
        job.finished.connect(lambda result: on_done(result) if on_done and alive() else None)
        job.cancelled.connect(lambda: self._after_cancel(job, on_cancelled, alive))
        job.failed.connect(lambda error: self._after_failure(job, error, on_failed, alive))
        self._running.append(job)
        if self._closed:
            job.cancel()
            self._worked.emit(job)
            return job
        self.started.emit(job)
        self._lanes[lane].put(job)
        return job

    def _on_worked(self, job: Job) -> None:
        self._running.remove(job)
        try:
            job.deliver()
        finally:
            self.ended.emit(job)

    def _after_cancel(self, job: Job, on_cancelled: Callable[[], None] | None, alive: _Alive) -> None:
        if on_cancelled is None:
            self.was_cancelled.emit(job)
        elif alive():
            on_cancelled()

    def _after_failure(
        self, job: Job, error: Exception, on_failed: Callable[[Exception], None] | None, alive: _Alive
    ) -> None:
        if not isinstance(error, UserError):
            self.crashed.emit(error, job)
        elif on_failed is None:
            self.user_error.emit(error, job)
        if on_failed is not None and alive():
            on_failed(error)


class _Alive:
    """Whether the widget that asked still exists."""

    def __init__(self, owner: QObject | None) -> None:
        self._gone = False
        if owner is not None:
            owner.destroyed.connect(self._on_destroyed)

    def _on_destroyed(self) -> None:
        self._gone = True

    def __call__(self) -> bool:
        return not self._gone
