"""The cells of some visits, typed: what a page of the table, a sheet of an export and the command line show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Integer, Table, bindparam, select

from models.queries.cells import source_phrase
from models.queries.visits_fields import NAMED, VISIT, VISIT_FIELDS
from models.queries.visits_filtering import known_visit_field
from models.schema import BatchRow, SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

_CHUNK = 200
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


def visit_cells(ledger: Ledger, ids: Sequence[int], field_keys: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """Typed values of these fields of these visits; ids that no longer exist are left out.

    Dates come as date, ``source`` as a phrase, ``extra`` as JSON text.
    """
    for key in field_keys:
        known_visit_field(key)
    cells: dict[int, tuple[Any, ...]] = {}
    with ledger.reading() as connection:
        for start in range(0, len(ids), _CHUNK):
            cells.update(_chunk(connection, ids[start : start + _CHUNK], tuple(field_keys)))
    return cells


@lru_cache(maxsize=32)
def _question(keys: tuple[str, ...], dialect: Dialect) -> tuple[str, bool, tuple[int, ...]]:
    """SQL for a chunk of ids, whether its values are given by position, and the places of days as text.

    A page is asked for at each scroll: preparing and converting by hand takes a third of the time of the ready way.
    """
    columns: list[Any] = [VISIT.c.id]
    joined: Any = VISIT
    for key in keys:
        if key == "source":
            columns.append(VISIT.c.trace_id.label("cell_source"))
            continue
        if key in NAMED:
            own, name = NAMED[key]
            joined = joined.outerjoin(name.table, name.table.c.id == own)  # type: ignore[attr-defined]
            columns.append(name.label(f"cell_{key}"))
        else:
            columns.append(VISIT_FIELDS[key].sql.label(f"cell_{key}"))
    wanted = [bindparam(f"id_{number}", type_=Integer) for number in range(_CHUNK)]
    compiled = select(*columns).select_from(joined).where(VISIT.c.id.in_(wanted)).compile(dialect=dialect)
    return (
        str(compiled),
        bool(compiled.positional),
        tuple(place for place, key in enumerate(keys) if VISIT_FIELDS[key].kind == "date"),
    )


def _chunk(connection: Connection, ids: Sequence[int], keys: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
    sql, positional, days = _question(keys, connection.dialect)
    padded = [*(int(one) for one in ids), *([-1] * (_CHUNK - len(ids)))]
    values: Any = tuple(padded) if positional else {f"id_{at}": one for at, one in enumerate(padded)}
    result = connection.exec_driver_sql(sql, values)
    cursor: Any = result.cursor
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    result.close()
    truths = [place for place, key in enumerate(keys) if VISIT_FIELDS[key].kind == "bool"]
    at_source = keys.index("source") if "source" in keys else -1
    sources = _sources(connection, [row[at_source + 1] for row in rows]) if at_source >= 0 else {}
    found: dict[int, tuple[Any, ...]] = {}
    for key, *cells in rows:
        for place in days:
            if isinstance(cells[place], str):
                cells[place] = date.fromisoformat(cells[place])
        for place in truths:
            cells[place] = None if cells[place] is None else bool(cells[place])
        if at_source >= 0:
            cells[at_source] = sources.get(cells[at_source])
        found[key] = tuple(cells)
    return found


def _sources(connection: Connection, traces: Sequence[int | None]) -> dict[int, str | None]:
    """Where rows came from, by the row of the import that last wrote them."""
    wanted = sorted({trace for trace in traces if trace is not None})
    if not wanted:
        return {}
    joined = _ROW.join(_FILE, _FILE.c.id == _ROW.c.source_file_id)
    query = select(_ROW.c.id, _FILE.c.name, _ROW.c.sheet, _ROW.c.row).select_from(joined).where(_ROW.c.id.in_(wanted))
    return {row[0]: source_phrase(row[1], row[2], row[3]) for row in connection.execute(query)}
