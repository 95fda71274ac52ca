"""chart: draw one of the charts into a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.arguments import BadUsage, day
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("id", nargs="?", metavar="图名", help="见 --list")
    parser.add_argument("--out", type=Path, metavar="文件", help=".png、.svg 或 .pdf")
    parser.add_argument("--as-of", type=day, metavar="日期", help="那一天结束时的状态（默认：今天）")
    parser.add_argument("--where", default="", metavar="条件", help="只算符合条件的问题")
    parser.add_argument("--list", action="store_true", help="列出所有图名")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Draw, or list what can be drawn."""
    if arguments.list:
        from models.charts.catalogue import TITLES

        for name, title in TITLES.items():
            terminal.line(f"{name}  {title}")
        return 0
    if not arguments.id or arguments.out is None:
        raise BadUsage("要写图名和 --out 文件", advice="图名见 rectledger chart --list")
    from models import clock
    from models.charts.catalogue import build_chart
    from models.queries.expressions import parse_where
    from models.queries.problems import ProblemQuery

    as_of = arguments.as_of or clock.today()
    with terminal.ledger() as ledger:
        where = parse_where(arguments.where) if arguments.where.strip() else None
        spec = build_chart(arguments.id, ledger, ProblemQuery(where=where), as_of)
    from models.charts.draw import save

    save(spec, arguments.out)
    terminal.line(f"已画好“{spec.title}”：{arguments.out}")
    return 0
