"""Takes apart a cell that names several things of one kind (水、大气，噪声), without changing a word of them."""

from __future__ import annotations

import re

from models.late_regex import late_regex
from models.rules.text import is_blank_word

MEDIA = frozenset(
    ("水", "大气", "土壤", "生态", "噪声", "辐射", "海洋", "固废", "固体废物", "油烟", "扬尘", "垃圾", "重金属", "其他")
)
"""The types of pollution that lists name; they only decide whether a 和 or a point stands between two of them."""

_OPEN, _CLOSE = "（(〔【《[", "）)〕】》]"
_SEPARATORS = frozenset("、，,;；/／|｜\\+＋&＆ \t\r\n\u3000\xa0①②③④⑤⑥⑦⑧⑨⑩")
_DOUBTFUL = late_regex(r"(?:以及|和|及|与|[.．·\-—])")
_NUMBERED = late_regex(r"^(?:[①-⑳]|[（(]?\d{1,2}[）).．、])")
_KIND = late_regex(r"(?:环境)?(?:污染)?(?:类|问题)?$")


def split_values(text: str) -> tuple[str, ...]:
    """Each thing once, in order, as written; empty for a cell that says nothing.

    Signs and white space separate, but not inside brackets. 和, 及, 与, a point or a hyphen separate only where known
    types of pollution stand on both sides.
    """
    parts = [_NUMBERED.sub("", part).strip() for part in _pieces(text)]
    found = [one for part in parts for one in _joined_by_words(part)]
    return tuple(dict.fromkeys(one for one in found if one and not is_blank_word(one)))


def _pieces(text: str) -> list[str]:
    pieces, depth, start = list[str](), 0, 0
    for at, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and not depth:
            pieces.append(text[start:at])
            start = at + 1
    if depth:  # a bracket that never closes says nothing about where a thing ends
        return [piece for piece in re.split("[" + re.escape("".join(_SEPARATORS)) + "]+", text) if piece]
    return [piece for piece in (*pieces, text[start:]) if piece]


def _joined_by_words(part: str) -> list[str]:
    halves = _DOUBTFUL.split(part)
    if len(halves) > 1 and all(_KIND.sub("", half.strip()) in MEDIA for half in halves):
        return [half.strip() for half in halves]
    return [part]
