"""Turns a matched piece of a deadline wording into a point in time or a span: days, months, holidays, counts."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.dates import full_year, month_end
from models.rules.numbers import read_integer

_OFFSETS = {"明": 1, "次": 1, "翌": 1, "来": 1, "后": 2, "去": -1}
_PART_DAY = {"上旬": 10, "上中旬": 20, "中旬": 20, "上半月": 15, "初": 5, "中": 15}
"""The last day that a part of a month means; 初 is its first five days, 中 its middle."""
_LAST_DAY_BEFORE = {
    "元旦": (12, 31), "五一": (4, 30), "劳动": (4, 30), "七一": (6, 30), "八一": (7, 31), "十一": (9, 30),
    "国庆": (9, 30),
}  # fmt: skip
"""Holidays of the solar calendar and the day before them; those of the lunar calendar move and are not read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """``kind`` date, days, working_days or months; ``start``/``end`` are places in the text, ``begin`` where its range
    began; ``base`` is the written day from which a count runs.

    ``count`` is the number of days, working days or months, ``more`` days on top of months. ``marked`` says that the
    words make it a limit (前, 底, 内, 至…); ``opens`` that it only begins a range; ``impossible`` that no such day
    exists.
    """

    kind: str
    start: int
    end: int
    date: date | None = None
    count: int = 0
    more: int = 0
    begin: int = 0
    base: date | None = None
    marked: bool = False
    opens: bool = False
    event: bool = False
    year_assumed: bool = False
    impossible: bool = False
    confidence: float = 0.95
    note: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a match needs besides itself: the year for texts that write none, the moment before, today of the list."""

    year: int | None
    carried: date | None
    today: date | None


Reader = Callable[["re.Match[str]", Around], Moment | None]


def _written_year(match: re.Match[str], base: int | None) -> tuple[int | None, bool]:
    """The year of a match and whether it had to be assumed."""
    groups = match.groupdict()
    written = groups.get("y") or groups.get("y2")
    if written:
        return full_year(written), False
    if groups.get("r"):
        return (base + _OFFSETS.get(groups["r"][0], 0) if base else None), base is None
    return base, True


def _dated(year: int | None, assumed: bool, make: Callable[[int], date], *, marked: bool = False) -> Moment:
    if year is None:
        return Moment("date", 0, 0, marked=marked, year_assumed=True, confidence=0.3, note="没有写年份")
    note = f"没有写年份，按{year}年" if assumed else ""
    confidence = 0.85 if assumed else 0.95
    return Moment(
        "date", 0, 0, make(year), marked=marked, year_assumed=assumed, confidence=confidence, note=note
    )  # fmt: skip


def _impossible(note: str) -> Moment:
    return Moment("date", 0, 0, marked=True, impossible=True, confidence=0.2, note=note)


def day_of(match: re.Match[str], around: Around) -> Moment | None:
    """A day with its month; a day that does not exist is said."""
    year, assumed = _written_year(match, around.year)
    month, day = read_integer(match["m"]), read_integer(match["d"])
    if not month or day is None or not 0 <= day <= 39:
        return None
    longest = calendar.monthrange(year, month)[1] if year else 29 if month == 2 else calendar.monthrange(2018, month)[1]
    if not 1 <= day <= longest:
        return _impossible(f"{f'{year}年' if year else ''}{month}月没有{day}日")
    return _dated(year, assumed, lambda known: date(known, month, day))


def short_day(match: re.Match[str], around: Around) -> Moment | None:
    """180611: six figures, taken for a day only where the year is that of the list or its neighbour."""
    year = full_year(match["y2"])
    if around.year is None or year is None or abs(year - around.year) > 1:
        return None
    found = day_of(match, around)
    if found is None or found.date is None:
        return None
    return Moment("date", 0, 0, found.date, marked=True, confidence=0.6, note="按六位数字年月日读取")


def short_month(match: re.Match[str], around: Around) -> Moment | None:
    """18.12: a month, only where its year is that of the list or its neighbour."""
    year = full_year(match["y2"])
    if around.year is None or year is None or abs(year - around.year) > 1:
        return None
    end = month_end(year, read_integer(match["m"]) or 12)
    return Moment("date", 0, 0, end, marked=True, confidence=0.5, note="按两位年份和月份读取")


def month_of(match: re.Match[str], around: Around) -> Moment | None:
    """A month or a part of it, by its last day."""
    year, assumed = _written_year(match, around.year)
    month = read_integer(match["m"])
    if not month:
        return None
    part = match["part"] or ""
    return _dated(year, assumed, lambda known: _part_of_month(known, month, part), marked=bool(part))


def _part_of_month(year: int, month: int, part: str) -> date:
    return date(year, month, _PART_DAY[part]) if part in _PART_DAY else month_end(year, month)


def quarter_of(match: re.Match[str], around: Around) -> Moment | None:
    """The last day of a quarter."""
    year, assumed = _written_year(match, around.year)
    quarter = read_integer(match["q"]) or 1
    return _dated(year, assumed, lambda known: month_end(known, quarter * 3), marked=True)


def this_quarter(match: re.Match[str], around: Around) -> Moment | None:
    """本季度, 下季度, or the quarter of the list where only 季度末 stands."""
    if around.today is None:
        return Moment("date", 0, 0, marked=True, confidence=0.3, note="本季度、下季度要知道清单日期")
    quarters = around.today.year * 4 + (around.today.month - 1) // 3 + (match["which"] or "").startswith("下")
    year, quarter = divmod(quarters, 4)
    return _dated(year, False, lambda known: month_end(known, quarter * 3 + 3), marked=True)


def half_of(match: re.Match[str], around: Around) -> Moment | None:
    """The last day of a half year; 年中 is the middle of the year."""
    year, assumed = _written_year(match, around.year)
    return _dated(year, assumed, lambda known: month_end(known, 12 if match["q"] == "下" else 6), marked=True)


def this_month(match: re.Match[str], around: Around) -> Moment | None:
    """本月底, 下月10日: the month of the list; 月底 alone is that of the moment before, if there is one."""
    which = match["which"] or ""
    anchor = around.today if which else around.carried or around.today
    if anchor is None:
        return Moment("date", 0, 0, marked=True, confidence=0.3, note="本月、下月要知道清单日期")
    first = anchor.replace(day=1)
    if which.startswith(("下", "次")):
        first = (first + timedelta(days=32)).replace(day=1)
    day = read_integer(match["d"]) if match["d"] else None
    if day is None:
        return _dated(first.year, False, lambda known: _part_of_month(known, first.month, match["part"]), marked=True)
    if not 1 <= day <= month_end(first.year, first.month).day:
        return _impossible(f"{first.year}年{first.month}月没有{day}日")
    return _dated(first.year, False, lambda known: date(known, first.month, day))


def year_end(match: re.Match[str], around: Around) -> Moment | None:
    """The last day of a year."""
    year, assumed = _written_year(match, around.year)
    return _dated(year, assumed, lambda known: date(known, 12, 31), marked=True)


def plan_end(match: re.Match[str], around: Around) -> Moment | None:
    """The end of a five-year plan: 十三五 ends with 2020."""
    number = read_integer(match["q"]) or 0
    return _dated(2005 + number * 5, False, lambda known: date(known, 12, 31), marked=True)


def before_holiday(match: re.Match[str], around: Around) -> Moment | None:
    """The day before a holiday that never moves; 2019年元旦前 is still in 2018, 元旦前 alone at this year's end."""
    year, assumed = _written_year(match, around.year)
    month, day = _LAST_DAY_BEFORE[match["h"]]
    back = 1 if month == 12 and not assumed else 0
    return _dated(year, assumed, lambda known: date(known - back, month, day), marked=True)


def day_only(match: re.Match[str], around: Around) -> Moment | None:
    """A day of the month named just before."""
    day = read_integer(match["d"] or match["d2"])
    if around.carried is None or not day:
        return None
    if day > calendar.monthrange(around.carried.year, around.carried.month)[1]:
        return _impossible(f"{around.carried.year}年{around.carried.month}月没有{day}日")
    return Moment("date", 0, 0, date=around.carried.replace(day=day))


def counted(kind: str, factor: int = 1) -> Reader:
    """A number of days, weeks, months or years from an event."""

    def read(match: re.Match[str], around: Around) -> Moment | None:
        groups = match.groupdict()
        words = groups.get("n") or groups.get("n2") or ""
        if words == "半":
            return Moment("months", 0, 0, count=6, marked=True) if factor == 12 else _half_month()
        count = read_integer(words)
        if not count:
            return None
        half = bool(groups.get("half"))
        months = 6 if half and factor == 12 else 0
        return Moment(kind, 0, 0, count=count * factor + months, more=15 if half and not months else 0, marked=True)

    return read


def _half_month() -> Moment:
    return Moment("days", 0, 0, count=15, marked=True, note="半个月按15天计")


def hours_of(match: re.Match[str], around: Around) -> Moment | None:
    """Hours as whole days, rounded up."""
    hours = read_integer(match["n"])
    return Moment("days", 0, 0, count=-(-hours // 24), marked=True, note="小时按整日计") if hours else None
