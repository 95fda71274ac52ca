"""Drives the real window offscreen and prints the longest time its event loop stood still in each action (bar 100 ms).

    python tests/benchmarks/window_gaps.py LEDGER [LIST.xlsx] [--why]

LEDGER is copied first. A gap is the time between two ticks of a 5 ms timer; with ``--why`` the line of the program
that the window's thread was in during the longest gap is printed too, sampled by a second thread.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: E402

from desktop.app import App, make_application  # noqa: E402
from desktop.garbage import collect_when_idle  # noqa: E402

LATE_S = 0.06
QUIET_S = 0.25


class Watch:
    """The longest gap since ``begin``, and where the window's thread was in it."""

    def __init__(self, why: bool) -> None:
        self.longest = 0.0
        self.where = ""
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)
        self._main = threading.get_ident()
        self._sampled: dict[float, str] = {}
        if why:
            threading.Thread(target=self._sample, daemon=True).start()

    def begin(self) -> None:
        """Count from now."""
        self.longest, self.where, self._last = 0.0, "", time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        if now - self._last > self.longest:
            self.longest, self.where = now - self._last, self._sampled.pop(self._last, "")
        self._sampled.clear()
        self._last = now

    def _sample(self) -> None:
        while True:
            time.sleep(0.01)
            last = self._last
            if time.perf_counter() - last > LATE_S:
                frame = sys._current_frames().get(self._main)
                lines = [f"{Path(one.filename).name}:{one.lineno}" for one in traceback.extract_stack(frame)[-7:]]
                self._sampled.setdefault(last, " > ".join(lines))


def spin(done: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the window live until ``done`` and a little longer."""
    until, loop = time.perf_counter() + seconds, QEventLoop()
    quiet_until = 0.0
    while time.perf_counter() < until:
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        if not done():
            quiet_until = 0.0
        elif not quiet_until:
            quiet_until = time.perf_counter() + QUIET_S
        elif time.perf_counter() > quiet_until:
            return
    raise SystemExit("not done in time")


class Tour:
    """The actions, in the order a clerk does them."""

    def __init__(self, folder: Path, file: Path | None, why: bool, only_import: bool = False) -> None:
        self.only_import = only_import
        self.application = make_application(["gaps"])
        self.folder, self.file = folder, file
        self.watch = Watch(why)

    def measure(self, name: str, act: Callable[[], object], done: Callable[[], bool] | None = None) -> None:
        """Do one thing and print its longest gap."""
        self.watch.begin()
        start = time.perf_counter()
        act()
        spin(done or self.idle)
        verdict = "ok" if self.watch.longest <= 0.1 else "OVER"
        took = time.perf_counter() - start - QUIET_S
        longest = self.watch.longest * 1000
        print(f"{name:32} {longest:6.0f} ms of {took:5.1f} s  {verdict}  {self.watch.where}", flush=True)

    def idle(self) -> bool:
        """Nothing is running."""
        return not self.app.jobs.running()

    def run(self) -> None:
        """All of them."""
        self.app = app = App(self.application)
        # the frame itself is built in one go: what counts is the window once it stands
        gc.disable()
        app.ledger_entered.connect(lambda _context: collect_when_idle(app))
        app.start(open_at_once=False)
        spin(lambda: True)
        self.measure(
            "open the ledger", lambda: app.opener.open(self.folder), lambda: app.context is not None and self.idle()
        )
        self.measure(
            "load the next pages", lambda: None, lambda: "desktop.pages.import_list" in sys.modules and self.idle()
        )
        for page_id in list(app.window.entries)[1:] if not self.only_import else ():
            self.measure(f"first opening of {page_id}", lambda page_id=page_id: app.window.open_page(page_id))
        self.measure("home again", lambda: app.window.open_page("home"))
        if not self.only_import:
            self._table()
        if self.file is not None:
            self._import(self.file)
        app.window.close()
        app.close()

    def _table(self) -> None:
        from desktop.panels.problem_export import export_columns
        from desktop.printing import ledger_print
        from desktop.printing.print_settings import PrintSettings
        from models.exporting import export_in_child
        from models.operations import CellEdit, edit_cells
        from models.queries.problems import problem_ids

        page = self.app.window.open_page("ledger")
        assert page is not None
        table, context = page.table, page.context
        self.measure("sort", lambda: table.sort_by("deadline", True))
        bar = table.view.verticalScrollBar()
        self.measure("scroll, ten jumps", lambda: [
            QTimer.singleShot(40 * step, lambda step=step: bar.setValue(bar.maximum() * step // 10)) for step in range(1, 11)
        ])  # fmt: skip
        query = context.query_base
        self.measure("all rows", lambda: self.app.window.open_page("ledger", query=query, title="x"))
        few = query.but(filters={"city": ("邯郸市",)})
        self.measure("filter", lambda: self.app.window.open_page("ledger", query=few, title="x"))
        self.measure("all rows again", lambda: self.app.window.open_page("ledger", query=query, title="x"))
        columns, target = export_columns(table), self.folder / "out.xlsx"
        keys = ledger_print.printed_keys(table.chosen_keys)

        def export(progress: object) -> object:
            return export_in_child(context.ledger, query, columns, target, "", progress)

        self.measure("export all rows", lambda: context.jobs.read("export", export, long=True))

        def pdf(progress: object) -> object:
            return ledger_print.make_pdf(context.ledger, few, PrintSettings(), keys, progress)

        self.measure("PDF of one city", lambda: context.jobs.read("pdf", pdf, long=True))
        ids = list(problem_ids(context.ledger, query))

        def edit(_progress: object) -> object:
            return edit_cells(context.ledger, [CellEdit(one, "town", "测量镇") for one in ids], "批量设置")

        self.measure(
            f"bulk edit of {len(ids):,} cells", lambda: context.jobs.write("edit", edit, context.bus.changed.emit)
        )
        self.measure("undo of the bulk edit", lambda: self.app.commands.run("edit.undo"))

    def _import(self, file: Path) -> None:
        from models.importing.writing.undo import undo_import

        page = self.app.window.open_page("import")
        assert page is not None
        context = page.context
        self.measure("import: read", lambda: page.start([file]))
        self.measure("import: header, one row on", lambda: page.header.preview.put_band(1, 2))
        self.measure("import: header back", lambda: page.header.preview.put_band(1, 1))
        self.measure("import: columns, values", page.on_next)
        self.measure("import: plan", page.on_next)
        self._plan(page)
        self.measure("import: write", page.on_next)
        self.measure("import: take back", lambda: context.jobs.write(
            "undo", lambda progress: undo_import(context.ledger, None, progress),
            lambda report: context.bus.changed.emit(getattr(report, "change", None)),
        ))  # fmt: skip

    def _plan(self, page: Any) -> None:
        """What is done with a plan of many rows before it is written."""
        plan, bar = page.plan, page.plan.ledger.verticalScrollBar()
        self.measure("plan: scroll, ten jumps", lambda: [
            QTimer.singleShot(40 * step, lambda step=step: bar.setValue(bar.maximum() * step // 10)) for step in range(1, 11)
        ])  # fmt: skip
        self.measure("plan: sort by name", lambda: plan.look_for(column=3))
        self.measure("plan: search", lambda: plan.look_for(search="有限"))
        self.measure("plan: all rows", lambda: plan.look_for(search="", column=-1))
        self.measure("plan: one by one", lambda: plan.set_shape("lines"))
        self.measure("plan: as the ledger", lambda: plan.set_shape("ledger"))
        self.measure("plan: leave one row out", lambda: plan.ledger.ticked.emit([5]))
        self.measure("plan: take that back", page.flow.desk.undo)
        self.measure("plan: select all rows", plan.ledger.selectAll)
        self.measure("plan: leave all rows out", lambda: plan.ledger.ticked.emit(plan.ledger.selected_rows()))
        self.measure("plan: take that back", page.flow.desk.undo)


def main() -> None:
    """Measure on a copy of the ledger."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ledger", type=Path)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--only-import", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gaps-") as work:
        os.environ["RECTLEDGER_HOME"] = str(Path(work) / "home")
        folder = Path(work) / "ledger"
        shutil.copytree(chosen.ledger, folder)
        Tour(folder, chosen.file, chosen.why, chosen.only_import).run()


if __name__ == "__main__":
    main()
