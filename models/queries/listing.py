"""A list of rows as its table asks about it, whatever the rows are: columns by key, conditions, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Numeric, String, Table, and_, case, cast, false, func, or_, select

from models.queries.expressions import Comparison
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filtering import ProblemQuery, comparison_sql, known_field, order_by, where_clauses
from models.queries.marks import MARK_TITLES, MarkRule, mark_rule
from models.queries.workdays_left import WORKDAYS_KEY, workdays_left

BLANK = "（空白）"
NUMBERS = ("number", "decimal")
_TEXTS = ("text", "long", "choice", "status", "list", "object")


@dataclass(frozen=True)
class ListedColumn:
    """One column: its kind as in ``models.queries.fields``, and the SQL that gives its value.

    ``order`` sorts groups of its values where the value itself does not. ``to_number`` turns a value into the number
    that a person sees, where SQL cannot; ``counted`` then says which rows have one.
    """

    key: str
    kind: str
    sql: ColumnElement[Any]
    order: ColumnElement[Any] | None = None
    words: Callable[[Any], str] = str
    to_number: Callable[[Any], float] | None = None
    counted: ColumnElement[bool] | None = None

    @property
    def value(self) -> ColumnElement[Any]:
        """The value; empty text counts as none."""
        return func.nullif(self.sql, "") if self.kind in _TEXTS else self.sql


@dataclass(frozen=True)
class Flag:
    """Rows of a group that are counted apart: title, and the tone in which a number other than 0 is shown."""

    title: str
    tone: str
    clause: ColumnElement[bool]


@dataclass(frozen=True)
class Listing:
    """The rows of ``table`` that ``clauses`` find, in the order of ``order``; ``column`` knows columns by key."""

    table: Table
    clauses: Sequence[ColumnElement[bool]]
    order: Sequence[ColumnElement[Any]]
    sort: tuple[tuple[str, bool], ...]
    column: Callable[[str], ListedColumn]
    contains: Callable[[str, str], ColumnElement[bool]]
    """Rows whose column (key) shows a text."""
    flags: tuple[Flag, ...] = ()


def problem_listing(connection: Connection, query: ProblemQuery) -> Listing:
    """The list of problems as ``query`` finds it today (not for a past day)."""
    rule = mark_rule(connection, query.reference_day(), workdays=True)
    open_ = PROBLEM.c.status.in_(rule.unrectified)

    def column(key: str) -> ListedColumn:
        return _problem_column(key, rule)

    return Listing(
        PROBLEM, where_clauses(connection, query), order_by(query), query.sort, column,
        lambda key, text: _problem_contains(key, text, rule),
        (Flag("未整改", "", open_), Flag("逾期", "red", rule.condition("overdue"))),
    )  # fmt: skip


def _problem_column(key: str, rule: MarkRule) -> ListedColumn:
    known_field(key)
    field = FIELDS[key]
    if key == "status":
        place = {name: number for number, (name, _phase) in enumerate(rule.phases)}
        order = case(place, value=PROBLEM.c.status, else_=len(place)) if place else None
        return ListedColumn(key, field.kind, field.sql, order)
    if key == "mark":
        order = case((rule.condition("overdue"), 0), (rule.condition("near"), 1), else_=2)
        return ListedColumn(key, "mark", rule.expression(), order, lambda value: MARK_TITLES[value])
    if key == "days_left":
        open_ = PROBLEM.c.status.in_(rule.unrectified)
        return ListedColumn(key, "number", PROBLEM.c.deadline, None, str, lambda day: (day - rule.today).days, open_)
    if key == WORKDAYS_KEY and (calendar := rule.calendar) is not None:
        open_ = PROBLEM.c.status.in_(rule.unrectified)

        def left(day: Any) -> float:
            return workdays_left(day, rule.today, calendar)

        return ListedColumn(key, "number", PROBLEM.c.deadline, None, str, left, open_)
    if key == "deadline_kind":
        return ListedColumn(
            key, field.kind, field.sql, None, lambda value: DEADLINE_KIND_TITLES.get(str(value), str(value))
        )
    return ListedColumn(key, field.kind, field.sql)


def _problem_contains(key: str, text: str, rule: MarkRule) -> ColumnElement[bool]:
    if key in LIST_COLUMNS:
        column: Any = LIST_COLUMNS[key]
        owners = select(column.table.c.problem_id).where(column.contains(text, autoescape=True))
        return PROBLEM.c.id.in_(owners)
    if key == "deadline_kind":
        kinds = [kind for kind, title in DEADLINE_KIND_TITLES.items() if text in title]
        return PROBLEM.c.deadline_kind.in_(kinds)
    if key in ("source", "mark", "markings"):
        return comparison_sql(Comparison(key, "~", text), rule, rule.today)
    return column_contains(_problem_column(key, rule), text)


def column_contains(column: ListedColumn, text: str) -> ColumnElement[bool]:
    """Rows whose cell shows ``text``: words as they are, dates as 2019-05-06, yes and no as 是 and 否."""
    if column.kind in _TEXTS:
        return column.sql.contains(text, autoescape=True)
    if column.kind == "bool":
        return or_(false(), *(column.sql.is_(value) for value, word in ((True, "是"), (False, "否")) if text == word))
    if column.to_number is not None:
        return false()
    if column.kind == "decimal":
        return cast(cast(column.sql, Numeric) / 1_000_000.0, String).contains(text, autoescape=True)
    return cast(column.sql, String).contains(text, autoescape=True)


def blank_ids(connection: Connection, listing: Listing, keys: Sequence[str]) -> set[int]:
    """Ids of the rows that have nothing in any of these columns."""
    blank = and_(*(listing.column(key).value.is_(None) for key in keys))
    return set(connection.execute(select(listing.table.c.id).where(*listing.clauses, blank)).scalars())


def ids_with_words(connection: Connection, listing: Listing, words: Sequence[str], keys: Sequence[str]) -> set[int]:
    """Ids of the rows where every word stands in one of these columns."""
    every = [or_(*(listing.contains(key, word) for key in keys)) for word in words]
    if not every or not keys:
        return set()
    return set(connection.execute(select(listing.table.c.id).where(*listing.clauses, *every)).scalars())
