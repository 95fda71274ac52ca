"""Problems that can be closed and those on the way: one line each with the stage as a chip, counted for the filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, or_, select

from models import clock
from models.progress import Progress, silent
from models.queries.closure_cases import CAMPAIGN, CLOSURE, evidence_ids, read_ticks
from models.queries.closure_standards import CLOSING, read_standards, statuses_of
from models.queries.closure_words import Stand, stand_of
from models.queries.fields import PROBLEM
from models.queries.workday_calendar import read_calendar
from models.rules.closure import (
    APPROVAL,
    CLOSED,
    DECIDING,
    OPEN_STAGES,
    PREPARING,
    PUBLIC,
    RETURNED,
    REVIEWING,
    REVOKED,
    WITHDRAWN,
    Standard,
    judge_conditions,
    standard_for,
)
from models.rules.workdays import WorkdayCalendar
from models.store.id_lists import among
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

WAITING = "waiting"
"""No application yet."""
STAGES: dict[str, str] = {
    "": "待销号", WAITING: "未申请", PREPARING: "准备中", REVIEWING: "审核中", PUBLIC: "公示中", APPROVAL: "待备案",
    RETURNED: "退回", CLOSED: "已销号", REVOKED: "已撤销",
}  # fmt: skip
"""The filter of stages; the first is everything that is not over."""
COMPLETE, LACKING = "complete", "lacking"
COMPLETENESS: dict[str, str] = {"": "材料不限", COMPLETE: "材料齐全", LACKING: "缺材料"}
_OVER = (CLOSED, REVOKED)


@dataclass(frozen=True)
class ClosureFilter:
    """What the list is narrowed to; empty means everything."""

    stage: str = ""
    complete: str = ""
    city: str = ""


@dataclass(frozen=True)
class ClosureLine:
    """A problem with where its closing stands; ``closure_id`` None before the first application."""

    problem_id: int
    closure_id: int | None
    number: str
    name: str
    city: str
    county: str
    category: str
    stage: str
    chip: str
    tone: str
    missing: int
    attempt: int
    level_id: int | None
    level_name: str
    level_kind: str
    filing_number: str
    submitter: str

    @property
    def decides(self) -> bool:
        """Whether it stands at a level where somebody passes or returns, with nothing missing."""
        return self.stage == REVIEWING and not self.missing and self.level_kind in DECIDING


@dataclass(frozen=True)
class ClosureList:
    """The lines found, and for each filter what its choices would find beside the other filters."""

    lines: tuple[ClosureLine, ...]
    stages: Mapping[str, int]
    completeness: Mapping[str, int]
    cities: Mapping[str, int]


def closure_list(
    ledger: Ledger, campaign: str | None = None, narrowed: ClosureFilter | None = None, progress: Progress = silent
) -> ClosureList:
    """The list of the page, by ledger number; what is over is read only when it is asked for."""
    wanted = narrowed or ClosureFilter()
    with ledger.reading() as connection, stoppable(connection, progress):
        over = wanted.stage in _OVER
        lines = _lines(connection, campaign, over=over)
        others = _ended(connection, campaign)
        if over:
            others = Counter(line.stage for line in _lines(connection, campaign, over=False)) + others
    return _narrow(lines, wanted, others)


def _ended(connection: Connection, campaign: str | None) -> Counter[str]:
    """How many problems are over, by stage, counted without reading them."""
    from sqlalchemy import func

    query = (
        select(CLOSURE.c.stage, func.count(CLOSURE.c.problem_id.distinct()))
        .join(PROBLEM, PROBLEM.c.id == CLOSURE.c.problem_id)
        .where(CLOSURE.c.stage.in_(_OVER), CLOSURE.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None))
        .group_by(CLOSURE.c.stage)
    )
    if campaign is not None:
        query = query.join(CAMPAIGN, CAMPAIGN.c.id == PROBLEM.c.campaign_id).where(CAMPAIGN.c.name == campaign)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def _lines(connection: Connection, campaign: str | None, *, over: bool) -> list[ClosureLine]:
    problems = _problems(connection, campaign, over=over)
    closures: dict[int, Mapping[Any, Any]] = {}
    query = (
        select(CLOSURE)
        .where(among(CLOSURE.c.problem_id, problems), CLOSURE.c.removed_in.is_(None))
        .order_by(CLOSURE.c.number, CLOSURE.c.id)
    )
    for row in connection.execute(query).mappings():
        if not over or row["stage"] in _OVER:
            closures[row["problem_id"]] = row
    standards = read_standards(connection)
    judged = _Judged(connection, standards, closures.values(), read_calendar(connection), over=over)
    return [judged.line(row, closures.get(key)) for key, row in problems.items()]


def _problems(connection: Connection, campaign: str | None, *, over: bool) -> dict[int, Mapping[Any, Any]]:
    """Those in a state of closing, and those with an application under way or returned; or those that are over."""
    applied = select(CLOSURE.c.problem_id).where(
        CLOSURE.c.stage.in_(_OVER if over else (*OPEN_STAGES, RETURNED)), CLOSURE.c.removed_in.is_(None)
    )
    columns = PROBLEM.c
    found = columns.id.in_(applied)
    if not over:
        found = or_(found, columns.status.in_(statuses_of(connection, CLOSING)))
    query = (
        select(
            columns.id, columns.ledger_number, columns.site_name, columns.description, columns.city, columns.county,
            columns.category, columns.status, CAMPAIGN.c.name.label("campaign"),
        )
        .join(CAMPAIGN, CAMPAIGN.c.id == columns.campaign_id)
        .where(found, columns.removed_in.is_(None))
    )  # fmt: skip
    if campaign is not None:
        query = query.where(CAMPAIGN.c.name == campaign)
    return {row["id"]: row for row in connection.execute(query.order_by(columns.ledger_number)).mappings()}


class _Judged:
    """What is missing of each application, from few questions for all of them."""

    def __init__(
        self,
        connection: Connection,
        standards: tuple[Standard, ...],
        closures: Iterable[Mapping[Any, Any]],
        calendar: WorkdayCalendar,
        *,
        over: bool,
    ) -> None:
        self._over = over
        open_ = [row for row in closures if row["stage"] not in _OVER]
        self._standards = standards
        self._by_id = {one.id: one for one in standards}
        self._ticks = read_ticks(connection, [row["id"] for row in open_])
        self._evidence = evidence_ids(connection, [row["problem_id"] for row in open_])
        self._calendar = calendar
        self._today = clock.today()
        self._fitting: dict[tuple[str | None, str | None], Standard | None] = {}

    def line(self, problem: Mapping[Any, Any], row: Mapping[Any, Any] | None) -> ClosureLine:
        """The line of a problem with its latest application."""
        if row is not None and row["stage"] in (WITHDRAWN, *(() if self._over else _OVER)):
            row = None
        standard = self._standard(problem, row)
        stand, missing = self._stand(problem, row, standard)
        level = standard.level(row["level_id"]) if standard is not None and row is not None else None
        return ClosureLine(
            problem["id"], row["id"] if row is not None else None, problem["ledger_number"],
            problem["site_name"] or (problem["description"] or "")[:30], problem["city"] or "",
            problem["county"] or "", problem["category"] or "", row["stage"] if row is not None else WAITING,
            stand.chip, stand.tone, missing, row["number"] if row is not None else 0,
            level.id if level is not None else None, level.name if level is not None else "",
            level.kind if level is not None else "", (row["filing_number"] or "") if row is not None else "",
            (row["submitter"] or "") if row is not None else "",
        )  # fmt: skip

    def _standard(self, problem: Mapping[Any, Any], row: Mapping[Any, Any] | None) -> Standard | None:
        if row is not None:
            return self._by_id.get(row["standard_id"])
        key = problem["category"], problem["campaign"]
        if key not in self._fitting:
            self._fitting[key] = standard_for(self._standards, *key)
        return self._fitting[key]

    def _stand(
        self, problem: Mapping[Any, Any], row: Mapping[Any, Any] | None, standard: Standard | None
    ) -> tuple[Stand, int]:
        if standard is None:
            return Stand("没有适用标准", "red"), 0
        missing = 0
        if row is None or row["stage"] not in _OVER:
            ticks = self._ticks.get(row["id"], ()) if row is not None else ()
            states = judge_conditions(standard, ticks, self._evidence.get(problem["id"], ()))
            missing = sum(not one.met for one in states)
        return stand_of(row, standard, missing, self._calendar, self._today), missing


def _narrow(lines: list[ClosureLine], wanted: ClosureFilter, others: Counter[str]) -> ClosureList:
    def fits(line: ClosureLine, leave: str = "") -> bool:
        if leave != "stage" and wanted.stage and line.stage != wanted.stage:
            return False
        if leave != "complete" and wanted.complete and (wanted.complete == COMPLETE) != (not line.missing):
            return False
        return leave == "city" or not wanted.city or line.city == wanted.city

    stages = Counter(line.stage for line in lines if fits(line, "stage"))
    stages.update({stage: count for stage, count in others.items() if stage not in stages})
    stages[""] = sum(count for stage, count in stages.items() if stage not in _OVER)
    complete = Counter(LACKING if line.missing else COMPLETE for line in lines if fits(line, "complete"))
    complete[""] = sum(complete.values())
    cities = Counter(line.city for line in lines if fits(line, "city"))
    return ClosureList(tuple(line for line in lines if fits(line)), stages, complete, cities)


def joint_ready(lines: Iterable[ClosureLine]) -> tuple[ClosureLine, ...]:
    """Those that a 联审 can decide: at a level of 联审 or 档案预审 with nothing missing."""
    return tuple(one for one in lines if one.decides and one.level_kind in ("joint", "prereview"))
