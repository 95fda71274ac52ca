"""The charts there are, by id: each builds its ChartSpec from a ledger, a query and a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from models.charts import progress
from models.charts.spec import ChartSpec
from models.errors import UserError
from models.queries.basis import PROBLEM_BASIS
from models.queries.filtering import ProblemQuery

if TYPE_CHECKING:
    from models.store import Ledger

Build = Callable[["Ledger", ProblemQuery, date, str], ChartSpec]

CHARTS: dict[str, Build] = {
    "progress-by-city": progress.progress_by_city,
    "by-category": progress.by_category,
    "status-by-round": progress.status_by_round,
    "deadlines-by-month": progress.deadlines_by_month,
    "progress-by-region": progress.progress_by_region,
    "by-pollutant": progress.by_pollutant,
}

TITLES: dict[str, str] = {
    "progress-by-city": "各市整改进度",
    "by-category": "问题类别构成",
    "status-by-round": "各轮次整改进度",
    "deadlines-by-month": "整改期限分布",
    "progress-by-region": "各县（市、区）整改进度",
    "by-pollutant": "污染类型构成",
}
"""What ``chart --list`` and the chart page call them."""


def build_chart(
    chart_id: str, ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS
) -> ChartSpec:
    """The chart as data, counted by problem, site or measure; UserError for an id that is not in the catalogue."""
    build = CHARTS.get(chart_id)
    if build is None:
        raise UserError(f"没有“{chart_id}”这张图", advice=f"可用的图：{'、'.join(CHARTS)}")
    return build(ledger, query, as_of, basis)
