"""Editing, deleting and restoring site visits: validated, recorded, each call one named step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, String, Table, Text, bindparam, or_, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import remove_rows, restore_rows
from models.queries.fields import PROBLEM
from models.queries.values import typed_value
from models.queries.visits_fields import VISIT, VISIT_FIELDS
from models.rules.text import half_width, one_line
from models.schema import Round

if TYPE_CHECKING:
    from models.store import Ledger

WORD = "visits"
"""What pages hear of a change of visits (``Change.fields``)."""
_CHUNK = 900
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_COLUMN = {"round": "round_id", "problem": "problem_id"}


@dataclass(frozen=True)
class VisitEdit:
    """A new value for one cell: text as typed, or a value already of the field's type; None clears it."""

    visit_id: int
    field: str
    value: Any


def checked_visit_value(key: str, value: Any) -> Any:
    """The value typed for its field; UserError when the field is read-only or the value does not fit."""
    field = VISIT_FIELDS.get(key)
    if field is None:
        raise UserError(f"现场检查没有“{key}”这个字段")
    if not field.editable:
        raise UserError(f"{field.title}不能直接修改：{field.readonly_why}")
    typed = typed_value(field, value)
    if key == "found_problem":
        return bool(typed)
    if isinstance(typed, str):
        if key in ("number", "problem"):
            typed = half_width(typed)
        if field.kind != "long":
            typed = one_line(typed)
        column = VISIT.c[key].type if key in VISIT.c else String(100)
        limit = column.length if isinstance(column, String) and not isinstance(column, Text) else None
        if limit is not None and len(typed) > limit:
            raise UserError(f"{field.title}最多 {limit} 个字，现在有 {len(typed)} 个字")
    return typed


def edit_visits(ledger: Ledger, edits: Sequence[VisitEdit], title: str = "") -> Change:
    """Write all edits or none; UserError names the first cell that cannot be written, and why.

    A round is given by its name, a problem by its 台账编号 or its number in the same campaign; a visit that is linked
    with a problem has found one. Where nothing differs nothing is written, and the Change has ``change_set_id`` 0.
    """
    typed = [VisitEdit(edit.visit_id, edit.field, checked_visit_value(edit.field, edit.value)) for edit in edits]
    with ledger.writing() as connection:
        rows = _rows(connection, {edit.visit_id for edit in typed})
        find = _Finder(connection)
        wanted: dict[int, dict[str, Any]] = {}
        for edit in typed:
            row = rows.get(edit.visit_id)
            if row is None or row["removed_in"] is not None:
                raise UserError("要修改的现场检查已不在台账里", advice="请刷新列表")
            values = wanted.setdefault(edit.visit_id, {})
            values[_COLUMN.get(edit.field, edit.field)] = find.stored(edit, row["campaign_id"])
            if edit.field == "problem" and edit.value is not None:
                values["found_problem"] = True
        changed = {
            key: differing
            for key, values in wanted.items()
            if (differing := {name: value for name, value in values.items() if rows[key][name] != value})
        }
        step = title or _title(typed)
        if not changed:
            return Change(0, step, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, step)
        write_visits(connection, recorder, rows, changed)
        recorder.close()
        return Change(recorder.id, step, _problems_of(rows, changed), frozenset({WORD}), "edit")


def write_visits(
    connection: Connection, recorder: Recorder, before: dict[int, Any], changes: dict[int, dict[str, Any]]
) -> None:
    """Write columns of visits and record them; ``before`` holds the rows as they stand."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in changes.items():
        names = tuple(sorted(values))
        groups.setdefault(names, []).append({"key_": key} | {f"new_{name}": values[name] for name in names})
    for names, rows in groups.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        mine = update(VISIT).where(VISIT.c.id == bindparam("key_"))
        connection.execute(mine.values(version=VISIT.c.version + 1, **new), rows)
    told = ((key, name, before[key][name], value) for key, values in changes.items() for name, value in values.items())
    recorder.changed_many(told, "visit")


def remove_visits(ledger: Ledger, ids: Iterable[int]) -> Change:
    """Take visits out of the list; they stay in the trash and can be restored."""
    return _move(ledger, list(ids), into_trash=True)


def restore_visits(ledger: Ledger, ids: Iterable[int]) -> Change:
    """Bring visits back from the trash."""
    return _move(ledger, list(ids), into_trash=False)


def _move(ledger: Ledger, ids: list[int], *, into_trash: bool) -> Change:
    verb, move = ("删除", remove_rows) if into_trash else ("恢复", restore_rows)
    with ledger.writing() as connection:
        rows = {key: row for key, row in _rows(connection, ids).items() if (row["removed_in"] is None) == into_trash}
        if not rows:
            raise UserError("所选现场检查已不在列表里", advice="请刷新列表")
        (first, *more) = rows.values()
        what = f"{len(rows):,} 次现场检查" if more else f"现场检查“{first['site_name'] or first['number'] or ''}”"
        recorder = open_change_set(connection, ledger.actor, f"{verb} {what}"[:200])
        move(connection, recorder, "visit", list(rows))
        recorder.close()
        return Change(recorder.id, recorder.title, _problems_of(rows, rows), frozenset({WORD}), "edit")


class _Finder:
    """Rounds and problems by what a person calls them; each is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str, int | None], int] = {}

    def stored(self, edit: VisitEdit, campaign: int | None) -> Any:
        """The value as the column takes it."""
        if edit.field not in _COLUMN or edit.value is None:
            return edit.value
        key = (edit.field, edit.value, campaign)
        if key not in self._known:
            self._known[key] = self._round(edit.value, campaign) if edit.field == "round" else (
                self._problem(edit.value, campaign)
            )  # fmt: skip
        return self._known[key]

    def _round(self, name: str, campaign: int | None) -> int:
        query = select(_ROUND.c.id).where(_ROUND.c.name == name, _ROUND.c.campaign_id == campaign)
        found = self._connection.execute(query).scalar()
        if found is None:
            raise UserError(f"这个任务来源没有第“{name}”轮", advice="请先在“轮次”里新增这一轮")
        return int(found)

    def _problem(self, number: str, campaign: int | None) -> int:
        said = or_(PROBLEM.c.ledger_number == number, PROBLEM.c.number == number)
        query = select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.campaign_id)
        rows = self._connection.execute(query.where(said, PROBLEM.c.removed_in.is_(None)).limit(20)).all()
        exact = [row.id for row in rows if row.ledger_number == number]
        found = exact or [row.id for row in rows if campaign is None or row.campaign_id == campaign]
        if not found:
            raise UserError(f"台账里没有编号为“{number}”的问题", advice="请填写台账编号或同一任务来源里的问题编号")
        if len(found) > 1:
            raise UserError(f"编号“{number}”在台账里有 {len(found)} 个问题", advice="请填写台账编号")
        return int(found[0])


def _rows(connection: Connection, ids: Iterable[int]) -> dict[int, Any]:
    wanted = sorted(set(ids))
    found: dict[int, Any] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(VISIT).where(VISIT.c.id.in_(wanted[start : start + _CHUNK]))
        found.update((row["id"], row) for row in connection.execute(query).mappings())
    return found


def _problems_of(rows: dict[int, Any], keys: Iterable[int]) -> frozenset[int]:
    return frozenset(found for key in keys if (found := rows[key]["problem_id"]) is not None)


def _title(edits: Sequence[VisitEdit]) -> str:
    titles = "、".join(dict.fromkeys(VISIT_FIELDS[edit.field].title for edit in edits))
    count = len({edit.visit_id for edit in edits})
    return (f"修改 {count:,} 次现场检查的{titles}" if count > 1 else f"修改现场检查的{titles}")[:200]
