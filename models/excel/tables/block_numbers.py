"""The number in front of a paragraph: 一、 （一） 1. (1) ① 第一项 问题一, with its style and ordinal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.late_regex import late_regex

_HAN = "[零〇一二三四五六七八九十百]{1,6}"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "named",
        late_regex(
            rf"(?:整改|反馈|督察|督办|突出|重点|典型|交办)?(?:问题|任务|事项|线索|案件|案例)\s*({_HAN}|\d{{1,4}})\s*[、.．:：，]?\s*"
        ),
    ),
    ("nth", late_regex(rf"第\s*({_HAN}|\d{{1,4}})\s*[项条个件号](?:问题|任务)?\s*[、.．:：，]?\s*")),
    ("han", late_regex(rf"({_HAN})\s*[、.．，]\s*")),
    ("han()", late_regex(rf"[（(]\s*({_HAN})\s*[）)]\s*[、.．]?\s*")),
    ("1()", late_regex(r"[（(]\s*(\d{1,4})\s*[）)]\s*[、.．]?\s*")),
    ("1)", late_regex(r"(\d{1,4})\s*[）)]\s*[、.．]?\s*")),
    ("1、", late_regex(r"(\d{1,4})\s*、\s*")),
    ("1.", late_regex(r"(\d{1,4})\s*[.．](?!\d)\s*")),
    ("1 ", late_regex(r"(\d{1,4})[ \u3000]+(?=[\u4e00-\u9fff“【])")),
    ("①", late_regex(r"([①-⑳])\s*[、.．]?\s*")),
)
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True)
class Numbered:
    """A paragraph: ``prefix`` is its number as written or '', ``text`` the rest, ``style`` the kind of number."""

    prefix: str
    text: str
    style: str
    ordinal: int

    @property
    def whole(self) -> str:
        """The paragraph as it was."""
        return self.prefix + self.text


def numbered(text: str) -> Numbered:
    """Split off the number in front; a bold mark before it moves behind it."""
    bare = text.lstrip("\ue000")
    for style, pattern in _STYLES:
        match = pattern.match(bare)
        if match:
            rest = bare[match.end() :]
            if len(bare) < len(text) and "\ue001" in rest:
                rest = "\ue000" + rest if not rest.startswith("\ue001") else rest[1:]
            return Numbered(match[0], rest, style, _ordinal(match[1]))
    return Numbered("", text, "", 0)


def _ordinal(text: str) -> int:
    if text.isascii():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - 0x245F
    return han_number(text)


def han_number(text: str) -> int:
    """A number below 1000 written in Chinese."""
    total = digit = 0
    for sign in text:
        if sign == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif sign == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[sign]
    return total + digit
