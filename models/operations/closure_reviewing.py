"""What the levels find: passed or returned, one by one, in a 档案预审, or many in one 联审."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from models.errors import UserError
from models.operations.change import Change
from models.operations.closure_steps import (
    OPINION,
    REASON,
    ClosureRefusal,
    ClosureStep,
    day_of,
    not_in,
    on_closures,
    person_of,
    refusal,
    refuse,
    title_of,
)
from models.operations.dossier_values import Entry, typed_one
from models.progress import Progress, silent
from models.queries.closure_cases import Case, read_cases
from models.queries.closure_standards import same_reviewer_allowed
from models.rules.closure import (
    APPROVAL,
    JOINT,
    PREREVIEW,
    PUBLIC,
    RETURNED,
    REVIEWING,
    SENT_BACK,
    missing_words,
    refuse_reviewer,
)

if TYPE_CHECKING:
    from models.store import Ledger

_SESSION = Entry("联审会", limit=100)


@dataclass(frozen=True)
class Decision:
    """What somebody decided about an application; ``reason`` of a return, in words of the dictionary or own ones.

    ``to_status`` is the state the problem returns to; empty for that of the first level.
    """

    closure_id: int
    passed: bool = True
    reviewer: str = ""
    opinion: str = ""
    reason: str = ""
    to_status: str = ""


def decide(
    ledger: Ledger, decisions: Sequence[Decision], *, day: date | None = None, session: str = "",
    progress: Progress = silent,
) -> Change:  # fmt: skip
    """Pass or return applications at the levels where they stand; all of them or none, in one step.

    ClosureRefused names those that cannot be decided: not at a level, a condition that no longer holds, the reviewer
    is who handed it in or has decided at another level already.
    """
    held = typed_one(_SESSION, session)
    by_id = {one.closure_id: _named(ledger, one) for one in decisions}
    with on_closures(ledger, by_id) as step:
        allowed = same_reviewer_allowed(step.connection)
        cases = list(step.cases.values())
        refuse([_cannot_decide(case, by_id[case.id], allowed) for case in cases])
        step.record(_title(cases, by_id, held))
        for place, case in enumerate(cases):
            progress(place / len(cases), "登记审核意见")
            level, one = case.level, by_id[case.id]
            assert level is not None
            decided = day_of(day, "审核日期", case.row["level_since"])
            if one.passed:
                step.reviewed(case, level, one.reviewer, decided, opinion=typed_one(OPINION, one.opinion), session=held)
                step.pass_on(case, decided, one.reviewer)
            else:
                send_back(step, case, one, decided, held)
    return step.change


def joint_review(
    ledger: Ledger, session: str, decisions: Sequence[Decision], *, day: date | None = None, progress: Progress = silent
) -> Change:
    """联审: one session decides many applications; each of them must stand at a level of 联审 or 档案预审."""
    if not session.strip():
        raise UserError("没有写是哪一次联审会", advice="例如“2019 年第 3 次联审会”")
    with ledger.reading() as connection:
        cases = read_cases(connection, [one.closure_id for one in decisions])
    away = [case for case in cases.values() if case.level is None or case.level.kind not in (JOINT, PREREVIEW)]
    refuse([refusal(case, "不在联审或档案预审这一级") for case in away])
    return decide(ledger, decisions, day=day, session=session, progress=progress)


def return_closures(
    ledger: Ledger, closure_ids: Iterable[int], reason: str, reviewer: str = "", *, opinion: str = "",
    to_status: str = "", day: date | None = None, progress: Progress = silent,
) -> Change:  # fmt: skip
    """Return applications from review, publicity or approval; their ticks stay for the next attempt."""
    who, why = person_of(reviewer, ledger.actor, "审核人"), str(typed_one(REASON, reason))
    with on_closures(ledger, closure_ids) as step:
        cases = list(step.cases.values())
        refuse([refusal(case, not_in(case, (REVIEWING, PUBLIC, APPROVAL), "退回")) for case in cases])
        step.record(title_of(cases, f"退回销号申请：{why}"))
        for place, case in enumerate(cases):
            progress(place / len(cases), "退回销号申请")
            one = Decision(case.id, False, who, opinion, why, to_status)
            send_back(step, case, one, day_of(day, "退回日期", case.row["level_since"]))
    return step.change


def send_back(step: ClosureStep, case: Case, decision: Decision, day: date, session: str | None = None) -> None:
    """Write a return: who, why, and the problem back in the state of the first level (or the one decided)."""
    level = case.level
    reason = str(typed_one(REASON, decision.reason))
    if level is not None:
        step.reviewed(
            case, level, decision.reviewer, day, result=SENT_BACK, reason=reason, session=session,
            opinion=typed_one(OPINION, decision.opinion),
        )  # fmt: skip
    step.write(case, stage=RETURNED, returned_on=day, return_reason=reason, level_due_on=None)
    if decision.to_status:
        step.move(case, decision.to_status, decision.reviewer, reason)
    else:
        step.move_back(case, decision.reviewer, reason)


def _named(ledger: Ledger, decision: Decision) -> Decision:
    who = person_of(decision.reviewer, ledger.actor, "审核人")
    if not decision.passed:
        typed_one(REASON, decision.reason)
    return replace(decision, reviewer=who)


def _cannot_decide(case: Case, decision: Decision, same_person_allowed: bool) -> ClosureRefusal | None:
    why = not_in(case, (REVIEWING,), "审核")
    if why or case.level is None:
        return refusal(case, why or "没有所在的层级")
    if not decision.passed:
        return refusal(case, refuse_reviewer(decision.reviewer, case.row["submitter"], (), same_person_allowed=True))
    lacking = [one for one in case.conditions if not one.met]
    if lacking:
        return refusal(
            case, f"还缺 {len(lacking)} 项，不能通过：{missing_words(lacking)}", lacking[0].condition.id
        )  # fmt: skip
    return refusal(
        case,
        refuse_reviewer(
            decision.reviewer, case.row["submitter"], case.earlier, same_person_allowed=same_person_allowed
        ),
    )


def _title(cases: Sequence[Case], decisions: Mapping[int, Decision], session: str | None) -> str:
    passed = sum(decisions[case.id].passed for case in cases)
    if len(cases) == 1:
        case, one = cases[0], decisions[cases[0].id]
        level = case.level.name if case.level is not None else "审核"
        return title_of(cases, f"{level}{'通过' if one.passed else f'退回：{one.reason}'}（{one.reviewer}）")
    what = f"{session}：" if session else "审核 "
    return f"{what}{len(cases)} 件，通过 {passed} 件，退回 {len(cases) - passed} 件"
