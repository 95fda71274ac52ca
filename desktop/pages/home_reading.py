"""What 今日待办 asks the ledger, in two goes: the numbers at once, the charts after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.charts.spec import ChartSpec
    from models.queries.figures import KeyFigures
    from models.queries.problems import ProblemQuery
    from models.queries.todo import TodoLine
    from models.store import Ledger


@dataclass(frozen=True)
class HomeNumbers:
    """What the upper half and the list show, read together; the lines always count problems."""

    figures: KeyFigures
    lines: list[TodoLine]
    problems: int


@dataclass(frozen=True)
class HomeCharts:
    """What the charts show; read after the numbers, so that those stand at once."""

    progress: ChartSpec
    categories: ChartSpec


def read_numbers(ledger: Ledger, query: ProblemQuery, basis: str = "problem") -> HomeNumbers:
    """Ask the ledger; runs in the reader's lane."""
    from models.queries.figures import key_figures
    from models.queries.todo import todo_lines

    by_problem = key_figures(ledger, query)
    figures = by_problem if basis == "problem" else key_figures(ledger, query, basis=basis)
    return HomeNumbers(figures, todo_lines(ledger, query, figures=by_problem), by_problem.total)


def read_charts(ledger: Ledger, query: ProblemQuery, basis: str = "problem") -> HomeCharts:
    """Ask the ledger; runs in the reader's lane."""
    from models.charts.catalogue import build_chart

    today = query.reference_day()
    progress, categories = (
        build_chart(chart_id, ledger, query, today, basis) for chart_id in ("progress-by-city", "by-category")
    )
    return HomeCharts(progress, categories)
