"""import: take lists into the ledger, or with --dry-run only say what that would do."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.importing import ImportReport
    from models.importing.ahead import ReadAhead
    from models.importing.choices import Policy

_SHOWN = 50
_RARE = {"left": "不导入", "conflicts": "冲突", "returned": "疑似反弹"}


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
    parser.add_argument(
        "--policy", action="append", default=[], metavar="字段=方式",
        help="这一次某个字段以谁为准，可写多次，如 remarks=append 或 备注=追加记录；"
        "方式：file 以文件为准、fill 仅补空、keep 保留本库、append 追加记录、ask 每次询问、never 禁止导入",
    )  # fmt: skip
    parser.add_argument(
        "--target", choices=("problem", "visit"), default="",
        help="problem：问题清单，visit：现场检查记录（默认：按表头识别）",
    )  # fmt: skip
    parser.add_argument("--hidden-rows", choices=("import", "skip"), default="import", help="skip：不导入表中隐藏的行")
    parser.add_argument("--split", action="store_true", help="一格里写了几个问题的，拆成几条")
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

    with terminal.ledger(writing=not arguments.dry_run) as ledger:
        options = ImportOptions(
            campaign=arguments.campaign,
            round=arguments.round,
            profile=arguments.profile,
            password=arguments.password,
            scope=arguments.scope,
            as_history=arguments.as_history,
            dry_run=arguments.dry_run,
            strict=arguments.strict,
            policies=_policies(arguments.policy),
            hidden_rows=arguments.hidden_rows != "skip",
            split=arguments.split,
            target=arguments.target,
        )
        return run_import(ledger, arguments.files, options, terminal.progress, ahead=ahead)


def _policies(said: list[str]) -> dict[str, Policy]:
    """``remarks=append`` or 备注=追加记录 by field; UserError for an unknown field or policy."""
    if not said:
        return {}
    from models.errors import UserError
    from models.importing.deciding.policies import read_policy
    from models.importing.field_list import FIELDS as FILE_FIELDS
    from models.queries.fields import FIELDS

    titles = {FIELDS[name].title: name for name in FILE_FIELDS if name in FIELDS}
    found: dict[str, Policy] = {}
    for text in said:
        field, sign, policy = text.partition("=")
        name = titles.get(field.strip(), field.strip())
        if not sign or name not in FILE_FIELDS:
            raise UserError(f"--policy 不认识“{text}”", advice="写成 字段=方式，如 remarks=append 或 备注=追加记录")
        found[name] = read_policy(policy)
    return found


def _print(report: ImportReport, terminal: Terminal) -> None:
    told = report.to_json()
    done = "试算，没有写入" if report.dry_run else f"第 {report.batch} 批"
    done += "（现场检查）" if report.target == "visit" else ""
    terminal.line(
        f"{done}：新增 {told['new']}，变更 {told['changed']}，未变 {told['unchanged']}，"
        f"待认领 {told['suspect']}，错误 {told['refused']}，清单已无 {told['vanished']}"
        + "".join(f"，{words} {told[name]}" for name, words in _RARE.items() if name in told)
    )
    if report.plan.scope_words:
        terminal.line(f"  {report.plan.scope_words}")
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
