"""duties: what must be reported in a month and who is late; record what was sent or who was urged; switch duties on."""

from __future__ import annotations

import argparse
import re
from argparse import ArgumentParser, Namespace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.commands.problems import fitted
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.queries.duties import DutyDay, UnitDuty
    from models.queries.duty_lines import DutyLine
    from models.store import Ledger

_LATE_HEADS = (("单位", 16), ("报送内容", 26), ("报告期", 22), ("应报", 12), ("逾期", 8), ("工作日", 8), ("催办", 6))
_DAY_HEADS = (("应报", 12), ("报送内容", 26), ("报告期", 22), ("已报", 8), ("未报", 8), ("逾期", 6))
_LIST_HEADS = (("启用", 6), ("所属制度", 24), ("报送内容", 26), ("级别", 6), ("什么时候报", 30), ("报送单位", 24))


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("--month", type=_month, metavar="月份", help="例 2019-04；不写是本月")
    parser.add_argument("--late", action="store_true", help="只列逾期未报的单位")
    parser.add_argument("--list", action="store_true", help="列出报送任务本身，包括没有启用的")
    parser.add_argument("--records", action="store_true", help="各单位最近一年的按时率")
    parser.add_argument("--campaign", metavar="名称", help="“各市”“各县”只算这个任务来源的")
    parser.add_argument("--json", action="store_true", help="给出一个 JSON 对象")
    parser.add_argument("--enable", metavar="任务", help="启用一项报送任务，从今天起计算")
    parser.add_argument("--disable", metavar="任务", help="停用一项报送任务")
    parser.add_argument("--sent", metavar="任务", help="登记报送：与 --unit、--period 同用")
    parser.add_argument("--remind", metavar="任务", help="登记催办：与 --unit、--period 同用")
    parser.add_argument("--unit", action="append", default=[], metavar="单位", help="可以写几次")
    parser.add_argument("--period", metavar="报告期", help="例 2019-04、2019年第8次双周调度")
    parser.add_argument("--at", default="", metavar="时间", help="报送时间，例 '2019-04-25 16:30'；不写是现在")
    parser.add_argument("--by", default="", metavar="人", help="报送人，或催办时接电话的人")
    parser.add_argument("--number", default="", metavar="文号")
    parser.add_argument("--what", default="", metavar="材料", help="报来了什么；催办时是对方的答复")
    parser.add_argument("--way", default="", metavar="方式", help="催办方式，默认电话")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Do what was asked for; without an option the month is listed."""
    writes = [name for name in ("enable", "disable", "sent", "remind") if getattr(arguments, name) is not None]
    if len(writes) > 1:
        raise UserError(f"--{writes[0]} 和 --{writes[1]} 不能一起用", advice="请一次做一件事")
    if writes:
        return _write(arguments, terminal, writes[0])
    with terminal.ledger() as ledger:
        if arguments.list:
            _print_list(ledger, arguments, terminal)
        elif arguments.late:
            _print_late(ledger, arguments, terminal)
        elif arguments.records:
            _print_records(ledger, arguments, terminal)
        else:
            _print_month(ledger, arguments, terminal)
    return 0


def _month(text: str) -> date:
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})月?", text.strip())
    if match is None or not 1 <= int(match[2]) <= 12 or not 1950 <= int(match[1]) < 2200:
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，请写成 2019-04")
    return date(int(match[1]), int(match[2]), 1)


# ---- reading ----------------------------------------------------------------------------------------------------


def _print_month(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    from models import clock
    from models.queries.duties import due_between

    first: date = arguments.month or clock.today().replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = due_between(ledger, first, last, arguments.campaign)
    if arguments.json:
        terminal.json({"month": f"{first:%Y-%m}", "duties": [_day_object(day) for day in days]})
        return
    _line(terminal, _DAY_HEADS, [head for head, _width in _DAY_HEADS])
    for day in days:
        one, owed = day.occurrence, len(day.units) - day.sent
        due = one.due_on.isoformat()
        cells = (due, day.duty.name, _period(one.period), str(day.sent), str(owed or ""), str(day.late or ""))
        _line(terminal, _DAY_HEADS, cells)
    terminal.line(f"{first.year}年{first.month}月共 {len(days)} 次" if days else "这个月没有要报送的任务")


def _print_late(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    from models.queries.duties import late_list

    late = late_list(ledger, arguments.campaign)
    if arguments.month is not None:
        late = [one for one in late if one.occurrence.due_on.replace(day=1) == arguments.month]
    if arguments.json:
        terminal.json({"late": [_unit_object(one) for one in late]})
        return
    _line(terminal, _LATE_HEADS, [head for head, _width in _LATE_HEADS])
    for one in late:
        due = one.occurrence.due_on.isoformat()
        cells = (
            one.unit, one.duty.name, one.period_words, due, f"{one.days_late} 天", str(one.workdays_late),
            str(one.reminders or ""),
        )  # fmt: skip
        _line(terminal, _LATE_HEADS, cells)
    terminal.line(f"共 {len(late)} 份逾期未报")


def _print_records(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    from models import clock
    from models.queries.duties import unit_records

    today = clock.today()
    found = unit_records(ledger, today - timedelta(days=365), today, arguments.campaign)
    if arguments.json:
        rows = [
            {"unit": one.unit, "due": one.due, "on_time": one.on_time, "sent_late": one.sent_late,
             "missing": one.missing, "rate": one.rate}
            for one in found
        ]  # fmt: skip
        terminal.json({"records": rows})
        return
    heads = (("单位", 16), ("应报", 6), ("按时", 6), ("迟报", 6), ("未报", 6), ("按时率", 8))
    _line(terminal, heads, [head for head, _width in heads])
    for one in found:
        rate = "" if one.rate is None else f"{one.rate:.0%}"
        _line(terminal, heads, (one.unit, *map(str, (one.due, one.on_time, one.sent_late, one.missing)), rate))


def _print_list(ledger: Ledger, arguments: Namespace, terminal: Terminal) -> None:
    lines = _duties(ledger)
    if arguments.json:
        terminal.json({"duties": [_duty_object(line) for line in lines]})
        return
    _line(terminal, _LIST_HEADS, [head for head, _width in _LIST_HEADS])
    for line in lines:
        on = "是" if line.active else ""
        cells = (on, line.preset, line.name, line.level, line.broken or line.words, line.unit_words)
        _line(terminal, _LIST_HEADS, cells)


def _duties(ledger: Ledger) -> list[DutyLine]:
    from models.queries.duty_lines import read_duties

    with ledger.reading() as connection:
        return read_duties(connection, retired=True)


def _line(terminal: Terminal, heads: tuple[tuple[str, int], ...], cells: Any) -> None:
    words = [fitted(cell, width) for cell, (_head, width) in zip(cells, heads, strict=True)]
    terminal.line("  ".join(words).rstrip())


def _period(period: str) -> str:
    from models.rules.periods import period_title

    return period_title(period)


def _duty_object(line: DutyLine) -> dict[str, Any]:
    from models.rules.duties import recurrence_value

    return {
        "name": line.name, "preset": line.preset, "level": line.level, "units": list(line.units),
        "recipient": line.recipient, "rule": recurrence_value(line.rule), "when": line.words, "shift": line.shift,
        "remind_workdays": line.remind_workdays, "active": line.active, "origin": line.origin,
        "starts_on": line.starts_on.isoformat() if line.starts_on else None,
        "ends_on": line.ends_on.isoformat() if line.ends_on else None,
    }  # fmt: skip


def _day_object(day: DutyDay) -> dict[str, Any]:
    one = day.occurrence
    return {
        "duty": day.duty.name, "preset": day.duty.preset, "level": day.duty.level, "period": one.period,
        "due_on": one.due_on.isoformat(), "due_time": day.duty.due_time or None, "estimated": one.estimated,
        "sent": day.sent, "total": len(day.units), "late": day.late,
        "units": [{"unit": unit.unit, "state": unit.state, "reports": len(unit.reports)} for unit in day.units],
    }  # fmt: skip


def _unit_object(one: UnitDuty) -> dict[str, Any]:
    return {
        "unit": one.unit, "duty": one.duty.name, "period": one.occurrence.period,
        "due_on": one.occurrence.due_on.isoformat(), "days_late": one.days_late, "workdays_late": one.workdays_late,
        "reminders": one.reminders,
    }  # fmt: skip


# ---- writing ----------------------------------------------------------------------------------------------------


def _write(arguments: Namespace, terminal: Terminal, what: str) -> int:
    with terminal.ledger(writing=True) as ledger:
        line = _named(_duties(ledger), getattr(arguments, what))
        if what in ("enable", "disable"):
            from models.operations.duties import switch_duties

            change = switch_duties(ledger, [line.id], what == "enable")
        else:
            change = _record(ledger, line, arguments, what)
        if arguments.json:
            terminal.json({"change": change.change_set_id, "title": change.title})
        else:
            terminal.line(f"已{change.title}。")
    return 0


def _record(ledger: Ledger, line: DutyLine, arguments: Namespace, what: str) -> Any:
    from models.operations.duty_reports import Owed, Sending, read_moment, record_sent, remind
    from models.rules.duties import ONCE_PERIOD

    once = line.rule.kind == "once"
    if not arguments.unit or not (arguments.period or once):
        raise UserError(f"--{what} 还要写明单位和报告期", advice="例：--unit 邯郸市 --period 2019-04")
    period, due = (ONCE_PERIOD, None) if once else _known_period(ledger, line, arguments.period)
    owed = [Owed(line.id, unit, period, due) for unit in arguments.unit]
    if what == "remind":
        return remind(ledger, owed, arguments.way, arguments.by, arguments.what)
    sending = Sending(read_moment(arguments.at), arguments.by, arguments.what, arguments.number)
    return record_sent(ledger, owed, sending)


def _known_period(ledger: Ledger, line: DutyLine, text: str) -> tuple[str, date | None]:
    """The period as the duty names it, and the day it was due; UserError for one that the duty does not have."""
    from models import clock
    from models.queries.duties import DutyReading
    from models.rules.periods import read_period

    wanted = read_period(text, clock.today())
    with ledger.reading() as connection:
        reading = DutyReading(connection, clock.now())
        times = reading.times(line, line.starts_on or clock.today(), clock.today() + timedelta(days=400))
    found = next((one for one in times if one.period == wanted), None)
    if found is None:
        near = "、".join(_period(one.period) for one in times[-3:]) or "没有"
        raise UserError(f"“{line.name}”没有“{text}”这个报告期", advice=f"可用的例如：{near}")
    return found.period, found.due_on


def _named(lines: list[DutyLine], name: str) -> DutyLine:
    exact = [line for line in lines if line.name == name]
    found = exact or [line for line in lines if name and name in f"{line.preset} {line.name}"]
    running = [line for line in found if line.active] or found
    if len(running) == 1:
        return running[0]
    if not running:
        raise UserError(f"没有“{name}”这项报送任务", advice="用 rectledger duties --list 看有哪些")
    some = "、".join(line.name for line in running[:5])
    raise UserError(f"“{name}”对应几项报送任务：{some}", advice="请写全名称")
