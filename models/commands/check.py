"""check: the database, the chain of history, evidence files and the quality of the data."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Print what was found; 0 where all is well, 1 where something is wrong.

    A file that cannot be read any more is a finding too: nothing of it can be vouched for.
    """
    from models.queries.check import CheckReport, check_ledger
    from models.store import LedgerDamaged

    try:
        with terminal.ledger() as ledger:
            report = check_ledger(ledger, terminal.progress)
    except LedgerDamaged as error:
        terminal.note(error.sentence())
        report = CheckReport(database=False, foreign_keys=False, history_chain=False)
    told = report.to_json()
    if arguments.json:
        terminal.json(told)
    else:
        _print(told, report.titles, terminal)
    return 0 if report.ok else 1


def _print(told: dict[str, Any], titles: dict[str, str], terminal: Terminal) -> None:
    for key, title in (("database", "数据库文件"), ("foreign_keys", "表间关系"), ("history_chain", "变更记录链")):
        terminal.line(f"{title}：{'正常' if told[key] else '有问题'}")
    for key, title in (("evidence_missing", "缺少的佐证材料"), ("evidence_changed", "被改动的佐证材料")):
        terminal.line(f"{title}：{len(told[key]) or '没有'}")
        for name in told[key]:
            terminal.line(f"  {name}")
    terminal.line("数据质量：" + ("没有发现问题" if not any(line["count"] for line in told["quality"]) else ""))
    for line in told["quality"]:
        if line["count"]:
            terminal.line(f"  {titles[line['check']]}：{line['count']} 条")
