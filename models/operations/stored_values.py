"""Reading and writing the fields of problems by name, places and pollutants included, with their history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, Table, bindparam, delete, select, update

from models.operations.bulk import insert_rows
from models.operations.history import Recorder
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.schema import ProblemPollutant, ProblemRegion
from models.schema.base import ExactDecimal

_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]
_CHUNK = 1_000
_ALIKE = 4
"""From so many problems with the same new values on, these share a statement."""
_TOGETHER = 5_000
"""Rows between two looks at whether somebody cancelled."""

REGIONS, POLLUTANTS, REMOVED = "regions", "pollutants", "removed_in"


@dataclass(frozen=True)
class FieldChange:
    """A field of a problem on its way from old to new."""

    problem_id: int
    field: str
    old: Any
    new: Any


def read_fields(connection: Connection, ids: Sequence[int], fields: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Current values by problem and field; ``regions`` as [name, code] pairs, ``pollutants`` as a list of texts."""
    names = set(fields)
    columns = [PROBLEM.c[name] for name in sorted(names - {REGIONS, POLLUTANTS, "id"})]
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        some = list(ids[start : start + _CHUNK])
        for row in connection.execute(select(PROBLEM.c.id, *columns).where(PROBLEM.c.id.in_(some))).mappings():
            found[row["id"]] = dict(row)
        if REGIONS in names:
            _read_list(connection, found, some, _REGION, REGIONS)
        if POLLUTANTS in names:
            _read_list(connection, found, some, _POLLUTANT, POLLUTANTS)
    return found


def _read_list(
    connection: Connection, found: dict[int, dict[str, Any]], ids: list[int], table: Table, name: str
) -> None:
    for key in ids:
        if key in found:
            found[key][name] = []
    rows = connection.execute(
        select(table).where(table.c.problem_id.in_(ids)).order_by(table.c.problem_id, table.c.position)
    )
    for row in rows.mappings():
        value = [row["name"], row["region_code"]] if name == REGIONS else row["pollutant"]
        found[row["problem_id"]][name].append(value)


def stored(field: str, text: str | None) -> Any:
    """A value of history as the column takes it."""
    if text is None:
        return [] if field in (REGIONS, POLLUTANTS) else None
    value = json.loads(text)
    if field in (REGIONS, POLLUTANTS):
        return value
    kind = PROBLEM.c[field].type
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, ExactDecimal) else value


def write_fields(
    connection: Connection, recorder: Recorder, changes: Sequence[FieldChange], progress: Progress = silent
) -> None:
    """Write and record the changes; each touched problem's version grows by one.

    Problems that get the same values are written together, so that a value for very many is a few statements.
    """
    real = [change for change in changes if change.old != change.new]
    by_problem: dict[int, dict[str, Any]] = {}
    for change in real:
        by_problem.setdefault(change.problem_id, {})[change.field] = change.new
    progress(0.0, "写入新的值")
    for name, table, columns in ((REGIONS, _REGION, ("name", "region_code")), (POLLUTANTS, _POLLUTANT, ("pollutant",))):
        lists = {key: values.pop(name) for key, values in by_problem.items() if name in values}
        _write_lists(connection, table, columns, lists)
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for key, values in by_problem.items():
        alike.setdefault(tuple(sorted(values.items(), key=lambda pair: pair[0])), []).append(key)
    _write_values(connection, alike, progress.part(0.1, 0.8))
    progress(0.8, "记录变更历史")
    recorder.changed_many((change.problem_id, change.field, change.old, change.new) for change in real)


def _write_values(
    connection: Connection, alike: Mapping[tuple[tuple[str, Any], ...], list[int]], progress: Progress
) -> None:
    """Equal values in one statement for many problems, the others as one prepared statement for each set of fields."""
    single: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for number, (pairs, keys) in enumerate(alike.items()):
        if len(keys) < _ALIKE:
            row = {f"new_{name}": value for name, value in pairs}
            single.setdefault(tuple(name for name, _value in pairs), []).extend({"key_": key} | row for key in keys)
            continue
        progress(number / len(alike), "写入新的值")
        values: dict[str, Any] = dict(pairs)
        for start in range(0, len(keys), _CHUNK):
            chosen = PROBLEM.c.id.in_(keys[start : start + _CHUNK])
            connection.execute(update(PROBLEM).where(chosen).values(version=PROBLEM.c.version + 1, **values))
    for names, rows in single.items():
        new: Mapping[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        statement = update(PROBLEM).where(PROBLEM.c.id == bindparam("key_"))
        statement = statement.values(version=PROBLEM.c.version + 1, **new)
        for start in range(0, len(rows), _TOGETHER):
            progress(start / len(rows), "写入新的值")
            connection.execute(statement, rows[start : start + _TOGETHER])


def _write_lists(connection: Connection, table: Table, columns: tuple[str, ...], lists: Mapping[int, Any]) -> None:
    """Regions as [name, code] pairs, pollutants as texts: what was there goes, what shall be there comes."""
    keys = list(lists)
    for start in range(0, len(keys), _CHUNK):
        connection.execute(delete(table).where(table.c.problem_id.in_(keys[start : start + _CHUNK])))
    rows = [
        (key, place, *(one if len(columns) > 1 else (one,)))
        for key, values in lists.items()
        for place, one in enumerate(values)
    ]
    insert_rows(connection, table, ("problem_id", "position", *columns), rows)
