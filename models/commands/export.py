"""export: write the ledger, or what a view or condition keeps of it, as a formatted workbook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.arguments import BadUsage
from models.commands.terminal import Terminal
from models.errors import UserError


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("file", type=Path, metavar="文件.xlsx", help="要写的工作簿")
    parser.add_argument("--view", metavar="视图", help="按这个保存的视图的列、次序和筛选")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and status != 已销号'")
    parser.add_argument("--template", type=Path, metavar="文件", help="照这个工作簿的样式")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the workbook and say how many rows it has."""
    if arguments.file.suffix.lower() != ".xlsx":
        raise BadUsage(f"“{arguments.file.name}”应当以 .xlsx 结尾")
    if arguments.template is not None:
        raise UserError("照模板导出还不能用", advice="请先不加 --template 导出")
    from models.exporting.ledger_table import ExportColumn, export_problems
    from models.operations import find_view
    from models.queries.expressions import parse_where
    from models.queries.problems import ProblemQuery
    from models.queries.view_content import columns_of, query_of

    with terminal.ledger() as ledger:
        where = parse_where(arguments.where) if arguments.where.strip() else None
        query, columns = ProblemQuery(sort=()), None
        if arguments.view:
            content = find_view(ledger, arguments.view).content
            query = query_of(content)
            columns = [ExportColumn(*column) for column in columns_of(content)]
        if where is not None:
            query = query.with_condition(where)
        written = export_problems(ledger, query, columns, arguments.file, "", terminal.progress)
    terminal.line(f"已导出 {written.rows} 条到 {arguments.file}")
    return 0
