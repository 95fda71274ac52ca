"""From a VisitQuery to SQL: conditions, header filters, search words and order, the same for every question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, exists, false, func, not_, or_, select

from models import clock
from models.errors import UserError
from models.queries.expressions import Comparison, Condition, parse_where
from models.queries.filter_tests import PERIOD, STARTS, FilterTest, period_bounds
from models.queries.search_words import VISIT_RECIPE, VISIT_TEXTS, word_clauses
from models.queries.visits_fields import NAMED, VISIT, VISIT_FIELDS
from models.schema import BatchRow, Campaign, Round, SourceFile
from models.store.id_lists import among

VISIT_SEARCHED = VISIT_TEXTS
"""Columns that the search box of the page looks into; every word must occur in one of them."""
INDEXED = frozenset({"visited_on", "city", "round", "problem"})
"""Fields by which the first rows are found without looking at all."""

_FAR_APART = frozenset({"city", "round"})
"""Indexed fields whose equal values lie all over the table."""

_MOST_KEPT = 50

_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class VisitQuery:
    """Which visits, in which order; everything given must hold together.

    ``where`` may be text of the condition language. ``campaign`` is an id or a name. ``sort`` is (field, descending)
    pairs, nulls always last, ties by id. ``filters`` keeps rows whose field is one of the values, None standing for
    blank. ``ids`` keeps only these. ``batch`` is (import batch id, outcome or '' for all that it wrote). ``removed``
    asks for the trash instead.
    """

    where: Condition | str | None = None
    search: str = ""
    campaign: int | str | None = None
    sort: tuple[tuple[str, bool], ...] = (("visited_on", True),)
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    ids: Iterable[int] | None = None
    batch: tuple[int, str] | None = None
    removed: bool = False

    def condition(self) -> Condition | None:
        """``where`` as a tree."""
        if isinstance(self.where, str):
            return parse_where(self.where, VISIT_FIELDS) if self.where.strip() else None
        return self.where

    def but(self, **changes: Any) -> VisitQuery:
        """A copy with some parts replaced."""
        return replace(self, **changes)


def known_visit_field(key: str) -> ColumnElement[Any]:
    """The column of a field; UserError for a name that is not one."""
    if key not in VISIT_FIELDS:
        raise UserError(f"现场检查没有“{key}”这个字段")
    return VISIT_FIELDS[key].sql


def visit_clauses(connection: Connection, query: VisitQuery, *, without: str = "") -> list[ColumnElement[bool]]:
    """All conditions of the query; ``without`` leaves out the header filter of one field."""
    removed = VISIT.c.removed_in
    clauses: list[ColumnElement[bool]] = [removed.is_not(None) if query.removed else removed.is_(None)]
    if query.campaign is not None:
        clauses += _campaign_clause(connection, query.campaign)
    condition = query.condition()
    if condition is not None:
        clauses += [visit_comparison(part) for part in condition.all_of]
    clauses += [_filter(key, tuple(values)) for key, values in query.filters.items() if key != without]
    clauses += word_clauses(connection, VISIT_RECIPE, query.search.split(), removed=query.removed)
    if query.batch is not None:
        clauses.append(_batch_clause(*query.batch))
    if query.ids is not None:
        clauses.append(among(VISIT.c.id, query.ids))
    return clauses


def visit_order(connection: Connection, query: VisitQuery, *, whole: bool) -> list[ColumnElement[Any]]:
    """Sort terms with nulls last and the id as tie-break, in the direction of the last term so that an index serves.

    ``whole`` where all rows are wanted, not a page of them.
    """
    terms: list[ColumnElement[Any]] = []
    for key, descending in query.sort:
        known_visit_field(key)
        column = visit_term(connection, key)
        if whole and key in _FAR_APART:
            column = beside_index(column)
        term = column.desc() if descending else column.asc()
        terms.append(term if key == "found_problem" else term.nulls_last())
    terms.append(VISIT.c.id.desc() if query.sort and query.sort[-1][1] else VISIT.c.id.asc())
    return terms


def beside_index(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same values, by which a database reads the table once through instead of hopping about in it by an index."""
    return func.coalesce(column, column)


def visit_term(connection: Connection, key: str) -> ColumnElement[Any]:
    """What a field is sorted by: rounds by campaign and ordinal, problems by the order of their entry."""
    if key == "problem":
        return VISIT.c.problem_id
    if key == "round":
        order = select(_ROUND.c.id).order_by(_ROUND.c.campaign_id, _ROUND.c.ordinal.nulls_last(), _ROUND.c.name)
        return _in_order(VISIT.c.round_id, list(connection.execute(order).scalars()))
    if key == "campaign":
        named = select(_CAMPAIGN.c.id).order_by(_CAMPAIGN.c.name)
        return _in_order(VISIT.c.campaign_id, list(connection.execute(named).scalars()))
    return VISIT_FIELDS[key].sql


def _in_order(column: ColumnElement[Any], ids: list[int]) -> ColumnElement[Any]:
    """The column itself where its numbers are in that order already, so that an index serves."""
    if ids == sorted(ids):
        return column
    return case({key: place for place, key in enumerate(ids)}, value=column)


def _campaign_clause(connection: Connection, campaign: int | str) -> list[ColumnElement[bool]]:
    """Nothing where the ledger has no other campaign: a condition that always holds would cost a look at every row."""
    ids: dict[str, int] = {row[0]: row[1] for row in connection.execute(select(_CAMPAIGN.c.name, _CAMPAIGN.c.id))}
    wanted = campaign if isinstance(campaign, int) else ids.get(campaign, -1)
    others = [key for key in ids.values() if key != wanted]
    if len(others) < len(ids):
        visited = select(VISIT.c.id).where(VISIT.c.campaign_id.is_distinct_from(wanted))
        rounds = select(_ROUND.c.id).where(_ROUND.c.campaign_id.in_(others))
        alone = connection.execute(select(VISIT.c.id).where(VISIT.c.round_id.in_(rounds)).limit(1)).first() is None
        without_round = visited.where(VISIT.c.round_id.is_(None)).limit(1)
        if alone and connection.execute(without_round).first() is None:
            return []
    return [VISIT.c.campaign_id == wanted]


def _batch_clause(batch_id: int, outcome: str) -> ColumnElement[bool]:
    rows = select(_ROW.c.visit_id).where(_ROW.c.batch_id == batch_id, _ROW.c.visit_id.is_not(None))
    return VISIT.c.id.in_(rows.where(_ROW.c.outcome == outcome) if outcome else rows)


def _filter(key: str, values: tuple[Any, ...]) -> ColumnElement[bool]:
    """One header filter; a plain one is kept, because each page that is scrolled to asks for it again."""
    plain = len(values) < _MOST_KEPT and not any(isinstance(value, FilterTest) for value in values)
    return _kept_filter(key, values) if plain else _made_filter(key, values)


@lru_cache(maxsize=128)
def _kept_filter(key: str, values: tuple[Any, ...]) -> ColumnElement[bool]:
    return _made_filter(key, values)


def _made_filter(key: str, values: tuple[Any, ...]) -> ColumnElement[bool]:
    known_visit_field(key)
    tests = [value for value in values if isinstance(value, FilterTest)]
    present = tuple(value for value in values if value is not None and not isinstance(value, FilterTest))
    parts = [_tested(key, test) for test in tests]
    if present:
        one = len(present) == 1
        parts.append(visit_comparison(Comparison(key, "=" if one else "in", present[0] if one else present)))
    if None in values:
        parts.append(visit_comparison(Comparison(key, "is null")))
    return or_(*parts) if parts else VISIT.c.id.is_(None)


def _tested(key: str, test: FilterTest) -> ColumnElement[bool]:
    """A condition of the popup: words in a text, from–to, a period that moves with today."""
    match test.op:
        case "contains" | "starts" | "equals":
            return visit_comparison(
                Comparison(key, {"contains": "~", "starts": STARTS}.get(test.op, "="), test.values[0])
            )
        case "lacks":
            return or_(
                not_(visit_comparison(Comparison(key, "~", test.values[0]))),
                visit_comparison(Comparison(key, "is null")),
            )
        case "except":
            return not_(func.coalesce(_filter(key, test.values), false()))
        case "filled":
            return visit_comparison(Comparison(key, "is not null"))
        case "between" | "period":
            low, high = period_bounds(str(test.values[0]), clock.today()) if test.op == PERIOD else test.values
            parts = [visit_comparison(Comparison(key, ">=", low))] if low is not None else []
            parts += [visit_comparison(Comparison(key, "<=", high))] if high is not None else []
            return and_(*parts) if parts else visit_comparison(Comparison(key, "is not null"))
        case _:
            return visit_comparison(Comparison(key, "is null"))


def visit_comparison(part: Comparison) -> ColumnElement[bool]:
    """One comparison; ``!=`` also keeps rows where the field is blank."""
    known_visit_field(part.field)
    if part.field in NAMED:
        return _named(part)
    if part.field == "source":
        return _source(part)
    column = VISIT_FIELDS[part.field].sql
    if part.op in ("is null", "is not null"):
        blank = column.is_(None)
        if VISIT_FIELDS[part.field].kind in ("text", "long", "choice"):
            blank = or_(blank, column == "")
        return blank if part.op == "is null" else not_(blank)
    return _compared(column, part)


def _compared(column: ColumnElement[Any], part: Comparison) -> ColumnElement[bool]:
    value = part.value
    match part.op:
        case "in":
            return column.in_(value)
        case "~":
            return column.contains(value, autoescape=True)
        case "starts":
            return column.startswith(value, autoescape=True)
        case "!=":
            return or_(column != value, column.is_(None))
        case "=":
            return column == value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case _:
            return column >= value


def _named(part: Comparison) -> ColumnElement[bool]:
    """A name of another table is looked up there once, and its rows found by their ids."""
    own, name = NAMED[part.field]
    if part.op in ("is null", "is not null"):
        return own.is_(None) if part.op == "is null" else own.is_not(None)
    table: Any = name.table  # type: ignore[attr-defined]
    if part.op == "!=":
        return or_(own.not_in(select(table.c.id).where(name == part.value)), own.is_(None))
    return own.in_(select(table.c.id).where(_compared(name, part)))


def _source(part: Comparison) -> ColumnElement[bool]:
    """Where a row came from is compared with the file name."""
    if part.op in ("is null", "is not null"):
        return VISIT.c.trace_id.is_(None) if part.op == "is null" else VISIT.c.trace_id.is_not(None)
    found = exists().where(and_(_ROW.c.id == VISIT.c.trace_id, _FILE.c.id == _ROW.c.source_file_id))
    if part.op == "!=":
        return not_(found.where(_FILE.c.name == part.value))
    return found.where(_compared(_FILE.c.name, part))
