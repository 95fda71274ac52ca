"""What is due, sent, outstanding and late of the reporting duties: by day, by unit, and as a list of who is late.

Lateness of what was sent is judged by the day that was kept with it, so that a changed rule rewrites nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from models import clock
from models.queries.duty_lines import DutyLine, Units, read_duties
from models.queries.duty_sent import Key, SentReport, Urging, read_reminders, read_reports, sent_keys
from models.queries.workday_calendar import read_calendar
from models.rules.duties import Occurrence, occurrences
from models.rules.periods import period_title

if TYPE_CHECKING:
    from models.rules.workdays import WorkdayCalendar
    from models.store import Ledger

SENT, SENT_LATE, LATE, TODAY, SOON, OPEN = "sent", "sent_late", "late", "today", "soon", "open"
STATES: dict[str, tuple[str, str]] = {
    SENT: ("按时报送", "green"), SENT_LATE: ("迟报", "amber"), LATE: ("逾期未报", "red"), TODAY: ("今日到期", "amber"),
    SOON: ("临近", "blue"), OPEN: ("未到期", "grey"),
}  # fmt: skip
"""The word and the tone of each state."""


@dataclass(frozen=True)
class UnitDuty:
    """One unit's report for one period. ``days_late`` are calendar days, ``workdays_late`` working days; both are 0
    until it is late, also on the day itself after the hour.
    """

    duty: DutyLine
    unit: str
    occurrence: Occurrence
    state: str
    days_late: int = 0
    workdays_late: int = 0
    reports: tuple[SentReport, ...] = ()
    urgings: tuple[Urging, ...] = ()

    @property
    def key(self) -> tuple[int, str, str]:
        """Duty, unit and period, by which it is recognised."""
        return (self.duty.id, self.unit, self.occurrence.period)

    @property
    def reminders(self) -> int:
        """How often the unit was urged."""
        return len(self.urgings)

    @property
    def outstanding(self) -> bool:
        """Whether nothing was sent yet."""
        return not self.reports

    @property
    def state_words(self) -> str:
        """The state with its days: 逾期 3 天."""
        if self.state == LATE:
            return f"逾期 {self.days_late} 天" if self.days_late else f"已过 {self.duty.due_time}"
        if self.state == SENT_LATE and self.days_late:
            return f"迟报 {self.days_late} 天"
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """The colour by meaning."""
        return STATES[self.state][1]

    @property
    def period_words(self) -> str:
        """The period as a clerk reads it."""
        return period_title(self.occurrence.period)


@dataclass(frozen=True)
class DutyDay:
    """A duty that falls due on a day, and how far its units are."""

    duty: DutyLine
    occurrence: Occurrence
    units: tuple[UnitDuty, ...]

    @property
    def sent(self) -> int:
        """How many units sent something."""
        return sum(not unit.outstanding for unit in self.units)

    @property
    def late(self) -> int:
        """How many are late and sent nothing yet."""
        return sum(unit.state == LATE for unit in self.units)

    @property
    def key(self) -> tuple[int, str]:
        """Duty and period, by which it is recognised."""
        return (self.duty.id, self.occurrence.period)


@dataclass(frozen=True)
class UnitRecord:
    """How a unit kept its duties: of ``due`` reports whose day has passed."""

    unit: str
    due: int
    on_time: int
    sent_late: int
    missing: int

    @property
    def rate(self) -> float | None:
        """Share sent in time; None where nothing was due."""
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True)
class DutyCounts:
    """What the home page and the navigation say; ``sent`` is not counted by them."""

    late: int
    due_today: int
    duties: int


class DutyReading:
    """All that is asked within one reading: duties, calendar and what was sent are read once."""

    def __init__(self, connection: Connection, now: datetime, campaign: str | None = None) -> None:
        self.now = now
        self.today = now.date()
        self.duties = read_duties(connection)
        self._connection = connection
        self._units = Units(connection, campaign)
        self._calendar: WorkdayCalendar | None = None
        self._reports: dict[Key, list[SentReport]] | None = None
        self._reminders: dict[Key, list[Urging]] = {}

    @property
    def calendar(self) -> WorkdayCalendar:
        """The working calendar of the ledger."""
        if self._calendar is None:
            self._calendar = read_calendar(self._connection)
        return self._calendar

    def days(self, first: date, last: date) -> list[DutyDay]:
        """Every duty of every day between two days, in the order of days and of duties."""
        found = [
            DutyDay(duty, one, tuple(self._unit(duty, unit, one) for unit in self._units.of(duty)))
            for duty in self.duties
            for one in self.times(duty, first, last)
        ]
        return sorted(found, key=lambda day: day.occurrence.due_on)

    def times(self, duty: DutyLine, first: date, last: date) -> list[Occurrence]:
        """When a duty falls due; before its start nothing is owed."""
        start = duty.starts_on or self.today.replace(day=1)
        return occurrences(
            duty.rule, duty.shift, self.calendar, max(first, start), last, duty.remind_workdays,
            starts_on=start, ends_on=duty.ends_on,
        )  # fmt: skip

    def late(self) -> list[UnitDuty]:
        """Everything late that was not sent, the longest first."""
        found = [
            self._unit(duty, unit, one)
            for duty, one, unit in self._outstanding(self.today)
            if duty.due_at(one.due_on) < self.now
        ]
        return sorted(found, key=lambda one: (one.occurrence.due_on, one.duty.id))

    def counts(self) -> DutyCounts:
        """How much is late and due today, without the working days late."""
        late = today = 0
        for duty, one, _unit in self._outstanding(self.today):
            if duty.due_at(one.due_on) < self.now:
                late += 1
            else:
                today += one.due_on == self.today
        return DutyCounts(late, today, len(self.duties))

    def records(self, first: date, last: date) -> list[UnitRecord]:
        """How each unit kept the reports that were due between two days and whose time has passed."""
        kept: dict[str, list[int]] = {}
        for day in self.days(first, min(last, self.today)):
            for one in day.units:
                if day.duty.due_at(day.occurrence.due_on) < self.now or not one.outstanding:
                    numbers = kept.setdefault(one.unit, [0, 0, 0])
                    numbers[{SENT: 0, SENT_LATE: 1}.get(one.state, 2)] += 1
        return [UnitRecord(unit, sum(numbers), *numbers) for unit, numbers in kept.items()]

    def _outstanding(self, last: date) -> Iterator[tuple[DutyLine, Occurrence, str]]:
        sent = sent_keys(self._connection)
        for duty in self.duties:
            times = self.times(duty, duty.starts_on or last.replace(day=1), last)
            units = self._units.of(duty) if times else ()
            for one in times:
                for unit in units:
                    if (duty.id, unit, one.period) not in sent:
                        yield duty, one, unit

    def _unit(self, duty: DutyLine, unit: str, one: Occurrence) -> UnitDuty:
        if self._reports is None:
            self._reports = read_reports(self._connection)
            self._reminders = read_reminders(self._connection)
        key = (duty.id, unit, one.period)
        reports = self._reports.get(key, [])
        if reports:
            due_on = reports[0].due_on or one.due_on
            in_time = reports[0].sent_at <= duty.due_at(due_on)
            state, until = (SENT if in_time else SENT_LATE), reports[0].sent_at.date()
        else:
            due_on, until = one.due_on, self.today
            state = self._waiting(duty, one)
        late = max((until - due_on).days, 0) if state in (LATE, SENT_LATE) else 0
        workdays = self.calendar.count(due_on, until).days if late else 0
        return UnitDuty(duty, unit, one, state, late, workdays, tuple(reports), tuple(self._reminders.get(key, ())))

    def _waiting(self, duty: DutyLine, one: Occurrence) -> str:
        if duty.due_at(one.due_on) < self.now:
            return LATE
        if one.due_on == self.today:
            return TODAY
        return SOON if one.remind_on <= self.today else OPEN


def late_list(ledger: Ledger, campaign: str | None = None, now: datetime | None = None) -> list[UnitDuty]:
    """Who is late with what, the longest first."""
    with ledger.reading() as connection:
        return DutyReading(connection, now or clock.now(), campaign).late()


def due_between(
    ledger: Ledger, first: date, last: date, campaign: str | None = None, now: datetime | None = None
) -> list[DutyDay]:
    """The duties of every day between two days."""
    with ledger.reading() as connection:
        return DutyReading(connection, now or clock.now(), campaign).days(first, last)


def unit_records(
    ledger: Ledger, first: date, last: date, campaign: str | None = None, now: datetime | None = None
) -> list[UnitRecord]:
    """How each unit kept its reports between two days."""
    with ledger.reading() as connection:
        return DutyReading(connection, now or clock.now(), campaign).records(first, last)


def duty_counts(connection: Connection, campaign: str | None = None, now: datetime | None = None) -> DutyCounts:
    """How much is late and due today."""
    return DutyReading(connection, now or clock.now(), campaign).counts()
