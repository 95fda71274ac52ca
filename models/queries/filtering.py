"""From a ProblemQuery to SQL: conditions, filters, search words, marks and order, the same for every question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, false, func, not_, or_, select

from models import clock
from models.errors import UserError
from models.queries.expressions import Comparison, Condition, parse_where
from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filter_tests import FilterTest, test_sql
from models.queries.history_conditions import HistoryTest, history_clauses
from models.queries.marks import MARK_TITLES, Marking, MarkRule, mark_rule
from models.queries.search_words import PROBLEM_TEXTS, problem_recipe, word_clauses
from models.queries.workdays_left import WORKDAYS_KEY, workdays_sql
from models.schema import BatchRow, Campaign, SourceFile
from models.store.id_lists import among

BEHIND = "behind"
"""What ``finding`` calls problems behind their expected progress (落后序时进度)."""
SEARCHED = PROBLEM_TEXTS
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
    values, None standing for blank, or passes a FilterTest among them. ``marks`` keeps rows that carry one of the
    marks. ``history`` asks what once was. ``ids`` keeps only these.
    ``batch`` is (import batch id, outcome or '' for all that it wrote). ``removed`` asks for the trash instead.
    ``finding`` keeps what the data-quality check of that key finds, or what is ``BEHIND``.
    ``as_of`` shows the state at the end of that day.
    ``today`` is the day marks are computed for (default: as_of, else the present day).
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
    history: tuple[HistoryTest, ...] = ()
    finding: str = ""

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
    if _needs_rule(query):
        rule = mark_rule(connection, query.reference_day(), workdays=WORKDAYS_KEY in _asked(query))
    if query.campaign is not None:
        clauses.append(_campaign_clause(query.campaign))
    condition = query.condition()
    if condition is not None:
        clauses.extend(comparison_sql(part, rule, query.reference_day()) for part in condition.all_of)
    for key, values in query.filters.items():
        if key != without:
            known_field(key)
            clauses.append(_filter_sql(key, tuple(values), *_moving_parts(query, key, tuple(values), rule)))
    if query.marks and rule is not None:
        clauses.append(or_(*(rule.condition(mark) for mark in query.marks)))
    if query.history and rule is not None:
        clauses.extend(history_clauses(query.history, rule))
    clauses.extend(word_clauses(connection, problem_recipe(), query.search.split(), removed=query.removed))
    if query.batch is not None:
        clauses.append(_batch_clause(*query.batch))
    if query.finding == BEHIND:
        from models.queries.deadlines_behind import behind_clause

        clauses.append(behind_clause(connection, query.reference_day()))
    elif query.finding:
        from models.queries.quality import finding_clause

        clauses.append(finding_clause(connection, query.finding))
    if query.ids is not None:
        clauses.append(among(PROBLEM.c.id, query.ids))
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


_BY_RULE = frozenset({"mark", "markings", WORKDAYS_KEY})


def _needs_rule(query: ProblemQuery) -> bool:
    """Whether the question is about marks or states by their meaning, which the ledger's own rules say."""
    tested = any(isinstance(one, FilterTest) for values in query.filters.values() for one in values)
    return bool(query.marks or query.history or tested or _BY_RULE & _asked(query))


def _asked(query: ProblemQuery) -> set[str]:
    """The fields of its conditions and header filters."""
    condition = query.condition()
    return {*query.filters, *(part.field for part in (condition.all_of if condition is not None else ()))}


def _moving_parts(
    query: ProblemQuery, key: str, values: tuple[Any, ...], rule: MarkRule | None
) -> tuple[MarkRule | None, date | None]:
    """What a header filter depends on beside its values; nothing, mostly, so that its SQL can be kept."""
    tested = any(isinstance(one, FilterTest) for one in values)
    by_day = tested or key == "days_left" or key in _BY_RULE
    return rule if tested or key in _BY_RULE else None, query.reference_day() if by_day else None


def _campaign_clause(campaign: int | str) -> ColumnElement[bool]:
    """Added to 0 so that the planner does not start from the campaign, to which nearly all rows belong."""
    if isinstance(campaign, int):
        return PROBLEM.c.campaign_id + 0 == campaign
    named = select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == campaign).scalar_subquery()
    return PROBLEM.c.campaign_id + 0 == named


def _batch_clause(batch_id: int, outcome: str) -> ColumnElement[bool]:
    rows = select(_ROW.c.problem_id).where(_ROW.c.batch_id == batch_id, _ROW.c.problem_id.is_not(None))
    return PROBLEM.c.id.in_(rows.where(_ROW.c.outcome == outcome) if outcome else rows)


@lru_cache(maxsize=512)
def _filter_sql(key: str, values: tuple[Any, ...], rule: MarkRule | None, today: date | None) -> ColumnElement[bool]:
    """One header filter; kept, because each page that is scrolled to asks for it again."""
    tests = [value for value in values if isinstance(value, FilterTest)]
    present = [value for value in values if value is not None and not isinstance(value, FilterTest)]

    def compare(part: Comparison) -> ColumnElement[bool]:
        return comparison_sql(part, rule, today)

    parts = [test_sql(key, test, rule, today or clock.today(), compare) for test in tests]
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
    if part.field == WORKDAYS_KEY and rule is not None and rule.calendar is not None:
        return workdays_sql(part, rule.today, rule.calendar)
    if part.field in _BY_RULE:
        return _mark_sql(part, rule, today)
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


def _mark_sql(part: Comparison, rule: MarkRule | None, today: date | None) -> ColumnElement[bool]:
    """Marks by their word: overdue and near due, and those of the bureau's own rules."""
    if rule is None:
        raise UserError("标记需要先读取规则")
    own = part.field == "markings"
    values = part.value if part.op == "in" else (part.value,)
    if part.op in ("is null", "is not null"):
        some = or_(false(), *(marking_sql(one, rule) for one in rule.markings)) if own else ~rule.condition(None)
        return ~some if part.op == "is null" else some
    if part.op == "~":
        values = [one.word for one in rule.markings if part.value in one.word]
        values += [] if own else [title for title in MARK_TITLES.values() if part.value in title]
    found = [_one_mark(value, rule, own) for value in values]
    some = func.coalesce(or_(false(), *found), false())
    return ~some if part.op == "!=" else some


def _one_mark(value: Any, rule: MarkRule, own: bool) -> ColumnElement[bool]:
    """``own``: among the bureau's own marks only, one of which may bear the word of a mark by the deadline."""
    by_title = {} if own else {title: key for key, title in MARK_TITLES.items()}
    key = by_title.get(value, value)
    if not own and (key is None or key in MARK_TITLES):
        return rule.condition(key)
    carried = [marking_sql(one, rule) for one in rule.markings if one.word == value]
    if not carried:
        known = "、".join(dict.fromkeys(f"“{word}”" for word in (*by_title, *(one.word for one in rule.markings))))
        raise UserError(f"没有“{value}”这个标记", advice=f"可用{known}")
    return or_(*carried)


def marking_sql(marking: Marking, rule: MarkRule) -> ColumnElement[bool]:
    """The rows that a rule of the bureau marks; never null, so that it can be turned round."""
    parts = [comparison_sql(part, rule, rule.today) for part in marking.condition.all_of]
    return func.coalesce(and_(*parts), false())


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
