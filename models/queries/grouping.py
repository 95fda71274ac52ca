"""Rows in groups with subtotals: by up to a few columns, counted and added up in SQL, and the ids in that order."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, Connection, case, extract, func, select

from models.late_regex import late_regex
from models.progress import Progress, silent
from models.queries.cells import problem_cells
from models.queries.fields import FIELDS
from models.queries.filtering import ProblemQuery
from models.queries.listing import BLANK, ListedColumn, Listing, problem_listing
from models.queries.marks import mark_rule
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

Number = Decimal | float | int
_CHUNK = 8_192
_DIGITS = late_regex(r"\d+")
_SPOKEN = frozenset({"text", "choice", "list"})
MOST_SORTED = 20_000
"""More groups than these stay as the database has them: nobody reads them in order."""


@dataclass(frozen=True)
class Group:
    """One group at the innermost level; ``path`` are the words of its values, outermost first.

    ``flags`` are counts in the order of the listing's flags, ``sums`` in the order of the summed columns (None where
    no row has a number).
    """

    path: tuple[str, ...]
    count: int
    flags: tuple[int, ...]
    sums: tuple[Number | None, ...]


@dataclass(frozen=True)
class Grouped:
    """Ids in the order of the groups, the groups, and the titles and tones of what is counted in each."""

    ids: array[int]
    groups: tuple[Group, ...]
    flags: tuple[tuple[str, str], ...]


def group_problems(
    ledger: Ledger,
    query: ProblemQuery,
    keys: Sequence[str],
    sums: Sequence[str] = (),
    progress: Progress = silent,
) -> Grouped:
    """The problems of a query by the values of ``keys`` (dates by month), each group in the query's own order."""
    if query.as_of is not None:
        return _past(ledger, query, keys, sums)
    with ledger.reading() as connection, stoppable(connection, progress):
        return grouped(connection, problem_listing(connection, query), keys, sums)


def grouped(connection: Connection, listing: Listing, keys: Sequence[str], sums: Sequence[str] = ()) -> Grouped:
    """The rows of any listing in groups; both questions see one state of the ledger."""
    columns = [listing.column(key) for key in keys]
    values = [_value(one).label(f"group_{place}") for place, one in enumerate(columns)]
    directions = dict(listing.sort)
    order: list[ColumnElement[Any]] = []
    by: list[ColumnElement[Any]] = []
    for one, value in zip(columns, values, strict=True):
        terms = [value.element] if one.order is None else [one.order, value.element]
        by += terms
        order += [(term.desc() if directions.get(one.key) else term.asc()).nulls_last() for term in terms]
    counted = [func.coalesce(func.sum(case((flag.clause, 1), else_=0)), 0) for flag in listing.flags]
    added = [func.sum(listing.column(key).sql) for key in sums]
    statement = (
        select(*values, func.count(), *counted, *added)
        .select_from(listing.table).where(*listing.clauses).group_by(*by).order_by(*order)
    )  # fmt: skip
    groups: list[Group] = []
    first_sum = len(keys) + 1 + len(counted)
    for row in connection.execute(statement):
        path = tuple(group_words(one, value) for one, value in zip(columns, row, strict=False))
        groups.append(Group(path, row[len(keys)], tuple(row[len(keys) + 1 : first_sum]), tuple(row[first_sum:])))
    rows = select(listing.table.c.id).where(*listing.clauses).order_by(*order, *listing.order)
    flags = tuple((flag.title, flag.tone) for flag in listing.flags)
    ids = _ids(connection, rows)
    spoken = [one.order is None and one.kind in _SPOKEN for one in columns]
    downwards = [bool(directions.get(one.key)) for one in columns]
    return Grouped(*_by_sound(ids, groups, spoken, downwards), flags)


def _by_sound(
    ids: array[int], groups: Sequence[Group], spoken: Sequence[bool], downwards: Sequence[bool]
) -> tuple[array[int], tuple[Group, ...]]:
    """Groups of Chinese words as a dictionary has them (保定, 邯郸, 邢台), which no database knows; blank is last."""
    if not any(spoken) or len(groups) > MOST_SORTED:
        return ids, tuple(groups)
    starts = [0, *accumulate(group.count for group in groups)]
    outer = {word: place for place, word in enumerate(dict.fromkeys(group.path[0] for group in groups))}
    order = list(range(len(groups)))
    for level in range(len(spoken) - 1, -1, -1):
        words = [group.path[level] for group in groups]
        if spoken[level]:
            sounds = {word: _sound(word) for word in words}
            order.sort(key=[(sounds[word], word) for word in words].__getitem__, reverse=downwards[level])
            order.sort(key=[word == BLANK for word in words].__getitem__)
        elif level == 0:
            order.sort(key=[outer[word] for word in words].__getitem__)
    ordered: array[int] = array("q")
    for at in order:
        ordered.extend(ids[starts[at] : starts[at + 1]])
    return ordered, tuple(groups[at] for at in order)


def _sound(text: str) -> str:
    """What a word is sorted by: its pinyin, numbers by their value."""
    from models.regions.sounds import syllables

    return _DIGITS.sub(lambda found: found[0].zfill(8), syllables(text))


def group_words(column: ListedColumn, value: Any) -> str:
    """How a group calls its value; months as 2019年5月."""
    if value is None or value == "":
        return BLANK
    if column.kind == "date":
        return f"{value // 100}年{value % 100}月"
    if column.kind == "bool":
        return "是" if value else "否"
    return column.words(value)


def _value(column: ListedColumn) -> ColumnElement[Any]:
    if column.kind == "date":
        return extract("year", column.sql) * 100 + extract("month", column.sql)
    return column.value


def _ids(connection: Connection, statement: Any) -> array[int]:
    ids: array[int] = array("q")
    result = connection.execute(statement)
    cursor: Any = result.cursor
    while rows := cursor.fetchmany(_CHUNK):
        ids.extend([row[0] for row in rows])
    result.close()
    return ids


# ---- a past day: history says what the cells were, so the groups are made here -----------------------------------


def _past(ledger: Ledger, query: ProblemQuery, keys: Sequence[str], sums: Sequence[str]) -> Grouped:
    from models.queries.problems import problem_ids

    ids = problem_ids(ledger, query)
    asked = [*keys, "status", "deadline", *sums]
    cells = problem_cells(ledger, ids, asked, as_of=query.as_of)
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
        columns = [problem_listing(connection, query.but(as_of=None)).column(key) for key in keys]
    places = {name: number for number, (name, _phase) in enumerate(rule.phases)}
    directions = dict(query.sort)
    for at in range(len(keys) - 1, -1, -1):
        ids = _ordered(ids, cells, at, places if keys[at] == "status" else {}, bool(directions.get(keys[at])))
    groups: list[Group] = []
    rows: dict[tuple[str, ...], list[int]] = {}
    for key in ids:
        path = tuple(group_words(one, _plain(cells[key][at], one.kind)) for at, one in enumerate(columns))
        rows.setdefault(path, []).append(key)
    for path, members in rows.items():
        found = [cells[key] for key in members]
        status, deadline = len(keys), len(keys) + 1
        open_ = sum(1 for one in found if one[status] in rule.unrectified)
        late = sum(1 for one in found if rule.mark_of(one[status], one[deadline]) == "overdue")
        numbers = [[one[at] for one in found if one[at] is not None] for at in range(deadline + 1, len(asked))]
        groups.append(Group(path, len(found), (open_, late), tuple(sum(one) if one else None for one in numbers)))
    ordered: array[int] = array("q", [key for members in rows.values() for key in members])
    spoken = [one.order is None and one.kind in _SPOKEN for one in columns]
    downwards = [bool(directions.get(key)) for key in keys]
    return Grouped(*_by_sound(ordered, groups, spoken, downwards), (("未整改", ""), ("逾期", "red")))


def _plain(value: Any, kind: str) -> Any:
    if isinstance(value, tuple):
        texts = cast("tuple[Any, ...]", value)
        return texts[0] if texts else None
    return value.year * 100 + value.month if kind == "date" and isinstance(value, date) else value


def _ordered(
    ids: array[int], cells: dict[int, tuple[Any, ...]], at: int, places: dict[Any, int], descending: bool
) -> array[int]:
    def value(key: int) -> Any:
        found = _plain(cells[key][at], "date" if isinstance(cells[key][at], date) else "")
        return places.get(found, len(places)) if places and found is not None else found

    known = sorted((key for key in ids if value(key) not in (None, "")), key=value, reverse=descending)
    return array("q", [*known, *(key for key in ids if value(key) in (None, ""))])


def groupable(key: str) -> bool:
    """Whether rows can be grouped by a field: places, words to choose from, states, dates, yes and no."""
    field = FIELDS.get(key)
    if field is None or key in ("ledger_number", "markings", "days_left"):
        return False
    return field.kind in ("text", "choice", "status", "date", "bool", "mark", "list")
