"""The holidays that come with the program: what a new ledger starts from, and what is asked without a ledger."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache

from models.paths import resource
from models.rules.workdays import WorkdayCalendar, workday_calendar

_DECEMBER = 12


def shipped_days() -> list[tuple[date, str, str | None]]:
    """(day, kind, name) of every holiday and make-up workday."""
    with resource("holidays/days.csv").open(encoding="utf-8", newline="") as handle:
        return [(date.fromisoformat(row["day"]), row["kind"], row["name"] or None) for row in csv.DictReader(handle)]


def shipped_years() -> list[tuple[int, str]]:
    """(year, source) of every year that is known."""
    with resource("holidays/years.csv").open(encoding="utf-8", newline="") as handle:
        return [(int(row["year"]), row["source"]) for row in csv.DictReader(handle)]


def arranging_year(day: date, name: str | None) -> int:
    """The year whose notice arranged a day: the 元旦 of a year may begin in the December before."""
    return day.year + 1 if day.month == _DECEMBER and name == "元旦" else day.year


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkdayCalendar:
    """The calendar of a new ledger."""
    return workday_calendar(shipped_days(), (year for year, _source in shipped_years()))
