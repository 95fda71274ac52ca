"""One problem on its way to 销号: levels, conditions with who and evidence, objections, reviews, earlier attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models import clock
from models.errors import UserError
from models.queries.closure_cases import (
    CLOSURE,
    Case,
    ProblemFacts,
    Review,
    evidence_ids,
    read_cases,
    read_problem_facts,
)
from models.queries.closure_standards import DONE, read_standards, statuses_of
from models.queries.closure_words import Stand, doing_at
from models.queries.workday_calendar import read_calendar
from models.rules.closure import (
    APPROVAL,
    CLOSED,
    OPEN_STAGES,
    PASSED,
    PREPARING,
    PUBLIC,
    PUBLICITY_LEVEL,
    RETURNED,
    REVIEWING,
    REVOKED,
    STAGE_WORDS,
    ConditionState,
    Level,
    Standard,
    judge_conditions,
    next_level,
    place_words,
    standard_for,
)
from models.rules.closure_publicity import Objection, days_left, is_over
from models.rules.workdays import WorkdayCalendar
from models.schema import Status, StatusMove

if TYPE_CHECKING:
    from models.store import Ledger

_MOVE: Table = StatusMove.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
START, SUBMIT, PASS, PUBLISH, RESOLVE, END, APPROVE, FILE = (
    "start", "submit", "pass", "publish", "resolve", "end", "approve", "file",
)  # fmt: skip
"""What the main button of an application does next."""


@dataclass(frozen=True)
class LevelCard:
    """A level as its card shows it."""

    level: Level
    unit: str
    stand: Stand
    present: bool
    reviewer: str = ""
    opinion: str = ""


@dataclass(frozen=True)
class ConditionLine:
    """A condition as its line shows it; ``numbers`` are the places of its evidence among that of the problem."""

    state: ConditionState
    numbers: tuple[int, ...]
    stand: Stand

    @property
    def id(self) -> int:
        """The condition's."""
        return self.state.condition.id


@dataclass(frozen=True)
class NextStep:
    """The main button: its key (empty when nothing can be done), words, and why it cannot be pressed."""

    key: str
    words: str
    why: str = ""


@dataclass(frozen=True)
class Attempt:
    """An application, as the list of attempts names it."""

    closure_id: int
    number: int
    stage: str
    words: str
    on: date | None
    reason: str
    filing_number: str


@dataclass(frozen=True)
class ClosureDetail:
    """``case`` is the latest application, or the attempt asked for; None before the first."""

    problem: ProblemFacts
    case: Case | None
    standard: Standard | None
    head: Stand
    levels: tuple[LevelCard, ...]
    conditions: tuple[ConditionLine, ...]
    evidence: tuple[int, ...]
    attempts: tuple[Attempt, ...]
    step: NextStep
    latest: bool
    back_to: tuple[tuple[str, str], ...] = ()
    """(state, its phase) that the ledger allows from the state of the problem."""

    @property
    def missing(self) -> tuple[ConditionLine, ...]:
        """The conditions that do not hold."""
        return tuple(one for one in self.conditions if not one.state.met)

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Of this application."""
        return self.case.objections if self.case is not None else ()

    @property
    def reviews(self) -> tuple[Review, ...]:
        """Of this application, in order."""
        return self.case.reviews if self.case is not None else ()

    @property
    def stage(self) -> str:
        """Of this application; empty before the first."""
        return self.case.stage if self.case is not None else ""

    def can(self, what: str) -> bool:
        """Whether ``tick``, ``return``, ``withdraw``, ``object`` or ``revoke`` can be done now."""
        if not self.latest or self.case is None:
            return False
        if what == "object":
            return self.stage == PUBLIC and self.case.row["publicity_from"] is not None
        stages = {"tick": (PREPARING,), "return": (REVIEWING, PUBLIC, APPROVAL), "withdraw": OPEN_STAGES,
                  "revoke": (CLOSED,)}  # fmt: skip
        return self.stage in stages[what]


def closure_detail(ledger: Ledger, problem_id: int, closure_id: int | None = None) -> ClosureDetail:
    """What the page shows of a problem; UserError when it is not in the ledger any more."""
    with ledger.reading() as connection:
        return closure_detail_in(connection, problem_id, closure_id)


def closure_detail_in(connection: Connection, problem_id: int, closure_id: int | None = None) -> ClosureDetail:
    """The same on a connection that is open."""
    problem = read_problem_facts(connection, [problem_id]).get(problem_id)
    if problem is None:
        raise UserError("这条问题已不在台账里", advice="请刷新列表")
    attempts = _attempts(connection, problem_id)
    newest = attempts[0].closure_id if attempts else None
    wanted = closure_id if closure_id in {one.closure_id for one in attempts} else newest
    case = read_cases(connection, [wanted])[wanted] if wanted is not None else None
    standard = (
        case.standard
        if case is not None
        else standard_for(read_standards(connection), problem.category, problem.campaign)
    )
    pieces = tuple(evidence_ids(connection, [problem_id]).get(problem_id, ()))
    states = _states(case, standard, pieces)
    calendar, today = read_calendar(connection), clock.today()
    closed = problem.status in statuses_of(connection, DONE)
    return ClosureDetail(
        problem, case, standard, _head(case, standard, states, closed=closed),
        _levels(problem, case, standard, calendar, today), tuple(_condition(one, pieces) for one in states), pieces,
        attempts, _next_step(case, standard, states, calendar, today, closed=closed), wanted == newest,
        _moves_from(connection, problem.status),
    )  # fmt: skip


def _moves_from(connection: Connection, status: str) -> tuple[tuple[str, str], ...]:
    query = (
        select(_MOVE.c.to_status, _STATUS.c.phase)
        .join(_STATUS, _STATUS.c.name == _MOVE.c.to_status)
        .where(_MOVE.c.from_status == status, _MOVE.c.active, _STATUS.c.active)
        .order_by(_MOVE.c.id)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query))


def _attempts(connection: Connection, problem_id: int) -> tuple[Attempt, ...]:
    """Newest first."""
    query = select(CLOSURE).where(CLOSURE.c.problem_id == problem_id, CLOSURE.c.removed_in.is_(None))
    rows = connection.execute(query.order_by(CLOSURE.c.number.desc(), CLOSURE.c.id.desc())).mappings()
    return tuple(
        Attempt(
            row["id"], row["number"], row["stage"], STAGE_WORDS[row["stage"]],
            row["revoked_on"] or row["returned_on"] or row["filed_on"] or row["submitted_on"] or row["level_since"],
            row["revoke_reason"] or row["return_reason"] or "", row["filing_number"] or "",
        )
        for row in rows
    )  # fmt: skip


def _states(case: Case | None, standard: Standard | None, pieces: tuple[int, ...]) -> tuple[ConditionState, ...]:
    if case is not None:
        return case.conditions
    return judge_conditions(standard, (), pieces) if standard is not None else ()


def _condition(state: ConditionState, pieces: tuple[int, ...]) -> ConditionLine:
    numbers = tuple(pieces.index(key) + 1 for key in state.evidence if key in pieces)
    if not state.met:
        return ConditionLine(state, numbers, Stand(state.missing, "red"))
    tick = state.tick
    if numbers:
        return ConditionLine(state, numbers, Stand(f"佐证 {'、'.join(map(str, numbers))}", "green"))
    words = f"{tick.person} {tick.ticked_on:%m-%d}" if tick is not None else "已停用"
    return ConditionLine(state, numbers, Stand(words, "green"))


def _head(
    case: Case | None, standard: Standard | None, states: tuple[ConditionState, ...], *, closed: bool
) -> Stand:  # fmt: skip
    lacking = sum(not one.met for one in states)
    if standard is None:
        return Stand("没有适用的销号标准", "red")
    if case is None:
        return Stand("已销号（没有销号申请）", "green") if closed else Stand("还没有申请", "grey")
    row = case.row
    if case.stage == CLOSED:
        return Stand(f"已销号 {row['filed_on']}" + (f"（{row['timeliness']}）" if row["timeliness"] else ""), "green")
    if case.stage == REVOKED:
        return Stand(f"{row['revoked_on']} 撤销销号", "red")
    if case.stage == RETURNED:
        return Stand(f"{row['returned_on']} 退回", "purple")
    if case.stage not in OPEN_STAGES:
        return Stand(STAGE_WORDS[case.stage], "grey")
    if lacking:
        return Stand(f"缺 {lacking} 项，不能送审" if case.stage == PREPARING else f"缺 {lacking} 项，不能通过", "red")
    return Stand("材料齐全", "green") if case.stage == PREPARING else Stand(STAGE_WORDS[case.stage], "blue")


def _levels(
    problem: ProblemFacts, case: Case | None, standard: Standard | None, calendar: WorkdayCalendar, today: date
) -> tuple[LevelCard, ...]:
    if standard is None:
        return ()
    found: list[LevelCard] = []
    for level in standard.route:
        unit = place_words(level.unit, problem.city, problem.county, problem.responsible_unit)
        if level.kind == PUBLICITY_LEVEL:
            days = (case.row["publicity_days"] if case is not None else None) or standard.publicity_days
            unit = f"{days} 个工作日"
        review = next((one for one in reversed(case.reviews) if one.level_id == level.id), None) if case else None
        here = case is not None and case.row["level_id"] == level.id and case.stage in OPEN_STAGES
        if here and case is not None:
            stand = doing_at(case.row, level, calendar, today)
        elif review is not None:
            passed = review.result == PASSED
            stand = Stand(
                f"{'已通过' if passed else '退回'} {review.reviewed_on:%m-%d}", "green" if passed else "purple"
            )
        else:
            stand = Stand("未开始", "grey")
        found.append(
            LevelCard(
                level, unit, stand, here, review.reviewer if review is not None else "",
                review.opinion or review.reason if review is not None else "",
            )
        )  # fmt: skip
    return tuple(found)


def _next_step(
    case: Case | None,
    standard: Standard | None,
    states: tuple[ConditionState, ...],
    calendar: WorkdayCalendar,
    today: date,
    *,
    closed: bool,
) -> NextStep:
    if standard is None:
        return NextStep(START, "提出销号申请", "没有适用的销号标准")
    if case is None or case.stage not in OPEN_STAGES:
        if closed:
            return NextStep("", "已销号", "问题已经销号")
        number = int(case.row["number"]) + 1 if case is not None else 1
        return NextStep(START, "提出销号申请" if number == 1 else f"重新申请（第 {number} 次）")
    following = next_level(standard, case.row["level_id"])
    send = f"送{following.name}" if following is not None else "送审签"
    lacking = [one for one in states if not one.met]
    if lacking and case.stage in (PREPARING, REVIEWING):
        words = send if case.stage == PREPARING else f"通过，{send}"
        return NextStep(
            SUBMIT if case.stage == PREPARING else PASS, f"{words}（还缺 {len(lacking)} 项）",
            "；".join(f"“{one.condition.text}”{one.missing}" for one in lacking),
        )  # fmt: skip
    if case.stage == PREPARING:
        return NextStep(SUBMIT, send)
    if case.stage == REVIEWING:
        return NextStep(PASS, f"通过，{send}")
    if case.stage == PUBLIC:
        return _in_publicity(case.row, send, calendar, today)
    return NextStep(FILE, "登记备案并销号…") if case.row["approver"] else NextStep(APPROVE, "负责人审签…")


def _in_publicity(row: Any, send: str, calendar: WorkdayCalendar, today: date) -> NextStep:
    if row["publicity_from"] is None:
        return NextStep(PUBLISH, "开始公示…")
    until = row["publicity_until"]
    if until is None:
        return NextStep(RESOLVE, "处理公示异议…")
    if not is_over(until, today):
        left = days_left(calendar, until, today)
        return NextStep(
            END, f"{send}（公示{f'还有 {left} 个工作日' if left else '今天是最后一天'}）", f"公示到 {until} 才满"
        )  # fmt: skip
    return NextStep(END, f"公示期满，{send}")
