"""From a ProblemQuery to SQL: conditions, filters, search words, marks and order, the same for every question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, not_, or_, select

from models import clock
from models.errors import UserError
from models.queries.expressions import Comparison, Condition, parse_where
from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.marks import MARK_TITLES, MarkRule, mark_rule
from models.schema import BatchRow, Campaign, SourceFile

SEARCHED = (
    "number", "ledger_number", "site_name", "description", "responsible_unit", "city", "county",
)  # fmt: skip
"""Columns that the search box looks into; every word must occur in one of them."""

_NEVER_NULL = frozenset({"ledger_number", "status"})
_LISTED, _REMOVED = PROBLEM.c.removed_in.is_(None), PROBLEM.c.removed_in.is_not(None)

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ProblemQuery:
    """Which problems, in which order; everything given must hold together.

    ``where`` may be given as text of the condition language. ``campaign`` is an id or a name. ``sort`` is
    (field, descending) pairs, nulls always last, ties by id. ``filters`` keeps rows whose field is one of the
    values, None standing for blank. ``marks`` keeps rows that carry one of the marks. ``ids`` keeps only these.
    ``batch`` is (import batch id, outcome or '' for all that it wrote). ``removed`` asks for the trash instead.
    ``as_of`` shows the state at the end of that day. ``today`` is the day marks are computed for (default: as_of,
    else the present day).
    """

    where: Condition | str | None = None
    search: str = ""
    campaign: int | str | None = None
    sort: tuple[tuple[str, bool], ...] = (("deadline", False),)
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    marks: tuple[str, ...] = ()
    ids: Iterable[int] | None = None
    as_of: date | None = None
    batch: tuple[int, str] | None = None
    removed: bool = False
    today: date | None = None

    def condition(self) -> Condition | None:
        """``where`` as a tree."""
        if isinstance(self.where, str):
            return parse_where(self.where) if self.where.strip() else None
        return self.where

    def but(self, **changes: Any) -> ProblemQuery:
        """A copy with some parts replaced."""
        return replace(self, **changes)

    def with_condition(self, more: Condition) -> ProblemQuery:
        """A copy that asks for one condition more."""
        mine = self.condition()
        return replace(self, where=Condition((*mine.all_of, *more.all_of)) if mine else more)

    def reference_day(self) -> date:
        """The day that overdue and near due are computed for."""
        return self.today or self.as_of or clock.today()


def known_field(key: str) -> ColumnElement[Any]:
    """The column of a field; UserError for a name that is not one."""
    if key not in FIELDS:
        raise UserError(f"没有“{key}”这个字段")
    return FIELDS[key].sql


def where_clauses(connection: Connection, query: ProblemQuery, *, without: str = "") -> list[ColumnElement[bool]]:
    """All conditions of the query; ``without`` leaves out the header filter of one field."""
    clauses: list[ColumnElement[bool]] = [_REMOVED if query.removed else _LISTED]
    rule: MarkRule | None = None
    if query.marks or "mark" in query.filters or _mentions_mark(query.condition()):
        rule = mark_rule(connection, query.reference_day())
    if query.campaign is not None:
        clauses.append(_campaign_clause(query.campaign))
    condition = query.condition()
    if condition is not None:
        clauses.extend(comparison_sql(part, rule, query.reference_day()) for part in condition.all_of)
    for key, values in query.filters.items():
        if key != without:
            known_field(key)
            today = query.reference_day() if key == "days_left" else None
            clauses.append(_filter_sql(key, tuple(values), rule if key == "mark" else None, today))
    if query.marks and rule is not None:
        clauses.append(or_(*(rule.condition(mark) for mark in query.marks)))
    clauses.extend(_search_clauses(query.search))
    if query.batch is not None:
        clauses.append(_batch_clause(*query.batch))
    if query.ids is not None:
        clauses.append(PROBLEM.c.id.in_(list(query.ids)))
    return clauses


def order_by(query: ProblemQuery) -> list[ColumnElement[Any]]:
    """Sort terms with nulls last and the id as tie-break, in the direction of the last term so that an index serves."""
    for key, _descending in query.sort:
        known_field(key)
    return _order_terms(tuple((key, bool(descending)) for key, descending in query.sort))


@lru_cache(maxsize=256)
def _order_terms(sort: tuple[tuple[str, bool], ...]) -> list[ColumnElement[Any]]:
    terms: list[ColumnElement[Any]] = []
    for key, descending in sort:
        column = FIELDS[key].sql
        term = column.desc() if descending else column.asc()
        terms.append(term if key in _NEVER_NULL else term.nulls_last())
    terms.append(PROBLEM.c.id.desc() if sort and sort[-1][1] else PROBLEM.c.id.asc())
    return terms


def _mentions_mark(condition: Condition | None) -> bool:
    return condition is not None and any(part.field == "mark" for part in condition.all_of)


def _campaign_clause(campaign: int | str) -> ColumnElement[bool]:
    """Added to 0 so that the planner does not start from the campaign, to which nearly all rows belong."""
    if isinstance(campaign, int):
        return PROBLEM.c.campaign_id + 0 == campaign
    named = select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == campaign).scalar_subquery()
    return PROBLEM.c.campaign_id + 0 == named


def _batch_clause(batch_id: int, outcome: str) -> ColumnElement[bool]:
    rows = select(_ROW.c.problem_id).where(_ROW.c.batch_id == batch_id, _ROW.c.problem_id.is_not(None))
    return PROBLEM.c.id.in_(rows.where(_ROW.c.outcome == outcome) if outcome else rows)


def _search_clauses(search: str) -> list[ColumnElement[bool]]:
    return [or_(*(PROBLEM.c[key].contains(word, autoescape=True) for key in SEARCHED)) for word in search.split()]


@lru_cache(maxsize=512)
def _filter_sql(key: str, values: tuple[Any, ...], rule: MarkRule | None, today: date | None) -> ColumnElement[bool]:
    """One header filter; kept, because each page that is scrolled to asks for it again."""
    present = [value for value in values if value is not None]
    parts: list[ColumnElement[bool]] = []
    if key == "mark" and rule is not None:
        return or_(*(rule.condition(value) for value in values)) if values else PROBLEM.c.id.is_(None)
    if present:
        one = Comparison(key, "=", present[0]) if len(present) == 1 else Comparison(key, "in", tuple(present))
        parts.append(comparison_sql(one, rule, today))
    if None in values:
        parts.append(comparison_sql(Comparison(key, "is null"), rule, today))
    return or_(*parts) if parts else PROBLEM.c.id.is_(None)


def comparison_sql(part: Comparison, rule: MarkRule | None, today: date | None) -> ColumnElement[bool]:
    """One comparison; ``!=`` also keeps rows where the field is blank."""
    if part.field in LIST_COLUMNS:
        return _list_sql(part)
    if part.field == "mark":
        return _mark_sql(part, rule)
    if part.field == "source":
        return _source_sql(part)
    if part.field == "days_left" and today is not None:
        part = _days_as_deadline(part, today)
    column = known_field(part.field)
    value = part.value
    match part.op:
        case "is null":
            return _blank(column, part.field)
        case "is not null":
            return not_(_blank(column, part.field))
        case "in":
            return column.in_(part.value)
        case "~":
            return column.contains(value, autoescape=True)
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


def _blank(column: ColumnElement[Any], key: str) -> ColumnElement[bool]:
    if FIELDS[key].kind in ("text", "long", "choice") and key != "campaign":
        return or_(column.is_(None), column == "")
    return column.is_(None)


def _list_sql(part: Comparison) -> ColumnElement[bool]:
    """A list matches when one of its elements does; blank when it has none."""
    column = LIST_COLUMNS[part.field]
    table: Any = column.table  # type: ignore[attr-defined]
    mine = table.c.problem_id == PROBLEM.c.id
    if part.op in ("is null", "is not null"):
        some = exists().where(mine, column.is_not(None))
        return not_(some) if part.op == "is null" else some
    if part.op == "!=":
        return not_(exists().where(mine, column == part.value))
    if part.op == "~":
        return exists().where(mine, column.contains(part.value, autoescape=True))
    values = part.value if part.op == "in" else (part.value,)
    return exists().where(mine, column.in_(values))


def _mark_sql(part: Comparison, rule: MarkRule | None) -> ColumnElement[bool]:
    if rule is None:
        raise UserError("标记需要先读取规则")
    by_title = {title: key for key, title in MARK_TITLES.items()}
    values = part.value if part.op == "in" else (part.value,)
    if part.op == "is null":
        return rule.condition(None)
    if part.op == "is not null":
        return not_(rule.condition(None))
    keys = [by_title.get(value, value) for value in values]
    unknown = [key for key in keys if key not in MARK_TITLES]
    if unknown:
        raise UserError(f"没有“{unknown[0]}”这个标记", advice="可用“逾期未改”“临近到期”")
    if part.op == "!=":
        keys = [key for key in (*MARK_TITLES, None) if key not in keys]
    return or_(*(rule.condition(key) for key in keys))


def _source_sql(part: Comparison) -> ColumnElement[bool]:
    """Where a row came from is compared with the file name."""
    if part.op in ("is null", "is not null"):
        return PROBLEM.c.trace_id.is_(None) if part.op == "is null" else PROBLEM.c.trace_id.is_not(None)
    name = _FILE.c.name
    found = exists().where(and_(_ROW.c.id == PROBLEM.c.trace_id, _FILE.c.id == _ROW.c.source_file_id))
    if part.op == "~":
        return found.where(name.contains(part.value, autoescape=True))
    if part.op == "!=":
        return not_(found.where(name == part.value))
    return found.where(name.in_(part.value if part.op == "in" else (part.value,)))


def _days_as_deadline(part: Comparison, today: date) -> Comparison:
    """Days left are compared as the deadline they stand for."""
    if part.value is None:
        return Comparison("deadline", part.op)

    def day(number: Any) -> date:
        return today + timedelta(days=int(number))

    value = tuple(day(one) for one in part.value) if part.op == "in" else day(part.value)
    return Comparison("deadline", part.op, value)


def json_value(value: Any) -> Any:
    """A typed value as the command line prints it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.loads(value) if isinstance(value, bytes) else value
