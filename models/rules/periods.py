"""The periods that progress is reported for: months (2019-04) and fortnights (2019年第8次双周调度), read and ordered.

Fortnights are counted from 1 January, fourteen days each, as 双周调度 does; a bureau that counts otherwise types its
own words, and a period of other words is kept as typed.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from models.late_regex import late_regex
from models.rules.text import half_width, one_line

_MONTH = late_regex(r"(?:(\d{4})\s*(?:年|[-./]))?\s*(\d{1,2})\s*(?:月(?:份)?(?:月报|调度|进展)?)?$")
_FORTNIGHT = late_regex(r"(?:(\d{4})\s*年?)?\s*第?\s*(\d{1,2})\s*次?\s*双周(?:调度)?$")
_ISO = late_regex(r"(\d{4})-(\d{2})$")
_DAYS = 14
_MOST_FORTNIGHTS = 27


def month_period(day: date) -> str:
    """The month that a day lies in."""
    return f"{day.year:04d}-{day.month:02d}"


def fortnight_period(day: date) -> str:
    """The fortnight that a day lies in."""
    return f"{day.year}年第{(day.timetuple().tm_yday - 1) // _DAYS + 1}次双周调度"


def read_period(text: str, today: date) -> str:
    """A typed period in its usual spelling; words that are neither month nor fortnight stay; '' for nothing."""
    plain = half_width(one_line(text))
    match = _FORTNIGHT.fullmatch(plain)
    if match is not None and 1 <= int(match[2]) <= _MOST_FORTNIGHTS:
        return f"{match[1] or today.year}年第{int(match[2])}次双周调度"
    match = _MONTH.fullmatch(plain)
    if match is not None and 1 <= int(match[2]) <= 12 and (match[1] or "月" in plain):
        return f"{int(match[1] or today.year):04d}-{int(match[2]):02d}"
    return one_line(text)


def period_title(period: str) -> str:
    """A period as a clerk reads it: 2019年4月."""
    match = _ISO.fullmatch(period)
    return f"{match[1]}年{int(match[2])}月" if match is not None else period


def period_end(period: str) -> date | None:
    """The last day of a period, by which periods are ordered; None where its words do not tell."""
    match = _ISO.fullmatch(period)
    if match is not None and 1 <= int(match[2]) <= 12 and int(match[1]) > 0:
        year, month = int(match[1]), int(match[2])
        return date(year, month, calendar.monthrange(year, month)[1])
    match = _FORTNIGHT.fullmatch(period)
    if match is not None and match[1] and int(match[1]) > 0:
        return date(int(match[1]), 1, 1) + timedelta(days=_DAYS * int(match[2]) - 1)
    return None


def usual_periods(today: date) -> tuple[str, ...]:
    """What is offered first: this month, the month before, this fortnight and the one before."""
    before = today.replace(day=1) - timedelta(days=1)
    return (
        month_period(today), month_period(before),
        fortnight_period(today), fortnight_period(today - timedelta(days=_DAYS)),
    )  # fmt: skip
