"""visits: list site visits, for people or as one JSON object a line, or only their totals by round and city."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from models.commands.problems import fitted
from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.queries.visits_totals import Totals, VisitTotals

_COLUMNS = (
    ("number", "检查编号", 14), ("round", "轮次", 6), ("visited_on", "检查日期", 12), ("team", "检查组", 12),
    ("place", "市·县", 24), ("site_name", "点位（企业）名称", 30), ("found_problem", "发现问题", 10),
    ("problem", "对应问题", 12),
)  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and found_problem = 是'")
    parser.add_argument("--campaign", metavar="名称", help="只看这个任务来源")
    parser.add_argument("--totals", action="store_true", help="只给出按轮次、按市的合计")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象；与 --totals 同用时是一个对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Print the visits, latest last, or their totals."""
    from models.queries.expressions import parse_where
    from models.queries.visits import VISIT_FIELDS, VisitQuery
    from models.queries.visits_records import visit_records
    from models.queries.visits_totals import visit_totals

    where = parse_where(arguments.where, VISIT_FIELDS) if arguments.where.strip() else None
    query = VisitQuery(where=where, campaign=arguments.campaign, sort=(("visited_on", False),))
    with terminal.ledger() as ledger:
        if arguments.totals:
            totals = visit_totals(ledger, query)
            if arguments.json:
                terminal.json(_totals_object(totals))
            else:
                _print_totals(totals, terminal)
            return 0
        number = 0
        encode = json.JSONEncoder(ensure_ascii=False).encode
        if not arguments.json:
            terminal.line("  ".join(fitted(head, width) for _key, head, width in _COLUMNS))
        for record in visit_records(ledger, query):
            number += 1
            if arguments.json:
                terminal.line(encode(record))
            else:
                terminal.line("  ".join(fitted(_text(record, key), width) for key, _, width in _COLUMNS).rstrip())
        if not arguments.json:
            terminal.line(f"共 {number} 次")
    return 0


def _text(record: dict[str, Any], key: str) -> str:
    if key == "place":
        return "·".join(part for part in (record["city"], record["county"]) if part)
    if key == "found_problem":
        return "是" if record[key] else "否"
    return (record[key] or "").replace("\n", " ")


def _numbers(totals: Totals) -> dict[str, Any]:
    return {
        "visits": totals.visits, "with_problem": totals.with_problem, "share": totals.share,
        "problems": totals.problems,
    }  # fmt: skip


def _totals_object(found: VisitTotals) -> dict[str, Any]:
    def day(value: Any) -> str | None:
        return value.isoformat() if value else None

    rounds = [
        {"campaign": line.campaign or None, "round": line.name or None, "started_on": day(line.started_on),
         "ended_on": day(line.ended_on), "teams": line.teams} | _numbers(line.totals)
        for line in found.rounds
    ]  # fmt: skip
    cities = [{"province": line.province, "city": line.city} | _numbers(line.totals) for line in found.cities]
    return {**_numbers(found.whole), "rounds": rounds, "cities": cities}


def _print_totals(found: VisitTotals, terminal: Terminal) -> None:
    heads = ("检查家次", "发现问题", "占比", "对应问题")
    terminal.line("  ".join((fitted("轮次", 10), fitted("起止", 24), *(fitted(head, 10) for head in heads))).rstrip())
    for line in found.rounds:
        days = " 至 ".join(day.isoformat() for day in (line.started_on, line.ended_on) if day)
        name = line.name or "（没有轮次）"
        terminal.line("  ".join((fitted(name, 10), fitted(days, 24), *_columns(line.totals))).rstrip())
    terminal.line()
    for line in found.cities:
        name = line.city or "（没有市）"
        terminal.line("  ".join((fitted(name, 10), fitted(line.province or "", 24), *_columns(line.totals))).rstrip())
    terminal.line("  ".join((fitted("合计", 10), fitted("", 24), *_columns(found.whole))).rstrip())


def _columns(totals: Totals) -> tuple[str, ...]:
    share = "" if totals.share is None else f"{totals.share:.1f}%"
    return tuple(
        fitted(text, 10) for text in (str(totals.visits), str(totals.with_problem), share, str(totals.problems))
    )
