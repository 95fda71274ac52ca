"""Applications for 销号 with all they are judged by: problem, standard, ticks, reviews, objections, evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Table, select

from models.queries.closure_standards import read_standards
from models.queries.evidence import EVIDENCE
from models.queries.fields import PROBLEM
from models.rules.closure import (
    DECIDING,
    PASSED,
    ConditionState,
    Level,
    Standard,
    Tick,
    judge_conditions,
    place_words,
)
from models.rules.closure_publicity import Objection
from models.schema import Campaign, Closure, ClosureObjection, ClosureReview, ClosureTick
from models.store.id_lists import among

CLOSURE: Table = Closure.__table__  # type: ignore[assignment]
TICK: Table = ClosureTick.__table__  # type: ignore[assignment]
REVIEW: Table = ClosureReview.__table__  # type: ignore[assignment]
OBJECTION: Table = ClosureObjection.__table__  # type: ignore[assignment]
CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ProblemFacts:
    """What closing asks of a problem."""

    id: int
    ledger_number: str
    site_name: str
    city: str
    county: str
    category: str
    campaign: str
    status: str
    responsible_unit: str
    number: str
    description: str

    @property
    def name(self) -> str:
        """As a list names it."""
        return self.site_name or self.description[:20] or self.ledger_number


@dataclass(frozen=True)
class Review:
    """What a level found."""

    id: int
    level_id: int | None
    level_name: str
    kind: str
    reviewer: str
    unit: str
    reviewed_on: date
    result: str
    opinion: str
    reason: str
    session: str


@dataclass(frozen=True)
class Case:
    """One application. ``row`` holds the columns of ``closure`` as they are."""

    row: Mapping[str, Any]
    problem: ProblemFacts
    standard: Standard
    ticks: tuple[Tick, ...]
    reviews: tuple[Review, ...]
    objections: tuple[Objection, ...]
    evidence: frozenset[int]
    """Ids of the evidence that the problem has."""

    @property
    def id(self) -> int:
        """The application's."""
        return int(self.row["id"])

    @property
    def stage(self) -> str:
        """One of ``models.rules.closure``."""
        return str(self.row["stage"])

    @property
    def level(self) -> Level | None:
        """Where it stands."""
        return self.standard.level(self.row["level_id"])

    @cached_property
    def conditions(self) -> tuple[ConditionState, ...]:
        """Each with what is missing."""
        return judge_conditions(self.standard, self.ticks, self.evidence)

    @property
    def earlier(self) -> list[tuple[str, str]]:
        """(level, who) that passed this application already."""
        return [(one.level_name, one.reviewer) for one in self.reviews if one.kind in DECIDING and one.result == PASSED]

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        """Those without an end yet."""
        return tuple(one for one in self.objections if one.resolved_on is None)

    def unit_of(self, level: Level) -> str:
        """Who sits at a level, by name."""
        one = self.problem
        return place_words(level.unit, one.city, one.county, one.responsible_unit)


def read_cases(connection: Connection, closure_ids: Iterable[int]) -> dict[int, Case]:
    """The applications with these ids that are still there, in order of id; six questions however many they are."""
    wanted = sorted(set(closure_ids))
    rows = {
        row["id"]: dict(row)
        for row in connection.execute(
            select(CLOSURE).where(among(CLOSURE.c.id, wanted), CLOSURE.c.removed_in.is_(None)).order_by(CLOSURE.c.id)
        ).mappings()
    }
    keys, problem_ids = list(rows), sorted({row["problem_id"] for row in rows.values()})
    standards = {one.id: one for one in read_standards(connection)}
    problems = read_problem_facts(connection, problem_ids)
    ticks = read_ticks(connection, keys)
    reviews, objections = _reviews(connection, keys), _objections(connection, keys)
    evidence = evidence_ids(connection, problem_ids)
    return {
        key: Case(
            row, problems[row["problem_id"]], standards[row["standard_id"]], tuple(ticks.get(key, ())),
            tuple(reviews.get(key, ())), tuple(objections.get(key, ())),
            frozenset(evidence.get(row["problem_id"], ())),
        )
        for key, row in rows.items()
        if row["problem_id"] in problems
    }  # fmt: skip


def latest_closures(connection: Connection, problem_ids: Iterable[int]) -> dict[int, int]:
    """The last attempt of each problem that has one: problem id -> closure id."""
    query = (
        select(CLOSURE.c.problem_id, CLOSURE.c.id)
        .where(among(CLOSURE.c.problem_id, problem_ids), CLOSURE.c.removed_in.is_(None))
        .order_by(CLOSURE.c.number, CLOSURE.c.id)
    )
    return {row.problem_id: row.id for row in connection.execute(query)}


def read_problem_facts(connection: Connection, ids: Iterable[int]) -> dict[int, ProblemFacts]:
    """The problems that are in the ledger."""
    columns = PROBLEM.c
    query = (
        select(
            columns.id, columns.ledger_number, columns.site_name, columns.city, columns.county, columns.category,
            CAMPAIGN.c.name, columns.status, columns.responsible_unit, columns.number, columns.description,
        )
        .join(CAMPAIGN, CAMPAIGN.c.id == columns.campaign_id)
        .where(among(columns.id, ids), columns.removed_in.is_(None))
    )  # fmt: skip
    return {row[0]: ProblemFacts(row[0], *(value or "" for value in row[1:])) for row in connection.execute(query)}


def read_ticks(connection: Connection, closure_ids: Iterable[int]) -> dict[int, list[Tick]]:
    """The ticks of each application; of one condition the last counts."""
    found: dict[int, list[Tick]] = {}
    query = select(TICK).where(among(TICK.c.closure_id, closure_ids), TICK.c.removed_in.is_(None)).order_by(TICK.c.id)
    for row in connection.execute(query):
        tick = Tick(
            row.condition_id, row.person, row.ticked_on, tuple(json.loads(row.evidence)), row.remark or "", row.id
        )
        found.setdefault(row.closure_id, []).append(tick)
    return found


def evidence_ids(connection: Connection, problem_ids: Iterable[int]) -> dict[int, list[int]]:
    """The evidence that each problem has, in the order it was added."""
    query = select(EVIDENCE.c.problem_id, EVIDENCE.c.id).where(
        among(EVIDENCE.c.problem_id, problem_ids), EVIDENCE.c.removed_in.is_(None)
    )
    found: dict[int, list[int]] = {}
    for row in connection.execute(query.order_by(EVIDENCE.c.id)):
        found.setdefault(row.problem_id, []).append(row.id)
    return found


def _reviews(connection: Connection, keys: list[int]) -> dict[int, list[Review]]:
    query = select(REVIEW).where(among(REVIEW.c.closure_id, keys), REVIEW.c.removed_in.is_(None)).order_by(REVIEW.c.id)
    found: dict[int, list[Review]] = {}
    for row in connection.execute(query):
        found.setdefault(row.closure_id, []).append(
            Review(
                row.id, row.level_id, row.level_name, row.kind, row.reviewer, row.unit or "", row.reviewed_on,
                row.result, row.opinion or "", row.reason or "", row.session or "",
            )
        )  # fmt: skip
    return found


def _objections(connection: Connection, keys: list[int]) -> dict[int, list[Objection]]:
    query = select(OBJECTION).where(among(OBJECTION.c.closure_id, keys), OBJECTION.c.removed_in.is_(None))
    found: dict[int, list[Objection]] = {}
    for row in connection.execute(query.order_by(OBJECTION.c.received_on, OBJECTION.c.id)):
        found.setdefault(row.closure_id, []).append(
            Objection(
                row.received_on, row.resolved_on, row.upheld, row.stops_clock, row.text, row.person or "",
                row.resolution or "", row.id,
            )
        )  # fmt: skip
    return found
