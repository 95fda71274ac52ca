"""problems: list problems, for people or as one JSON object a line."""

from __future__ import annotations

import json
import unicodedata
from argparse import ArgumentParser, Namespace
from typing import Any

from models.commands.arguments import day
from models.commands.terminal import Terminal

_COLUMNS = (("ledger_number", 12), ("place", 24), ("site_name", 30), ("category", 22), ("deadline", 12), ("status", 12))
_HEADS = ("台账编号", "市·县", "点位（企业）名称", "问题类别", "整改期限", "状态")


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--as-of", type=day, metavar="日期", help="那一天结束时的状态")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and status != 已销号'")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Print the problems in the order of their entry."""
    from models.queries.expressions import parse_where
    from models.queries.problems import ProblemQuery, problem_records

    with terminal.ledger() as ledger:
        where = parse_where(arguments.where) if arguments.where.strip() else None
        query = ProblemQuery(where=where, as_of=arguments.as_of)
        records = problem_records(ledger, query)
        if arguments.json:
            encode = json.JSONEncoder(ensure_ascii=False).encode
            for record in records:
                terminal.line(encode(record))
            return 0
        terminal.line("  ".join(fitted(head, width) for head, (_, width) in zip(_HEADS, _COLUMNS, strict=True)))
        number = 0
        for record in records:
            number += 1
            terminal.line("  ".join(fitted(_text(record, key), width) for key, width in _COLUMNS).rstrip())
        terminal.line(f"共 {number} 条")
    return 0


def _text(record: dict[str, Any], key: str) -> str:
    if key == "place":
        return "·".join(part for part in (record["city"], record["county"]) if part)
    if key == "deadline":
        return record["deadline"] or (record["deadline_text"] or "").replace("\n", " ")
    return (record[key] or "").replace("\n", " ")


def fitted(text: str, width: int) -> str:
    """Cut or filled to so many half-width columns."""
    shown, used = "", 0
    for sign in text:
        size = 2 if unicodedata.east_asian_width(sign) in "WFA" else 1
        if used + size > width:
            break
        shown, used = shown + sign, used + size
    return shown + " " * (width - used)
