"""Problems as the command line prints them: one dict each, in the agreed order of keys, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, Table, cast, null, select, type_coerce

from models.queries.as_of import Rollback, rollback_to
from models.queries.fields import DEADLINE_KEYS, FIELDS, LIST_COLUMNS, PROBLEM, RECORD_KEYS
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.matching import matcher
from models.schema import BatchRow, Campaign, ProblemPollutant, ProblemRegion, SourceFile
from models.schema.base import ExactDecimal

if TYPE_CHECKING:
    from models.store import Ledger

_CHUNK = 1_000
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]

_DERIVED = frozenset({*LIST_COLUMNS, "campaign", "source"})


def problem_records(ledger: Ledger, query: ProblemQuery) -> Iterator[dict[str, Any]]:
    """Every problem of the query in the order of its id; dates ISO, null where unknown.

    Where the ledger has fields of its own, ``custom`` holds the values that are there by the titles of the fields.
    """
    with ledger.reading() as connection:
        custom = FIELDS.custom(retired=True)
        for _key, record in records_with_ids(connection, query):
            for key in DEADLINE_KEYS:
                del record[key]
            if custom:
                said = [(field, record.pop(field.key)) for field in custom]
                shown = [(field.title, value) for field, value in said if field.editable and value is not None]
                record["custom"] = dict(shown)
            yield record


def records_with_ids(connection: Connection, query: ProblemQuery) -> Iterator[tuple[int, dict[str, Any]]]:
    """The same on an open connection, each with its id, and ``DEADLINE_KEYS``; fields of the ledger's own by key."""
    rollback = rollback_to(connection, query.as_of) if query.as_of is not None else None
    if rollback is None:
        return _stream(connection, where_clauses(connection, query))
    return _past(connection, query, rollback)


def as_of_records(connection: Connection, query: ProblemQuery) -> list[tuple[int, dict[str, Any]]] | None:
    """The rows of a past day, or None where nothing changed since so that SQL on the present state answers."""
    rollback = rollback_to(connection, query.as_of) if query.as_of is not None else None
    return None if rollback is None else list(_past(connection, query, rollback))


def _past(connection: Connection, query: ProblemQuery, rollback: Rollback) -> Iterator[tuple[int, dict[str, Any]]]:
    matches = matcher(connection, query)
    for key, record in _stream(connection, []):
        if rollback.present(key, query.removed):
            rollback.apply(key, record)
            if matches(key, record):
                yield key, record


def _plain(key: str) -> ColumnElement[Any]:
    """The column as it can be read without conversion on either database."""
    column = PROBLEM.c[key]
    if FIELDS[key].kind == "date":
        return cast(column, String(10)).label(key)
    if isinstance(column.type, ExactDecimal):
        return type_coerce(column, Integer).label(key)
    return column


_LENGTH = len(RECORD_KEYS)
_BEHIND_AT = _LENGTH + 6
_CUSTOM_AT = _BEHIND_AT + len(DEADLINE_KEYS)
_AT = {key: index for index, key in enumerate(RECORD_KEYS)}
_EXTRA_AT = _AT["extra"]


@lru_cache(maxsize=8)
def _statement(custom: tuple[str, ...]) -> Select[Any]:
    """Columns at the place of their key, then id, campaign, where the row came from, and the ledger's own fields."""
    columns: list[ColumnElement[Any]] = [null().label(key) if key in _DERIVED else _plain(key) for key in RECORD_KEYS]
    columns += [PROBLEM.c.id, PROBLEM.c.campaign_id, _FILE.c.name, _ROW.c.sheet, _ROW.c.row, _ROW.c.batch_id]
    columns += [_plain(key) for key in (*DEADLINE_KEYS, *custom)]
    traced = PROBLEM.outerjoin(_ROW, _ROW.c.id == PROBLEM.c.trace_id)
    traced = traced.outerjoin(_FILE, _FILE.c.id == _ROW.c.source_file_id)
    return select(*columns).select_from(traced).order_by(PROBLEM.c.id)


def _weight_text(millionths: int) -> str:
    value = (Decimal(millionths) / ExactDecimal.SCALE).normalize()
    return format(value, "f")


def _stream(connection: Connection, clauses: Sequence[ColumnElement[bool]]) -> Iterator[tuple[int, dict[str, Any]]]:
    campaigns: dict[int, str] = {line.id: line.name for line in connection.execute(select(_CAMPAIGN))}
    custom = FIELDS.custom(retired=True)
    numbers = [field.key for field in custom if field.kind == "decimal"]
    result = connection.execute(_statement(tuple(field.key for field in custom)).where(*clauses))
    cursor: Any = result.cursor
    while rows := cursor.fetchmany(_CHUNK):
        regions, codes, pollutants = _lists(connection, [row[_LENGTH] for row in rows])
        for row in rows:
            record: dict[str, Any] = dict(zip(RECORD_KEYS, row, strict=False))
            key, campaign_id, file, sheet, number, batch = row[_LENGTH:_BEHIND_AT]
            record["campaign"] = campaigns.get(campaign_id)
            record["regions"] = regions.get(key, [])
            record["region_codes"] = codes.get(key, [])
            record["pollutants"] = pollutants.get(key, [])
            record["weight"] = None if record["weight"] is None else _weight_text(record["weight"])
            record["falsified"] = None if record["falsified"] is None else bool(record["falsified"])
            record["extra"] = json.loads(row[_EXTRA_AT]) if row[_EXTRA_AT] else {}
            record |= zip(DEADLINE_KEYS, row[_BEHIND_AT:_CUSTOM_AT], strict=True)
            record["deadline_estimated"] = bool(record["deadline_estimated"])
            for field, value in zip(custom, row[_CUSTOM_AT:], strict=True):
                record[field.key] = value
            for name in numbers:
                record[name] = None if record[name] is None else _weight_text(record[name])
            if batch is not None:
                record["source"] = {"file": file, "sheet": sheet, "row": number, "batch": batch}
            yield key, record
    result.close()


def _lists(
    connection: Connection, ids: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, list[str]], dict[int, list[str]]]:
    """Regions, their codes and pollutants of some problems, in the order of their position."""
    regions: dict[int, list[str]] = {}
    codes: dict[int, list[str]] = {}
    pollutants: dict[int, list[str]] = {}
    dense = ids[-1] - ids[0] < 4 * len(ids)
    for table, columns in ((_REGION, ("name", "region_code")), (_POLLUTANT, ("pollutant",))):
        owner = table.c.problem_id
        among = owner.between(ids[0], ids[-1]) if dense else owner.in_(ids)
        found = connection.execute(
            select(owner, *(table.c[name] for name in columns)).where(among).order_by(owner, table.c.position)
        )
        cursor: Any = found.cursor
        for line in cursor.fetchall():
            if table is _POLLUTANT:
                pollutants.setdefault(line[0], []).append(line[1])
                continue
            regions.setdefault(line[0], []).append(line[1])
            if line[2] is not None and line[2] not in (mine := codes.setdefault(line[0], [])):
                mine.append(line[2])
        found.close()
    return regions, codes, pollutants
