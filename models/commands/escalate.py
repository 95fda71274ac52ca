"""escalate: list who should be taken further and who owes an answer; take a step, enter its answer, lift it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from models.commands.arguments import day, key_value, whole_number
from models.commands.chosen_problems import chosen_ids
from models.commands.problems import fitted
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.escalation_values import StepDraft
    from models.queries.escalation_ladders import LadderLine, StepLine
    from models.queries.escalation_suggestions import Suggestion
    from models.queries.escalations import EscalationLine
    from models.store import Ledger

_SUGGESTED = (("对象", 30), ("建议步骤", 10), ("现在", 10), ("问题", 6), ("理由", 40))
_TAKEN = (("编号", 6), ("日期", 12), ("步骤", 10), ("对象", 30), ("文号", 24), ("回复期限", 12), ("现状", 20))
_BY = {"city": "按市", "county": "按县", "unit": "按责任单位", "problem": "按问题"}


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("numbers", nargs="*", metavar="编号", help="台账编号，可写多个（与 --take 同用）")
    parser.add_argument("--ladder", metavar="阶梯", help="督促阶梯的名称（默认：第一个）")
    parser.add_argument("--by", choices=tuple(_BY), default="city", help="建议按什么列出，默认 city")
    parser.add_argument("--campaign", metavar="名称", help="只看这个任务来源")
    parser.add_argument("--waiting", action="store_true", help="列出等待回复的，到期早的在前")
    parser.add_argument("--late", action="store_true", help="只列逾期未回复的")
    parser.add_argument("--all", action="store_true", help="列出全部督促措施")
    parser.add_argument("--totals", action="store_true", help="每个单位各步采取了几次、几次未回复")
    parser.add_argument("--take", metavar="步骤", help="采取一步：对 --unit，或对编号、--where 的问题")
    parser.add_argument("--unit", default="", metavar="单位", help="市、县（前带市）或责任单位")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and mark = 逾期未改'")
    parser.add_argument(
        "--set", action="append", type=key_value, default=[], metavar="项=值",
        help="文号、文书日期、批准人、印发对象、事由、回复期限、督办编号等，可写多个",
    )  # fmt: skip
    parser.add_argument("--workdays", type=whole_number, metavar="N", help="回复时限（工作日），0 为不要求")
    parser.add_argument("--reply", type=whole_number, metavar="N", help="登记第 N 号措施的回复")
    parser.add_argument("--lift", type=whole_number, metavar="N", help="解除第 N 号措施及之前各步")
    parser.add_argument("--only", action="store_true", help="与 --lift 同用：之前各步保留")
    parser.add_argument("--on", type=day, metavar="日期", help="回复或解除的日期（默认今天）")
    parser.add_argument("--number", default="", metavar="文号", help="回复的文号")
    parser.add_argument("--text", default="", metavar="内容", help="回复的内容")
    parser.add_argument("--reason", default="", metavar="理由", help="跳过、降级或解除的理由")
    parser.add_argument("--json", action="store_true", help="给出一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Do what was asked for; without an option what should be taken further is listed."""
    writes = [name for name in ("take", "reply", "lift") if getattr(arguments, name) is not None]
    if len(writes) > 1:
        raise UserError(f"--{writes[0]} 和 --{writes[1]} 不能一起用", advice="请一次做一件事")
    with terminal.ledger(writing=bool(writes)) as ledger:
        if writes:
            change = {"take": _take, "reply": _reply, "lift": _lift}[writes[0]](ledger, arguments)
            _say_done(terminal, change, arguments.json)
        elif arguments.totals:
            _print_totals(ledger, arguments, terminal)
        elif arguments.all or arguments.waiting or arguments.late:
            _print_taken(ledger, arguments, terminal)
        else:
            _print_suggested(ledger, arguments, terminal)
    return 0


def _ladder(ledger: Ledger, name: str | None) -> LadderLine:
    from models.queries.escalation_ladders import ladder_of

    with ledger.reading() as connection:
        return ladder_of(connection, name)


# ---- writing ----------------------------------------------------------------------------------------------------


def _take(ledger: Ledger, arguments: Namespace) -> Change:
    from models.operations.escalations import take_step

    ladder = _ladder(ledger, arguments.ladder)
    return take_step(ledger, _draft(ledger, ladder.named(arguments.take), arguments))


def _draft(ledger: Ledger, step: StepLine, arguments: Namespace) -> StepDraft:
    from models.operations.escalation_values import ENTRIES, StepDraft
    from models.queries.escalation_problems import step_basis

    if arguments.numbers or arguments.where.strip():
        ids = tuple(chosen_ids(ledger, arguments.numbers, arguments.where, "escalate"))
    elif arguments.unit:
        picks = step_basis(ledger, step.ladder_id, unit=arguments.unit).picks
        ids = tuple(one.id for one in picks if one.overdue) or tuple(one.id for one in picks)
    else:
        raise UserError(f"没有写明对谁“{step.name}”", advice="请写 --unit、台账编号或 --where")
    titles = {entry.title: key for key, entry in ENTRIES.items()}
    own = {one.title: one.key for one in step.fields}
    values: dict[str, Any] = {"skip_reason": arguments.reason}
    details: dict[str, Any] = {}
    for name, text in arguments.set:
        if name in own:
            details[own[name]] = text
        elif name in titles:
            values[titles[name]] = text
        else:
            raise UserError(f"“{step.name}”没有“{name}”这一项", advice=f"可用：{'、'.join([*titles, *own])}")
    return StepDraft(step.id, ids, arguments.unit, values, arguments.workdays, details)


def _reply(ledger: Ledger, arguments: Namespace) -> Change:
    from models import clock
    from models.operations.escalations import answer_step

    values = {
        "replied_on": arguments.on or clock.today(), "reply_number": arguments.number, "reply": arguments.text
    }  # fmt: skip
    return answer_step(ledger, arguments.reply, values)


def _lift(ledger: Ledger, arguments: Namespace) -> Change:
    from models.operations.escalations import lift_step

    return lift_step(ledger, arguments.lift, arguments.reason, arguments.on, earlier=not arguments.only)


def _say_done(terminal: Terminal, change: Change, as_json: bool) -> None:
    if as_json:
        terminal.json({"change_set": change.change_set_id or None, "title": change.title,
                       "problems": len(change.entity_ids or ())})  # fmt: skip
    else:
        terminal.line(f"已{change.title}。" if change.change_set_id else "没有变化。")


# ---- reading ----------------------------------------------------------------------------------------------------


def _print_suggested(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    from models.queries.escalation_suggestions import suggestions

    ladder = _ladder(ledger, arguments.ladder)
    found = suggestions(ledger, ladder.id, by=arguments.by, campaign=arguments.campaign, progress=terminal.progress)
    terminal.end_progress()
    if arguments.json:
        numbers = _numbers(ledger, [key for one in found for key in one.problem_ids])
        terminal.json({"ladder": ladder.name, "suggested": [_suggested_object(one, numbers) for one in found]})
        return
    _line(terminal, _SUGGESTED, [head for head, _width in _SUGGESTED])
    for one in found:
        why = one.why + (f"（{one.out_of_order.sentence()}）" if one.out_of_order is not None else "")
        _line(terminal, _SUGGESTED, (one.whom, one.step.name, one.place or "—", str(len(one.problem_ids)), why))
    terminal.line(f"{ladder.name}：建议升级 {len(found)} 个")


def _suggested_object(one: Suggestion, numbers: dict[int, str]) -> dict[str, Any]:
    return {
        "unit": one.unit or None, "problem": one.problem[1] if one.problem is not None else None,
        "step": one.step.name, "place": one.place or None, "why": one.why,
        "out_of_order": one.out_of_order.sentence() if one.out_of_order is not None else None,
        "problems": [numbers[key] for key in one.problem_ids],
    }  # fmt: skip


def _numbers(ledger: Ledger, ids: list[int]) -> dict[int, str]:
    from sqlalchemy import select

    from models.queries.fields import PROBLEM
    from models.store.id_lists import among

    with ledger.reading() as connection:
        rows = connection.execute(select(PROBLEM.c.id, PROBLEM.c.ledger_number).where(among(PROBLEM.c.id, ids)))
        return {row[0]: row[1] for row in rows}


def _print_taken(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    from models import clock
    from models.queries.escalations import register

    ladder = _ladder(ledger, arguments.ladder) if arguments.ladder else None
    lines = register(ledger, ladder.id if ladder is not None else None, arguments.campaign)
    today = clock.today()
    if not arguments.all:
        states = ("late",) if arguments.late else ("waiting", "late")
        lines = sorted((one for one in lines if one.state(today) in states), key=lambda one: (one.due_on, one.id))
    if arguments.unit:
        lines = [one for one in lines if one.unit == arguments.unit]
    if arguments.json:
        terminal.json({"escalations": [_taken_object(one, one.state(today)) for one in lines]})
        return
    _line(terminal, _TAKEN, [head for head, _width in _TAKEN])
    for one in lines:
        due = one.due_on.isoformat() if one.due_on is not None else ""
        cells = (str(one.id), one.taken_on.isoformat(), one.step_name, one.whom, one.document_number, due)
        _line(terminal, _TAKEN, (*cells, one.state_words(today)[0]))
    terminal.line(f"共 {len(lines)} 条")


def _taken_object(one: EscalationLine, state: str) -> dict[str, Any]:
    def day_of(value: Any) -> str | None:
        return value.isoformat() if value is not None else None

    return {
        "id": one.id, "ladder": one.ladder, "step": one.step_name, "unit": one.unit or None,
        "problem": one.problem[1] if one.problem is not None else None, "problems": one.problems,
        "taken_on": day_of(one.taken_on), "document": one.document or None,
        "document_number": one.document_number or None, "due_on": day_of(one.due_on),
        "due_estimated": one.due_estimated, "state": state, "replied_on": day_of(one.replied_on),
        "reply": one.reply or None, "skip_reason": one.skip_reason or None, "lifted_on": day_of(one.lifted_on),
        "reminders": one.reminders, "details": dict(one.details),
    }  # fmt: skip


def _print_totals(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    from models.queries.escalations import totals_by_unit

    ladder = _ladder(ledger, arguments.ladder)
    found = totals_by_unit(ledger, ladder.id, arguments.campaign)
    if arguments.json:
        units = [
            {"unit": one.unit, "steps": one.steps, "standing": one.standing, "late": one.late} for one in found
        ]  # fmt: skip
        terminal.json({"ladder": ladder.name, "units": units})
        return
    names = [step.name for step in ladder.steps]
    widths = (("单位", 30), *((name, 10) for name in names), ("未解除", 8), ("逾期未回复", 10))
    _line(terminal, widths, [head for head, _width in widths])
    for one in found:
        counts = [str(one.steps.get(name, "") or "") for name in names]
        _line(terminal, widths, (one.unit, *counts, str(one.standing or ""), str(one.late or "")))
    terminal.line(f"共 {len(found)} 个单位")


def _line(terminal: Terminal, heads: Any, cells: Any) -> None:
    terminal.line("  ".join(fitted(cell, width) for cell, (_head, width) in zip(cells, heads, strict=True)).rstrip())
