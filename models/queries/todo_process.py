"""What the process of closing adds to 今日待办, and the counts beside the pages of the navigation.

Read beside the first painting of the window: reports late, answers overdue, publicity over, applications returned,
reviews and checks waiting, suspensions over, and problems behind schedule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, or_, select

from models import clock
from models.progress import Progress, silent
from models.queries.deadlines_behind import behind_in
from models.queries.duties import DutyCounts, duty_counts
from models.queries.fields import PROBLEM
from models.queries.filtering import BEHIND, ProblemQuery, where_clauses
from models.queries.marks import CLOSING, mark_rule
from models.queries.todo import TodoLine
from models.schema import Closure, Escalation, EscalationProblem, Ladder, Verification, VerificationPlan

if TYPE_CHECKING:
    from models.store import Ledger

SUSPENSION_TOLD_DAYS = 7
"""So many days after a suspension ended it is told."""
_CLOSURE: Table = Closure.__table__  # type: ignore[assignment]
_STEP: Table = Escalation.__table__  # type: ignore[assignment]
_TOUCHED: Table = EscalationProblem.__table__  # type: ignore[assignment]
_LADDER: Table = Ladder.__table__  # type: ignore[assignment]
_CHECK: Table = Verification.__table__  # type: ignore[assignment]
_PLAN: Table = VerificationPlan.__table__  # type: ignore[assignment]
_UNDER_WAY = ("preparing", "review", "publicity", "approval", "returned")


@dataclass(frozen=True)
class ProcessWork:
    """The lines, and how much waits on a page: by page id."""

    lines: tuple[TodoLine, ...]
    counts: dict[str, int]


def process_work(
    ledger: Ledger, query: ProblemQuery | None = None, now: datetime | None = None, progress: Progress = silent
) -> ProcessWork:
    """Ask the ledger; lines without anything to do are left out, the most pressing come first."""
    base, now = query or ProblemQuery(), now or clock.now()
    today = now.date()
    campaign = base.campaign if isinstance(base.campaign, str) else None
    with ledger.reading() as connection:
        listed = where_clauses(connection, ProblemQuery(campaign=base.campaign))
        duties = duty_counts(connection, campaign, now)
        replies = _replies(connection, base, today)
        progress()
        closures = _closures(connection, base, listed, today)
        checks = _checks(connection, base, listed)
        progress()
        suspended = _suspended(connection, base, listed, today)
        behind = len(behind_in(connection, base, today, progress))
        closing = _closing(connection, listed, today)
    lines = (
        *_duty_lines(duties, today), *replies, *closures, checks, suspended,
        TodoLine("behind", "落后", "amber", f"{behind:,} 个问题落后序时进度", behind, base.but(finding=BEHIND)),
    )  # fmt: skip
    shown = sorted((line for line in lines if line.count), key=lambda line: line.tone != "red")
    counts = {
        "duties": duties.late + duties.due_today, "escalation": sum(line.count for line in replies), "closure": closing,
    }  # fmt: skip
    return ProcessWork(tuple(shown), counts)


def _duty_lines(duties: DutyCounts, today: date) -> tuple[TodoLine, TodoLine]:
    late, now = duties.late, duties.due_today
    there = {"tab": "day", "day": today}
    return (
        TodoLine("duty_late", "报送", "red", f"{late:,} 份材料逾期未报", late, None, "duties", {"tab": "late"}),
        TodoLine("duty_today", "今日报送", "amber", f"{now:,} 份材料今天到报送时间", now, None, "duties", there),
    )


def _replies(connection: Connection, base: ProblemQuery, today: date) -> list[TodoLine]:
    """Answers that are overdue: a line for each ladder, since the page shows one ladder at a time."""
    query = (
        select(_LADDER.c.id, _LADDER.c.name, func.count(_STEP.c.id).label("number"), func.min(_STEP.c.due_on))
        .join(_LADDER, _LADDER.c.id == _STEP.c.ladder_id)
        .where(
            _STEP.c.removed_in.is_(None), _STEP.c.due_on < today, _STEP.c.replied_on.is_(None),
            _STEP.c.lifted_on.is_(None),
        )
        .group_by(_LADDER.c.id, _LADDER.c.name)
        .order_by(_LADDER.c.id)
    )  # fmt: skip
    if base.campaign is not None:
        mine = where_clauses(connection, ProblemQuery(campaign=base.campaign))
        touched = and_(_TOUCHED.c.escalation_id == _STEP.c.id, _TOUCHED.c.removed_in.is_(None))
        query = query.where(exists().where(touched, PROBLEM.c.id == _TOUCHED.c.problem_id, *mine).correlate(_STEP))
    lines: list[TodoLine] = []
    for key, name, number, oldest in connection.execute(query):
        text = f"{number:,} 项督促的回复逾期，最早 {oldest.isoformat()}（{name}）"
        arguments = {"tab": "late", "ladder": int(key)}
        lines.append(TodoLine(f"reply_{key}", "督促", "red", text, int(number), None, "escalation", arguments))
    return lines


def _closures(
    connection: Connection, base: ProblemQuery, listed: list[ColumnElement[bool]], today: date
) -> list[TodoLine]:
    """What the latest application of each problem waits for."""
    latest = (
        select(_CLOSURE.c.problem_id, func.max(_CLOSURE.c.number).label("number"))
        .where(_CLOSURE.c.removed_in.is_(None))
        .group_by(_CLOSURE.c.problem_id)
        .subquery()
    )
    query = (
        select(_CLOSURE.c.problem_id, _CLOSURE.c.stage, _CLOSURE.c.publicity_until, _CLOSURE.c.level_due_on)
        .join(latest, and_(latest.c.problem_id == _CLOSURE.c.problem_id, latest.c.number == _CLOSURE.c.number))
        .join(PROBLEM, PROBLEM.c.id == _CLOSURE.c.problem_id)
        .where(_CLOSURE.c.removed_in.is_(None), _CLOSURE.c.stage.in_(_UNDER_WAY), *listed)
    )
    found: dict[str, list[int]] = {"late": [], "ends": [], "approve": [], "returned": []}
    for row in connection.execute(query):
        until = row.publicity_until
        if row.stage == "returned":
            found["returned"].append(row.problem_id)
        elif row.stage == "approval" or (row.stage == "publicity" and until is not None and until < today):
            found["approve"].append(row.problem_id)
        elif row.stage == "publicity" and until == today:
            found["ends"].append(row.problem_id)
        elif row.stage == "review" and row.level_due_on is not None and row.level_due_on < today:
            found["late"].append(row.problem_id)
    return [
        _of_ids(base, "review_late", "审核", "red", "个销号申请超过审核时限", found["late"]),
        _of_ids(base, "publicity_ends", "公示", "blue", "个问题的公示今天期满", found["ends"]),
        _of_ids(base, "approve", "备案", "green", "个问题公示已满或已通过，等待批准备案", found["approve"]),
        _of_ids(base, "returned", "退回", "purple", "个销号申请被退回，等待补正", found["returned"]),
    ]


def _checks(connection: Connection, base: ProblemQuery, listed: list[ColumnElement[bool]]) -> TodoLine:
    """Checks that were planned and have no finding yet."""
    query = (
        select(_CHECK.c.problem_id)
        .join(PROBLEM, PROBLEM.c.id == _CHECK.c.problem_id)
        .outerjoin(_PLAN, _PLAN.c.id == _CHECK.c.plan_id)
        .where(_CHECK.c.result.is_(None), _CHECK.c.removed_in.is_(None), *listed)
        .where(or_(_CHECK.c.plan_id.is_(None), and_(_PLAN.c.removed_in.is_(None), _PLAN.c.closed_on.is_(None))))
        .distinct()
    )
    ids = list(connection.execute(query).scalars())
    return _of_ids(base, "to_verify", "核查安排", "amber", "个问题已安排核查，还没有结果", ids)


def _suspended(
    connection: Connection, base: ProblemQuery, listed: list[ColumnElement[bool]], today: date
) -> TodoLine:  # fmt: skip
    """Open problems whose suspension ended in the last days: their deadline runs again."""
    unrectified = mark_rule(connection, today).unrectified
    first = today - timedelta(days=SUSPENSION_TOLD_DAYS)
    ended: Any = and_(PROBLEM.c.suspended_until < today, PROBLEM.c.suspended_until >= first)
    ids = connection.execute(select(PROBLEM.c.id).where(ended, PROBLEM.c.status.in_(unrectified), *listed)).scalars()
    return _of_ids(base, "suspension_over", "暂停", "amber", "个问题的暂停期已满，整改期限恢复计算", list(ids))


def _closing(connection: Connection, listed: list[ColumnElement[bool]], today: date) -> int:
    """Problems on the page 核查销号 that are not over: in a state of closing, or with an application under way."""
    states = mark_rule(connection, today).statuses_in(CLOSING)
    applied = select(_CLOSURE.c.problem_id).where(_CLOSURE.c.stage.in_(_UNDER_WAY), _CLOSURE.c.removed_in.is_(None))
    waiting = or_(PROBLEM.c.status.in_(states), PROBLEM.c.id.in_(applied))
    return int(connection.execute(select(func.count()).select_from(PROBLEM).where(*listed, waiting)).scalar_one())


def _of_ids(base: ProblemQuery, kind: str, word: str, tone: str, what: str, ids: list[int]) -> TodoLine:
    return TodoLine(kind, word, tone, f"{len(ids):,} {what}", len(ids), base.but(ids=tuple(ids)))
