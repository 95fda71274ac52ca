"""What the section 工作日历 shows, read beside the window: the years, their days, and the deadlines that differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models import clock

if TYPE_CHECKING:
    from models.queries.workday_calendar import YearLine
    from models.store import Ledger

Days = dict[date, tuple[str, str]]


@dataclass(frozen=True)
class YearRow:
    """A line of the list; ``known`` False for a year that is only counted Monday to Friday."""

    year: int
    source: str
    holidays: int = 0
    makeups: int = 0
    known: bool = True


@dataclass(frozen=True)
class CalendarShown:
    """All that the section needs."""

    rows: tuple[YearRow, ...]
    days: dict[int, Days]
    puts_off: bool


def read_shown(ledger: Ledger) -> CalendarShown:
    """The years with their days; the running year and the next stand in the list also when they are not known."""
    from models.queries.workday_calendar import list_years, read_counting

    with ledger.reading() as connection:
        lines = list_years(connection)
        counting = read_counting(connection)
    days: dict[int, Days] = {}
    names = counting.calendar.names
    for day, kind in counting.calendar.days.items():
        days.setdefault(day.year, {})[day] = (kind, names.get(day, ""))
    return CalendarShown(tuple(_rows(lines)), days, counting.puts_off)


def _rows(lines: list[YearLine]) -> list[YearRow]:
    known = {line.year: YearRow(line.year, line.source, line.holidays, line.makeups) for line in lines}
    this_year = clock.today().year
    for year in (this_year, this_year + 1):
        known.setdefault(year, YearRow(year, "没有通知，按周一至周五预估", known=False))
    return [known[year] for year in sorted(known, reverse=True)]


def read_moves(ledger: Ledger, progress: Any) -> list[Any]:
    """The deadlines that the calendar would move."""
    from models.operations.deadline_moves import deadline_moves

    return list(deadline_moves(ledger, progress))
