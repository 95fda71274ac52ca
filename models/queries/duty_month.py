"""A month of the reporting calendar in whole weeks: its duties, its rest days, and what is late or due this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from models import clock
from models.queries.duties import LATE, DutyDay, DutyReading, UnitDuty
from models.queries.duty_lines import read_duties

if TYPE_CHECKING:
    from models.rules.workdays import WorkdayCalendar
    from models.store import Ledger


@dataclass(frozen=True)
class DutyMonth:
    """What the calendar page shows of a month, and the lists beside it."""

    first: date
    last: date
    today: date
    days: tuple[DutyDay, ...]
    late: tuple[UnitDuty, ...]
    week: tuple[UnitDuty, ...]
    """Outstanding and due until Sunday."""
    rest: frozenset[date]
    """Days of the grid that nobody works."""
    marks: dict[date, str]
    """休 or 班 where a day is not what its weekday says; the name of the holiday follows."""
    estimated: bool
    duties: int
    any_duty: bool

    def of_month(self) -> list[DutyDay]:
        """The duties of the month itself, without the days before and after it that complete its weeks."""
        within = (self.first + timedelta(days=10)).month
        return [one for one in self.days if one.occurrence.due_on.month == within]

    def of_day(self, day: date) -> list[DutyDay]:
        """The duties that fall due on a day."""
        return [one for one in self.days if one.occurrence.due_on == day]


def read_month(
    ledger: Ledger, year: int, month: int, campaign: str | None = None, now: datetime | None = None
) -> DutyMonth:
    """A month of the calendar in whole weeks, Monday to Sunday."""
    start = date(year, month, 1)
    first = start - timedelta(days=start.weekday())
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following + timedelta(days=6 - (following - timedelta(days=1)).weekday() - 1)
    now = now or clock.now()
    with ledger.reading() as connection:
        reading = DutyReading(connection, now, campaign)
        sunday = reading.today + timedelta(days=6 - reading.today.weekday())
        week = [one for day in reading.days(reading.today, sunday) for one in day.units if one.outstanding]
        calendar = reading.calendar
        grid = [first + timedelta(days=place) for place in range((last - first).days + 1)]
        marks = {day: _mark(calendar, day) for day in grid if day in calendar.days}
        any_duty = bool(reading.duties) or bool(read_duties(connection, retired=True))
        return DutyMonth(
            first, last, reading.today, tuple(reading.days(first, last)), tuple(reading.late()),
            tuple(one for one in week if one.state != LATE),
            frozenset(day for day in grid if not calendar.is_workday(day)), marks,
            any(not calendar.knows(day) for day in grid), len(reading.duties), any_duty,
        )  # fmt: skip


def _mark(calendar: WorkdayCalendar, day: date) -> str:
    name = calendar.names.get(day, "")
    return ("班" if calendar.is_workday(day) else "休") + (f" {name}" if name else "")
