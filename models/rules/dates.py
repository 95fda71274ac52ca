"""Reads a date in every spelling that lists use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateReading:
    """``date`` is None where the text is no date; ``note`` says why, or what was assumed."""

    date: date | None
    note: str = ""


def read_date(value: object, *, year: int | None = None) -> DateReading:
    """Read one date."""
    return DateReading(None, "不是日期")
