"""Reads what a list writes as a deadline into a kind and, where there is one, a date.

Kinds (headless.md): ``date`` (days, month, quarter and year ends), ``days``, ``working_days``, ``staged``,
``standing``, ``immediate``, ``done``, ``unknown``. The grammar of points in time stands in ``deadline_moments``, every
case in tests/unit/rules/deadline_cases.tsv. Choices made where a wording leaves room:

- A person's earlier correction of the same wording comes before everything (``deadline_learned``).
- A limit wins over a phrase: 立行立改，9月底前完成 is the date; 2018年底前完成并长期坚持 too, with a note.
  立行立改、长期坚持 without any date is ``standing``, because a duty without end is still open when the first part is
  done: ``immediate`` would make it look finished.
- 完成 is ``done`` only as a statement (已完成, 完成整改); 剩余…9月底前完成 is a date.
- A range (6月1日至7月15日) ends on its last day. Two limits or more make a staged deadline, due with its last stage.
  Two limits joined by 或 are not stages: the later one is taken, with the lowest confidence.
- Month, quarter and year names with 前 (9月份前, 2020年前) mean their last day, as offices use them. 上旬 ends on the
  10th, 中旬 on the 20th, 月初 on the 5th, 月中 on the 15th.
- A year that is not written is the list's (``year``, else that of ``as_of``, else of ``assigned_on``). Where that puts
  the limit into a month before the one in which the matter became known (``since``, else ``assigned_on``), it is the
  next year's; the same month stays, since that is rather a slip than a year's patience.
- Months, quarters and years from an event (三个月内) are ``days`` too, because they wait for the day of assignment like
  these. They end on the same day of the later month, or on its last day; ``days`` is the true count then, and 30 a
  month as long as that day is not known.
- 国庆节前 and other holidays of the solar calendar are dates; 春节前, 采暖季前 depend on year or place and are
  ``unknown`` until someone teaches them.
- A day that does not exist (6月31日) is ``unknown``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from models.late_regex import late_regex
from models.rules.dates import from_serial, read_date, read_foreign, without_white_and_clock
from models.rules.deadline_counting import Counted, counted_days, counted_workdays, put_off
from models.rules.deadline_kinds import Deadline, Stage, is_lasting, phrase
from models.rules.deadline_learned import learned_deadline, wording_key
from models.rules.deadline_limits import in_order, in_year, limits_of, not_before, once, stage_texts
from models.rules.deadline_moments import Moment, find_moments
from models.rules.text import is_blank_word
from models.rules.workdays import WorkdayCalendar

__all__ = ["Deadline", "Stage", "read_deadline", "wording_key"]

_PLAIN = late_regex(r"((?:19|20)\d\d)(?:年(\d\d?)月(\d\d?)日|[./-](\d\d?)[./-](\d\d?))(?:之|以)?前?(?:完成(?:整改)?)?")
"""The commonest spellings, read without the grammar."""
_SERIAL = late_regex(r"\d{5}(?:\.\d+)?$")
_NOT_DONE = late_regex(
    r"未完成|未整改|尚未|没有完成|未销号|"
    r"正在(?!.{0,6}(?:销号|验收|备案|公示))|推进中|整改中|拟|计划|部分|(?<!100)%"
)
_DONE_WHOLE = late_regex(
    r"(?:整改|全部|均已|现已|基本|目前|问题)*(?:完成|办结|销号|整改完毕|整改到位|到位|完毕)(?:整改|清理|销号|验收)?"
    r"(?:[，,;；。]?(?:待|正在|等待|拟)(?:申请|组织)?(?:验收|销号|核查|备案|公示))?[。!]?$"
)
_DONE = late_regex(
    r"已经?(?:于|在|全部|基本)?[^，,;；]{0,14}?"
    r"(?:完成|整改|销号|办结|到位|清理|拆除|取缔|关停|淘汰|停产|完毕|验收|落实|搬迁)(?:整改|清理|销号|验收|到位)?"
)
_EVENT = late_regex(r"([^，,;；。、:：()（）]{2,16}?)(?:之日起|之后|以后|后|起)(?:的)?$")
_ASSIGNMENT = late_regex(
    r"交办|收到|接到?|通知|下发|印发|发文|文件|清单|即日|今日|即时|本|检查|督查|反馈|移交|转办|受理|责令|发现|公布|签收"
)
_OR = late_regex(r"(?:或者?|/)(?:是|于|在)?$")
_BLANK_FORM = late_regex(r"_*年_*月_*日?底?前?$")
_WEEKDAY = late_regex(r"(?<=[\d日号])[,，]?[(（]?(?:星期|周)[一二三四五六日天][)）]?(?!内)")
_LONG_AGO = 92
"""Days before the list's date from which a year that is not written is doubtful."""
_SHORT_NUMBER = late_regex(r"(?:[1-9]|1[0-2])\.[123]$")
_ABOUT_BEFORE = late_regex(r"(?:大约|大概|约|可能|争取|暂定|初步定于?)(?:在|于)?$")
_ABOUT_AFTER = late_regex(r"[)）]?(?:前)?(?:左右|前后|[?？]|\(?(?:暂定|待定|待确认|拟定))")


@dataclass(frozen=True, slots=True)
class _Context:
    since: date | None
    assigned_on: date | None
    base_year: int | None
    calendar: WorkdayCalendar | None
    today: date | None


def read_deadline(
    text: object,
    *,
    assigned_on: date | None = None,
    year: int | None = None,
    as_of: date | None = None,
    since: date | None = None,
    calendar: WorkdayCalendar | None = None,
    puts_off: bool = False,
    learned: Mapping[str, Mapping[str, Any]] | None = None,
) -> Deadline:
    """Read a deadline cell: words, a typed date, or an Excel serial. Never raises.

    ``year`` and ``as_of`` are those of the list; ``assigned_on`` starts counts of days; ``since`` is the day on which
    the matter became known, where that is not the day of assignment. Without a ``calendar`` a count of working days
    keeps its number and has no date yet; with ``puts_off`` a day that is none of work moves to the next one that is.
    ``learned`` holds earlier corrections by ``wording_key``.
    """
    read = _any(text, assigned_on, year, as_of, since, calendar, learned)
    return put_off(read, calendar) if puts_off and calendar is not None else read


def _any(
    text: object,
    assigned_on: date | None,
    year: int | None,
    as_of: date | None,
    since: date | None,
    calendar: WorkdayCalendar | None,
    learned: Mapping[str, Mapping[str, Any]] | None,
) -> Deadline:
    if isinstance(text, datetime):
        return Deadline("date", text.date(), confidence=1.0)
    if isinstance(text, date):
        return Deadline("date", text, confidence=1.0)
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    anchor = as_of or assigned_on or since
    base_year = year or (anchor.year if anchor else None)
    if learned:
        told = learned_deadline(learned, text, assigned_on=assigned_on, year=base_year, calendar=calendar)
        if told is not None:
            return told
    if isinstance(text, float) and _SHORT_NUMBER.match(str(text)):
        return Deadline("unknown", confidence=0.3, note=f"单元格是数字{text}，可能是{text}也可能是{text}0，请改成文字")
    context = _Context(since or assigned_on, assigned_on, base_year, calendar, anchor)
    return _read(str(text) if text is not None else "", context)


@lru_cache(maxsize=65536)
def _read(text: str, context: _Context) -> Deadline:
    bare = without_white_and_clock(text)
    if is_blank_word(bare) or _BLANK_FORM.match(bare):
        return Deadline("unknown", confidence=1.0, note="没有写时限")
    if _SERIAL.match(bare):
        day = from_serial(float(bare))
        if day is not None:
            return Deadline("date", day, confidence=0.9, note="按 Excel 日期序号读取")
    plain = _plain(bare)
    if plain is not None:
        return _single(Moment("date", 0, len(bare), plain), context, bare)
    bare = _WEEKDAY.sub("", bare)
    moments = find_moments(bare, context.base_year, context.today)
    if context.base_year is None:
        moments = _with_year_of_later(bare, moments)
    if _is_done(bare, moments):
        return Deadline("done", confidence=0.95)
    limits = limits_of(moments)
    foreign = read_foreign(bare)
    if foreign is not None and foreign.date is not None:
        return Deadline("date", foreign.date, confidence=0.6 if foreign.note else 0.9, note=foreign.note)
    if limits:
        return _from_limits(bare, limits, context)
    reading = read_date(bare, year=context.base_year)
    if reading.date is not None:
        return Deadline("date", reading.date, confidence=0.55, note=reading.note)
    said = phrase(bare)
    if moments and said.kind == "unknown":
        return replace(said, confidence=0.5, note="只写了开始的时间，没有写期限")
    return said


def _plain(text: str) -> date | None:
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    year, *parts = (int(part) for part in match.groups() if part)
    month, day = parts
    possible = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return date(year, month, day) if possible else None


def _with_year_of_later(text: str, moments: list[Moment]) -> list[Moment]:
    """年底前完成主体，2027年6月底全面完成: without any year around, the first stage is the last such day before."""
    written = next((moment for moment in moments if moment.date and not moment.year_assumed), None)
    if written is None or written.date is None or moments[0] is written:
        return moments
    known: list[Moment] = []
    for moment in find_moments(text, written.date.year, None):
        if moment.start < written.start and moment.date and moment.year_assumed:
            year = moment.date.year - (moment.date > written.date)
            note = f"没有写年份，按后面的日期取{year}年"
            moment = replace(moment, date=in_year(moment.date, year), confidence=0.6, note=note)
        known.append(moment)
    return known


def _is_done(text: str, moments: list[Moment]) -> bool:
    """A statement of completion that no limit follows: 9月底前（已完成）, but not 已停产，9月底前完成改造."""
    if _DONE_WHOLE.match(text):
        return True
    if _NOT_DONE.search(text):
        return False
    statements = [match.span() for match in _DONE.finditer(text)]
    if not statements:
        return False
    limits = [m for m in moments if not m.opens and not any(a <= m.start < b for a, b in statements)]
    return all(limit.end <= statements[-1][0] for limit in limits if limit.marked)


def _from_limits(text: str, limits: list[Moment], context: _Context) -> Deadline:
    limits = in_order(text, [not_before(moment, context.since) for moment in once(text, limits)])
    if len({(moment.kind, moment.date, moment.count, moment.more) for moment in limits}) == 1:
        return _guarded(_single(limits[0], context, text), text, limits[0])
    if len(limits) == 2 and _OR.search(text, 0, limits[1].start):
        return _either(limits, context, text)
    texts = stage_texts(text, limits)
    readings = [_single(moment, context, text) for moment in limits]
    stages = [Stage(words, reading.date) for words, reading in zip(texts, readings, strict=True)]
    days = [stage.date for stage in stages if stage.date is not None]
    if len(days) == len(stages):
        stages.sort(key=lambda stage: stage.date or date.max)
    notes = list(dict.fromkeys(moment.note for moment in limits if moment.note))
    confidence = min(0.9, *(moment.confidence for moment in limits))
    if days and stages[-1].date is None:
        notes.append("最后一个阶段没有日期")
        confidence = min(confidence, 0.5)
    wrong = any(moment.impossible for moment in limits)
    last = max(days, default=None)
    rule = next((reading.rule for reading in readings if reading.date == last and reading.rule), "")
    estimated = any(reading.estimated for reading in readings if reading.date == last)
    return Deadline("staged", last, None, tuple(stages), confidence, "；".join(notes), wrong, rule, estimated)


def _either(limits: list[Moment], context: _Context, text: str) -> Deadline:
    readings = [_single(moment, context, text) for moment in limits]
    dated = [reading for reading in readings if reading.date is not None] or readings
    last = max(dated, key=lambda reading: reading.date or date.min)
    return replace(last, confidence=0.3, note=_joined("写了两个可能的时限，取较晚的", last.note))


def _guarded(reading: Deadline, text: str, moment: Moment) -> Deadline:
    """左右, 约 and a question mark make a reading doubtful."""
    if reading.date is None or not (
        _ABOUT_BEFORE.search(text[: moment.start]) or _ABOUT_AFTER.match(text, moment.end)
    ):  # fmt: skip
        return reading
    return replace(reading, confidence=min(reading.confidence, 0.5), note=_joined(reading.note, "写的是大约时间"))


def _single(moment: Moment, context: _Context, text: str) -> Deadline:
    if moment.impossible:
        return Deadline("unknown", confidence=moment.confidence, note=moment.note, impossible=True)
    if moment.kind == "date":
        note, confidence = moment.note, moment.confidence
        if moment.date and moment.year_assumed and context.today and (context.today - moment.date).days > _LONG_AGO:
            note, confidence = _joined(note, "早于清单日期，请核对年份"), min(confidence, 0.6)
        if moment.date and context.assigned_on and moment.date < context.assigned_on:
            note = _joined(note, "早于交办日期")
            confidence = min(confidence, 0.6)
        if is_lasting(text):
            note = _joined(note, "之后长期坚持")
        return Deadline("date", moment.date, confidence=confidence, note=note)
    event = _EVENT.search(text, 0, moment.start)
    if event and not moment.base and not _ASSIGNMENT.search(event[1]):
        days = moment.count * 30 + moment.more if moment.kind == "months" else moment.count
        kind = "working_days" if moment.kind == "working_days" else "days"
        return Deadline(kind, None, days, confidence=0.5, note=f"从“{event[1]}”之后起算，那一天未知")
    if moment.kind == "months":
        return _months(moment, context)
    start = moment.base or context.assigned_on
    if moment.kind == "days":
        counted = counted_days(start, moment.count) if start else Counted()
        note = _joined(moment.note, "" if counted.day else "从交办之日起算，交办日期未知")
        return Deadline("days", counted.day, moment.count, confidence=0.9, note=note, rule=counted.rule)
    counted = counted_workdays(start, moment.count, context.calendar) if start else Counted()
    note = "" if counted.day else "从交办之日起算" + ("" if start else "，交办日期未知")
    return Deadline(
        "working_days", counted.day, moment.count, confidence=0.9, note=note, rule=counted.rule,
        estimated=counted.estimated,
    )  # fmt: skip


def _months(moment: Moment, context: _Context) -> Deadline:
    words = f"{moment.count}个{'半' if moment.more else ''}月内"
    start = moment.base or context.assigned_on
    if start is None:
        days = moment.count * 30 + moment.more
        return Deadline("days", None, days, confidence=0.7, note=f"{words}，从交办之日起算，交办日期未知，天数是约数")
    months = start.year * 12 + start.month - 1 + moment.count
    year, month = months // 12, months % 12 + 1
    end = date(year, month, min(start.day, monthrange(year, month)[1])) + timedelta(days=moment.more)
    note = words if moment.base else f"交办之日起{words}"
    rule = f"自{start.isoformat()}起{words}"
    return Deadline("days", end, (end - start).days, confidence=0.85, note=note, rule=rule)


def _joined(*notes: str) -> str:
    return "；".join(filter(None, notes))
