"""Editing cells: typed, validated, recorded, in one transaction and one named step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, String, Text, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.consequences import CAUSES, NEEDED, Presets, consequences, read_presets
from models.operations.hand_edits import NEEDED as ASKED
from models.operations.hand_edits import HandEdits
from models.operations.history import open_change_set
from models.operations.move_judging import Judge, Move, MoveRefused
from models.operations.stored_values import FieldChange, read_fields, write_fields
from models.queries.fields import FIELDS, PROBLEM, Field
from models.queries.values import typed_value
from models.rules.text import half_width, one_line

if TYPE_CHECKING:
    from models.store import Ledger

STATUS = "status"
_CODES = frozenset({"credit_code", "phone", "number", "list_number"})


@dataclass(frozen=True)
class CellEdit:
    """A new value for one cell: text as typed, or a value already of the field's type; None clears it."""

    problem_id: int
    field: str
    value: Any


def edit_cells(ledger: Ledger, edits: Sequence[CellEdit], title: str = "") -> Change:
    """Write all edits or none; UserError names the first cell that cannot be written, and why.

    What follows from an edit is written with it: the reading of a deadline's words, the places of a city or county.
    A state typed in is a move by whoever works with the ledger (MoveRefused where it is not allowed), and a field that
    the state of its problem keeps as it is, is refused. Where nothing differs nothing is written, and the Change has
    ``change_set_id`` 0.
    """
    with ledger.at_hand():
        typed = [CellEdit(edit.problem_id, edit.field, checked_value(edit.field, edit.value)) for edit in edits]
    with ledger.writing() as connection:
        changes = _changes(connection, typed, read_presets(connection), ledger.actor)
        step = title or _title(connection, changes)
        if not changes:
            return Change(0, step, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, step, kind="edit")
        write_fields(connection, recorder, changes)
        recorder.close()
        touched = frozenset(change.problem_id for change in changes)
        return Change(recorder.id, step, touched, shown_fields(change.field for change in changes), "edit")


def checked_value(key: str, value: Any) -> Any:
    """The value typed for its field; UserError when the field is read-only or the value does not fit."""
    field = FIELDS.get(key)
    if field is None:
        raise UserError(f"没有“{key}”这个字段")
    if not field.editable:
        raise UserError(f"{field.title}不能直接修改：{field.readonly_why}")
    typed = typed_value(field, value)
    if isinstance(typed, str):
        typed = _clean(field, typed)
    if field.key == STATUS and typed is None:
        raise UserError("状态不能为空", advice="请从状态列表中选择")
    return typed


def _clean(field: Field, text: str) -> str:
    if field.key in _CODES:
        text = half_width(text)
    if field.kind != "long" and field.key != "deadline_text":
        text = one_line(text)
    column = PROBLEM.c[field.key].type
    limit = column.length if isinstance(column, String) and not isinstance(column, Text) else None
    if limit is not None and len(text) > limit:
        raise UserError(f"{field.title}最多 {limit} 个字，现在有 {len(text)} 个字")
    return text


def _changes(connection: Connection, edits: Sequence[CellEdit], presets: Presets, actor: str) -> list[FieldChange]:
    judge = Judge(connection, actor)
    hand = HandEdits(judge.matrix)
    wanted: dict[int, dict[str, Any]] = {}
    for edit in edits:
        if edit.field == STATUS:
            judge.check_state(edit.value)
        value = list(edit.value or ()) if edit.field == "pollutants" else edit.value
        wanted.setdefault(edit.problem_id, {})[edit.field] = value
    typed = {edit.field for edit in edits}
    follows = bool(typed & CAUSES)
    fields = typed | ASKED | {"ledger_number", "removed_in"} | (NEEDED if follows else frozenset[str]())
    current = read_fields(connection, list(wanted), fields)
    changes: list[FieldChange] = []
    moves: list[Move] = []
    barred: list[UserError] = []
    for key, values in wanted.items():
        now = current.get(key)
        if now is None or now["removed_in"] is not None:
            raise UserError("要修改的问题已不在台账里", advice="请刷新列表")
        differing = {name: value for name, value in values.items() if now[name] != value}
        kept = next((name for name in differing if hand.barred(now, name, now[name])), None)
        if kept is not None:
            barred.append(UserError(hand.why(now, kept), where=str(now["ledger_number"])))
            continue
        # A field that the state keeps does not follow another either.
        after = consequences(now, differing, presets) if follows else {}
        full = differing | {name: value for name, value in after.items() if not hand.barred(now, name, now[name])}
        moved = full.pop(STATUS, None)
        if moved is not None:
            moves.append(Move(key, moved, full))
        else:
            changes += [FieldChange(key, name, now[name], value) for name, value in full.items() if now[name] != value]
    if barred:
        first, many = barred[0], len(barred)
        advice = f"这样的共有 {many:,} 条，什么都没有改；请不要选它们" if many > 1 else ""
        raise UserError(first.message, where=first.where, advice=advice)
    if moves:
        judged = judge.take(moves)
        if judged.refusals:
            raise MoveRefused(judged.refusals)
        changes += judged.changes
    return changes


def _title(connection: Connection, changes: Sequence[FieldChange]) -> str:
    """The step in words, e.g. 修改 LN-000012 的整改期限 / 修改 37 条问题的状态."""
    titles = "、".join(dict.fromkeys(FIELDS[change.field].title for change in changes if FIELDS[change.field].editable))
    ids = {change.problem_id for change in changes}
    if len(ids) != 1:
        return f"修改 {len(ids)} 条问题的{titles}"[:200]
    (only,) = ids
    number = connection.execute(select(PROBLEM.c.ledger_number).where(PROBLEM.c.id == only)).scalar()
    return f"修改 {number} 的{titles}"[:200]


def shown_fields(fields: Iterable[str]) -> frozenset[str]:
    """The columns on screen that a change of these fields touches."""
    shown = set(fields)
    if "regions" in shown:
        shown.add("region_codes")
    if shown & {"deadline", STATUS}:
        shown |= {"mark", "days_left", "workdays_left"}
    return frozenset(shown & FIELDS.keys())
