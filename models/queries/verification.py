"""核查 as it stands: the results that a check may have, plans with how far they are, and the checks of one problem."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, case, func, or_, select

from models.queries.fields import PROBLEM
from models.rules.sampling import Share, share_from_json
from models.schema import PlanMember, Status, Verification, VerificationPlan, VerificationResult

if TYPE_CHECKING:
    from models.store import Ledger

PURPOSES: dict[str, str] = {"check": "核查", "recheck": "回头看"}
"""What a plan is for, by what is stored."""
STRATA: dict[str, str] = {
    "city": "市", "county": "县（市、区）", "category": "问题类别", "accountability_category": "量化问责类别",
    "campaign": "任务来源", "round": "轮次", "status": "状态", "closed_year": "销号年份", "industry": "行业",
    "responsible_unit": "责任单位",
}  # fmt: skip
"""What a draw may be stratified by."""
NO_STRATUM = "（未填）"

VERIFICATION: Table = Verification.__table__  # type: ignore[assignment]
PLAN: Table = VerificationPlan.__table__  # type: ignore[assignment]
MEMBER: Table = PlanMember.__table__  # type: ignore[assignment]
RESULT: Table = VerificationResult.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Team:
    """核查组: its name, who is in it, and the cities (or counties) that it goes to; none for all that are left."""

    name: str
    members: str = ""
    cities: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a plan keeps it."""
        return {"name": self.name, "members": self.members, "cities": list(self.cities)}


@dataclass(frozen=True)
class ResultLine:
    """核查结果 with what follows from it; see ``VerificationResult``."""

    id: int
    purpose: str
    name: str
    tone: str
    moves_to: str | None
    failed: bool
    needs_finding: bool
    falsified: bool
    opens_child: bool
    active: bool
    origin: str | None = None
    """Where the word comes from, and what of it is not confirmed."""

    def consequences(self) -> str:
        """What follows, in words."""
        parts = [f"转为“{self.moves_to}”" if self.moves_to else "状态不变"]
        parts += ["登记为反弹的新问题"] if self.opens_child else []
        parts += ["标记弄虚作假"] if self.falsified else []
        parts += ["要写明情况"] if self.needs_finding else []
        return "，".join(parts)


@dataclass(frozen=True)
class EarlierDraw:
    """A draw that another one took the place of."""

    seed: str
    drawn_at: str
    drawn: int
    actor: str
    why: str


@dataclass(frozen=True)
class PlanLine:
    """核查方案 with how far it is. ``checked`` of ``total`` have a result, ``failed`` of them a bad one."""

    id: int
    name: str
    purpose: str
    round: str | None
    basis: str | None
    starts_on: date | None
    ends_on: date | None
    teams: tuple[Team, ...]
    population_words: str
    population_size: int
    population_digest: str | None
    strata: tuple[str, ...]
    share: Share
    seed: str | None
    drawn_at: datetime | None
    draws: tuple[EarlierDraw, ...]
    closed_on: date | None
    total: int
    checked: int
    failed: int

    @property
    def done(self) -> bool:
        """Whether everything was checked."""
        return self.total > 0 and self.checked == self.total

    def draw_words(self) -> str:
        """The draw as it is printed: what was drawn from, how, and what makes it repeatable."""
        if self.share.all:
            return f"{self.population_words}：{self.population_size:,} 条，全部核查"
        by = "、".join(STRATA[key] for key in self.strata if key in STRATA)
        layers = f"按{by}分层，" if by else ""
        return (
            f"{self.population_words}：共 {self.population_size:,} 条，{layers}{self.share.words()}，"
            f"抽中 {self.total:,} 条；抽样种子 {self.seed}"
        )


@dataclass(frozen=True)
class CheckLine:
    """核查记录 of a problem, with its plan where it has one."""

    id: int
    problem_id: int
    plan_id: int | None
    plan: str
    purpose: str
    team: str | None
    result: str | None
    tone: str
    failed: bool
    checked_on: date | None
    verifier: str | None
    finding: str | None
    demand: str | None
    status_before: str | None
    child_id: int | None
    child_number: str
    source: str | None


@dataclass(frozen=True)
class ProblemChecks:
    """What the tab 核查 shows of a problem: its checks, newest first, and the first of the rebound if it is one."""

    problem_id: int
    lines: tuple[CheckLine, ...]
    purpose: str
    """What a check of this problem is now: recheck once it was closed."""
    results: tuple[ResultLine, ...]
    rebound_of: str = ""
    """Of a rebound: the number of the closed problem, who had verified it and when it was closed, in words."""
    rebound_id: int | None = None


def read_results(connection: Connection, purpose: str = "", *, all_: bool = False) -> tuple[ResultLine, ...]:
    """The results in their order; of one purpose, and only those that are offered unless ``all_``."""
    query = select(RESULT).order_by(RESULT.c.purpose, RESULT.c.position, RESULT.c.id)
    if purpose:
        query = query.where(RESULT.c.purpose == purpose)
    if not all_:
        query = query.where(RESULT.c.active.is_(True))
    return tuple(
        ResultLine(
            row.id, row.purpose, row.name, row.tone, row.moves_to, row.failed, row.needs_finding, row.falsified,
            row.opens_child, row.active, row.origin,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def results(ledger: Ledger, purpose: str = "", *, all_: bool = False) -> tuple[ResultLine, ...]:
    """The results of a ledger."""
    with ledger.reading() as connection:
        return read_results(connection, purpose, all_=all_)


def failed_clause(connection: Connection) -> Any:
    """Checks of a plan whose result counts as failed for the purpose of the plan; join ``PLAN``."""
    parts = [
        and_(PLAN.c.purpose == one.purpose, VERIFICATION.c.result == one.name)
        for one in read_results(connection, all_=True)
        if one.failed
    ]
    return or_(*parts) if parts else PLAN.c.id.is_(None)


def plans(ledger: Ledger) -> tuple[PlanLine, ...]:
    """All plans, newest first."""
    with ledger.reading() as connection:
        return read_plans(connection)


def read_plan(connection: Connection, plan_id: int) -> PlanLine | None:
    """One plan; None where it is gone."""
    return next(iter(read_plans(connection, plan_id)), None)


def read_plans(connection: Connection, plan_id: int | None = None) -> tuple[PlanLine, ...]:
    """Plans with their progress, newest first."""
    failed = failed_clause(connection)
    counted = (
        select(
            VERIFICATION.c.plan_id, func.count().label("total"), func.count(VERIFICATION.c.result).label("checked"),
            func.sum(case((failed, 1), else_=0)).label("failed"),
        )
        .join(PLAN, PLAN.c.id == VERIFICATION.c.plan_id)
        .where(VERIFICATION.c.removed_in.is_(None))
        .group_by(VERIFICATION.c.plan_id)
    )  # fmt: skip
    query = select(PLAN).where(PLAN.c.removed_in.is_(None)).order_by(PLAN.c.id.desc())
    if plan_id is not None:
        counted, query = counted.where(VERIFICATION.c.plan_id == plan_id), query.where(PLAN.c.id == plan_id)
    numbers = {row.plan_id: (row.total, row.checked, int(row.failed or 0)) for row in connection.execute(counted)}
    return tuple(_plan(row, numbers.get(row["id"], (0, 0, 0))) for row in connection.execute(query).mappings())


def _plan(row: Mapping[Any, Any], numbers: tuple[int, int, int]) -> PlanLine:
    share: dict[str, Any] = json.loads(row["share"] or "{}")
    return PlanLine(
        row["id"], row["name"], row["purpose"], row["round"], row["basis"], row["starts_on"], row["ends_on"],
        read_teams(row["teams"]), population_of(row["population"]), row["population_size"], row["population_digest"],
        tuple(json.loads(row["strata"] or "[]")), share_from_json(share), row["seed"], row["drawn_at"],
        tuple(EarlierDraw(**one) for one in share.get("draws", ())), row["closed_on"], *numbers,
    )  # fmt: skip


def read_teams(text: str | None) -> tuple[Team, ...]:
    """The teams of a plan from what it keeps."""
    given: list[dict[str, Any]] = json.loads(text or "[]")
    return tuple(Team(one["name"], one.get("members") or "", tuple(one.get("cities") or ())) for one in given)


def population_of(text: str | None) -> str:
    """What was drawn from, in words."""
    try:
        return str(json.loads(text or "{}").get("words") or "")
    except ValueError:
        return text or ""


def team_of(teams: Sequence[Team], city: str | None, county: str | None) -> str | None:
    """Which team goes there: the first that names the county or city, else the first that names none."""
    for team in teams:
        if any(_names(place, county) or _names(place, city) for place in team.cities):
            return team.name
    return next((team.name for team in teams if not team.cities), None)


def _names(said: str, place: str | None) -> bool:
    return bool(place) and len(said) > 1 and (place == said or str(place).startswith(said))


def problem_checks(ledger: Ledger, problem_id: int) -> ProblemChecks:
    """The checks of one problem that stand in the ledger."""
    with ledger.reading() as connection:
        purpose = purpose_of_problem(connection, problem_id)
        lines = read_checks(connection, VERIFICATION.c.problem_id == problem_id)
        rebound_id, words = _rebound_of(connection, problem_id)
        return ProblemChecks(problem_id, lines, purpose, read_results(connection, purpose), words, rebound_id)


def read_checks(connection: Connection, *clauses: Any) -> tuple[CheckLine, ...]:
    """Checks with their plan, latest day first; those to be checked come before all."""
    child = PROBLEM.alias("child")
    query = (
        select(
            VERIFICATION, PLAN.c.name.label("plan"), PLAN.c.purpose.label("plan_purpose"),
            child.c.ledger_number.label("child_number"),
        )
        .outerjoin(PLAN, PLAN.c.id == VERIFICATION.c.plan_id)
        .outerjoin(child, and_(child.c.id == VERIFICATION.c.child_id, child.c.removed_in.is_(None)))
        .where(VERIFICATION.c.removed_in.is_(None), *clauses)
        .order_by(VERIFICATION.c.result.is_not(None), VERIFICATION.c.checked_on.desc(), VERIFICATION.c.id.desc())
    )  # fmt: skip
    known = {(one.purpose, one.name): one for one in read_results(connection, all_=True)}
    closed = closed_states(connection)
    found: list[CheckLine] = []
    for row in connection.execute(query):
        purpose = row.plan_purpose or ("recheck" if row.status_before in closed else "check")
        result = known.get((purpose, row.result or ""))
        found.append(
            CheckLine(
                row.id, row.problem_id, row.plan_id, row.plan or "", purpose, row.team, row.result,
                result.tone if result else "grey", bool(result and result.failed), row.checked_on, row.verifier,
                row.finding, row.demand, row.status_before, row.child_id, row.child_number or "", row.source,
            )
        )  # fmt: skip
    return tuple(found)


def closed_states(connection: Connection) -> frozenset[str]:
    """States of the phase closed: a check of a problem in one of them is 回头看."""
    return frozenset(connection.execute(select(_STATUS.c.name).where(_STATUS.c.phase == "closed")).scalars())


def purpose_of_problem(connection: Connection, problem_id: int) -> str:
    """recheck for a closed problem, else check."""
    status = connection.execute(select(PROBLEM.c.status).where(PROBLEM.c.id == problem_id)).scalar()
    return "recheck" if status in closed_states(connection) else "check"


def _rebound_of(connection: Connection, problem_id: int) -> tuple[int | None, str]:
    """Of a problem that a rebound opened: the first problem, and who had found it in order and when."""
    row = connection.execute(
        select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.closed_on, PROBLEM.c.status)
        .join(VERIFICATION, VERIFICATION.c.problem_id == PROBLEM.c.id)
        .where(VERIFICATION.c.child_id == problem_id, VERIFICATION.c.removed_in.is_(None))
        .order_by(VERIFICATION.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None, ""
    closing = f"{row.closed_on.isoformat()} 销号" if row.closed_on else f"状态为“{row.status}”"
    passed = first_verifiers(connection, [row.id]).get(row.id, "")
    return row.id, f"反弹自 {row.ledger_number}（{closing}" + (f"，原核查人 {passed}）" if passed else "）")


def first_verifiers(connection: Connection, problem_ids: Iterable[int]) -> dict[int, str]:
    """Who had verified each problem before it was closed: named in its last passed check of the purpose check."""
    wanted = sorted(set(problem_ids))
    good = {one.name for one in read_results(connection, "check", all_=True) if not one.failed and one.moves_to}
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 900):
        rows = connection.execute(
            select(VERIFICATION.c.problem_id, VERIFICATION.c.verifier)
            .where(
                VERIFICATION.c.problem_id.in_(wanted[start : start + 900]), VERIFICATION.c.removed_in.is_(None),
                VERIFICATION.c.result.in_(good), VERIFICATION.c.verifier.is_not(None),
            )
            .order_by(VERIFICATION.c.checked_on, VERIFICATION.c.id)
        )  # fmt: skip
        found.update((row.problem_id, row.verifier) for row in rows)
    return found
