"""状态: added, renamed with everything that names them, ordered, described, retired; each step can be undone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, restore_rows, write_row_changes, write_values
from models.queries.fields import PROBLEM
from models.schema import (
    Change as ChangeRow,
)
from models.schema import (
    ClosureLevel,
    MarkingRule,
    SavedView,
    Status,
    StatusField,
    StatusMove,
    Verification,
    VerificationResult,
)

if TYPE_CHECKING:
    from models.store import Ledger

PHASES: dict[str, str] = {
    "open": "整改", "checking": "核查", "closing": "销号办理", "closed": "已销号", "standing": "长期坚持",
    "aside": "搁置",
}  # fmt: skip
TONES: dict[str, str] = {
    "grey": "灰", "blue": "蓝", "amber": "黄", "red": "红", "purple": "紫", "green": "绿",
}  # fmt: skip
ENTITY, WORD = "status", "states"
MOST_NAME = 12
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
_MOVE: Table = StatusMove.__table__  # type: ignore[assignment]
_RULE: Table = MarkingRule.__table__  # type: ignore[assignment]
_VIEW: Table = SavedView.__table__  # type: ignore[assignment]
_RESULT: Table = VerificationResult.__table__  # type: ignore[assignment]
_LEVEL: Table = ClosureLevel.__table__  # type: ignore[assignment]
_NAMING: tuple[tuple[Table, str], ...] = (
    (PROBLEM, "status"),
    (_MOVE, "from_status"),
    (_MOVE, "to_status"),
    (StatusField.__table__, "status"),  # type: ignore[list-item]
    (_RESULT, "moves_to"),
    (_LEVEL, "status"),
    (Verification.__table__, "status_before"),  # type: ignore[list-item]
)
"""Everywhere that names a state in a column of its own."""


@dataclass(frozen=True)
class StateDraft:
    """What a person says of a state."""

    name: str
    phase: str = "open"
    tone: str = "grey"
    counts_unrectified: bool = True


@dataclass(frozen=True)
class StateLine:
    """A state as the settings list it, with how many problems are in it."""

    id: int
    draft: StateDraft
    active: bool
    problems: int


def list_states(ledger: Ledger) -> list[StateLine]:
    """All states in their order, those that are retired too."""
    with ledger.reading() as connection:
        counted = select(PROBLEM.c.status, func.count().label("number")).where(PROBLEM.c.removed_in.is_(None))
        numbers = {row.status: int(row.number) for row in connection.execute(counted.group_by(PROBLEM.c.status))}
        rows = connection.execute(select(_STATUS).order_by(_STATUS.c.position, _STATUS.c.id))
        return [
            StateLine(
                row.id, StateDraft(row.name, row.phase, row.tone, bool(row.counts_unrectified)), bool(row.active),
                numbers.get(row.name, 0),
            )
            for row in rows
        ]  # fmt: skip


def add_state(ledger: Ledger, draft: StateDraft) -> Change:
    """Add a state behind those there are; it can be reached once moves to it are allowed."""
    with ledger.writing() as connection:
        new = _checked(connection, draft, None)
        recorder = open_change_set(connection, ledger.actor, f"新建状态“{new.name}”")
        last = connection.execute(select(func.max(_STATUS.c.position))).scalar() or 0
        create_row(connection, recorder, ENTITY, {**_columns(new), "position": int(last) + 1, "active": True})
        return _closed(recorder)


def change_state(ledger: Ledger, state_id: int, draft: StateDraft) -> Change:
    """Describe a state anew; where its name changes, its problems and all rules that name it follow."""
    with ledger.writing() as connection:
        row = _row(connection, state_id)
        new = _checked(connection, draft, state_id)
        words = f"状态“{row.name}”改名为“{new.name}”" if new.name != row.name else f"修改状态“{row.name}”"
        recorder = open_change_set(connection, ledger.actor, words)
        write_row_changes(connection, recorder, ENTITY, state_id, _columns(new))
        if new.name != row.name:
            rename_everywhere(connection, row.name, new.name)
        return _closed(recorder)


def move_state(ledger: Ledger, state_id: int, by: int) -> Change:
    """Move a state up (-1) or down (1) in the order that lists show."""
    with ledger.writing() as connection:
        order = list(connection.execute(select(_STATUS.c.id).order_by(_STATUS.c.position, _STATUS.c.id)).scalars())
        at = order.index(_row(connection, state_id).id)
        to = min(max(at + by, 0), len(order) - 1)
        recorder = open_change_set(connection, ledger.actor, f"调整状态“{_row(connection, state_id).name}”的次序")
        order.insert(to, order.pop(at))
        for position, key in enumerate(order, start=1):
            _place(connection, recorder, key, position)
        return _closed(recorder)


def retire_state(ledger: Ledger, state_id: int) -> Change:
    """No longer offer a state; problems that are in it stay and may leave it. UserError where a preset leads to it."""
    with ledger.writing() as connection:
        row = _row(connection, state_id)
        naming = _named_by(connection, row.name)
        if naming:
            raise UserError(f"{'、'.join(naming)}要转到“{row.name}”，不能停用", advice="请先在那里改成别的状态")
        others = select(func.count()).where(_STATUS.c.active, _STATUS.c.phase == row.phase, _STATUS.c.id != state_id)
        if row.phase in ("open", "closed") and not connection.execute(others).scalar():
            raise UserError(f"“{row.name}”是唯一一个“{PHASES[row.phase]}”状态，不能停用", advice="请先新建一个")
        recorder = open_change_set(connection, ledger.actor, f"停用状态“{row.name}”")
        remove_rows(connection, recorder, ENTITY, [state_id])
        return _closed(recorder)


def restore_state(ledger: Ledger, state_id: int) -> Change:
    """Offer a retired state again."""
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, f"恢复状态“{_row(connection, state_id).name}”")
        restore_rows(connection, recorder, ENTITY, [state_id])
        return _closed(recorder)


def rename_everywhere(connection: Connection, old: str, new: str) -> None:
    """Let problems, moves, results, levels, views and marking rules follow a state that is called otherwise now.

    What history says of earlier moves stays as it was said.
    """
    for table, column in _NAMING:
        connection.execute(update(table).where(table.c[column] == old).values({column: new}))
    word = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    for row in connection.execute(select(_RULE.c.id, _RULE.c.condition)).all():
        text = word.sub(new, row.condition)
        if text != row.condition:
            connection.execute(update(_RULE).where(_RULE.c.id == row.id).values(condition=text))
    for row in connection.execute(select(_VIEW.c.id, _VIEW.c.content)).all():
        content = json.dumps(_renamed_view(json.loads(row.content), old, new, word), ensure_ascii=False, sort_keys=True)
        if content != row.content:
            connection.execute(update(_VIEW).where(_VIEW.c.id == row.id).values(content=content))


def follow_renames(connection: Connection, step_id: int) -> bool:
    """After a step was taken back: let everything follow the states that are called as before again."""
    rows = connection.execute(
        select(_CHANGE.c.entity_id, _CHANGE.c.new).where(
            _CHANGE.c.change_set_id == step_id, _CHANGE.c.entity == ENTITY, _CHANGE.c.field == "name"
        )
    ).all()
    followed = False
    for row in rows:
        name = connection.execute(select(_STATUS.c.name).where(_STATUS.c.id == row.entity_id)).scalar()
        before = json.loads(row.new)
        if name is not None and name != before:
            rename_everywhere(connection, before, name)
            followed = True
    return followed


def _renamed_view(content: dict[str, Any], old: str, new: str, word: re.Pattern[str]) -> dict[str, Any]:
    """The content of a view with the state called otherwise in its filters, conditions and conditions on history."""
    changed = dict(content)
    filters: dict[str, Any] = content.get("filters") or {}
    if "status" in filters:
        changed["filters"] = {**filters, "status": _renamed(filters["status"], old, new)}
    parts: Any = content.get("where")
    if isinstance(parts, str):
        changed["where"] = word.sub(new, parts)
    elif parts:
        changed["where"] = [_renamed(part, old, new) if part[0] == "status" else part for part in parts]
    tests: list[Any] = content.get("history") or []
    if tests:
        changed["history"] = [_renamed(one, old, new) if '"status"' in json.dumps(one) else one for one in tests]
    return changed


def _renamed(value: Any, old: str, new: str) -> Any:
    """A value of JSON with the name replaced wherever it stands."""
    if isinstance(value, dict):
        items: dict[str, Any] = value  # type: ignore[assignment]
        return {key: _renamed(one, old, new) for key, one in items.items()}
    if isinstance(value, list):
        many: list[Any] = value  # type: ignore[assignment]
        return [_renamed(one, old, new) for one in many]
    return new if value == old else value


def _named_by(connection: Connection, name: str) -> list[str]:
    """Verification results and levels of closing that lead to a state."""
    results = select(_RESULT.c.name).where(_RESULT.c.active, _RESULT.c.moves_to == name)
    levels = select(_LEVEL.c.name).where(_LEVEL.c.active, _LEVEL.c.status == name).distinct()
    found = [f"核查结果“{one}”" for one in connection.execute(results).scalars()]
    return (found + [f"审核层级“{one}”" for one in connection.execute(levels).scalars()])[:4]


def _checked(connection: Connection, draft: StateDraft, state_id: int | None) -> StateDraft:
    name = "".join(draft.name.split())
    if not name:
        raise UserError("状态要有名称")
    if len(name) > MOST_NAME:
        raise UserError(f"状态名称最多 {MOST_NAME} 个字，现在有 {len(name)} 个字")
    if draft.phase not in PHASES or draft.tone not in TONES:
        raise UserError("状态要有阶段和颜色")
    same = connection.execute(select(_STATUS.c.id, _STATUS.c.active).where(_STATUS.c.name == name)).one_or_none()
    if same is not None and same.id != state_id:
        raise UserError(f"已经有“{name}”这个状态" + ("" if same.active else "（已停用）"), advice="请恢复它或换个名称")
    return StateDraft(name, draft.phase, draft.tone, draft.counts_unrectified)


def _columns(draft: StateDraft) -> dict[str, Any]:
    return {
        "name": draft.name, "phase": draft.phase, "tone": draft.tone, "counts_unrectified": draft.counts_unrectified,
    }  # fmt: skip


def _row(connection: Connection, state_id: int) -> Any:
    row = connection.execute(select(_STATUS).where(_STATUS.c.id == state_id)).one_or_none()
    if row is None:
        raise UserError("这个状态已经不在了", advice="请刷新")
    return row


def _place(connection: Connection, recorder: Recorder, key: int, position: int) -> None:
    """The position of a state, also of a retired one, which counts as gone for other edits."""
    old = _row(connection, key).position
    if old != position:
        write_values(connection, recorder, ENTITY, [(key, "position", old, position)])


def _closed(recorder: Recorder) -> Change:
    recorder.close()
    return Change(recorder.id, recorder.title, frozenset(), frozenset({WORD, "status"}), "edit")
