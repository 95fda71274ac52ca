"""Reads a date in every spelling that lists use."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from models.rules.numbers import read_integer
from models.rules.text import half_width, trim

SERIAL_RANGE = (32874, 54788)
"""Excel serials of 1990-01-01 to 2049-12-31; other numbers are not taken for dates."""
_SERIAL_ORIGIN = date(1899, 12, 30)

_CN = "〇○零一二三四五六七八九"
YEAR = rf"(?:19|20)\d\d|二[〇○零Oo0][{_CN}][{_CN}]"
MONTH = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = "[0-3]?\\d|三十一?|[二廿]十?[一二三四五六七八九]?|十[一二三四五六七八九]?|[一三四五六七八九]"
_TAIL = (
    r"(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"(?:T?(?:上午|下午)?\d{1,2}(?:[:：时点]\d{0,2}分?)?(?:[:：]\d{1,2}(?:\.\d+)?)?秒?Z?)?"
)
_ZEROS = str.maketrans({"O": "〇", "o": "〇"} | {str(number): _CN[number + 2] for number in range(1, 10)} | {"0": "〇"})
_FULL = re.compile(rf"({YEAR}|\d\d)[年./\-,、·—–]({MONTH})[月./\-,、·—–]({DAY})(?![0-9.])[日号]?(.*)")
_MONTH_DAY = re.compile(rf"({MONTH})月({DAY})[日号]?(.*)")
_SHORT = re.compile(r"(1[0-2]|0?[1-9])[./\-]([0-3]?\d)$")
_AMERICAN = re.compile(r"(1[0-2]|0?[1-9])[/\-]([0-3]?\d)[/\-](20\d\d|19\d\d)$")
_DAY_FIRST = re.compile(r"(1[3-9]|2\d|3[01])[/\-](1[0-2]|0?[1-9])[/\-](20\d\d|19\d\d)$")
_ENGLISH = re.compile(
    r"(\d{1,2})[-/ ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/, ]*((?:19|20)?\d\d)$", re.I
)
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)(.*)")
_YEAR_MONTH = re.compile(rf"({YEAR})[年./\-]({MONTH})月?份?$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")
_REST = re.compile(rf"{_TAIL}$")
_RANGE_REST = re.compile(r"[-—–~～至到、].+$")
_WHITE = re.compile(r"[\s\u200b\ufeff]+")
_ODD_SIGNS = re.compile(r"((?:19|20)\d\d)([、。_\\·，,])(\d{1,2})\2(\d{1,2})(?!\d)")
_POINT_DAY = re.compile(r"\d{1,2}。\d{1,2}(?:日?前)?$")
_LETTER_O = re.compile(r"(?<=\d)[Oo](?=[日号月年]|[0-4]\d(?:年|[./\-]))")
_SPACED = re.compile(r"^((?:19|20)\d\d)\s+(1[0-2]|0?[1-9])\s+([0-3]?\d)$")
_CLOCK = re.compile(r"[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?Z?$")


@dataclass(frozen=True, slots=True)
class DateReading:
    """``date`` is None where the text is no date; ``note`` says why, or what was assumed."""

    date: date | None
    note: str = ""


def read_date(value: object, *, year: int | None = None) -> DateReading:
    """Read one date; ``year`` is the list's, for texts that write none. Typed dates and Excel serials pass."""
    if isinstance(value, datetime):
        return DateReading(value.date())
    if isinstance(value, date):
        return DateReading(value)
    if value is None or isinstance(value, bool):
        return DateReading(None)
    if isinstance(value, (int, float)):
        return _read_number(value)
    return _read_text(str(value), year)


def from_serial(serial: float) -> date | None:
    """The day of an Excel serial (1900 system), None outside the plausible range."""
    if SERIAL_RANGE[0] <= serial < SERIAL_RANGE[1] + 1:
        return _SERIAL_ORIGIN + timedelta(days=int(serial))
    return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def without_white_and_clock(text: str) -> str:
    """Half-width text without white space, and without a time of day behind it; 2018、6、11 gets points."""
    bare = _CLOCK.sub("", half_width(trim(text)))
    if _WHITE.search(bare):
        bare = _WHITE.sub("", _SPACED.sub(r"\1.\2.\3", bare))
    if bare[1:3].count("。") and _POINT_DAY.match(bare):
        return bare.replace("。", ".")
    if bare.isascii() and "_" not in bare and "\\" not in bare and "," not in bare:
        return bare if "O" not in bare and "o" not in bare and ".." not in bare else _mended(bare)
    return _mended(_ODD_SIGNS.sub(r"\1.\3.\4", bare))


def _mended(bare: str) -> str:
    """Slips of the keyboard: the letter O for a nought, two points for one."""
    return _LETTER_O.sub("0", bare).replace("..", ".")


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
        return DateReading(reading.date, reading.note or note)
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
    if rest and not _REST.match(rest):
        if not _RANGE_REST.match(rest):
            return DateReading(None, f"日期后面还有文字“{rest[:10]}”")
        note = "写了起止日期，取开始日"
    reading = day_of(year, month_number, day_number)
    return DateReading(reading.date, reading.note or note)
