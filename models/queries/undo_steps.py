"""Which steps can be taken back or done again next, read from the history; small, because the window asks at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.schema import Actor, ChangeSet, ImportBatch

if TYPE_CHECKING:
    from models.store import Ledger

UNDOABLE = ("edit", "status", "remove", "restore", "teach")
"""Kinds of steps that undo takes back; an import is taken back by undoing the import."""

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Step:
    """A step that can be undone or redone next."""

    change_set_id: int
    title: str
    at: datetime
    actor: str
    changes: int = 0
    """How many cells and rows it touched."""
    kind: str = "edit"
    batch_id: int | None = None
    """Of an import."""


def next_undo(ledger: Ledger) -> Step | None:
    """The latest step that is not undone."""
    with ledger.reading() as connection:
        return next_undo_in(connection)


def next_redo(ledger: Ledger) -> Step | None:
    """The step that was undone last, unless something new was done since."""
    with ledger.reading() as connection:
        return next_redo_in(connection)


def last_import(ledger: Ledger) -> int | None:
    """The latest import that stands, by its batch id."""
    statement = select(_BATCH.c.id).where(_BATCH.c.kind == "import", _BATCH.c.undone_by_id.is_(None))
    with ledger.reading() as connection:
        return connection.execute(statement.order_by(_BATCH.c.id.desc()).limit(1)).scalar()


def _steps() -> Any:
    columns = (_SET.c.id, _SET.c.title, _SET.c.at, _ACTOR.c.name, _SET.c.changes, _SET.c.kind, _SET.c.batch_id)
    return select(*columns).join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id).order_by(_SET.c.id.desc())


def undo_list(ledger: Ledger, limit: int = 50) -> list[Step]:
    """The latest steps that are not undone, newest first; imports among them, which are undone by the batch."""
    query = _steps().where(_SET.c.kind.in_((*UNDOABLE, "import")), _SET.c.undone_by_id.is_(None))
    with ledger.reading() as connection:
        return [_step(row) for row in connection.execute(query.limit(limit))]


def redo_list(ledger: Ledger, limit: int = 50) -> list[Step]:
    """The steps that can be done again, the one that comes next first."""
    with ledger.reading() as connection:
        return [_step(row) for row in connection.execute(_redoable(connection).limit(limit))]


def _step(row: Any) -> Step:
    title = row.title.removeprefix("撤销：") if row.kind == "undo" else row.title
    return Step(row.id, title, row.at, row.name, row.changes, row.kind, row.batch_id)


def next_undo_in(connection: Connection) -> Step | None:
    row = connection.execute(
        _steps().where(_SET.c.kind.in_(UNDOABLE), _SET.c.undone_by_id.is_(None)).limit(1)
    ).one_or_none()
    return None if row is None else _step(row)


def next_redo_in(connection: Connection) -> Step | None:
    row = connection.execute(_redoable(connection).limit(1)).one_or_none()
    return None if row is None else _step(row)


def _redoable(connection: Connection) -> Any:
    """What was undone and not done again, as long as nothing new was done since."""
    lasting = select(_SET.c.id).where(_SET.c.kind.not_in(("undo", "redo", "setting"))).order_by(_SET.c.id.desc())
    newest = connection.execute(lasting.limit(1)).scalar() or 0
    return _steps().where(_SET.c.kind == "undo", _SET.c.undone_by_id.is_(None), _SET.c.id > newest)
