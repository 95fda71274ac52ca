"""Turns columns of values into the XML of sheet cells, fast: one styled cell per value, text never as a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from models.late_regex import late_regex

CellValue = str | int | float | bool | Decimal | date | datetime | None

TEXT_LIMIT = 32_767
"""Characters that a cell holds; Excel calls a file with more damaged."""
SHARED_TEXTS_LIMIT = 300_000
"""Distinct texts kept in the shared table; further ones are written in place so that memory stays bounded."""
SHARED_TEXT_LENGTH = 48
"""Longer texts hardly repeat and are written in place."""

_CONTROL = late_regex("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_DAY = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30).toordinal()
_EXACT_INTEGER = 2**53


def escape_text(text: str) -> str:
    """XML text of a cell: markup escaped, characters XML cannot hold written as Excel's _xHHHH_."""
    if not text.isprintable():
        text = _CONTROL.sub(_hex_escape, text.replace("\r\n", "\n"))
    elif "_x" in text:
        text = _CONTROL.sub(_hex_escape, text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _hex_escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def text_element(text: str) -> str:
    """``<t>`` with the white space at the ends kept."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape_text(text)}</t>"


class TextTable:
    """The workbook's shared strings: each distinct short text once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.shortened = 0
        """Texts cut because a cell cannot hold them."""

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, text: str) -> int | None:
        """Place of the text in the table, None when it is to be written in the cell."""
        known = self._numbers.get(text)
        if known is not None:
            return known
        if len(text) > SHARED_TEXT_LENGTH or len(self._numbers) >= SHARED_TEXTS_LIMIT:
            return None
        self._numbers[text] = number = len(self._numbers)
        return number

    def xml(self) -> bytes:
        """The part xl/sharedStrings.xml."""
        items = "".join(f"<si>{text_element(text)}</si>" for text in self._numbers)
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns='
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return f'{head}"{space}" uniqueCount="{len(self._numbers)}">{items}</sst>'.encode()


@dataclass(frozen=True)
class CellStyles:
    """Style numbers (cellXfs) of one column: for its ordinary values, and for what needs its own."""

    plain: int
    quoted: int
    """Text that begins like a formula: stays text even when somebody edits the cell."""
    day: int
    moment: int


class TextTails(dict[str | None, str]):
    """What follows ``<c r="B7"`` for a text in one style; remembers short texts, which repeat a lot."""

    def __init__(self, styles: CellStyles, texts: TextTable) -> None:
        super().__init__()
        self._styles = styles
        self._texts = texts
        self[None] = self[""] = f' s="{styles.plain}"/>'
        self.days = DayTails(styles, self)

    def __missing__(self, text: str) -> str:
        style = self._styles.quoted if text[0] in "=+-@" else self._styles.plain
        if len(text) > TEXT_LIMIT:
            text = text[: TEXT_LIMIT - 1] + "…"
            self._texts.shortened += 1
        number = self._texts.number(text)
        if number is None:
            return f' s="{style}" t="inlineStr"><is>{text_element(text)}</is></c>'
        self[text] = tail = f' s="{style}" t="s"><v>{number}</v></c>'
        return tail


class DayTails(dict[date | None, str]):
    """The same for days, which repeat too."""

    def __init__(self, styles: CellStyles, tails: TextTails) -> None:
        super().__init__()
        self._styles = styles
        self._tails = tails
        self[None] = tails[None]

    def __missing__(self, day: date) -> str:
        self[day] = tail = _tail(day, self._styles, self._tails)
        return tail


_TEXT_TYPES = {str, type(None)}
_DAY_TYPES = {date, type(None)}


def cell_tails(values: Sequence[CellValue], styles: CellStyles, tails: TextTails) -> list[str]:
    """For each value of one column what follows ``<c r="B7"``."""
    types = set(map(type, values))
    if types <= _TEXT_TYPES:
        return list(map(tails.__getitem__, values))  # type: ignore[arg-type]
    if types <= _DAY_TYPES:
        return list(map(tails.days.__getitem__, values))  # type: ignore[arg-type]
    return [tails[value] if value is None or type(value) is str else _tail(value, styles, tails) for value in values]


def _tail(value: CellValue, styles: CellStyles, tails: TextTails) -> str:
    if isinstance(value, bool):
        return f' s="{styles.plain}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, datetime):
        if value.date() < _FIRST_DAY or value.tzinfo is not None:
            return tails[value.isoformat(sep=" ")]
        return f' s="{styles.moment}"><v>{day_number(value) + _part_of_day(value.time())!r}</v></c>'
    if isinstance(value, date):
        return tails[value.isoformat()] if value < _FIRST_DAY else f' s="{styles.day}"><v>{day_number(value)}</v></c>'
    if isinstance(value, int) and abs(value) <= _EXACT_INTEGER:
        return f' s="{styles.plain}"><v>{value}</v></c>'
    if isinstance(value, float) and math.isfinite(value):
        return f' s="{styles.plain}"><v>{value!r}</v></c>'
    if isinstance(value, Decimal) and value.is_finite() and len(value.as_tuple().digits) <= 15:
        return f' s="{styles.plain}"><v>{value}</v></c>'
    return tails[str(value)]


def day_number(day: date) -> int:
    """Excel's serial number of a day (1900 system)."""
    return day.toordinal() - _DAY_ZERO


def _part_of_day(moment: time) -> float:
    return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86_400


def column_letter(index: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_lines(text: str, width: float) -> int:
    """Lines that a wrapped text needs in a column of ``width`` characters (a Chinese one counts as two)."""
    if "\n" not in text:
        return 1 if 2 * len(text) <= width else -int(-(_columns(text) * 1.04) // max(width - 1, 1))
    return sum(text_lines(line, width) or 1 for line in text.split("\n"))


def _columns(text: str) -> float:
    return (len(text.encode("utf-8", "replace")) + len(text)) / 2
