"""Rows among very many ids: each database takes a long list as one value, not as one value for each id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from typing_extensions import override

FEW = 500
"""Up to so many ids are named one by one, which every database answers by its index."""
_PIECE = 10_000
"""So many are written down in one go; one call for all would keep every other thread waiting."""


class _Among(FunctionElement[bool]):
    """``column`` is one of the numbers in a JSON list."""

    type = Boolean()
    inherit_cache = True
    name = "among"

    @override
    def self_group(self, against: Any = None) -> Any:
        """Stand as it is: “… = 1”, which is written after other conditions, keeps SQLite from using the key."""
        return self


def among(column: ColumnElement[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether ``column`` is one of ``ids``; any number of them."""
    wanted = [int(one) for one in ids]
    if len(wanted) <= FEW:
        return column.in_(wanted)
    pieces = [",".join(map(str, wanted[start : start + _PIECE])) for start in range(0, len(wanted), _PIECE)]
    return _Among(column, bindparam(None, f"[{','.join(pieces)}]", type_=String))


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # pyright: ignore[reportUnusedFunction]
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(_Among, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # pyright: ignore[reportUnusedFunction]
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST({ids} AS json)) AS value)"
