"""People with unit and role, the roles, and the words offered as reasons: added, changed, retired, each undoable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, restore_rows, write_row_changes, write_values
from models.queries.people import PURPOSES
from models.schema import Actor, ChangeSet, Reason, Role, StatusMove

if TYPE_CHECKING:
    from models.store import Ledger

_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_ROLE: Table = Role.__table__  # type: ignore[assignment]
_REASON: Table = Reason.__table__  # type: ignore[assignment]
_MOVE: Table = StatusMove.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
PEOPLE, REASONS = "people", "reasons"


def save_person(ledger: Ledger, name: str, unit: str = "", role: str = "", person_id: int = 0) -> Change:
    """Enter a person, or change one; a name that is known already gets the unit and role. Empty role: the default."""
    said = " ".join(name.split())
    if not said or len(said) > 100:
        raise UserError("请填写姓名，最多 100 个字")
    with ledger.writing() as connection:
        known = {row.name: row for row in connection.execute(select(_ACTOR))}
        if role and role not in connection.execute(select(_ROLE.c.name).where(_ROLE.c.active)).scalars().all():
            raise UserError(f"没有“{role}”这个角色")
        values = {"name": said, "unit": " ".join(unit.split())[:200] or None, "role": role or None}
        same = known.get(said)
        if person_id and same is not None and same.id != person_id:
            raise UserError(f"已经有“{said}”这个人")
        key = person_id or (same.id if same is not None else 0)
        recorder = open_change_set(connection, ledger.actor, f"{'修改' if key else '登记'}人员“{said}”")
        if key:
            write_row_changes(connection, recorder, "actor", key, values)
        else:
            create_row(connection, recorder, "actor", values)
        return _closed(recorder, PEOPLE)


def remove_person(ledger: Ledger, person_id: int) -> Change:
    """Take out somebody who never did anything; whoever stands in the history stays."""
    with ledger.writing() as connection:
        row = connection.execute(select(_ACTOR).where(_ACTOR.c.id == person_id)).one_or_none()
        if row is None:
            raise UserError("这个人已经不在名单里", advice="请刷新")
        if connection.execute(select(func.count()).where(_SET.c.actor_id == person_id)).scalar():
            raise UserError(f"“{row.name}”办理过事项，历史里要保留，不能删除", advice="可以改他的角色")
        recorder = open_change_set(connection, ledger.actor, f"删除人员“{row.name}”")
        remove_rows(connection, recorder, "actor", [person_id])
        return _closed(recorder, PEOPLE)


def save_role(ledger: Ledger, name: str, note: str = "", role_id: int = 0) -> Change:
    """Add a role or describe it anew; where its name changes, people and moves that name it follow."""
    said = "".join(name.split())
    if not said or len(said) > 12:
        raise UserError("角色要有名称，最多 12 个字")
    with ledger.writing() as connection:
        same = connection.execute(select(_ROLE.c.id).where(_ROLE.c.name == said)).scalar()
        if same is not None and same != role_id:
            raise UserError(f"已经有“{said}”这个角色", advice="停用的可以恢复")
        recorder = open_change_set(connection, ledger.actor, f"{'修改' if role_id else '新建'}角色“{said}”")
        values: dict[str, Any] = {"name": said, "note": note.strip()[:200] or None}
        if not role_id:
            last = connection.execute(select(func.max(_ROLE.c.position))).scalar() or 0
            create_row(connection, recorder, "role", {**values, "position": int(last) + 1, "active": True})
            return _closed(recorder, PEOPLE)
        old = _role(connection, role_id).name
        write_row_changes(connection, recorder, "role", role_id, values)
        if old != said:
            _follow(connection, recorder, old, said)
        return _closed(recorder, PEOPLE)


def set_default_role(ledger: Ledger, role_id: int) -> Change:
    """The role of everybody who was given none."""
    with ledger.writing() as connection:
        name = _role(connection, role_id).name
        recorder = open_change_set(connection, ledger.actor, f"没有指定角色的人都是“{name}”")
        for key in connection.execute(select(_ROLE.c.id).where(_ROLE.c.active)).scalars().all():
            write_row_changes(connection, recorder, "role", key, {"is_default": key == role_id})
        return _closed(recorder, PEOPLE)


def retire_role(ledger: Ledger, role_id: int) -> Change:
    """No longer offer a role; refused while people have it, a move needs it or it is the default."""
    with ledger.writing() as connection:
        row = _role(connection, role_id)
        if row.is_default:
            raise UserError(f"“{row.name}”是默认角色，不能停用", advice="请先把别的角色设为默认")
        people = connection.execute(select(_ACTOR.c.name).where(_ACTOR.c.role == row.name)).scalars().all()
        if people:
            raise UserError(
                f"{'、'.join(people[:3])}等 {len(people)} 人是“{row.name}”，不能停用", advice="请先改他们的角色"
            )
        needing = [
            f"“{one.from_status}”→“{one.to_status}”"
            for one in connection.execute(select(_MOVE).where(_MOVE.c.active))
            if row.name in json.loads(one.roles)
        ]
        if needing:
            raise UserError(
                f"流转 {'、'.join(needing[:2])} 要由“{row.name}”决定，不能停用", advice="请先在“状态与流转”里改"
            )
        recorder = open_change_set(connection, ledger.actor, f"停用角色“{row.name}”")
        remove_rows(connection, recorder, "role", [role_id])
        return _closed(recorder, PEOPLE)


def restore_role(ledger: Ledger, role_id: int) -> Change:
    """Offer a retired role again."""
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, f"恢复角色“{_role(connection, role_id).name}”")
        restore_rows(connection, recorder, "role", [role_id])
        return _closed(recorder, PEOPLE)


def save_reason(ledger: Ledger, purpose: str, text: str, origin: str = "", reason_id: int = 0) -> Change:
    """Add a reason for a purpose, or change one; words that are there already are refused."""
    said = " ".join(text.split())
    if purpose not in PURPOSES:
        raise UserError("请选择这句话用在哪里")
    if not said or len(said) > 200:
        raise UserError("请填写原因用语，最多 200 个字")
    with ledger.writing() as connection:
        query = select(_REASON.c.id).where(_REASON.c.purpose == purpose, _REASON.c.text == said)
        same = connection.execute(query).scalar()
        if same is not None and same != reason_id:
            raise UserError(f"“{PURPOSES[purpose]}”里已经有“{said}”", advice="停用的可以恢复")
        recorder = open_change_set(connection, ledger.actor, f"{'修改' if reason_id else '新增'}原因用语“{said[:40]}”")
        values: dict[str, Any] = {"purpose": purpose, "text": said, "origin": origin.strip() or None}
        if reason_id:
            write_row_changes(connection, recorder, "reason", reason_id, values)
        else:
            last = connection.execute(select(func.max(_REASON.c.position))).scalar() or 0
            create_row(connection, recorder, "reason", {**values, "position": int(last) + 1, "active": True})
        return _closed(recorder, REASONS)


def switch_reason(ledger: Ledger, reason_id: int, *, active: bool) -> Change:
    """Stop offering a reason, or offer it again."""
    with ledger.writing() as connection:
        text = connection.execute(select(_REASON.c.text).where(_REASON.c.id == reason_id)).scalar_one()
        recorder = open_change_set(connection, ledger.actor, f"{'恢复' if active else '停用'}原因用语“{text[:40]}”")
        (restore_rows if active else remove_rows)(connection, recorder, "reason", [reason_id])
        return _closed(recorder, REASONS)


def _follow(connection: Connection, recorder: Recorder, old: str, new: str) -> None:
    """People and moves, also those not allowed now, follow its new name; recorded, so that undo brings both back."""
    for key in connection.execute(select(_ACTOR.c.id).where(_ACTOR.c.role == old)).scalars().all():
        write_row_changes(connection, recorder, "actor", key, {"role": new})
    for row in connection.execute(select(_MOVE)).all():
        names = json.loads(row.roles)
        if old in names:
            text = json.dumps([new if one == old else one for one in names], ensure_ascii=False)
            write_values(connection, recorder, "status_move", [(row.id, "roles", row.roles, text)])


def _role(connection: Connection, role_id: int) -> Any:
    row = connection.execute(select(_ROLE).where(_ROLE.c.id == role_id)).one_or_none()
    if row is None:
        raise UserError("这个角色已经不在了", advice="请刷新")
    return row


def _closed(recorder: Recorder, word: str) -> Change:
    recorder.close()
    if not recorder.count:
        return Change(0, recorder.title, frozenset(), frozenset(), "edit")
    return Change(recorder.id, recorder.title, frozenset(), frozenset({word}), "edit")
