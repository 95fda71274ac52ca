"""backup: copy the ledger as it is now, tested by opening it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--to", type=Path, metavar="文件", help="备份到这个文件或文件夹（默认：台账的 backups 文件夹）")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Back up and say where to."""
    with terminal.ledger() as ledger:
        made = ledger.backup("manual", arguments.to, terminal.progress)
    terminal.line(f"已备份到 {made}")
    return 0
