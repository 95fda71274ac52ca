"""What was sent for a reporting duty, and who was urged: recorded for one unit or many in one step, and taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.entities import entity_of, gone, missing
from models.operations.history import open_change_set
from models.operations.reminders import WAYS
from models.operations.rows import create_row, read_rows, remove_rows, write_row_changes
from models.rules.dates import read_date
from models.rules.duties import ONCE_PERIOD
from models.rules.periods import period_title
from models.rules.text import many_lines, one_line
from models.schema import Duty, DutyReport

if TYPE_CHECKING:
    from models.store import Ledger

_DUTY: Table = Duty.__table__  # type: ignore[assignment]
_REPORT: Table = DutyReport.__table__  # type: ignore[assignment]
REPORTS, REMINDERS = "duty_report", "reminder"
WORD, REMINDER_WORD = "duty_reports", "reminder_rows"
_LIMITS = {"sent_by": 100, "document_number": 100, "unit": 300, "way": 20, "person": 100}
_NAMES = {"sent_by": "报送人", "document_number": "文号", "unit": "单位", "way": "催办方式", "person": "接电话的人"}


@dataclass(frozen=True)
class Owed:
    """One report that a unit owes: ``due_on`` is kept with what was sent."""

    duty_id: int
    unit: str
    period: str
    due_on: date | None = None


@dataclass(frozen=True)
class Sending:
    """What was sent and when; blank texts are unknown. ``sent_at`` None is now."""

    sent_at: datetime | None = None
    sent_by: str = ""
    what: str = ""
    document_number: str = ""
    remarks: str = ""


def record_sent(ledger: Ledger, owed: Sequence[Owed], sending: Sending = Sending()) -> Change:
    """Record what came in, for one unit or several in one step; a further report of the same is a correction."""
    values = _sending_values(sending)
    with ledger.writing() as connection:
        title = f"登记{_whose(connection, owed)}"
        recorder = open_change_set(connection, ledger.actor, title)
        for one in dict.fromkeys(owed):
            unit = _text("unit", one.unit)
            if not unit:
                raise UserError("没有写报送单位")
            key = (_REPORT.c.duty_id == one.duty_id, _REPORT.c.unit == unit, _REPORT.c.period == one.period)
            # numbers of removed rows are never given again, so that undo can put those back
            last = connection.execute(select(func.max(_REPORT.c.number)).where(*key)).scalar() or 0
            row = {"duty_id": one.duty_id, "unit": unit, "period": one.period, "due_on": one.due_on}
            create_row(connection, recorder, REPORTS, row | values | {"number": int(last) + 1})
        recorder.close()
        return Change(recorder.id, recorder.title, frozenset(), frozenset({WORD}), "edit")


def change_sent(ledger: Ledger, report_id: int, sending: Sending) -> Change:
    """Put right what was recorded about a report."""
    values = _sending_values(sending)
    with ledger.writing() as connection:
        row = _report(connection, report_id)
        title = f"修改{row['unit']} {_period(row['period'])}报送记录"
        recorder = open_change_set(connection, ledger.actor, title)
        write_row_changes(connection, recorder, REPORTS, report_id, values)
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({WORD}), "edit")


def remove_sent(ledger: Ledger, report_ids: Sequence[int]) -> Change:
    """Take records out that were made by mistake; undo puts them back."""
    with ledger.writing() as connection:
        row = _report(connection, report_ids[0])
        more = f"等 {len(report_ids)} 条" if len(report_ids) > 1 else ""
        title = f"删除{row['unit']} {_period(row['period'])}报送记录{more}"
        recorder = open_change_set(connection, ledger.actor, title)
        remove_rows(connection, recorder, REPORTS, list(report_ids))
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({WORD}), "edit")


def remind(ledger: Ledger, owed: Sequence[Owed], way: str = WAYS[0], person: str = "", answer: str = "") -> Change:
    """Record that units were urged, in one step."""
    way, person = _text("way", way) or WAYS[0], _text("person", person)
    with ledger.writing() as connection:
        title = f"{way}催办{_whose(connection, owed)}"
        recorder = open_change_set(connection, ledger.actor, title)
        for one in dict.fromkeys(owed):
            row: dict[str, Any] = {
                "duty_id": one.duty_id, "period": one.period, "unit": one.unit, "at": clock.now(), "way": way,
                "person": person or None, "answer": many_lines(answer) or None, "actor_id": recorder.actor_id,
            }  # fmt: skip
            create_row(connection, recorder, REMINDERS, row)
        recorder.close()
        return Change(recorder.id, recorder.title, frozenset(), frozenset({REMINDER_WORD, WORD}), "edit")


def remove_reminders(ledger: Ledger, reminder_ids: Sequence[int]) -> Change:
    """Take urgings out that were recorded by mistake; undo puts them back."""
    one = entity_of(REMINDERS)
    with ledger.writing() as connection:
        rows = read_rows(connection, one, reminder_ids)
        standing = [key for key, row in rows.items() if not gone(one, row)]
        if not standing:
            raise missing(one)
        title = f"删除对{rows[standing[0]]['unit'] or ''}的催办记录"
        recorder = open_change_set(connection, ledger.actor, title)
        remove_rows(connection, recorder, REMINDERS, standing)
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({REMINDER_WORD, WORD}), "edit")


def read_moment(text: str) -> datetime | None:
    """A day, with or without an hour, as typed: 2019-5-6 16:30; None for nothing. UserError for anything else."""
    plain = " ".join(text.replace("：", ":").split())
    if not plain:
        return None
    day_text, _space, time_text = plain.rpartition(" ") if ":" in plain else (plain, "", "")
    hour, minute = 0, 0
    if time_text:
        parts = time_text.split(":")
        if len(parts) != 2 or not all(part.isdigit() for part in parts) or int(parts[0]) > 23 or int(parts[1]) > 59:
            raise UserError(f"“{text}”不是时间", advice="请写成 2019-05-06 16:30")
        hour, minute = int(parts[0]), int(parts[1])
    day = clock.today() if time_text and not day_text else read_date(day_text, year=clock.today().year).date
    if day is None:
        raise UserError(f"“{text}”不是时间", advice="请写成 2019-05-06 16:30")
    return datetime.combine(day, time(hour, minute))


def _sending_values(sending: Sending) -> dict[str, Any]:
    at = sending.sent_at or clock.now()
    if at.date() > clock.today():
        raise UserError(f"报送时间 {at:%Y-%m-%d %H:%M} 还没有到", advice="请核对日期")
    values: Mapping[str, str] = {
        "sent_by": _text("sent_by", sending.sent_by), "what": many_lines(sending.what),
        "document_number": _text("document_number", sending.document_number), "remarks": many_lines(sending.remarks),
    }  # fmt: skip
    return {"sent_at": at.replace(microsecond=0)} | {key: value or None for key, value in values.items()}


def _text(key: str, text: str) -> str:
    plain = one_line(text)
    if len(plain) > _LIMITS[key]:
        raise UserError(f"{_NAMES[key]}最多 {_LIMITS[key]} 个字，现在有 {len(plain)} 个字", advice="请写短一些")
    return plain


def _whose(connection: Connection, owed: Sequence[Owed]) -> str:
    """石家庄市等 3 个单位 2019年4月整改进展月报; UserError where there is nothing or the duty is gone."""
    if not owed:
        raise UserError("没有选择报送单位", advice="请先选择单位")
    ids = {one.duty_id for one in owed}
    rows = connection.execute(select(_DUTY.c.id, _DUTY.c.name).where(_DUTY.c.id.in_(ids)))
    names: dict[int, str] = {row.id: row.name for row in rows}
    if ids - names.keys():
        raise UserError("这项报送任务已经不在了", advice="请刷新")
    units = list(dict.fromkeys(one.unit for one in owed))
    first = units[0] + (f"等 {len(units)} 个单位" if len(units) > 1 else "")
    return f"{first}报送 {_period(owed[0].period)}{names[owed[0].duty_id]}" + (
        f"等 {len(ids)} 项" if len(ids) > 1 else ""
    )


def _period(period: str) -> str:
    return "" if period == ONCE_PERIOD else f"{period_title(period)} "


def _report(connection: Connection, report_id: int) -> Mapping[str, Any]:
    one = entity_of(REPORTS)
    row = read_rows(connection, one, [report_id]).get(report_id)
    if row is None or gone(one, row):
        raise missing(one)
    return row
