"""Ledger numbers: given out once, in order, and never again."""

from __future__ import annotations

from sqlalchemy import Connection, Table, insert, select, update

from models.schema import NumberCounter

_COUNTER: Table = NumberCounter.__table__  # type: ignore[assignment]
PREFIX = "ZG"


def take_numbers(connection: Connection, count: int, prefix: str = PREFIX) -> list[str]:
    """The next ``count`` numbers of a prefix, e.g. ZG-000001; call it inside the transaction that uses them."""
    last = connection.execute(select(_COUNTER.c.last).where(_COUNTER.c.prefix == prefix)).scalar()
    start = last or 0
    if last is None:
        connection.execute(insert(_COUNTER).values(prefix=prefix, last=count))
    else:
        connection.execute(update(_COUNTER).where(_COUNTER.c.prefix == prefix).values(last=start + count))
    return [f"{prefix}-{number:06d}" for number in range(start + 1, start + count + 1)]
