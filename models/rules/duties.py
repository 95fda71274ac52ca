"""Reporting duties: on which days a report is due, for which period, and when the unit should be reminded.

The dates of a duty follow from its rule and the working calendar; nothing but what was sent is stored. A period is
named after the day that the rule names, before any shift, so that a changed calendar never renames it.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.errors import UserError
from models.rules.periods import fortnight_period, month_period
from models.rules.workdays import Reached, WorkdayCalendar

KINDS: dict[str, str] = {
    "daily": "每日", "weekly": "每周", "fortnightly": "每两周", "monthly": "每月", "quarterly": "每季度",
    "yearly": "每年", "once": "一次", "undefined": "未定",
}  # fmt: skip
"""How a clerk reads the kind of a rule."""
SHIFTS: dict[str, str] = {"later": "顺延到下一工作日", "earlier": "提前到前一工作日", "none": "不调整"}
WEEKDAYS = "一二三四五六日"
ONCE_PERIOD = "一次性"
_MOST_SHIFT = timedelta(days=40)
"""No run of rest days is longer; as far as a day may be shifted."""
_PERIODIC = frozenset(("monthly", "quarterly", "yearly"))


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The rule of a duty.

    ``weekday`` is 1 for Monday; ``day`` counts from the end of the month when negative, and counts working days when
    ``workdays``. ``month`` is that of the year, or of the quarter (1 to 3). ``anchor`` is a day in a fortnight that
    counts, and for ``once`` the event from which ``after`` days (``workdays``: working days) or ``after_months``
    months run; ``on`` is a fixed day. ``about_before`` says that the report is about the period before.
    """

    kind: str
    weekday: int = 5
    day: int = 1
    workdays: bool = False
    month: int = 3
    anchor: date | None = None
    on: date | None = None
    after: int | None = None
    after_months: int | None = None
    about_before: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a duty falls due: ``ruled_on`` by the rule, ``due_on`` after the shift; ``estimated`` is 预估."""

    period: str
    ruled_on: date
    due_on: date
    remind_on: date
    estimated: bool


def read_recurrence(value: Mapping[str, Any]) -> Recurrence:
    """A rule as presets and the ledger keep it; UserError says what is wrong with it."""
    kind = str(value.get("kind") or "undefined")
    if kind not in KINDS:
        raise UserError(f"不认识报送周期“{kind}”", advice=f"可用的周期：{'、'.join(KINDS.values())}")
    rule = Recurrence(
        kind,
        weekday=_number(value, "weekday", 5, 1, 7, "星期"),
        day=_number(value, "day", 1, -31, 31, "日"),
        workdays=bool(value.get("workdays", False)),
        month=_number(value, "month", 3, 1, 12, "月"),
        anchor=_day(value.get("anchor"), "起算日"),
        on=_day(value.get("date"), "日期"),
        after=_number(value, "after", 0, 1, 2000, "天数") if value.get("after") is not None else None,
        after_months=_number(value, "after_months", 0, 1, 120, "月数") if value.get("after_months") else None,
        about_before=bool(value.get("about_before", False)),
    )
    if rule.kind in _PERIODIC and rule.day == 0:
        raise UserError("没有“第 0 日”", advice="请填 1 到 31；从月末倒数时填 -1 到 -31")
    if rule.kind == "quarterly" and rule.month > 3:
        raise UserError("季度里只有第 1 到第 3 个月", advice="请填 1、2 或 3")
    if rule.kind == "fortnightly" and rule.anchor is None:
        raise UserError("每两周报送的任务没有起算日", advice="请填一个要报送的那一周里的日期")
    return rule


def recurrence_value(rule: Recurrence) -> dict[str, Any]:
    """A rule as the ledger keeps it; only what its kind looks at."""
    value: dict[str, Any] = {"kind": rule.kind}
    if rule.kind in ("weekly", "fortnightly"):
        value["weekday"] = rule.weekday
    if rule.kind == "daily" and rule.workdays:
        value["workdays"] = True
    if rule.kind in _PERIODIC:
        value |= {"day": rule.day, "workdays": rule.workdays}
    if rule.kind in ("quarterly", "yearly"):
        value["month"] = rule.month
    if rule.kind == "once":
        value |= {"after": rule.after} if rule.after else {}
        value |= {"workdays": True} if rule.after and rule.workdays else {}
        value |= {"after_months": rule.after_months} if rule.after_months else {}
        value |= {"date": rule.on.isoformat()} if rule.on else {}
    if rule.anchor is not None and rule.kind in ("fortnightly", "once"):
        value["anchor"] = rule.anchor.isoformat()
    if rule.about_before and rule.kind in _PERIODIC | {"weekly", "daily"}:
        value["about_before"] = True
    return value


def recurrence_words(rule: Recurrence) -> str:
    """The rule as a clerk says it: 每月倒数第 3 个工作日."""
    if rule.kind in ("daily", "undefined"):
        return "每日（工作日）" if rule.kind == "daily" and rule.workdays else KINDS[rule.kind]
    if rule.kind in ("weekly", "fortnightly"):
        return f"{KINDS[rule.kind]}周{WEEKDAYS[rule.weekday - 1]}"
    if rule.kind == "once":
        return _once_words(rule)
    count = abs(rule.day)
    if rule.workdays:
        day = f"{'倒数' if rule.day < 0 else ''}第 {count} 个工作日"
    elif rule.day < 0:
        day = "最后一天" if count == 1 else f"倒数第 {count} 天"
    else:
        day = f" {count} 日"
    place = {"quarterly": f"第 {rule.month} 个月", "yearly": f" {rule.month} 月"}.get(rule.kind, "")
    return f"{KINDS[rule.kind]}{place}{day}"


def _once_words(rule: Recurrence) -> str:
    if rule.on is not None:
        return f"{rule.on.isoformat()} 一次"
    if rule.after is None and rule.after_months is None:
        return "一次，日期待填"
    span = f"{rule.after_months} 个月" if rule.after_months else f"{rule.after} {'个工作日' if rule.workdays else '日'}"
    return f"{rule.anchor.isoformat()} 起 {span}内" if rule.anchor else f"起算日起 {span}内，起算日待填"


def occurrences(
    rule: Recurrence,
    shift: str,
    calendar: WorkdayCalendar,
    first: date,
    last: date,
    remind_workdays: int = 0,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> list[Occurrence]:
    """Every time the duty falls due between two days, both included, in order.

    ``starts_on`` and ``ends_on`` bound the days that the rule names, not the days they are shifted to.
    """
    found: list[Occurrence] = []
    low = max(first - _MOST_SHIFT, starts_on or date.min) if first > date.min + _MOST_SHIFT else first
    high = min(last + _MOST_SHIFT, ends_on or date.max) if last < date.max - _MOST_SHIFT else last
    for ruled in _ruled(rule, calendar, low, high):
        due = _shifted(ruled.day, shift, calendar)
        if not first <= due.day <= last:
            continue
        remind = calendar.add(due.day, -remind_workdays)
        estimated = ruled.estimated or due.estimated
        found.append(Occurrence(period_of(rule, ruled.day), ruled.day, due.day, remind.day, estimated))
    return found


def next_occurrences(
    rule: Recurrence, shift: str, calendar: WorkdayCalendar, after: date, number: int, *,
    starts_on: date | None = None, ends_on: date | None = None,
) -> list[Occurrence]:  # fmt: skip
    """The next ``number`` times from ``after`` on; fewer where the duty ends within six years."""
    for days in (31 * number, 366 * 6):
        found = occurrences(
            rule, shift, calendar, after, after + timedelta(days=days), starts_on=starts_on, ends_on=ends_on
        )
        if len(found) >= number:
            break
    return found[:number]


def period_of(rule: Recurrence, ruled_on: date) -> str:
    """The name of the period that a report due by the rule on this day is about."""
    day = _before(rule, ruled_on) if rule.about_before else ruled_on
    if rule.kind == "weekly":
        year, week, _weekday = day.isocalendar()
        return f"{year}年第{week}周"
    if rule.kind == "fortnightly":
        return fortnight_period(day)
    if rule.kind == "monthly":
        return month_period(day)
    if rule.kind == "quarterly":
        return f"{day.year}年第{(day.month - 1) // 3 + 1}季度"
    if rule.kind == "yearly":
        return f"{day.year}年"
    return ONCE_PERIOD if rule.kind == "once" else day.isoformat()


def _before(rule: Recurrence, day: date) -> date:
    if rule.kind in ("daily", "weekly"):
        return day - timedelta(days=1 if rule.kind == "daily" else 7)
    count = {"monthly": 1, "quarterly": 3, "yearly": 12}.get(rule.kind, 0)
    return _month_on(day.year, day.month, -count) if count else day


# ---- the days that a rule names ---------------------------------------------------------------------------------


def _ruled(rule: Recurrence, calendar: WorkdayCalendar, low: date, high: date) -> Iterator[Reached]:
    if high < low or rule.kind == "undefined":
        return
    if rule.kind == "daily":
        for place in range((high - low).days + 1):
            day = low + timedelta(days=place)
            if not rule.workdays or calendar.is_workday(day):
                yield Reached(day, rule.workdays and not calendar.knows(day))
    elif rule.kind == "weekly":
        day = low + timedelta(days=(rule.weekday - low.isoweekday()) % 7)
        yield from _every(day, 7, high)
    elif rule.kind == "fortnightly":
        assert rule.anchor is not None
        meant = rule.anchor + timedelta(days=rule.weekday - rule.anchor.isoweekday())
        yield from _every(low + timedelta(days=(meant - low).days % 14), 14, high)
    elif rule.kind == "once":
        one = _once(rule, calendar)
        if one is not None and low <= one.day <= high:
            yield one
    else:
        yield from _of_months(rule, calendar, low, high)


def _every(day: date, step: int, high: date) -> Iterator[Reached]:
    while day <= high:
        yield Reached(day, False)
        day += timedelta(days=step)


def _of_months(rule: Recurrence, calendar: WorkdayCalendar, low: date, high: date) -> Iterator[Reached]:
    first = _month_on(low.year, low.month, 0)
    while first <= high:
        wanted = {"quarterly": (first.month - 1) % 3 + 1 == rule.month, "yearly": first.month == rule.month}
        if wanted.get(rule.kind, True):
            one = _day_of_month(rule, calendar, first)
            if low <= one.day <= high:
                yield one
        if (first.year, first.month) == (date.max.year, date.max.month):
            return
        first = _month_on(first.year, first.month, 1)


def _day_of_month(rule: Recurrence, calendar: WorkdayCalendar, first: date) -> Reached:
    """The day that the rule names in the month; the last (first) one where the month has fewer."""
    length = months.monthrange(first.year, first.month)[1]
    days = [first.replace(day=number) for number in range(1, length + 1)]
    sure = True
    if rule.workdays:
        days = [day for day in days if calendar.is_workday(day)] or days
        sure = calendar.knows(first)
    place = rule.day - 1 if rule.day > 0 else len(days) + rule.day
    return Reached(days[min(max(place, 0), len(days) - 1)], not sure)


def _once(rule: Recurrence, calendar: WorkdayCalendar) -> Reached | None:
    if rule.on is not None:
        return Reached(rule.on, False)
    if rule.anchor is None:
        return None
    if rule.after_months:
        first = _month_on(rule.anchor.year, rule.anchor.month, rule.after_months)
        length = months.monthrange(first.year, first.month)[1]
        return Reached(first.replace(day=min(rule.anchor.day, length)), False)
    if rule.after is None:
        return None
    if rule.workdays:
        return calendar.add(rule.anchor, rule.after)
    return Reached(rule.anchor + timedelta(days=rule.after), False)


def _month_on(year: int, month: int, by: int) -> date:
    """The first day of the month so many months on."""
    place = year * 12 + month - 1 + by
    return date(place // 12, place % 12 + 1, 1)


def _shifted(day: date, shift: str, calendar: WorkdayCalendar) -> Reached:
    if shift == "later":
        return calendar.on_or_after(day)
    if shift == "earlier":
        return calendar.on_or_before(day)
    return Reached(day, False)


def _number(value: Mapping[str, Any], key: str, default: int, least: int, most: int, title: str) -> int:
    raw = value.get(key, default)
    if raw is None:
        return default
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        raise UserError(f"报送周期的{title}不能是“{raw}”", advice=f"请填 {least} 到 {most}")
    return raw


def _day(raw: Any, title: str) -> date | None:
    if raw is None or raw == "":
        return None
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise UserError(f"报送周期的{title}“{raw}”不是日期", advice="请写成 2019-05-06") from None
