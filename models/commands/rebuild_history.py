"""rebuild-history: old monthly ledgers, in any order, become the history of their problems."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.commands.arguments import day, key_value
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.importing.rebuild import DatedFile, RebuildReport

_SHOWN = 50


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="往月的台账，次序不限")
    parser.add_argument("--campaign", metavar="名称", required=True, help="任务来源，须是新的或空的")
    parser.add_argument(
        "--date", metavar="文件名=日期", type=key_value, action="append", default=[], help="指明某个文件是哪一天的台账"
    )
    parser.add_argument("--partial", action="store_true", help="各月台账不是全部：缺少的行不算“已无”")
    parser.add_argument("--dry-run", action="store_true", help="只看会还原出什么，不写入")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Rebuild and report."""
    from models.importing.rebuild import date_files, preview_rebuild, rebuild_history

    said = {name: day(text) for name, text in arguments.date}
    rebuild = preview_rebuild if arguments.dry_run else rebuild_history
    with terminal.ledger(writing=not arguments.dry_run) as ledger:
        files = _dated(date_files(ledger, arguments.files, terminal.progress), said)
        report = rebuild(ledger, files, arguments.campaign, complete=not arguments.partial, progress=terminal.progress)
    if arguments.json:
        terminal.json(report.to_json())
    else:
        _print(report, terminal)
    return 0


def _dated(files: Sequence[DatedFile], said: dict[str, date]) -> list[DatedFile]:
    unknown = said.keys() - {file.name for file in files}
    if unknown:
        raise UserError(f"--date 里的“{unknown.pop()}”不在要还原的文件里")
    return [replace(file, on=said[file.name], read_from="指定") if file.name in said else file for file in files]


def _print(report: RebuildReport, terminal: Terminal) -> None:
    done = "试算，没有写入" if report.preview else "已还原"
    terminal.line(f"{done}：{report.campaign}，{report.problems} 条问题，{report.changes} 处变化")
    for month in report.months:
        terminal.line(
            f"  {month.on:%Y-%m-%d}  新增 {month.new}，变更 {month.changed}，未变 {month.unchanged}，"
            f"待认领 {month.suspect}，错误 {month.refused}，已无 {month.vanished}  （{'、'.join(month.files)}）"
        )
    if report.contradictions:
        terminal.line(f"前后矛盾 {len(report.contradictions)} 处：")
    for one in report.contradictions[:_SHOWN]:
        terminal.line(f"  {one.ledger_number} {one.site_name}：{one.kind}。{one.words}")
    if len(report.contradictions) > _SHOWN:
        terminal.line(f"  还有 {len(report.contradictions) - _SHOWN} 处，用 --json 看全部")
