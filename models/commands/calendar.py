"""calendar: the years of the working calendar, one year day by day, or a year added from a State Council notice."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.commands.arguments import whole_number
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations.calendar import NoticePreview
    from models.rules.holiday_notice import NoticeDay
    from models.store import Ledger

_MOST = 2_000_000
"""Bytes; a notice has some thousand."""


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("year", nargs="?", type=whole_number, metavar="年", help="列出这一年的节假日和调休上班日")
    parser.add_argument("--paste", metavar="文件", help="读入国务院办公厅节假日安排通知的文字（.txt；- 为标准输入）")
    parser.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    parser.add_argument("--accept-warnings", action="store_true", help="通知有对不上的地方也采用（请先核对原文）")
    parser.add_argument("--move", action="store_true", help="采用后同时移动因此变动的期限")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """List, or add a year."""
    if arguments.paste is None:
        unused = [name for name in ("dry_run", "accept_warnings", "move") if getattr(arguments, name)]
        if unused:
            raise UserError(f"--{unused[0].replace('_', '-')} 只能和 --paste 一起用", advice="请写明通知的文件")
        with terminal.ledger() as ledger:
            return (
                _list_year(arguments, ledger, terminal) if arguments.year else _list_years(arguments, ledger, terminal)
            )
    text = _read(arguments.paste)
    with terminal.ledger(writing=not arguments.dry_run) as ledger:
        return _paste(arguments, ledger, text, terminal)


def _list_years(arguments: Namespace, ledger: Ledger, terminal: Terminal) -> int:
    from models.queries.workday_calendar import list_years

    with ledger.reading() as connection:
        lines = list_years(connection)
    if arguments.json:
        terminal.json([
            {"year": line.year, "source": line.source, "holidays": line.holidays, "makeups": line.makeups}
            for line in lines
        ])  # fmt: skip
        return 0
    for line in lines:
        terminal.line(f"{line.year}  放假 {line.holidays} 天，调休上班 {line.makeups} 天  {line.source}")
    terminal.line(f"共 {len(lines)} 年；其他年份按周一至周五预估")
    return 0


def _list_year(arguments: Namespace, ledger: Ledger, terminal: Terminal) -> int:
    from models.queries.workday_calendar import days_of_year, list_years

    with ledger.reading() as connection:
        line = next((one for one in list_years(connection) if one.year == arguments.year), None)
        days = [one for one in days_of_year(connection, arguments.year) if one.day.year == arguments.year]
    if arguments.json:
        terminal.json({
            "year": arguments.year, "known": line is not None, "source": line.source if line else None,
            "days": [_day(one) for one in days],
        })  # fmt: skip
        return 0
    terminal.line(f"{arguments.year} 年  {line.source if line else '没有节假日安排，按周一至周五预估'}")
    for one in days:
        terminal.line("  " + _words(one))
    return 0


def _paste(arguments: Namespace, ledger: Ledger, text: str, terminal: Terminal) -> int:
    from models.operations.calendar import accept_notice, preview_notice
    from models.operations.deadline_moves import apply_deadline_moves, deadline_moves

    preview = preview_notice(ledger, text, arguments.year)
    if arguments.year and preview.notice.year != arguments.year:
        raise UserError(f"通知是 {preview.notice.year} 年的，不是 {arguments.year} 年的", advice="请核对年份或通知")
    warnings = preview.notice.warnings
    if warnings and not arguments.dry_run and not arguments.accept_warnings:
        raise UserError(
            f"通知有 {len(warnings)} 处对不上：{'；'.join(warnings)}",
            advice="请核对原文；确认无误的，加 --accept-warnings",
        )
    told: dict[str, Any] = _object(preview) | {"dry_run": arguments.dry_run, "accepted": not arguments.dry_run}
    moves = []
    if not arguments.dry_run:
        accept_notice(ledger, preview.notice)
        moves = deadline_moves(ledger, terminal.progress)
        told["moves"] = [
            {
                "deadline": move.title, "ledger_number": move.ledger_number or None, "name": move.name,
                "old": move.old.isoformat() if move.old else None, "new": move.new.isoformat() if move.new else None,
                "estimated": move.estimated,
            }
            for move in moves
            if move.moves
        ]  # fmt: skip
        told["moved"] = bool(arguments.move and moves)
        if told["moved"]:
            apply_deadline_moves(ledger, moves, terminal.progress)
    if arguments.json:
        terminal.json(told)
    else:
        _print(preview, told, terminal)
    return 0


def _print(preview: NoticePreview, told: dict[str, Any], terminal: Terminal) -> None:
    notice = preview.notice
    verb = "将" if told["dry_run"] else "已"
    what = "更新" if preview.known else "添加"
    terminal.line(f"{verb}{what} {notice.year} 年：{preview.source}，{len(preview.differing)} 天与台账现在的不同")
    for one in preview.days:
        terminal.line("  " + _words(one))
    for warning in notice.warnings:
        terminal.line(f"对不上：{warning}")
    for note in notice.notes:
        terminal.line(f"说明：{note}")
    if told["dry_run"]:
        return
    moved = told["moves"]
    if not moved:
        terminal.line("没有期限因此变动")
        return
    terminal.line(f"{'已移动' if told['moved'] else '应移动'} {len(moved)} 个期限：")
    for move in moved:
        terminal.line(
            f"  {move['deadline']}  {move['ledger_number'] or move['name']}  {move['old'] or '无'} → {move['new']}"
        )
    if not told["moved"]:
        terminal.line("期限没有移动；要移动请加 --move 再运行一次，或在“设置—工作日历”里核对后移动")


def _object(preview: NoticePreview) -> dict[str, Any]:
    notice = preview.notice
    return {
        "year": notice.year, "number": notice.number or None, "known": preview.known, "source": preview.source,
        "days": [_day(one) for one in preview.days], "differing": [day.isoformat() for day in preview.differing],
        "warnings": list(notice.warnings), "notes": list(notice.notes),
    }  # fmt: skip


def _day(one: NoticeDay | Any) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "kind": one.kind, "name": one.name or None}


def _words(one: NoticeDay | Any) -> str:
    from models.rules.notice_text import WEEKDAYS
    from models.rules.workdays import kind_word

    return f"{one.day.isoformat()} 周{WEEKDAYS[one.day.weekday()]}  {kind_word(one.day, one.kind)}  {one.name}".rstrip()


def _read(name: str) -> str:
    """The text of a file, or of standard input."""
    if name == "-":
        return sys.stdin.read(_MOST) if sys.stdin is not None else ""
    path = Path(name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError("读不了通知文件", where=name, advice="请核对文件名") from error
    if len(raw) > _MOST or b"\x00" in raw:
        raise UserError("这不是通知的文字", where=name, advice="请把通知全文另存为 .txt")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("认不出这个文件的文字编码", where=name, advice="请另存为 UTF-8 的 .txt")
