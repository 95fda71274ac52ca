"""What a deadline wording can mean: the kinds of the ledger, stages, and the phrases that have no date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.late_regex import late_regex

KINDS = ("date", "days", "working_days", "staged", "standing", "immediate", "done", "unknown")
"""As in headless.md; ``deadline`` of standing, immediate, done and unknown is always empty."""

_IMMEDIATE = late_regex(
    r"立行立改|立即|立查立改|立整立改|立说立改|立说立行|立行|即知即改|即查即改|即行即改|即整即改|立改|立办|即办|即改|马上|立刻|即刻|即时|当即|"
    r"边督边改|边查边改|边检边改|随查随改|随时(?:整|清|改)|当场|现场整改|现场改正|当日|当天|即日|第一时间"
)
_STANDING = late_regex(
    r"长期|持续|常态|长效|常抓不懈|经常性|日常|每年|每季|每半年|每月|每周|每日|逐年|定期|全年|不断|始终|坚持|永久"
)
_LASTING = late_regex(r"长期|持续|常态|长效|坚持|常抓")
_SEASON = late_regex(
    r"采暖|供暖|取暖|秋冬季|入冬|春季|夏季|秋季|冬季|夏收|秋收|春耕|汛期|雨季|春节|年前|中秋|端午|清明|元宵|两会|节前|节后|开学|复产|投产|验收前|入库前"
)
_ELSEWHERE = late_regex(
    r"按.{0,8}(?:方案|要求|计划|规定|时限)|根据|另行|另定|待定|未定|见附|详见|附件|待.{0,6}(?:确定|明确)"
)
_SOON = late_regex(r"尽快|抓紧|尽早|限期|限时|近期|适时|及时|短期")
_WEEK = late_regex(r"[本这上下]周|周[一二三四五六日末天]|星期|今[天日]|明[天日]|后天")
_ONLY_DAY = late_regex(r"[\d一二三四五六七八九十廿]{1,3}[日号](?:前|之前|以前)?$")
_NO_MONTH = late_regex(r"(?<!\d)(0|00|1[3-9]|[2-9]\d)月\d")


@dataclass(frozen=True, slots=True)
class Stage:
    """One milestone of a staged deadline: its own words and its date."""

    text: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """``confidence`` 0..1; below 0.6 a person should look. ``note`` in Chinese says what was assumed or is wrong.

    ``impossible`` says that the wording names a day that no calendar has (6月31日). ``rule`` tells in words how a
    counted day was reached, ``estimated`` that a year whose holidays are not known lies on the way (预估).
    """

    kind: str
    date: date | None = None
    days: int | None = None
    stages: tuple[Stage, ...] = ()
    confidence: float = 0.0
    note: str = ""
    impossible: bool = False
    rule: str = ""
    estimated: bool = False

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


def is_lasting(text: str) -> bool:
    """Whether the words ask to go on after the limit."""
    return _LASTING.search(text) is not None


def phrase(text: str) -> Deadline:
    """The reading of words without any point in time; ``text`` is half-width and without white space."""
    immediate, standing = _IMMEDIATE.search(text), _STANDING.search(text)
    if standing and immediate:
        return Deadline("standing", confidence=0.85, note="先立行立改，再长期坚持")
    if standing:
        return Deadline("standing", confidence=0.9)
    if immediate:
        return Deadline("immediate", confidence=0.95)
    season = _SEASON.search(text)
    if season:
        return Deadline("unknown", confidence=0.6, note=f"“{season[0]}”的日期每年每地不同，请选定日期")
    if _ELSEWHERE.search(text):
        return Deadline("unknown", confidence=0.8, note="时限写在别处")
    if _SOON.search(text):
        return Deadline("unknown", confidence=0.6, note="没有写明日期")
    if _WEEK.search(text):
        return Deadline("unknown", confidence=0.5, note="要知道写下的日子才能推算")
    if _ONLY_DAY.match(text):
        return Deadline("unknown", confidence=0.5, note="只写了日，没有写月份，也可能是天数")
    wrong = _NO_MONTH.search(text)
    if wrong:
        return Deadline("unknown", confidence=0.2, note=f"没有{wrong[1]}月", impossible=True)
    return Deadline("unknown", confidence=0.3, note="没有读出时限")
