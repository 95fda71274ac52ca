"""催办: calls and messages that urged somebody on, logged in two clicks and told in letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_values import Entry, typed, typed_one
from models.operations.entities import entity_of, gone, missing
from models.operations.history import open_change_set
from models.operations.rows import create_row, read_rows, remove_rows, write_row_changes
from models.queries.escalations import ESCALATION, TOUCHED
from models.queries.fields import PROBLEM
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

ENTITY, WORD = "reminder", "reminder_rows"
WAYS = ("电话", "微信", "短信", "工作群", "当面")
ENTRIES: Mapping[str, Entry] = {
    "way": Entry("方式", required=True, limit=20),
    "person": Entry("联系人", limit=100),
    "answer": Entry("对方答复", "long", limit=2000),
}


def add_reminder(
    ledger: Ledger,
    *,
    problem_ids: Sequence[int] = (),
    escalation_id: int | None = None,
    unit: str = "",
    at: datetime | None = None,
    values: Mapping[str, Any] | None = None,
) -> Change:
    """Log one reminder for a step or a unit, or one for each problem; ``values`` by ``ENTRIES``, else 电话."""
    wanted = typed(ENTRIES, {"way": WAYS[0]} | dict(values or {}))
    moment = _moment(at)
    with ledger.writing() as connection:
        ids = tuple(dict.fromkeys(problem_ids))
        if escalation_id is not None:
            step = _step(connection, escalation_id)
            ids, unit = _only_problem(connection, escalation_id), step["unit"] or ""
        whom = typed_one(Entry("单位", limit=300), unit) or _numbers(connection, ids)
        if not whom:
            raise UserError("没有写明催办谁", advice="请选择问题、督促措施或单位")
        title = f"登记{wanted['way']}催办：{whom}"
        recorder = open_change_set(connection, ledger.actor, title)
        common = wanted | {"at": moment, "actor_id": recorder.actor_id, "unit": unit or None}
        for key in ids or (None,):
            row = common | {"problem_id": key, "escalation_id": escalation_id}
            create_row(connection, recorder, ENTITY, row)
        recorder.close()
        return _change(recorder.id, title, ids)


def change_reminder(ledger: Ledger, reminder_id: int, values: Mapping[str, Any], at: datetime | None = None) -> Change:
    """Complete what was logged: who answered, and what."""
    wanted = typed(ENTRIES, dict(values))
    if at is not None:
        wanted["at"] = _moment(at)
    with ledger.writing() as connection:
        row = _row(connection, reminder_id)
        title = f"修改 {row['at']:%m-%d %H:%M} 的催办"
        if all(row[key] == value for key, value in wanted.items()):
            return Change(0, title, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, title)
        write_row_changes(connection, recorder, ENTITY, reminder_id, wanted)
        recorder.close()
        return _change(recorder.id, title, _owner(row))


def remove_reminder(ledger: Ledger, reminder_id: int) -> Change:
    """Take a reminder out; undo puts it back."""
    with ledger.writing() as connection:
        row = _row(connection, reminder_id)
        title = f"删除 {row['at']:%m-%d %H:%M} 的催办"
        recorder = open_change_set(connection, ledger.actor, title)
        remove_rows(connection, recorder, ENTITY, [reminder_id])
        recorder.close()
        return _change(recorder.id, title, _owner(row))


def read_moment(text: str) -> datetime | None:
    """A time as typed, None where nothing was; UserError where it is none."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(" ".join(text.split()))
    except ValueError:
        raise UserError(f"“{text.strip()}”不是时间", advice="请写成 2019-05-06 09:30") from None


def _moment(at: datetime | None) -> datetime:
    now = clock.now().replace(second=0)
    if at is not None and at > clock.now():
        raise UserError(f"催办时间 {at:%Y-%m-%d %H:%M} 还没有到", advice="请核对时间")
    return at or now


def _step(connection: Connection, key: int) -> Mapping[str, Any]:
    query = select(ESCALATION).where(ESCALATION.c.id == key, ESCALATION.c.removed_in.is_(None))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise missing(entity_of("escalation"))
    return dict(row)


def _only_problem(connection: Connection, key: int) -> tuple[int, ...]:
    """The problem of a step that is about one only; of several the reminder belongs to the step alone."""
    query = select(TOUCHED.c.problem_id).where(TOUCHED.c.escalation_id == key, TOUCHED.c.removed_in.is_(None))
    ids = tuple(connection.execute(query.limit(2)).scalars())
    return ids if len(ids) == 1 else ()


def _numbers(connection: Connection, ids: Sequence[int]) -> str:
    if not ids:
        return ""
    query = select(PROBLEM.c.ledger_number).where(among(PROBLEM.c.id, ids), PROBLEM.c.removed_in.is_(None))
    numbers = list(connection.execute(query.order_by(PROBLEM.c.id)).scalars())
    if len(numbers) < len(ids):
        raise UserError(f"有 {len(ids) - len(numbers)} 条问题已不在台账里", advice="请刷新列表")
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} 等 {len(numbers)} 条问题"


def _row(connection: Connection, key: int) -> Mapping[str, Any]:
    entity = entity_of(ENTITY)
    row = read_rows(connection, entity, [key]).get(key)
    if row is None or gone(entity, row):
        raise missing(entity)
    return row


def _owner(row: Mapping[str, Any]) -> tuple[int, ...]:
    return () if row["problem_id"] is None else (row["problem_id"],)


def _change(set_id: int, title: str, ids: Sequence[int]) -> Change:
    return Change(set_id, title, frozenset(ids), frozenset({WORD}), "edit")
