"""Finds every point in time that a deadline wording names: days, ends of months and years, spans from an event.

The grammar, over half-width text without white space (``[ ]`` optional, ``|`` or; read left to right, longest first)::

    wording   = { moment | other words }
    moment    = count | day | months | month | quarter | half | year | holiday | plan
    count     = n [个][有效] 工作日 | n (天|自然日|日历日) | n 日 (内 | after 日起) | n 小时 | n (周|星期) | 半 [个] 月
              | n 个 [半] 月 | n 年 [半] (内 | end) | n 个季度          "3-5日内" is 5
    day       = [year] month (月|.|/|-) day [日|号] | yyyymmdd | day 日 (of the month before)
    months    = [year] month - month 月                                 the second one counts
    month     = [year] month 月 [份] [底|末|终|上旬|中旬|下旬|初|中|上半月|下半月] | 月底
              | (本|当|下|次) 月 (底|内|day 日…)
    quarter   = [year] 第 n 季度 | Qn | (本|下) 季度 | 季度末
    half      = [year] (上|下) 半年 | 年中
    year      = (yyyy|yy|今|明|…) 年 [度] [底|末|终|内] | 年底 | 年内 | 年度内
    holiday   = [year] (元旦|五一|劳动节|七一|八一|国庆|十一) 前
    plan      = 十三五 (末|期间)
    year      = 2018 | 18年 | 二〇一八 | 今年 当年 本年 明年 次年 去年 …

Around a moment, 前 内 止 底 完成 … mark a limit; 起 至 — 开始 open a range; 检查 交办 已 … after it make it the day
of an event; 每 or 过去 before it makes it periodic or past, which is no limit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from models.late_regex import late_regex
from models.rules import deadline_calendar as read
from models.rules.dates import DAY, MONTH, YEAR
from models.rules.deadline_calendar import Around, Moment, Reader

__all__ = ["Moment", "find_moments"]

_RELATIVE = "今年|本年度?|当年|明年|次年|翌年|来年|后年|去年"
_COUNT = r"\d{1,3}|[一二两三四五六七八九十百]{1,4}"
_FEWER = r"(?:\d{1,2}[-—–~～至到](?=\d))?"
_END = "底|末|终"
_IN = "之内|以内|内"
_TO = "-—–~～至到"
_Y = rf"(?:(?P<y>{YEAR})(?:年度?|[./\-]?)|(?P<y2>(?<!\d)\d\d)年|(?P<r>{_RELATIVE})年?度?)"

_STOP = r"(?=日|号|前|之前|以前|止|期间|完成|[，,；;。)）]|$)"
_DAY_YEAR = rf"(?:(?P<y>{YEAR})|(?P<y2>(?<![\d.])\d\d))"

_PATTERNS: tuple[tuple[Reader, re.Pattern[str]], ...] = tuple(
    (reader, late_regex(pattern))
    for reader, pattern in (
        (read.counted("working_days"), rf"{_FEWER}(?P<n>{_COUNT})个?(?:有效)?工作日"),
        (
            read.counted("days"),
            rf"{_FEWER}(?P<n>{_COUNT})个?(?:自然日|日历日|日历天|天|整天)|{_FEWER}(?P<n2>{_COUNT})日"
            rf"(?:(?={_IN})|(?<=日起\d日)|(?<=日起\d\d日)|(?<=限期\d日)|(?<=限期\d\d日))",
        ),
        (read.hours_of, rf"(?P<n>{_COUNT})个?小时"),
        (read.counted("days", 7), rf"(?P<n>{_COUNT})个?(?:星期|周)(?={_IN}|完成|$)"),
        (read.counted("months", 3), rf"(?P<n>{_COUNT})个季度(?={_IN}|$)"),
        (read.counted("months"), rf"(?P<n>半|{_COUNT})个(?P<half>半)?月|(?P<n2>半)月(?={_IN}|$)"),
        (read.counted("months"), rf"(?P<n>{_COUNT})月(?=之内|以内)"),
        (
            read.counted("months", 12),
            rf"(?P<n>半|[一二两三四五]|(?<!\d)[1-9])年(?P<half>半)?(?={_IN}|时间|$)",
        ),
        (read.day_of, rf"{_DAY_YEAR}年(?P<m>{MONTH})[月.](?P<d>{DAY})(?![\d月]|\.\d)[日号]?"),
        (
            read.day_of,
            rf"{_DAY_YEAR}[./\-–,](?P<m>{MONTH})[月./\-–,](?P<d>{DAY})(?![\d月]|\.\d)[日号]?",
        ),
        (read.day_of, r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)"),
        (read.day_of, rf"(?:(?P<r>{_RELATIVE}))?(?P<m>{MONTH})月(?P<d>{DAY})(?:[日号]|(?![\d个]))"),
        (read.month_of, rf"{_Y}?(?P<from>{MONTH})月?份?[{_TO}、](?P<m>{MONTH})月份?(?P<part>{_END})?"),
        (
            read.month_of,
            rf"{_Y}?(?P<m>{MONTH})月份?月?(?P<part>{_END}|上旬|上中旬|中旬|中下旬|下旬|上半月|下半月|初|中(?!旬))?",
        ),
        (read.month_of, rf"(?P<y>20\d\d)[./\-](?P<m>1[0-2]|0?[1-9])(?![\d./])(?P<part>{_END})?"),
        (read.month_of, r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)(?P<part>[底末])?"),
        (read.short_day, r"(?<!\d)(?P<y2>[1-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?=前|之前|以前|$)"),
        (
            read.short_month,
            r"(?<![\d.])(?P<y2>1[3-9]|2\d|3\d)[./\-](?P<m>1[0-2]|0?[1-9])(?P<part>月)?(?=前|之前|以前|$)",
        ),
        (read.quarter_of, rf"{_Y}?前?第?(?P<q>[1-4一二三四])季度(?P<part>{_END}|初)?"),
        (
            read.quarter_of,
            rf"(?:(?P<y>{YEAR})[年./\-]?|(?P<y2>(?<!\d)\d\d)年|(?P<r>{_RELATIVE}))?[Qq](?P<q>[1-4])(?![A-Za-z\d])",
        ),
        (read.this_quarter, rf"(?:(?P<which>本|当|下个?|次)季度?|季度)(?P<part>{_END}|内|前)"),
        (read.half_of, rf"{_Y}?(?P<q>[上下])半年(?P<part>{_END})?"),
        (read.half_of, rf"(?:{_Y}年?|年)(?P<q>中)(?=前|之前|以前|完成|$)"),
        (
            read.this_month,
            rf"(?P<which>本|当|这个|下个?|次)月份?(?:(?P<part>{_END}|内|上旬|中旬|下旬|初)|(?P<d>{DAY})[日号])"
            rf"|(?P<none>月)(?:{_END})",
        ),
        (
            read.before_holiday,
            rf"{_Y}?[“”\"]?(?P<h>元旦|五一|劳动|七一|八一|十一|国庆)[“”\"]?(?:节日?|长?假期?)?(?:之|以)?前",
        ),
        (read.year_end, rf"(?:(?P<y>{YEAR})年?|(?P<y2>(?<!\d)\d\d)年|(?P<r>{_RELATIVE}))年?度?(?:{_END}|内)"),
        (read.year_end, rf"本?年度?(?:{_END}|内)"),
        (
            read.year_end,
            rf"(?:(?P<y>{YEAR})(?:年度?|(?<![A-Za-z\d]\d{{4}}-\d{{4}})(?<!\.\d-\d{{4}}))|(?P<r>{_RELATIVE}))(?=前|之前|以前|完成|全面|全年|基本|取得|达到|实现|目标|[{_TO}，,；;。、]|$)",
        ),
        (
            read.day_only,
            rf"(?P<d>{DAY})[日号](?=前|之前|以前|止|完成|起|[{_TO}和及，,；;。、]|$)|(?<=[{_TO}])(?P<d2>[0-3]?\d)(?=前|之前|以前|$)",
        ),
        (read.day_of, r"(?P<m>1[0-2]|0?[1-9])[./](?P<d>[0-3]?\d)(?=前|之前|以前|[日号])"),
        (read.day_of, rf"(?P<m>1[0-2]|0?[1-9])[./](?P<d>[0-3]?\d)(?=[{_TO}]\d{{1,2}}[./]\d{{1,2}}{_STOP})"),
        (read.day_of, rf"(?<=[{_TO}])(?P<m>1[0-2]|0?[1-9])[./](?P<d>[0-3]?\d){_STOP}"),
        (read.plan_end, r"十(?P<q>[二三四五])五[”\"]?(?:规划)?(?:期?[末底]|期间|时期)"),
    )
)
_STARTS = frozenset('前0123456789〇○零一二两三四五六七八九十廿半第上下今本当明次翌来后去年这月季QqO元劳国“"')
_MARK = late_regex(
    r"[)）]?(?:\(含\))?(?:之|以)?(?:前|内)|止|为止|为限|底|"
    r"(?:全面|全部|基本)?(?:完成|整改|到位|清零|淘汰|取缔|验收|销号|建成|拆除)"
)
_START = late_regex(
    r"[)）]?(?:起|开始|启动|至|到|[—–~～-]{1,3}(?=[\d一二三四五六七八九十年])|起至|起到|以来|以后|之后|后)"
)
_EVENT = late_regex(r"[)）]?(?:检查|督查|发现|交办|投诉|移交|核查|复查|复核|回头看|已|现场)")
_LEAD_IN = late_regex(r"(?:至|到|限|于|时限[:：]?|期限[:：]?|不晚于|不迟于|最迟|最晚|截止|截至)$")
_PERIODIC = late_regex(r"(?:每(?:年|月|周|季度?|半年|个)?|过去|最近|此前|近)的?$")
_FROM = late_regex(r"(?:自|从)$")


def find_moments(text: str, base_year: int | None, today: date | None) -> list[Moment]:
    """All moments of half-width text without white space, in order.

    ``base_year`` stands in for years not written; ``today`` for 本月 and 下月. A year, once written, carries on; the
    end of a range that would lie before its start is in the next year.
    """
    found: list[Moment] = []
    position = 0
    previous: date | None = None
    year_written = False
    while position < len(text):
        moment = None
        inside = position and text[position].isdecimal() and text[position - 1].isdecimal()
        if text[position] in _STARTS and not inside:
            year = previous.year if previous and year_written else base_year
            moment = _moment_at(text, position, Around(year, previous, today))
        if moment is None:
            position += 1
            continue
        if _PERIODIC.search(text, 0, moment.start):
            position = moment.end
            continue
        moment = _after_opening(_with_surroundings(text, moment), found)
        found.append(moment)
        if moment.date is not None and moment.kind == "date":
            previous = moment.date
            year_written = year_written or not moment.year_assumed
        position = moment.end
    return found


def _moment_at(text: str, position: int, around: Around) -> Moment | None:
    for reader, pattern in _PATTERNS:
        match = pattern.match(text, position)
        if match is None:
            continue
        moment = reader(match, around)
        if moment is not None:
            return replace(moment, start=position, begin=position, end=match.end())
    return None


def _with_surroundings(text: str, moment: Moment) -> Moment:
    before, after = text[: moment.start], text[moment.end :]
    opens = _START.match(after) is not None or _FROM.search(before) is not None
    marked = moment.marked or _MARK.match(after) is not None or _LEAD_IN.search(before) is not None
    event = not marked and _EVENT.match(after) is not None
    return replace(moment, opens=opens, marked=marked, event=event)


def _after_opening(moment: Moment, found: list[Moment]) -> Moment:
    """The end of a range knows where it began, a count from which day; 11月15日至3月15日 ends in the next year."""
    start = found[-1] if found else None
    if start is None or not start.opens:
        return moment
    moment = replace(moment, begin=start.begin, base=start.date if moment.kind != "date" else None)
    if not (start.date and moment.date and moment.year_assumed) or moment.date >= start.date:
        return moment
    year = moment.date.year + 1
    day = 28 if (moment.date.month, moment.date.day) == (2, 29) else moment.date.day
    return replace(moment, date=date(year, moment.date.month, day), note=f"没有写年份，按起止顺序取{year}年")
