"""升级督促 as it stands: the steps taken with their answers, and whom and which problems they are about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Integer, Table, and_, case, exists, func, or_, select

from models import clock
from models.queries.fields import PROBLEM
from models.schema import Campaign, Escalation, EscalationProblem, Ladder, Reminder, Status

if TYPE_CHECKING:
    from models.store import Ledger

ESCALATION: Table = Escalation.__table__  # type: ignore[assignment]
TOUCHED: Table = EscalationProblem.__table__  # type: ignore[assignment]
REMINDER: Table = Reminder.__table__  # type: ignore[assignment]
_LADDER: Table = Ladder.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]

WAITING, LATE, ANSWERED, LIFTED, STANDING = "waiting", "late", "answered", "lifted", "standing"
STATE_TITLES = {WAITING: "待回复", LATE: "逾期未回复", ANSWERED: "已回复", LIFTED: "已解除", STANDING: "已发出"}
_TONES = {WAITING: "amber", LATE: "red", ANSWERED: "green", LIFTED: "grey", STANDING: "purple"}


@dataclass(frozen=True)
class EscalationLine:
    """One step that was taken. ``problem`` is (id, ledger number, name) where it is about a single problem."""

    id: int
    ladder_id: int
    ladder: str
    step_id: int
    step_name: str
    position: int
    unit: str
    taken_on: date
    why: str
    skip_reason: str
    document: str
    document_number: str
    document_on: date | None
    issuer: str
    addressee: str
    approver: str
    reply_workdays: int | None
    due_on: date | None
    due_estimated: bool
    replied_on: date | None
    reply: str
    reply_number: str
    effect: str
    lifted_on: date | None
    lift_reason: str
    details: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: int = 0
    unrectified: int = 0
    reminders: int = 0
    problem: tuple[int, str, str] | None = None

    @property
    def whom(self) -> str:
        """The unit, else the problem it is about, else how many."""
        if self.unit:
            return self.unit
        if self.problem is not None:
            return "　".join(part for part in self.problem[1:] if part)
        return f"{self.problems} 条问题"

    def state(self, today: date) -> str:
        """waiting, late, answered, lifted, or standing where no answer is asked for."""
        if self.lifted_on is not None:
            return LIFTED
        if self.replied_on is not None:
            return ANSWERED
        if self.due_on is None:
            return STANDING
        return LATE if self.due_on < today else WAITING

    def state_words(self, today: date) -> tuple[str, str]:
        """The state in words with its days, and the tone of its chip."""
        state = self.state(today)
        words = STATE_TITLES[state]
        if self.due_on is not None and state in (WAITING, LATE):
            days = abs((self.due_on - today).days)
            words = f"逾期 {days} 天未回复" if state == LATE else f"剩 {days} 天回复" if days else "今天应回复"
        return words, _TONES[state]


def unit_clause(name: str) -> ColumnElement[bool]:
    """The problems of a unit: a city, a county with its city before it, or a responsible unit, by its name."""
    return or_(
        PROBLEM.c.city == name,
        func.coalesce(PROBLEM.c.city, "") + func.coalesce(PROBLEM.c.county, "") == name,
        PROBLEM.c.responsible_unit == name,
    )


def unrectified_clause() -> ColumnElement[bool]:
    """Problems of the lists that still count as not rectified."""
    counted = select(_STATUS.c.name).where(_STATUS.c.counts_unrectified)
    return and_(PROBLEM.c.removed_in.is_(None), PROBLEM.c.status.in_(counted))


def lines_in(connection: Connection, *clauses: ColumnElement[bool]) -> list[EscalationLine]:
    """Steps that were taken and not removed, oldest first."""
    query = (
        select(ESCALATION, _LADDER.c.name.label("ladder"))
        .join(_LADDER, _LADDER.c.id == ESCALATION.c.ladder_id)
        .where(ESCALATION.c.removed_in.is_(None), *clauses)
        .order_by(ESCALATION.c.taken_on, ESCALATION.c.id)
    )
    rows = connection.execute(query).mappings().all()
    about = _about(connection, clauses)
    called = {row["id"]: 0 for row in rows}
    number = select(REMINDER.c.escalation_id, func.count()).where(
        REMINDER.c.removed_in.is_(None), REMINDER.c.escalation_id.is_not(None)
    )
    for key, count in connection.execute(number.group_by(REMINDER.c.escalation_id)):
        called[key] = count
    names = _single_names(connection, {pair[2] for pair in about.values() if pair[0] == 1})
    return [_line(row, about.get(row["id"], (0, 0, None)), called[row["id"]], names) for row in rows]


def _about(connection: Connection, clauses: Sequence[ColumnElement[bool]]) -> dict[int, tuple[int, int, int | None]]:
    """Per step: how many problems it is about, how many of them are unrectified, and one of them."""
    open_ = case((unrectified_clause(), 1), else_=0)
    query = (
        select(TOUCHED.c.escalation_id, func.count(), func.sum(open_, type_=Integer), func.min(PROBLEM.c.id))
        .join(PROBLEM, PROBLEM.c.id == TOUCHED.c.problem_id)
        .join(ESCALATION, ESCALATION.c.id == TOUCHED.c.escalation_id)
        .where(TOUCHED.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None), ESCALATION.c.removed_in.is_(None))
        .where(*clauses)
        .group_by(TOUCHED.c.escalation_id)
    )
    return {row[0]: (row[1], row[2] or 0, row[3]) for row in connection.execute(query)}


def _single_names(connection: Connection, ids: set[int | None]) -> dict[int, tuple[int, str, str]]:
    from models.store.id_lists import among

    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    query = select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.site_name, PROBLEM.c.description)
    rows = connection.execute(query.where(among(PROBLEM.c.id, wanted)))
    return {row[0]: (row[0], row[1], row[2] or (row[3] or "")[:20]) for row in rows}


def _line(
    row: Mapping[Any, Any], about: tuple[int, int, int | None], called: int, names: dict[int, tuple[int, str, str]]
) -> EscalationLine:
    problems, unrectified, one = about
    words: dict[str, Any] = {
        key: row[key] or ""
        for key in (
            "unit", "why", "skip_reason", "document", "document_number", "issuer", "addressee", "approver", "reply",
            "reply_number", "effect", "lift_reason",
        )
    }  # fmt: skip
    plain: dict[str, Any] = {
        key: row[key]
        for key in (
            "id", "ladder_id", "ladder", "step_id", "step_name", "position", "taken_on", "document_on",
            "reply_workdays", "due_on", "replied_on", "lifted_on",
        )
    }  # fmt: skip
    return EscalationLine(
        **plain, **words, due_estimated=bool(row["due_estimated"]), details=json.loads(row["details"] or "{}"),
        problems=problems, unrectified=unrectified, reminders=called,
        problem=names.get(one) if problems == 1 and one is not None else None,
    )  # fmt: skip


def register(ledger: Ledger, ladder_id: int | None = None, campaign: str | None = None) -> list[EscalationLine]:
    """Every step that was taken, newest first; of one ladder, and with a problem of one campaign."""
    clauses: list[ColumnElement[bool]] = []
    if ladder_id is not None:
        clauses.append(ESCALATION.c.ladder_id == ladder_id)
    if campaign is not None:
        named = select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == campaign).scalar_subquery()
        live = TOUCHED.alias("live")
        clauses.append(
            exists().where(
                live.c.escalation_id == ESCALATION.c.id, live.c.removed_in.is_(None), PROBLEM.c.id == live.c.problem_id,
                PROBLEM.c.campaign_id == named,
            ).correlate(ESCALATION)
        )  # fmt: skip
    with ledger.reading() as connection:
        return lines_in(connection, *clauses)[::-1]


def ladder_in_use(ledger: Ledger) -> int | None:
    """The ladder of the step that was entered last; None where there is none."""
    with ledger.reading() as connection:
        return latest_ladder(connection)


def latest_ladder(connection: Connection) -> int | None:
    """The same on an open connection."""
    return connection.execute(_latest_ladder()).scalar()


def ladder_of_problem(connection: Connection, problem_id: int) -> int | None:
    """The ladder of the last step about a problem, else of the last step of all."""
    mine = select(TOUCHED.c.escalation_id).where(TOUCHED.c.problem_id == problem_id, TOUCHED.c.removed_in.is_(None))
    own = connection.execute(_latest_ladder().where(ESCALATION.c.id.in_(mine))).scalar()
    return own if own is not None else latest_ladder(connection)


def _latest_ladder() -> Any:
    query = select(ESCALATION.c.ladder_id).where(ESCALATION.c.removed_in.is_(None))
    return query.order_by(ESCALATION.c.id.desc()).limit(1)


@dataclass(frozen=True)
class UnitTotals:
    """How often each step was taken against a unit, how many stand, and how many answers are overdue."""

    unit: str
    steps: Mapping[str, int]
    standing: int
    late: int


def totals_by_unit(
    ledger: Ledger, ladder_id: int | None = None, campaign: str | None = None, today: date | None = None
) -> list[UnitTotals]:
    """One line for each unit that was urged, those with the most overdue answers first."""
    day = today or clock.today()
    by_unit: dict[str, list[EscalationLine]] = {}
    for one in register(ledger, ladder_id, campaign):
        if one.unit:
            by_unit.setdefault(one.unit, []).append(one)
    found = [
        UnitTotals(
            unit, dict(Counter(one.step_name for one in lines)), sum(one.lifted_on is None for one in lines),
            sum(one.state(day) == LATE for one in lines),
        )
        for unit, lines in by_unit.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.late, -one.standing, one.unit))
