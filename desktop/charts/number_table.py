"""The numbers of a chart as a short list; a row opens the problems behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme

if TYPE_CHECKING:
    from models.charts.spec import ChartSpec

NUMBER_WIDTH = 62


@dataclass(frozen=True)
class NumberLine:
    """A category with its values as text; ``key`` finds its rows."""

    category: str
    values: tuple[str, ...]
    key: dict[str, Any] | None


def number_table(spec: ChartSpec, theme: Theme) -> ShortListTable:
    """Categories down, series across, the sum last where there are several."""
    several = len(spec.series) > 1
    titles = [*(one.name for one in spec.series), *(["合计"] if several else [])]
    columns = [ListColumn("项目", lambda line: line.category, STRETCH)]
    for place, title in enumerate(titles):
        columns.append(ListColumn(title, lambda line, at=place: line.values[at], NUMBER_WIDTH, right=True))
    table = ShortListTable(columns, theme)
    table.set_lines([_line(spec, place, several) for place in range(len(spec.categories))], choose=False)
    return table


def _line(spec: ChartSpec, place: int, several: bool) -> NumberLine:
    values = [one.values[place] for one in spec.series]
    if several:
        values.append(sum(values))
    key = spec.total_keys[place] if spec.total_keys else None
    if key is None and not several:
        key = spec.series[0].keys[place] if spec.series[0].keys else None
    return NumberLine(spec.categories[place], tuple(f"{value:,.0f}" for value in values), key)
