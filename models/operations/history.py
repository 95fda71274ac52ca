"""The record of who changed what: bulk-written change rows under one change set, chained by SHA-256.

The canonical bytes are those of ``models.queries.history_bytes``, from which ``check`` recomputes the chain.

Values in history: dates as ISO text, decimals as text, ``pollutants`` as a list of texts, ``regions`` as a list of
[name, code] pairs. A created row is one change with field '' and neither old nor new; a removal is the field
``removed_in`` from null to the change set's id, a restoration the reverse.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from models import clock
from models.operations.bulk import insert_rows
from models.queries.history_bytes import FIRST_HASH, Row, head_bytes, rows_bytes
from models.schema import Actor, Change, ChangeSet

_FLUSH_AT = 20_000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]


def to_json(value: Any) -> str | None:
    """A value as history keeps it; null stays null."""
    if value is None:
        return None
    if isinstance(value, (date, datetime)):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = format(value, "f")
    return _encode(value)


def actor_id_of(connection: Connection, name: str) -> int:
    """The id of the person acting, entered on first use."""
    found = connection.execute(select(_ACTOR.c.id).where(_ACTOR.c.name == name)).scalar()
    if found is not None:
        return int(found)
    return int(connection.execute(insert(_ACTOR).values(name=name)).inserted_primary_key[0])  # type: ignore[index]


class Recorder:
    """Collects the changes of one transaction; ``close`` must be called before the transaction commits.

    ``title`` and ``batch_id`` may still be set until ``close``.
    """

    def __init__(
        self, connection: Connection, set_id: int, at: datetime, actor_id: int, kind: str, title: str, previous: str
    ) -> None:
        self.id = set_id
        self.at = at
        self.actor_id = actor_id
        self.kind = kind
        self.title = title
        self.batch_id: int | None = None
        self.undoes_id: int | None = None
        self.count = 0
        self._connection = connection
        self._previous = previous
        self._rows: list[Row] = []
        self._body = hashlib.sha256()
        self._parts: list[bytes] = []

    def created(self, ids: Iterable[int], entity: str = "problem") -> None:
        """Rows that this step made."""
        self._rows.extend([(entity, key, "", None, None) for key in ids])
        self._spill()

    def changed(self, entity_id: int, field: str, old: Any, new: Any, entity: str = "problem") -> None:
        """One field, values as Python has them; equal values are not recorded."""
        before, after = to_json(old), to_json(new)
        if before != after:
            self._rows.append((entity, entity_id, field, before, after))
            self._spill()

    def changed_many(self, rows: Iterable[tuple[int, str, Any, Any]], entity: str = "problem") -> None:
        """Many (entity_id, field, old, new) at once."""
        for entity_id, field, old, new in rows:
            before, after = to_json(old), to_json(new)
            if before != after:
                self._rows.append((entity, entity_id, field, before, after))
        self._spill()

    def encoded(self, rows: Iterable[tuple[int, str, str | None, str | None]], entity: str = "problem") -> None:
        """Many (entity_id, field, old, new) whose values are JSON texts already and differ."""
        self._rows.extend([(entity, *row) for row in rows])
        self._spill()

    def removed(self, ids: Iterable[int], entity: str = "problem") -> None:
        """Rows that this step took out of the lists (their ``removed_in`` is this set)."""
        mark = str(self.id)
        self._rows.extend([(entity, key, "removed_in", None, mark) for key in ids])
        self._spill()

    def restored(self, ids_and_sets: Iterable[tuple[int, int]], entity: str = "problem") -> None:
        """Rows put back, each with the id of the set that had removed it."""
        self._rows.extend([(entity, key, "removed_in", str(removed_in), None) for key, removed_in in ids_and_sets])
        self._spill()

    def close(self) -> None:
        """Write what is left and seal the set with its hash."""
        self._flush()
        digest = hashlib.sha256(self._previous.encode("ascii"))
        digest.update(head_bytes(self.id, self.at, self.actor_id, self.kind, self.title, self.batch_id, self.undoes_id))
        for part in self._parts:
            digest.update(part)
        self._parts.clear()
        self._connection.execute(
            update(_SET)
            .where(_SET.c.id == self.id)
            .values(title=self.title, batch_id=self.batch_id, changes=self.count, hash=digest.hexdigest())
        )

    def _spill(self) -> None:
        if len(self._rows) >= _FLUSH_AT:
            self._flush()

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        if not rows:
            return
        self.count += len(rows)
        self._parts.append(rows_bytes(rows))
        mine = self.id
        columns = ("change_set_id", "entity", "entity_id", "field", "old", "new")
        insert_rows(self._connection, _CHANGE, columns, ((mine, *row) for row in rows))


def open_change_set(
    connection: Connection,
    actor: str,
    title: str,
    batch_id: int | None = None,
    undoes_id: int | None = None,
    *,
    kind: str = "edit",
    at: datetime | None = None,
) -> Recorder:
    """Begin the record of a transaction on a writing connection; ``actor`` is the name of whoever acts.

    ``kind`` is one of those of ``Change``; ``at`` is given only where past work is entered.
    """
    previous = connection.execute(select(_SET.c.hash).order_by(_SET.c.id.desc()).limit(1)).scalar() or FIRST_HASH
    actor_id = actor_id_of(connection, actor)
    at = (at or clock.now()).replace(microsecond=0)
    values = {
        "at": at, "actor_id": actor_id, "kind": kind, "title": title[:200], "batch_id": batch_id,
        "undoes_id": undoes_id, "changes": 0, "previous_hash": previous, "hash": "",
    }  # fmt: skip
    set_id = int(connection.execute(insert(_SET).values(**values)).inserted_primary_key[0])  # type: ignore[index]
    recorder = Recorder(connection, set_id, at, actor_id, kind, title[:200], previous)
    recorder.batch_id, recorder.undoes_id = batch_id, undoes_id
    return recorder
