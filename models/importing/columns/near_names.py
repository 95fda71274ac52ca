"""Blocks in which like names and near points meet, so that 52,000 rows need not be compared with 52,000 problems."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from models.importing.columns.aliases import bigrams

_ALIKE = 0.85
_LARGEST = 400
"""A pair of characters that more names of one place share says nothing and is passed over."""

Point = tuple[float, float]


class NameBlocks:
    """Finds the names of a place that may be alike: they share one of the rarest pairs of characters of the name.

    Two names whose Dice coefficient is ``t`` or more share at least ``t / (2 - t)`` of the pairs of either, hence one
    of the few rarest that are left over.
    """

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, (where, name) in enumerate(names):
            if name:
                for pair in bigrams(name):
                    self._blocks[where, pair].append(place)

    def count(self, where: str, name: str) -> int:
        """How many names ``near`` would give, counted with repetitions."""
        return sum(len(block) for block in self._chosen(where, name))

    def near(self, where: str, name: str) -> list[int]:
        """Positions of the names that may be alike."""
        found: Counter[int] = Counter()
        for block in self._chosen(where, name):
            found.update(block)
        return sorted(found)

    def _chosen(self, where: str, name: str) -> list[list[int]]:
        if not name or not self._blocks:
            return []
        pairs = bigrams(name)
        needed = math.ceil(len(pairs) * _ALIKE / (2 - _ALIKE))
        blocks = [self._blocks.get((where, pair), []) for pair in pairs]
        rarest = sorted(blocks, key=len)[: len(pairs) - needed + 1]
        return [block for block in rarest if len(block) <= _LARGEST]


class PointBlocks:
    """Finds the points within some metres by squares of a grid."""

    def __init__(self, points: Sequence[Point | None], metres: int) -> None:
        self._step = max(metres, 1) / 60_000
        """In degrees: a square is never narrower than the distance, up to 57 degrees of latitude."""
        self._squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        for place, point in enumerate(points):
            if point is not None:
                self._squares[self._square(point)].append(place)

    def count(self, point: Point | None) -> int:
        """How many points ``near`` would give."""
        return len(self.near(point))

    def near(self, point: Point | None) -> list[int]:
        """Positions of the points in the same square and those around it."""
        if point is None or not self._squares:
            return []
        x, y = self._square(point)
        around = [self._squares.get((x + i, y + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        return [place for square in around for place in square[:_LARGEST]]

    def _square(self, point: Point) -> tuple[int, int]:
        return math.floor(point[0] / self._step), math.floor(point[1] / self._step)
