"""How alike two short Chinese texts are, and why: sound, shape, a character more or less, a short form."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cache, lru_cache

from models.late_regex import late_regex
from models.paths import resource

_DIGITS = late_regex(r"\d+|[一二三四五六七八九十]+")


def sound(text: str) -> str:
    """The syllables of a text without tones, '' for one without Chinese characters; each character by itself."""
    return "" if text.isascii() else " ".join(map(_syllable, text))


@lru_cache(maxsize=8192)
def _syllable(char: str) -> str:
    # One character at a time needs no table of words: 40 MiB and 150 ms.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(char))


def edits(a: str, b: str, most: int) -> int:
    """Characters to insert, drop or replace; ``most`` + 1 as soon as there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for at, char in enumerate(a, 1):
        before, row = row, [at]
        for place, other in enumerate(b, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (char != other)))
        if min(row) > most:
            return most + 1
    return row[-1]


def same_numbers(a: str, b: str) -> bool:
    """Whether both name the same numbers: 第一组 and 第二组 are two things however alike."""
    return _DIGITS.findall(a) == _DIGITS.findall(b)


def reason_for(said: str, known: str) -> str:
    """Why ``said`` may mean ``known``; '' where nothing speaks for it."""
    if said == known:
        return ""
    if not same_numbers(said, known):
        return ""
    if len(known) == len(said) + 1:
        missing = _dropped(known, said)
        if missing:
            return f"少一个“{missing}”字"
    if len(said) == len(known) + 1:
        extra = _dropped(said, known)
        if extra:
            return f"多一个“{extra}”字"
    if len(said) == len(known) and len(said) > 1:
        different = [(a, b) for a, b in zip(said, known, strict=True) if a != b]
        if all(_look_alike(a, b) for a, b in different):
            return "形近"
        if sound(said) == sound(known) != "":
            return "同音"
        if sorted(said) == sorted(known) and len(said) >= 3:
            return "字序颠倒"
        if len(different) == 1 and len(said) >= 3:
            return "一字之差"
        if len(different) == 2 and len(said) >= 8:
            return "两字之差"
        return ""
    if len(said) >= 2 and len(said) < len(known) and _is_short_form(said, known):
        return "简称"
    if min(len(said), len(known)) >= 6 and edits(said, known, 2) <= 2:
        return "两字之差"
    return ""


def likeness(a: str, b: str) -> float:
    """Share of the pairs of neighbouring characters that both have, 0 to 1, for putting options in order."""
    if a == b:
        return 1.0
    first, second = _pairs_of(a), _pairs_of(b)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def ranked(said: str, known: Sequence[str]) -> list[str]:
    """Known values, the most alike first, else in their own order."""
    order = {name: (-likeness(said, name), place) for place, name in enumerate(known)}
    return sorted(known, key=order.__getitem__)


def _pairs_of(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _dropped(longer: str, shorter: str) -> str:
    """The one character that ``shorter`` lacks, else ''."""
    for at in range(len(longer)):
        if longer[:at] + longer[at + 1 :] == shorter:
            return longer[at]
    return ""


def _is_short_form(said: str, known: str) -> bool:
    """All characters in their order, beginning alike or one whole piece: 散乱污 for 散乱污企业整治不力."""
    rest = iter(known)
    return said in known or (len(said) >= 3 and said[0] == known[0] and all(char in rest for char in said))


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Character to those that are mistaken for it."""
    text = (resource("divisions") / "alike_characters.json").read_text(encoding="utf-8")
    groups: list[str] = json.loads(text)
    found: dict[str, set[str]] = {}
    for group in groups:
        for char in group:
            found.setdefault(char, set()).update(group)
    return {char: frozenset(others) for char, others in found.items()}


def _look_alike(a: str, b: str) -> bool:
    return b in _groups().get(a, ())
