"""待核实: entries for problems that a complete list no longer holds, made and ended by imports, taken back by undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from models.importing.deciding.match import chunked
from models.importing.deciding.returned import CAME_BACK
from models.operations.history import Recorder
from models.queries.fields import PROBLEM
from models.schema import Status, VanishedItem

ITEM: Table = VanishedItem.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]


def write_items(
    connection: Connection, recorder: Recorder, batch_id: int, vanished: Sequence[int], back: Sequence[int]
) -> None:
    """Open an entry for each vanished problem that is not closed here and has none; end those that came back."""
    missing = _without_entry(connection, vanished)
    if missing:
        rows = [{"problem_id": key, "batch_id": batch_id} for key in missing]
        connection.execute(insert(ITEM), rows)
        query = select(ITEM.c.id).where(ITEM.c.batch_id == batch_id).order_by(ITEM.c.id)
        recorder.created(connection.execute(query).scalars().all(), entity="vanished_item")
    for keys in chunked(back):
        values = {
            "outcome": CAME_BACK, "decided_at": recorder.at, "actor_id": recorder.actor_id, "decided_in": recorder.id,
        }  # fmt: skip
        connection.execute(update(ITEM).where(ITEM.c.id.in_(keys)).values(**values))
        recorder.changed_many(((key, "outcome", None, CAME_BACK) for key in keys), entity="vanished_item")


def _without_entry(connection: Connection, vanished: Sequence[int]) -> list[int]:
    closed = select(_STATUS.c.name).where(_STATUS.c.phase.in_(("closed", "aside")))
    found: list[int] = []
    for keys in chunked(vanished):
        entered = select(ITEM.c.problem_id).where(
            ITEM.c.removed_in.is_(None), ITEM.c.outcome.is_distinct_from(CAME_BACK)
        )
        query = select(PROBLEM.c.id).where(
            PROBLEM.c.id.in_(keys), PROBLEM.c.status.not_in(closed), PROBLEM.c.id.not_in(entered)
        )
        found += connection.execute(query.order_by(PROBLEM.c.id)).scalars()
    return found


def items_of(connection: Connection, batch: Any) -> tuple[list[int], list[tuple[int, str]], list[int]]:
    """Of a batch: its open entries, its decided ones as (problem, outcome), and the entries that it ended."""
    rows = connection.execute(
        select(ITEM.c.id, ITEM.c.problem_id, ITEM.c.outcome, ITEM.c.decided_in).where(
            ITEM.c.removed_in.is_(None), ITEM.c.batch_id == batch.id
        )
    ).all()
    opened = [row.id for row in rows if row.outcome is None]
    decided = [(row.problem_id, row.outcome) for row in rows if row.outcome is not None]
    ended = select(ITEM.c.id).where(
        ITEM.c.outcome == CAME_BACK, ITEM.c.decided_in == batch.change_set_id, ITEM.c.removed_in.is_(None)
    )
    return opened, decided, list(connection.execute(ended).scalars())


def take_back_items(connection: Connection, recorder: Recorder, opened: Sequence[int], ended: Sequence[int]) -> None:
    """Undo of an import: its open entries go, those that it ended are open again."""
    for keys in chunked(opened):
        connection.execute(update(ITEM).where(ITEM.c.id.in_(keys)).values(removed_in=recorder.id))
        recorder.removed(keys, entity="vanished_item")
    for keys in chunked(ended):
        blank = {"outcome": None, "decided_at": None, "actor_id": None, "decided_in": None}
        connection.execute(update(ITEM).where(ITEM.c.id.in_(keys)).values(**blank))
        recorder.changed_many(((key, "outcome", CAME_BACK, None) for key in keys), entity="vanished_item")
