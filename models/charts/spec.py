"""A chart as data: what its bars are, what they mean, what they count, and which rows each of them stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Kind = Literal["stacked_bar_h", "bar_h", "stacked_bar", "bar", "line"]
Tone = Literal["green", "amber", "red", "blue", "purple", "grey"]

RowFilter = dict[str, Any]
"""Keyword arguments for ``ProblemQuery`` that find the rows behind a bar."""


@dataclass(frozen=True)
class Series:
    """One number per category; ``tone`` is its colour by meaning, ``keys`` the rows behind each number."""

    name: str
    values: tuple[float, ...]
    tone: Tone
    keys: tuple[RowFilter | None, ...] = ()


@dataclass(frozen=True)
class ChartSpec:
    """``basis`` says what is counted and how (统计口径); ``ends`` is the text at each bar's end, if not its sum."""

    id: str
    title: str
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    basis: str
    as_of: date
    ends: tuple[str, ...] = ()
    unit: str = "个"
    total_keys: tuple[RowFilter | None, ...] = ()
    """Rows behind a whole category (its name and the number at its end)."""
    footnote: str = ""
    """Said where the parts add up to more than there is, e.g. since a problem names several pollutants."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(any(series.values) for series in self.series)

    def totals(self) -> tuple[float, ...]:
        """Sum over the series for each category."""
        return tuple(map(sum, zip(*(series.values for series in self.series), strict=True)))

    def top(self, count: int | None) -> ChartSpec:
        """The chart with its first ``count`` categories only, saying so in the basis."""
        if count is None or count >= len(self.categories):
            return self
        cut = self.ordered(range(count))
        return replace(cut, basis=f"{self.basis}；共 {len(self.categories)} 项，只画前 {count} 项")

    def ordered(self, places: Iterable[int]) -> ChartSpec:
        """The chart with these categories in this order."""
        places = tuple(places)

        def pick(values: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(values[place] for place in places) if values else ()

        return replace(
            self,
            categories=pick(self.categories),
            series=tuple(replace(one, values=pick(one.values), keys=pick(one.keys)) for one in self.series),
            ends=pick(self.ends),
            total_keys=pick(self.total_keys),
        )
