"""The visits page on a ledger of 666,000 visits: each question beside the same SQL in sqlite3, then the window's gaps.

    python tests/benchmarks/visits_table.py LEDGER [--why]

LEDGER (made by ``rectledger demo --problems 52000 --visits 666000``) is copied first. What counts is the ratio.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CITY = "邯郸市"
LISTED = "SELECT id FROM visit WHERE removed_in IS NULL"
PAGE = "ORDER BY {} LIMIT 200"
COLUMNS = ("number", "visited_on", "city", "county", "site_name", "found_problem", "finding", "team")


def median(work: Callable[[], Any], rounds: int) -> float:
    """Seconds, the first two rounds uncounted."""
    found: list[float] = []
    for _ in range(rounds + 2):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found[2:])


def beside(name: str, ours: Callable[[], Any], bare: Callable[[], Any], rounds: int = 9) -> None:
    """Print both and their ratio."""
    mine, plain = median(ours, rounds), median(bare, rounds)
    print(f"| {name} | {mine * 1000:,.1f} | {plain * 1000:,.1f} | {mine / plain:.2f} |", flush=True)


def questions(folder: Path) -> None:
    """First pages, whole lists, header filters, totals, cells, edit and undo."""
    from models.operations import undo_last
    from models.operations.visits import VisitEdit, edit_visits
    from models.queries.visits import VisitQuery, visit_cells, visit_count, visit_facet, visit_ids
    from models.queries.visits_totals import visit_totals
    from models.store import Ledger

    plain = sqlite3.connect(folder / "ledger.sqlite")
    ledger, every = Ledger.open(folder, actor="测量"), VisitQuery()

    def sql(text: str, *values: Any) -> Callable[[], Any]:
        return lambda: plain.execute(text, values).fetchall()

    print("| question | ours ms | bare ms | ratio |\n|---|---|---|---|")
    firsts = {
        "first page, latest first": (every, "visited_on DESC, id DESC"),
        "first page by city": (every.but(sort=(("city", False),)), "city ASC NULLS LAST, id"),
        "first page by round": (every.but(sort=(("round", True),)), "round_id DESC, id DESC"),
        "first page by problem": (every.but(sort=(("problem", False),)), "problem_id ASC NULLS LAST, id"),
    }

    def page(query: VisitQuery) -> Any:
        return visit_cells(ledger, visit_ids(ledger, query, limit=200), COLUMNS)

    listed = f"SELECT id, {', '.join(COLUMNS)} FROM visit WHERE removed_in IS NULL"
    for name, (query, order) in firsts.items():
        beside(name, lambda q=query: page(q), sql(f"{listed} {PAGE.format(order)}"), 25)
    of_city = every.but(filters={"city": (CITY,)})
    order = PAGE.format("visited_on DESC, id DESC")
    beside("first page of a city", lambda: page(of_city), sql(f"{listed} AND city = ? {order}", CITY), 25)
    for key in ("visited_on", "number", "site_name", "team", "finding", "longitude"):
        whole = every.but(sort=((key, False),))
        beside(f"all by {key}", lambda q=whole: visit_ids(ledger, q),
               sql(f"{LISTED} ORDER BY {key} ASC NULLS LAST, id"), 3)  # fmt: skip
    beside("count", lambda: visit_count(ledger, every), sql("SELECT count(*) FROM visit WHERE removed_in IS NULL"))
    groups = "SELECT {0}, count(*) FROM visit WHERE removed_in IS NULL GROUP BY {0}"
    for key in ("city", "team", "found_problem"):
        beside(f"values of {key}", lambda k=key: visit_facet(ledger, every, k), sql(groups.format(key)), 3)
    totals = (
        "SELECT round_id, province, city, count(*), sum(found_problem), count(DISTINCT problem_id) FROM visit "
        "WHERE removed_in IS NULL GROUP BY round_id, province, city"
    )
    beside("totals by round and city", lambda: visit_totals(ledger, every), sql(totals), 3)
    ids = visit_ids(ledger, every, limit=200)
    marks = ", ".join("?" * 200)
    cells = f"SELECT id, {', '.join(COLUMNS)} FROM visit WHERE id IN ({marks})"
    beside("cells of a page", lambda: visit_cells(ledger, ids, COLUMNS), sql(cells, *ids), 25)

    def edit() -> None:
        edit_visits(ledger, [VisitEdit(ids[0], "team", f"第 {time.perf_counter_ns()} 组")])
        undo_last(ledger)

    def bare_edit() -> None:
        for team in ("甲", "乙"):
            plain.execute("UPDATE visit SET team = ?, version = version + 1 WHERE id = ?", (team, ids[1]))
            plain.commit()

    beside("edit a cell and undo it", edit, bare_edit)
    plain.close()
    ledger.close()


def window(folder: Path, why: bool) -> None:
    """How long the window stands still in what a clerk does on the page."""
    from window_gaps import Tour, spin

    from desktop.app import App

    class VisitTour(Tour):
        """Only the visits page."""

        def run(self) -> None:
            self.app = app = App(self.application)
            app.start(open_at_once=False)
            spin(lambda: True)
            app.opener.open(self.folder)
            spin(lambda: app.context is not None and self.idle())
            pages: list[Any] = []
            self.measure("open the page", lambda: pages.append(app.window.open_page("visits")))
            page = pages[0]
            table = page.table
            rows = table.model.rowCount()
            self.measure("sort by site", lambda: table.sort_by("site_name", False))
            self.measure("sort by city", lambda: table.sort_by("city", False))
            self.measure("filter a city", lambda: table.ask(table.filters.with_values("city", (CITY,))))
            self.measure("all rows again", table.clear_filters)
            self.measure("search a word", lambda: table.ask(replace(table.filters, search="水泥")))
            self.measure("all rows once more", table.clear_filters)
            self.measure("ten jumps", lambda: [table.view.go_to_row(rows * place // 10) for place in range(10)])
            self.measure("edit a cell", lambda: table.writer.write_one(table.model.id_at(5), "team", "第 99 组"))
            self.measure("undo", lambda: app.commands.run("edit.undo"))
            app.window.close()
            app.close()

    VisitTour(folder, None, why).run()


def main() -> None:
    """Copy the ledger and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--why", action="store_true")
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="visits-"))
    os.environ["RECTLEDGER_HOME"] = str(work / "home")
    try:
        folder = Path(shutil.copytree(asked.ledger, work / "ledger"))
        questions(folder)
        window(folder, asked.why)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
