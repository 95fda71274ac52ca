"""Keeps Python's search for unreachable objects from holding the window while 52,000 rows are in memory."""

from __future__ import annotations

import gc

from PySide6.QtCore import QTimer

from desktop.app import App

NEVER = 1_000_000
IDLE_MS = 60_000


def collect_when_idle(app: App) -> None:
    """Look through young objects as always, but through all of them only each minute in which no work is running.

    A look through all with the rows of an import alive took 120 to 205 ms, in whichever thread it fell, and held every
    other one. What the start made stays for ever and is left out.
    """
    if gc.isenabled():
        return
    gc.freeze()
    young, middle, _all = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    gc.enable()
    timer = QTimer(app)
    timer.timeout.connect(lambda: None if app.jobs.running() else gc.collect())
    timer.start(IDLE_MS)
