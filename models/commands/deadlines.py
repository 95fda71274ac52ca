"""deadlines: problems that are over, near, or behind their expected progress, with calendar and working days."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from models.commands.problems import fitted
from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.queries.deadlines_listing import DeadlineLine

_KINDS = {"overdue": "逾期", "near": "临近到期", "behind": "落后序时进度"}
_COLUMNS = (12, 12, 30, 20, 30, 24)
_HEADS = ("台账编号", "整改期限", "时限", "市·县", "点位（企业）名称", "责任单位")


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    for kind, words in _KINDS.items():
        parser.add_argument(f"--{kind}", action="store_true", help=f"只列{words}的（可以并用；都不写就全列）")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市'")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Print them by deadline."""
    from models.queries.deadlines_listing import deadline_lines
    from models.queries.expressions import parse_where
    from models.queries.problems import ProblemQuery

    kinds = frozenset(kind for kind in _KINDS if getattr(arguments, kind)) or frozenset(_KINDS)
    with terminal.ledger() as ledger:
        query = ProblemQuery(where=parse_where(arguments.where) if arguments.where.strip() else None)
        lines = deadline_lines(ledger, query, kinds, terminal.progress)
    terminal.end_progress()
    if arguments.json:
        for line in lines:
            terminal.json(_record(line))
        return 0
    terminal.line("  ".join(fitted(head, width) for head, width in zip(_HEADS, _COLUMNS, strict=True)))
    for line in lines:
        told = (line.ledger_number, str(line.deadline or ""), _left(line), line.place, line.site_name, line.unit)
        terminal.line("  ".join(fitted(text, width) for text, width in zip(told, _COLUMNS, strict=True)).rstrip())
    terminal.line(f"共 {len(lines)} 条")
    return 0


def _left(line: DeadlineLine) -> str:
    from models.rules.timeliness import Remaining

    words: list[str] = []
    if line.mark is not None and line.days is not None and line.workdays is not None:
        words.append(Remaining(line.days, line.workdays).sentence)
    if line.behind:
        words.append(f"落后序时进度 {line.behind} 天")
    return "，".join(words)


def _record(line: DeadlineLine) -> dict[str, Any]:
    return {
        "ledger_number": line.ledger_number, "place": line.place, "site_name": line.site_name,
        "responsible_unit": line.unit, "status": line.status,
        "deadline": line.deadline.isoformat() if line.deadline else None,
        "original_deadline": line.original.isoformat() if line.original else None,
        "mark": line.mark, "days_left": line.days, "workdays_left": line.workdays, "behind_days": line.behind,
    }  # fmt: skip
