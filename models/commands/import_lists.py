"""import: take lists into the ledger, or with --dry-run only say what that would do."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.importing import ImportReport
    from models.importing.ahead import ReadAhead

_SHOWN = 50


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help=".xlsx .xlsm .xls .et .csv 清单")
    parser.add_argument("--campaign", metavar="名称", help="任务来源（默认：唯一未结束的，否则用清单标题）")
    parser.add_argument("--round", metavar="轮次", help="轮次（默认：从清单标题读出）")
    parser.add_argument("--profile", metavar="方案", help="用这个保存过的对应方案")
    parser.add_argument("--password", metavar="密码", help="工作簿的打开密码")
    parser.add_argument(
        "--scope", choices=("partial", "complete"), default="partial", help="complete：清单是全部，台账里多出来的要报告"
    )
    parser.add_argument("--as-history", action="store_true", help="早先的清单：新行的状态按清单所述")
    parser.add_argument("--dry-run", action="store_true", help="只看会发生什么，不写入")
    parser.add_argument("--strict", action="store_true", help="有一处错误就整个文件不收")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Import and report."""
    from models.importing.ahead import ReadAhead

    with ReadAhead(arguments.files, arguments.password) as ahead:
        report = _import(arguments, terminal, ahead)
    if arguments.json:
        terminal.json(report.to_json())
    else:
        _print(report, terminal)
    return report.exit_code


def _import(arguments: Namespace, terminal: Terminal, ahead: ReadAhead) -> ImportReport:
    """The first file is being read already while the ledger opens."""
    from models.importing import ImportOptions, run_import

    options = ImportOptions(
        campaign=arguments.campaign,
        round=arguments.round,
        profile=arguments.profile,
        password=arguments.password,
        scope=arguments.scope,
        as_history=arguments.as_history,
        dry_run=arguments.dry_run,
        strict=arguments.strict,
    )
    with terminal.ledger(writing=not arguments.dry_run) as ledger:
        return run_import(ledger, arguments.files, options, terminal.progress, ahead=ahead)


def _print(report: ImportReport, terminal: Terminal) -> None:
    told = report.to_json()
    done = "试算，没有写入" if report.dry_run else f"第 {report.batch} 批"
    terminal.line(
        f"{done}：新增 {told['new']}，变更 {told['changed']}，未变 {told['unchanged']}，"
        f"待认领 {told['suspect']}，错误 {told['refused']}，清单已无 {told['vanished']}"
    )
    for file in told["files"]:
        for warning in file["warnings"]:
            terminal.line(f"  {file['file']}：{warning}")
    suspects = [suspect for file in told["files"] for suspect in file["suspects"]]
    issues = [issue for file in told["files"] for issue in file["issues"]]
    for suspect in suspects[:_SHOWN]:
        near = "、".join(suspect["candidates"])
        terminal.line(f"  待认领 {suspect['sheet']} 第 {suspect['row']} 行：{suspect['why']}（{near}）")
    for issue in issues[:_SHOWN]:
        word = "错误" if issue["severity"] == "error" else "提示"
        terminal.line(f"  {word} {issue['sheet']} {issue['cell']}：{issue['message']}")
    more = max(len(issues) - _SHOWN, 0) + max(len(suspects) - _SHOWN, 0)
    if more:
        terminal.line(f"  还有 {more} 条，用 --json 看全部")
