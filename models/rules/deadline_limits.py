"""Which of the moments of a deadline wording are its limits, in which order, and what each of them says."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from models.late_regex import late_regex
from models.rules.deadline_calendar import Moment

_CLAUSE = late_regex(r"[;；。\n，,]")
_TRIM = "，,;；。、 \n"
_LABEL = late_regex(
    r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）.、．]|[①-⑳]|[一二三四五六七八九十]是(?:在|于)?|"
    r"第(?:[一二三四五六七八九十]|\d)(?:阶段|批|步|期)[:：]?)[(（]?$"
)
_WISH = late_regex(r"(?:力争|争取|努力|最好)(?:在|于)?$")
_SAME = late_regex(r"(?:之|以)?[前内]?[(（](?:即|也就是|截至|截止|至|到|于|不晚于)?$")
_PART_OF = late_regex(r"其中")
_OUT_OF_ORDER = timedelta(days=100)
"""How far back a stage may lie without a year of its own and still be of the same year."""


def limits_of(moments: list[Moment]) -> list[Moment]:
    """The moments that end something: not those that open a range or date an event, when others are left."""
    closing = [moment for moment in moments if not moment.opens]
    marked = [moment for moment in closing if moment.marked or _ends_range(moment, moments)]
    return marked or [moment for moment in closing if not moment.event] or closing


def _ends_range(moment: Moment, moments: list[Moment]) -> bool:
    place = moments.index(moment)
    return place > 0 and moments[place - 1].opens


def once(text: str, limits: list[Moment]) -> list[Moment]:
    """Without a date that is only hoped for (力争…), and without a count that a date in brackets spells out."""
    sure = [moment for moment in limits if not _WISH.search(text, 0, moment.begin)]
    result: list[Moment] = []
    for moment in sure or limits:
        before = result[-1] if result else None
        if (
            before
            and (before.kind == "date") != (moment.kind == "date")
            and _SAME.match(text, before.end, moment.start)
        ):
            result[-1] = before if before.kind == "date" else moment
        else:
            result.append(moment)
    return result


def not_before(moment: Moment, since: date | None) -> Moment:
    """3月底前, assigned in November, is next year's March."""
    if since is None or moment.date is None or not moment.year_assumed or moment.date.year > since.year:
        return moment
    if (moment.date.year, moment.date.month) >= (since.year, since.month):
        return moment
    year = since.year + (moment.date.month < since.month)
    return replace(
        moment, date=in_year(moment.date, year), confidence=0.6, note=f"没有写年份，在交办或检查之后，取{year}年"
    )  # fmt: skip


def in_order(text: str, limits: list[Moment]) -> list[Moment]:
    """A later stage without a year that would lie far before the one before it belongs to the next year.

    Three months back or less is taken for stages that were not written in order.
    """
    result: list[Moment] = []
    latest: date | None = None
    for moment in limits:
        apart = text[result[-1].end : moment.start] if result else ""
        back = moment.date is not None and latest is not None and moment.date < latest - _OUT_OF_ORDER
        if back and moment.date and latest and moment.year_assumed and not _PART_OF.search(apart):
            year = latest.year + (in_year(moment.date, latest.year) < latest)
            note = f"没有写年份，按顺序取{year}年"
            moment = replace(moment, date=in_year(moment.date, year), confidence=0.6, note=note)
        if moment.date:
            latest = max(moment.date, latest or moment.date)
        result.append(moment)
    return result


def in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def stage_texts(text: str, limits: list[Moment]) -> list[str]:
    """Each stage's words: from the start of its clause to the start of the next stage's."""
    cuts: list[int] = []
    for number, moment in enumerate(limits):
        floor = limits[number - 1].end if number else 0
        start = max(moment.begin, floor)
        breaks = [match.end() for match in _CLAUSE.finditer(text, floor, start)]
        label = _LABEL.search(text, floor, start)
        cuts.append(0 if number == 0 else breaks[-1] if breaks else label.start() if label else start)
    ends = [*cuts[1:], len(text)]
    return [text[start:end].strip(_TRIM) for start, end in zip(cuts, ends, strict=True)]
