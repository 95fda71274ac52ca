"""Taking a batch back: new rows out, changed fields back, whatever was touched since stays and is listed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from models import clock
from models.importing.corrections.returning import reopen
from models.importing.deciding.links import take_back_links
from models.importing.deciding.match import chunked
from models.importing.deciding.plan import ledger_numbers
from models.importing.visits.undo import VisitUndo, kept_names, plan_visit_undo, take_back_visits
from models.importing.visits.visit_list import VISIT
from models.importing.writing.undo_plan import EDITED, UndoPlan, batch_to_undo, plan_undo
from models.importing.writing.vanished_items import take_back_items
from models.importing.writing.write import BATCH, BATCH_ROW
from models.operations import Change
from models.operations.history import Recorder, open_change_set
from models.operations.stored_values import write_fields
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.schema import ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = ["EDITED", "KeptRow", "UndoPreview", "UndoReport", "undo_import", "undo_preview"]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class KeptRow:
    """A problem that the undo left as it is, and why."""

    ledger_number: str
    why: str


@dataclass
class UndoReport:
    """What an undo did; ``removed`` and ``restored`` count problems."""

    batch: int
    undo_batch: int
    removed: int
    restored: int
    kept: list[KeptRow] = field(default_factory=list[KeptRow])
    change: Change | None = None

    def to_json(self) -> dict[str, Any]:
        """The object that ``undo-import --json`` prints."""
        return {
            "batch": self.batch,
            "undo_batch": self.undo_batch,
            "removed": self.removed,
            "restored": self.restored,
            "kept": [{"ledger_number": row.ledger_number, "why": row.why} for row in self.kept],
        }


@dataclass(frozen=True)
class UndoPreview:
    """What an undo would do: how many problems go, how many are put back, and which stay, with the reason."""

    batch: int
    removed: int
    restored: int
    kept: tuple[KeptRow, ...] = ()


def undo_preview(ledger: Ledger, batch_id: int | None = None) -> UndoPreview:
    """What ``undo_import`` would do now; writes nothing. UserError where the batch cannot be taken back."""
    with ledger.reading() as connection:
        batch = batch_to_undo(connection, batch_id)
        if batch.target == VISIT:
            visits = plan_visit_undo(connection, batch)
            return UndoPreview(batch.id, len(visits.remove), len(visits.back), tuple(_kept_visits(connection, visits)))
        plan = plan_undo(connection, batch.id)
        return UndoPreview(plan.batch.id, len(plan.remove), plan.restored, tuple(_kept(connection, plan.kept)))


def undo_import(ledger: Ledger, batch_id: int | None = None, progress: Progress = silent) -> UndoReport:
    """Take back a batch (None: the latest one not taken back yet)."""
    with ledger.writing() as connection:
        progress(0.05, "查看这一批之后改过什么")
        batch = batch_to_undo(connection, batch_id)
        visits = plan_visit_undo(connection, batch) if batch.target == VISIT else None
        plan = UndoPlan(batch) if visits is not None else plan_undo(connection, batch.id)
        progress(0.2, f"撤销第 {batch.id} 批")
        title = f"撤销第 {batch.id} 批导入"
        recorder = open_change_set(connection, ledger.actor, title, undoes_id=batch.change_set_id, kind="undo-import")
        values = {
            "kind": "undo", "at": clock.now(), "actor_id": recorder.actor_id, "campaign_id": batch.campaign_id,
            "change_set_id": recorder.id, "undoes_id": batch.id, "target": batch.target,
        }  # fmt: skip
        undo_id = int(connection.execute(insert(BATCH).values(**values)).inserted_primary_key[0])  # type: ignore[index]
        recorder.batch_id = undo_id
        if visits is not None:
            take_back_visits(connection, visits, recorder)
        else:
            _remove(connection, plan, recorder)
        progress(0.5, "复原改动过的字段")
        write_fields(connection, recorder, plan.changes)
        _put_traces_back(connection, plan.traces)
        take_back_links(connection, recorder, batch.change_set_id)
        take_back_items(connection, recorder, plan.opened, plan.ended)
        progress(0.9, "记录变更历史")
        recorder.close()
        connection.execute(update(BATCH).where(BATCH.c.id == batch.id).values(undone_by_id=undo_id))
        reopen(connection, batch.change_set_id)
        connection.execute(update(_SET).where(_SET.c.id == batch.change_set_id).values(undone_by_id=recorder.id))
        change = Change(recorder.id, title, None, frozenset(), "undo-import")
        report = UndoReport(
            batch.id, undo_id, len(plan.remove), plan.restored, _kept(connection, plan.kept), change
        )  # fmt: skip
        if visits is not None:
            kept = _kept_visits(connection, visits)
            report = UndoReport(batch.id, undo_id, len(visits.remove), len(visits.back), kept, change)
        text = json.dumps(report.to_json(), ensure_ascii=False)
        connection.execute(update(BATCH).where(BATCH.c.id == undo_id).values(report=text))
    return report


def _kept(connection: Connection, kept: Mapping[int, str]) -> list[KeptRow]:
    numbers = ledger_numbers(connection, sorted(kept))
    return sorted((KeptRow(numbers[key], why) for key, why in kept.items()), key=lambda row: row.ledger_number)


def _kept_visits(connection: Connection, visits: VisitUndo) -> list[KeptRow]:
    return [KeptRow(name, why) for name, why in kept_names(connection, visits)]


def _remove(connection: Connection, plan: UndoPlan, recorder: Recorder) -> None:
    """Take out what the batch brought; in one statement where nothing of it stays."""
    mine = select(BATCH_ROW.c.problem_id).where(BATCH_ROW.c.batch_id == plan.batch.id, BATCH_ROW.c.outcome == "new")
    gone = {"removed_in": recorder.id, "version": PROBLEM.c.version + 1}
    if not plan.kept:
        connection.execute(update(PROBLEM).where(PROBLEM.c.id.in_(mine), PROBLEM.c.removed_in.is_(None)).values(**gone))
    else:
        for keys in chunked(plan.remove):
            connection.execute(update(PROBLEM).where(PROBLEM.c.id.in_(keys)).values(**gone))
    recorder.removed(plan.remove)


def _put_traces_back(connection: Connection, traces: Sequence[Any]) -> None:
    """Source and identity as they were before the batch."""
    moved: list[dict[str, Any]] = []
    for trace in traces:
        before = json.loads(trace.held)["before"]
        moved.append({
            "key_": trace.problem_id, "trace": trace.previous_id, "identity": before["identity_key"],
            "site": before["site_key"],
        })  # fmt: skip
    if moved:
        connection.execute(
            update(PROBLEM)
            .where(PROBLEM.c.id == bindparam("key_"))
            .values(trace_id=bindparam("trace"), identity_key=bindparam("identity"), site_key=bindparam("site")),
            moved,
        )
