"""deadline: how a deadline wording is read; needs no ledger."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from models.commands.arguments import day, whole_number
from models.commands.terminal import Terminal

ESTIMATED = "预估：途中有年份没有节假日安排，暂按周一至周五计算"
_SURE = 0.6
"""Confidence below which a person should look."""


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("text", metavar="时限原文", help="例：9月底前、15日内、立行立改、年底前完成主体，明年6月底完成")
    parser.add_argument("--assigned", type=day, metavar="日期", help="交办日期，若干天内从它起算")
    parser.add_argument("--year", type=whole_number, metavar="年", help="没有写年份时用的年份")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Print the reading."""
    from models.holidays import shipped_calendar
    from models.rules.deadline_text import read_deadline

    assigned = arguments.assigned
    year = arguments.year if arguments.year is not None else assigned.year if assigned else None
    read = read_deadline(arguments.text, assigned_on=assigned, year=year, calendar=shipped_calendar())
    told: dict[str, Any] = read.to_json()
    if arguments.json:
        told["note"] = "；".join(filter(None, (read.note, read.rule, ESTIMATED if read.estimated else "")))
        terminal.json(told)
        return 0
    from models.queries.fields import DEADLINE_KIND_TITLES

    days = f"，{told['days']} 天" if told["days"] is not None else ""
    terminal.line(f"{DEADLINE_KIND_TITLES.get(told['kind'], told['kind'])}{days}：{told['date'] or '没有日期'}")
    if read.rule:
        terminal.line(read.rule)
    if read.estimated:
        terminal.line(ESTIMATED)
    for stage in told["stages"]:
        terminal.line(f"  {stage['date'] or '没有日期'}  {stage['text']}")
    if told["note"]:
        terminal.line(told["note"])
    if told["kind"] != "unknown" and told["confidence"] < _SURE:
        terminal.line("读法不一定对，请核对原文")
    return 0
