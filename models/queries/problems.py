"""The list of problems: ids in order and counts; the other questions about problems are gathered here by name."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from models.progress import Progress, silent
from models.queries.cells import problem_cells
from models.queries.details import HistoryLine, ProblemDetail, detail
from models.queries.facets import facet
from models.queries.fields import BESIDE, FIELDS, PROBLEM
from models.queries.filtering import ProblemQuery, order_by, where_clauses
from models.queries.marks import MarkRule, mark_rule
from models.queries.matching import value_of
from models.queries.records import as_of_records, problem_records
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = [
    "HistoryLine", "ProblemDetail", "ProblemQuery", "count", "detail", "facet", "problem_cells", "problem_ids",
    "problem_records",
]  # fmt: skip

_CHUNK = 4_096


def problem_ids(
    ledger: Ledger, query: ProblemQuery, *, limit: int | None = None, offset: int = 0, progress: Progress = silent
) -> array[int]:
    """Ids in the order asked for; with ``limit`` only that page, which an index usually answers at once.

    Once ``progress`` says that nobody waits for them any more, the question is given up in the middle.
    """
    ids: array[int] = array("q")
    with ledger.reading() as connection, stoppable(connection, progress):
        past = _past_ids(connection, query)
        if past is not None:
            return past[offset:] if limit is None else past[offset : offset + limit]
        statement = select(PROBLEM.c.id).where(*where_clauses(connection, query)).order_by(*order_by(query))
        if limit is not None:
            statement = statement.limit(limit).offset(offset)
        result = connection.execute(statement)
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(_CHUNK):
            ids.extend([row[0] for row in rows])
        result.close()
    return ids


def count(ledger: Ledger, query: ProblemQuery) -> int:
    """How many problems the query finds."""
    with ledger.reading() as connection:
        past = as_of_records(connection, query)
        if past is not None:
            return len(past)
        statement = select(func.count()).select_from(PROBLEM).where(*where_clauses(connection, query))
        return int(connection.execute(statement).scalar_one())


def _past_ids(connection: Connection, query: ProblemQuery) -> array[int] | None:
    rows = as_of_records(connection, query)
    if rows is None:
        return None
    rule = mark_rule(connection, query.reference_day())
    for key, descending in reversed(query.sort):
        rows = _sorted(rows, key, descending, rule)
    return array("q", [key for key, _record in rows])


def _sorted(
    rows: list[tuple[int, dict[str, Any]]], key: str, descending: bool, rule: MarkRule
) -> list[tuple[int, dict[str, Any]]]:
    def value(row: tuple[int, dict[str, Any]]) -> Any:
        found = value_of("deadline" if FIELDS[key].computed and key not in BESIDE else key, row[1], rule)
        if FIELDS[key].kind == "list":
            return found[0] if found else None
        return str(found) if key == "extra" and found is not None else found

    known = [row for row in rows if value(row) is not None]
    blank = [row for row in rows if value(row) is None]
    return sorted(known, key=value, reverse=descending) + blank
