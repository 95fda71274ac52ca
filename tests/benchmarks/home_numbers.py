"""Measures what the home page asks of 52,000 problems through the program and as the grouped SQL alone in sqlite3."""

from __future__ import annotations

import sqlite3
import statistics
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ratios import Bench

BASES = ("problem", "site")
_OPEN = "('待整改', '整改中', '已上报待核查', '核查中', '整改不到位', '长期坚持', '暂缓')"
_RANK = f"CASE WHEN status = '已销号' THEN 0 WHEN status IN {_OPEN} AND deadline < ? THEN 2 ELSE 1 END"
_SITE = (
    "coalesce(city, '') || '|' || coalesce(county, '') || '|' || "
    "CASE trim(coalesce(site_name, '')) WHEN '' THEN '#' || id ELSE trim(site_name) END"
)


def sql_of(basis: str) -> list[str]:
    """Key figures, progress by city and categories, each as one grouped statement."""
    if basis == "problem":
        return [
            "SELECT status, deadline, count(*) FROM problem WHERE removed_in IS NULL GROUP BY status, deadline",
            f"SELECT city, {_RANK}, count(*) FROM problem WHERE removed_in IS NULL GROUP BY 1, 2",
            "SELECT category, count(*) FROM problem WHERE removed_in IS NULL GROUP BY category",
        ]
    inner = (
        f"SELECT {{0}} {_SITE} AS site, max({_RANK}) AS rank FROM problem WHERE removed_in IS NULL GROUP BY {{1}} site"
    )
    return [
        f"SELECT rank, count(*) FROM ({inner.format('', '')}) GROUP BY rank",
        f"SELECT city, rank, count(*) FROM ({inner.format('city,', 'city,')}) GROUP BY city, rank",
        f"SELECT category, count(*) FROM ({inner.format('category,', 'category,')}) GROUP BY category",
    ]


def compare(bench: Bench, basis: str = "problem") -> tuple[float, float, float]:
    """Medians of the page's two questions and of the bare statements on the same file, in seconds."""
    from ratios import window_ledger

    from desktop.pages.home_reading import read_charts, read_numbers
    from models.queries.problems import ProblemQuery
    from models.store import Ledger

    folder: Path = window_ledger(bench)
    plain = sqlite3.connect(folder / "ledger.sqlite")
    today = date.today().isoformat()
    statements = sql_of(basis)

    def theirs() -> float:
        start = time.perf_counter()
        for statement in statements:
            plain.execute(statement, (today,) * statement.count("?")).fetchall()
        return time.perf_counter() - start

    with Ledger.open(folder, actor="测量", read_only=True) as ledger:

        def ours() -> float:
            start = time.perf_counter()
            read_numbers(ledger, ProblemQuery(), basis)
            read_charts(ledger, ProblemQuery(), basis)
            return time.perf_counter() - start

        ours(), theirs()
        pairs = [(ours(), theirs()) for _ in range(max(5, bench.rounds))]
    plain.close()
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
