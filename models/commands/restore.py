"""restore: put a backup in the ledger's place; the present is saved first."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("file", type=Path, metavar="备份文件", help="backups 文件夹里的一个备份")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Restore and say where the present went."""
    from models.store import restore

    saved = restore(terminal.folder, arguments.file, terminal.actor)
    terminal.line(f"已用 {arguments.file} 恢复台账：{terminal.folder}")
    if saved is not None:
        terminal.line(f"恢复前的台账保存在 {saved}")
    return 0
