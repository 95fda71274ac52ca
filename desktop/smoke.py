"""Measures a start: when the frame was painted, when the first page had its figures, and the memory then."""

from __future__ import annotations

import time

from PySide6.QtCore import QEventLoop, QTimer

from desktop.app import App

SETTLED_MS = 1000


def leave_when_shown(app: App, started: float, memory: bool) -> None:
    """Print one line and quit once the page in front has shown its rows."""
    moments: dict[str, float] = {}

    def painted() -> None:
        moments["frame"] = time.perf_counter() - started

    def look() -> None:
        page = app.window.current_page()
        if page is not None and page.shown:
            app.window.repaint()
            moments["page"] = time.perf_counter() - started
            if memory:
                # what is loaded beside the window after the first page belongs to it
                app.jobs.wait_idle()
                _wait(SETTLED_MS)
                app.jobs.wait_idle()
                print(round(_resident_mib(), 1), flush=True)
            else:
                print(f"frame {moments['frame'] * 1000:.0f} ms, page {moments['page'] * 1000:.0f} ms", flush=True)
            app.window.close()
        else:
            QTimer.singleShot(5, app, look)

    app.window.painted.connect(painted)
    app.ledger_entered.connect(lambda _context: QTimer.singleShot(0, app, look))


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _resident_mib() -> float:
    """Resident memory of this process in MiB."""
    try:
        import psutil
    except ImportError:
        return float("nan")
    return psutil.Process().memory_info().rss / 2**20
