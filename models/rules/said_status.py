"""Turns a yes-or-no cell into a phrase by its header: 是否销号 是 -> 已销号; everything else stays as written."""

from __future__ import annotations

import re

from models.late_regex import late_regex
from models.rules.text import half_width, is_blank_word, one_line

_YES = frozenset(["是", "√", "✓", "✔", "☑", "对", "已", "y", "yes", "true", "t", "v", "●", "■"])
_NO = frozenset(["否", "×", "✗", "✘", "☒", "不", "未", "没有", "n", "no", "false", "f", "x"])
_HAVE = {"有": True, "无": False, "1": True, "0": False}
_HEADER_JUNK = late_regex(r"[(（【\[][^)）】\]]*[)）】\]]|[\s:：*?？/／]")
_PHRASES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (late_regex(pattern), yes, no)
    for pattern, yes, no in (
        (r"属实", "属实", "不属实"),
        (r"重复", "重复", "不重复"),
        (r"重点", "重点件", "非重点件"),
        (r"逾期|超期", "逾期", "未逾期"),
        (r"申请销号", "已申请销号", "未申请销号"),
        (r"销号", "已销号", "未销号"),
        (r"验收", "已验收", "未验收"),
        (r"办结", "已办结", "未办结"),
        (r"(完成.{0,4}整改|整改.{0,4}完成)", "已完成整改", "未完成整改"),
        (r"整改.{0,2}到位|到位", "已整改到位", "未整改到位"),
        (r"立案", "已立案", "未立案"),
        (r"上报", "已上报", "未上报"),
        (r"公示", "已公示", "未公示"),
        (r"完成", "已完成", "未完成"),
        (r"整改", "已整改", "未整改"),
    )
)
_WHETHER = late_regex(r"是否(?:已经?)?(.+)")


def phrase_for(header: str, value: object) -> str | None:
    """What the list says about the state, None for a blank cell.

    有, 无, 1 and 0 count as yes or no only under a header that asks (是否…, 有无…); elsewhere 无 is a blank.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        value = "是" if value else "否"
    if value is None or is_blank_word(value, words=False):
        return None
    written = one_line(value)
    title = _HEADER_JUNK.sub("", header)
    answer = _answer(written, asks="是否" in title or "有无" in title)
    if answer is None:
        return None if is_blank_word(value) else written
    return _phrase(title, answer) or written


def _answer(written: str, *, asks: bool) -> bool | None:
    """Yes, no, or None for words of its own."""
    bare = half_width(written).strip(" 。.").casefold()
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    return _HAVE.get(bare) if asks else None


def _phrase(title: str, answer: bool) -> str:
    if title.startswith("有无"):
        return ("有" if answer else "无") + title.removeprefix("有无")
    for pattern, yes, no in _PHRASES:
        if pattern.search(title):
            return yes if answer else no
    whether = _WHETHER.search(title)
    if whether:
        return ("已" if answer else "未") + whether[1]
    return ""
