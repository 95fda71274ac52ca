"""Finds every point in time that a deadline wording names: days, ends of months and years, spans from an event."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.rules.dates import DAY, MONTH, YEAR, full_year, month_end
from models.rules.numbers import read_integer

_RELATIVE = "今年|本年度?|当年|明年|次年|翌年|来年|后年|去年"
_OFFSETS = {"明": 1, "次": 1, "翌": 1, "来": 1, "后": 2, "去": -1}
_COUNT = r"\d{1,3}|[一二两三四五六七八九十百]{1,4}"
_END = "底|末|终"
_Y = rf"(?:(?P<y>{YEAR})(?:年度?|[./\-])|(?P<y2>\d\d)年|(?P<r>{_RELATIVE})年?度?)"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("working_days", rf"(?P<n>{_COUNT})个?工作日"),
        (
            "days",
            rf"(?P<n>{_COUNT})个?(?:自然日|日历日|日历天|天|整天)|(?P<n2>{_COUNT})日"
            r"(?:(?=之内|以内|内)|(?<=之日起\d日)|(?<=之日起\d\d日))",
        ),
        ("hours", rf"(?P<n>{_COUNT})个?小时"),
        ("weeks", rf"(?P<n>{_COUNT})个?(?:星期|周)(?=之内|以内|内|完成|$)"),
        ("months", rf"(?P<n>半|{_COUNT})个月|(?P<n2>{_COUNT})月(?=之内|以内)"),
        ("years", r"(?P<n>半|[一二两三四五]|(?<!\d)[1-9])年(?=之内|以内|内|时间)"),
        (
            "day",
            rf"(?:(?P<y>{YEAR})[年./\-–,]|(?P<y2>\d\d)[年./\-–])(?P<m>{MONTH})[月./\-–,](?P<d>{DAY})(?![\d.])[日号]?",
        ),
        ("day", r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)"),
        ("day", rf"(?:(?P<r>{_RELATIVE}))?(?P<m>{MONTH})月(?P<d>{DAY})(?:[日号]|(?![\d个]))"),
        ("months_span", rf"{_Y}?(?P<from>{MONTH})月?份?[-—–~～至到、](?P<m>{MONTH})月份?(?P<part>{_END})?"),
        ("month", rf"{_Y}?(?P<m>{MONTH})月份?月?(?P<part>{_END}|上旬|中旬|下旬|初|中(?!旬))?"),
        ("month", rf"(?P<y>20\d\d)[./\-](?P<m>1[0-2]|0?[1-9])(?![\d./\-])(?P<part>{_END})?"),
        ("month", r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)(?P<part>[底末])?"),
        ("quarter", rf"{_Y}?第?(?P<q>[1-4一二三四])季度(?P<part>{_END}|初)?"),
        ("half", rf"{_Y}?(?P<q>[上下])半年(?P<part>{_END})?"),
        ("month_end", rf"(?P<which>本|当|这个|下个?)月份?(?P<part>{_END}|内|上旬|中旬|下旬)"),
        ("year_end", rf"(?:(?P<y>{YEAR})年?|(?P<y2>\d\d)年|(?P<r>{_RELATIVE}))年?(?:{_END}|内)"),
        ("year_end", rf"本?年(?:{_END}|内)"),
        ("year", rf"(?P<y>{YEAR})年?度?(?=前|之前|以前|完成|全面|基本|[，,；;。、]|$)"),
        ("day_only", rf"(?P<d>{DAY})[日号](?=前|之前|以前|止|完成|起|[-—–~～至到，,；;。]|$)"),
        ("day", r"(?P<m>1[0-2]|0?[1-9])[./](?P<d>[0-3]?\d)(?=前|之前|以前|[日号])"),
        ("plan", r"十(?P<q>[二三四五])五[”\"]?(?:规划)?(?:期?[末底]|期间|时期)"),
    )
)
_STARTS = frozenset("0123456789〇○零一二两三四五六七八九十廿半第上下今本当明次翌来后去年这")
_MARK = re.compile(
    r"[)）]?(?:之|以)?(?:前|内)|止|为止|为限|底|(?:全面|全部|基本)?(?:完成|整改|到位|清零|淘汰|取缔|验收|销号|建成|拆除)"
)
_START = re.compile(r"[)）]?(?:起|开始|启动|至|到|[-—–~～](?=[\d一二三四五六七八九十年])|起至|起到|以来|以后|之后|后)")
_EVENT = re.compile(r"[)）]?(?:检查|督查|发现|交办|投诉|移交|核查|已|现场)")
_LEAD_IN = re.compile(r"(?:至|到|限|于|时限[:：]?|期限[:：]?|不晚于|不迟于|截止|截至)$")
_PERIODIC = re.compile(r"每(?:年|月|周|季度?|半年)的?$")
_FROM = re.compile(r"(?:自|从)$")
_PART_DAY = {"上旬": 10, "中旬": 20, "初": 5, "中": 15}


@dataclass(frozen=True, slots=True)
class Moment:
    """``kind`` date, days, working_days or months; ``start``/``end`` are places in the text.

    ``marked`` says that the words make it a limit (前, 底, 内, 至…); ``opens`` that it only begins a range.
    """

    kind: str
    start: int
    end: int
    date: date | None = None
    count: int = 0
    marked: bool = False
    opens: bool = False
    event: bool = False
    year_assumed: bool = False
    confidence: float = 0.95
    note: str = ""


def find_moments(text: str, base_year: int | None, today: date | None) -> list[Moment]:
    """All moments of half-width text without white space, in order.

    ``base_year`` stands in for years not written; ``today`` for 本月 and 下月. A year, once written, carries on.
    """
    found: list[Moment] = []
    position = 0
    previous: date | None = None
    year_written = False
    while position < len(text):
        moment = None
        if text[position] in _STARTS and not (position and text[position].isdigit() and text[position - 1].isdigit()):
            year = previous.year if previous and year_written else base_year
            moment = _moment_at(text, position, year, previous, today)
        if moment is None:
            position += 1
            continue
        if _PERIODIC.search(text, 0, moment.start):
            position = moment.end
            continue
        moment = _with_surroundings(text, moment)
        found.append(moment)
        if moment.date is not None and moment.kind == "date":
            previous = moment.date
            year_written = year_written or not moment.year_assumed
        position = moment.end
    return found


def _moment_at(text: str, position: int, year: int | None, carried: date | None, today: date | None) -> Moment | None:
    for kind, pattern in _PATTERNS:
        match = pattern.match(text, position)
        if match is None:
            continue
        moment = _READERS[kind](match, year, carried, today)
        if moment is not None:
            return replace(moment, start=position, end=match.end())
    return None


def _with_surroundings(text: str, moment: Moment) -> Moment:
    before, after = text[: moment.start], text[moment.end :]
    opens = _START.match(after) is not None or _FROM.search(before) is not None
    marked = moment.marked or _MARK.match(after) is not None or _LEAD_IN.search(before) is not None
    event = not marked and _EVENT.match(after) is not None
    return replace(moment, opens=opens, marked=marked, event=event)


def _written_year(match: re.Match[str], base: int | None) -> tuple[int | None, bool]:
    """The year of a match and whether it had to be assumed."""
    groups = match.groupdict()
    if groups.get("y"):
        return full_year(groups["y"]), False
    if groups.get("y2"):
        return full_year(groups["y2"]), False
    if groups.get("r"):
        return (base + _OFFSETS.get(groups["r"][0], 0) if base else None), base is None
    return base, True


def _dated(year: int | None, assumed: bool, make: Callable[[int], date], **more: object) -> Moment:
    if year is None:
        return Moment("date", 0, 0, year_assumed=True, confidence=0.3, note="没有写年份", **more)  # type: ignore[arg-type]
    note = f"没有写年份，按{year}年" if assumed else ""
    confidence = 0.85 if assumed else 0.95
    return Moment(
        "date",
        0,
        0,
        date=make(year),
        year_assumed=assumed,
        confidence=confidence,
        note=note,
        **more,  # type: ignore[arg-type]
    )


def _day(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    year, assumed = _written_year(match, base)
    month, day = read_integer(match["m"]), read_integer(match["d"])
    if not month or day is None or not 0 <= day <= 39:
        return None
    if year is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return Moment(
            "date", 0, 0, marked=True, year_assumed=assumed, confidence=0.5, note=f"{year}年{month}月没有{day}日"
        )
    return _dated(year, assumed, lambda known: date(known, month, day))


def _month(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    year, assumed = _written_year(match, base)
    month = read_integer(match["m"])
    if not month:
        return None
    part = match["part"] or ""
    return _dated(year, assumed, lambda known: _part_of_month(known, month, part), marked=bool(part))


def _part_of_month(year: int, month: int, part: str) -> date:
    return date(year, month, _PART_DAY[part]) if part in _PART_DAY else month_end(year, month)


def _quarter(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    year, assumed = _written_year(match, base)
    quarter = read_integer(match["q"]) or 1
    return _dated(year, assumed, lambda known: month_end(known, quarter * 3), marked=True)


def _half(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    year, assumed = _written_year(match, base)
    return _dated(year, assumed, lambda known: month_end(known, 6 if match["q"] == "上" else 12), marked=True)


def _month_end(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    if today is None:
        return Moment("date", 0, 0, marked=True, confidence=0.3, note="本月、下月要知道清单日期")
    first = today.replace(day=1)
    if match["which"].startswith("下"):
        first = (first + timedelta(days=32)).replace(day=1)
    return _dated(first.year, False, lambda known: _part_of_month(known, first.month, match["part"]), marked=True)


def _year_end(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    year, assumed = _written_year(match, base)
    return _dated(year, assumed, lambda known: date(known, 12, 31), marked=True)


def _bare_year(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    return _dated(full_year(match["y"]), False, lambda known: date(known, 12, 31), marked=True)


def _plan(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    """The end of a five-year plan: 十三五 ends with 2020."""
    number = read_integer(match["q"]) or 0
    return _dated(2005 + number * 5, False, lambda known: date(known, 12, 31), marked=True)


def _day_only(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    day = read_integer(match["d"])
    if carried is None or not day:
        return None
    if day > calendar.monthrange(carried.year, carried.month)[1]:
        return Moment("date", 0, 0, confidence=0.5, note=f"{carried.year}年{carried.month}月没有{day}日")
    return Moment("date", 0, 0, date=carried.replace(day=day))


def _counted(kind: str, factor: int = 1) -> Callable[..., Moment | None]:
    def read(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
        words = match["n"] or match.groupdict().get("n2")
        if words == "半":
            return (
                Moment("months", 0, 0, count=6, marked=True)
                if factor == 12
                else Moment("days", 0, 0, count=15, marked=True)
            )
        count = read_integer(words or "")
        return Moment(kind, 0, 0, count=count * factor, marked=True) if count else None

    return read


def _hours(match: re.Match[str], base: int | None, carried: date | None, today: date | None) -> Moment | None:
    hours = read_integer(match["n"])
    return Moment("days", 0, 0, count=-(-hours // 24), marked=True, note="小时按整日计") if hours else None


_READERS: dict[str, Callable[..., Moment | None]] = {
    "working_days": _counted("working_days"),
    "days": _counted("days"),
    "hours": _hours,
    "weeks": _counted("days", 7),
    "months": _counted("months"),
    "years": _counted("months", 12),
    "day": _day,
    "months_span": _month,
    "month": _month,
    "quarter": _quarter,
    "half": _half,
    "month_end": _month_end,
    "year_end": _year_end,
    "year": _bare_year,
    "day_only": _day_only,
    "plan": _plan,
}
