"""体检: keeping what a run found, and letting a finding stand with its reason (核对无误)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.queries.fields import PROBLEM
from models.queries.quality import check_of
from models.queries.quality_runs import SEEN, Measured
from models.schema import QualityException, QualityRun
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

_RUN: Table = QualityRun.__table__  # type: ignore[assignment]
_EXCEPTION: Table = QualityException.__table__  # type: ignore[assignment]
_ENTITY = "quality_exception"
_WORDS = frozenset({"quality"})


def keep_run(ledger: Ledger, measured: Measured) -> None:
    """Remember what a run found, so that the page stands at once and shows what is new.

    ``before`` is what was found at the end of the day of the run before, or by today's first run: so a finding stays
    new for the day. A run is a measurement of the ledger, not a change of it, and makes no history.
    """
    with ledger.writing() as connection:
        old = {row.check_key: row for row in connection.execute(select(_RUN))}
        first = SEEN not in old
        rows: list[dict[str, Any]] = []
        for key in {*measured.found, *old} - {SEEN}:
            row = old.get(key)
            new_check = first or key.partition("@")[0] not in old
            before = row.before if row is not None else None if new_check else 0
            if row is not None and (before is None or row.at.date() != measured.at.date()):
                before = row.found
            rows.append({"check_key": key, "found": measured.found.get(key, 0), "before": before, "at": measured.at})
        rows.append({"check_key": SEEN, "found": measured.step, "before": None, "at": measured.at})
        connection.execute(delete(_RUN))
        connection.execute(insert(_RUN), rows)


def let_stand(ledger: Ledger, key: str, ids: Iterable[int], reason: str) -> Change:
    """核对无误: these problems are right as they are; the check passes them over until the step is undone.

    UserError without a reason, or where none of the problems is in the ledger or all were let stand before.
    """
    check, reason = check_of(key), " ".join(reason.split())
    if not reason:
        raise UserError("没有写明核对无误的理由", advice="请写一句，例如“经与原件核对属实”")
    with ledger.writing() as connection:
        numbers = _numbers(connection, ids)
        known = _exceptions(connection, key, numbers)
        fresh = [one for one in numbers if one not in known]
        again = [row for row in known.values() if row.removed_in is not None]
        if not fresh and not again:
            raise UserError("所选问题已经标为核对无误，或已不在台账里", advice="请刷新列表")
        what = _named([numbers[one] for one in (*fresh, *(row.problem_id for row in again))])
        title = f"{what}核对无误（{check.title}）：{reason}"[:200]
        recorder = open_change_set(connection, ledger.actor, title)
        values = {"reason": reason[:300], "at": recorder.at, "actor_id": recorder.actor_id}
        _insert(connection, recorder, key, fresh, values)
        # one that was taken up again comes back with its new reason, which the titles of both steps name
        recorder.restored(((row.id, row.removed_in) for row in again), _ENTITY)
        for row in again:
            connection.execute(update(_EXCEPTION).where(_EXCEPTION.c.id == row.id).values(removed_in=None, **values))
        recorder.close()
        touched = frozenset((*fresh, *(row.problem_id for row in again)))
        return Change(recorder.id, title, touched, _WORDS, "edit")


def take_up_again(ledger: Ledger, exception_ids: Iterable[int]) -> Change:
    """The opposite of ``let_stand``: the checks find these problems again."""
    wanted = list(exception_ids)
    with ledger.writing() as connection:
        here = (among(_EXCEPTION.c.id, wanted), _EXCEPTION.c.removed_in.is_(None))
        rows = connection.execute(
            select(_EXCEPTION.c.id, _EXCEPTION.c.problem_id, PROBLEM.c.ledger_number)
            .join(PROBLEM, PROBLEM.c.id == _EXCEPTION.c.problem_id)
            .where(*here)
        ).all()
        if not rows:
            raise UserError("所选各条已经不在核对无误之列", advice="请刷新列表")
        title = f"撤回 {_named([row.ledger_number for row in rows])}的核对无误"[:200]
        recorder = open_change_set(connection, ledger.actor, title)
        ids = [row.id for row in rows]
        connection.execute(update(_EXCEPTION).where(among(_EXCEPTION.c.id, ids)).values(removed_in=recorder.id))
        recorder.removed(ids, _ENTITY)
        recorder.close()
        return Change(recorder.id, title, frozenset(row.problem_id for row in rows), _WORDS, "edit")


def _numbers(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """Ledger numbers of those that are in the ledger."""
    here = (PROBLEM.c.removed_in.is_(None), among(PROBLEM.c.id, ids))
    found = connection.execute(select(PROBLEM.c.id, PROBLEM.c.ledger_number).where(*here).order_by(PROBLEM.c.id))
    return {row[0]: row[1] for row in found}


def _exceptions(connection: Connection, key: str, ids: Iterable[int]) -> dict[int, Any]:
    mine = (_EXCEPTION.c.check_key == key, among(_EXCEPTION.c.problem_id, ids))
    return {row.problem_id: row for row in connection.execute(select(_EXCEPTION).where(*mine))}


def _insert(connection: Connection, recorder: Recorder, key: str, ids: list[int], values: dict[str, Any]) -> None:
    if not ids:
        return
    rows = [values | {"check_key": key, "problem_id": one, "created_in": recorder.id} for one in ids]
    connection.execute(insert(_EXCEPTION), rows)
    made = select(_EXCEPTION.c.id).where(_EXCEPTION.c.created_in == recorder.id).order_by(_EXCEPTION.c.id)
    recorder.created(connection.execute(made).scalars(), _ENTITY)


def _named(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{len(numbers)} 条问题"
