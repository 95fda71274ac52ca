"""Changing the remembered profiles: rename, copy, map anew, switch off, delete and bring back; all with history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models.errors import UserError
from models.importing.field_list import CAN_FEED
from models.importing.profiles.fit import header_keys
from models.importing.profiles.known import MOST_NAME, PROFILE, Profile, add, free_name, is_deleted, profile_of, write
from models.operations import Change
from models.operations.history import Recorder, open_change_set

if TYPE_CHECKING:
    from models.store import Ledger

_DELETED = "（已删除 {id}）"


def rename_profile(ledger: Ledger, profile_id: int, name: str) -> Change:
    """Give a profile another name; UserError when it is empty, too long or taken."""
    wish = " ".join(name.split())
    if not wish:
        raise UserError("方案要有名称")
    if len(wish) > MOST_NAME:
        raise UserError(f"方案的名称最多 {MOST_NAME} 个字")

    def work(connection: Connection, recorder: Recorder, profile: Profile) -> None:
        others = select(PROFILE.c.id).where(PROFILE.c.name == wish, PROFILE.c.id != profile.id)
        if connection.execute(others).first() is not None:
            raise UserError(f"已有名为“{wish}”的导入方案", advice="请换一个名称")
        write(connection, recorder, profile, name=wish)

    return _change(ledger, profile_id, "改名导入方案“{name}”为“" + wish.replace("{", "").replace("}", "") + "”", work)


def copy_profile(ledger: Ledger, profile_id: int) -> Change:
    """A second profile like the first, switched off until somebody makes it differ and switches it on."""

    def work(connection: Connection, recorder: Recorder, profile: Profile) -> None:
        name = free_name(connection, f"{profile.name[: MOST_NAME - 4]} 副本")
        add(connection, recorder, name, profile.fingerprint, profile.columns, profile.settings, active=False)

    return _change(ledger, profile_id, "复制导入方案“{name}”", work)


def edit_profile(
    ledger: Ledger, profile_id: int, columns: Mapping[str, Sequence[str]], settings: Mapping[str, Any] | None = None
) -> Change:
    """Say what the columns (by key) feed, and change some of the settings; UserError for an unknown column or field."""

    def work(connection: Connection, recorder: Recorder, profile: Profile) -> None:
        known = set(header_keys(profile.headers)) | set(profile.columns)
        strange = [key for key in columns if key not in known]
        wrong = [name for names in columns.values() for name in names if name not in CAN_FEED]
        if strange or wrong:
            raise UserError(f"方案里没有这一列或这个字段：{'、'.join([*strange, *wrong])}")
        kept = {key: list(fields) for key, fields in columns.items() if fields}
        if not kept:
            raise UserError("方案里至少要有一列对应到字段", advice="不想再用它时请停用或删除")
        wish = None if settings is None else {**profile.settings, **settings}
        write(connection, recorder, profile, columns=kept, settings=wish)

    return _change(ledger, profile_id, "修改导入方案“{name}”", work)


def set_profile_active(ledger: Ledger, profile_id: int, active: bool) -> Change:
    """Use a profile from now on, or no longer."""

    def work(connection: Connection, recorder: Recorder, profile: Profile) -> None:
        write(connection, recorder, profile, active=active)

    return _change(ledger, profile_id, ("启用" if active else "停用") + "导入方案“{name}”", work)


def delete_profile(ledger: Ledger, profile_id: int) -> Change:
    """Take a profile out of the list; ``restore_profile`` brings it back."""

    def work(connection: Connection, recorder: Recorder, profile: Profile) -> None:
        mark = _DELETED.format(id=profile.id)
        settings = {**profile.settings, "deleted": {"name": profile.name, "active": profile.active}}
        write(connection, recorder, profile, name=profile.name[:80] + mark, settings=settings, active=False)

    return _change(ledger, profile_id, "删除导入方案“{name}”", work)


def restore_profile(ledger: Ledger, profile_id: int) -> Change:
    """Bring a deleted profile back as it was; another name where its own was taken meanwhile."""

    def work(connection: Connection, recorder: Recorder, profile: Profile) -> None:
        before: dict[str, Any] = profile.settings["deleted"]
        settings = {key: value for key, value in profile.settings.items() if key != "deleted"}
        name = free_name(connection, str(before.get("name") or profile.name))
        write(connection, recorder, profile, name=name, settings=settings, active=bool(before.get("active", True)))

    return _change(ledger, profile_id, "恢复导入方案“{name}”", work, deleted=True)


def _change(
    ledger: Ledger, profile_id: int, title: str, work: Callable[[Connection, Recorder, Profile], None], *,
    deleted: bool = False,
) -> Change:  # fmt: skip
    with ledger.writing() as connection:
        row = connection.execute(select(PROFILE).where(PROFILE.c.id == profile_id)).one_or_none()
        profile = None if row is None else profile_of(row)
        if profile is None or is_deleted(profile) != deleted:
            raise UserError("这个导入方案已经不在了", advice="请刷新后再试")
        words = title.format(name=profile.settings["deleted"]["name"] if deleted else profile.name)[:200]
        recorder = open_change_set(connection, ledger.actor, words, kind="setting")
        work(connection, recorder, profile)
        recorder.close()
        return Change(recorder.id, words, frozenset(), frozenset({"import_profile"}), "setting")
