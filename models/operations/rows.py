"""Writing rows of any table of ``ENTITIES`` with their history: make, change, take out, put back.

All of it inside a transaction and a Recorder that the caller opened; with kind="edit" the step can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from models.operations.entities import ACTIVE, REMOVED, Entity, entity_of, gone, missing
from models.operations.history import Recorder, to_json

_CHUNK = 900


def read_rows(connection: Connection, entity: Entity, keys: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """The rows as they stand, by id; those taken out as well."""
    wanted = sorted(set(keys))
    found: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(entity.table).where(entity.table.c.id.in_(wanted[start : start + _CHUNK]))
        found.update((row["id"], dict(row)) for row in connection.execute(query).mappings())
    return found


def create_row(connection: Connection, recorder: Recorder, entity: str, values: Mapping[str, Any]) -> int:
    """Make a row and record it; returns its id. ``created_in`` is set where the table has it."""
    one = entity_of(entity)
    made = dict(values)
    if "created_in" in one.table.c:
        made["created_in"] = recorder.id
    key = int(connection.execute(insert(one.table).values(**made)).inserted_primary_key[0])  # type: ignore[index]
    recorder.created([key], entity)
    return key


def write_row_changes(
    connection: Connection, recorder: Recorder, entity: str, key: int, changes: Mapping[str, Any]
) -> frozenset[str]:
    """Write the columns that differ and record each; returns their names. UserError when the row is gone.

    Values are as the column takes them (dates, decimals); a table's ``version`` grows by one.
    """
    one = entity_of(entity)
    row = read_rows(connection, one, [key]).get(key)
    if row is None or gone(one, row):
        raise missing(one)
    differing = {name: value for name, value in changes.items() if row[name] != value}
    if differing:
        _update(connection, one, [key], differing)
        for name, value in differing.items():
            recorder.changed(key, name, row[name], value, entity)
    return frozenset(differing)


def write_values(
    connection: Connection, recorder: Recorder, entity: str, changes: Sequence[tuple[int, str, Any, Any]]
) -> None:
    """Write (id, column, old, new) of rows that were read before, however many, and record them.

    Rows that get values in the same columns share a prepared statement; a table's ``version`` grows by one.
    """
    one = entity_of(entity)
    by_row: dict[int, dict[str, Any]] = {}
    for key, column, _old, new in changes:
        by_row.setdefault(key, {})[column] = new
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in by_row.items():
        row = {f"new_{name}": value for name, value in values.items()}
        alike.setdefault(tuple(values), []).append(row | {"key_": key})
    for names, rows in alike.items():
        columns = one.table.c
        new: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
        more: dict[str, Any] = {"version": columns.version + 1} if "version" in columns else {}
        connection.execute(update(one.table).where(columns.id == bindparam("key_")).values(**new, **more), rows)
    recorder.changed_many(changes, entity)


def remove_rows(connection: Connection, recorder: Recorder, entity: str, keys: Sequence[int]) -> int:
    """Take rows out of every list; returns how many were there.

    Where the table keeps no removed rows the row is deleted, and history keeps all of its columns.
    """
    one = entity_of(entity)
    rows = {key: row for key, row in read_rows(connection, one, keys).items() if not gone(one, row)}
    if one.mark == REMOVED:
        _update(connection, one, list(rows), {REMOVED: recorder.id})
        recorder.removed(rows, entity)
    elif one.mark == ACTIVE:
        _update(connection, one, list(rows), {ACTIVE: False})
        recorder.changed_many(((key, ACTIVE, True, False) for key in rows), entity)
    else:
        connection.execute(delete(one.table).where(one.table.c.id.in_(list(rows))))
        recorder.encoded(((key, "", row_text(row), None) for key, row in rows.items()), entity)
    return len(rows)


def restore_rows(connection: Connection, recorder: Recorder, entity: str, keys: Sequence[int]) -> int:
    """Put rows back that were taken out; returns how many."""
    one = entity_of(entity)
    rows = {key: row for key, row in read_rows(connection, one, keys).items() if gone(one, row)}
    if one.mark == REMOVED:
        _update(connection, one, list(rows), {REMOVED: None})
        recorder.restored(((key, row[REMOVED]) for key, row in rows.items()), entity)
    elif one.mark == ACTIVE:
        _update(connection, one, list(rows), {ACTIVE: True})
        recorder.changed_many(((key, ACTIVE, False, True) for key in rows), entity)
    return len(rows)


def row_text(row: Mapping[str, Any]) -> str:
    """All columns of a row as one JSON text of history."""
    plain = {name: json.loads(to_json(value) or "null") for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _update(connection: Connection, entity: Entity, keys: Sequence[int], values: Mapping[str, Any]) -> None:
    table = entity.table
    more: dict[str, Any] = {"version": table.c.version + 1} if "version" in table.c else {}
    for start in range(0, len(keys), _CHUNK):
        chosen = table.c.id.in_(keys[start : start + _CHUNK])
        connection.execute(update(table).where(chosen).values(**values, **more))
