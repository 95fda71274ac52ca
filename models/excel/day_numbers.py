"""Excel's day numbers as dates and times; numbers outside its calendar stay numbers."""

from __future__ import annotations

import datetime as dt

from models.excel.book import Value

LAST_DAY = 2_958_466
"""Day numbers from here on are behind 9999-12-31 and no date to Excel either."""
_LEAP_1904 = 1462
_START = dt.datetime(1899, 12, 30)
_DAY_MS = 86_400_000


def in_calendar(number: float) -> bool:
    """Whether Excel shows the number as a date; it shows ##### for any other."""
    return 0 <= number < LAST_DAY


def day_value(number: float, *, from_1904: bool = False, duration: bool = False) -> Value:
    """A date, a date with time, a time of day (below 1), or a length of time; else the number itself.

    Excel counts a day that never was, 29 February 1900: numbers before it are one day later than the plain sum.
    """
    if not in_calendar(number):
        return number
    if duration:
        return dt.timedelta(milliseconds=round(number * _DAY_MS))
    if number < 1 and not from_1904:
        part = min(round(number * _DAY_MS), _DAY_MS - 1)
        return (_START + dt.timedelta(milliseconds=part)).time()
    days = number + _LEAP_1904 if from_1904 else number + (number < 60)
    milliseconds = round(days * _DAY_MS)
    if milliseconds >= LAST_DAY * _DAY_MS:
        return number
    moment = _START + dt.timedelta(milliseconds=milliseconds)
    return moment.date() if moment.time() == dt.time(0) else moment
