"""剩余工作日: working days from today to the deadline, asked of the database as the days that they stand for.

The number never falls as deadlines get later, so that every comparison with a number is one with a date: the calendar
is looked at once, and the database compares days by its index.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, not_, or_

from models.queries.expressions import Comparison
from models.queries.fields import PROBLEM
from models.rules.timeliness import remaining
from models.rules.workdays import WorkdayCalendar

WORKDAYS_KEY = "workdays_left"
_ONE = timedelta(days=1)


def workdays_left(deadline: date, today: date, calendar: WorkdayCalendar) -> int:
    """Working days left; negative when the deadline is over."""
    return remaining(deadline, today, calendar).workdays


def first_deadline(left: int, today: date, calendar: WorkdayCalendar) -> date:
    """The earliest deadline with at least so many working days left (with at most so many over, when negative)."""
    if left > 0:
        return calendar.add(today, left).day
    # Days over are counted with today: the first one back is today itself, where it is worked.
    return calendar.add(today + _ONE, left - 1).day


def workdays_sql(part: Comparison, today: date, calendar: WorkdayCalendar) -> ColumnElement[bool]:
    """A comparison of the field as SQL on the deadline."""
    deadline = PROBLEM.c.deadline

    def first(number: int) -> date:
        return first_deadline(number, today, calendar)

    def exactly(number: int) -> ColumnElement[bool]:
        return and_(deadline >= first(number), deadline < first(number + 1))

    if part.op in ("is null", "is not null"):
        return deadline.is_(None) if part.op == "is null" else deadline.is_not(None)
    if part.op == "in":
        return or_(false(), *(exactly(int(one)) for one in part.value))
    number = int(part.value)
    match part.op:
        case "=":
            return exactly(number)
        case "!=":
            return or_(deadline.is_(None), not_(exactly(number)))
        case "<":
            return deadline < first(number)
        case "<=":
            return deadline < first(number + 1)
        case ">":
            return deadline >= first(number + 1)
        case _:
            return deadline >= first(number)
