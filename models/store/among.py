"""One of very many values in one parameter: a list of any length, whichever database is below."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, any_, func, literal, select


def among(connection: Connection, column: ColumnElement[Any], values: Iterable[int]) -> ColumnElement[bool]:
    """Rows whose ``column`` is one of ``values``; unlike ``in_`` it takes more than a database has parameters."""
    wanted = list(values)
    if connection.dialect.name == "sqlite":
        listed = func.json_each(literal(json.dumps(wanted))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(wanted))
