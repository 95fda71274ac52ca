"""report: write one of the reports as PDF or workbook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.arguments import BadUsage, day, key_value
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("id", nargs="?", metavar="报表名", help="见 --list")
    parser.add_argument("--out", type=Path, metavar="文件", help=".pdf 或 .xlsx")
    parser.add_argument("--as-of", type=day, metavar="日期", help="那一天结束时的状态（默认：今天）")
    parser.add_argument(
        "--set", action="append", type=key_value, default=[], dest="settings", metavar="名称=内容",
        help="报表的设置，例如 title=…、unit=…、where=…，可写多次",
    )  # fmt: skip
    parser.add_argument("--list", action="store_true", help="列出所有报表名")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write, or list what can be written."""
    from models.reports.catalogue import REPORTS

    if arguments.list:
        for name, kind in REPORTS.items():
            terminal.line(f"{name}  {kind.title}（设置：{'、'.join(kind.settings)}）")
        return 0
    if not arguments.id or arguments.out is None:
        raise BadUsage("要写报表名和 --out 文件", advice="报表名见 rectledger report --list")
    from models import clock
    from models.queries.problems import ProblemQuery
    from models.reports.catalogue import build_report, write_report

    as_of = arguments.as_of or clock.today()
    with terminal.ledger() as ledger:
        report = build_report(arguments.id, ledger, ProblemQuery(), as_of, dict(arguments.settings))
        write_report(report, arguments.out, terminal.progress)
    terminal.line(f"已生成“{report.title}”：{arguments.out}")
    return 0
