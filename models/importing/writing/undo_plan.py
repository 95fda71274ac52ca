"""What taking a batch back would do: what goes, what is put back, and what stays because it was touched since."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.importing.cells import digests
from models.importing.deciding.compare import as_stored
from models.importing.deciding.match import chunked
from models.importing.field_list import FIELDS as FILE_FIELDS
from models.importing.field_list import ORDINAL
from models.importing.writing.vanished_items import items_of
from models.importing.writing.write import BATCH, BATCH_ROW
from models.operations.stored_values import FieldChange, read_fields, stored
from models.queries.fields import FIELDS, PROBLEM
from models.schema import Change as ChangeRow

_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
EDITED = "导入之后有人改过"


@dataclass
class UndoPlan:
    """Everything that an undo will do; ``kept`` are problems that stay as they are, with the reason."""

    batch: Any
    remove: list[int] = field(default_factory=list[int])
    changes: list[FieldChange] = field(default_factory=list[FieldChange])
    traces: list[Any] = field(default_factory=list[Any])
    """Traces of the batch whose problems get the trace before back."""
    opened: list[int] = field(default_factory=list[int])
    """待核实 of the batch that nobody decided."""
    ended: list[int] = field(default_factory=list[int])
    """待核实 that the batch ended."""
    kept: dict[int, str] = field(default_factory=dict[int, str])

    @property
    def restored(self) -> int:
        """Problems whose fields are put back."""
        return len({change.problem_id for change in self.changes})


def plan_undo(connection: Connection, batch_id: int | None) -> UndoPlan:
    """Work out the undo of a batch (None: the latest one not taken back yet); writes nothing."""
    batch = batch_to_undo(connection, batch_id)
    plan = UndoPlan(batch)
    _removals(connection, batch, plan)
    _restorations(connection, batch, plan)
    plan.opened, decided, plan.ended = items_of(connection, batch)
    for problem, outcome in decided:
        plan.kept.setdefault(problem, f"待核实已作“{outcome}”结论，结论保留")
    return plan


def batch_to_undo(connection: Connection, batch_id: int | None) -> Any:
    """The batch (None: the latest one not taken back yet); UserError where it cannot be taken back."""
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


def _removals(connection: Connection, batch: Any, plan: UndoPlan) -> None:
    """What the batch brought goes, except rows that somebody worked on since."""
    mine = select(BATCH_ROW.c.problem_id).where(BATCH_ROW.c.batch_id == batch.id, BATCH_ROW.c.outcome == "new")
    worked_on = _worked_on(connection, _touched_since(connection, mine, batch), batch)
    plan.kept.update(worked_on)
    query = select(PROBLEM.c.id).where(PROBLEM.c.id.in_(mine), PROBLEM.c.removed_in.is_(None))
    plan.remove = [key for key in connection.execute(query).scalars() if key not in worked_on]


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
            now = current.get(key)
            if now is None or now["removed_in"] is not None:
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


def _restorations(connection: Connection, batch: Any, plan: UndoPlan) -> None:
    """Changed fields go back where they still are what the batch wrote, and the traces with them."""
    query = (
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .where(_CHANGE.c.change_set_id == batch.change_set_id, _CHANGE.c.entity == "problem", _CHANGE.c.field != "")
        .order_by(_CHANGE.c.id)
    )
    rows = connection.execute(query).all()
    traces = _traces(connection, batch)
    ids = list(dict.fromkeys([*(row.entity_id for row in rows), *traces]))
    current: dict[int, dict[str, Any]] = {}
    wanted = {row.field for row in rows} | {"trace_id", "removed_in"}
    for keys in chunked(ids):
        current |= read_fields(connection, list(keys), wanted)
    lost: dict[int, list[str]] = defaultdict(list)
    for key, name, old, new in rows:
        now = current.get(key)
        if now is None or now["removed_in"] is not None:
            continue
        if now[name] == stored(name, new):
            plan.changes.append(FieldChange(key, name, now[name], stored(name, old)))
        else:
            lost[key].append(name)
    for key, names in lost.items():
        later = current[key]["trace_id"] != traces[key].id
        reason = "之后的导入又更新过" if later else EDITED
        plan.kept[key] = f"{reason}（{_titles(names)}）"
    changed = {row.entity_id for row in rows}
    for key in ids:
        later = current[key]["trace_id"] != traces[key].id
        if key in changed and key not in plan.kept and later and current[key]["removed_in"] is None:
            plan.kept[key] = "之后的导入又更新过，其余字段已复原"
        if not later:
            plan.traces.append(traces[key])


def _traces(connection: Connection, batch: Any) -> dict[int, Any]:
    columns = [BATCH_ROW.c[name] for name in ("id", "problem_id", "previous_id", "held")]
    query = select(*columns).where(
        BATCH_ROW.c.batch_id == batch.id,
        BATCH_ROW.c.outcome.in_(("changed", "unchanged")),
        BATCH_ROW.c.field_digests.is_not(None),
    )
    return {row.problem_id: row for row in connection.execute(query)}
