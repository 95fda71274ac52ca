"""undo-import: take a whole import back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models.commands.arguments import BadUsage, whole_number
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("batch", nargs="?", type=whole_number, metavar="批次", help="导入批次的编号")
    parser.add_argument("--last", action="store_true", help="最近一次还没有撤销的导入")
    parser.add_argument("--dry-run", action="store_true", help="只看会移除、复原、保留什么，不写入")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Undo and report."""
    if (arguments.batch is None) == (not arguments.last):
        raise BadUsage("要写批次编号或 --last 其中一个", advice="请看 rectledger undo-import --help")
    if arguments.dry_run:
        return _look(arguments, terminal)
    from models.importing import undo_import

    with terminal.ledger(writing=True) as ledger:
        report = undo_import(ledger, arguments.batch, terminal.progress)
    told = report.to_json()
    if arguments.json:
        terminal.json(told)
        return 0
    terminal.line(f"已撤销第 {told['batch']} 批：移除 {told['removed']} 条，复原 {told['restored']} 条")
    for kept in told["kept"]:
        terminal.line(f"  保留 {kept['ledger_number']}：{kept['why']}")
    return 0


def _look(arguments: Namespace, terminal: Terminal) -> int:
    """Say what the undo would do."""
    from models.importing.writing.undo import undo_preview

    with terminal.ledger() as ledger:
        preview = undo_preview(ledger, arguments.batch)
    if arguments.json:
        kept = [{"ledger_number": row.ledger_number, "why": row.why} for row in preview.kept]
        told = {"batch": preview.batch, "undo_batch": None, "removed": preview.removed, "restored": preview.restored}
        terminal.json({**told, "kept": kept})
        return 0
    terminal.line(f"撤销第 {preview.batch} 批会移除 {preview.removed} 条，复原 {preview.restored} 条；没有写入")
    for row in preview.kept:
        terminal.line(f"  会保留 {row.ledger_number}：{row.why}")
    return 0
