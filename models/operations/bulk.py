"""Writing very many uniform rows: one prepared statement and plain tuples, on whichever database is below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert

_CHUNK = 50_000


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples in the order of ``columns``.

    Values go to the driver as they are: dates as ISO text, exact decimals as millionths, truth as 0 or 1.
    """
    compiled = insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect)
    names = list(compiled.positiontup or columns)
    remaining = iter(rows)
    order = [list(columns).index(name) for name in names]
    straight = order == list(range(len(columns)))
    while chunk := list(islice(remaining, _CHUNK)):
        parameters: Any = chunk
        if not compiled.positional:
            parameters = [dict(zip(columns, row, strict=True)) for row in chunk]
        elif not straight:
            parameters = [tuple([row[place] for place in order]) for row in chunk]
        connection.exec_driver_sql(str(compiled), parameters)
