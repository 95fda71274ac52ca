"""The working calendar as the ledger holds it, read for whoever counts working days."""

from __future__ import annotations

from sqlalchemy import Connection, Table, select

from models.rules.workdays import WorkdayCalendar, workday_calendar
from models.schema import CalendarDay, CalendarYear

_DAY: Table = CalendarDay.__table__  # type: ignore[assignment]
_YEAR: Table = CalendarYear.__table__  # type: ignore[assignment]


def read_calendar(connection: Connection) -> WorkdayCalendar:
    """All years that the ledger knows; some 700 rows, read in a few milliseconds."""
    days = [tuple(row) for row in connection.execute(select(_DAY.c.day, _DAY.c.kind, _DAY.c.name))]
    return workday_calendar(days, connection.execute(select(_YEAR.c.year)).scalars())
