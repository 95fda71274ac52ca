"""销号标准 as the bureau changes them: standards, conditions and levels; what was used is switched off, not lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_values import Entry, typed_one
from models.operations.entities import entity_of, missing
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, read_rows, write_values
from models.paths import resource
from models.queries.closure_standards import CONDITION, LEVEL, STANDARD
from models.rules.closure import FILING, LEVEL_KINDS, SELF_CHECK
from models.rules.closure_publicity import MOST_DAYS

if TYPE_CHECKING:
    from models.store import Ledger

STANDARDS, CONDITIONS, LEVELS = "closure_standard", "closure_condition", "closure_level"
_TABLES = {STANDARDS: STANDARD, CONDITIONS: CONDITION, LEVELS: LEVEL}
_WORD = "standards"


@dataclass(frozen=True)
class StandardDraft:
    """What a standard says of itself; empty ``categories`` and ``campaigns`` mean all that no other names."""

    name: str
    categories: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    publicity_days: int = 7
    origin: str = ""

    def values(self) -> dict[str, Any]:
        """As the columns take it; UserError for what cannot be."""
        if not 0 <= self.publicity_days <= MOST_DAYS:
            raise UserError(f"公示天数应在 0 到 {MOST_DAYS} 之间", advice="不公示的填 0")
        return {
            "name": typed_one(Entry("标准名称", required=True, limit=100), self.name),
            "categories": json.dumps(self.categories, ensure_ascii=False),
            "campaigns": json.dumps(self.campaigns, ensure_ascii=False),
            "publicity_days": self.publicity_days,
            "origin": typed_one(Entry("依据", "long", limit=500), self.origin),
        }


@dataclass(frozen=True)
class ConditionDraft:
    """A condition as it is typed."""

    text: str
    needs_evidence: bool = True
    evidence_kind: str = ""
    origin: str = ""

    def values(self) -> dict[str, Any]:
        """As the columns take it."""
        return {
            "text": typed_one(Entry("条件", required=True, limit=300), self.text),
            "needs_evidence": self.needs_evidence,
            "evidence_kind": typed_one(Entry("材料类别", limit=40), self.evidence_kind),
            "origin": typed_one(Entry("依据", "long", limit=500), self.origin),
        }


@dataclass(frozen=True)
class LevelDraft:
    """A level as it is typed; ``workdays`` None for no limit."""

    name: str
    kind: str
    unit: str = ""
    workdays: int | None = None
    status: str = ""

    def values(self) -> dict[str, Any]:
        """As the columns take it."""
        if self.kind not in LEVEL_KINDS:
            raise UserError(f"没有“{self.kind}”这种层级", advice=f"可用 {'、'.join(LEVEL_KINDS)}")
        if self.workdays is not None and not 1 <= self.workdays <= MOST_DAYS:
            raise UserError(f"办理时限应在 1 到 {MOST_DAYS} 个工作日之间", advice="不限的留空")
        return {
            "name": typed_one(Entry("层级名称", required=True, limit=40), self.name), "kind": self.kind,
            "unit": typed_one(Entry("单位", limit=100), self.unit), "workdays": self.workdays,
            "status": self.status or None,
        }  # fmt: skip


Draft = StandardDraft | ConditionDraft | LevelDraft
_ENTITY: dict[type[Draft], str] = {StandardDraft: STANDARDS, ConditionDraft: CONDITIONS, LevelDraft: LEVELS}


def add_line(ledger: Ledger, draft: Draft, standard_id: int | None = None) -> Change:
    """Add a standard, or a condition or level to the standard named, behind the others."""
    entity = _ENTITY[type(draft)]
    values = draft.values()
    with ledger.writing() as connection:
        if entity != STANDARDS:
            _row(connection, STANDARDS, standard_id)
            values["standard_id"] = standard_id
        values["position"] = _next_position(connection, entity, standard_id)
        recorder = _record(connection, ledger, f"添加{_named(entity, values)}")
        create_row(connection, recorder, entity, values)
        recorder.close()
        return _change(recorder)


def edit_line(ledger: Ledger, key: int, draft: Draft) -> Change:
    """Write what differs."""
    entity = _ENTITY[type(draft)]
    values = draft.values()
    with ledger.writing() as connection:
        row = _row(connection, entity, key)
        if all(row[name] == value for name, value in values.items()):
            return Change(0, "", frozenset(), frozenset(), "edit")
        recorder = _record(connection, ledger, f"修改{_named(entity, row)}")
        _write(connection, recorder, entity, key, values)
        if entity == LEVELS:
            _refuse_without_ends(connection, row["standard_id"])
        recorder.close()
        return _change(recorder)


def switch_line(ledger: Ledger, entity: str, key: int, active: bool) -> Change:
    """Use a standard, condition or level, or leave it aside; applications that name it keep it."""
    with ledger.writing() as connection:
        row = _row(connection, entity, key)
        if row["active"] == active:
            return Change(0, "", frozenset(), frozenset(), "edit")
        recorder = _record(connection, ledger, f"{'启用' if active else '停用'}{_named(entity, row)}")
        _write(connection, recorder, entity, key, {"active": active})
        if entity == LEVELS:
            _refuse_without_ends(connection, row["standard_id"])
        recorder.close()
        return _change(recorder)


def move_line(ledger: Ledger, entity: str, key: int, by: int) -> Change:
    """Move a line up (−1) or down (1) among its own."""
    table = _TABLES[entity]
    with ledger.writing() as connection:
        row = _row(connection, entity, key)
        query = select(table.c.id).order_by(table.c.position, table.c.id)
        if entity != STANDARDS:
            query = query.where(table.c.standard_id == row["standard_id"])
        keys = list(connection.execute(query).scalars())
        at = keys.index(key)
        to = at + by
        if not 0 <= to < len(keys):
            return Change(0, "", frozenset(), frozenset(), "edit")
        keys[at], keys[to] = keys[to], keys[at]
        recorder = _record(connection, ledger, f"{'上移' if by < 0 else '下移'}{_named(entity, row)}")
        for place, one in enumerate(keys, 1):
            _write(connection, recorder, entity, one, {"position": place})
        recorder.close()
        return _change(recorder)


def restore_presets(ledger: Ledger) -> Change:
    """Put the shipped standards back: missing ones added, their conditions and levels as shipped, others left aside.

    Standards of the bureau's own stay as they are.
    """
    shipped: list[dict[str, Any]] = json.loads(resource("presets/closure_standards.json").read_text(encoding="utf-8"))
    with ledger.writing() as connection:
        recorder = _record(connection, ledger, "恢复预设的销号标准")
        known = {row.name: row.id for row in connection.execute(select(STANDARD.c.name, STANDARD.c.id))}
        for row in shipped:
            values = StandardDraft(
                row["name"], tuple(row["categories"]), tuple(row.get("campaigns", ())), row["publicity_days"],
                row["origin"],
            ).values()  # fmt: skip
            key = known.get(row["name"])
            if key is None:
                values["position"] = _next_position(connection, STANDARDS, None)
                key = create_row(connection, recorder, STANDARDS, values)
            else:
                _write(connection, recorder, STANDARDS, key, values | {"active": True})
            conditions = [
                ConditionDraft(
                    one["text"], one.get("needs_evidence", True), one.get("evidence_kind", ""), one.get("origin", "")
                ).values()
                for one in row["conditions"]
            ]
            levels = [
                LevelDraft(
                    one["name"], one["kind"], one.get("unit", ""), one.get("workdays"), one.get("status", "")
                ).values()
                for one in row["levels"]
            ]
            _restore_lines(connection, recorder, CONDITIONS, key, "text", conditions)
            _restore_lines(connection, recorder, LEVELS, key, "name", levels)
        recorder.close()
        return _change(recorder)


def _restore_lines(
    connection: Connection, recorder: Recorder, entity: str, standard_id: int, name: str,
    wanted: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    table = _TABLES[entity]
    rows = connection.execute(select(table).where(table.c.standard_id == standard_id)).mappings().all()
    known = {row[name]: row["id"] for row in rows}
    for place, values in enumerate(wanted, 1):
        key = known.pop(values[name], None)
        if key is None:
            create_row(connection, recorder, entity, {**values, "standard_id": standard_id, "position": place})
        else:
            _write(connection, recorder, entity, key, {**values, "position": place, "active": True})
    for place, key in enumerate(known.values(), len(wanted) + 1):
        _write(connection, recorder, entity, key, {"position": place, "active": False})


def _refuse_without_ends(connection: Connection, standard_id: int) -> None:
    """An application begins with a self-check and ends with filing: one of each must be in use."""
    query = select(LEVEL.c.kind).where(LEVEL.c.standard_id == standard_id, LEVEL.c.active)
    kinds = list(connection.execute(query.order_by(LEVEL.c.position)).scalars())
    for kind in (SELF_CHECK, FILING):
        if kind not in kinds:
            raise UserError(f"一个标准至少要有一级“{LEVEL_KINDS[kind]}”在使用", advice="请先添加另一级")


def _write(connection: Connection, recorder: Recorder, entity: str, key: int, values: Mapping[str, Any]) -> None:
    """Write columns also of a line that is out of use."""
    row = read_rows(connection, entity_of(entity), [key])[key]
    differing = [(key, name, row[name], value) for name, value in values.items() if row[name] != value]
    write_values(connection, recorder, entity, differing)


def _row(connection: Connection, entity: str, key: int | None) -> Mapping[str, Any]:
    row = read_rows(connection, entity_of(entity), [key]).get(key) if key is not None else None
    if row is None:
        raise missing(entity_of(entity))
    return row


def _next_position(connection: Connection, entity: str, standard_id: int | None) -> int:
    table = _TABLES[entity]
    query = select(func.coalesce(func.max(table.c.position), 0))
    if entity != STANDARDS:
        query = query.where(table.c.standard_id == standard_id)
    return int(connection.execute(query).scalar_one()) + 1


def _named(entity: str, row: Mapping[str, Any]) -> str:
    one = entity_of(entity)
    return f"{one.title}“{str(row[one.label])[:30]}”"


def _record(connection: Connection, ledger: Ledger, title: str) -> Recorder:
    return open_change_set(connection, ledger.actor, title[:200], kind="edit")


def _change(recorder: Recorder) -> Change:
    return Change(recorder.id, recorder.title, frozenset(), frozenset({_WORD}), "edit")
