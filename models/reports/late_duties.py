"""逾期未报单位清单: who owes which report since when and how often it was urged, as a table on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from models import clock
from models.queries.duties import late_list
from models.queries.filtering import ProblemQuery
from models.reports.report import Paper, Report, ReportColumn

if TYPE_CHECKING:
    from models.store import Ledger

_COLUMNS = (
    ReportColumn("序号", 2.6, "center"),
    ReportColumn("单位", 8, "center"),
    ReportColumn("报送内容", 12, flexible=True),
    ReportColumn("报告期", 8, "center"),
    ReportColumn("应报日期", 6.2, "center"),
    ReportColumn("逾期天数", 4.4, "center"),
    ReportColumn("其中工作日", 5.2, "center"),
    ReportColumn("催办次数", 4.4, "center"),
    ReportColumn("报送给", 8, flexible=True),
)
_SIGNATURES = ("填表人：", "审核人：", "填表日期：　　　年　　月　　日")


def late_duties(ledger: Ledger, query: ProblemQuery, as_of: date, settings: Mapping[str, str]) -> Report:
    """Who is late on a day, the longest first; of a past day it is judged by what is recorded today."""
    now = clock.now() if as_of == clock.today() else datetime.combine(as_of, time(23, 59, 59))
    campaign = query.campaign if isinstance(query.campaign, str) else None
    late = late_list(ledger, campaign, now)
    rows = [
        (
            place, one.unit, one.duty.name, one.period_words, one.occurrence.due_on, one.days_late, one.workdays_late,
            one.reminders or None, one.duty.recipient,
        )
        for place, one in enumerate(late, start=1)
    ]  # fmt: skip
    units = len({one.unit for one in late})
    return Report(
        id="late-duties",
        title=settings.get("title") or "逾期未报单位清单",
        unit_line=f"填报单位：{settings.get('unit') or ledger.name}",
        as_of_line=f"截至 {as_of.year} 年 {as_of.month} 月 {as_of.day} 日",
        columns=_COLUMNS,
        rows=rows,
        row_count=len(rows),
        signatures=_SIGNATURES,
        footnotes=(f"共 {units} 个单位、{len(rows)} 份材料逾期未报；工作日按台账的工作日历计算。",),
        paper=Paper("A4", landscape=True),
    )
