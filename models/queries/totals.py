"""Quick totals of selected cells: how many are filled, how many differ, sum, average, least and most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from models.queries.listing import NUMBERS, ListedColumn, Listing, problem_listing
from models.store.id_lists import among

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


def problem_totals(ledger: Ledger, query: ProblemQuery, parts: Sequence[Cells]) -> Totals:
    """Totals of cells of the list of problems as it stands today."""
    with ledger.reading() as connection:
        return totals(connection, problem_listing(connection, query), parts)


def totals(connection: Connection, listing: Listing, parts: Sequence[Cells]) -> Totals:
    """Totals of cells of any listing; distinct values only of one column in one piece."""
    whole = Totals()
    alone = len(parts) == 1 and len(parts[0].columns) == 1
    for part in parts:
        clauses = [*listing.clauses]
        if part.ids is not None:
            clauses.append(among(listing.table.c.id, part.ids))
        for fields in part.columns:
            columns = [listing.column(key) for key in fields]
            whole = _merged(whole, _of_column(connection, listing, clauses, columns, alone))
    return whole


def _of_column(
    connection: Connection,
    listing: Listing,
    clauses: list[ColumnElement[bool]],
    columns: list[ListedColumn],
    alone: bool,
) -> Totals:
    if len(columns) == 1 and columns[0].to_number is not None:
        return _by_hand(connection, listing, clauses, columns[0], alone)
    filled = or_(*(column.value.is_not(None) for column in columns))
    found = select(func.count()).select_from(listing.table).where(*clauses, filled)
    distinct = None
    if alone:
        values = select(*(column.value.label(f"value_{at}") for at, column in enumerate(columns)))
        each = values.select_from(listing.table).where(*clauses, filled).distinct().subquery()
        distinct = int(connection.execute(select(func.count()).select_from(each)).scalar_one())
    column = columns[0]
    if len(columns) > 1 or column.kind not in (*NUMBERS, "date"):
        return Totals(int(connection.execute(found).scalar_one()), distinct)
    asked: list[ColumnElement[Any]] = [func.count(column.sql), func.min(column.sql), func.max(column.sql)]
    if column.kind in NUMBERS:
        asked.append(func.sum(column.sql))
    row: Any = connection.execute(select(*asked).select_from(listing.table).where(*clauses)).one()
    count = int(row[0])
    if column.kind == "date":
        return Totals(count, distinct, least=row[1], most=row[2])
    return Totals(count, distinct, row[3], count, row[1], row[2])


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
