"""公示: a clock in working days that an objection stops and that goes on afterwards with the days that were left.

No rule of 销号 with a number could be read; 7 working days follow 内蒙古's publicity of 绩效A级 (2024) and can be set.
The day it is put up is not counted: day 1 is the first working day after it. Days from the receipt of an objection to
its resolution, both included, are not counted either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.workdays import MOST, WorkdayCalendar

MOST_DAYS = 60
"""Longer than any publicity is, or any level may take: more is a slip of the keys."""
_ONE = timedelta(days=1)
_SETTLED_BY = "（处理人："


@dataclass(frozen=True)
class Objection:
    """异议: ``upheld`` None until it is resolved; ``stops`` False for one that is only taken note of."""

    received_on: date
    resolved_on: date | None = None
    upheld: bool | None = None
    stops: bool = True
    text: str = ""
    person: str = ""
    resolution: str = ""
    id: int = 0


@dataclass(frozen=True)
class Publicity:
    """Where the clock stands: ``used`` working days ran; ``until`` is the last day, None while it is stopped."""

    used: int
    until: date | None
    estimated: bool

    @property
    def stopped(self) -> bool:
        """Whether an objection holds it."""
        return self.until is None


def run_clock(calendar: WorkdayCalendar, start: date, days: int, objections: Sequence[Objection] = ()) -> Publicity:
    """The clock with all that happened to it, in whatever order it was entered; ``days`` in working days.

    An objection that came after the last day no longer stops anything.
    """
    holds = [(one.received_on, one.resolved_on) for one in objections if one.stops]
    left, used, day, sure = min(max(days, 0), MOST), 0, start, True
    while left:
        if any(since <= day + _ONE and until is None for since, until in holds):
            return Publicity(used, None, not sure)
        day += _ONE
        sure = sure and calendar.knows(day)
        held = any(since <= day and (until is None or day <= until) for since, until in holds)
        if not held and calendar.is_workday(day):
            used, left = used + 1, left - 1
    return Publicity(used, day, not sure)


def days_left(calendar: WorkdayCalendar, until: date, today: date) -> int:
    """Working days that are still to come, 0 from the last day on."""
    return max(calendar.count(today, until).days, 0)


def is_over(until: date | None, today: date) -> bool:
    """Whether the last day has passed; on the last day itself it still hangs."""
    return until is not None and today > until


def resolution_words(text: str, person: str) -> str:
    """How an objection ended, with who settled it."""
    return f"{text}{_SETTLED_BY}{person}）" if person else text


def resolution_parts(words: str) -> tuple[str, str]:
    """The same apart again: what was found, and who settled it (empty where nobody is named)."""
    text, mark, person = words.rpartition(_SETTLED_BY)
    return (text, person.removesuffix("）")) if mark and person.endswith("）") else (words, "")
