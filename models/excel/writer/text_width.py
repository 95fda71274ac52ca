"""Text in columns of fixed width, as printed reports and .prn files have it: where the columns are cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_SAMPLE = 500
_WIDEST = 2000
_GUTTER = 2


def find_columns(lines: Sequence[str]) -> list[int] | None:
    """Where each column begins, in half-width places; None when the lines are not set in columns."""
    sample = [line.rstrip() for line in lines[:_SAMPLE] if line.strip()]
    if len(sample) < 3:
        return None
    occupied = [0] * _WIDEST
    for line in sample:
        for place, sign in _placed(line):
            if sign != " " and place < _WIDEST - 1:
                occupied[place] += 1
                if _is_wide(sign):
                    occupied[place + 1] += 1
    allowed = min(2, len(sample) // 10)
    width = max((place for place, count in enumerate(occupied) if count > allowed), default=-1) + 1
    starts, blank = list[int](), _GUTTER
    for place in range(width):
        if occupied[place] <= allowed:
            blank += 1
            continue
        if blank >= _GUTTER:
            starts.append(place)
        blank = 0
    if len(starts) < 3:
        return None
    full = sum(sum(bool(cell) for cell in cut(line, starts)) >= 0.6 * len(starts) for line in sample)
    return starts if full >= 0.6 * len(sample) else None


def cut(line: str, starts: Sequence[int]) -> list[str]:
    """The cells of a line; a line without room between columns stays whole in its first cell."""
    cells = [""] * len(starts)
    column, before = 0, " "
    for place, sign in _placed(line.rstrip()):
        while column + 1 < len(starts) and place >= starts[column + 1]:
            if sign != " " and before != " " and place != starts[column + 1]:
                return [line.strip(), *[""] * (len(starts) - 1)]
            column += 1
        cells[column] += sign
        before = sign
    return [cell.strip() for cell in cells]


def _placed(line: str) -> list[tuple[int, str]]:
    """Each character with its place; a wide one takes two, a tab goes to the next eighth."""
    place = 0
    found: list[tuple[int, str]] = []
    for sign in line[:_WIDEST]:
        if sign == "\t":
            place = place // 8 * 8 + 8
            continue
        if sign == "\u3000":
            found += [(place, " "), (place + 1, " ")]
            place += 2
            continue
        found.append((place, sign))
        place += 2 if _is_wide(sign) else 1
    return found


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
