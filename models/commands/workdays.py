"""workdays: the day so many working days after another, or the working days between two; needs no ledger."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import TYPE_CHECKING

from models.commands.arguments import day
from models.commands.deadline import ESTIMATED
from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.rules.workdays import WorkdayCalendar

_MOST_DIGITS = 9


def number_or_day(text: str) -> int | date:
    """A number of working days, negative for backwards, or a date."""
    digits = text.removeprefix("-").removeprefix("+")
    if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS and len(digits) != len("20180503"):
        return int(text)
    try:
        return day(text)
    except ArgumentTypeError:
        raise ArgumentTypeError(f"“{text}”不是工作日数，也不是日期，请写成 20 或 2018-05-31") from None


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("start", type=day, metavar="日期", help="从这一天起算，这一天本身不算")
    parser.add_argument("other", type=number_or_day, metavar="工作日数|日期", help="例：20、-5、2018-05-31")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """The answer stands alone on the first line; 预估 on the next."""
    calendar = calendar_at_hand(terminal)
    start, other = arguments.start, arguments.other
    if isinstance(other, int):
        reached = calendar.add(start, other)
        told: dict[str, object] = {"start": start.isoformat(), "workdays": other, "date": reached.day.isoformat()}
        answer, estimated = reached.day.isoformat(), reached.estimated
    else:
        counted = calendar.count(start, other)
        told = {"start": start.isoformat(), "workdays": counted.days, "date": other.isoformat()}
        answer, estimated = str(counted.days), counted.estimated
    if arguments.json:
        terminal.json(told | {"estimated": estimated})
        return 0
    terminal.line(answer)
    if estimated:
        terminal.line(ESTIMATED)
    return 0


def calendar_at_hand(terminal: Terminal) -> WorkdayCalendar:
    """The ledger's own calendar where there is a ledger, else the one that comes with the program."""
    from models.queries.workday_calendar import read_calendar
    from models.store import LedgerMissing

    try:
        with terminal.existing_ledger() as ledger, ledger.reading() as connection:
            return read_calendar(connection)
    except LedgerMissing:
        from models.holidays import shipped_calendar

        return shipped_calendar()
