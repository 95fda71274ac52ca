"""The list of site visits: ids in order, counts and header filters; the other questions are gathered here by name."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, or_, select

from models.progress import Progress, silent
from models.queries.expressions import Comparison, Condition
from models.queries.facets import Facet
from models.queries.visits_cells import visit_cells
from models.queries.visits_fields import NAMED, VISIT, VISIT_FIELDS
from models.queries.visits_filtering import (
    INDEXED,
    VisitQuery,
    beside_index,
    known_visit_field,
    visit_clauses,
    visit_order,
)
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = [
    "INDEXED", "VISIT_FIELDS", "VisitQuery", "visit_cells", "visit_count", "visit_facet",
    "visit_facet_lines", "visit_ids", "visits_known",
]  # fmt: skip

_CHUNK = 8_192
_TEXTS = frozenset({"text", "long", "choice"})
_ORDERED = frozenset({"date", "number", "bool"})


def visit_ids(
    ledger: Ledger, query: VisitQuery, *, limit: int | None = None, offset: int = 0, progress: Progress = silent
) -> array[int]:
    """Ids in the order asked for; with ``limit`` only that page, which an index usually answers at once."""
    ids: array[int] = array("q")
    with ledger.reading() as connection, stoppable(connection, progress):
        statement = (
            select(VISIT.c.id)
            .where(*visit_clauses(connection, query))
            .order_by(*visit_order(connection, query, whole=limit is None))
        )
        if limit is not None:
            statement = statement.limit(limit).offset(offset)
        result = connection.execute(statement)
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(_CHUNK):
            ids.extend([row[0] for row in rows])
        result.close()
    return ids


def visit_count(ledger: Ledger, query: VisitQuery) -> int:
    """How many visits the query finds."""
    with ledger.reading() as connection:
        statement = select(func.count()).select_from(VISIT).where(*visit_clauses(connection, query))
        return int(connection.execute(statement).scalar_one())


def visits_known(ledger: Ledger) -> bool:
    """Whether the ledger has any visit."""
    with ledger.reading() as connection:
        return connection.execute(select(VISIT.c.id).where(VISIT.c.removed_in.is_(None)).limit(1)).first() is not None


def visit_facet(ledger: Ledger, query: VisitQuery, field: str, *, limit: int = 2_000) -> list[tuple[Any, int]]:
    """(value, count) pairs, the filter on the field itself left out; blank is None and stands last.

    Rounds come in their order, dates and numbers ascending, everything else by falling count. At most ``limit``
    values, blanks always among them.
    """
    return visit_facet_lines(ledger, query, field, limit=limit).pairs


def visit_facet_lines(
    ledger: Ledger, query: VisitQuery, field: str, *, limit: int = 2_000, holding: str = "", progress: Progress = silent
) -> Facet:
    """The same, and how many values were left out; ``holding`` asks only for values that hold these words."""
    known_visit_field(field)
    if holding and VISIT_FIELDS[field].kind in _TEXTS:
        known = query.condition()
        parts = known.all_of if known is not None else ()
        query = query.but(where=Condition((*parts, Comparison(field, "~", holding))))
    with ledger.reading() as connection, stoppable(connection, progress):
        counts, distinct = _counts(connection, query, field, limit)
        blanks = counts.pop(None, 0) + counts.pop("", 0)
        if field == "round":
            names = _names_in_order(connection, field, counts)
            pairs = list(names.items())
        elif field in NAMED:
            pairs = sorted(_names_in_order(connection, field, counts).items(), key=lambda pair: (-pair[1], pair[0]))
        elif VISIT_FIELDS[field].kind in _ORDERED:
            pairs = sorted(counts.items())
        else:
            pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    room = limit - bool(blanks)
    shown: list[tuple[Any, int]] = pairs[:room]
    more = max(max(distinct, len(pairs)) - room, 0)
    return Facet([*shown, (None, blanks)] if blanks else shown, more)


def _counts(connection: Connection, query: VisitQuery, field: str, limit: int) -> tuple[Counter[Any], int]:
    """By value, or by id where the field names a row of another table; the most frequent values of very many.

    Then how many different values there are where not all are among them, else 0.
    """
    column: Any = NAMED[field][0] if field in NAMED else VISIT_FIELDS[field].sql
    clauses = visit_clauses(connection, query, without=field)
    number = func.count()
    if field == "city":
        column = beside_index(column)
    statement = select(column, number).select_from(VISIT).where(*clauses).group_by(column)
    if VISIT_FIELDS[field].kind in _ORDERED or field == "round":
        return Counter({row[0]: row[1] for row in connection.execute(statement)}), 0
    found = Counter({row[0]: row[1] for row in connection.execute(statement.order_by(number.desc()).limit(limit))})
    blank = or_(column.is_(None), column == "") if field not in NAMED else column.is_(None)
    missing = connection.execute(select(number).select_from(VISIT).where(*clauses, blank)).scalar_one()
    distinct = 0
    if len(found) >= limit:
        filled = column.is_not(None) if field in NAMED else func.coalesce(column, "") != ""
        distinct = connection.execute(select(func.count(column.distinct())).where(*clauses, filled)).scalar_one()
    found.pop("", None)
    found[None] = int(missing)
    return found, distinct


def _names_in_order(connection: Connection, field: str, counts: Counter[Any]) -> dict[str, int]:
    """Counts by name instead of id; equal names of two campaigns add up."""
    name: Any = NAMED[field][1]
    table = name.table
    query = select(table.c.id, name)
    if field == "round":
        query = query.order_by(table.c.campaign_id, table.c.ordinal.nulls_last(), table.c.name)
    if len(counts) < 900:
        query = query.where(table.c.id.in_(list(counts)))
    found: dict[str, int] = {}
    for key, text in connection.execute(query):
        if key in counts:
            found[text] = found.get(text, 0) + counts[key]
    return found
