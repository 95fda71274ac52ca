"""Unreachable objects are looked for in the window's thread only: in a lane that would destroy widgets."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from desktop.garbage import collect_when_idle


class Ring:
    """Unreachable only together with itself."""

    def __init__(self) -> None:
        self.me = self


def test_a_lane_leaves_the_garbage_to_the_window(app: Any, qtbot: Any) -> None:
    collect_when_idle(app)
    collect_when_idle(app)
    died_in: list[threading.Thread] = []
    gone: list[weakref.finalize[Any, Any]] = []

    def work(_progress: Any) -> None:
        gone.append(weakref.finalize(Ring(), lambda: died_in.append(threading.current_thread())))
        for _number in range(3 * gc.get_threshold()[0]):
            Ring()

    app.context.jobs.read("试", work, lambda _done: None)
    qtbot.waitUntil(lambda: bool(died_in), timeout=5_000)
    assert died_in == [threading.main_thread()]
    assert not gc.isenabled()
