"""extend: move the deadlines of problems to a later day, with the basis and who approved it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.operations.extension_plans import PlanLine
    from models.operations.extension_steps import Grant

_DONE, _PARTLY, _NONE = 0, 1, 2
_MOST_SHOWN = 20


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    add_shared(parser)
    parser.add_argument("--to", default="", metavar="日期", help="延到哪一天")
    parser.add_argument("--workdays", default="", metavar="N", help="从各自现在的期限起延几个工作日")
    parser.add_argument("--allow-earlier", action="store_true", help="新期限可以早于原期限")


def add_shared(parser: ArgumentParser) -> None:
    """What extend and suspend both take."""
    parser.add_argument("numbers", nargs="*", metavar="编号", help="台账编号，可写多个")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and deadline < 2019-06-30'")
    parser.add_argument("--basis", default="", metavar="依据", help="为什么（必填）")
    parser.add_argument("--approver", default="", metavar="批准人", help="批准的领导或单位（必填）")
    parser.add_argument("--document", default="", metavar="文号", help="批准文件的文号")
    parser.add_argument("--requested", default="", metavar="日期", help="申请日期")
    parser.add_argument("--approved", default="", metavar="日期", help="批准日期（默认今天）")
    parser.add_argument("--dry-run", action="store_true", help="只看期限会怎样变动，不写入")
    parser.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Extend what may be extended; 1 when some were refused, 2 when none could be."""
    from models.operations.extension_steps import read_extension

    more = {"to": arguments.to, "workdays": arguments.workdays, "allow_earlier": arguments.allow_earlier}
    return grant(arguments, terminal, read_extension(told(arguments) | more), "extend")


def told(arguments: Namespace) -> dict[str, Any]:
    """The values that both commands share."""
    return {
        "basis": arguments.basis, "approver": arguments.approver, "document_number": arguments.document,
        "requested_on": arguments.requested, "approved_on": arguments.approved,
    }  # fmt: skip


def grant(arguments: Namespace, terminal: Terminal, step: Grant, command: str) -> int:
    """Do it, or only look, and print what became of each problem."""
    from models.commands.chosen_problems import chosen_ids
    from models.operations.extension_plans import plan_extensions
    from models.operations.extensions import grant_many

    dry = bool(arguments.dry_run)
    change_set: int | None = None
    with terminal.ledger(writing=not dry) as ledger:
        ids = chosen_ids(ledger, arguments.numbers, arguments.where, command)
        plan = plan_extensions(ledger, ids, step, terminal.progress)
        if not dry and plan.allowed:
            change_set = grant_many(ledger, ids, step, terminal.progress).change.change_set_id or None
    terminal.end_progress()
    if arguments.json:
        terminal.json({
            "dry_run": dry, "done": len(plan.allowed), "change_set": change_set,
            "problems": [_line(one) for one in plan.allowed], "refused": [_line(one) for one in plan.refused],
        })  # fmt: skip
    else:
        _say(terminal, step, plan.allowed, plan.refused, dry)
    return _DONE if not plan.refused else _PARTLY if plan.allowed else _NONE


def _line(one: PlanLine) -> dict[str, Any]:
    line: dict[str, Any] = {
        "ledger_number": one.ledger_number, "name": one.site_name, "old": one.old.isoformat() if one.old else None,
    }  # fmt: skip
    if one.why:
        return line | {"why": one.why}
    return line | {"new": one.new.isoformat() if one.new else None, "number": one.number, "estimated": one.estimated}


def _say(terminal: Terminal, step: Grant, allowed: list[PlanLine], refused: list[PlanLine], dry: bool) -> None:
    verb = "可以" if dry else "已"
    terminal.line(f"{len(allowed):,} 条{verb}{step.words}" + (f"，{len(refused):,} 条没有动" if refused else ""))
    for one in allowed[:_MOST_SHOWN]:
        sure = "（预估）" if one.estimated else ""
        terminal.line(
            f"  {one.ledger_number}  {one.old or '没有期限'} → {one.new or '没有期限'}{sure}  {one.site_name}"
        )
    for one in refused[:_MOST_SHOWN]:
        terminal.line(f"  {one.ledger_number}  不能：{one.why}")
    left = max(len(allowed) - _MOST_SHOWN, 0) + max(len(refused) - _MOST_SHOWN, 0)
    if left:
        terminal.line(f"  另有 {left:,} 条没有列出，全部见 --json")
