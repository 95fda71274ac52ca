"""close: handle applications for 销号 from the command line; what is not allowed is refused with the reason."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.commands.arguments import day, whole_number
from models.commands.problems import fitted
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations.change import Change
    from models.queries.closure_detail import ClosureDetail
    from models.store import Ledger

_COLUMNS = (("台账编号", 12), ("所在地", 24), ("点位", 30), ("进度", 26), ("备案号", 24))


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("step", choices=sorted(_STEPS), metavar="步骤", help="、".join(_STEPS))
    parser.add_argument("numbers", nargs="*", metavar="台账编号", help="如 ZG-000123，可以几个")
    parser.add_argument("--person", default="", metavar="姓名", help="经办、确认、审核、审签或决定的人")
    parser.add_argument("--on", type=day, metavar="日期", help="默认今天")
    parser.add_argument("--condition", type=whole_number, metavar="序号", help="tick、untick：第几个条件，从 1 起")
    parser.add_argument("--evidence", default="", metavar="序号", help="tick：佐证材料的序号，如 1,3")
    parser.add_argument(
        "--reason", default="", metavar="原因", help="return、withdraw、revoke 的原因；object 的异议内容"
    )
    parser.add_argument("--opinion", default="", metavar="意见", help="审核意见、说明或处理结果")
    parser.add_argument("--session", default="", metavar="联审会", help="joint：哪一次联审会")
    parser.add_argument("--to", default="", metavar="状态", help="return、revoke：问题转为的状态")
    parser.add_argument("--place", default="", metavar="地点", help="publicity：公示地点")
    parser.add_argument("--days", type=whole_number, metavar="天数", help="publicity：工作日数，默认按标准")
    parser.add_argument("--upheld", action="store_true", help="resolve：异议属实")
    parser.add_argument("--number", default="", metavar="备案号", help="file：备案号")
    parser.add_argument("--filed-to", default="", metavar="单位", help="file：报备单位")
    parser.add_argument("--stage", default="", metavar="阶段", help="list：waiting、preparing、review、publicity、"
                        "approval、returned、closed、revoked")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="结果为 JSON")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """List, or take one step on the applications named."""
    if arguments.step == "list":
        return _list(arguments, terminal)
    if not arguments.numbers:
        raise UserError("没有写台账编号", advice="例如 rectledger close submit ZG-000123")
    reading = arguments.step == "show"
    with terminal.ledger(writing=not reading) as ledger:
        ids = _problem_ids(ledger, arguments.numbers)
        if reading:
            for problem in ids:
                _show(_detail(ledger, problem), arguments, terminal)
            return 0
        change = _STEPS[arguments.step](ledger, ids, arguments)
        if arguments.json:
            details = [_object(_detail(ledger, problem)) for problem in ids]
            terminal.json({"title": change.title, "change": change.change_set_id, "problems": details})
        else:
            terminal.line(change.title or "没有变化")
    return 0


def _list(arguments: Namespace, terminal: Terminal) -> int:
    from models.queries.closure import STAGES, ClosureFilter, closure_list

    if arguments.stage not in STAGES:
        raise UserError(f"没有“{arguments.stage}”这个阶段", advice=f"可用 {'、'.join(key for key in STAGES if key)}")
    with terminal.ledger() as ledger:
        found = closure_list(ledger, None, ClosureFilter(stage=arguments.stage))
        if not arguments.json:
            terminal.line("  ".join(fitted(title, width) for title, width in _COLUMNS).rstrip())
        for line in found.lines:
            if arguments.json:
                terminal.json(
                    {"ledger_number": line.number, "name": line.name, "city": line.city, "county": line.county,
                     "stage": line.stage, "words": line.chip, "missing": line.missing, "attempt": line.attempt,
                     "level": line.level_name or None, "filing_number": line.filing_number or None}
                )  # fmt: skip
                continue
            cells = (line.number, f"{line.city}{line.county}", line.name, line.chip, line.filing_number)
            sized = zip(cells, _COLUMNS, strict=True)
            terminal.line("  ".join(fitted(text, width) for text, (_title, width) in sized).rstrip())
        if not arguments.json:
            terminal.line(f"共 {len(found.lines)} 件")
    return 0


def _show(detail: ClosureDetail, arguments: Namespace, terminal: Terminal) -> None:
    if arguments.json:
        terminal.json(_object(detail))
        return
    terminal.line(f"{detail.problem.ledger_number} {detail.problem.name}：{detail.head.chip}")
    for card in detail.levels:
        terminal.line(f"  {card.level.name}（{card.unit}）：{card.stand.chip}")
    for number, line in enumerate(detail.conditions, 1):
        terminal.line(f"  {number} {'✓' if line.state.met else '✗'} {line.state.condition.text}：{line.stand.chip}")
    if detail.step.words:
        terminal.line(f"  下一步：{detail.step.words}" + (f"（{detail.step.why}）" if detail.step.why else ""))


def _object(detail: ClosureDetail) -> dict[str, Any]:
    row: Any = detail.case.row if detail.case is not None else {}
    return {
        "ledger_number": detail.problem.ledger_number, "status": detail.problem.status, "stage": detail.stage or None,
        "attempt": row.get("number"), "words": detail.head.chip,
        "level": next((one.level.name for one in detail.levels if one.present), None),
        "missing": [one.state.condition.text for one in detail.missing],
        "publicity_until": row["publicity_until"].isoformat() if row.get("publicity_until") else None,
        "filing_number": row.get("filing_number"), "timeliness": row.get("timeliness"),
        "next": {"step": detail.step.key or None, "words": detail.step.words, "why": detail.step.why or None},
    }  # fmt: skip


def _detail(ledger: Ledger, problem: int) -> ClosureDetail:
    from models.queries.closure_detail import closure_detail

    return closure_detail(ledger, problem)


def _problem_ids(ledger: Ledger, numbers: list[str]) -> list[int]:
    from sqlalchemy import select

    from models.queries.fields import PROBLEM

    with ledger.reading() as connection:
        query = select(PROBLEM.c.ledger_number, PROBLEM.c.id).where(
            PROBLEM.c.ledger_number.in_(numbers), PROBLEM.c.removed_in.is_(None)
        )
        known = {row.ledger_number: row.id for row in connection.execute(query)}
    for number in numbers:
        if number not in known:
            raise UserError(f"台账里没有 {number}", advice="请核对台账编号")
    return [known[number] for number in dict.fromkeys(numbers)]


def _closures(ledger: Ledger, ids: list[int]) -> list[int]:
    from models.queries.closure_cases import latest_closures

    with ledger.reading() as connection:
        latest = latest_closures(connection, ids)
    if len(latest) != len(ids):
        raise UserError("有的问题还没有销号申请", advice="先用 rectledger close start 提出申请")
    return [latest[key] for key in ids]


def _one(ledger: Ledger, ids: list[int]) -> int:
    if len(ids) != 1:
        raise UserError("这一步一次只能办一件", advice="请只写一个台账编号")
    return _closures(ledger, ids)[0]


def _condition(ledger: Ledger, ids: list[int], read: Namespace) -> int:
    conditions = [line.id for line in _detail(ledger, ids[0]).conditions]
    number: int | None = read.condition
    if number is None or not 1 <= number <= len(conditions):
        raise UserError("没有写是第几个条件", advice=f"--condition 1 到 {len(conditions)}")
    return conditions[number - 1]


def _start(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_preparing import start_closures

    return start_closures(ledger, ids, read.person, day=read.on)


def _tick(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_preparing import tick_condition

    closure, condition = _one(ledger, ids), _condition(ledger, ids, read)
    pieces = _detail(ledger, ids[0]).evidence
    places = [part.strip() for part in read.evidence.replace("，", ",").split(",") if part.strip()]
    wrong = [part for part in places if not part.isdigit() or not 1 <= int(part) <= len(pieces)]
    if wrong:
        raise UserError(f"没有第“{wrong[0]}”份佐证材料", advice=f"这条问题有 {len(pieces)} 份")
    shown = [pieces[int(part) - 1] for part in places]
    return tick_condition(ledger, closure, condition, read.person, day=read.on, evidence=shown, remark=read.opinion)


def _untick(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_preparing import untick_condition

    return untick_condition(ledger, _one(ledger, ids), _condition(ledger, ids, read))


def _submit(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_preparing import submit_closures

    return submit_closures(ledger, _closures(ledger, ids), read.person, day=read.on, summary=read.opinion or None)


def _withdraw(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_preparing import withdraw_closure

    return withdraw_closure(ledger, _one(ledger, ids), read.reason, read.person, day=read.on)


def _pass(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_reviewing import Decision, decide

    decisions = [Decision(key, True, read.person, read.opinion) for key in _closures(ledger, ids)]
    return decide(ledger, decisions, day=read.on)


def _joint(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_reviewing import Decision, joint_review

    decisions = [
        Decision(key, not read.reason, read.person, read.opinion, read.reason) for key in _closures(ledger, ids)
    ]
    return joint_review(ledger, read.session, decisions, day=read.on)


def _return(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_reviewing import return_closures

    return return_closures(
        ledger, _closures(ledger, ids), read.reason, read.person, opinion=read.opinion, to_status=read.to, day=read.on
    )


def _publicity(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_publicity import start_publicity

    return start_publicity(ledger, _closures(ledger, ids), read.place, day=read.on, days=read.days)


def _object_to(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_publicity import object_to_closure

    return object_to_closure(ledger, _one(ledger, ids), read.reason, read.person, day=read.on)


def _resolve(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_publicity import resolve_objection

    _one(ledger, ids)
    case = _detail(ledger, ids[0]).case
    if case is None or not case.open_objections:
        raise UserError("没有要处理的公示异议")
    objection = case.open_objections[0].id
    return resolve_objection(ledger, objection, read.upheld, read.opinion, read.person, day=read.on)


def _end(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_publicity import end_publicity

    return end_publicity(ledger, _closures(ledger, ids), read.person, day=read.on)


def _approve(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_filing import approve_closures

    return approve_closures(ledger, _closures(ledger, ids), read.person, day=read.on)


def _file(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_filing import Filing, file_closures

    filing = Filing(_one(ledger, ids), read.number, read.filed_to)
    return file_closures(ledger, [filing], read.person, day=read.on)


def _revoke(ledger: Ledger, ids: list[int], read: Namespace) -> Change:
    from models.operations.closure_filing import revoke_closure

    return revoke_closure(ledger, _one(ledger, ids), read.reason, read.person, to_status=read.to, day=read.on)


def _nothing(_ledger: Ledger, _ids: list[int], _read: Namespace) -> Change:
    raise AssertionError("list and show are handled before")


_STEPS: dict[str, Callable[[Any, list[int], Namespace], Change]] = {
    "list": _nothing, "show": _nothing, "start": _start, "tick": _tick, "untick": _untick, "submit": _submit,
    "withdraw": _withdraw, "pass": _pass, "return": _return, "joint": _joint, "publicity": _publicity,
    "object": _object_to, "resolve": _resolve, "end": _end, "approve": _approve, "file": _file, "revoke": _revoke,
}  # fmt: skip
