"""Dates, weekdays and clauses of a State Council notice on holidays, read as they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.late_regex import late_regex

WEEKDAYS = "一二三四五六日"
_WHITE = late_regex(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_WEEKDAY_WORDS = r"(?:星期|周|礼拜)([一二三四五六日天])"
_DATE = late_regex(rf"(?:(\d{{4}})年)?(?:(\d{{1,2}})月)?(\d{{1,2}})日(?:\(([^()]*)\)|({_WEEKDAY_WORDS}))?")
_TO = late_regex(r"(?:至|到|-|—|–|―|~|−|─)+")
_WEEKDAY = late_regex(_WEEKDAY_WORDS)
_CLAUSE = late_regex(r"(?:\([^()]*\)|[^,。;()])+")
_JANUARY, _DECEMBER = 1, 12
LONGEST = 31
"""Days; the longest holiday so far had ten (春节 2020), so more are a slip of the pen."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days from ``first`` to ``last``, both included; the same day where only one is named."""

    first: date
    last: date

    def days(self) -> list[date]:
        """Each of them."""
        return [self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1)]


def plain(text: str) -> str:
    """Half-width, without any white space: notices are pasted from pages, papers and chats."""
    return _WHITE.sub("", unicodedata.normalize("NFKC", text))


def clauses_of(text: str) -> list[str]:
    """What stands between commas, semicolons and full stops of a plain text; those in brackets do not part."""
    return [match[0] for match in _CLAUSE.finditer(text)]


def chinese(day: date) -> str:
    """5月1日（星期三）, as a sentence names a day."""
    return f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


class DateReader:
    """Reads the dates of one section; a month that is not written is that of the date before.

    ``tell`` gets a sentence for each date that cannot be and each weekday that does not fit. A date is taken as it is
    written or left out, never another one in its place.
    """

    def __init__(self, year: int, name: str, tell: Callable[[str], None], *, opens_year: bool) -> None:
        """``opens_year``: the section is about 元旦, which may begin in the December before."""
        self._year = year
        self._name = name
        self._tell = tell
        self._opens_year = opens_year
        self._month: int | None = None
        self._starts_before = False

    def ranges(self, clause: str) -> list[DayRange]:
        """The days and ranges that a clause names, in its order."""
        matches = list(_DATE.finditer(clause))
        found: list[DayRange] = []
        before: date | None = None
        for place, match in enumerate(matches):
            closes = place > 0 and self._joined(clause, matches[place - 1], match)
            opens = place + 1 < len(matches) and self._joined(clause, match, matches[place + 1])
            self._month = int(match[2]) if match[2] else self._month
            day = self._day(match, self._year_of(match, before, matches[place + 1] if opens else None))
            if day is not None and closes and before is not None:
                found[-1] = self._closed(before, day)
            elif day is not None and not closes:
                found.append(DayRange(day, day))
            before = day
            self._starts_before = self._starts_before or (day is not None and day.year < self._year)
        return found

    @staticmethod
    def _joined(clause: str, one: re.Match[str], other: re.Match[str]) -> bool:
        return _TO.fullmatch(clause, one.end(), other.start()) is not None

    def _year_of(self, match: re.Match[str], before: date | None, end: re.Match[str] | None) -> int:
        """The year that is written; else that of the year's notice, where a 元旦 may begin in the year before."""
        if match[1]:
            return int(match[1])
        if before is not None and match[2] is None:
            return before.year
        if self._month == _DECEMBER and self._opens_year:
            to_january = end is not None and end[2] is not None and int(end[2]) == _JANUARY
            return self._year - 1 if self._starts_before or to_january else self._year
        return self._year

    def _day(self, match: re.Match[str], year: int) -> date | None:
        if self._month is None:
            self._tell(f"“{self._name}”中的“{match[0]}”没有写月份，没有采用")
            return None
        try:
            day = date(year, self._month, int(match[3]))
        except ValueError:
            self._tell(f"“{self._name}”中的{year}年{self._month}月{match[3]}日不是存在的日期，没有采用")
            return None
        stated = _WEEKDAY.search(match[4] or match[5] or "")
        if stated is not None and WEEKDAYS.index(stated[1].replace("天", "日")) != day.weekday():
            right = WEEKDAYS[day.weekday()]
            self._tell(f"“{self._name}”中{year}年{day.month}月{day.day}日写的是星期{stated[1]}，实际是星期{right}")
        return day

    def _closed(self, first: date, last: date) -> DayRange:
        if last < first:
            self._tell(f"“{self._name}”的假期从{chinese(first)}到{chinese(last)}，结束早于开始，只采用了第一天")
            return DayRange(first, first)
        length = (last - first).days + 1
        if length > LONGEST:
            self._tell(f"“{self._name}”的假期从{first.isoformat()}到{last.isoformat()}有{length}天，只采用了第一天")
            return DayRange(first, first)
        return DayRange(first, last)
