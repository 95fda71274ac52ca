"""Numbers in a sheet's XML that need care: day numbers outside the calendar, and more digits than Excel keeps."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from models.excel.day_numbers import in_calendar
from models.late_regex import late_regex

_SUSPECT = late_regex(rb"v>(-[^<]*|[0-9.+]*[eEnNiI][^<]*|[0-9.]{16,}|[0-9]{7,}(?:\.[0-9]*)?)</")
_STYLE = late_regex(rb"""\ss\s*=\s*["'](\d+)["']""")
_TEXT_TYPE = late_regex(rb"""\st\s*=\s*["'](?!n["'])""")
_REFERENCE = late_regex(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_TAG_REACH = 20_000
LONG = 1e15
_EXACT = 1e21


@dataclass(frozen=True)
class OddNumber:
    """One such cell: letters and row number (None where the cell does not say), and where its style stands."""

    letters: bytes
    row: bytes
    is_date: bool
    is_finite: bool
    style_at: tuple[int, int]


def odd_numbers(xml: bytes, date_styles: Collection[int]) -> Iterator[OddNumber]:
    """The odd numbers in a piece of a sheet's XML that holds whole cells."""
    for match in _SUSPECT.finditer(xml):
        start = _cell_start(xml, match.start())
        tag = xml[start : xml.find(b">", start)]
        if start < 0 or _TEXT_TYPE.search(tag):
            continue
        style = _STYLE.search(tag)
        is_date = style is not None and int(style[1]) in date_styles
        number = _number(match[1])
        if number is None or not _is_odd(number, is_date):
            continue
        place = _REFERENCE.search(tag)
        behind = start + tag.find(b" ") if b" " in tag else start + len(tag)
        where = (start + style.start(), start + style.end()) if style else (behind, behind)
        yield OddNumber(place[1] if place else b"", place[2] if place else b"", is_date, math.isfinite(number), where)


def _cell_start(xml: bytes, place: int) -> int:
    """Where the tag of the cell begins whose value stands at ``place``."""
    low = max(place - _TAG_REACH, 0)
    start = max(xml.rfind(b"<c ", low, place), xml.rfind(b":c ", low, place))
    return start if start < 0 or xml.find(b"c>", start, place) < 0 else -1


def _number(text: bytes) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_odd(number: float, is_date: bool) -> bool:
    if is_date or not math.isfinite(number):
        return not in_calendar(number)
    return LONG <= abs(number) < _EXACT and number == int(number)


def as_plain_numbers(xml: bytes, date_styles: Collection[int]) -> bytes:
    """The XML with the style taken from date cells outside the calendar, so that readers see plain numbers.

    What is no number at all (NaN, more than a double holds) becomes text.

    The native reader aborts at some of them and makes midnight of the others.
    """
    parts: list[bytes] = []
    done = 0
    for odd in odd_numbers(xml, date_styles):
        if odd.is_date or not odd.is_finite:
            start, end = odd.style_at
            parts += [xml[done:start], b"" if odd.is_finite else b' t="str"']
            done = end
    return b"".join([*parts, xml[done:]])
