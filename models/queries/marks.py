"""Overdue and near due: marks computed beside the state from the deadline, today and the ledger's own rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, false, or_, select

from models.queries.fields import PROBLEM
from models.schema import RuleSetting, Status

OVERDUE, NEAR = "overdue", "near"
CLOSED, CHECKING, CLOSING = "closed", "checking", "closing"
"""Phases of states."""
MARK_TITLES: dict[str, str] = {OVERDUE: "逾期未改", NEAR: "临近到期"}
NEAR_DUE_KEY = "near_due_days"
_NEAR_DUE_DAYS_UNSET = 7

_STATUS: Table = Status.__table__  # type: ignore[assignment]
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class MarkRule:
    """What is needed to mark a problem: the day, how many days count as near, and the states still unrectified."""

    today: date
    near_due_days: int
    unrectified: tuple[str, ...]
    phases: tuple[tuple[str, str], ...]

    def statuses_in(self, *phases: str) -> tuple[str, ...]:
        """The states that belong to one of the phases."""
        return tuple(name for name, phase in self.phases if phase in phases)

    def mark_of(self, status: str | None, deadline: date | None) -> str | None:
        """overdue, near or null."""
        if deadline is None or status not in self.unrectified:
            return None
        if deadline < self.today:
            return OVERDUE
        return NEAR if deadline <= self.today + timedelta(days=self.near_due_days) else None

    def condition(self, mark: str | None) -> ColumnElement[bool]:
        """Rows that carry the mark; null asks for rows without any."""
        soon = self.today + timedelta(days=self.near_due_days)
        open_ = PROBLEM.c.status.in_(self.unrectified) if self.unrectified else false()
        if mark == OVERDUE:
            return and_(open_, PROBLEM.c.deadline < self.today)
        if mark == NEAR:
            return and_(open_, PROBLEM.c.deadline >= self.today, PROBLEM.c.deadline <= soon)
        return or_(PROBLEM.c.deadline.is_(None), PROBLEM.c.deadline > soon, ~open_)

    def expression(self) -> ColumnElement[Any]:
        """The mark as a column."""
        return case((self.condition(OVERDUE), OVERDUE), (self.condition(NEAR), NEAR), else_=None)


def mark_rule(connection: Connection, today: date) -> MarkRule:
    """Read the rule as the ledger holds it."""
    lines = connection.execute(
        select(_STATUS.c.name, _STATUS.c.phase, _STATUS.c.counts_unrectified).order_by(_STATUS.c.position)
    ).all()
    text = connection.execute(select(_RULE.c.value).where(_RULE.c.key == NEAR_DUE_KEY)).scalar()
    days = int(json.loads(text)) if text else _NEAR_DUE_DAYS_UNSET
    return MarkRule(
        today=today,
        near_due_days=days,
        unrectified=tuple(line.name for line in lines if line.counts_unrectified),
        phases=tuple((line.name, line.phase) for line in lines),
    )
