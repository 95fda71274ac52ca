"""What a batch keeps of the rows that it held or remarked on, so that a correction workbook can be made next week."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Table, insert, select

from models.excel.book import Value
from models.importing.corrections.standing import StandingSheet
from models.late_regex import late_regex
from models.schema import BatchRow, SourceFile

STANDING = "standing"
"""Outcome of the batch rows that hold such a record; they stand for no row of a list."""

_CELL = late_regex(r"([A-Z]{1,3})(\d{1,7})")
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class SheetRecord:
    """One sheet with the rows that need a person.

    ``marks`` are (row, letter of the column, what is wrong); ``columns``, ``constants`` and ``settings`` are how the
    sheet was read, so that the workbook needs no mapping when it comes back.
    """

    file: str
    sha256: str
    sheet: str
    columns: dict[str, list[str]]
    constants: dict[str, str]
    settings: dict[str, Any]
    standing: StandingSheet
    marks: tuple[tuple[int, str, str], ...] = field(default=())


def keep(connection: Connection, batch_id: int, records: Iterable[SheetRecord]) -> None:
    """Keep the records with the batch."""
    for record in records:
        file_id = connection.execute(
            select(_FILE.c.id).where(_FILE.c.sha256 == record.sha256).order_by(_FILE.c.id.desc()).limit(1)
        ).scalar()
        values = {"batch_id": batch_id, "outcome": STANDING, "source_file_id": file_id, "sheet": record.sheet[:100]}
        connection.execute(insert(_ROW).values(**values, held=to_text(record)))


def records_of(connection: Connection, batch_id: int) -> list[SheetRecord]:
    """What was kept with a batch."""
    query = select(_ROW.c.held).where(_ROW.c.batch_id == batch_id, _ROW.c.outcome == STANDING).order_by(_ROW.c.id)
    return [from_text(text) for text in connection.execute(query).scalars() if text]


def to_text(record: SheetRecord) -> str:
    """As JSON; values that JSON has not are wrapped."""
    standing = {**record.standing.__dict__}
    standing["above"] = [_plain(row) for row in record.standing.above]
    standing["rows"] = [[row, _plain(cells)] for row, cells in record.standing.rows.items()]
    for name in ("widths", "heights", "formats"):
        standing[name] = list(standing[name].items())
    return json.dumps({**record.__dict__, "standing": standing}, ensure_ascii=False)


def from_text(text: str) -> SheetRecord:
    """The reverse."""
    given: dict[str, Any] = json.loads(text)
    stood: dict[str, Any] = given["standing"]
    standing = StandingSheet(
        above=tuple(_values(row) for row in stood["above"]),
        header=(stood["header"][0], stood["header"][1]),
        columns=tuple((index, letter, name) for index, letter, name in stood["columns"]),
        merges=tuple((r1, c1, r2, c2) for r1, c1, r2, c2 in stood["merges"]),
        widths=dict(stood["widths"]),
        heights=dict(stood["heights"]),
        formats=dict(stood["formats"]),
        rows={row: _values(cells) for row, cells in stood["rows"]},
    )
    marks = tuple((row, letter, message) for row, letter, message in given["marks"])
    facts: dict[str, Any] = {**given, "standing": standing, "marks": marks}
    return SheetRecord(**facts)


def _plain(cells: Sequence[Value]) -> list[Any]:
    return [_wrapped(value) for value in cells]


def _wrapped(value: Value) -> Any:
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    return value


def _values(cells: Sequence[Any]) -> tuple[Value, ...]:
    return tuple(_value(one) for one in cells)


def _value(one: Any) -> Value:
    if not isinstance(one, dict):
        return one
    wrapped = cast("dict[str, Any]", one)
    kind, value = next(iter(wrapped.items()))
    if kind == "moment":
        return dt.datetime.fromisoformat(value)
    if kind == "day":
        return dt.date.fromisoformat(value)
    if kind == "time":
        return dt.time.fromisoformat(value)
    return dt.timedelta(seconds=value)


def marks_of(cells: Sequence[tuple[str, str]]) -> tuple[tuple[int, str, str], ...]:
    """(row, letter, message) of issues given as (cell as Excel names it, message)."""
    found: list[tuple[int, str, str]] = []
    for cell, message in cells:
        match = _CELL.fullmatch(cell)
        if match is not None:
            found.append((int(match[2]), match[1], message))
    return tuple(found)


def row_of(cell: str) -> int:
    """The row of a cell as Excel names it; 0 where it names none."""
    match = _CELL.fullmatch(cell)
    return int(match[2]) if match is not None else 0
