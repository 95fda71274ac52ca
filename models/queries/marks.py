"""Marks beside the state: overdue and near due by the deadline, and those of the bureau's own rules (标记规则)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, false, or_, select

from models.errors import UserError
from models.queries.deadline_rules import NEAR_DUE_UNIT, WORKING_DAYS, rule_word
from models.queries.expressions import Condition, parse_where
from models.queries.fields import FIELDS, PROBLEM
from models.schema import MarkingRule, RuleSetting, Status

if TYPE_CHECKING:
    from models.rules.workdays import WorkdayCalendar

OVERDUE, NEAR = "overdue", "near"
OPEN, CLOSED, CHECKING, CLOSING = "open", "closed", "checking", "closing"
"""Phases of states."""
MARK_TITLES: dict[str, str] = {OVERDUE: "逾期未改", NEAR: "临近到期"}
NEAR_DUE_KEY = "near_due_days"
_NEAR_DUE_DAYS_UNSET = 7

_STATUS: Table = Status.__table__  # type: ignore[assignment]
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
_MARKING: Table = MarkingRule.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Marking:
    """One rule of the bureau: rows that ``condition`` finds carry ``word``, an icon and a tone.

    ``field`` is the cell that is tinted; null for the mark of the whole row.
    """

    id: int
    word: str
    icon: str
    tone: str
    condition: Condition
    field: str | None


@dataclass(frozen=True)
class MarkRule:
    """What is needed to mark a problem: the day, as far as which day it is near, and the states still unrectified."""

    today: date
    near_until: date
    """The last day that is near: so many days on, calendar or working ones as the ledger's rule says."""
    unrectified: tuple[str, ...]
    phases: tuple[tuple[str, str], ...]
    markings: tuple[Marking, ...] = ()
    """The bureau's own rules that are in use and can be read, in their order."""
    calendar: WorkdayCalendar | None = None
    """Where working days are asked for."""

    def statuses_in(self, *phases: str) -> tuple[str, ...]:
        """The states that belong to one of the phases."""
        return tuple(name for name, phase in self.phases if phase in phases)

    def mark_of(self, status: str | None, deadline: date | None) -> str | None:
        """overdue, near or null."""
        if deadline is None or status not in self.unrectified:
            return None
        if deadline < self.today:
            return OVERDUE
        return NEAR if deadline <= self.near_until else None

    def condition(self, mark: str | None) -> ColumnElement[bool]:
        """Rows that carry the mark; null asks for rows without any."""
        soon = self.near_until
        open_ = PROBLEM.c.status.in_(self.unrectified) if self.unrectified else false()
        if mark == OVERDUE:
            return and_(open_, PROBLEM.c.deadline < self.today)
        if mark == NEAR:
            return and_(open_, PROBLEM.c.deadline >= self.today, PROBLEM.c.deadline <= soon)
        return or_(PROBLEM.c.deadline.is_(None), PROBLEM.c.deadline > soon, ~open_)

    def expression(self) -> ColumnElement[Any]:
        """The mark as a column."""
        return case((self.condition(OVERDUE), OVERDUE), (self.condition(NEAR), NEAR), else_=None)


def mark_rule(connection: Connection, today: date, *, workdays: bool = False) -> MarkRule:
    """Read the rule as the ledger holds it; with the calendar where ``workdays``, or a rule of the bureau, needs it."""
    lines = connection.execute(
        select(_STATUS.c.name, _STATUS.c.phase, _STATUS.c.counts_unrectified).order_by(_STATUS.c.position)
    ).all()
    text = connection.execute(select(_RULE.c.value).where(_RULE.c.key == NEAR_DUE_KEY)).scalar()
    days = int(json.loads(text)) if text else _NEAR_DUE_DAYS_UNSET
    markings = read_markings(connection)
    workdays = workdays or any(part.field == "workdays_left" for one in markings for part in one.condition.all_of)
    return MarkRule(
        today=today,
        near_until=_near_until(connection, today, days),
        unrectified=tuple(line.name for line in lines if line.counts_unrectified),
        phases=tuple((line.name, line.phase) for line in lines),
        markings=markings,
        calendar=_calendar(connection) if workdays else None,
    )


def _near_until(connection: Connection, today: date, days: int) -> date:
    """The boundary is found once, so that the database only compares dates."""
    if rule_word(connection, NEAR_DUE_UNIT) == WORKING_DAYS:
        return _calendar(connection).add(today, days).day
    return today + timedelta(days=days)


def _calendar(connection: Connection) -> WorkdayCalendar:
    """Loaded when working days are counted: the home page mostly does without it."""
    from models.queries.workday_calendar import read_calendar

    return read_calendar(connection)


def read_markings(connection: Connection) -> tuple[Marking, ...]:
    """The rules in use; one whose condition cannot be read (its field is gone) marks nothing until it is put right."""
    found: list[Marking] = []
    rows = connection.execute(select(_MARKING).where(_MARKING.c.active).order_by(_MARKING.c.position, _MARKING.c.id))
    for row in rows:
        try:
            condition = rule_condition(row.condition)
        except UserError:
            continue
        field = row.field if row.field in FIELDS else None
        found.append(Marking(row.id, row.word, row.icon, row.tone, condition, field))
    return tuple(found)


def rule_condition(text: str) -> Condition:
    """The condition of a rule; UserError where it makes no sense, or asks for the mark of another rule."""
    condition = parse_where(text)
    for part in condition.all_of:
        values: tuple[Any, ...] = tuple(part.value) if part.op == "in" else (part.value,)
        known = {None, *MARK_TITLES, *MARK_TITLES.values()}
        if part.field == "markings" or (part.field == "mark" and any(value not in known for value in values)):
            raise UserError("标记规则的条件不能用别的标记规则", advice="可用“逾期未改”“临近到期”，或写出它的条件")
    return condition
