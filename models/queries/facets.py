"""Header filters: the values of a field with their counts under the other filters."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filtering import ProblemQuery, known_field, where_clauses
from models.queries.marks import NEAR, OVERDUE, mark_rule
from models.queries.matching import value_of
from models.queries.records import as_of_records
from models.schema import Campaign

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


def facet(ledger: Ledger, query: ProblemQuery, field: str, *, limit: int = 2_000) -> list[tuple[Any, int]]:
    """(value, count) pairs, the filter on the field itself left out; blank is None and stands last.

    States come in their preset order, dates and numbers ascending, everything else by falling count. At most
    ``limit`` values, blanks always among them.
    """
    known_field(field)
    with ledger.reading() as connection:
        counts = _past_counts(connection, query, field)
        if counts is None:
            counts = _counts(connection, query, field)
        order = {
            name: place for place, (name, _phase) in enumerate(mark_rule(connection, query.reference_day()).phases)
        }
    blanks = counts.pop(None, 0) + counts.pop("", 0)
    pairs = sorted(counts.items(), key=lambda pair: _order_key(field, pair, order))
    shown = pairs[: limit - 1] if blanks else pairs[:limit]
    return [*shown, (None, blanks)] if blanks else shown


def _order_key(field: str, pair: tuple[Any, int], statuses: dict[str, int]) -> tuple[Any, ...]:
    value, number = pair
    if field == "status":
        return (statuses.get(value, len(statuses)), value)
    if field == "mark":
        return ((OVERDUE, NEAR).index(value),)
    if FIELDS[field].kind in ("date", "number", "decimal", "bool"):
        return (value,)
    return (-number, value)


def _counts(connection: Connection, query: ProblemQuery, field: str) -> Counter[Any]:
    clauses = where_clauses(connection, query, without=field)
    counts: Counter[Any] = Counter()
    if field in LIST_COLUMNS:
        column: Any = LIST_COLUMNS[field]
        owner = column.table.c.problem_id
        joined = PROBLEM.outerjoin(column.table, owner == PROBLEM.c.id)
        number = func.count(PROBLEM.c.id.distinct())
        statement = select(column, number).select_from(joined).where(*clauses).group_by(column)
    else:
        column = FIELDS[field].sql
        if field == "campaign":
            column = PROBLEM.c.campaign_id
        elif field == "mark":
            column = mark_rule(connection, query.reference_day()).expression()
        statement = select(column, func.count()).select_from(PROBLEM).where(*clauses).group_by(column)
    for value, number in connection.execute(statement):
        counts[value] += number
    if field == "campaign":
        names = {line.id: line.name for line in connection.execute(select(_CAMPAIGN))}
        return Counter({names.get(value): number for value, number in counts.items()})
    if field == "days_left":
        today = query.reference_day()
        days = Counter({(day - today).days: number for day, number in counts.items() if day is not None})
        return days + Counter({None: counts[None]})
    return counts


def _past_counts(connection: Connection, query: ProblemQuery, field: str) -> Counter[Any] | None:
    others = {key: values for key, values in query.filters.items() if key != field}
    rows = as_of_records(connection, query.but(filters=others))
    if rows is None:
        return None
    rule = mark_rule(connection, query.reference_day())
    counts: Counter[Any] = Counter()
    for _key, record in rows:
        value = value_of(field, record, rule)
        if FIELDS[field].kind == "list" and value is not None:
            counts.update(set(value))
        else:
            counts[_typed(field, value)] += 1
    return counts


def _typed(field: str, value: Any) -> Any:
    if value is None:
        return None
    if FIELDS[field].kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if FIELDS[field].kind == "decimal" else value
