"""Measures a filtered, sorted first page on 666,000 problems through the program and as the same SQL in sqlite3."""

from __future__ import annotations

import sqlite3
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ratios import Bench

WANTED = 666_000
CITY, STATUS = "邯郸市", "待整改"


def enlarged(folder: Path) -> None:
    """Repeat the problems of a ledger until there are 666,000, with other numbers and spread deadlines."""
    connection = sqlite3.connect(folder / "ledger.sqlite")
    names = [
        row[1]
        for row in connection.execute("PRAGMA table_info(problem)")
        if row[1] not in ("id", "ledger_number", "deadline")
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    (stored,) = connection.execute("SELECT count(*) FROM problem").fetchone()
    (top,) = connection.execute("SELECT max(id) FROM problem").fetchone()
    for copy in range(1, -(-WANTED // stored)):
        connection.execute(
            f"INSERT INTO problem (ledger_number, deadline, {columns}) "
            f"SELECT ledger_number || '-{copy}', date(coalesce(deadline, '2018-09-01'), (id % 400) || ' days'), {columns} "
            "FROM problem WHERE id <= ? LIMIT ?",
            (top, WANTED - copy * stored),
        )
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def compare(bench: Bench) -> tuple[float, float, float]:
    """Medians of the program's question and of bare sqlite3 on the same file, in seconds."""
    from models.queries import problems
    from models.store import Ledger

    folder = bench.work / "ledger-666000"
    if not (folder / "ledger.sqlite").exists():
        source = bench.filled()
        enlarged(source)
        source.rename(folder)
    columns = ("ledger_number", "city", "county", "site_name", "category", "description", "deadline", "status")
    sql = (
        f"SELECT id, {', '.join(columns)} FROM problem WHERE removed_in IS NULL AND city = ? AND status = ? "
        "ORDER BY deadline ASC NULLS LAST, id LIMIT 200"
    )
    plain = sqlite3.connect(folder / "ledger.sqlite")
    ledger = Ledger.open(folder, actor="测量")
    query = problems.ProblemQuery(filters={"city": (CITY,), "status": (STATUS,)}, sort=(("deadline", False),))

    def ours() -> float:
        start = time.perf_counter()
        ids = problems.problem_ids(ledger, query, limit=200)
        cells = problems.problem_cells(ledger, ids, columns)
        assert len(cells) == 200
        return time.perf_counter() - start

    def theirs() -> float:
        start = time.perf_counter()
        assert len(plain.execute(sql, (CITY, STATUS)).fetchall()) == 200
        return time.perf_counter() - start

    pairs = [(ours(), theirs()) for _ in range(30)][5:]
    ledger.close()
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
