"""Reads the cells of one column: once per different value, with what has to be said about the bad ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from models.excel.book import Value
from models.importing.cells.cell_text import as_text, long_text
from models.late_regex import late_regex
from models.rules.coordinates import read_angle, read_coordinate, read_pair
from models.rules.dates import read_date
from models.rules.multi_values import split_values
from models.rules.text import code_text, half_width, is_blank_word, one_line, phone_text, serial_text

MILLIONTHS = 1_000_000
_GIVE_UP_AFTER = 4000
_LONGEST_BLANK = 7
_PLAUSIBLE_YEARS = (1990, 2100)
_PLAIN_CODE = late_regex(r"[0-9A-DF-Za-df-z]{2}[0-9A-DF-Za-df-z\-]{3,}")
_PLAIN_ANGLE = late_regex(r"(\d{1,3})°(\d{1,2})[′'](\d{1,2}(?:\.\d+)?)[″\"]")
_SEPARATORS = late_regex(r"[、，,；;/／\s\n]+")
_YES = frozenset({
    "是", "有", "√", "✓", "✔", "Y", "y", "1", "属实", "true", "TRUE", "有问题", "发现问题", "存在问题", "存在",
})  # fmt: skip
_NO = frozenset({
    "否", "无", "×", "✗", "✘", "N", "n", "0", "不属实", "false", "FALSE", "没有", "无问题", "没有问题", "未发现问题",
    "未发现", "不存在", "不存在问题",
})  # fmt: skip
_DITTO = frozenset({"同上", "〃", "″", "″″", "同 上", "同上。", "（同上）", '"', "”", "同前", "''", "同上行"})
_DITTO_SPELLED = (
    _DITTO | {f" {word}" for word in _DITTO} | {f"{word} " for word in _DITTO} | {"\u3000同上", "同上\u3000"}
)


class Memo(dict[Any, Any]):
    """A reading remembered per value; gives up remembering where nearly every value is different."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read
        self.asked = 0
        self.direct = False

    def __missing__(self, key: Any) -> Any:
        value = self[key] = self.read(key)
        return value

    def all(self, values: Sequence[Any]) -> list[Any]:
        """The readings of many values."""
        if self.direct:
            read = self.read
            return [read(value) for value in values]
        found = list(map(self.__getitem__, values))
        self.asked += len(values)
        if self.asked > _GIVE_UP_AFTER and len(self) > 0.5 * self.asked:
            self.direct = True
            self.clear()
        return found


class Complaints:
    """What is wrong with values of one column, by value; empty for nearly every column."""

    def __init__(self) -> None:
        self.by_value: dict[Any, str] = {}

    def note(self, value: Any, message: str) -> None:
        """Remember why a value could not be read."""
        if message:
            self.by_value[value] = message


def read_name(value: Value) -> str | None:
    """A name, unit or place on one line."""
    text = one_line(as_text(value))
    if len(text) <= _LONGEST_BLANK and is_blank_word(text):
        return None
    return text


def read_code(value: Value) -> str | None:
    """A number or code: half-width, without white space."""
    if isinstance(value, str) and _PLAIN_CODE.fullmatch(value):
        return value
    text = code_text(as_text(value))
    if len(text) <= _LONGEST_BLANK and is_blank_word(text):
        return None
    return text


def read_serial(value: Value) -> str | None:
    """A serial number; 1、 and ① are 1."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = read_code(value)
    return serial_text(text) or None if text else None


def read_phone(value: Value) -> str | None:
    """Telephone numbers, several kept apart."""
    if isinstance(value, str) and _PLAIN_CODE.fullmatch(value):
        return value
    text = as_text(value)
    return None if not text or is_blank_word(text) else phone_text(text) or None


def read_long(value: Value) -> str | None:
    """A longer text with its line breaks; 无 may be an answer there."""
    text = long_text(value)
    if text is None or (len(text) <= _LONGEST_BLANK and is_blank_word(text)):
        return None
    return text


def read_list(value: Value) -> tuple[str, ...] | None:
    """Several words in one cell, each once."""
    text = read_name(value)
    if text is None:
        return None
    return split_values(as_text(value)) or None


def date_reader(year: int | None, complaints: Complaints) -> Callable[[Value], str | None]:
    """Cell to ISO date."""

    def read(value: Value) -> str | None:
        if isinstance(value, date) and _PLAUSIBLE_YEARS[0] <= value.year <= _PLAUSIBLE_YEARS[1]:
            return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
        text = as_text(value)
        if not text or is_blank_word(text):
            return None
        reading = read_date(value if not isinstance(value, str) else text, year=year)
        if reading.date is None:
            complaints.note(value, f"“{text}”不能读成日期（{reading.note}），已保留原文" if reading.note else
                            f"“{text}”不能读成日期，已保留原文")  # fmt: skip
            return None
        if reading.doubtful:
            complaints.note(value, f"“{text}”读成{reading.date.isoformat()}（{reading.note}），请核对")
        return reading.date.isoformat()

    return read


def angle_reader(complaints: Complaints) -> Callable[[Value], float | None]:
    """Cell to decimal degrees."""

    def read(value: Value) -> float | None:
        if isinstance(value, str):
            plain = _PLAIN_ANGLE.fullmatch(value)
            if plain:
                degrees, minutes, seconds = int(plain[1]), int(plain[2]), float(plain[3])
                if degrees <= 180 and minutes < 60 and seconds < 60:
                    return round(degrees + minutes / 60 + seconds / 3600, 6)
        text = as_text(value)
        if not text or is_blank_word(text):
            return None
        angle = read_coordinate(value if not isinstance(value, str) else text)
        return angle if angle else odd_angle(value, text)

    def odd_angle(value: Value, text: str) -> float | None:
        reading = read_angle(value if not isinstance(value, str) else text)
        if reading.value is not None:
            complaints.note(value, f"“{text}”读成{reading.value}（{reading.note}），请核对")
        elif not (isinstance(value, str) and read_pair(value)):
            reason = f"（{reading.note}）" if reading.note else ""
            complaints.note(value, f"“{text}”不能读成经纬度{reason}，已保留原文")
        return reading.value

    return read


def is_no_angle(value: Value) -> bool:
    """Whether a cell of coordinates is a text, or a number that cannot be degrees and has to be kept as it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return not 0 < abs(value) <= 180
    return isinstance(value, str)


def decimal_reader(complaints: Complaints) -> Callable[[Value], int | None]:
    """Cell to whole millionths."""

    def read(value: Value) -> int | None:
        text = half_width(as_text(value)).replace(",", "")
        if not text or is_blank_word(text):
            return None
        try:
            return int(Decimal(re.sub(r"[个条件项]$", "", text)) * MILLIONTHS)
        except (InvalidOperation, ValueError, OverflowError):
            complaints.note(value, f"“{text}”不能读成数字，已保留原文")
            return None

    return read


def bool_reader(complaints: Complaints) -> Callable[[Value], bool | None]:
    """Cell to yes or no."""

    def read(value: Value) -> bool | None:
        text = as_text(value)
        if text in _YES:
            return True
        if text in _NO:
            return False
        if text and not is_blank_word(text):
            complaints.note(value, f"“{text}”不能读成是或否，已保留原文")
        return None

    return read


def resolve_ditto(values: Sequence[Value], before: Value) -> Sequence[Value]:
    """Cells that say 同上 take the value above; ``before`` is the last value of the chunk before."""
    if _DITTO_SPELLED.isdisjoint(values):
        return values
    filled = list(values)
    for position, value in enumerate(filled):
        if isinstance(value, str) and value.strip() in _DITTO:
            filled[position] = before
        elif value is not None:
            before = value
    return filled


def last_value(values: Sequence[Value], before: Value) -> Value:
    """The last cell that is not empty, for the next chunk."""
    return next((value for value in reversed(values) if value is not None), before)


_encode = json.encoder.encode_basestring


def json_member(name: str) -> Callable[[str | None], str]:
    """Text to a member of a JSON object, '' for nothing."""
    head = _encode(name) + ":"
    return lambda text: "" if not text else head + _encode(text)


def json_objects(members: Iterable[Sequence[str]]) -> list[str | None]:
    """Columns of members to one JSON object a row, None where a row has none."""
    rows = [",".join(filter(None, row)) for row in zip(*members, strict=True)]
    return ["{" + row + "}" if row else None for row in rows]
