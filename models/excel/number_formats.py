"""A cell's text as Excel shows it, from its value and number format."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from models.excel.book import Value
from models.excel.formats.zip_parts import attributes, unescape
from models.late_regex import late_regex

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_TOKENS = late_regex(
    r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|AM/PM|am/pm|上午/下午|y+|e+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|.', re.I | re.S
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = "一二三四五六日"
_DURATION = late_regex(r"\[(?:h+|m+|s+)\]", re.I)
_HAN_DIGITS = "〇一二三四五六七八九"


def cell_formats(styles_xml: bytes) -> list[str]:
    """The number format of each cell style, in the order in which cells refer to them."""
    own: dict[int, str] = {}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^<>]*>", styles_xml):
        about = attributes(tag)
        if about.get("numFmtId", "").isdigit():
            own[int(about["numFmtId"])] = _own_format(unescape(about.get("formatCode", "")))
    start = styles_xml.find(b"cellXfs")
    block = styles_xml[start : styles_xml.find(b"cellXfs", start + 7)] if start >= 0 else b""
    formats: list[str] = []
    for tag in re.findall(rb"<(?:\w+:)?xf\b[^<>]*>", block):
        number = attributes(tag).get("numFmtId", "0")
        key = int(number) if number.isdigit() else 0
        formats.append(own.get(key) or _BUILT_IN.get(key, ""))
    return formats


def _own_format(text: str) -> str:
    """A written format; some stand for what the system shows, or name a built-in one by its number (WPS)."""
    reserved = re.fullmatch(r"reserved-0x([0-9a-f]{1,2})", text.strip().lower())
    if reserved:
        return _BUILT_IN.get(int(reserved[1], 16), "")
    lower = text.lower()
    if lower.startswith("[$-f800]"):
        return _BUILT_IN[31]
    return _BUILT_IN[21] if lower.startswith("[$-f400]") else text


def builtin_format(number: int) -> str:
    """Format text of a built-in number format as a Chinese Excel has it; '' for General."""
    return _BUILT_IN.get(number, "")


def is_date_format(number_format: str) -> bool:
    """Whether the format shows dates, times or lengths of time."""
    return bool(_date_section(number_format)) or is_duration_format(number_format)


def is_duration_format(number_format: str) -> bool:
    """Whether the format shows hours beyond 24, as [h]:mm does."""
    return bool(_DURATION.search(number_format.split(";")[0]))


def date_styles(formats: Sequence[str]) -> set[int]:
    """Numbers of the cell styles that show dates."""
    return {number for number, text in enumerate(formats) if is_date_format(text)}


def shown_text(value: Value, number_format: str = "") -> str:
    """Text of a value; without a format dates are ISO and whole numbers have no decimals."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    if isinstance(value, dt.timedelta):
        return _duration_text(value)
    pattern = _date_section(number_format)
    if not pattern:
        return _iso(value)
    return _date_text(value, pattern)


def _iso(value: dt.date | dt.datetime | dt.time) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(" ", "seconds")
    return value.isoformat()


def _duration_text(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def plain_number(value: float) -> str:
    """A number without exponent, without .0, with at most 15 significant digits."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text or abs(value) >= 1 else f"{value:.20f}".rstrip("0").rstrip(".")


def _number_text(value: float, number_format: str) -> str:
    section = re.sub(r"\[[^\]]*\]|_.|\*.|\\(.)", r"\1", number_format.split(";")[0])
    literal = re.sub(r'"([^"]*)"', "", section).strip()
    if value < 0 or value != value or abs(value) >= 1e21:
        return plain_number(value)
    if re.fullmatch(r"0{2,}", literal):
        text = f"{round(value):0{len(literal)}d}"
    elif match := re.fullmatch(r"(#,##)?0(?:\.(0+))?(%)?", literal):
        grouped, decimals, percent = match.groups()
        amount = value * 100 if percent else value
        text = f"{amount:{',' if grouped else ''}.{len(decimals or '')}f}{percent or ''}"
    else:
        return plain_number(value)
    before, after = (re.findall(r'^"([^"]*)"', section), re.findall(r'"([^"]*)"$', section))
    return "".join(before[:1]) + text + "".join(after[:1] if section.count('"') > 2 or not before else [])


def _date_section(number_format: str) -> str:
    """The format's first section when it formats dates, else ''."""
    first = number_format.split(";")[0]
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", first).lower()
    return first if re.search(r"[ymdhs]|a{3,4}", bare) and "general" not in bare else ""


def _date_text(value: dt.date | dt.datetime | dt.time, pattern: str) -> str:
    day = value if isinstance(value, dt.date) else dt.date(1899, 12, 31)
    moment = value.time() if isinstance(value, dt.datetime) else value if isinstance(value, dt.time) else dt.time(0)
    tokens = [token for token in _TOKENS.findall(pattern) if not re.match(r"\[|_.|\*.", token) or len(token) < 2]
    half_day = any(token.lower() in ("am/pm", "上午/下午") for token in tokens)
    kinds = [token[0].lower() if token[0].lower() in "yemdhs" else "" for token in tokens]
    han = "[dbnum1]" in pattern.lower()
    parts: list[str] = []
    for place, token in enumerate(tokens):
        kind, size = kinds[place], len(token)
        if kind == "m" and _is_minute(kinds, place):
            parts.append(f"{moment.minute:0{min(size, 2)}d}")
        elif kind in ("y", "e"):
            year = f"{day.year % 100:02d}" if size <= 2 and kind == "y" else f"{day.year:04d}"
            parts.append("".join(_HAN_DIGITS[int(digit)] for digit in year) if han else year)
        elif han and kind in ("m", "d") and size <= 2:
            parts.append(_han_number(day.month if kind == "m" else day.day))
        elif kind == "m":
            parts.append(_MONTHS[day.month - 1] if size >= 3 else f"{day.month:0{size}d}")
        elif kind == "d":
            parts.append(f"星期{_WEEKDAYS[day.weekday()]}" if size >= 3 else f"{day.day:0{size}d}")
        elif kind == "h":
            hour = (moment.hour % 12 or 12) if half_day else moment.hour
            parts.append(f"{hour:0{min(size, 2)}d}")
        elif kind == "s":
            parts.append(f"{moment.second:0{min(len(token.split('.')[0]), 2)}d}")
        else:
            parts.append(_literal(token, day, moment))
    return "".join(parts).strip()


def _han_number(number: int) -> str:
    """A number below 100 in words, as the format [DBNum1] shows months and days."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _HAN_DIGITS[tens] + "十"
    return head + (_HAN_DIGITS[ones] if ones or not tens else "")


def _is_minute(kinds: list[str], place: int) -> bool:
    before = next((kind for kind in reversed(kinds[:place]) if kind), "")
    after = next((kind for kind in kinds[place + 1 :] if kind), "")
    return before == "h" or after == "s"


def _literal(token: str, day: dt.date, moment: dt.time) -> str:
    lower = token.lower()
    if lower == "am/pm":
        return "AM" if moment.hour < 12 else "PM"
    if lower == "上午/下午":
        return "上午" if moment.hour < 12 else "下午"
    if lower in ("aaa", "aaaa"):
        return ("星期" if len(token) == 4 else "") + _WEEKDAYS[day.weekday()]
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    return "" if token == "@" else token
