"""The problems behind a bar: a key is what must hold besides the chart's own query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.charts.spec import RowFilter
from models.queries.expressions import parse_where
from models.queries.filtering import ProblemQuery


def rows_behind(query: ProblemQuery, key: RowFilter) -> ProblemQuery:
    """The chart's query narrowed to one bar: ``filters`` by field, ``where`` in the condition language."""
    narrowed = query.but(filters=narrow(query.filters, key.get("filters", {})))
    if key.get("where"):
        narrowed = narrowed.with_condition(parse_where(key["where"]))
    return narrowed


def narrow(
    filters: Mapping[str, tuple[Any, ...]], further: Mapping[str, tuple[Any, ...]]
) -> dict[str, tuple[Any, ...]]:
    """Both sets of filters at once: of a field that both name, the values they share."""
    both = dict(filters)
    for name, values in further.items():
        both[name] = tuple(value for value in values if value in both[name]) if name in both else values
    return both
