"""The closing gate: which problems may not be closed yet, or not opened again, each with what has to be done first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from models import clock
from models.queries.closure_cases import CLOSURE, Case, latest_closures, read_cases
from models.queries.workday_calendar import read_calendar
from models.rules.closure import (
    APPROVAL,
    CLOSED,
    FILING,
    PREPARING,
    PUBLIC,
    RETURNED,
    REVIEWING,
    REVOKED,
    STAGE_WORDS,
    WITHDRAWN,
    missing_words,
    next_level,
)
from models.rules.closure_publicity import is_over, run_clock
from models.store.id_lists import among

_ASK = "请在“核查销号”里提出销号申请"
_CHUNK = 900
_LOOKED_AT = (REVIEWING, PUBLIC, APPROVAL)


def gate_refusals(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """By problem why it may not be closed and the condition that is missing, if it is one; the others may.

    Only an application that is approved and has its filing number lets a problem through, which is the moment when
    ``closure_filing.file_closures`` closes it.
    """
    cases = read_cases(connection, latest_closures(connection, ids).values())
    by_problem = {case.problem.id: case for case in cases.values()}
    refused: dict[int, tuple[str, int | None]] = {}
    for problem in ids:
        case = by_problem.get(problem)
        lacks = (f"还没有提出销号申请，{_ASK}", None) if case is None else case_lacks(connection, case)
        if lacks[0]:
            refused[problem] = lacks
    return refused


def revocation_refusals(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """By problem why it may not leave the closed states: its application is filed and must be revoked first.

    Revoking writes the stage before the state, so that the move which follows from it is let through.
    """
    refused: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        latest = latest_closures(connection, ids[start : start + _CHUNK])
        query = select(CLOSURE.c.problem_id, CLOSURE.c.filing_number).where(
            among(CLOSURE.c.id, latest.values()), CLOSURE.c.stage == CLOSED
        )
        for problem, number in connection.execute(query):
            filed = f"已按备案号 {number} 销号" if number else "销号申请已经备案"
            refused[problem] = f"{filed}，要先在“核查销号”里撤销销号，写明原因"
    return refused


def withdrawal_refusals(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """By problem why it may not leave the states of closing: its application was handed in and somebody looks at it.

    One that is only being prepared holds nobody up. Returning and withdrawing write the stage before the state.
    """
    refused: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        latest = latest_closures(connection, ids[start : start + _CHUNK])
        query = select(CLOSURE.c.problem_id, CLOSURE.c.number, CLOSURE.c.stage).where(
            among(CLOSURE.c.id, latest.values()), CLOSURE.c.stage.in_(_LOOKED_AT)
        )
        for problem, number, stage in connection.execute(query):
            where = f"第 {number} 次销号申请还在办理（{STAGE_WORDS[stage]}）"
            refused[problem] = f"{where}，要先在“核查销号”里退回或撤回申请"
    return refused


def case_lacks(connection: Connection, case: Case, *, filing: bool = False) -> tuple[str, int | None]:
    """What an application lacks to be closed, as a phrase, and the condition if it is one; ("", None) when nothing.

    ``filing`` leaves out the number, which is just being given.
    """
    lacking = [one for one in case.conditions if not one.met]
    if case.stage == RETURNED:
        return f"销号申请已退回：{case.row['return_reason']}", lacking[0].condition.id if lacking else None
    if case.stage in (WITHDRAWN, REVOKED, CLOSED):
        words = {WITHDRAWN: "已撤回", REVOKED: "已撤销", CLOSED: "已用过"}[case.stage]
        return f"第 {case.row['number']} 次销号申请{words}，{_ASK}", None
    if lacking:
        return f"销号条件还缺 {len(lacking)} 项：{missing_words(lacking)}", lacking[0].condition.id
    if case.stage == PREPARING:
        return "销号申请还没有提交", None
    if case.stage == PUBLIC:
        return _publicity_lacks(connection, case), None
    if case.stage != APPROVAL:
        return f"还要经过{levels_ahead(case)}", None
    if not case.row["approver"]:
        return "还没有负责人审签", None
    if not filing and not case.row["filing_number"]:
        return "还没有备案号，请在“核查销号”里登记备案", None
    return "", None


def levels_ahead(case: Case) -> str:
    """The levels that an application has still to pass, the present one first, as words; 备案 is not among them."""
    level, names = case.level, list[str]()
    while level is not None:
        if level.kind != FILING:
            names.append(f"“{level.name}”")
        level = next_level(case.standard, level.id)
    return "、".join(names)


def _publicity_lacks(connection: Connection, case: Case) -> str:
    start, today = case.row["publicity_from"], clock.today()
    if start is None:
        return "还没有公示"
    if case.open_objections:
        return f"公示中有异议没有处理（{case.open_objections[0].received_on} 收到）"
    days = case.row["publicity_days"] or case.standard.publicity_days
    until = run_clock(read_calendar(connection), start, days, case.objections).until
    if not is_over(until, today):
        return f"公示到 {until} 才满"
    return "公示已满，还没有转入下一步"
