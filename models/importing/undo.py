"""Taking a batch back: new rows out, changed fields back, whatever was touched since stays and is listed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from models import clock
from models.errors import UserError
from models.importing import digests
from models.importing.compare import as_stored
from models.importing.corrections.returning import reopen
from models.importing.field_list import FIELDS as FILE_FIELDS
from models.importing.field_list import ORDINAL
from models.importing.match import chunked
from models.importing.write import BATCH, BATCH_ROW
from models.operations import Change
from models.operations.history import Recorder, open_change_set
from models.operations.stored_values import FieldChange, read_fields, stored, write_fields
from models.progress import Progress, silent
from models.queries.fields import FIELDS, PROBLEM
from models.schema import Change as ChangeRow
from models.schema import ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
EDITED = "导入之后有人改过"


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


def undo_import(ledger: Ledger, batch_id: int | None = None, progress: Progress = silent) -> UndoReport:
    """Take back a batch (None: the latest one not taken back yet)."""
    with ledger.writing() as connection:
        batch = _batch(connection, batch_id)
        progress(0.05, f"撤销第 {batch.id} 批")
        title = f"撤销第 {batch.id} 批导入"
        recorder = open_change_set(connection, ledger.actor, title, undoes_id=batch.change_set_id, kind="undo-import")
        values = {
            "kind": "undo", "at": clock.now(), "actor_id": recorder.actor_id, "campaign_id": batch.campaign_id,
            "change_set_id": recorder.id, "undoes_id": batch.id,
        }  # fmt: skip
        undo_id = int(connection.execute(insert(BATCH).values(**values)).inserted_primary_key[0])  # type: ignore[index]
        recorder.batch_id = undo_id
        kept: dict[int, str] = {}
        removed = _remove_new(connection, batch, recorder, kept)
        progress(0.5, "复原改动过的字段")
        restored = _restore_changed(connection, batch, recorder, kept)
        progress(0.9, "记录变更历史")
        recorder.close()
        connection.execute(update(BATCH).where(BATCH.c.id == batch.id).values(undone_by_id=undo_id))
        reopen(connection, batch.change_set_id)
        connection.execute(update(_SET).where(_SET.c.id == batch.change_set_id).values(undone_by_id=recorder.id))
        numbers = _numbers(connection, kept)
        report = UndoReport(
            batch.id, undo_id, removed, restored,
            sorted((KeptRow(numbers[key], why) for key, why in kept.items()), key=lambda row: row.ledger_number),
            Change(recorder.id, title, None, frozenset(), "undo-import"),
        )  # fmt: skip
        text = json.dumps(report.to_json(), ensure_ascii=False)
        connection.execute(update(BATCH).where(BATCH.c.id == undo_id).values(report=text))
    return report


def _batch(connection: Connection, batch_id: int | None) -> Any:
    if batch_id is None:
        query = select(BATCH).where(BATCH.c.kind == "import", BATCH.c.undone_by_id.is_(None))
        batch = connection.execute(query.order_by(BATCH.c.id.desc()).limit(1)).one_or_none()
        if batch is None:
            raise UserError("没有可以撤销的导入")
        return batch
    batch = connection.execute(select(BATCH).where(BATCH.c.id == batch_id)).one_or_none()
    if batch is None:
        raise UserError(f"没有第 {batch_id} 批导入", advice="请在“导入记录”里查看批次编号")
    if batch.kind != "import":
        raise UserError(f"第 {batch_id} 批本身是一次撤销，不能再撤销", advice="需要时请重新导入原来的文件")
    if batch.undone_by_id is not None:
        raise UserError(f"第 {batch_id} 批已经撤销过了（第 {batch.undone_by_id} 批）")
    return batch


def _remove_new(connection: Connection, batch: Any, recorder: Recorder, kept: dict[int, str]) -> int:
    """Take out what the batch brought, except rows that somebody worked on since."""
    mine = select(BATCH_ROW.c.problem_id).where(BATCH_ROW.c.batch_id == batch.id, BATCH_ROW.c.outcome == "new")
    touched = _touched_since(connection, mine, batch)
    worked_on = _worked_on(connection, touched, batch)
    kept.update(worked_on)
    where = [PROBLEM.c.id.in_(mine), PROBLEM.c.removed_in.is_(None)]
    ids = [key for key in connection.execute(select(PROBLEM.c.id).where(*where)).scalars() if key not in worked_on]
    if not worked_on:
        connection.execute(update(PROBLEM).where(*where).values(removed_in=recorder.id, version=PROBLEM.c.version + 1))
    else:
        for keys in chunked(ids):
            connection.execute(
                update(PROBLEM)
                .where(PROBLEM.c.id.in_(keys))
                .values(removed_in=recorder.id, version=PROBLEM.c.version + 1)
            )
    recorder.removed(ids)
    return len(ids)


def _touched_since(connection: Connection, mine: Any, batch: Any) -> list[int]:
    """Problems of the batch that any later step names; few, so that only they are looked at one by one."""
    query = (
        select(_CHANGE.c.entity_id)
        .distinct()
        .where(
            _CHANGE.c.change_set_id > batch.change_set_id, _CHANGE.c.entity == "problem", _CHANGE.c.entity_id.in_(mine)
        )
    )
    return list(connection.execute(query).scalars())


def _worked_on(connection: Connection, ids: Sequence[int], batch: Any) -> dict[int, str]:
    """Of these problems, those whose fields are no longer what the batch wrote, with the reason."""
    names = [name for name in FILE_FIELDS if name != "extra"]
    first_status = _first_status(connection, ids, batch)
    kept: dict[int, str] = {}
    for keys in chunked(list(ids)):
        current = read_fields(connection, list(keys), [*names, "extra", "status", "trace_id", "removed_in"])
        query = select(BATCH_ROW.c.problem_id, BATCH_ROW.c.id, BATCH_ROW.c.field_digests).where(
            BATCH_ROW.c.batch_id == batch.id, BATCH_ROW.c.outcome == "new", BATCH_ROW.c.problem_id.in_(keys)
        )
        for key, trace, packed in connection.execute(query):
            now = current[key]
            if now["removed_in"] is not None:
                continue
            if now["trace_id"] != trace:
                kept[key] = "之后的导入又更新过"
                continue
            said = digests.unpack(packed)
            edited = [name for name in names if _digest(name, now[name]) != said.get(ORDINAL[name])]
            if key in first_status and now["status"] != first_status[key]:
                edited.append("status")
            if edited:
                kept[key] = f"{EDITED}（{_titles(edited)}）"
    return kept


def _first_status(connection: Connection, ids: Sequence[int], batch: Any) -> dict[int, str]:
    """The state that problems came in with, for those whose state was changed since."""
    found: dict[int, str] = {}
    for keys in chunked(list(ids)):
        query = (
            select(_CHANGE.c.entity_id, _CHANGE.c.old)
            .where(
                _CHANGE.c.change_set_id > batch.change_set_id, _CHANGE.c.entity == "problem",
                _CHANGE.c.field == "status", _CHANGE.c.entity_id.in_(keys),
            )
            .order_by(_CHANGE.c.id.desc())
        )  # fmt: skip
        rows: list[tuple[int, str | None]] = [(row[0], row[1]) for row in connection.execute(query)]
        found |= {key: json.loads(old) for key, old in rows if old}
    return found


def _digest(name: str, value: Any) -> bytes | None:
    plain = as_stored(name, value)
    return None if plain is None else digests.field_digest(plain)


def _titles(names: Iterable[str]) -> str:
    return "、".join(FIELDS[name].title for name in list(names)[:4])


def _restore_changed(connection: Connection, batch: Any, recorder: Recorder, kept: dict[int, str]) -> int:
    """Put changed fields back where they still are what the batch wrote, and the traces with them."""
    query = (
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .where(_CHANGE.c.change_set_id == batch.change_set_id, _CHANGE.c.entity == "problem", _CHANGE.c.field != "")
        .order_by(_CHANGE.c.id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return 0
    ids = list(dict.fromkeys(row.entity_id for row in rows))
    current: dict[int, dict[str, Any]] = {}
    wanted = {row.field for row in rows} | {"trace_id", "removed_in"}
    for keys in chunked(ids):
        current |= read_fields(connection, list(keys), wanted)
    traces = _traces(connection, batch)
    changes: list[FieldChange] = []
    lost: dict[int, list[str]] = defaultdict(list)
    for key, name, old, new in rows:
        now = current.get(key)
        if now is None or now["removed_in"] is not None:
            continue
        if now[name] == stored(name, new):
            changes.append(FieldChange(key, name, now[name], stored(name, old)))
        else:
            lost[key].append(name)
    for key, names in lost.items():
        later = current[key]["trace_id"] != traces[key].id
        reason = "之后的导入又更新过" if later else EDITED
        kept[key] = f"{reason}（{_titles(names)}）"
    for key in ids:
        if key not in kept and current[key]["trace_id"] != traces[key].id and current[key]["removed_in"] is None:
            kept[key] = "之后的导入又更新过，其余字段已复原"
    write_fields(connection, recorder, changes)
    _put_traces_back(connection, [traces[key] for key in ids if current[key]["trace_id"] == traces[key].id])
    return len({change.problem_id for change in changes})


def _traces(connection: Connection, batch: Any) -> dict[int, Any]:
    columns = [BATCH_ROW.c[name] for name in ("id", "problem_id", "previous_id", "held")]
    query = select(*columns).where(BATCH_ROW.c.batch_id == batch.id, BATCH_ROW.c.outcome == "changed")
    return {row.problem_id: row for row in connection.execute(query)}


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


def _numbers(connection: Connection, kept: Iterable[int]) -> dict[int, str]:
    from models.importing.plan import ledger_numbers

    return ledger_numbers(connection, sorted(kept))
