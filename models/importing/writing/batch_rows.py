"""The problems behind a count of an import batch, as the batch left them and as they are now."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.importing.deciding.match import chunked
from models.importing.deciding.plan import shown_value
from models.operations.stored_values import read_fields
from models.queries.fields import FIELDS, PROBLEM
from models.schema import BatchRow, Change, ImportBatch

if TYPE_CHECKING:
    from models.store import Ledger

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
MOST_ROWS = 5_000
_REMOVED = "removed_in"


@dataclass(frozen=True)
class ThenNow:
    """One problem of a batch; ``changes`` are (title, as the batch left it, now) of what was changed since."""

    problem_id: int
    ledger_number: str
    site_name: str
    place: str
    sheet: str
    row: int | None
    status_then: str
    status_now: str
    removed: bool
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def since(self) -> str:
        """What became of it since, in a few words."""
        if self.removed:
            return "已移出台账"
        titles = [title for title, _, _ in self.changes]
        return f"{len(titles)} 处改过：{'、'.join(titles[:4])}{'…' if len(titles) > 4 else ''}" if titles else "没有变"


def batch_rows(ledger: Ledger, batch_id: int, outcome: str) -> list[ThenNow]:
    """The problems of a batch with one outcome (the first 5,000), in the order of the file."""
    with ledger.reading() as connection:
        change_set = connection.execute(select(_BATCH.c.change_set_id).where(_BATCH.c.id == batch_id)).scalar()
        query = (
            select(_ROW.c.problem_id, _ROW.c.sheet, _ROW.c.row)
            .where(_ROW.c.batch_id == batch_id, _ROW.c.outcome == outcome, _ROW.c.problem_id.is_not(None))
            .order_by(_ROW.c.id)
            .limit(MOST_ROWS)
        )
        lines = connection.execute(query).all()
        keys = list(dict.fromkeys(line.problem_id for line in lines))
        then = _as_it_was(connection, keys, change_set or 0)
        names = {name for values in then.values() for name in values} & FIELDS.keys()
        now = _as_it_is(connection, keys, names)
    return [
        _line(line, then.get(line.problem_id, {}), now[line.problem_id]) for line in lines if line.problem_id in now
    ]


def _as_it_was(connection: Connection, keys: list[int], change_set: int) -> dict[int, dict[str, Any]]:
    """Problem to the old value of every field that a later step changed; the oldest of those steps tells."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for some in chunked(keys):
        query = (
            select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old)
            .where(
                _CHANGE.c.change_set_id > change_set, _CHANGE.c.entity == "problem", _CHANGE.c.entity_id.in_(some),
                _CHANGE.c.field != "",
            )
            .order_by(_CHANGE.c.id)
        )  # fmt: skip
        for key, name, old in connection.execute(query):
            found[key].setdefault(name, json.loads(old) if old is not None else None)
    return found


def _as_it_is(connection: Connection, keys: list[int], names: set[str]) -> dict[int, dict[str, Any]]:
    known = {*PROBLEM.c.keys(), "regions", "pollutants"}
    wanted = {"ledger_number", "site_name", "city", "county", "status", _REMOVED, *(names & known)}
    found: dict[int, dict[str, Any]] = {}
    for some in chunked(keys):
        found |= read_fields(connection, list(some), wanted)
    return found


def _line(line: Any, then: dict[str, Any], now: dict[str, Any]) -> ThenNow:
    changes = [
        (FIELDS[name].title, shown_value(old), shown_value(now[name]))
        for name, old in then.items()
        if name in FIELDS and name in now and name != "status" and shown_value(old) != shown_value(now[name])
    ]
    status = str(then.get("status") or now["status"])
    if status != now["status"]:
        changes.insert(0, (FIELDS["status"].title, status, now["status"]))
    return ThenNow(
        line.problem_id, now["ledger_number"], now["site_name"] or "",
        " ".join(filter(None, (now["city"], now["county"]))), line.sheet or "", line.row, status, now["status"],
        now[_REMOVED] is not None, tuple(changes),
    )  # fmt: skip
