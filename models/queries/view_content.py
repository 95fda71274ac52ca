"""A query and columns as a saved view keeps them, and back; keys that are no longer known are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from models.errors import UserError
from models.queries.expressions import Comparison, Condition
from models.queries.fields import FIELDS
from models.queries.filter_tests import read_filter, written_filter
from models.queries.filtering import BEHIND, ProblemQuery, json_value
from models.queries.history_conditions import read_history, written_history
from models.queries.marks import MARK_TITLES

Column = tuple[str, str, float]
"""key, title, width in characters."""


def content_of(query: ProblemQuery, columns: Iterable[tuple[str, float]] = ()) -> dict[str, Any]:
    """The JSON object of a view: columns as [key, width], sort as [key, descending], filters by field."""
    condition = query.condition()
    return {
        "columns": [[key, width] for key, width in columns],
        "sort": [[key, descending] for key, descending in query.sort],
        "filters": {key: written_filter(values) for key, values in query.filters.items()},
        "marks": list(query.marks),
        "history": written_history(query.history),
        "search": query.search,
        "finding": query.finding if query.finding == BEHIND else "",
        "where": [] if condition is None else [_written(part) for part in condition.all_of],
    }


def query_of(content: Mapping[str, Any]) -> ProblemQuery:
    """The query of a view."""
    filters: dict[str, list[Any]] = content.get("filters") or {}
    parts: list[tuple[str, str, Any]] = content.get("where") or []
    sort: list[tuple[str, bool]] = content.get("sort") or []
    marks: list[str] = content.get("marks") or []
    where = [Comparison(key, op, _typed(key, op, value)) for key, op, value in parts if key in FIELDS]
    return ProblemQuery(
        where=Condition(tuple(where)) if where else None,
        search=str(content.get("search") or ""),
        finding=BEHIND if content.get("finding") == BEHIND else "",
        sort=_with_groups(content, tuple((key, bool(descending)) for key, descending in sort if key in FIELDS)),
        filters={key: read_filter(key, filters[key]) for key in filters if key in FIELDS},
        marks=tuple(mark for mark in marks if mark in MARK_TITLES),
        history=read_history(content.get("history")),
    )


def _with_groups(content: Mapping[str, Any], sort: tuple[tuple[str, bool], ...]) -> tuple[tuple[str, bool], ...]:
    """The rows of a grouped view stand group by group also where groups are not shown."""
    grouped: list[str] = content.get("group") or []
    keys = [key for key in grouped if key in FIELDS]
    directions = dict(sort)
    groups = tuple((key, directions.get(key, False)) for key in keys)
    return (*groups, *(pair for pair in sort if pair[0] not in keys))


def columns_of(content: Mapping[str, Any]) -> list[Column]:
    """The columns of a view; UserError when none of them is known."""
    kept: list[tuple[str, float]] = content.get("columns") or []
    columns = [(key, FIELDS[key].title, float(width)) for key, width in kept if key in FIELDS]
    if not columns:
        raise UserError("这个视图里没有列")
    return columns


def _written(part: Comparison) -> list[Any]:
    value = [json_value(one) for one in part.value] if part.op == "in" else json_value(part.value)
    return [part.field, part.op, value]


def _typed(key: str, op: str, value: Any) -> Any:
    return tuple(_one(key, one) for one in value) if op == "in" else _one(key, value)


def _one(key: str, value: Any) -> Any:
    if value is None:
        return None
    match FIELDS[key].kind:
        case "date":
            return date.fromisoformat(value)
        case "decimal":
            return Decimal(value)
        case _:
            return value
