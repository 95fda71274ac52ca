"""Plain text of a cell value: whole numbers without a point, dates in ISO, no digits that Excel would not show."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from models.excel.book import Value
from models.late_regex import late_regex

_OUTER = " \t\r\n\u3000\xa0\u200b\ufeff"
_CONTROL = late_regex("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_text(value: Value) -> str:
    """The value as a clerk would type it; '' for nothing."""
    if isinstance(value, str):
        return value.strip(_OUTER)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        if value.is_integer() and abs(value) < 1e21:
            return str(int(Decimal(f"{value:.15g}")))
        return f"{value:.15g}"
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def long_text(value: Value) -> str | None:
    """A longer text: outer white space off, line breaks kept as one kind; None for nothing."""
    text = as_text(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "_x000D_" in text:
        text = text.replace("_x000D_", "")
    return (_CONTROL.sub("", text) if text and not text.isprintable() else text) or None
