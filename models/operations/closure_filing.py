"""The end of an application for 销号: approved by a named person, filed under a number, and, if it must be, revoked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.closure_gate import case_lacks
from models.operations.closure_steps import (
    REASON,
    ClosureRefusal,
    ClosureStep,
    day_of,
    not_in,
    on_closures,
    one_of,
    person_of,
    refusal,
    refuse,
    title_of,
)
from models.operations.dossier_values import Entry, typed_one
from models.progress import Progress, silent
from models.queries.closure_cases import CLOSURE, Case
from models.queries.closure_standards import DONE, same_reviewer_allowed, statuses_of
from models.queries.fields import PROBLEM
from models.rules.closure import APPROVAL, CLOSED, FILING, REVOKED, next_level, refuse_reviewer
from models.schema import StatusMove
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

_NUMBER = Entry("备案号", required=True, limit=100)
_FILED_TO = Entry("报备单位", limit=200)
_MOVE: Table = StatusMove.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Filing:
    """The number an application is filed under, and where it is filed."""

    closure_id: int
    number: str
    filed_to: str = ""


def approve_closures(
    ledger: Ledger, closure_ids: Iterable[int], approver: str, *, day: date | None = None, progress: Progress = silent
) -> Change:
    """审签 by a named person who is not the submitter; afterwards it can be filed."""
    who = person_of(approver, "", "审签人")
    with on_closures(ledger, closure_ids) as step:
        allowed = same_reviewer_allowed(step.connection)
        cases = list(step.cases.values())
        refuse([_cannot_approve(case, who, allowed) for case in cases])
        step.record(title_of(cases, f"审签同意销号（{who}）"))
        for place, case in enumerate(cases):
            progress(place / len(cases), "登记审签")
            step.write(case, approver=who, approved_on=day_of(day, "审签日期", case.row["level_since"]))
    return step.change


def _cannot_approve(case: Case, who: str, same_person_allowed: bool) -> ClosureRefusal | None:
    why = not_in(case, (APPROVAL,), "审签")
    if not why and case.row["approver"]:
        why = f"{case.row['approver']} 已于 {case.row['approved_on']} 审签"
    return refusal(
        case,
        why or refuse_reviewer(who, case.row["submitter"], case.earlier, same_person_allowed=same_person_allowed),
    )


def file_closures(
    ledger: Ledger, filings: Sequence[Filing], person: str = "", *, day: date | None = None,
    progress: Progress = silent,
) -> Change:  # fmt: skip
    """备案 and 销号: each under a number of its own; the problems are closed, 按期 or 超期 is kept in the application.

    ClosureRefused names what an application lacks: a condition, a level, a day of publicity, the approval.
    """
    who = person_of(person, ledger.actor, "经办人")
    by_id = {one.closure_id: one for one in filings}
    numbers = {key: str(typed_one(_NUMBER, one.number)) for key, one in by_id.items()}
    _refuse_twice(numbers)
    with on_closures(ledger, by_id) as step:
        cases = list(step.cases.values())
        _refuse_known(step.connection, cases, numbers)
        refuse([_cannot_file(step, case) for case in cases])
        step.record(title_of(cases, f"备案销号，备案号 {numbers[cases[0].id]}" if len(cases) == 1 else "备案销号"))
        days: dict[int, date] = {}
        (status, *_others) = statuses_of(step.connection, DONE)
        for place, case in enumerate(cases):
            progress(0.5 * place / len(cases), "登记备案")
            days[case.id] = day_of(day, "备案日期", case.row["approved_on"])
            to = typed_one(_FILED_TO, by_id[case.id].filed_to)
            step.write(case, filing_number=numbers[case.id], filed_on=days[case.id], filed_to=to)
            step.move(case, status, who, closed_on=days[case.id])
        # the gate looks at what was written above, and the stage says closed only after it let them through
        step.write_moves()
        kept = _timeliness(step.connection, [case.problem.id for case in cases])
        for place, case in enumerate(cases):
            progress(0.5 + 0.5 * place / len(cases), "登记备案")
            if case.level is not None and case.level.kind == FILING:
                step.reviewed(case, case.level, who, days[case.id])
            step.write(case, stage=CLOSED, timeliness=kept.get(case.problem.id), level_due_on=None)
    return step.change


def _cannot_file(step: ClosureStep, case: Case) -> ClosureRefusal | None:
    why = not_in(case, (APPROVAL,), "备案销号") and case_lacks(step.connection, case)[0]
    if not why:
        level = next_level(case.standard, case.row["level_id"])
        why, condition = case_lacks(step.connection, case, filing=True)
        if why:
            return refusal(case, why, condition)
        if level is not None:
            why = f"后面还有“{level.name}”"
    return refusal(case, why)


def _refuse_twice(numbers: dict[int, str]) -> None:
    twice = [number for number, count in Counter(numbers.values()).items() if count > 1]
    if twice:
        raise UserError(f"备案号“{twice[0]}”写了两次", advice="每件要有自己的备案号")


def _refuse_known(connection: Connection, cases: Sequence[Case], numbers: dict[int, str]) -> None:
    query = (
        select(CLOSURE.c.filing_number, PROBLEM.c.ledger_number)
        .join(PROBLEM, PROBLEM.c.id == CLOSURE.c.problem_id)
        .where(CLOSURE.c.filing_number.in_(list(numbers.values())), CLOSURE.c.removed_in.is_(None))
        .where(CLOSURE.c.id.not_in([case.id for case in cases]))
    )
    known = connection.execute(query.limit(1)).one_or_none()
    if known is not None:
        raise UserError(f"备案号“{known.filing_number}”已用于 {known.ledger_number}", advice="请换一个备案号")


def _timeliness(connection: Connection, ids: Sequence[int]) -> dict[int, str | None]:
    query = select(PROBLEM.c.id, PROBLEM.c.timeliness).where(among(PROBLEM.c.id, ids))
    return {row.id: row.timeliness for row in connection.execute(query)}


def revoke_closure(
    ledger: Ledger, closure_id: int, reason: str, person: str = "", *, to_status: str = "", day: date | None = None
) -> Change:
    """撤销销号: the application stays as it was with the reason, and the problem is to be rectified again.

    ``to_status`` is one of the states that the ledger allows from closed; by default the first of them.
    """
    who, why = person_of(person, ledger.actor, "决定人"), str(typed_one(REASON, reason))
    with on_closures(ledger, [closure_id]) as step:
        case = one_of(step)
        refuse([refusal(case, not_in(case, (CLOSED,), "撤销销号"))])
        revoked = day_of(day, "撤销日期", case.row["filed_on"])
        step.record(f"{case.problem.ledger_number} 撤销销号：{why}", decider=who)
        step.write(case, stage=REVOKED, revoked_on=revoked, revoke_reason=why)
        if case.problem.status in statuses_of(step.connection, DONE):
            step.move(case, to_status or _back_to(step.connection, case.problem.status), who, why)
    return step.change


def _back_to(connection: Connection, status: str) -> str:
    query = select(_MOVE.c.to_status).where(_MOVE.c.from_status == status, _MOVE.c.active)
    found: Any = connection.execute(query.order_by(_MOVE.c.id).limit(1)).scalar()
    if found is None:
        raise UserError(f"“{status}”没有可以退到的状态", advice="请在设置的“状态与流转”里添加")
    return str(found)
