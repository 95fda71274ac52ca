"""remind: log a call or message about problems, about a step that was taken, or to a unit; or list what was logged."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from models.commands.arguments import whole_number
from models.commands.chosen_problems import chosen_ids
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.queries.escalation_chains import Chain
    from models.store import Ledger


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("numbers", nargs="*", metavar="编号", help="台账编号，可写多个")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and mark = 逾期未改'")
    parser.add_argument("--unit", default="", metavar="单位", help="催办一个单位")
    parser.add_argument("--escalation", type=whole_number, metavar="N", help="催办第 N 号督促措施（见 escalate --all）")
    parser.add_argument("--way", default="电话", metavar="方式", help="默认电话")
    parser.add_argument("--person", default="", metavar="人", help="接电话的人")
    parser.add_argument("--answer", default="", metavar="答复", help="对方的答复")
    parser.add_argument("--at", default="", metavar="时间", help="例 '2019-05-06 09:30'；不写是现在")
    parser.add_argument("--list", action="store_true", help="只列出这条问题或这个单位的催办")
    parser.add_argument("--json", action="store_true", help="给出一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Log it, or list what was logged with the sentence for a letter."""
    from models.operations.reminders import add_reminder, read_moment

    with terminal.ledger(writing=not arguments.list) as ledger:
        ids: list[int] = []
        if arguments.numbers or arguments.where.strip():
            ids = chosen_ids(ledger, arguments.numbers, arguments.where, "remind")
        if arguments.list:
            _print(_chain(ledger, ids, arguments.unit), arguments.json, terminal)
            return 0
        change = add_reminder(
            ledger, problem_ids=ids, escalation_id=arguments.escalation, unit=arguments.unit,
            at=read_moment(arguments.at),
            values={"way": arguments.way, "person": arguments.person, "answer": arguments.answer},
        )  # fmt: skip
    if arguments.json:
        terminal.json({"change_set": change.change_set_id, "title": change.title})
    else:
        terminal.line(f"已{change.title}。")
    return 0


def _chain(ledger: Ledger, ids: list[int], unit: str) -> Chain:
    from models.queries.escalation_chains import problem_chain_in, unit_chain_in
    from models.queries.escalations import ladder_of_problem, latest_ladder

    if len(ids) != 1 and not unit:
        raise UserError("要写一个台账编号或 --unit", advice="请看 rectledger remind --help")
    with ledger.reading() as connection:
        if unit:
            return unit_chain_in(connection, unit, latest_ladder(connection))
        return problem_chain_in(connection, ids[0], ladder_of_problem(connection, ids[0]))


def _print(chain: Chain, as_json: bool, terminal: Terminal) -> None:
    if as_json:
        lines = [
            {"at": one.at.isoformat(sep=" ", timespec="minutes"), "way": one.way, "person": one.person or None,
             "answer": one.answer or None, "actor": one.actor or None}
            for one in chain.reminders
        ]  # fmt: skip
        terminal.json({"sentence": chain.reminded() or None, "reminders": lines})
        return
    for one in chain.reminders:
        parts = (f"{one.at:%Y-%m-%d %H:%M}", one.way, one.person, one.answer)
        terminal.line("  ".join(part for part in parts if part))
    terminal.line(chain.reminded() or "还没有催办")
