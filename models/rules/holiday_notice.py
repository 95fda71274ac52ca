"""Reads the State Council's yearly notice on holidays into days; whatever does not fit together is told.

Understood are the notices of 2007 to 2026 and their changes: 放假调休 with 共N天, 与周末连休, 补休, 不调休, ranges over
months and years, several make-up days, 调整…假期 for one holiday and 延长…假期至 for another. Nothing is guessed: a
date is taken as written, and a sentence says where its weekday, the number of days or a make-up day contradicts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.errors import UserError
from models.late_regex import late_regex
from models.rules.notice_text import DateReader, chinese, clauses_of, plain
from models.rules.workdays import HOLIDAY, WORKDAY

_OFFICIAL = {
    "元旦": "元旦", "春节": "春节", "除夕": "春节", "清明": "清明节", "劳动": "劳动节", "五一": "劳动节",
    "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节", "十一": "国庆节",
}  # fmt: skip
EXPECTED = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""Holidays of every notice since 2008 (全国年节及纪念日放假办法, 2007 revision)."""
_SINCE_2008, _SINCE_2025 = 2008, 2025
_LONGEST_NAME = 40
_ONE_NAME = (
    r"(?:元旦节?|春节|除夕|清明节?|[“\"]?五一[”\"]?(?:国际)?(?:劳动节)?|(?:国际)?劳动节|"
    r"端午节?|中秋节?|[“\"]?十一[”\"]?|国庆节?)"
)
_NAMES = rf"{_ONE_NAME}(?:[、,和及与]{_ONE_NAME})*"
_NUMBERING = r"(?:\(?[一二三四五六七八九十]{1,3}[)、.]+|\(?\d{1,2}[)、.]+)"
_HEAD = late_regex(
    rf"(?:^|(?<=[。;:!—-])|(?<=\d日)|{_NUMBERING})(?:\d{{4}}年)?({_NAMES})(?:假期|放假)?(?:安排|时间)?(?:调整为?)?:"
    rf"|{_NUMBERING}(?:({_NAMES})(?=\d{{1,4}}[月年])|([^。:;,\d]{{2,40}}):)"
)
_YEAR = late_regex(r"(?:关于|现将|安排)?(\d{4})年(?:,|的)?(?:部分)?(?:节假日|元旦)")
_NUMBER = late_regex(r"(国办?发(?:明电)?|国务院令)[〔\[(【](\d{4})[〕\])】](?:第)?(\d{1,3})号")
_ADJUSTED = late_regex(rf"调整(\d{{4}})年({_NAMES})(?:假期|放假)")
_EXTENDED = late_regex(rf"延长(?:(\d{{4}})年)?({_NAMES})假期至([^,。;()]+日(?:\([^()]*\))?)")
_AS_FOLLOWS = late_regex(r"(?:通知|安排)如下[。:]")
_END = late_regex(r"节假?日期间|国务院办公厅|各地区|鼓励单位|责任编辑|特别声明")
_COUNT = late_regex(r"(?:共|放假)(?:计)?(\d{1,2})天")
_OFF = late_regex(r"放假|补休|调休|公休|休息|连休")
_ONLY_EXPLAINS = late_regex(r"^其中[^放调补]*$|调至|照常公休|为公休日|为[^,]{0,6}法定|起(?:正常|照常|恢复)?上班")
_VOLUNTARY = late_regex(r"鼓励|建议|倡导|可以?结合")


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """A day that is not what its weekday says: ``kind`` is holiday or workday."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True)
class Notice:
    """What a notice arranges for ``year``.

    ``warnings`` are contradictions that a person has to look at, ``notes`` are worth knowing. ``replaces`` names the
    holidays that a later notice arranges anew (empty: the whole year), ``extends`` those that last longer.
    """

    year: int
    number: str
    days: tuple[NoticeDay, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    extends: tuple[tuple[str, date], ...] = ()
    text: str = ""

    @property
    def is_change(self) -> bool:
        """Whether it changes a year that another notice arranged."""
        return bool(self.replaces or self.extends)


@dataclass
class _Reading:
    year: int
    found: dict[date, NoticeDay] = field(default_factory=dict[date, NoticeDay])
    warnings: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def read_notice(text: str, year: int | None = None) -> Notice:
    """Read a pasted notice; ``year`` where the words name none. UserError when there is nothing to read."""
    words = plain(text)
    if not words:
        raise UserError("没有粘贴任何文字", advice="请粘贴国务院办公厅节假日安排通知的全文")
    changed, extended = _ADJUSTED.search(words), _EXTENDED.search(words)
    stated = _YEAR.search(words)
    written = (changed and changed[1]) or (extended and extended[1]) or (stated and stated[1])
    known = int(written) if written else year
    if known is None:
        raise UserError("通知里没有读到是哪一年的安排", advice="请连同标题“关于某某年部分节假日安排的通知”一起粘贴")
    reading = _Reading(known)
    sections = _sections(words, _official(changed[2]) if changed else "")
    for name, body in sections:
        _read_section(reading, name, body)
    extends = _read_extension(reading, extended[2], extended[3]) if extended else ()
    if not reading.found and not extends:
        raise UserError("没有读出任何放假安排", advice="请粘贴通知的正文，例如“一、元旦：1月1日放假，与周末连休。”")
    replaces = tuple(dict.fromkeys(name for name, _body in sections)) if changed else ()
    if not replaces and not extends:
        _check_year(reading)
    number = _NUMBER.search(words)
    return Notice(
        known,
        f"{number[1]}〔{number[2]}〕{int(number[3])}号" if number else "",
        tuple(reading.found[day] for day in sorted(reading.found)),
        tuple(reading.warnings),
        tuple(reading.notes),
        replaces,
        extends,
        text.strip(),
    )


def apply_notice(notice: Notice, before: Iterable[NoticeDay]) -> tuple[NoticeDay, ...]:
    """The days of the year after the notice, given those arranged for it before."""
    if not notice.is_change:
        return notice.days
    gone = set(notice.replaces)
    days = {line.day: line for line in before if not gone & set(line.name.split("、"))}
    days.update((line.day, line) for line in notice.days)
    for name, until in notice.extends:
        last = max((line.day for line in days.values() if line.kind == HOLIDAY and name in line.name), default=None)
        while last is not None and last < until:
            last += timedelta(days=1)
            days[last] = NoticeDay(last, HOLIDAY, name)
    return tuple(days[day] for day in sorted(days))


def _official(names: str) -> str:
    """国庆节、中秋节 for “十一”和中秋; other words as they stand."""
    found = [(words.find(short), official) for words in (names,) for short, official in _OFFICIAL.items()]
    known = list(dict.fromkeys(official for place, official in sorted(found) if place >= 0))
    return "、".join(known) or names.strip('“”"')[:_LONGEST_NAME]


def _sections(words: str, only: str) -> list[tuple[str, str]]:
    """(name, words) of each holiday; ``only`` where the notice is about one and does not repeat its name."""
    heads = list(_HEAD.finditer(words))
    if not heads and only:
        follows = _AS_FOLLOWS.search(words)
        return [(only, _until_end(words[follows.end() if follows else 0 :]))]
    found: list[tuple[str, str]] = []
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(words)
        body = words[head.end() : end]
        found.append((_official(head[1] or head[2] or head[3]), _until_end(body)))
    return found


def _until_end(body: str) -> str:
    end = _END.search(body)
    return body[: end.start()] if end else body


def _read_section(reading: _Reading, name: str, body: str) -> None:
    dates = DateReader(reading.year, name, reading.warn, opens_year="元旦" in name)
    off: dict[date, None] = {}
    makeup: list[date] = []
    counts: list[int] = []
    for clause in clauses_of(_without_voluntary(reading, name, body)):
        ranges = dates.ranges(clause)
        counts += [int(number) for number in _COUNT.findall(clause)]
        days = [day for one in ranges for day in one.days()]
        if not days or _ONLY_EXPLAINS.search(clause):
            continue
        if "上班" in clause:
            makeup += days
        elif _OFF.search(clause):
            off.update(dict.fromkeys(days))
        else:
            reading.warn(f"“{name}”中没有读懂“{clause}”")
    if not off:
        reading.warn(f"“{name}”没有读到放假的日期")
    for count in counts:
        if off and count not in (len(off), _with_weekend(off, body)):
            reading.warn(f"“{name}”写的是放假{count}天，读出的是{len(off)}天（{_span(off)}）")
    _keep(reading, name, off, makeup)


def _without_voluntary(reading: _Reading, name: str, body: str) -> str:
    """The section without sentences that only encourage (鼓励…安排职工在除夕休息); these are told."""
    kept: list[str] = []
    for sentence in body.split("。"):
        if _VOLUNTARY.search(sentence):
            reading.notes.append(f"“{name}”中“{sentence}”只是鼓励，不算放假")
        else:
            kept.append(sentence)
    return "。".join(kept)


def _with_weekend(off: Iterable[date], body: str) -> int:
    """Days of the holiday with the weekend next to it, where the words join the two."""
    days = set(off)
    if "连休" not in body:
        return len(days)
    for day in sorted(days):
        for step in (-1, 1):
            near = day + timedelta(days=step)
            while near.weekday() >= 5:
                days.add(near)
                near += timedelta(days=step)
    return len(days)


def _span(days: Iterable[date]) -> str:
    listed = sorted(days)
    return chinese(listed[0]) if len(listed) == 1 else f"{chinese(listed[0])}至{chinese(listed[-1])}"


def _keep(reading: _Reading, name: str, off: Iterable[date], makeup: Sequence[date]) -> None:
    kept_name = name[:_LONGEST_NAME]
    for day in off:
        _check_time(reading, name, day)
        known = reading.found.get(day)
        if known is not None:
            does = "上班" if known.kind == WORKDAY else "放假"
            reading.warn(f"{chinese(day)}在“{known.name}”中写了{does}，在“{name}”中又写了放假")
        reading.found[day] = NoticeDay(day, HOLIDAY, kept_name)
    for day in makeup:
        _check_time(reading, name, day)
        known = reading.found.get(day)
        if known is not None and known.kind == HOLIDAY:
            reading.warn(f"{chinese(day)}在“{known.name}”中写了放假，在“{name}”中又写了上班")
        if day.weekday() < 5:
            reading.warn(f"“{name}”的调休上班日{chinese(day)}不是周末")
        reading.found[day] = NoticeDay(day, WORKDAY, kept_name)


def _check_time(reading: _Reading, name: str, day: date) -> None:
    opens = "元旦" in name and day.year == reading.year - 1 and day.month == 12
    if day.year != reading.year and not opens:
        reading.warn(f"“{name}”中的{day.isoformat()}不在{reading.year}年")


def _read_extension(reading: _Reading, names: str, until: str) -> tuple[tuple[str, date], ...]:
    name = _official(names)
    ranges = DateReader(reading.year, name, reading.warn, opens_year=False).ranges(until)
    if not ranges or ranges[0].last.year != reading.year:
        reading.warn(f"“{name}”延长到哪一天没有读懂：“{until}”")
        return ()
    return ((name, ranges[0].last),)


def _check_year(reading: _Reading) -> None:
    """What a whole year must hold: every holiday, and as many weekdays off as the law gives once make-ups are taken."""
    if reading.year < _SINCE_2008:
        return
    named = {name for line in reading.found.values() if line.kind == HOLIDAY for name in line.name.split("、")}
    missing = [name for name in EXPECTED if name not in named]
    for name in missing:
        reading.warn(f"没有读到“{name}”的安排")
    if missing or reading.warnings:
        return
    off = sum(line.kind == HOLIDAY and line.day.weekday() < 5 for line in reading.found.values())
    worked = sum(line.kind == WORKDAY for line in reading.found.values())
    lawful = legal_days(reading.year)
    if off - worked != lawful:
        reading.warn(
            f"放假占用的工作日有{off}天，周末上班有{worked}天，相差{off - worked}天，与法定节假日{lawful}天不符，"
            "请核对有没有漏掉上班日或放假日"
        )


def legal_days(year: int) -> int:
    """Statutory days off a year by 全国年节及纪念日放假办法: 11 since its revision of 2007, 13 since that of 2024."""
    return 13 if year >= _SINCE_2025 else 11
