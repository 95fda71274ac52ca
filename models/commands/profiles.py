"""profiles: list the remembered import profiles, or hand one on as a file and take one in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from models.commands.arguments import BadUsage
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--export", metavar="方案", help="把这个方案存成文件，要同时写 --out")
    parser.add_argument("--out", type=Path, metavar="文件", help="导出到哪个 .json 文件")
    parser.add_argument("--import", type=Path, metavar="文件", dest="take_in", help="导入一个方案文件")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出，每行一个方案")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """List, export or take in."""
    if (arguments.export is None) != (arguments.out is None):
        raise BadUsage("--export 和 --out 要一起写", advice="请看 rectledger profiles --help")
    if arguments.export is not None and arguments.take_in is not None:
        raise BadUsage("--export 和 --import 一次只能做一件", advice="请看 rectledger profiles --help")
    if arguments.take_in is not None:
        from models.importing.profiles.file import import_profile

        with terminal.ledger(writing=True) as ledger:
            name, _change = import_profile(ledger, arguments.take_in)
        terminal.line(f"已导入方案“{name}”")
        return 0
    from models.importing.profiles.known import list_profiles, profile_named

    with terminal.ledger() as ledger:
        if arguments.export is not None:
            from models.importing.profiles.file import export_profile

            with ledger.reading() as connection:
                profile = profile_named(connection, arguments.export)
            export_profile(ledger, profile.id, arguments.out)
            terminal.line(f"已导出方案“{profile.name}”：{arguments.out}")
            return 0
        found = list_profiles(ledger)
    for one in found:
        used = one.used_at.date().isoformat() if one.used_at else None
        if arguments.json:
            terminal.json({
                "name": one.name, "active": one.active, "used": used, "sender": one.sender or None,
                "columns": one.columns, "headers": one.headers,
            })  # fmt: skip
        else:
            state = "" if one.active else "（停用）"
            terminal.line(f"{one.name}{state}  对应 {one.mapped} 列，上次使用 {used or '—'}")
    if not found and not arguments.json:
        terminal.line("还没有导入方案；每导入一份清单会自动记下")
    return 0
