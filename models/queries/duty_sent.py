"""What is kept of the reporting duties: what was sent and corrected, and who was urged how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Table, select

from models.schema import DutyReport, Reminder

_REPORT: Table = DutyReport.__table__  # type: ignore[assignment]
_REMINDER: Table = Reminder.__table__  # type: ignore[assignment]
Key = tuple[int, str, str]
"""Duty, unit and period."""


@dataclass(frozen=True)
class SentReport:
    """What a unit sent; number 1 is the first, the others are corrections of it."""

    id: int
    number: int
    sent_at: datetime
    sent_by: str
    what: str
    document_number: str
    remarks: str
    due_on: date | None
    """The day it was due by the rule of that time."""


@dataclass(frozen=True)
class Urging:
    """One call or message to a unit that owed a report."""

    id: int
    at: datetime
    way: str
    person: str
    answer: str


def sent_keys(connection: Connection) -> set[Key]:
    """For what something was sent."""
    columns = (_REPORT.c.duty_id, _REPORT.c.unit, _REPORT.c.period)
    rows = connection.execute(select(*columns).where(_REPORT.c.removed_in.is_(None)))
    return {(row.duty_id, row.unit, row.period) for row in rows}


def read_reports(connection: Connection) -> dict[Key, list[SentReport]]:
    """All that was sent, the first before its corrections."""
    query = select(_REPORT).where(_REPORT.c.removed_in.is_(None)).order_by(_REPORT.c.number)
    found: dict[Key, list[SentReport]] = {}
    for row in connection.execute(query):
        report = SentReport(
            row.id, row.number, row.sent_at, row.sent_by or "", row.what or "", row.document_number or "",
            row.remarks or "", row.due_on,
        )  # fmt: skip
        found.setdefault((row.duty_id, row.unit, row.period), []).append(report)
    return found


def read_reminders(connection: Connection) -> dict[Key, list[Urging]]:
    """All urgings about duties, the first before the later ones."""
    query = (
        select(_REMINDER)
        .where(_REMINDER.c.duty_id.is_not(None), _REMINDER.c.removed_in.is_(None))
        .order_by(_REMINDER.c.at, _REMINDER.c.id)
    )
    found: dict[Key, list[Urging]] = {}
    for row in connection.execute(query):
        urging = Urging(row.id, row.at, row.way, row.person or "", row.answer or "")
        found.setdefault((row.duty_id, row.unit or "", row.period or ""), []).append(urging)
    return found
