"""report: write one of the reports as PDF or workbook, or one of the forms as PDF or Word."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.arguments import BadUsage, day, key_value
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("id", nargs="?", metavar="报表名", help="见 --list")
    parser.add_argument("--out", type=Path, metavar="文件", help="报表 .pdf 或 .xlsx，表单 .pdf 或 .docx")
    parser.add_argument("--as-of", type=day, metavar="日期", help="那一天结束时的状态（默认：今天）")
    parser.add_argument(
        "--set", action="append", type=key_value, default=[], dest="settings", metavar="名称=内容",
        help="报表的设置，例如 title=…、unit=…、where=…，可写多次",
    )  # fmt: skip
    parser.add_argument("--list", action="store_true", help="列出所有报表名")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write, or list what can be written."""
    from models.reports.catalogue import REPORTS
    from models.reports.form_catalogue import FORMS

    if arguments.list:
        for name, kind in (*REPORTS.items(), *FORMS.items()):
            terminal.line(f"{name}  {kind.title}（设置：{'、'.join(kind.settings)}）")
        return 0
    if not arguments.id or arguments.out is None:
        raise BadUsage("要写报表名和 --out 文件", advice="报表名见 rectledger report --list")
    if arguments.id in FORMS:
        return _write_form(arguments, terminal)
    from models import clock
    from models.queries.problems import ProblemQuery
    from models.reports.catalogue import build_report, write_report

    as_of = arguments.as_of or clock.today()
    with terminal.ledger() as ledger:
        report = build_report(arguments.id, ledger, ProblemQuery(), as_of, dict(arguments.settings))
        write_report(report, arguments.out, terminal.progress)
    terminal.line(f"已生成“{report.title}”：{arguments.out}")
    return 0


def _write_form(arguments: Namespace, terminal: Terminal) -> int:
    """A form is filled from the ledger as it stands; it has no past day."""
    from models.archiving.form_files import check_ending, write_forms
    from models.reports.form_catalogue import FORMS, form_sheets

    title = FORMS[arguments.id].title
    if arguments.as_of is not None:
        raise BadUsage(f"{title}只按现在的台账填写，不能用 --as-of", advice="请去掉 --as-of")
    check_ending(arguments.out)
    with terminal.ledger() as ledger:
        settings = dict(arguments.settings)
        sheets = list(form_sheets(arguments.id, ledger, settings, terminal.progress.part(0.0, 0.3)))
        count = write_forms(sheets, arguments.out, terminal.progress.part(0.3, 1.0))
    terminal.line(f"已生成“{title}”{count} 张：{arguments.out}")
    return 0
