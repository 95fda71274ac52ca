"""Reads what a list writes as a deadline into a kind and, where there is one, a date.

Kinds (headless.md): ``date`` (days, month, quarter and year ends), ``days``, ``working_days``, ``staged``,
``standing``, ``immediate``, ``done``, ``unknown``. Choices made where a wording leaves room:

- A limit wins over a phrase: 立行立改，9月底前完成 is the date; 2018年底前完成并长期坚持 too.
  立行立改、长期坚持 without any date is ``standing``, because it has no end.
- 完成 is ``done`` only as a statement (已完成, 完成整改); 剩余…9月底前完成 is a date.
- A range (6月1日至7月15日) ends on its last day. Two limits or more make a staged deadline, due with its last stage.
- Month, quarter and year names with 前 (9月份前, 2020年前) mean their last day, as offices use them.
- A year that is not written is the list's (``year``, else that of ``as_of``, else of ``assigned_on``).
- Months and half years from an event (三个月内) are a ``date`` once ``assigned_on`` is known, else ``unknown``:
  only day counts are ``days``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from models.rules.dates import from_serial, read_date, without_white_and_clock
from models.rules.deadline_moments import Moment, find_moments
from models.rules.text import is_blank_word

AddWorkdays = Callable[[date, int], date]
"""The working day N working days after a date, the date itself not counted."""

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")
_NOT_DONE = re.compile(r"未完成|未整改|尚未|没有完成|未销号|正在|推进中|整改中|拟|计划|部分|(?<!100)%")
_DONE_WHOLE = re.compile(
    r"(?:整改|全部|均已|现已|基本|目前|问题)*(?:完成|办结|销号|整改完毕|整改到位|到位|完毕)(?:整改|清理|销号|验收)?[。!]?$"
)
_DONE = re.compile(
    r"已经?(?:于|在|全部|基本)?[^，,;；]{0,14}?"
    r"(?:完成|整改|销号|办结|到位|清理|拆除|取缔|关停|淘汰|停产|完毕|验收|落实|搬迁)(?:整改|清理|销号|验收|到位)?"
)
_IMMEDIATE = re.compile(
    r"立行立改|立即|立查立改|立整立改|即知即改|即查即改|即行即改|立改|马上|即刻|边督边改|边查边改|边检边改|随查随改|"
    r"当场整改|当场改正|现场整改|现场改正|当日|当天|即日|第一时间"
)
_STANDING = re.compile(
    r"长期|持续|常态|长效|常抓不懈|经常性|日常|每年|每季度|每月|每周|每日|定期|全年|不断|始终|坚持|永久"
)
_CLAUSE = re.compile(r"[;；。\n，,]")
_TRIM = "，,;；。、 \n"


@dataclass(frozen=True, slots=True)
class Stage:
    """One milestone of a staged deadline: its own words and its date."""

    text: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """``confidence`` 0..1; below 0.6 a person should look. ``note`` in Chinese says what was assumed or is wrong."""

    kind: str
    date: date | None = None
    days: int | None = None
    stages: tuple[Stage, ...] = ()
    confidence: float = 0.0
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object of ``deadline --json``."""
        return {
            "kind": self.kind,
            "date": self.date.isoformat() if self.date else None,
            "days": self.days,
            "stages": [{"text": s.text, "date": s.date.isoformat() if s.date else None} for s in self.stages],
            "confidence": self.confidence,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class _Context:
    assigned_on: date | None
    base_year: int | None
    today: date | None
    add_workdays: AddWorkdays | None


def read_deadline(
    text: object,
    *,
    assigned_on: date | None = None,
    year: int | None = None,
    as_of: date | None = None,
    add_workdays: AddWorkdays | None = None,
) -> Deadline:
    """Read a deadline cell: words, a typed date, or an Excel serial. Never raises.

    ``year`` and ``as_of`` are those of the list; ``assigned_on`` starts counts of days. Without ``add_workdays`` a
    count of working days keeps its number and has no date yet.
    """
    if isinstance(text, datetime):
        return Deadline("date", text.date(), confidence=1.0)
    if isinstance(text, date):
        return Deadline("date", text, confidence=1.0)
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return _read(str(text) if text is not None else "", assigned_on, year, as_of, add_workdays)


@lru_cache(maxsize=65536)
def _read(
    text: str, assigned_on: date | None, year: int | None, as_of: date | None, add_workdays: AddWorkdays | None
) -> Deadline:
    bare = without_white_and_clock(text)
    if is_blank_word(bare):
        return Deadline("unknown", confidence=1.0, note="没有写时限")
    if _SERIAL.match(bare):
        day = from_serial(float(bare))
        if day is not None:
            return Deadline("date", day, confidence=0.9, note="按 Excel 日期序号读取")
    anchor = as_of or assigned_on
    base_year = year or (anchor.year if anchor else None)
    context = _Context(assigned_on, base_year, anchor, add_workdays)
    moments = find_moments(bare, base_year, anchor)
    if _is_done(bare, moments):
        return Deadline("done", confidence=0.95)
    limits = _limits(moments)
    if limits:
        return _from_limits(bare, limits, context)
    reading = read_date(bare, year=base_year)
    if reading.date is not None:
        return Deadline("date", reading.date, confidence=0.55, note=reading.note)
    return _from_phrase(bare)


def _is_done(text: str, moments: list[Moment]) -> bool:
    """A statement of completion that no limit follows: 9月底前（已完成）, but not 已停产，9月底前完成改造."""
    if _NOT_DONE.search(text):
        return False
    if _DONE_WHOLE.match(text):
        return True
    statements = [match.span() for match in _DONE.finditer(text)]
    if not statements:
        return False
    limits = [m for m in moments if not m.opens and not any(a <= m.start < b for a, b in statements)]
    return all(limit.end <= statements[-1][0] for limit in limits if limit.marked)


def _limits(moments: list[Moment]) -> list[Moment]:
    """The moments that end something: not those that open a range or date an event, when others are left."""
    closing = [moment for moment in moments if not moment.opens]
    marked = [moment for moment in closing if moment.marked or _ends_range(moment, moments)]
    return marked or [moment for moment in closing if not moment.event] or closing


def _ends_range(moment: Moment, moments: list[Moment]) -> bool:
    place = moments.index(moment)
    return place > 0 and moments[place - 1].opens


def _from_limits(text: str, limits: list[Moment], context: _Context) -> Deadline:
    limits = _rolled_over(limits)
    if len({(moment.kind, moment.date, moment.count) for moment in limits}) == 1:
        return _single(limits[0], context, text)
    texts = _stage_texts(text, limits)
    stages = tuple(
        Stage(words, _single(moment, context, text).date) for words, moment in zip(texts, limits, strict=True)
    )
    notes = "；".join(dict.fromkeys(moment.note for moment in limits if moment.note))
    confidence = min(0.9, *(moment.confidence for moment in limits))
    return Deadline("staged", stages[-1].date, None, stages, confidence, notes)


def _rolled_over(limits: list[Moment]) -> list[Moment]:
    """A later stage without a year that would lie before the one before it belongs to the next year."""
    result: list[Moment] = []
    latest: date | None = None
    for moment in limits:
        if moment.date and latest and moment.year_assumed and moment.date < latest:
            following = latest.year + (moment.date.replace(year=latest.year) < latest)
            day = min(moment.date.day, calendar.monthrange(following, moment.date.month)[1])
            moved = date(following, moment.date.month, day)
            moment = replace(moment, date=moved, confidence=0.6, note=f"没有写年份，按顺序取{following}年")
        if moment.date:
            latest = moment.date
        result.append(moment)
    return result


def _single(moment: Moment, context: _Context, text: str) -> Deadline:
    if moment.kind == "date":
        note, confidence = moment.note, moment.confidence
        if moment.date and context.assigned_on and moment.date < context.assigned_on:
            note = "；".join(filter(None, (note, "早于交办日期")))
            confidence = min(confidence, 0.6)
        if _STANDING.search(text):
            note = "；".join(filter(None, (note, "之后长期坚持")))
        return Deadline("date", moment.date, confidence=confidence, note=note)
    if moment.kind == "months":
        return _months(moment, context)
    if moment.kind == "days":
        day = context.assigned_on + timedelta(days=moment.count) if context.assigned_on else None
        note = moment.note or ("" if day else "从交办之日起算，交办日期未知")
        return Deadline("days", day, moment.count, confidence=0.9, note=note)
    day = None
    if context.assigned_on and context.add_workdays:
        day = context.add_workdays(context.assigned_on, moment.count)
    note = "" if day else "从交办之日起算" + ("" if context.assigned_on else "，交办日期未知")
    return Deadline("working_days", day, moment.count, confidence=0.9, note=note)


def _months(moment: Moment, context: _Context) -> Deadline:
    words = f"{moment.count}个月内"
    if context.assigned_on is None:
        return Deadline("unknown", confidence=0.6, note=f"{words}，交办日期未知")
    months = context.assigned_on.year * 12 + context.assigned_on.month - 1 + moment.count
    year, month = months // 12, months % 12 + 1
    day = min(context.assigned_on.day, calendar.monthrange(year, month)[1])
    return Deadline("date", date(year, month, day), confidence=0.85, note=f"交办之日起{words}")


def _stage_texts(text: str, limits: list[Moment]) -> list[str]:
    """Each stage's words: from the start of its clause to the start of the next stage's."""
    cuts: list[int] = []
    for number, moment in enumerate(limits):
        floor = limits[number - 1].end if number else 0
        breaks = [match.end() for match in _CLAUSE.finditer(text, floor, moment.start)]
        cuts.append(0 if number == 0 else (breaks[-1] if breaks else moment.start))
    ends = [*cuts[1:], len(text)]
    return [text[start:end].strip(_TRIM) for start, end in zip(cuts, ends, strict=True)]


def _from_phrase(text: str) -> Deadline:
    """No point in time at all: a phrase, or nothing known."""
    immediate, standing = _IMMEDIATE.search(text), _STANDING.search(text)
    if standing and immediate:
        return Deadline("standing", confidence=0.85, note="先立行立改，再长期坚持")
    if standing:
        return Deadline("standing", confidence=0.9)
    if immediate:
        return Deadline("immediate", confidence=0.95)
    if re.search(r"尽快|抓紧|限期|限时|节前|汛期|采暖|供暖|雨季|另行", text):
        return Deadline("unknown", confidence=0.6, note="没有写明日期")
    return Deadline("unknown", confidence=0.3, note="没有读出时限")
