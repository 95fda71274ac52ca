"""Measures the ledger's table on 666,000 rows: scrolling and jumping against the same view over rows in memory, and
filter, sort, groups and a jump against the same SQL in bare sqlite3."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ratios import Bench

    from models.store import Ledger

Ratio = tuple[float, float, float]
_JUMPS, _WHEELS, _WHEEL_PX = 40, 120, 90


def large_ledger(bench: Bench) -> Path:
    """The ledger of 666,000 problems, made once."""
    import filtered_page

    folder = bench.work / "ledger-666000"
    if not (folder / "ledger.sqlite").exists():
        source = bench.filled()
        filtered_page.enlarged(source)
        source.rename(folder)
    return folder


def _in_turn(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> Ratio:
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


class _InMemory:
    """Rows that were read before the clock starts."""

    def __init__(self, rows: dict[int, tuple[Any, ...]]) -> None:
        self._rows = rows

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        return {key: self._rows[key] for key in ids}


class _Views:
    """The real view twice over one id list: from the ledger, and from memory."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication

        from desktop.app import make_application
        from desktop.tables.ledger_rows import LedgerRows, read_words
        from desktop.tables.problem_columns import DEFAULT_COLUMNS, FROZEN, problem_columns
        from desktop.theme.theme import Theme
        from models.paths import resource
        from models.queries.problems import ProblemQuery, problem_ids
        from models.store import Ledger

        self.application = QApplication.instance() or make_application(["measure"])
        self.ledger = Ledger.open(folder, actor="测量")
        words = read_words(self.ledger)
        columns = problem_columns(words.looks)
        self.columns = [columns[key] for key in DEFAULT_COLUMNS]
        self.ids = problem_ids(self.ledger, ProblemQuery())
        self.theme = Theme(self.application, resource("icons"), folder / "theme", "light")
        self._words = words
        self._frozen = FROZEN
        self.source = LedgerRows(self.ledger)

    def make(self, source: Any) -> Any:
        """A view on the whole list, painted once."""
        from desktop.tables.paged_model import PagedTableModel
        from desktop.tables.table_view import LedgerTableView

        model = PagedTableModel(source, self.columns)
        model.set_ids(self.ids)
        view = LedgerTableView(model, self.theme, self._words.looks.tone, lambda _field: [], lambda _field, _value: "")
        view.set_frozen(self._frozen)
        view.set_widths({})
        view.resize(1100, 900)
        view.show()
        self.application.processEvents()
        return view

    def in_memory(self, rows: Sequence[int]) -> _InMemory:
        """All rows on the pages around these, read beforehand."""
        from desktop.tables.paged_model import PAGE_ROWS

        fields = tuple(dict.fromkeys(field for column in self.columns for field in column.fields))
        wanted: dict[int, tuple[Any, ...]] = {}
        for page in sorted({(row + step) // PAGE_ROWS for row in rows for step in (0, 60)}):
            wanted |= self.source.load(self.ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS], fields)
        return _InMemory(wanted)


def _scrolled(views: _Views, view: Any, values: Sequence[int]) -> float:
    """Seconds to bring each scroll position on screen, the median of one step."""
    bar, steps = view.verticalScrollBar(), list[float]()
    for value in values:
        start = time.perf_counter()
        bar.setValue(value)
        views.application.processEvents()
        steps.append(time.perf_counter() - start)
    return statistics.median(steps)


def scrolling(bench: Bench, jumps: bool) -> Ratio:
    """Jumps to rows that are not cached, or steps of the wheel, against the same view over rows in memory."""
    views = _Views(large_ledger(bench))
    dice = random.Random(9)
    rounds = max(bench.rounds, 3) + 1
    height = 30
    plans: list[list[int]] = []
    for _ in range(rounds):
        if jumps:
            plans.append([dice.randrange(len(views.ids) - 100) * height for _ in range(_JUMPS)])
        else:
            start = dice.randrange(len(views.ids) - 1_000) * height
            plans.append([start + step * _WHEEL_PX for step in range(_WHEELS)])
    rows = [value // height for plan in plans for value in plan]
    ours, theirs = views.make(views.source), views.make(views.in_memory([*rows, 0]))
    mine, bare = iter(plans), iter(plans)
    found = _in_turn(
        lambda: _scrolled(views, ours, next(mine)), lambda: _scrolled(views, theirs, next(bare)), rounds - 1
    )
    for view in (ours, theirs):
        view.close()
    views.ledger.close()
    return found


def asking(bench: Bench, what: str) -> Ratio:
    """One question about 666,000 rows through the program, and as the same SQL in sqlite3 with its rows fetched."""
    from desktop.tables.id_runs import place_of
    from models.queries.grouping import group_problems
    from models.queries.problems import ProblemQuery, problem_cells, problem_ids
    from models.store import Ledger

    folder = large_ledger(bench)
    plain = sqlite3.connect(folder / "ledger.sqlite")
    ledger: Ledger = Ledger.open(folder, actor="测量")
    names = [row[0] for row in plain.execute("SELECT name FROM status WHERE counts_unrectified")]
    open_ = f"status IN ({', '.join(repr(name) for name in names)})"
    late = f"{open_} AND deadline < date('now')"
    whole = "FROM problem WHERE removed_in IS NULL"
    city = ProblemQuery(filters={"city": ("邯郸市",)})
    ids = problem_ids(ledger, ProblemQuery())
    known = ids.tolist()
    columns = ("ledger_number", "city", "county", "site_name", "category", "description", "deadline", "status")

    def group() -> None:
        group_problems(ledger, ProblemQuery(), ["city"], ["weight"])

    def group_bare() -> None:
        plain.execute(
            f"SELECT city, count(*), sum({open_}), sum({late}), sum(weight) {whole} GROUP BY city ORDER BY city"
        ).fetchall()
        plain.execute(f"SELECT id {whole} ORDER BY city NULLS LAST, deadline NULLS LAST, id").fetchall()

    def jump() -> None:
        place = place_of(ids, ids[600_000])
        problem_cells(ledger, ids[place - 100 : place + 100], columns)

    def jump_bare() -> None:
        marks = ",".join("?" * 200)
        known.index(ids[600_000])
        plain.execute(
            f"SELECT id, {', '.join(columns)} FROM problem WHERE id IN ({marks})", ids[599_900:600_100]
        ).fetchall()

    questions: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "filter": (
            lambda: problem_ids(ledger, city),
            lambda: plain.execute(
                f"SELECT id {whole} AND city = ? ORDER BY deadline NULLS LAST, id", ("邯郸市",)
            ).fetchall(),
        ),
        "sort": (
            lambda: problem_ids(ledger, ProblemQuery(sort=(("site_name", False),))),
            lambda: plain.execute(f"SELECT id {whole} ORDER BY site_name NULLS LAST, id").fetchall(),
        ),
        "group": (group, group_bare),
        "jump": (jump, jump_bare),
    }
    ours, theirs = questions[what]
    found = _in_turn(lambda: _timed(ours), lambda: _timed(theirs), max(bench.rounds, 3))
    ledger.close()
    plain.close()
    return found


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
