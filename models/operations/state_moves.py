"""流转: which moves are allowed and what each asks for, the fields a state demands or keeps, the shipped presets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, restore_rows, write_row_changes
from models.operations.states import ENTITY, WORD
from models.paths import resource
from models.queries.fields import FIELDS, PROBLEM
from models.rules.transitions import CLOSURE_GATE, READONLY, REQUIRED
from models.schema import Status, StatusField, StatusMove

if TYPE_CHECKING:
    from models.store import Ledger

_STATUS: Table = Status.__table__  # type: ignore[assignment]
_MOVE: Table = StatusMove.__table__  # type: ignore[assignment]
_FIELD: Table = StatusField.__table__  # type: ignore[assignment]
_MOVES, _FIELDS = "status_move", "status_field"
HISTORY = "（作为历史导入）"
"""How the empty state is called that rows of an earlier list come from."""


@dataclass(frozen=True)
class MoveDraft:
    """What one allowed move asks for."""

    roles: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    needs_reason: bool = False
    gate: str = ""

    @property
    def conditional(self) -> bool:
        """Whether it asks for anything."""
        return self != MoveDraft()


@dataclass(frozen=True)
class FieldDemands:
    """Fields that must be filled in a state, and those that nobody edits by hand while in it."""

    required: tuple[str, ...] = ()
    readonly: tuple[str, ...] = ()


@dataclass(frozen=True)
class MatrixView:
    """The grid as the settings show it: states that are in use, moves by (from, to), demands by state."""

    states: tuple[str, ...]
    moves: dict[tuple[str, str], MoveDraft]
    demands: dict[str, FieldDemands]
    several: frozenset[tuple[str, str]] = frozenset()
    """Pairs with more than one rule for different roles or categories; the first is shown."""


def read_grid(ledger: Ledger) -> MatrixView:
    """The matrix with what each move asks for."""
    with ledger.reading() as connection:
        names = connection.execute(select(_STATUS.c.name).where(_STATUS.c.active).order_by(_STATUS.c.position))
        states = tuple(names.scalars())
        moves: dict[tuple[str, str], MoveDraft] = {}
        several: set[tuple[str, str]] = set()
        for row in connection.execute(select(_MOVE).where(_MOVE.c.active).order_by(_MOVE.c.id)):
            pair = (row.from_status, row.to_status)
            if pair in moves:
                several.add(pair)
            moves.setdefault(pair, _draft(row))
        demands: dict[str, FieldDemands] = {}
        for row in connection.execute(select(_FIELD).where(_FIELD.c.active).order_by(_FIELD.c.id)):
            one = demands.get(row.status, FieldDemands())
            if row.mode == REQUIRED:
                demands[row.status] = FieldDemands((*one.required, row.field), one.readonly)
            else:
                demands[row.status] = FieldDemands(one.required, (*one.readonly, row.field))
    return MatrixView(states, moves, demands, frozenset(several))


def set_move(ledger: Ledger, before: str, after: str, draft: MoveDraft | None) -> Change:
    """Allow a move with what it asks for, or forbid it (None)."""
    if before == after:
        raise UserError("同一状态之间不用流转")
    unknown = next((key for key in draft.required if not demandable(key)), None) if draft is not None else None
    if unknown is not None:
        raise UserError(f"“{unknown}”不能作为必填项")
    with ledger.writing() as connection:
        arrow = f"“{before or HISTORY}”→“{after}”"
        words = f"不允许 {arrow}" if draft is None else f"允许 {arrow}"
        recorder = open_change_set(connection, ledger.actor, f"流转：{words}")
        _set_pair(connection, recorder, before, after, draft)
        return _closed(recorder)


def set_demands(ledger: Ledger, status: str, demands: FieldDemands) -> Change:
    """Say which fields a state demands and which it keeps as they are."""
    for key in (*demands.required, *demands.readonly):
        if not demandable(key):
            raise UserError(f"“{FIELDS[key].title if key in FIELDS else key}”不能作为必填或只读项")
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, f"修改状态“{status}”的必填和只读项")
        _set_fields(connection, recorder, status, REQUIRED, demands.required)
        _set_fields(connection, recorder, status, READONLY, demands.readonly)
        return _closed(recorder)


def restore_presets(ledger: Ledger) -> Change:
    """Bring back the shipped states, moves and demands; states of one's own and their moves stay."""
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, "恢复预设的状态与流转")
        shipped = _preset("statuses")
        names = {str(row["name"]) for row in shipped} | {""}
        _restore_states(connection, recorder, shipped)
        wanted = {(row["from_status"], row["to_status"]): _draft_of(row) for row in _preset("status_moves")}
        pairs = {
            (row.from_status, row.to_status)
            for row in connection.execute(select(_MOVE.c.from_status, _MOVE.c.to_status).where(_MOVE.c.active))
        }
        for pair in pairs | wanted.keys():
            if set(pair) <= names:
                _set_pair(connection, recorder, *pair, wanted.get(pair))
        fields = _preset("status_fields")
        for name in names - {""}:
            for mode in (REQUIRED, READONLY):
                keys = [str(row["field"]) for row in fields if row["status"] == name and row["mode"] == mode]
                _set_fields(connection, recorder, name, mode, keys)
        return _closed(recorder)


def demandable(key: str) -> bool:
    """Whether a field may be demanded or kept: one that a person fills in."""
    return key in FIELDS and FIELDS[key].editable and key != "status" and (key in PROBLEM.c or key == "pollutants")


def _set_pair(connection: Connection, recorder: Recorder, before: str, after: str, draft: MoveDraft | None) -> None:
    query = select(_MOVE).where(_MOVE.c.from_status == before, _MOVE.c.to_status == after)
    rows = connection.execute(query.order_by(_MOVE.c.active.desc(), _MOVE.c.id)).all()
    if draft is None:
        remove_rows(connection, recorder, _MOVES, [row.id for row in rows if row.active])
        return
    if not rows:
        create_row(connection, recorder, _MOVES, {"from_status": before, "to_status": after, **_columns(draft)})
        return
    first, *others = rows
    if not first.active:
        restore_rows(connection, recorder, _MOVES, [first.id])
    remove_rows(connection, recorder, _MOVES, [row.id for row in others if row.active])
    if _draft(first) != draft:
        write_row_changes(connection, recorder, _MOVES, first.id, _columns(draft))


def _set_fields(connection: Connection, recorder: Recorder, status: str, mode: str, keys: Sequence[str]) -> None:
    query = select(_FIELD).where(_FIELD.c.status == status, _FIELD.c.mode == mode).order_by(_FIELD.c.id)
    rows = {row.field: row for row in connection.execute(query)}
    remove_rows(connection, recorder, _FIELDS, [row.id for key, row in rows.items() if row.active and key not in keys])
    restore_rows(connection, recorder, _FIELDS, [rows[key].id for key in keys if key in rows and not rows[key].active])
    for key in keys:
        if key not in rows:
            create_row(connection, recorder, _FIELDS, {"status": status, "field": key, "mode": mode})


def _restore_states(connection: Connection, recorder: Recorder, shipped: list[dict[str, Any]]) -> None:
    rows = {row.name: row for row in connection.execute(select(_STATUS))}
    for position, one in enumerate(shipped, start=1):
        values = {key: one[key] for key in ("phase", "tone", "counts_unrectified")}
        row = rows.get(one["name"])
        if row is None:
            create_row(
                connection, recorder, ENTITY, {"name": one["name"], **values, "position": position, "active": True}
            )
            continue
        if not row.active:
            restore_rows(connection, recorder, ENTITY, [row.id])
        write_row_changes(connection, recorder, ENTITY, row.id, values)


def _columns(draft: MoveDraft) -> dict[str, Any]:
    def text(names: Sequence[str]) -> str:
        return json.dumps(list(names), ensure_ascii=False)

    gate = draft.gate if draft.gate in ("", CLOSURE_GATE) else ""
    return {
        "roles": text(draft.roles), "categories": text(draft.categories), "required": text(draft.required),
        "needs_reason": draft.needs_reason, "gate": gate,
    }  # fmt: skip


def _draft(row: Any) -> MoveDraft:
    return MoveDraft(
        tuple(json.loads(row.roles)), tuple(json.loads(row.categories)), tuple(json.loads(row.required)),
        bool(row.needs_reason), row.gate or "",
    )  # fmt: skip


def _draft_of(row: dict[str, Any]) -> MoveDraft:
    return MoveDraft(
        tuple(row.get("roles", ())), tuple(row.get("categories", ())), tuple(row.get("required", ())),
        bool(row.get("needs_reason")), str(row.get("gate", "")),
    )  # fmt: skip


def _preset(name: str) -> list[dict[str, Any]]:
    return json.loads((resource("presets") / f"{name}.json").read_text(encoding="utf-8"))


def _closed(recorder: Recorder) -> Change:
    recorder.close()
    if not recorder.count:
        return Change(0, recorder.title, frozenset(), frozenset(), "edit")
    return Change(recorder.id, recorder.title, frozenset(), frozenset({WORD}), "edit")
