"""Progress as a plain callable: reports how far work is, splits among steps, and raises when cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable

from models.errors import Cancelled

Sink = Callable[[float | None, str], None]
"""Receives the fraction done (0..1, None when unknown) and a Chinese phrase for what is being done."""


class Progress:
    """Call it with a fraction and a phrase; it throttles, and raises Cancelled once a person cancelled.

    Code that reports progress is thereby cancellable without knowing about threads.
    """

    def __init__(
        self,
        sink: Sink | None = None,
        cancelled: Callable[[], bool] | None = None,
        *,
        start: float = 0.0,
        end: float = 1.0,
        every_s: float = 0.05,
    ) -> None:
        self._sink = sink
        self._cancelled = cancelled
        self._start = start
        self._end = end
        self._every_s = every_s
        self._last_time = 0.0
        self._last_text = ""

    def __call__(self, fraction: float | None = None, text: str = "") -> None:
        """Report; a changed phrase is always passed on, a changed fraction at most every ``every_s`` seconds."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._sink is None:
            return
        moment = time.monotonic()
        if text == self._last_text and moment - self._last_time < self._every_s:
            return
        self._last_time, self._last_text = moment, text
        if fraction is not None:
            fraction = self._start + (self._end - self._start) * min(max(fraction, 0.0), 1.0)
        self._sink(fraction, text)

    def part(self, start: float, end: float) -> Progress:
        """A progress whose 0..1 is this one's ``start``..``end``."""
        width = self._end - self._start
        return Progress(
            self._sink,
            self._cancelled,
            start=self._start + width * start,
            end=self._start + width * end,
            every_s=self._every_s,
        )


silent = Progress()
"""For callers that want neither reports nor cancelling."""
