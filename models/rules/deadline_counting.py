"""Days that are counted from a beginning: the day reached, how it was reached in words, and whether it is 预估."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.errors import UserError
from models.rules.deadline_kinds import Deadline
from models.rules.workdays import WorkdayCalendar

_PUT_OFF = ("date", "days")
"""Kinds whose day may be a rest day; one of working days never is."""


@dataclass(frozen=True, slots=True)
class Counted:
    """``day`` is None where it cannot be counted yet."""

    day: date | None = None
    rule: str = ""
    estimated: bool = False


def counted_days(start: date, count: int) -> Counted:
    """``count`` days after ``start``, which is not counted itself; nothing where the dates end."""
    try:
        day = start + timedelta(days=count)
    except OverflowError:
        return Counted()
    return Counted(day, f"自{start.isoformat()}起{count}日（不含当日）")


def counted_workdays(start: date, count: int, calendar: WorkdayCalendar | None) -> Counted:
    """The ``count``-th working day after ``start``; nothing without a calendar, or for too many days."""
    if calendar is None:
        return Counted()
    try:
        reached = calendar.add(start, count)
    except UserError:
        return Counted()
    return Counted(reached.day, f"自{start.isoformat()}起{count}个工作日（不含当日）", reached.estimated)


def put_off(deadline: Deadline, calendar: WorkdayCalendar) -> Deadline:
    """遇休息日顺延: a day or a count of days that ends on a rest day ends on the next working day instead."""
    if deadline.kind not in _PUT_OFF or deadline.date is None or calendar.is_workday(deadline.date):
        return deadline
    try:
        reached = calendar.on_or_after(deadline.date)
    except UserError:
        return deadline
    how = f"{deadline.rule or '原定'}{'，至' if deadline.rule else ''}{deadline.date.isoformat()}，遇休息日顺延"
    return replace(deadline, date=reached.day, rule=how, estimated=reached.estimated)
