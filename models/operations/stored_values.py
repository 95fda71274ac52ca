"""Reading and writing the fields of problems by name, places and pollutants included, with their history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, Table, bindparam, delete, insert, select, update

from models.operations.history import Recorder
from models.queries.fields import PROBLEM
from models.schema import ProblemPollutant, ProblemRegion
from models.schema.base import ExactDecimal

_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]
_CHUNK = 1_000

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


def write_fields(connection: Connection, recorder: Recorder, changes: Sequence[FieldChange]) -> None:
    """Write and record the changes; each touched problem's version grows by one."""
    real = [change for change in changes if change.old != change.new]
    by_problem: dict[int, dict[str, Any]] = {}
    for change in real:
        by_problem.setdefault(change.problem_id, {})[change.field] = change.new
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in by_problem.items():
        if REGIONS in values:
            _write_list(connection, key, _REGION, ("name", "region_code"), values[REGIONS])
        if POLLUTANTS in values:
            _write_list(connection, key, _POLLUTANT, ("pollutant",), [[text] for text in values[POLLUTANTS]])
        own = tuple(sorted(values.keys() - {REGIONS, POLLUTANTS}))
        groups.setdefault(own, []).append({"key_": key} | {f"new_{name}": values[name] for name in own})
    for names, rows in groups.items():
        new: Mapping[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        connection.execute(
            update(PROBLEM).where(PROBLEM.c.id == bindparam("key_")).values(version=PROBLEM.c.version + 1, **new), rows
        )
    recorder.changed_many((change.problem_id, change.field, change.old, change.new) for change in real)


def _write_list(connection: Connection, key: int, table: Table, columns: tuple[str, ...], rows: list[Any]) -> None:
    connection.execute(delete(table).where(table.c.problem_id == key))
    if rows:
        connection.execute(
            insert(table),
            [
                {"problem_id": key, "position": place} | dict(zip(columns, row, strict=True))
                for place, row in enumerate(rows)
            ],
        )
