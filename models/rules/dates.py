"""Reads a date in every spelling that lists use.

One date, not a wording: a month alone or a date with other words behind it is no date (deadlines have their own
reader). Where a cell holds a range or several dates, the first counts and the note says so. A day that does not exist
is None, as is what Excel shows as 1900-01-00. Years outside 1990–2100 are read and pointed out.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from models.late_regex import late_regex
from models.rules.date_spelling import without_white_and_clock
from models.rules.numbers import read_integer
from models.rules.text import trim

SERIAL_RANGE = (32874, 54788)
"""Excel serials of 1990-01-01 to 2049-12-31; other numbers are not taken for dates."""
_SERIAL_ORIGIN = date(1899, 12, 30)

_CN = "〇○零一二三四五六七八九"
YEAR = rf"(?:19|20)\d\d|二[〇○零Oo0][{_CN}][{_CN}]"
MONTH = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = "[0-3]?\\d|三十一?|[二廿]十?[一二三四五六七八九]?|十[一二三四五六七八九]?|[一三四五六七八九]"
_HALF_DAY = "上午|下午|早上|中午|晚上|晚间|晚|夜间|凌晨"
_TAIL = (
    r"(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    rf"(?:T?(?:{_HALF_DAY})?\d{{1,2}}(?:[:：时点]\d{{0,2}}分?)?(?:[:：]\d{{1,2}}(?:\.\d+)?)?秒?(?:许|左右)?Z?|{_HALF_DAY})?"
)
_ZEROS = str.maketrans({"O": "〇", "o": "〇"} | {str(number): _CN[number + 2] for number in range(1, 10)} | {"0": "〇"})
_FULL = late_regex(rf"({YEAR}|\d\d)[年./\-,、·—–]({MONTH})[月./\-,、·—–]({DAY})(?![0-9.])[日号]?(.*)")
_MONTH_DAY = late_regex(rf"({MONTH})月({DAY})[日号]?(.*)")
_SHORT = late_regex(r"(1[0-2]|0?[1-9])[./\-]([0-3]?\d)$")
_AMERICAN = late_regex(r"(1[0-2]|0?[1-9])[/\-]([0-3]?\d)[/\-](20\d\d|19\d\d)$")
_DAY_FIRST = late_regex(r"(1[3-9]|2\d|3[01])[/\-](1[0-2]|0?[1-9])[/\-](20\d\d|19\d\d)$")
_ENGLISH = late_regex(
    r"(\d{1,2})[-/ ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/, ]*((?:19|20)?\d\d)$", re.I
)
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COMPACT = late_regex(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)(.*)")
_YEAR_MONTH = late_regex(rf"({YEAR})[年./\-]({MONTH})月?份?$")
_SERIAL = late_regex(r"\d{5}(?:\.\d+)?$")
_REST = late_regex(rf"{_TAIL}$")
_RANGE_REST = late_regex(rf"(?:{_TAIL})[-—–~～至到].+$")
_MORE_REST = late_regex(rf"(?:{_TAIL})(?:[、,，;；和及/].+|(?:{YEAR})[年./-](?:{MONTH})[月./-].+)$")
_SHORT_RANGE = late_regex(r"((?:1[0-2]|0?[1-9])[./][0-3]?\d)([-—–~～至到、,，]+)(?:(?:1[0-2]|0?[1-9])[./])?[0-3]?\d$")
_SIX = late_regex(r"(\d\d)(0[1-9]|1[0-2])([0-3]\d)$")
_PLAUSIBLE = (1990, 2100)


@dataclass(frozen=True, slots=True)
class DateReading:
    """``date`` is None where the text is no date; ``note`` says why, or what was assumed."""

    date: date | None
    note: str = ""
    doubtful: bool = False
    """A person should look: only the first of several dates, an odd year, month and day perhaps the other way round."""


def read_date(value: object, *, year: int | None = None) -> DateReading:
    """Read one date; ``year`` is the list's, for texts that write none. Typed dates and Excel serials pass."""
    if isinstance(value, datetime):
        return _plausible(DateReading(value.date()))
    if isinstance(value, date):
        return _plausible(DateReading(value))
    if value is None or isinstance(value, bool):
        return DateReading(None)
    if isinstance(value, (int, float)):
        return _read_number(value)
    return _plausible(_read_text(str(value), year))


def _plausible(reading: DateReading) -> DateReading:
    day = reading.date
    if day is None or _PLAUSIBLE[0] <= day.year <= _PLAUSIBLE[1]:
        return reading
    if day.year <= 1900:
        return DateReading(None, "单元格是0或空的日期，Excel显示成1900年")
    return DateReading(day, f"年份{day.year}可疑", True)


def from_serial(serial: float) -> date | None:
    """The day of an Excel serial (1900 system), None outside the plausible range."""
    if SERIAL_RANGE[0] <= serial < SERIAL_RANGE[1] + 1:
        return _SERIAL_ORIGIN + timedelta(days=int(serial))
    return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def full_year(text: str) -> int | None:
    """2018, 二〇一八, 二0一八 or 18 as a four-digit year."""
    plain = text if text.isdecimal() else text.translate(_ZEROS)
    number = read_integer(plain)
    if number is None:
        return None
    return number + 2000 if number < 80 and len(text) == 2 else number


def day_of(year: int, month: int, day: int) -> DateReading:
    """The date, or the sentence that the day does not exist."""
    try:
        return DateReading(date(year, month, day))
    except ValueError:
        return DateReading(None, f"{year}年{month}月没有{day}日")


def _read_number(value: float) -> DateReading:
    if isinstance(value, int) or value.is_integer():
        compact = _COMPACT.match(str(int(value)))
        if compact:
            return day_of(*(int(part) for part in compact.groups()[:3]))
    day = from_serial(value)
    return DateReading(day, "按 Excel 日期序号读取") if day else DateReading(None, f"数字{value:g}不是日期")


@lru_cache(maxsize=32768)
def _read_text(text: str, year: int | None) -> DateReading:
    bare = without_white_and_clock(text)
    if not bare:
        return DateReading(None)
    if _SERIAL.match(bare):
        return _read_number(float(bare))
    full = _FULL.match(bare) or _COMPACT.match(bare)
    if full:
        return _checked(full_year(full[1]), full[2], full[3], full[4], "")
    foreign = read_foreign(bare)
    if foreign:
        return foreign
    six = _SIX.match(bare) if year else None
    if six and year and abs(2000 + int(six[1]) - year) <= 1:
        reading = day_of(2000 + int(six[1]), int(six[2]), int(six[3]))
        return DateReading(reading.date, reading.note or "按六位数字年月日读取", True)
    span = _SHORT_RANGE.match(bare)
    if span and year:
        first = _read_text(span[1], year)
        several = "写了多个日期，取第一个" if span[2] in "、,，" else "写了起止日期，取开始日"
        return DateReading(first.date, several if first.date else first.note, first.date is not None)
    month_day = _MONTH_DAY.match(bare) or _SHORT.match(bare)
    if month_day:
        rest = month_day[3] if month_day.re is _MONTH_DAY else ""
        note = f"没有写年份，按{year}年" if year else "没有写年份"
        return _checked(year, month_day[1], month_day[2], rest, note)
    if _YEAR_MONTH.match(bare):
        return DateReading(None, "只写到月")
    return DateReading(None, f"“{trim(text)[:20]}”不是日期")


def read_foreign(bare: str) -> DateReading | None:
    """6/30/2018, 30/6/2018, 30-Jun-18, as a foreign Excel shows dates."""
    american = _AMERICAN.match(bare)
    if american:
        month, day, year = map(int, american.groups())
        note = "" if day > 12 or day == month else "按月/日/年读取"
        reading = day_of(year, month, day)
        return DateReading(reading.date, reading.note or note, bool(note) and reading.date is not None)
    turned = _DAY_FIRST.match(bare)
    if turned:
        return day_of(int(turned[3]), int(turned[2]), int(turned[1]))
    english = _ENGLISH.match(bare)
    if english:
        return day_of(full_year(english[3]) or 0, _ENGLISH_MONTHS.index(english[2].lower()) + 1, int(english[1]))
    return None


def _checked(year: int | None, month: str, day: str, rest: str, note: str) -> DateReading:
    if year is None:
        return DateReading(None, note or "没有写年份")
    month_number, day_number = read_integer(month), read_integer(day)
    if month_number is None or day_number is None:
        return DateReading(None, "不是日期")
    several = bool(rest) and not _REST.match(rest)
    if several:
        if not _RANGE_REST.match(rest) and not _MORE_REST.match(rest):
            return DateReading(None, f"日期后面还有文字“{rest[:10]}”")
        note = "写了起止日期，取开始日" if _RANGE_REST.match(rest) else "写了多个日期，取第一个"
    reading = day_of(year, month_number, day_number)
    return DateReading(reading.date, reading.note or note, several and reading.date is not None)
