"""建议升级: which problems and units meet the trigger of a step that they have not had, judged for a whole ladder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.progress import Progress, silent
from models.queries.deadlines_behind import behind_in
from models.queries.escalation_chains import place_of
from models.queries.escalation_ladders import LadderLine, StepLine, ladder_of
from models.queries.escalations import ESCALATION, TOUCHED, unrectified_clause
from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery
from models.rules.ladders import (
    ASSIGNED,
    BEHIND,
    FAILED,
    FOUND,
    NEAR,
    OVERDUE,
    VERIFIED,
    Departure,
    Facts,
    Trigger,
    departure,
    suggest,
    trigger_words,
    why_met,
)
from models.schema import Campaign, Verification, VerificationResult
from models.store.id_lists import among
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

_CHECKED: Table = Verification.__table__  # type: ignore[assignment]
_RESULT: Table = VerificationResult.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
BY_TITLES: dict[str, str] = {"city": "按市", "county": "按县（市、区）", "unit": "按责任单位", "problem": "按问题"}
_OWN = frozenset({NEAR, OVERDUE, BEHIND, FAILED})
"""Triggers that a single problem meets."""

Standing = tuple[date, int, int]
"""Day, step id and position of a step that stands."""


@dataclass(frozen=True)
class Candidate:
    """A problem that is not rectified, with what triggers ask about."""

    id: int
    ledger_number: str
    name: str
    city: str
    county: str
    unit: str
    facts: Facts
    derived: tuple[tuple[date, int], ...]

    def whom(self, by: str) -> str:
        """The unit it belongs to in a grouping; empty where it has none."""
        if by == "city":
            return self.city
        return f"{self.city}{self.county}" if by == "county" and self.county else self.unit if by == "unit" else ""


@dataclass(frozen=True)
class Suggestion:
    """A step that should be taken now. ``problem_ids`` are the problems that meet it; ``out_of_order`` says which
    step would be left out, so that a reason is needed.
    """

    step: StepLine
    why: str
    unit: str
    problem: tuple[int, str, str] | None
    problem_ids: tuple[int, ...]
    place: str
    """The step that stands now; empty where there is none."""
    out_of_order: Departure | None

    @property
    def whom(self) -> str:
        """The unit, or the problem by number and name."""
        return self.unit or "　".join(part for part in (self.problem or (0, "", ""))[1:] if part)


def suggestions(
    ledger: Ledger,
    ladder_id: int | None = None,
    *,
    by: str = "city",
    campaign: str | None = None,
    today: date | None = None,
    progress: Progress = silent,
) -> list[Suggestion]:
    """By unit (city, county, unit) or by problem; the highest steps first, then the most problems."""
    day = today or clock.today()
    with ledger.reading() as connection, stoppable(connection, progress):
        ladder = ladder_of(connection, ladder_id)
        by = _fitting(ladder, by)
        progress(None, "正在对照触发条件")
        found = candidates_in(connection, ladder, day, campaign)
        standing = _standing(connection, ladder, units=by != "problem")
    progress(0.6, "正在对照触发条件")
    if by == "problem":
        made = list(_by_problem(ladder, found, standing, day))
    else:
        groups: dict[str, list[Candidate]] = {}
        for one in found:
            groups.setdefault(one.whom(by), []).append(one)
        groups.pop("", None)
        made = [
            line
            for unit, members in groups.items()
            if (line := _of_unit(ladder, unit, members, standing.get(unit), day)) is not None
        ]
    return sorted(made, key=lambda one: (-one.step.position, -len(one.problem_ids), one.whom))


def _fitting(ladder: LadderLine, by: str) -> str:
    """A ladder for problems only suggests no units, and the reverse."""
    if ladder.scope == "problem":
        return "problem"
    return "city" if ladder.scope == "unit" and by == "problem" else by


def problem_places(connection: Connection, ladder: LadderLine, ids: Sequence[int]) -> dict[int, int | None]:
    """Where each of these problems stands on the ladder."""
    standing = _standing(connection, ladder, units=False)
    checked = _checked(connection) if any(step.taken_by == VERIFIED for step in ladder.steps) else {}
    dated = [(step.taken_by, step.position) for step in ladder.steps if step.taken_by]
    found: dict[int, int | None] = {}
    columns = (PROBLEM.c.id, PROBLEM.c[FOUND], PROBLEM.c[ASSIGNED])
    for row in connection.execute(select(*columns).where(among(PROBLEM.c.id, ids)).order_by(PROBLEM.c.id)):
        days: dict[str, date | None] = {FOUND: row[1], ASSIGNED: row[2], VERIFIED: checked.get(row[0])}
        derived = [(day, position) for key, position in dated if (day := days[key]) is not None]
        found[row[0]] = place_of(ladder, standing[row[0]][0] if row[0] in standing else None, derived)
    return found


def candidates_in(
    connection: Connection, ladder: LadderLine, today: date, campaign: str | None = None
) -> list[Candidate]:
    """Every problem that is not rectified, with its facts; the answer to its own last step is added later."""
    columns = ("id", "ledger_number", "site_name", "city", "county", "responsible_unit", "deadline", "suspended_until",
               FOUND, ASSIGNED)  # fmt: skip
    query = select(*(PROBLEM.c[name] for name in columns)).where(unrectified_clause())
    if campaign is not None:
        named = select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == campaign).scalar_subquery()
        query = query.where(PROBLEM.c.campaign_id + 0 == named)
    kinds = {one.kind for step in ladder.steps for one in step.triggers}
    failed = _failed(connection) if FAILED in kinds else {}
    checked = _checked(connection) if any(step.taken_by == VERIFIED for step in ladder.steps) else {}
    behind = behind_in(connection, ProblemQuery(), today) if BEHIND in kinds else {}
    dated = [(step.taken_by, step.position) for step in ladder.steps if step.taken_by]
    found: list[Candidate] = []
    for row in connection.execute(query):
        waits = row.suspended_until is not None and row.suspended_until >= today
        left = None if row.deadline is None or waits else (row.deadline - today).days
        facts = Facts(left, 0 if waits else behind.get(row.id, 0), failed.get(row.id, 0))
        days: dict[str, date | None] = {FOUND: row.found_on, ASSIGNED: row.assigned_on, VERIFIED: checked.get(row.id)}
        derived = tuple((day, position) for key, position in dated if (day := days[key]) is not None)
        found.append(
            Candidate(
                row.id, row.ledger_number, row.site_name or "", row.city or "", row.county or "",
                row.responsible_unit or "", facts, derived,
            )
        )  # fmt: skip
    return found


def _failed(connection: Connection) -> dict[int, int]:
    names = select(_RESULT.c.name).where(_RESULT.c.failed)
    query = select(_CHECKED.c.problem_id, func.count()).where(
        _CHECKED.c.removed_in.is_(None), _CHECKED.c.checked_on.is_not(None), _CHECKED.c.result.in_(names)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(_CHECKED.c.problem_id))}


def _checked(connection: Connection) -> dict[int, date]:
    query = select(_CHECKED.c.problem_id, func.max(_CHECKED.c.checked_on)).where(
        _CHECKED.c.removed_in.is_(None), _CHECKED.c.checked_on.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(_CHECKED.c.problem_id))}


def _standing(connection: Connection, ladder: LadderLine, *, units: bool) -> dict[Any, tuple[Standing, date | None]]:
    """The latest step that stands, by unit or by problem id, and the day by which its answer is still owed."""
    columns = [ESCALATION.c[name] for name in ("taken_on", "step_id", "position", "due_on", "replied_on")]
    query = select(ESCALATION.c.unit if units else TOUCHED.c.problem_id, *columns).where(
        ESCALATION.c.ladder_id == ladder.id, ESCALATION.c.removed_in.is_(None), ESCALATION.c.lifted_on.is_(None)
    )
    if units:
        query = query.where(ESCALATION.c.unit.is_not(None))
    else:
        query = query.join(TOUCHED, TOUCHED.c.escalation_id == ESCALATION.c.id).where(TOUCHED.c.removed_in.is_(None))
    found: dict[Any, tuple[Standing, date | None]] = {}
    for row in connection.execute(query.order_by(ESCALATION.c.taken_on, ESCALATION.c.id)):
        found[row[0]] = ((row.taken_on, row.step_id, row.position), row.due_on if row.replied_on is None else None)
    return found


def _unanswered(owed: date | None, today: date) -> int | None:
    return (today - owed).days if owed is not None and owed < today else None


def _by_problem(
    ladder: LadderLine, found: Sequence[Candidate], standing: dict[Any, tuple[Standing, date | None]], today: date
) -> Iterator[Suggestion]:
    for one in found:
        latest, owed = standing.get(one.id, (None, None))
        place = place_of(ladder, latest, one.derived)
        facts = replace(one.facts, unanswered_days=_unanswered(owed, today))
        met = suggest(ladder.triggers, place, facts)
        if met is not None:
            step = next(step for step in ladder.steps if step.position == met[0])
            yield _suggestion(ladder, step, met[1], place, "", (one.id, one.ledger_number, one.name), (one.id,))


def _of_unit(
    ladder: LadderLine,
    unit: str,
    members: Sequence[Candidate],
    standing: tuple[Standing, date | None] | None,
    today: date,
) -> Suggestion | None:
    latest, owed = standing if standing is not None else (None, None)
    place = place_of(ladder, latest, [pair for one in members for pair in one.derived])
    overdue = tuple(one.id for one in members if (one.facts.days_left or 0) < 0)
    facts = Facts(
        unanswered_days=_unanswered(owed, today), unit_overdue=len(overdue), unit_open=len(members)
    )  # fmt: skip
    for step in _above(ladder, place):
        for trigger in step.triggers:
            why, ids = _met_by_unit(trigger, facts, members, overdue)
            if why:
                return _suggestion(ladder, step, why, place, unit, None, ids)
        facts = replace(facts, unanswered_days=None)  # leads to the very next step only
    return None


def _met_by_unit(
    trigger: Trigger, facts: Facts, members: Sequence[Candidate], overdue: tuple[int, ...]
) -> tuple[str, tuple[int, ...]]:
    if trigger.kind not in _OWN:
        return why_met(trigger, facts), overdue or tuple(one.id for one in members)
    ids = tuple(one.id for one in members if why_met(trigger, one.facts))
    return (f"{len(ids)} 条{trigger_words((trigger,))}", ids) if ids else ("", ())


def _above(ladder: LadderLine, place: int | None) -> list[StepLine]:
    return [step for step in ladder.steps if place is None or step.position > place]


def _suggestion(
    ladder: LadderLine,
    step: StepLine,
    why: str,
    place: int | None,
    unit: str,
    problem: tuple[int, str, str] | None,
    ids: tuple[int, ...],
) -> Suggestion:
    now = next((one.name for one in ladder.steps if one.position == place), "")
    return Suggestion(step, why, unit, problem, ids, now, departure(ladder.steps, place, step))
