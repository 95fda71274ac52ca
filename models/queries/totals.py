"""Quick totals of selected cells: how many are filled, how many differ, sum, average, least and most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, true

from models.progress import Progress, silent
from models.queries.listing import NUMBERS, ListedColumn, Listing, problem_listing
from models.store.id_lists import among
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from array import array

    from models.queries.filtering import ProblemQuery
    from models.store import Ledger

Value = Decimal | float | int | date


@dataclass(frozen=True)
class Totals:
    """``distinct`` only where one column was asked; sums and averages only of numbers; least and most of one kind."""

    count: int = 0
    distinct: int | None = None
    total: Decimal | float | None = None
    numbers: int = 0
    least: Value | None = None
    most: Value | None = None

    @property
    def average(self) -> float | None:
        """Of the cells that hold numbers."""
        return float(self.total) / self.numbers if self.total is not None and self.numbers else None


@dataclass(frozen=True)
class Cells:
    """Selected cells: the fields that each column is made of, and the rows (None: all of the list)."""

    columns: tuple[tuple[str, ...], ...]
    ids: array[int] | None


def problem_totals(ledger: Ledger, query: ProblemQuery, parts: Sequence[Cells], progress: Progress = silent) -> Totals:
    """Totals of cells of the list of problems as it stands today; given up in the middle when cancelled."""
    with ledger.reading() as connection, stoppable(connection, progress):
        return totals(connection, problem_listing(connection, query), parts)


def totals(connection: Connection, listing: Listing, parts: Sequence[Cells]) -> Totals:
    """Totals of cells of any listing; distinct values only of one column in one piece."""
    whole = Totals()
    alone = len(parts) == 1 and len(parts[0].columns) == 1
    for part in parts:
        clauses = [*listing.clauses]
        if part.ids is not None:
            clauses.append(among(listing.table.c.id, part.ids))
        columns = [[listing.column(key) for key in fields] for fields in part.columns]
        for found in _of_columns(connection, listing, clauses, columns, alone):
            whole = _merged(whole, found)
    return whole


def _of_columns(
    connection: Connection,
    listing: Listing,
    clauses: list[ColumnElement[bool]],
    columns: list[list[ListedColumn]],
    alone: bool,
) -> list[Totals]:
    """Totals of each column; all that SQL can add up is asked in one pass over the rows."""
    found = [
        _by_hand(connection, listing, clauses, fields[0], alone)
        for fields in columns
        if fields[0].to_number is not None
    ]
    asked: list[ColumnElement[Any]] = []
    plain = [fields for fields in columns if fields[0].to_number is None]
    for fields in plain:
        first = fields[0]
        asked.append(func.coalesce(func.sum(case((_filled(fields), 1), else_=0)), 0))
        if len(fields) == 1 and first.kind in (*NUMBERS, "date"):
            asked += [func.min(first.sql), func.max(first.sql)]
        if len(fields) == 1 and first.kind in NUMBERS:
            asked.append(func.sum(first.sql))
    if not plain:
        return found
    row: Any = connection.execute(select(*asked).select_from(listing.table).where(*clauses)).one()
    answers = iter(row)
    for fields in plain:
        count, first = int(next(answers)), fields[0]
        distinct = _distinct(connection, listing, clauses, fields) if alone else None
        least = most = total = None
        if len(fields) == 1 and first.kind in (*NUMBERS, "date"):
            least, most = next(answers), next(answers)
        is_number = len(fields) == 1 and first.kind in NUMBERS
        if is_number:
            total = next(answers)
        found.append(Totals(count, distinct, total, count if is_number else 0, least, most))
    return found


def _filled(fields: list[ListedColumn]) -> ColumnElement[bool]:
    return or_(*(column.value.is_not(None) for column in fields))


def _distinct(
    connection: Connection, listing: Listing, clauses: list[ColumnElement[bool]], fields: list[ListedColumn]
) -> int:
    values = select(*(column.value.label(f"value_{at}") for at, column in enumerate(fields)))
    each = values.select_from(listing.table).where(*clauses, _filled(fields)).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(each)).scalar_one())


def _by_hand(
    connection: Connection, listing: Listing, clauses: list[ColumnElement[bool]], column: ListedColumn, alone: bool
) -> Totals:
    """Numbers that only a person sees, such as days left: counted by the value that they are made of."""
    assert column.to_number is not None
    some = and_(column.sql.is_not(None), true() if column.counted is None else column.counted)
    statement = select(column.sql, func.count()).select_from(listing.table).where(*clauses, some).group_by(column.sql)
    numbers = [(column.to_number(value), count) for value, count in connection.execute(statement)]
    if not numbers:
        return Totals(distinct=0 if alone else None)
    count = sum(number for _value, number in numbers)
    values = [value for value, _number in numbers]
    total = sum(value * number for value, number in numbers)
    return Totals(count, len(set(values)) if alone else None, total, count, min(values), max(values))


def _merged(one: Totals, two: Totals) -> Totals:
    """Totals of both; dates and numbers have no common least and most, and numbers count for more."""
    if two.numbers and not one.numbers:
        least, most = two.least, two.most
    elif one.numbers and not two.numbers:
        least, most = one.least, one.most
    else:
        leasts = [value for value in (one.least, two.least) if value is not None]
        mosts = [value for value in (one.most, two.most) if value is not None]
        least, most = min(leasts, key=_rank, default=None), max(mosts, key=_rank, default=None)
    sums = [value for value in (one.total, two.total) if value is not None]
    total = None if not sums else sums[0] if len(sums) == 1 else float(sums[0]) + float(sums[1])
    distinct = two.distinct if one.distinct is None else one.distinct
    return Totals(one.count + two.count, distinct, total, one.numbers + two.numbers, least, most)


def _rank(value: Value) -> float:
    return value.toordinal() if isinstance(value, date) else float(value)
