"""What a person types about a measure, a report, evidence or a note, checked and typed for its column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from models import clock
from models.errors import UserError
from models.rules.dates import read_date
from models.rules.numbers import read_decimal
from models.rules.periods import read_period
from models.rules.text import half_width, many_lines, one_line


@dataclass(frozen=True)
class Entry:
    """One thing that is typed: its title on screen, its kind, whether it must be there, and its most characters."""

    title: str
    kind: Literal["line", "long", "date", "percent", "period"] = "line"
    required: bool = False
    limit: int = 0


MEASURE: Mapping[str, Entry] = {
    "text": Entry("措施内容", "long", required=True, limit=4000),
    "responsible_unit": Entry("责任单位", limit=300),
    "due_text": Entry("完成时限", limit=500),
    "share": Entry("占比", "percent"),
    "percent": Entry("完成进度", "percent"),
    "completed_on": Entry("完成日期", "date"),
    "remarks": Entry("备注", "long", limit=4000),
}
REPORT: Mapping[str, Entry] = {
    "period": Entry("报告期", "period", required=True, limit=20),
    "reported_on": Entry("填报日期", "date"),
    "unit": Entry("填报单位", limit=300),
    "text": Entry("进展情况", "long", limit=4000),
    "percent": Entry("完成进度", "percent"),
    "said_status": Entry("单位所报状态", limit=200),
}
EVIDENCE: Mapping[str, Entry] = {"title": Entry("名称", required=True, limit=300), "kind": Entry("类别", limit=40)}
NOTE: Mapping[str, Entry] = {"text": Entry("备忘内容", "long", required=True, limit=4000)}
LINK_NOTE = Entry("说明", limit=300)


def typed(entries: Mapping[str, Entry], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as their columns take them; blank is None. UserError names the entry and what would be right."""
    return {key: typed_one(entries[key], value) for key, value in values.items() if key in entries}


def typed_one(entry: Entry, value: Any) -> Any:
    """One value as its column takes it."""
    if value is not None and not isinstance(value, (str, date, datetime, Decimal, int, float)):
        raise TypeError(f"{entry.title}: {type(value).__name__}")
    if value is None or (isinstance(value, str) and not value.strip()):
        if entry.required:
            raise UserError(f"没有填写{entry.title}", advice=f"请填写{entry.title}")
        return None
    if entry.kind == "date":
        return _day(entry, value)
    if entry.kind == "percent":
        return _percent(entry, value)
    text = many_lines(value) if entry.kind == "long" else one_line(value)
    if entry.kind == "period":
        text = read_period(text, clock.today())
    if entry.limit and len(text) > entry.limit:
        raise UserError(f"{entry.title}最多 {entry.limit} 个字，现在有 {len(text)} 个字", advice="请写短一些")
    return text


def _day(entry: Entry, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    day = read_date(value, year=clock.today().year).date
    if day is None:
        raise UserError(f"“{value}”不能作为{entry.title}", advice="请填写日期，如 2019-5-6")
    return day


def _percent(entry: Entry, value: Any) -> Decimal:
    text = half_width(str(value)).strip().removesuffix("%").strip()
    number = read_decimal(text)
    if number is None or not 0 <= number <= 100:
        raise UserError(f"“{value}”不能作为{entry.title}", advice="请填写 0 到 100 之间的百分数，如 30")
    return number.quantize(Decimal("0.01")).normalize() + 0
