"""The working calendar as the ledger holds it, read for whoever counts working days or shows a year."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, select

from models.rules.workdays import HOLIDAY, WorkdayCalendar, workday_calendar
from models.schema import CalendarDay, CalendarYear, RuleSetting

PUT_OFF = "deadline_put_off"
"""Rule: a deadline that ends on a rest day moves to the next working day (遇休息日顺延)."""
DAY: Table = CalendarDay.__table__  # type: ignore[assignment]
YEAR: Table = CalendarYear.__table__  # type: ignore[assignment]
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Counting:
    """What a deadline is counted by."""

    calendar: WorkdayCalendar
    puts_off: bool = False


@dataclass(frozen=True)
class YearLine:
    """A year that is known; ``notice`` is the text that was pasted, empty for a year that came with the program."""

    id: int
    year: int
    source: str
    holidays: int
    makeups: int
    notice: str


@dataclass(frozen=True)
class DayLine:
    """A day that is not what its weekday says; ``arranged_by`` is the year whose notice did it."""

    day: date
    kind: str
    name: str
    arranged_by: int


def read_calendar(connection: Connection) -> WorkdayCalendar:
    """All years that the ledger knows; some 800 rows, read in a few milliseconds."""
    days = [tuple(row) for row in connection.execute(select(DAY.c.day, DAY.c.kind, DAY.c.name))]
    return workday_calendar(days, connection.execute(select(YEAR.c.year)).scalars())


def read_counting(connection: Connection) -> Counting:
    """The calendar, and whether deadlines keep clear of rest days."""
    text: Any = connection.execute(select(_RULE.c.value).where(_RULE.c.key == PUT_OFF)).scalar()
    return Counting(read_calendar(connection), bool(text) and json.loads(text) is True)


def list_years(connection: Connection) -> list[YearLine]:
    """The years that are known, the latest first."""
    rows = connection.execute(
        select(YEAR.c.id, YEAR.c.year, YEAR.c.source, YEAR.c.notice, DAY.c.kind, func.count(DAY.c.id).label("days"))
        .outerjoin(DAY, DAY.c.year_id == YEAR.c.id)
        .group_by(YEAR.c.id, YEAR.c.year, YEAR.c.source, YEAR.c.notice, DAY.c.kind)
        .order_by(YEAR.c.year.desc())
    ).all()
    found: dict[int, YearLine] = {}
    for row in rows:
        line = found.get(row.id) or YearLine(row.id, row.year, row.source or "", 0, 0, row.notice or "")
        holidays = line.holidays + (row.days if row.kind == HOLIDAY else 0)
        makeups = line.makeups + (row.days if row.kind not in (HOLIDAY, None) else 0)
        found[row.id] = YearLine(line.id, line.year, line.source, holidays, makeups, line.notice)
    return list(found.values())


def days_of_year(connection: Connection, year: int) -> list[DayLine]:
    """The exceptional days that lie in a year, and those outside it that its notice arranged, in their order."""
    lies_in = DAY.c.day.between(date(year, 1, 1), date(year, 12, 31))
    rows = connection.execute(
        select(DAY.c.day, DAY.c.kind, DAY.c.name, YEAR.c.year)
        .join(YEAR, YEAR.c.id == DAY.c.year_id)
        .where(lies_in | (YEAR.c.year == year))
        .order_by(DAY.c.day)
    )
    return [DayLine(row.day, row.kind, row.name or "", row.year) for row in rows]
