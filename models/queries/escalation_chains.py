"""The chain of steps and reminders against one problem or one unit, and its place on a ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from models.queries.escalation_ladders import LadderLine, StepLine, ladder_of
from models.queries.escalations import (
    ESCALATION,
    REMINDER,
    TOUCHED,
    EscalationLine,
    lines_in,
    unit_clause,
    unrectified_clause,
)
from models.queries.fields import PROBLEM
from models.rules.ladders import ASSIGNED, FOUND, VERIFIED, next_step, reminded_words
from models.schema import Actor, Verification

if TYPE_CHECKING:
    from models.store import Ledger

_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_CHECKED: Table = Verification.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ReminderLine:
    """A call or message that urged somebody on."""

    id: int
    at: datetime
    way: str
    person: str
    answer: str
    actor: str
    unit: str
    problem_id: int | None
    escalation_id: int | None


@dataclass(frozen=True)
class Derived:
    """A step that the problem's own dates stand for."""

    step: StepLine
    day: date


@dataclass(frozen=True)
class Chain:
    """The steps of one ladder against one problem or unit, in order of their days.

    ``place`` is the position of the latest step that stands, ``following`` the next one.
    """

    ladder: LadderLine
    unit: str
    problem_id: int | None
    taken: tuple[EscalationLine, ...]
    derived: tuple[Derived, ...]
    reminders: tuple[ReminderLine, ...]
    place: int | None

    @property
    def following(self) -> StepLine | None:
        """The next step; None at the top."""
        return next_step(self.ladder.steps, self.place)

    def latest(self, step: StepLine) -> EscalationLine | None:
        """The last time a step was taken."""
        return next((one for one in reversed(self.taken) if one.step_id == step.id), None)

    def reminded(self) -> str:
        """经 3 次催办（…）仍未报送: the reminders since the latest step that stands, until its answer came."""
        latest = next((one for one in reversed(self.taken) if one.lifted_on is None), None)
        since = latest.taken_on if latest is not None else date.min
        until = latest.replied_on if latest is not None else None
        days = [one.at.date() for one in self.reminders if since <= one.at.date() <= (until or date.max)]
        return reminded_words(days, replied=until is not None)


def chain_of_problem(ledger: Ledger, problem_id: int, ladder_id: int | None = None) -> Chain:
    """What was done about a problem, alone or together with others; of the first ladder where none is named."""
    with ledger.reading() as connection:
        return problem_chain_in(connection, problem_id, ladder_id)


def problem_chain_in(connection: Connection, problem_id: int, ladder_id: int | None = None) -> Chain:
    """The same on an open connection."""
    ladder = ladder_of(connection, ladder_id)
    mine = select(TOUCHED.c.escalation_id).where(TOUCHED.c.problem_id == problem_id, TOUCHED.c.removed_in.is_(None))
    taken = lines_in(connection, ESCALATION.c.ladder_id == ladder.id, ESCALATION.c.id.in_(mine))
    called = or_(REMINDER.c.problem_id == problem_id, REMINDER.c.escalation_id.in_(mine))
    days = derived_days(connection, ladder, PROBLEM.c.id == problem_id)
    return _chain(connection, ladder, "", problem_id, taken, days, called)


def chain_of_unit(ledger: Ledger, unit: str, ladder_id: int | None = None) -> Chain:
    """What was done against a unit."""
    with ledger.reading() as connection:
        return unit_chain_in(connection, unit, ladder_id)


def unit_chain_in(connection: Connection, unit: str, ladder_id: int | None = None) -> Chain:
    """The same on an open connection."""
    ladder = ladder_of(connection, ladder_id)
    taken = lines_in(connection, ESCALATION.c.ladder_id == ladder.id, ESCALATION.c.unit == unit)
    mine = select(ESCALATION.c.id).where(ESCALATION.c.unit == unit, ESCALATION.c.removed_in.is_(None))
    called = or_(REMINDER.c.unit == unit, REMINDER.c.escalation_id.in_(mine))
    days = derived_days(connection, ladder, and_(unrectified_clause(), unit_clause(unit)))
    return _chain(connection, ladder, unit, None, taken, days, called)


def _chain(
    connection: Connection,
    ladder: LadderLine,
    unit: str,
    problem_id: int | None,
    taken: list[EscalationLine],
    days: dict[str, date],
    called: ColumnElement[bool],
) -> Chain:
    entered = {one.step_id for one in taken}
    derived = tuple(
        Derived(step, days[step.taken_by]) for step in ladder.steps if step.taken_by in days and step.id not in entered
    )
    standing = [(one.taken_on, one.step_id, one.position) for one in taken if one.lifted_on is None]
    place = place_of(ladder, standing[-1] if standing else None, [(one.day, one.step.position) for one in derived])
    return Chain(ladder, unit, problem_id, tuple(taken), derived, _reminders(connection, called), place)


def place_of(
    ladder: LadderLine, latest: tuple[date, int, int] | None, derived: Sequence[tuple[date, int]]
) -> int | None:
    """Position of the latest step that stands: (day, step id, position when taken) of the one that was entered, and
    (day, position) of those that dates stand for, which count when they came later and are higher.
    """
    if latest is None:
        return max((position for _day, position in derived), default=None)
    day, step_id, position = latest
    now = next((step.position for step in ladder.steps if step.id == step_id), position)
    return max([now, *(place for later, place in derived if later > day)])


def derived_days(connection: Connection, ladder: LadderLine, clause: ColumnElement[bool]) -> dict[str, date]:
    """The earliest of each date that stands for a step of the ladder (the latest check), among some problems."""
    wanted = {step.taken_by for step in ladder.steps if step.taken_by}
    found: dict[str, date] = {}
    for key in wanted & {FOUND, ASSIGNED}:
        day = connection.execute(select(func.min(PROBLEM.c[key])).where(clause)).scalar()
        if day is not None:
            found[key] = day
    if VERIFIED in wanted:
        query = select(func.max(_CHECKED.c.checked_on)).join(PROBLEM, PROBLEM.c.id == _CHECKED.c.problem_id)
        day = connection.execute(query.where(clause, _CHECKED.c.removed_in.is_(None))).scalar()
        if day is not None:
            found[VERIFIED] = day
    return found


def _reminders(connection: Connection, clause: ColumnElement[bool]) -> tuple[ReminderLine, ...]:
    """Those that urged on about steps and problems; calls for a report that is owed (报送) are no part of a chain."""
    query = (
        select(REMINDER, _ACTOR.c.name.label("actor"))
        .outerjoin(_ACTOR, _ACTOR.c.id == REMINDER.c.actor_id)
        .where(REMINDER.c.removed_in.is_(None), REMINDER.c.duty_id.is_(None), clause)
        .order_by(REMINDER.c.at, REMINDER.c.id)
    )
    return tuple(
        ReminderLine(
            row.id, row.at, row.way, row.person or "", row.answer or "", row.actor or "", row.unit or "",
            row.problem_id, row.escalation_id,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def step_chain_in(connection: Connection, escalation_id: int, ladder_id: int | None = None) -> Chain:
    """The chain of one step about several problems of no unit: the steps that are about just these."""
    ladder = ladder_of(connection, ladder_id)
    mine = _touched(connection, escalation_id)
    lines = lines_in(connection, ESCALATION.c.ladder_id == ladder.id, ESCALATION.c.unit.is_(None))
    taken = [one for one in lines if one.problems == len(mine) and _touched(connection, one.id) == mine]
    keys = [one.id for one in taken]
    days = derived_days(connection, ladder, PROBLEM.c.id.in_(mine))
    return _chain(connection, ladder, "", None, taken, days, REMINDER.c.escalation_id.in_(keys))


def _touched(connection: Connection, escalation_id: int) -> set[int]:
    query = select(TOUCHED.c.problem_id).where(TOUCHED.c.escalation_id == escalation_id, TOUCHED.c.removed_in.is_(None))
    return set(connection.execute(query).scalars())
