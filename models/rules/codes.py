"""What is wrong with a code or telephone number as it was typed; nothing is ever changed, only said.

The unified social credit code is GB 32100-2015: 18 places of 31 signs (no I, O, Z, S, V), the last one a check sign:
with the weights 3^(i-1) mod 31 over the first 17 places, (31 - sum mod 31) mod 31.
"""

from __future__ import annotations

from operator import getitem

from models.late_regex import late_regex

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {sign: number for number, sign in enumerate(_SIGNS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_TABLES = tuple({sign: value * weight for sign, value in _VALUE.items()} for weight in _WEIGHTS)
_LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U或Y"}
_ALNUM = late_regex(r"[0-9A-Za-z]+")
_CUT = late_regex(r"\d(?:\.(?P<digits>\d+))?[eE]\+?(?P<power>\d{1,2})")
_LONG_NUMBER = 15
"""Digits that Excel keeps of a number; those behind become noughts."""


def credit_code_note(text: str) -> str:
    """Why a credit code cannot be right as typed, '' where nothing speaks against it.

    15 figures are an old registration number and 9 signs an organisation code; both pass.
    """
    try:
        if len(text) == 18 and check_sign_holds(text):
            return ""
    except KeyError:
        pass  # signs that no code has, or small letters: looked at below
    code = text.upper()
    if not _ALNUM.fullmatch(code):
        return "" if not code.isascii() else "信用代码里有数字和字母以外的符号"
    if len(code) in (9, 15):
        return ""
    if len(code) != 18:
        return f"信用代码应为18位，这里是{len(code)}位"
    odd = [sign for sign in dict.fromkeys(code) if sign in _LOOKALIKES]
    if odd:
        return f"信用代码不用字母{'、'.join(odd)}，可能是{'、'.join(_LOOKALIKES[sign] for sign in odd)}"
    return "" if check_sign_holds(code) else "信用代码的校验位不符"


def check_sign_holds(code: str) -> bool:
    """Whether the 18th place of a credit code follows from the other 17; KeyError for a sign outside the 31."""
    return _VALUE[code[17]] == -sum(map(getitem, _TABLES, code)) % 31


def truncated_note(value: object) -> str:
    """What a code lost when it was stored as a number (1.30429E+17), '' where it lost nothing."""
    if isinstance(value, float) and value.is_integer() and abs(value) >= 10**_LONG_NUMBER:
        return "数字超过15位，Excel已把后几位变成0，请按原件改正"
    if isinstance(value, str):
        cut = _CUT.fullmatch(value.strip())
        if cut and len(cut["digits"] or "") < int(cut["power"]):
            return "科学计数法丢了后几位，请按原件改正"
    return ""
