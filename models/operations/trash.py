"""Removing problems to the trash and bringing them back; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.queries.fields import PROBLEM

if TYPE_CHECKING:
    from models.store import Ledger

_CHUNK = 1_000


def remove_problems(ledger: Ledger, ids: Iterable[int], reason: str = "") -> Change:
    """Take problems out of every list; they stay in the trash and can be restored."""
    return _move(ledger, list(ids), into_trash=True, reason=reason)


def restore_problems(ledger: Ledger, ids: Iterable[int]) -> Change:
    """Bring problems back from the trash."""
    return _move(ledger, list(ids), into_trash=False, reason="")


def _move(ledger: Ledger, ids: list[int], *, into_trash: bool, reason: str) -> Change:
    with ledger.writing() as connection:
        rows: list[tuple[int, str, int | None]] = []
        for start in range(0, len(ids), _CHUNK):
            found = connection.execute(
                select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.removed_in)
                .where(PROBLEM.c.id.in_(ids[start : start + _CHUNK]))
                .order_by(PROBLEM.c.id)
            )
            rows += [(row.id, row.ledger_number, row.removed_in) for row in found]
        rows = [row for row in rows if (row[2] is None) == into_trash]
        if not rows:
            raise UserError("所选问题已不在台账里" if into_trash else "所选问题不在已删除之列", advice="请刷新列表")
        what = rows[0][1] if len(rows) == 1 else f"{len(rows)} 条问题"
        title = (f"删除 {what}" + (f"（{reason}）" if reason else "")) if into_trash else f"恢复 {what}"
        kind = "remove" if into_trash else "restore"
        recorder = open_change_set(connection, ledger.actor, title, kind=kind)
        mine = [row[0] for row in rows]
        for start in range(0, len(mine), _CHUNK):
            connection.execute(
                update(PROBLEM)
                .where(PROBLEM.c.id.in_(mine[start : start + _CHUNK]))
                .values(removed_in=recorder.id if into_trash else None, version=PROBLEM.c.version + 1)
            )
        if into_trash:
            recorder.removed(mine)
        else:
            recorder.restored((row[0], row[2]) for row in rows if row[2] is not None)
        recorder.close()
        return Change(recorder.id, title, frozenset(mine), frozenset(), kind)
