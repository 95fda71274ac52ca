"""demo: make a realistic ledger to try things on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models.commands.arguments import whole_number
from models.commands.terminal import Terminal

NAME = "某省生态环境厅（演示）"
"""The bureau that a practice ledger is said to be of; printed as 填报单位."""


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--problems", type=whole_number, default=2_000, metavar="N", help="问题条数（默认 2000）")
    parser.add_argument(
        "--visits", type=whole_number, default=None, metavar="N", help="现场检查条数（默认为问题的 3 倍）"
    )
    parser.add_argument("--seed", type=whole_number, default=1, metavar="S", help="随机种子，相同则数据相同（默认 1）")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Fill an empty ledger."""
    from models.operations.demo import make_demo

    with terminal.ledger(writing=True, name=NAME) as ledger:
        made = make_demo(
            ledger,
            problems=arguments.problems,
            visits=arguments.visits,
            seed=arguments.seed,
            progress=terminal.progress,
        )
    terminal.line(f"已生成示例台账：{made.problems} 条问题，{made.visits} 次现场检查（{terminal.folder}）")
    return 0
