"""Preparing an application for 销号: begun, its conditions ticked with a name and evidence, handed in, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.errors import UserError
from models.operations.change import Change
from models.operations.closure_steps import (
    CLOSURE,
    REASON,
    TICK,
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
from models.operations.rows import remove_rows
from models.progress import Progress, silent
from models.queries.closure_cases import Case, latest_closures, read_cases, read_problem_facts
from models.queries.closure_standards import CLOSING, DONE, read_standards, statuses_of
from models.rules.closure import (
    OPEN_STAGES,
    PREPARING,
    RETURNED,
    SELF_CHECK,
    WITHDRAWN,
    first_level,
    missing_words,
    standard_for,
)

if TYPE_CHECKING:
    from models.queries.closure_cases import ProblemFacts
    from models.store import Ledger

_REMARK = Entry("说明", "long", limit=1000)
_SUMMARY = Entry("整改情况", "long", limit=4000)
_UNIT = Entry("申请单位", limit=300)


def start_closures(
    ledger: Ledger, problem_ids: Iterable[int], person: str = "", *, day: date | None = None,
    progress: Progress = silent,
) -> Change:  # fmt: skip
    """Begin an application for each problem, as its next attempt; ``person`` begins it (default: who works here).

    After one that was returned or withdrawn the ticks are taken over. The problem moves into the state of the first
    level unless it stands in a state of closing already, as those of earlier lists do. ClosureRefused names the
    problems that have an application under way, are closed, or have no standard.
    """
    wanted = list(dict.fromkeys(problem_ids))
    if not wanted:
        raise UserError("没有选中要销号的问题")
    begun = day_of(day)
    who = person_of(person, ledger.actor, "经办人")
    with ledger.writing() as connection:
        facts = read_problem_facts(connection, wanted)
        if len(facts) != len(wanted):
            raise UserError("有的问题已不在台账里", advice="请刷新列表")
        standards = read_standards(connection)
        last = read_cases(connection, latest_closures(connection, wanted).values())
        before = {case.problem.id: case for case in last.values()}
        closed = set(statuses_of(connection, DONE))
        refuse([_cannot_start(facts[key], before.get(key), closed, standards) for key in wanted])
        made = _create(connection, ledger, [facts[key] for key in wanted], before, standards, who, progress)
        step, keys = made
        closing = set(statuses_of(connection, CLOSING))
        for case in read_cases(connection, keys).values():
            step.enter(case, first_level(case.standard), begun, who, move=case.problem.status not in closing)
        step.finish()
    return step.change


def _cannot_start(
    problem: ProblemFacts, before: Case | None, closed: set[str], standards: Sequence[Any]
) -> ClosureRefusal | None:
    why = ""
    standard = standard_for(standards, problem.category, problem.campaign)
    if before is not None and before.stage in OPEN_STAGES:
        why = f"第 {before.row['number']} 次申请还在办理"
    elif problem.status in closed:
        why = f"已是“{problem.status}”，要重新整改请先撤销销号"
    elif standard is None or not standard.route:
        why = "没有适用的销号标准，请在设置的“销号标准”里添加"
    return ClosureRefusal(problem.id, problem.ledger_number, why) if why else None


def _create(
    connection: Connection,
    ledger: Ledger,
    problems: Sequence[ProblemFacts],
    before: dict[int, Case],
    standards: Sequence[Any],
    who: str,
    progress: Progress,
) -> tuple[ClosureStep, list[int]]:
    step = ClosureStep(connection, ledger, {})
    step.add_problems(one.id for one in problems)
    numbers = {int(before[one.id].row["number"]) + 1 if one.id in before else 1 for one in problems}
    what = f"提出第 {numbers.pop()} 次销号申请" if len(numbers) == 1 else "提出销号申请"
    step.record(f"{problems[0].ledger_number} {what}" if len(problems) == 1 else f"{len(problems)} 件{what}")
    made: list[int] = []
    for place, problem in enumerate(problems):
        progress(place / len(problems), "提出销号申请")
        earlier, standard = before.get(problem.id), standard_for(standards, problem.category, problem.campaign)
        assert standard is not None
        row = {
            "problem_id": problem.id, "standard_id": standard.id, "stage": PREPARING, "submitter": who,
            "number": int(earlier.row["number"]) + 1 if earlier is not None else 1,
            "unit": problem.responsible_unit[:300] or None, "publicity_days": standard.publicity_days,
        }  # fmt: skip
        if earlier is not None and earlier.stage in (RETURNED, WITHDRAWN):
            row |= {name: earlier.row[name] for name in ("unit", "summary")}
        key = step.add(CLOSURE, row)
        made.append(key)
        if earlier is not None and earlier.stage in (RETURNED, WITHDRAWN):
            _take_over_ticks(step, key, earlier, {one.id for one in standard.conditions})
    return step, made


def _take_over_ticks(step: ClosureStep, key: int, earlier: Case, conditions: set[int]) -> None:
    texts = {one.id: one.text for one in earlier.standard.conditions}
    for tick in {one.condition_id: one for one in earlier.ticks if one.condition_id in conditions}.values():
        step.add(
            TICK,
            {"closure_id": key, "condition_id": tick.condition_id, "text": texts.get(tick.condition_id, ""),
             "person": tick.person, "ticked_on": tick.ticked_on, "remark": tick.remark or None,
             "evidence": json.dumps(tick.evidence)},
        )  # fmt: skip


def tick_condition(
    ledger: Ledger,
    closure_id: int,
    condition_id: int,
    person: str = "",
    *,
    day: date | None = None,
    evidence: Iterable[int] = (),
    remark: str = "",
) -> Change:
    """Confirm a condition by a named person, with the evidence that shows it; an earlier tick of it is replaced."""
    who = person_of(person, ledger.actor, "确认人")
    ticked, said = day_of(day, "确认日期"), typed_one(_REMARK, remark)
    with on_closures(ledger, [closure_id]) as step:
        case = one_of(step)
        refuse([refusal(case, not_in(case, (PREPARING,), "改动条件"))])
        condition = next((one for one in case.standard.conditions if one.id == condition_id), None)
        if condition is None:
            raise UserError("这条销号条件不在它的标准里", advice="请刷新")
        shown = list(dict.fromkeys(evidence))
        if any(key not in case.evidence for key in shown):
            raise UserError("选的佐证材料已经不在这条问题里", advice="请重新选择")
        values = {"person": who, "ticked_on": ticked, "remark": said, "evidence": json.dumps(shown)}
        step.record(f"{case.problem.ledger_number} 确认销号条件“{condition.text[:30]}”（{who}）", "edit")
        old = [one.id for one in case.ticks if one.condition_id == condition_id]
        remove_rows(step.connection, step.recorder, TICK, old)
        step.add(TICK, values | {"closure_id": case.id, "condition_id": condition.id, "text": condition.text})
    return step.change


def untick_condition(ledger: Ledger, closure_id: int, condition_id: int) -> Change:
    """Take a confirmation back."""
    with on_closures(ledger, [closure_id]) as step:
        case = one_of(step)
        refuse([refusal(case, not_in(case, (PREPARING,), "改动条件"))])
        ticks = [one for one in case.ticks if one.condition_id == condition_id]
        if ticks:
            text = next((one.text for one in case.standard.conditions if one.id == condition_id), "")
            step.record(f"{case.problem.ledger_number} 取消确认销号条件“{text[:30]}”", "edit")
            remove_rows(step.connection, step.recorder, TICK, [one.id for one in ticks])
    return step.change


def describe_closure(ledger: Ledger, closure_id: int, *, unit: str = "", summary: str = "") -> Change:
    """Write the unit that applies and what was done, for the application form."""
    values = {"unit": typed_one(_UNIT, unit), "summary": typed_one(_SUMMARY, summary)}
    with on_closures(ledger, [closure_id]) as step:
        case = one_of(step)
        refuse([refusal(case, not_in(case, OPEN_STAGES, "修改"))])
        if any(case.row[name] != value for name, value in values.items()):
            step.record(f"{case.problem.ledger_number} 填写销号申请的整改情况", "edit")
            step.write(case, **values)
    return step.change


def submit_closures(
    ledger: Ledger, closure_ids: Iterable[int], submitter: str = "", *, day: date | None = None, opinion: str = "",
    summary: str | None = None, progress: Progress = silent,
) -> Change:  # fmt: skip
    """Hand applications in, by a named person; the self-check counts as passed by them.

    ``summary`` says what was done, for the application form; None leaves what was written before.

    ClosureRefused names what is missing: the conditions that do not hold, each with what it lacks.
    """
    who = person_of(submitter, ledger.actor, "提交人")
    told = {} if summary is None else {"summary": typed_one(_SUMMARY, summary)}
    with on_closures(ledger, closure_ids) as step:
        cases = list(step.cases.values())
        refuse([_cannot_submit(case) for case in cases])
        step.record(title_of(cases, f"提交销号申请（{who}）"))
        for place, case in enumerate(cases):
            progress(place / len(cases), "提交销号申请")
            handed = day_of(day, "提交日期", case.row["level_since"])
            level = case.level
            if level is not None and level.kind == SELF_CHECK:
                step.reviewed(case, level, who, handed, opinion=typed_one(_REMARK, opinion))
            step.write(case, submitter=who, submitted_on=handed, **told)
            step.pass_on(case, handed, who)
    return step.change


def _cannot_submit(case: Case) -> ClosureRefusal | None:
    why = not_in(case, (PREPARING,), "提交")
    if why:
        return refusal(case, why)
    lacking = [one for one in case.conditions if not one.met]
    if lacking:
        return refusal(case, f"还缺 {len(lacking)} 项：{missing_words(lacking)}", lacking[0].condition.id)
    return None


def withdraw_closure(
    ledger: Ledger, closure_id: int, reason: str, person: str = "", *, day: date | None = None
) -> Change:
    """Take an application back before it is closed; its problem returns to the state of the first level."""
    who, why = person_of(person, ledger.actor, "经办人"), str(typed_one(REASON, reason))
    with on_closures(ledger, [closure_id]) as step:
        case = one_of(step)
        refuse([refusal(case, not_in(case, OPEN_STAGES, "撤回"))])
        step.record(f"{case.problem.ledger_number} 撤回第 {case.row['number']} 次销号申请：{why}")
        step.write(case, stage=WITHDRAWN, returned_on=day_of(day), return_reason=why, level_due_on=None)
        step.move_back(case, who, why)
    return step.change
