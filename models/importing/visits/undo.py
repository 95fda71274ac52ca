"""Taking a batch of visits back: new visits out, changed cells back, whatever was touched since stays and is listed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from models.importing.writing.write import BATCH_ROW
from models.operations.entities import column_value, entity_of
from models.operations.history import Recorder
from models.operations.visits import write_visits
from models.queries.visits_fields import VISIT, VISIT_FIELDS
from models.schema import Change

_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_CHUNK = 900
_TITLES = {"round_id": "轮次", "problem_id": "对应问题"}
EDITED = "导入之后有人改过"


@dataclass
class VisitUndo:
    """Everything that an undo will do; ``kept`` are visits that stay as they are, with the reason."""

    batch: Any
    remove: list[int] = field(default_factory=list[int])
    before: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    """Present values of the columns that are put back."""
    back: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    traces: list[Any] = field(default_factory=list[Any])
    kept: dict[int, str] = field(default_factory=dict[int, str])


def plan_visit_undo(connection: Connection, batch: Any) -> VisitUndo:
    """Work out the undo of a batch of visits; writes nothing."""
    plan = VisitUndo(batch)
    mine = select(BATCH_ROW.c.visit_id).where(BATCH_ROW.c.batch_id == batch.id, BATCH_ROW.c.outcome == "new")
    edited = _edited_since(connection, batch, mine)
    here = select(VISIT.c.id).where(VISIT.c.id.in_(mine), VISIT.c.removed_in.is_(None))
    for key in connection.execute(here).scalars():
        if key in edited:
            plan.kept[key] = f"{EDITED}（{_titles(edited[key])}）"
        else:
            plan.remove.append(key)
    _put_back(connection, batch, plan)
    return plan


def _edited_since(connection: Connection, batch: Any, mine: Any) -> dict[int, list[str]]:
    """Visits that the batch made to the columns that are no longer as it wrote them."""
    query = select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old).where(
        _CHANGE.c.change_set_id > batch.change_set_id, _CHANGE.c.entity == "visit", _CHANGE.c.entity_id.in_(mine),
        _CHANGE.c.field.not_in(("", "removed_in")),
    )  # fmt: skip
    written: dict[int, dict[str, Any]] = defaultdict(dict)
    entity = entity_of("visit")
    for row in connection.execute(query.order_by(_CHANGE.c.id)):
        old = None if row.old is None else column_value(entity, row.field, json.loads(row.old))
        written[row.entity_id].setdefault(row.field, old)
    now = _present(connection, list(written))
    found = {
        key: sorted(name for name, value in values.items() if now[key][name] != value)
        for key, values in written.items()
        if key in now
    }
    return {key: names for key, names in found.items() if names}


def _put_back(connection: Connection, batch: Any, plan: VisitUndo) -> None:
    """Changed columns go back where they still are what the batch wrote, and the traces with them."""
    query = (
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .where(_CHANGE.c.change_set_id == batch.change_set_id, _CHANGE.c.entity == "visit", _CHANGE.c.field != "")
        .order_by(_CHANGE.c.id)
    )
    changes = connection.execute(query).all()
    columns = [BATCH_ROW.c[name] for name in ("id", "visit_id", "previous_id", "held")]
    rows = select(*columns).where(BATCH_ROW.c.batch_id == batch.id, BATCH_ROW.c.outcome == "changed")
    traces = {row.visit_id: row for row in connection.execute(rows)}
    now = _present(connection, list(traces))
    entity = entity_of("visit")
    for change in changes:
        row = now.get(change.entity_id)
        if row is None or row["removed_in"] is not None:
            continue
        old, new = (
            None if text is None else column_value(entity, change.field, json.loads(text))
            for text in (change.old, change.new)
        )
        if row[change.field] == new:
            plan.before.setdefault(change.entity_id, {})[change.field] = row[change.field]
            plan.back.setdefault(change.entity_id, {})[change.field] = old
        else:
            plan.kept[change.entity_id] = f"{EDITED}（{_titles([change.field])}）"
    plan.traces = [trace for key, trace in traces.items() if key in now and now[key]["trace_id"] == trace.id]


def take_back_visits(connection: Connection, plan: VisitUndo, recorder: Recorder) -> None:
    """Write the undo; the caller has opened its batch and closes the recorder."""
    gone = {"removed_in": recorder.id, "version": VISIT.c.version + 1}
    if plan.kept:
        for start in range(0, len(plan.remove), _CHUNK):
            some = plan.remove[start : start + _CHUNK]
            connection.execute(update(VISIT).where(VISIT.c.id.in_(some)).values(**gone))
    else:
        mine = select(BATCH_ROW.c.visit_id).where(BATCH_ROW.c.batch_id == plan.batch.id, BATCH_ROW.c.outcome == "new")
        connection.execute(update(VISIT).where(VISIT.c.id.in_(mine), VISIT.c.removed_in.is_(None)).values(**gone))
    recorder.removed(plan.remove, "visit")
    write_visits(connection, recorder, plan.before, plan.back)
    moved = [
        {"key_": one.visit_id, "trace": one.previous_id, "identity": json.loads(one.held)["before"]["identity_key"]}
        for one in plan.traces
    ]
    if moved:
        connection.execute(
            update(VISIT)
            .where(VISIT.c.id == bindparam("key_"))
            .values(trace_id=bindparam("trace"), identity_key=bindparam("identity")),
            moved,
        )


def kept_names(connection: Connection, plan: VisitUndo) -> list[tuple[str, str]]:
    """What the visits that stay are called, and why each stays."""
    rows = _present(connection, sorted(plan.kept))
    return [
        (str(rows[key]["number"] or rows[key]["site_name"] or f"第 {key} 次"), why)
        for key, why in sorted(plan.kept.items())
        if key in rows
    ]


def _present(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(VISIT).where(VISIT.c.id.in_(ids[start : start + _CHUNK]))
        found.update((row["id"], row) for row in connection.execute(query).mappings())
    return found


def _titles(names: Sequence[str]) -> str:
    return "、".join(
        _TITLES.get(name) or (VISIT_FIELDS[name].title if name in VISIT_FIELDS else name) for name in names
    )
