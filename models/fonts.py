"""The Chinese fonts that are shipped: their files, the family names inside them, and what to do for a missing sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from models.paths import resource

FONT_FOLDER = resource("fonts")

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"
RARE = "Noto Sans SC Rare"
"""Rare characters, e.g. in names of companies; stands behind the other two."""

FONT_FILES = tuple(
    FONT_FOLDER / name
    for name in (
        "NotoSansSC-Regular.ttf",
        "NotoSansSC-Bold.ttf",
        "NotoSerifSC-Regular.ttf",
        "NotoSerifSC-Bold.ttf",
        "NotoSansSC-Rare.ttf",
    )
)

_RAISED = str.maketrans("23", "²³")


def drawable(text: str, known: Container[str]) -> str:
    """The text with signs that the font lacks written otherwise where that is possible: ㎡ as m², ㎎ as mg."""
    if all(sign in known for sign in text):
        return text
    return "".join(sign if sign in known else _otherwise(sign, known) for sign in text)


def _otherwise(sign: str, known: Container[str]) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    if sign == plain or any(one not in known for one in plain):
        return sign
    return plain.translate(_RAISED) if "\u3380" <= sign <= "\u33df" else plain
