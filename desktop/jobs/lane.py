"""A lane: one thread that does one job after another."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from desktop.jobs.job import Job


class Lane:
    """Runs jobs in the order asked; the thread starts with the first job and ends with ``close``."""

    def __init__(self, name: str, on_worked: Callable[[Job], None]) -> None:
        self._name = name
        self._on_worked = on_worked
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, job: Job) -> None:
        """Queue ``job``."""
        if self._thread is None:
            # a daemon: a library call that never returns must not keep the process alive after the window is gone
            self._thread = threading.Thread(target=self._run, name=f"lane-{self._name}", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def close(self, seconds: float) -> bool:
        """Let the thread end after the jobs before; false when it did not end in time."""
        if self._thread is None:
            return True
        self._jobs.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.work()
            self._on_worked(job)
            del job
