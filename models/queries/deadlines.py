"""What stands behind the deadline of one problem: its words and rule, days left, stages, extensions, suspensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from models import clock
from models.errors import UserError
from models.queries.deadlines_behind import line_of
from models.queries.fields import PROBLEM
from models.queries.marks import mark_rule
from models.queries.workday_calendar import read_calendar
from models.rules.extension_chain import SUSPENSION, last_suspended_day
from models.rules.timeliness import Remaining, remaining
from models.rules.workdays import WorkdayCalendar
from models.schema import Extension

if TYPE_CHECKING:
    from models.store import Ledger

_EXTENSION: Table = Extension.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ExtensionLine:
    """One extension or suspension; ``last_day`` is the last that a suspension lasts, null when it did not begin."""

    id: int
    kind: str
    number: int
    basis: str
    approver: str
    approved_on: date
    requested_on: date | None
    document_number: str | None
    from_deadline: date | None
    to_deadline: date | None
    starts_on: date | None
    ends_on: date | None
    lifted_on: date | None
    workdays: int | None
    """Working days between the two deadlines."""

    @property
    def last_day(self) -> date | None:
        """The last suspended day."""
        if self.starts_on is None or self.ends_on is None:
            return None
        return last_suspended_day(self.starts_on, self.ends_on, self.lifted_on)

    def runs_on(self, day: date) -> bool:
        """Whether it is a suspension that lasts on that day."""
        last = self.last_day
        return last is not None and self.starts_on is not None and self.starts_on <= day <= last


@dataclass(frozen=True)
class StagePoint:
    """By the end of ``day`` this share (0 to 1) of the work is due; ``reached`` when so much is done."""

    day: date
    share: Fraction
    reached: bool


@dataclass(frozen=True)
class StageFacts:
    """The line of expected progress as it stands on a day; ``done`` is null where nobody said."""

    source: str
    points: tuple[StagePoint, ...]
    expected: Fraction
    done: Fraction | None
    behind: int


@dataclass(frozen=True)
class DeadlineFacts:
    """Everything that the tab 时限 shows; ``left`` is null where no deadline runs."""

    problem_id: int
    today: date
    text: str
    kind: str
    deadline: date | None
    original: date | None
    rule: str
    estimated: bool
    timeliness: str
    completed_on: date | None
    closed_on: date | None
    open: bool
    left: Remaining | None
    lines: tuple[ExtensionLine, ...]
    stages: StageFacts | None
    calendar: WorkdayCalendar

    @property
    def running(self) -> ExtensionLine | None:
        """The suspension that lasts today."""
        return next((one for one in self.lines if one.runs_on(self.today)), None)


def deadline_facts(ledger: Ledger, problem_id: int, today: date | None = None) -> DeadlineFacts:
    """Read them; UserError when there is no such problem."""
    day = today or clock.today()
    with ledger.reading() as connection:
        row = connection.execute(select(PROBLEM).where(PROBLEM.c.id == problem_id)).one_or_none()
        if row is None:
            raise UserError("这条问题已不在台账里", advice="请刷新列表")
        calendar = read_calendar(connection)
        open_ = row.status in mark_rule(connection, day).unrectified
        left = remaining(row.deadline, day, calendar) if row.deadline is not None and open_ else None
        return DeadlineFacts(
            problem_id, day, row.deadline_text or "", row.deadline_kind or "", row.deadline, row.original_deadline,
            row.deadline_rule or "", bool(row.deadline_estimated), row.timeliness or "", row.completed_on,
            row.closed_on, open_, left, _lines(connection, problem_id, calendar),
            _stages(connection, problem_id, day), calendar,
        )  # fmt: skip


def is_suspended(connection: Connection, problem_id: int, day: date) -> bool:
    """Whether a suspension of the problem lasts on that day."""
    columns = _EXTENSION.c
    rows = connection.execute(
        select(columns.starts_on, columns.ends_on, columns.lifted_on).where(
            columns.problem_id == problem_id, columns.kind == SUSPENSION, columns.removed_in.is_(None)
        )
    )
    lasting = [(starts, last_suspended_day(starts, ends, lifted)) for starts, ends, lifted in rows]
    return any(last is not None and starts <= day <= last for starts, last in lasting)


def _lines(connection: Connection, problem_id: int, calendar: WorkdayCalendar) -> tuple[ExtensionLine, ...]:
    """The latest first."""
    columns = _EXTENSION.c
    query = select(_EXTENSION).where(columns.problem_id == problem_id, columns.removed_in.is_(None))
    return tuple(
        ExtensionLine(
            row.id, row.kind, row.number, row.basis, row.approver, row.approved_on, row.requested_on,
            row.document_number, row.from_deadline, row.to_deadline, row.starts_on, row.ends_on, row.lifted_on,
            _between(row.from_deadline, row.to_deadline, calendar),
        )
        for row in connection.execute(query.order_by(columns.id.desc()))
    )  # fmt: skip


def _between(first: date | None, last: date | None, calendar: WorkdayCalendar) -> int | None:
    return calendar.count(first, last).days if first is not None and last is not None else None


def _stages(connection: Connection, problem_id: int, day: date) -> StageFacts | None:
    line = line_of(connection, problem_id)
    if line is None:
        return None
    done = line.done or Fraction(0)
    points = tuple(StagePoint(point.day, point.share, done >= point.share) for point in line.points)
    return StageFacts(line.source, points, line.expected(day), line.done, line.behind(day))
