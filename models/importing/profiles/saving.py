"""Saving the reading of a sheet as a profile of a name that a person gave, before anything is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import clock
from models.errors import UserError
from models.importing.profiles.key import fingerprint
from models.importing.profiles.known import MOST_NAME, PROFILE, ToRemember, add, is_deleted, profile_of, write
from models.operations import Change
from models.operations.history import open_change_set

if TYPE_CHECKING:
    from models.store import Ledger


def save_reading(ledger: Ledger, name: str, reading: ToRemember) -> tuple[int, Change]:
    """Keep a reading under a name, over what is known by that name; the profile's id and the change."""
    wish = " ".join(name.split())
    if not wish or len(wish) > MOST_NAME:
        raise UserError(f"方案要有名称，最多 {MOST_NAME} 个字")
    columns = {key: list(fields) for key, fields in reading.columns.items() if fields}
    if not columns:
        raise UserError("还没有一列对应到字段，没有可以记下的方案", advice="请先对应字段")
    settings = {"headers": list(reading.headers)} | {key: value for key, value in reading.settings.items() if value}
    mark = fingerprint(reading.headers)
    title = f"保存导入方案“{wish}”"
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, title[:200], kind="setting")
        row = connection.execute(select(PROFILE).where(PROFILE.c.name == wish)).one_or_none()
        found = profile_of(row) if row is not None else None
        if found is not None and (is_deleted(found) or found.fingerprint != mark):
            raise UserError(f"已有名为“{wish}”的导入方案，是另一种表头的", advice="请换一个名称")
        if found is None:
            key = add(connection, recorder, wish, mark, columns, settings, used_at=clock.now())
        else:
            key = found.id
            kept = {name: found.settings[name] for name in ("sender",) if name in found.settings}
            write(connection, recorder, found, columns=columns, settings=kept | settings, active=True)
        recorder.close()
    return key, Change(recorder.id, title[:200], frozenset(), frozenset({"import_profile"}), "setting")
