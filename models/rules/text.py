"""Cleans cell text without changing what it says: white space, width, blanks, codes and serials."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from models.late_regex import late_regex

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad"
_OUTER = " \t\r\n\v\f\u00a0\u3000\u2002\u2003\u2009\u200a\u2028\u2029" + _INVISIBLE
_DROP_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_BREAKS = late_regex(r"[ \t\u3000\u00a0]*[\r\n\v\f\u2028\u2029]+[ \t\u3000\u00a0]*")
_WHITE = late_regex(r"\s+")
_NOT_ALNUM = late_regex(r"[\W_]+")
_FLOAT_TAIL = late_regex(r"^-?\d+\.0+$")
_SCIENTIFIC = late_regex(r"^\d(\.\d+)?[eE]\+?(\d{1,2})$")
_BETWEEN_PHONES = late_regex(r"(?<=\d{7})\s+(?=[+(]?\d[\d\-()]{6,})")
_SERIAL_TAIL = late_regex(r"^(\d+)[、,，.．)）:：]+$")
_CLEAR = late_regex(r"[【\[［〔〖「]清空[】\]］〕〗」]")
_LONGEST_CLEAR = 20
_SIGN_BLANKS = frozenset(
    ["/", "//", "\\", "-", "--", "---", "—", "——", "――", "－", "–", "―", "_", ".", "。", "*", "／", "、"]
).union(["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"])
_WORD_BLANKS = frozenset(
    ["无", "暂无", "空", "不详", "未填", "未填写", "无数据", "N/A", "n/a", "NA", "null", "NULL", "None", "none"]
)
_DITTOS = frozenset(["同上", "同前", "〃", "″", "''", '"', "”", "同上行"])
_CIRCLED = {chr(0x2460 + number): str(number + 1) for number in range(20)}


def half_width(text: str) -> str:
    """Full-width digits, letters, signs and spaces made half-width; only for numbers, codes, dates and phones."""
    return text if text.isascii() else text.translate(_HALF)


def trim(text: str) -> str:
    """Without white space outside, zero-width characters included."""
    return text.strip(_OUTER)


def one_line(text: object) -> str:
    """A name, unit or place: trimmed, line breaks removed with the blanks around them."""
    if text is None:
        return ""
    line = str(text)
    if line.isprintable():  # neither breaks nor anything invisible
        return line.strip()
    return _BREAKS.sub("", trim(line)).translate(_DROP_INVISIBLE)


def many_lines(text: object) -> str:
    """A longer text: trimmed, its own line breaks kept as line feeds."""
    if text is None:
        return ""
    return trim(str(text)).replace("\r\n", "\n").replace("\r", "\n").translate(_DROP_INVISIBLE)


def is_blank_word(text: object, *, words: bool = True) -> bool:
    """Whether a cell says 'nothing here' by a sign (/ — －), or by a word (无, 暂无, 空) where ``words`` allows it.

    Pass ``words=False`` for descriptions and progress, where 无 is an answer.
    """
    if text is None:
        return True
    if not isinstance(text, str):
        return False
    bare = trim(text)
    return not bare or bare in _SIGN_BLANKS or (words and bare in _WORD_BLANKS)


def is_ditto(text: object) -> bool:
    """同上 and its signs: the cell repeats the one above."""
    return isinstance(text, str) and trim(text) in _DITTOS


def is_clear_word(value: object) -> bool:
    """Whether a cell says 【清空】: the field is to be emptied on purpose, where a blank would change nothing.

    Brackets of any width count ([清空], ［清空］, 〔清空〕), white space does not; 清空 without brackets is a text.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_CLEAR:
        return False
    return _CLEAR.fullmatch(_WHITE.sub("", trim(value))) is not None


def code_text(value: object) -> str:
    """A code, number or phone as text: half-width, no white space, and 13800000000.0 without its float tail.

    1.38123E+10 stays as written where it lost digits: the noughts would be invented.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    text = _WHITE.sub("", half_width(trim(str(value)))).translate(_DROP_INVISIBLE)
    if _FLOAT_TAIL.match(text):
        return text.split(".")[0]
    cut = _SCIENTIFIC.match(text)
    if cut and len(cut[1] or "") - 1 >= int(cut[2]):
        return str(int(Decimal(text)))
    return text


def phone_text(value: object) -> str:
    """A phone cell: half-width and without float tail; several numbers stay as many, with their own signs between.

    White space inside a number goes (138 0000 0000); between two whole numbers one blank stays.
    """
    if isinstance(value, (int, float)):
        return code_text(value)
    text = half_width(trim("" if value is None else str(value)))
    return " ".join(code_text(part) for part in _BETWEEN_PHONES.split(text))


def serial_text(value: object) -> str:
    """A row's serial: 1.0, １, 1、 and ① all become 1; 0001, S-1 and （一） stay as written."""
    text = code_text(value)
    text = _CIRCLED.get(text, text)
    tail = _SERIAL_TAIL.match(text)
    return tail.group(1) if tail else text


def normalise_identity(text: object) -> str:
    """A key under which spellings of one name meet: width, case, white space and punctuation do not count."""
    if text is None:
        return ""
    folded = unicodedata.normalize("NFKC", str(text)).casefold()
    return _NOT_ALNUM.sub("", folded)
