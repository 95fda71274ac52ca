"""Header filters: the values of a field with their counts under the other filters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, case, false, func, or_, select

from models.progress import Progress, silent
from models.queries.expressions import Comparison, Condition
from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filter_tests import EMPTY, UNREADABLE, FilterTest, can_be_unreadable, test_holds, unreadable_sql
from models.queries.filtering import ProblemQuery, known_field, marking_sql, where_clauses
from models.queries.marks import NEAR, OVERDUE, MarkRule, mark_rule
from models.queries.matching import value_of
from models.queries.records import as_of_records
from models.queries.workdays_left import WORKDAYS_KEY, workdays_left
from models.schema import Campaign
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


UNREAD, REALLY_BLANK = FilterTest(UNREADABLE), FilterTest(EMPTY)
"""Lines of a facet for what the source said but could not be read, and for blanks where there are such."""


@dataclass(frozen=True)
class Facet:
    """(value, count) pairs with UNREAD and blanks last; ``more`` values were left out."""

    pairs: list[tuple[Any, int]]
    more: int = 0


def facet(ledger: Ledger, query: ProblemQuery, field: str, *, limit: int = 2_000) -> list[tuple[Any, int]]:
    """(value, count) pairs, the filter on the field itself left out; blank is None and stands last.

    States come in their preset order, dates and numbers ascending, everything else by falling count. At most
    ``limit`` values, blanks always among them.
    """
    found = facet_lines(ledger, query, field, limit=limit, errors=False)
    return found.pairs


def facet_lines(
    ledger: Ledger,
    query: ProblemQuery,
    field: str,
    *,
    limit: int = 2_000,
    holding: str = "",
    errors: bool = True,
    progress: Progress = silent,
) -> Facet:
    """The same for the popup of a header: with ``errors`` what could not be read is told apart from blanks.

    ``holding`` asks only for values that hold these words, so that of a field with very many values any can be found.
    """
    known_field(field)
    with ledger.reading() as connection, stoppable(connection, progress):
        rule = mark_rule(connection, query.reference_day(), workdays=field == WORKDAYS_KEY)
        past = as_of_records(connection, query.but(filters=_others(query, field)))
        if holding and FIELDS[field].kind in _TEXTUAL and past is None:
            query = query.with_condition(Condition((Comparison(field, "~", holding),)))
        counts = _counts(connection, query, field, rule) if past is None else _past_counts(past, field, rule)
        unread = 0
        if errors and can_be_unreadable(field):
            unread = _unread(connection, query, field) if past is None else _past_unread(past, field, rule)
    order = {name: place for place, (name, _phase) in enumerate(rule.phases)}
    blanks = counts.pop(None, 0) + counts.pop("", 0)
    words = {one.word: place for place, one in enumerate(rule.markings)}
    pairs = sorted(counts.items(), key=lambda pair: _order_key(field, pair, words if field == "markings" else order))
    room = limit - bool(blanks)
    shown: list[tuple[Any, int]] = pairs[:room]
    if unread:
        blanks -= unread if _unread_is_blank(field) else 0
        shown += [(UNREAD, unread)]
    if blanks > 0:
        shown += [(REALLY_BLANK if unread else None, blanks)]
    return Facet(shown, max(len(pairs) - room, 0))


_TEXTUAL = frozenset({"text", "long", "choice", "list"})


def _others(query: ProblemQuery, field: str) -> dict[str, tuple[Any, ...]]:
    return {key: values for key, values in query.filters.items() if key != field}


def _unread_is_blank(field: str) -> bool:
    """Whether what could not be read is counted among the blanks: a wrong coordinate has a value."""
    return field not in ("longitude", "latitude", "deadline_text")


def _unread(connection: Connection, query: ProblemQuery, field: str) -> int:
    clauses = [*where_clauses(connection, query, without=field), unreadable_sql(field)]
    return int(connection.execute(select(func.count()).select_from(PROBLEM).where(*clauses)).scalar_one())


def _past_unread(rows: list[tuple[int, dict[str, Any]]], field: str, rule: MarkRule) -> int:
    return sum(test_holds(field, UNREAD, value_of(field, record, rule), record, rule) for _key, record in rows)


def _order_key(field: str, pair: tuple[Any, int], statuses: dict[str, int]) -> tuple[Any, ...]:
    value, number = pair
    if field in ("status", "markings"):
        return (statuses.get(value, len(statuses)), value)
    if field == "mark":
        return ((OVERDUE, NEAR).index(value),)
    if FIELDS[field].kind in ("date", "number", "decimal", "bool"):
        return (value,)
    return (-number, value)


def _counts(connection: Connection, query: ProblemQuery, field: str, rule: MarkRule) -> Counter[Any]:
    clauses = where_clauses(connection, query, without=field)
    counts: Counter[Any] = Counter()
    if field == "markings":
        return _marking_counts(connection, clauses, rule)
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
            column = rule.expression()
        statement = select(column, func.count()).select_from(PROBLEM).where(*clauses).group_by(column)
    for value, number in connection.execute(statement):
        counts[value] += number
    if field == "campaign":
        names = {line.id: line.name for line in connection.execute(select(_CAMPAIGN))}
        return Counter({names.get(value): number for value, number in counts.items()})
    if field == WORKDAYS_KEY and rule.calendar is not None:
        left: Counter[Any] = Counter()
        for day, number in counts.items():
            left[None if day is None else workdays_left(day, rule.today, rule.calendar)] += number
        return left
    if field == "days_left":
        today = query.reference_day()
        days = Counter({(day - today).days: number for day, number in counts.items() if day is not None})
        return days + Counter({None: counts[None]})
    return counts


def _marking_counts(connection: Connection, clauses: list[ColumnElement[bool]], rule: MarkRule) -> Counter[Any]:
    """A row may carry several marks, as it may lie in several regions."""
    by_word: dict[str, list[ColumnElement[bool]]] = {}
    for one in rule.markings:
        by_word.setdefault(one.word, []).append(marking_sql(one, rule))
    hits = [or_(*parts) for parts in by_word.values()]
    sums = [func.coalesce(func.sum(case((hit, 1), else_=0)), 0) for hit in hits]
    blank = func.coalesce(func.sum(case((or_(false(), *hits), 0), else_=1)), 0)
    numbers = connection.execute(select(blank, *sums).select_from(PROBLEM).where(*clauses)).one()
    counts: Counter[Any] = Counter({word: number for word, number in zip(by_word, numbers[1:], strict=True) if number})
    return counts + Counter({None: numbers[0]})


def _past_counts(rows: list[tuple[int, dict[str, Any]]], field: str, rule: MarkRule) -> Counter[Any]:
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
