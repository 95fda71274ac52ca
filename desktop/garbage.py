"""Looks for unreachable objects in the window's own thread only, and never long while 52,000 rows are in memory."""

from __future__ import annotations

import gc

from PySide6.QtCore import QTimer

from desktop.app import App

YOUNG_MS, IDLE_MS = 200, 60_000
_NAME = "garbage"


def collect_when_idle(app: App) -> None:
    """Look through young objects five times a second, through all of them each minute in which no work is running.

    Python's own search runs in whichever thread allocates: in a lane it would destroy widgets outside of the window's
    thread, which Qt does not survive. A look through all with the rows of an import alive took 120 to 205 ms and held
    every thread. What the start made stays for ever and is left out.
    """
    if gc.isenabled() or app.findChild(QTimer, _NAME) is not None:
        return
    gc.freeze()
    young = QTimer(app)
    young.setObjectName(_NAME)
    young.timeout.connect(collect_young)
    young.start(YOUNG_MS)
    whole = QTimer(app)
    whole.timeout.connect(lambda: None if app.jobs.running() else gc.collect())
    whole.start(IDLE_MS)


def collect_young() -> None:
    """What Python would have done by itself by now for the two younger generations."""
    often, seldom, _never = gc.get_threshold()
    made, rounds, _whole = gc.get_count()
    if made > often:
        gc.collect(1 if rounds > seldom else 0)
