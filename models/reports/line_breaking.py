"""Breaks Chinese and mixed text into lines: no closing mark first, no opening mark last, words whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from models.fonts import drawable
from models.reports.font_widths import advance_widths

_OPENING = "（「『【《〈“‘〔［(["
_CLOSING = "、，。；：！？）」』】》〉”’〕］％…·,.;:!?)]%"
_UNIT = re.compile(rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-z_@#&/+.\-]+|\s|.)[{re.escape(_CLOSING)}]*")
_MIXED = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
GAP = 0.25
"""Em between a Chinese character and a Latin letter or digit, as typst sets it."""
_REMEMBERED = 24
"""Characters up to which a text counts as short."""
_MOST_REMEMBERED = 50_000


Line = tuple[str, float]
"""A line and its width in em."""


class LineBreaker:
    """Measures and breaks text of one font."""

    def __init__(self, font: Path) -> None:
        self._font = advance_widths(font)
        self._width_of = self._font.__getitem__
        self._known: dict[tuple[str, float], tuple[Line, ...]] = {}

    def width(self, text: str) -> float:
        """Width in em."""
        plain = sum(map(self._width_of, text))
        return plain if text.isascii() else plain + GAP * len(_MIXED.findall(text))

    def lines(self, text: str, room: float) -> tuple[Line, ...]:
        """The lines that fit into ``room`` em; short texts are remembered, since they repeat."""
        if len(text) > _REMEMBERED:
            return tuple(self._break(text, room))
        known = self._known.get((text, room))
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            self._known[text, room] = known = tuple(self._break(text, room))
        return known

    def _break(self, text: str, room: float) -> list[Line]:
        lines: list[Line] = []
        for paragraph in text.splitlines():
            if not paragraph.isprintable():
                paragraph = "".join(sign if sign.isprintable() or sign == "\u3000" else " " for sign in paragraph)
            paragraph = drawable(paragraph.strip(), self._font)
            width = self.width(paragraph)
            if width <= room:
                lines.append((paragraph, width))
            else:
                lines.extend(self._fill(paragraph, room))
        return lines

    def _fill(self, paragraph: str, room: float) -> list[Line]:
        """Greedy: each line takes as many units as fit; a unit longer than a line is cut."""
        advances = list(map(self._width_of, paragraph))
        if not paragraph.isascii():
            for gap in _MIXED.finditer(paragraph):
                advances[gap.start() - 1] += GAP
        reach = [0.0, *accumulate(advances)]
        ends = [unit.end() for unit in _UNIT.finditer(paragraph)]
        ends_reach = [reach[end] for end in ends]
        lines: list[Line] = []
        start, next_unit, length = 0, 0, len(paragraph)
        while start < length:
            fitting = bisect_right(ends_reach, reach[start] + room + 1e-9, next_unit)
            if fitting > next_unit:
                end, next_unit = ends[fitting - 1], fitting
            else:
                end = max(bisect_right(reach, reach[start] + room, start + 1) - 1, start + 1)
                if end >= ends[next_unit]:
                    next_unit += 1
            lines.append((paragraph[start:end].rstrip(), reach[end] - reach[start]))
            start = end
            while start < length and paragraph[start] == " ":
                start += 1
            while next_unit < len(ends) and ends[next_unit] <= start:
                next_unit += 1
        return lines
