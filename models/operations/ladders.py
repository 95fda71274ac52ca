"""督促阶梯 as data: ladders and their steps made, changed, put in order, retired and taken from those shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_values import Entry, typed
from models.operations.entities import entity_of
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, read_rows, remove_rows, restore_rows, write_row_changes
from models.paths import resource
from models.queries.escalation_ladders import (
    FIELD_KINDS,
    LADDER,
    SCOPES,
    STEP,
    LadderLine,
    StepField,
    StepLine,
    fields_text,
    read_fields,
    read_ladders,
)
from models.rules.ladders import MOST_DAYS, Trigger, check_trigger, read_triggers, triggers_text

if TYPE_CHECKING:
    from models.store import Ledger

WORD = "ladders"
_STEP_TEXTS: Mapping[str, Entry] = {
    "name": Entry("步骤名称", required=True, limit=40),
    "issuer": Entry("印发单位", limit=100),
    "addressee": Entry("印发对象", limit=200),
    "approver": Entry("批准人", limit=100),
    "document": Entry("文书", limit=60),
    "reply_what": Entry("回复内容", limit=200),
    "effect": Entry("措施和后果", "long", limit=2000),
    "origin": Entry("依据", "long", limit=2000),
}
_LADDER_TEXTS: Mapping[str, Entry] = {
    "name": Entry("阶梯名称", required=True, limit=60),
    "origin": Entry("依据", "long", limit=2000),
}


@dataclass(frozen=True)
class StepSettings:
    """A step as a person sets it up; ``texts`` by the names of name, issuer, addressee, approver, document …"""

    texts: Mapping[str, str]
    triggers: tuple[Trigger, ...] = ()
    taken_by: str = ""
    reply_workdays: int | None = None
    fields: tuple[StepField, ...] = ()


def list_ladders(ledger: Ledger) -> tuple[LadderLine, ...]:
    """All ladders, retired ones too."""
    with ledger.reading() as connection:
        return read_ladders(connection, retired=True)


def save_ladder(ledger: Ledger, ladder_id: int | None, name: str, scope: str, origin: str) -> Change:
    """Make a ladder (None), or give one another name, scope or origin."""
    values: dict[str, Any] = typed(_LADDER_TEXTS, {"name": name, "origin": origin})
    if scope not in SCOPES:
        raise UserError(f"没有“{scope}”这种适用范围", advice=f"可用：{'、'.join(SCOPES.values())}")
    with ledger.writing() as connection:
        taken = select(LADDER.c.id).where(LADDER.c.name == values["name"], LADDER.c.active, LADDER.c.id != ladder_id)
        if connection.execute(taken if ladder_id is not None else _same_name(values["name"])).first() is not None:
            raise UserError(f"已有名为“{values['name']}”的督促阶梯", advice="请换一个名称")
        title = f"{'修改' if ladder_id is not None else '新建'}督促阶梯“{values['name']}”"
        recorder = open_change_set(connection, ledger.actor, title)
        values |= {"scope": scope}
        if ladder_id is None:
            last = connection.execute(select(func.max(LADDER.c.position))).scalar() or 0
            create_row(connection, recorder, "ladder", values | {"position": last + 1, "active": True})
        else:
            write_row_changes(connection, recorder, "ladder", ladder_id, values)
        return _closed(recorder, title)


def save_step(ledger: Ledger, ladder_id: int, step_id: int | None, settings: StepSettings) -> Change:
    """Make a step at the end (None), or change one; steps that were taken keep what they were."""
    values = _step_values(settings)
    with ledger.writing() as connection:
        ladder = _name_of(connection, LADDER, ladder_id)
        same = select(STEP.c.id).where(STEP.c.ladder_id == ladder_id, STEP.c.name == values["name"], STEP.c.active)
        if any(key != step_id for key in connection.execute(same).scalars()):
            raise UserError(f"“{ladder}”里已有“{values['name']}”这一步", advice="请换一个名称")
        title = f"{'修改' if step_id is not None else '添加'}“{ladder}”的步骤“{values['name']}”"
        recorder = open_change_set(connection, ledger.actor, title)
        if step_id is None:
            last = connection.execute(select(func.max(STEP.c.position)).where(STEP.c.ladder_id == ladder_id)).scalar()
            more = {"ladder_id": ladder_id, "position": (last or 0) + 1, "active": True}
            create_row(connection, recorder, "ladder_step", values | more)
        else:
            write_row_changes(connection, recorder, "ladder_step", step_id, values)
        return _closed(recorder, title)


def move_step(ledger: Ledger, step_id: int, by: int) -> Change:
    """Move a step up (-1) or down (1) its ladder."""
    with ledger.writing() as connection:
        row = connection.execute(select(STEP).where(STEP.c.id == step_id)).mappings().one()
        query = select(STEP.c.id).where(STEP.c.ladder_id == row["ladder_id"], STEP.c.active)
        order = list(connection.execute(query.order_by(STEP.c.position, STEP.c.id)).scalars())
        title = f"调整步骤“{row['name']}”的次序"
        place = order.index(step_id) if step_id in order else -1
        target = min(max(place + by, 0), len(order) - 1)
        if place < 0 or target == place:
            return Change(0, title, frozenset(), frozenset(), "edit")
        order.insert(target, order.pop(place))
        recorder = open_change_set(connection, ledger.actor, title)
        for position, key in enumerate(order, start=1):
            write_row_changes(connection, recorder, "ladder_step", key, {"position": position})
        return _closed(recorder, title)


def switch_step(ledger: Ledger, step_id: int, active: bool) -> Change:
    """Retire a step, or take it up again at the end; what was taken with it stays."""
    return _switch(ledger, "ladder_step", step_id, active)


def switch_ladder(ledger: Ledger, ladder_id: int, active: bool) -> Change:
    """Retire a ladder, or take it up again; what was taken with it stays."""
    return _switch(ledger, "ladder", ladder_id, active)


def restore_presets(ledger: Ledger) -> Change:
    """Put back the shipped ladders: those that are there get their shipped steps, missing ones are added.

    Steps that the bureau added stay behind them; nothing that was taken changes. One step to undo.
    """
    title = "恢复预设的督促阶梯"
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, title)
        present = {line.name: line for line in read_ladders(connection, retired=True)}
        for place, preset in enumerate(presets(), start=1):
            values = {key: preset[key] for key in ("name", "scope", "origin")} | {"position": place}
            there = present.get(preset["name"])
            if there is None:
                key = create_row(connection, recorder, "ladder", values | {"active": True})
            else:
                key = there.id
                if not there.active:
                    restore_rows(connection, recorder, "ladder", [key])
                write_row_changes(connection, recorder, "ladder", key, values)
            _restore_steps(connection, recorder, key, preset["steps"], there)
        return _closed(recorder, title)


def presets() -> list[dict[str, Any]]:
    """The ladders shipped with the program."""
    return json.loads(resource("presets/ladders.json").read_text(encoding="utf-8"))


def preset_values(step: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a shipped step."""
    triggers, taken_by = read_triggers(json.dumps(step.get("trigger") or {}))
    return {key: step.get(key) for key in _STEP_TEXTS} | {
        "trigger": triggers_text(triggers, taken_by), "reply_workdays": step.get("reply_workdays"),
        "fields": fields_text(read_fields(json.dumps(step.get("fields") or []))),
    }  # fmt: skip


def _restore_steps(
    connection: Connection,
    recorder: Recorder,
    ladder_id: int,
    steps: Sequence[Mapping[str, Any]],
    there: LadderLine | None,
) -> None:
    by_name: dict[str, StepLine] = {one.name: one for one in (*there.retired, *there.steps)} if there else {}
    for position, step in enumerate(steps, start=1):
        values = preset_values(step) | {"position": position}
        known = by_name.pop(step["name"], None)
        if known is None:
            create_row(connection, recorder, "ladder_step", values | {"ladder_id": ladder_id, "active": True})
            continue
        if not known.active:
            restore_rows(connection, recorder, "ladder_step", [known.id])
        write_row_changes(connection, recorder, "ladder_step", known.id, values)
    own = sorted((one for one in by_name.values() if one.active), key=lambda one: one.position)
    for position, one in enumerate(own, start=len(steps) + 1):
        write_row_changes(connection, recorder, "ladder_step", one.id, {"position": position})


def _step_values(settings: StepSettings) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(_STEP_TEXTS) | typed(_STEP_TEXTS, {"name": None} | dict(settings.texts))
    for one in settings.triggers:
        check_trigger(one)
    days = settings.reply_workdays
    if days is not None and not 0 < days <= MOST_DAYS:
        raise UserError(f"回复时限不能是 {days} 个工作日", advice=f"请填写 1 到 {MOST_DAYS} 之间的数，不要求回复的留空")
    titles = [one.title for one in settings.fields]
    if len(set(titles)) < len(titles):
        raise UserError("另填的各项里有重名的", advice="请改成不同的名称")
    if any(one.kind not in FIELD_KINDS for one in settings.fields):
        raise UserError("另填的各项里有不认识的类型", advice=f"可用：{'、'.join(FIELD_KINDS.values())}")
    return values | {
        "trigger": triggers_text(settings.triggers, settings.taken_by), "reply_workdays": days,
        "fields": fields_text(settings.fields),
    }  # fmt: skip


def _switch(ledger: Ledger, entity: str, key: int, active: bool) -> Change:
    with ledger.writing() as connection:
        table = entity_of(entity).table
        title = f"{'启用' if active else '停用'}{entity_of(entity).title}“{_name_of(connection, table, key)}”"
        row = read_rows(connection, entity_of(entity), [key])[key]
        if bool(row["active"]) == active:
            return Change(0, title, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, title)
        if active:
            restore_rows(connection, recorder, entity, [key])
            if "ladder_id" in table.c:
                query = select(func.max(STEP.c.position)).where(STEP.c.ladder_id == row["ladder_id"])
                last = connection.execute(query.where(STEP.c.id != key)).scalar()
                write_row_changes(connection, recorder, entity, key, {"position": (last or 0) + 1})
        else:
            remove_rows(connection, recorder, entity, [key])
        return _closed(recorder, title)


def _same_name(name: str) -> Any:
    return select(LADDER.c.id).where(LADDER.c.name == name, LADDER.c.active)


def _name_of(connection: Connection, table: Table, key: int) -> str:
    name = connection.execute(select(table.c.name).where(table.c.id == key)).scalar()
    if name is None:
        raise UserError("这个督促阶梯或步骤已经不在了", advice="请刷新")
    return str(name)


def _closed(recorder: Recorder, title: str) -> Change:
    recorder.close()
    return Change(recorder.id, title, frozenset(), frozenset({WORD}), "edit")
