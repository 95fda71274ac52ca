"""One piece of work in a lane: what it is called, how far it is, and its single outcome."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from models.errors import Cancelled
from models.progress import Progress

WAITING, RUNNING, FINISHED, FAILED, CANCELLED = "waiting", "running", "finished", "failed", "cancelled"


class Job(QObject):
    """Emits exactly one of ``finished(result)``, ``failed(error)``, ``cancelled()``, on the window's thread.

    ``fraction`` (None when unknown) and ``text`` may be read at any time; they are written by the worker.
    """

    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, title: str, function: Callable[[Progress], Any], writes: bool, quiet: bool = False) -> None:
        super().__init__()
        self.title = title
        self.writes = writes
        self.quiet = quiet
        """Work of the window's own that the status bar does not name."""
        self.lasting = writes
        """Work that a person would miss if the window were closed now."""
        self.state = WAITING
        self.fraction: float | None = None
        self.text = ""
        self.asked_at = time.monotonic()
        self.seconds = 0.0
        """How long the worker took."""
        self._function: Callable[[Progress], Any] | None = function
        self._cancel = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        self._outcome = CANCELLED

    @property
    def done(self) -> bool:
        """Whether the outcome was delivered."""
        return self.state in (FINISHED, FAILED, CANCELLED)

    @property
    def cancelling(self) -> bool:
        """Whether a person asked to stop and the work has not stopped yet."""
        return self._cancel.is_set() and not self.done

    def cancel(self) -> None:
        """Ask to stop: work that waits never starts, work that runs stops at its next report of progress."""
        self._cancel.set()

    def work(self) -> None:
        """Run in the lane's thread; keeps the outcome for ``deliver``."""
        started = time.monotonic()
        function, self._function = self._function, None
        if self._cancel.is_set() or function is None:
            return
        self.state = RUNNING
        try:
            self._result = function(Progress(self._report, self._cancel.is_set))
            self._outcome = FINISHED
        except Cancelled:
            self._outcome = CANCELLED
        except BaseException as error:
            # whatever escapes must reach the window: a job without an outcome would spin for ever
            self._error, self._outcome = error, FAILED
        self.seconds = time.monotonic() - started

    def deliver(self) -> None:
        """Emit the outcome; called once, on the window's thread."""
        if self.done:
            return
        self.state = self._outcome
        result, self._result = self._result, None
        if self.state == FINISHED:
            self.finished.emit(result)
        elif self.state == FAILED:
            self.failed.emit(self._error)
        else:
            self.cancelled.emit()

    def _report(self, fraction: float | None, text: str) -> None:
        self.fraction = fraction
        if text:
            self.text = text
