"""Reads numbers as lists write them: Chinese numerals, decimals with full-width digits, yes-and-no weights."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from models.late_regex import late_regex
from models.rules.text import half_width, trim

_DIGITS = dict(zip("〇○零一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SPECIAL = {"廿": "二十", "卅": "三十", "O": "〇", "o": "〇", "Ｏ": "〇"}
_DECIMAL = late_regex(r"^[+-]?\d+(?:\.\d+)?$")


def read_integer(text: str) -> int | None:
    """12, １２, 十二, 二十一, 二〇一八 as an integer; None for anything else."""
    text = half_width(trim(text))
    if text.isascii() and text.isdigit():
        return int(text)
    for word, plain in _SPECIAL.items():
        text = text.replace(word, plain)
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def read_decimal(value: object) -> Decimal | None:
    """An exact decimal from a number or its text (thousands separators allowed); None for anything else."""
    if value is None or isinstance(value, bool):
        return None
    text = half_width(trim(str(value))).replace(",", "").replace(" ", "")
    if not _DECIMAL.match(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def weight_text(value: object) -> str | None:
    """The weight of a problem as shortest decimal text: 0.50 -> '0.5', 1.0 -> '1'."""
    number = read_decimal(value)
    if number is None:
        return None
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "") else text
