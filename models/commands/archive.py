"""archive: 一问题一档案, a folder for each problem with all its papers and evidence, or all of them as one ZIP."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.arguments import BadUsage
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("out", type=Path, metavar="文件夹", help="档案放在这里；已有的不覆盖，另加 _v2")
    parser.add_argument("--where", default="", metavar="条件", help="例：'status = 已销号 and city = 邯郸市'")
    parser.add_argument("--all", action="store_true", help="台账里的全部问题")
    parser.add_argument("--zip", action="store_true", dest="as_zip", help="打成一个 ZIP 文件")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write them and say what is missing."""
    if not arguments.where.strip() and not arguments.all:
        raise BadUsage("没有说明要归档哪些问题", advice="请写 --where 条件，或用 --all 归档全部")
    from models.archiving.packing import archive_problems
    from models.errors import UserError
    from models.queries.expressions import parse_where
    from models.queries.problems import ProblemQuery, problem_ids

    query = ProblemQuery()
    if arguments.where.strip():
        query = query.with_condition(parse_where(arguments.where))
    with terminal.ledger() as ledger:
        ids = list(problem_ids(ledger, query))
        if not ids:
            raise UserError("没有符合条件的问题", advice="请核对 --where 的条件")
        archived = archive_problems(ledger, ids, arguments.out, as_zip=arguments.as_zip, progress=terminal.progress)
    terminal.line(f"已归档 {len(archived.problems)} 条问题，共 {archived.files} 个文件：{archived.path}")
    if archived.incomplete:
        terminal.line(f"其中 {archived.incomplete} 条有缺项，见各自的封面和归档目录.xlsx")
    return 0
