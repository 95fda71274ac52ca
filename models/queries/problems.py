"""The list of problems: ids in order, counts, header filters, and the cells of one page."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery, order_by, where_clauses

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = ["ProblemQuery", "count", "facet", "problem_cells", "problem_ids"]

_CHUNK = 4_096


def problem_ids(ledger: Ledger, query: ProblemQuery, *, limit: int | None = None, offset: int = 0) -> array[int]:
    """Ids in the order asked for; with ``limit`` only that page, which an index usually answers at once."""
    ids: array[int] = array("q")
    with ledger.reading() as connection:
        statement = select(PROBLEM.c.id).where(*where_clauses(connection, query)).order_by(*order_by(query))
        if limit is not None:
            statement = statement.limit(limit).offset(offset)
        result = connection.execute(statement)
        while rows := result.cursor.fetchmany(_CHUNK):  # type: ignore[union-attr]
            ids.extend([row[0] for row in rows])
        result.close()
    return ids


def count(ledger: Ledger, query: ProblemQuery) -> int:
    """How many problems the query finds."""
    with ledger.reading() as connection:
        statement: Select[Any] = select(func.count()).select_from(PROBLEM).where(*where_clauses(connection, query))
        return int(connection.execute(statement).scalar_one())


def facet(ledger: Ledger, query: ProblemQuery, field: str, *, limit: int = 2_000) -> list[tuple[Any, int]]:
    """The values of a field with their counts under the other filters; blank is None and stands last."""
    raise NotImplementedError


def problem_cells(ledger: Ledger, ids: Sequence[int], field_keys: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """Typed values of these fields of these problems; ids that no longer exist are left out."""
    raise NotImplementedError
