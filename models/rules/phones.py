"""What is wrong with a telephone number as it was typed; nothing is changed, only said."""

from __future__ import annotations

from models.late_regex import late_regex
from models.rules.text import half_width

_BETWEEN = late_regex(r"[,，;；、/／|\n]+|\s{2,}|(?<=\d{7})\s+(?=[01])")
_EXTENSION = late_regex(r"(?:转|分机|-{1,2}|ext\.?|x)\s*\d{1,6}$")
_NOT_DIGITS = late_regex(r"[^\d]+")
_NUMBER = late_regex(
    r"(?:\+?86|0086)?1[3-9]\d{9}"  # mobile
    r"|0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}"  # area code and number
    r"|[2-8]\d{6,7}"  # number in its own town
    r"|[48]00\d{7}"  # service numbers
    r"|1[0-2]\d{1,4}|9[56]\d{3,6}"  # 110, 12369, 96xxx
)
_SEVERAL = 2


def phone_note(text: str) -> str:
    """Why a cell cannot hold a telephone number that could be rung, '' where nothing speaks against it.

    Names beside the number and several numbers in one cell are usual; one that can be rung is enough.
    """
    written = half_width(text).strip()
    parts = [part.strip() for part in _BETWEEN.split(written)]
    numbers = [digits for part in parts if (digits := _NOT_DIGITS.sub("", part))]
    numbers += [_NOT_DIGITS.sub("", _EXTENSION.sub("", part)) for part in parts]
    if not any(numbers):
        return "没有数字"
    if any(_NUMBER.fullmatch(number) for number in numbers):
        return ""
    first = numbers[0]
    if first.startswith("1") and len(first) != 11 and len(first) > 8:
        return f"手机号应为11位，这里是{len(first)}位"
    if len(first) >= _SEVERAL and len(set(first)) == 1:
        return "是重复的数字"
    return f"不像电话号码（{len(first)}位数字）"
