"""Brings the many spellings of a date to plain half-width text: white space, clocks, odd signs, slips."""

from __future__ import annotations

from models.late_regex import late_regex
from models.rules.text import half_width, trim

_WHITE = late_regex(r"[\s\u200b\ufeff]+")
_ODD_SIGNS = late_regex(r"((?:19|20)\d\d)([、。_\\·，,])(\d{1,2})\2(\d{1,2})(?!\d)")
_POINT_DAY = late_regex(r"\d{1,2}。\d{1,2}(?:日?前)?$")
_LETTER_O = late_regex(r"(?<=\d)[Oo](?=[日号月年]|[0-4]\d[年./\-。、])")
_SPACED = late_regex(r"^((?:19|20)\d\d)\s+(1[0-2]|0?[1-9])\s+([0-3]?\d)$")
_TWO_DATES = late_regex(r"((?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})\s+(?=(?:19|20)\d\d[./-]\d)")
_CLOCK = late_regex(r"[ T]+(?:上午|下午)? ?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?Z?$")


def without_white_and_clock(text: str) -> str:
    """Half-width text without white space, and without a time of day behind it.

    2018、6、11 and 2018 6 11 get points, two dates that only white space keeps apart a comma, and slips of the
    keyboard (the letter O for a nought, two points for one) are mended.
    """
    bare = _CLOCK.sub("", half_width(trim(text)))
    if _WHITE.search(bare):
        bare = _WHITE.sub("", _TWO_DATES.sub(r"\1,", _SPACED.sub(r"\1.\2.\3", bare)))
    if bare[1:3].count("。") and _POINT_DAY.match(bare):
        return bare.replace("。", ".")
    if bare.isascii() and "_" not in bare and "\\" not in bare and "," not in bare:
        return bare if "O" not in bare and "o" not in bare and ".." not in bare else _mended(bare)
    return _ODD_SIGNS.sub(r"\1.\3.\4", _mended(bare))


def _mended(bare: str) -> str:
    return _LETTER_O.sub("0", bare).replace("..", ".")
