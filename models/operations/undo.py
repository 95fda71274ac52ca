"""Undo and redo of named steps, read from the history so that they survive a restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select, update

from models.errors import UserError
from models.operations.change import Change, Kept, Place
from models.operations.edit import shown_fields
from models.operations.history import Recorder, open_change_set
from models.operations.learned import take_back_answers
from models.operations.reverse_rows import problem_words, reverse_rows
from models.operations.states import follow_renames
from models.operations.stored_values import REMOVED, FieldChange, read_fields, stored, write_fields
from models.progress import Progress, silent
from models.queries.fields import FIELDS, PROBLEM
from models.queries.undo_steps import UNDOABLE, next_redo_in, next_undo
from models.schema import Actor, ChangeSet
from models.schema import Change as ChangeRow

if TYPE_CHECKING:
    from models.store import Ledger

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]


def undo_last(ledger: Ledger) -> Change:
    """Undo the latest step; UserError when there is none."""
    step = next_undo(ledger)
    if step is None:
        raise UserError("没有可以撤销的步骤")
    return undo(ledger, step.change_set_id)


def undo(ledger: Ledger, change_set_id: int) -> Change:
    """Put back what a step changed, except values that were changed again since: those are kept and reported."""
    return undo_steps(ledger, [change_set_id])


def undo_steps(ledger: Ledger, change_set_ids: Sequence[int], progress: Progress = silent) -> Change:
    """Take several steps back, the latest first, all or none; each can be done again by itself."""
    with ledger.writing() as connection:
        done: list[Change] = []
        wanted = sorted(set(change_set_ids), reverse=True)
        for number, key in enumerate(wanted):
            progress(number / len(wanted), "撤销")
            step = _undoable(connection, key)
            done.append(_take_back(connection, ledger.actor, step, step.id, "undo"))
        return _together(done, "撤销")


def _undoable(connection: Connection, key: int) -> Any:
    step = connection.execute(select(_SET).where(_SET.c.id == key)).one_or_none()
    if step is None:
        raise UserError("找不到要撤销的步骤")
    if step.kind in ("import", "undo-import"):
        raise UserError(f"“{step.title}”是一次导入", advice="请用“撤销导入”整批撤销")
    if step.kind not in UNDOABLE:
        raise UserError(f"“{step.title}”不能撤销")
    if step.undone_by_id is not None:
        raise UserError(f"“{step.title}”已经撤销过了")
    return step


def redo(ledger: Ledger) -> Change:
    """Do again what was undone last; UserError when there is nothing to redo."""
    return redo_steps(ledger, 1)


def redo_steps(ledger: Ledger, count: int, progress: Progress = silent) -> Change:
    """Do again the last ``count`` steps that were undone, all or none."""
    with ledger.writing() as connection:
        done: list[Change] = []
        for number in range(count):
            progress(number / count, "重做")
            following = next_redo_in(connection)
            if following is None:
                raise UserError("没有可以重做的步骤")
            undoing = connection.execute(select(_SET).where(_SET.c.id == following.change_set_id)).one()
            done.append(_take_back(connection, ledger.actor, undoing, undoing.undoes_id, "redo"))
        return _together(done, "重做")


def _together(done: Sequence[Change], verb: str) -> Change:
    """Several steps of one transaction as the screens are told of them; the place is that of the last."""
    if not done:
        raise UserError(f"没有可以{verb}的步骤")
    if len(done) == 1:
        return done[0]
    whole = any(not one.fields for one in done)
    fields = frozenset(field for one in done if not whole for field in one.fields)
    ids = frozenset(key for one in done for key in one.entity_ids or ())
    kept = tuple(one for change in done for one in change.kept)
    last = done[-1]
    return Change(last.change_set_id, f"{verb}：{len(done)} 步", ids, fields, last.kind, kept, last.place)


def _take_back(connection: Connection, actor: str, step: Any, original_id: int, kind: str) -> Change:
    """Reverse ``step`` as a new set; ``original_id`` is the step that this undoes or brings back."""
    plain = step.title.removeprefix("撤销：").removeprefix("重做：")
    title = ("撤销：" if kind == "undo" else "重做：") + plain
    recorder = open_change_set(connection, actor, title, undoes_id=step.id, kind=kind)
    changes, kept = _reversed(connection, step.id)
    touched = {change.problem_id for change in changes}
    for_rows = [change for change in changes if change.field == REMOVED]
    others = reverse_rows(connection, recorder, step.id)
    others.whole_rows |= follow_renames(connection, step.id)
    touched |= others.problem_ids
    kept += others.kept
    write_fields(connection, recorder, [change for change in changes if change.field != REMOVED])
    _put_rows(connection, recorder, for_rows)
    answers = take_back_answers(connection, recorder, step.id)
    recorder.close()
    connection.execute(update(_SET).where(_SET.c.id == step.id).values(undone_by_id=recorder.id))
    if kind == "redo":
        connection.execute(update(_SET).where(_SET.c.id == original_id).values(undone_by_id=None))
    fields: frozenset[str] = (
        shown_fields({change.field for change in changes}) | others.words | frozenset({"learned"} if answers else ())
    )
    if for_rows or others.whole_rows:
        fields = frozenset()
    place = _place(connection, changes) or others.place(connection)
    return Change(recorder.id, title, frozenset(touched), fields, kind, tuple(kept), place)


def _place(connection: Connection, changes: Sequence[FieldChange]) -> Place | None:
    """The first cell that was touched; what followed from it by itself is no place to look at."""
    if not changes:
        return None
    typed = (change for change in changes if change.field in FIELDS and FIELDS[change.field].editable)
    first = next(typed, changes[0])
    return Place("problem", first.problem_id, first.field, *problem_words(connection, first.problem_id))


def _reversed(connection: Connection, set_id: int) -> tuple[list[FieldChange], list[Kept]]:
    """The changes that lead back, and what must be kept because it was changed since."""
    made = select(_CHANGE.c.entity_id).where(
        _CHANGE.c.change_set_id == set_id, _CHANGE.c.entity == "problem", _CHANGE.c.field == ""
    )
    rows = connection.execute(
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .where(_CHANGE.c.change_set_id == set_id, _CHANGE.c.entity == "problem", _CHANGE.c.field != "")
        .where(_CHANGE.c.entity_id.not_in(made))
        .order_by(_CHANGE.c.id)
    ).all()
    names = {row.field for row in rows} | {"ledger_number", REMOVED}
    current = read_fields(connection, list({row.entity_id for row in rows}), names)
    changes: list[FieldChange] = []
    kept: list[Kept] = []
    for row in rows:
        now = current.get(row.entity_id)
        if now is None:
            continue
        value = now[row.field]
        if row.field == REMOVED:
            same = (value is None) == (row.new is None)
        else:
            same = value == stored(row.field, row.new) and now[REMOVED] is None
        if same:
            changes.append(FieldChange(row.entity_id, row.field, value, stored(row.field, row.old)))
        else:
            gone = row.field != REMOVED and now[REMOVED] is not None
            why = "这条问题之后被删除" if gone else f"{_title(row.field)}之后又被改过"
            kept.append(Kept(row.entity_id, now["ledger_number"], row.field, why))
    return changes, kept


def _title(field: str) -> str:
    return FIELDS[field].title if field in FIELDS else "这一项"


def _put_rows(connection: Connection, recorder: Recorder, changes: list[FieldChange]) -> None:
    """Removals and restorations, the opposite of what the step did."""
    back = [change for change in changes if change.old is not None]
    out = [change.problem_id for change in changes if change.old is None]
    for ids, mark in (([change.problem_id for change in back], None), (out, recorder.id)):
        for start in range(0, len(ids), 1_000):
            connection.execute(
                update(PROBLEM)
                .where(PROBLEM.c.id.in_(ids[start : start + 1_000]))
                .values(removed_in=mark, version=PROBLEM.c.version + 1)
            )
    recorder.restored((change.problem_id, change.old) for change in back)
    recorder.removed(out)
