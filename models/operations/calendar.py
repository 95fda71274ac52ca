"""工作日历: a year from a notice or by hand, a single day changed, a year taken out; each one step that can be undone.

Deadlines do not move by this; what would move is listed by ``deadline_moves`` and moved on yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.queries.workday_calendar import DAY, YEAR
from models.rules.holiday_notice import Notice, NoticeDay, apply_notice, read_notice
from models.rules.workdays import HOLIDAY, WORKDAY, kind_word

if TYPE_CHECKING:
    from models.store import Ledger

WORD = "calendar"
"""What ``Change.fields`` holds after any step of this room."""
_YEAR, _DAY = "calendar_year", "calendar_day"
FIRST, LAST = 1949, 2100
_LONGEST_SOURCE, _LONGEST_NAME = 300, 40
_SATURDAY = 5


@dataclass(frozen=True)
class NoticePreview:
    """A notice read, and the year as it would be; ``differing`` days are not as the ledger has them now."""

    notice: Notice
    days: tuple[NoticeDay, ...]
    known: bool
    """Whether the ledger knows the year already."""
    differing: tuple[date, ...]
    source: str
    """Where the year comes from, with the notice."""


def preview_notice(ledger: Ledger, text: str, year: int | None = None) -> NoticePreview:
    """Read a pasted notice and show the year it gives; UserError where it is none, or changes an unknown year."""
    notice = read_notice(text, year)
    _check_year(notice.year)
    with ledger.reading() as connection:
        row = _year_row(connection, notice.year)
        return _preview(connection, notice, row)


def _preview(connection: Connection, notice: Notice, row: Any) -> NoticePreview:
    if row is None and notice.is_change:
        raise UserError(
            f"这份通知是对{notice.year}年安排的调整，台账里还没有{notice.year}年的安排",
            advice="请先粘贴当年“部分节假日安排的通知”",
        )
    before = _arranged(connection, row.id if row is not None else 0)
    days = apply_notice(notice, before.values())
    all_now = {line.day: (line.kind, line.name or "") for line in connection.execute(select(DAY))}
    after = {line.day: (line.kind, line.name) for line in days}
    differing = [day for day, told in after.items() if all_now.get(day) != told]
    differing += [day for day in before if day not in after]
    return NoticePreview(notice, days, row is not None, tuple(sorted(differing)), _source(notice, row))


def accept_notice(ledger: Ledger, notice: Notice) -> Change:
    """Write a year as a notice arranges it, in one step; days that a person changed by hand follow the notice, too."""
    _check_year(notice.year)
    with ledger.writing() as connection:
        row = _year_row(connection, notice.year)
        preview = _preview(connection, notice, row)
        title = f"{'更新' if preview.known else '添加'}工作日历 {notice.year} 年"
        if notice.number:
            title += f"（{notice.number}）"
        recorder = open_change_set(connection, ledger.actor, title)
        text = notice.text if row is None or not notice.is_change else f"{row.notice or ''}\n\n{notice.text}".strip()
        values = {"source": preview.source, "notice": text}
        if row is None:
            key = create_row(connection, recorder, _YEAR, {"year": notice.year, **values})
        else:
            key = int(row.id)
            write_row_changes(connection, recorder, _YEAR, key, values)
        _write_days(connection, recorder, key, preview.days)
        recorder.close()
        return _change(recorder, title)


def add_year(ledger: Ledger, year: int, source: str) -> Change:
    """Make a year that has no exceptional days yet, to be filled in by hand; ``source`` says where it comes from."""
    _check_year(year)
    words = " ".join(source.split())
    if not words:
        raise UserError("请写明依据", advice="例如通知的文号，或“本单位安排”")
    with ledger.writing() as connection:
        if _year_row(connection, year) is not None:
            raise UserError(f"工作日历里已经有 {year} 年")
        title = f"新建工作日历 {year} 年"
        recorder = open_change_set(connection, ledger.actor, title)
        create_row(connection, recorder, _YEAR, {"year": year, "source": words[:_LONGEST_SOURCE]})
        recorder.close()
        return _change(recorder, title)


def set_day(ledger: Ledger, day: date, kind: str, name: str = "") -> Change:
    """Say what a day is: "holiday", "workday", or "" for what its weekday says.

    UserError for a year that has no arrangement: a single day would make the whole year look known.
    """
    if kind not in ("", HOLIDAY, WORKDAY):
        raise UserError(f"没有“{kind}”这种日子")
    if kind == WORKDAY and day.weekday() < _SATURDAY:
        kind = ""
    words = " ".join(name.split())[:_LONGEST_NAME]
    with ledger.writing() as connection:
        now = connection.execute(select(DAY).where(DAY.c.day == day)).one_or_none()
        year = _year_row(connection, day.year)
        if year is None:
            raise UserError(f"{day.year} 年还没有节假日安排", advice="请先粘贴通知，或新建这一年")
        title = f"工作日历 {day.isoformat()} 改为{kind_word(day, kind)}{f'（{words}）' if words and kind else ''}"
        if (now.kind if now is not None else "") == kind and (now is None or (now.name or "") == words):
            return Change(0, title, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, title)
        if not kind and now is not None:
            remove_rows(connection, recorder, _DAY, [now.id])
        elif now is not None:
            write_row_changes(connection, recorder, _DAY, now.id, {"kind": kind, "name": words or None})
        else:
            create_row(
                connection, recorder, _DAY, {"day": day, "kind": kind, "name": words or None, "year_id": year.id}
            )
        recorder.close()
        return _change(recorder, title)


def remove_year(ledger: Ledger, year: int) -> Change:
    """Take a year and the days that its notice arranged out; it is counted Monday to Friday (预估) from then on."""
    with ledger.writing() as connection:
        row = _year_row(connection, year)
        if row is None:
            raise UserError(f"工作日历里没有 {year} 年", advice="请刷新")
        title = f"删除工作日历 {year} 年"
        recorder = open_change_set(connection, ledger.actor, title)
        keys = list(connection.execute(select(DAY.c.id).where(DAY.c.year_id == row.id)).scalars())
        remove_rows(connection, recorder, _DAY, keys)
        remove_rows(connection, recorder, _YEAR, [int(row.id)])
        recorder.close()
        return _change(recorder, title)


def _write_days(connection: Connection, recorder: Recorder, year_id: int, days: Iterable[NoticeDay]) -> None:
    """Write what differs; a day that another year's notice had arranged is taken over."""
    wanted = {line.day: line for line in days}
    mine = {row.day: row for row in connection.execute(select(DAY).where(DAY.c.year_id == year_id))}
    there = {row.day: row for row in connection.execute(select(DAY).where(DAY.c.day.in_(list(wanted))))}
    remove_rows(connection, recorder, _DAY, [row.id for day, row in mine.items() if day not in wanted])
    for day, line in wanted.items():
        values = {"kind": line.kind, "name": line.name or None, "year_id": year_id}
        row = there.get(day)
        if row is None:
            create_row(connection, recorder, _DAY, {"day": day, **values})
        else:
            write_row_changes(connection, recorder, _DAY, row.id, values)


def _arranged(connection: Connection, year_id: int) -> Mapping[date, NoticeDay]:
    rows = connection.execute(select(DAY).where(DAY.c.year_id == year_id).order_by(DAY.c.day))
    return {row.day: NoticeDay(row.day, row.kind, row.name or "") for row in rows}


def _year_row(connection: Connection, year: int) -> Any:
    return connection.execute(select(YEAR).where(YEAR.c.year == year)).one_or_none()


def _source(notice: Notice, row: Any) -> str:
    number = notice.number or "国务院办公厅通知（未写文号）"
    if row is None or not notice.is_change:
        return number
    before = row.source or ""
    return before if number in before else f"{before}；{number}".strip("；")[:_LONGEST_SOURCE]


def _check_year(year: int) -> None:
    if not FIRST <= year <= LAST:
        raise UserError(f"年份不对：{year}", advice=f"请写 {FIRST} 到 {LAST} 之间的年份")


def _change(recorder: Recorder, title: str) -> Change:
    """No problem changes by it; marks that count working days may."""
    return Change(recorder.id, title, frozenset(), frozenset({WORD}), "edit")
