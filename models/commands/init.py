"""init: make an empty ledger, with its first campaign if one is named."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--campaign", metavar="名称", help="同时建立一个任务来源（专项行动）")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Make the ledger; an existing one is refused."""
    from models.operations import create_campaign
    from models.store import Ledger

    ledger = Ledger.create(terminal.folder, actor=terminal.actor)
    try:
        if arguments.campaign:
            create_campaign(ledger, arguments.campaign)
    finally:
        ledger.close()
    terminal.line(f"已新建台账：{terminal.folder}")
    return 0
