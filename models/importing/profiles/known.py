"""Remembered ways to read a layout: found by the fingerprint of the header, saved by themselves after an import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, insert, select, update

from models import clock
from models.errors import UserError
from models.importing.profiles.fit import header_keys
from models.importing.profiles.key import fingerprint
from models.schema import ImportProfile

if TYPE_CHECKING:
    from models.operations.history import Recorder
    from models.store import Ledger

PROFILE: Table = ImportProfile.__table__  # type: ignore[assignment]
ENTITY = "import_profile"
MOST_NAME = 90

Known = list[dict[str, Any]]
"""Profiles as the child gets them: see ``fit.Spec``."""


@dataclass(frozen=True)
class Profile:
    """One 方案.

    ``columns`` leads from a column's key (``header_keys``) to the fields it feeds, columns that feed nothing are not
    in it; ``headers`` are all names in their order. ``settings`` may hold headers, sheet, how (header, as_text,
    hidden_rows, hidden_columns), ignored (keys), separators, policies, split, year and sender.
    """

    id: int
    name: str
    columns: dict[str, list[str]]
    active: bool
    fingerprint: str = ""
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    used_at: datetime | None = None

    @property
    def headers(self) -> list[str]:
        """All column names; of a profile of an older version only those that feed a field."""
        return list(self.settings.get("headers") or self.columns)

    @property
    def sender(self) -> str:
        """Words that a file must say of itself for the profile to be applied; '' for any file."""
        return str(self.settings.get("sender") or "")

    @property
    def mapped(self) -> int:
        """How many columns feed a field."""
        return sum(bool(fields) for fields in self.columns.values())

    def spec(self) -> dict[str, Any]:
        """As the child gets it."""
        used = self.used_at.date().isoformat() if self.used_at else ""
        return {
            "id": self.id, "name": self.name, "fingerprint": self.fingerprint, "headers": self.headers,
            "columns": self.columns, "settings": self.settings, "used": used,
        }  # fmt: skip


@dataclass(frozen=True)
class ToRemember:
    """What an import knows of a sheet's reading: everything but the profile's name is kept under its header."""

    headers: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    settings: Mapping[str, Any]
    """Without headers; empty values are left out."""
    profile_id: int | None = None
    """The profile that was applied."""
    corrected: bool = False
    """Whether a person changed something about it in this import."""


def known_profiles(connection: Connection) -> Known:
    """The active profiles for the child, the last used first."""
    query = select(PROFILE).where(PROFILE.c.active).order_by(PROFILE.c.used_at.desc(), PROFILE.c.id.desc())
    return [profile_of(row).spec() for row in connection.execute(query)]


def profile_named(connection: Connection, name: str) -> Profile:
    """A profile by its name, also one that is not active; UserError when there is none of that name."""
    row = connection.execute(select(PROFILE).where(PROFILE.c.name == name)).one_or_none()
    if row is None:
        query = select(PROFILE).order_by(PROFILE.c.name)
        names = [one.name for one in map(profile_of, connection.execute(query)) if not is_deleted(one)][:10]
        raise UserError(
            f"没有名为“{name}”的导入方案", advice="现有：" + "、".join(names) if names else "先导入一次，方案会自动记下"
        )
    return profile_of(row)


def remember(connection: Connection, recorder: Recorder, name: str, reading: ToRemember) -> str:
    """Save how a layout was read under the profile that was applied, else under a new one; returns its name or ''.

    A layout whose profile was switched off is remembered anew only where a person corrected something.
    """
    columns = {key: list(fields) for key, fields in reading.columns.items() if fields}
    if not columns:
        return ""
    mark = fingerprint(reading.headers)
    settings = {"headers": list(reading.headers)} | {key: value for key, value in reading.settings.items() if value}
    same = [
        profile_of(row) for row in connection.execute(select(PROFILE).where(PROFILE.c.fingerprint == mark).order_by(
            PROFILE.c.used_at.desc(), PROFILE.c.id.desc()))
    ]  # fmt: skip
    same = [one for one in same if not is_deleted(one)]
    applied = next((one for one in same if one.id == reading.profile_id), None)
    found = applied or next((one for one in same if one.active and not one.sender), None)
    if found is not None:
        kept = {key: found.settings[key] for key in ("sender",) if key in found.settings}
        write(connection, recorder, found, columns=columns, settings=kept | settings)
        connection.execute(update(PROFILE).where(PROFILE.c.id == found.id).values(used_at=clock.now()))
        return found.name
    if any(not one.active for one in same) and not reading.corrected:
        return ""
    chosen = free_name(connection, name or "导入方案")
    add(connection, recorder, chosen, mark, columns, settings, used_at=clock.now())
    return chosen


def list_profiles(ledger: Ledger) -> list[Profile]:
    """All profiles that are not deleted, by name."""
    with ledger.reading() as connection:
        found = [profile_of(row) for row in connection.execute(select(PROFILE).order_by(PROFILE.c.name))]
    return [one for one in found if not is_deleted(one)]


def profile_of(row: Any) -> Profile:
    """A row of the table as a profile; what an older or foreign program left unreadable counts as empty."""
    columns: dict[str, list[str]] = _object(row.columns)
    return Profile(
        row.id, row.name, columns, row.active, row.fingerprint, _object(row.settings), row.used_at
    )  # fmt: skip


def is_deleted(profile: Profile) -> bool:
    """Whether it was deleted; its row stays so that history can tell of it and it can be brought back."""
    return bool(profile.settings.get("deleted"))


def free_name(connection: Connection, wish: str) -> str:
    """The name wished for, or one with a number behind it where it is taken."""
    plain = " ".join(wish.split())[:MOST_NAME] or "导入方案"
    taken = set(connection.execute(select(PROFILE.c.name)).scalars())
    return next(text for text in (plain, *(f"{plain}（{n}）" for n in range(2, 10_000))) if text not in taken)


def add(
    connection: Connection, recorder: Recorder, name: str, mark: str, columns: Mapping[str, Sequence[str]],
    settings: Mapping[str, Any], *, used_at: datetime | None = None, active: bool = True,
) -> int:  # fmt: skip
    """Enter a profile, with history; returns its id."""
    values = {"name": name, "fingerprint": mark, "columns": _text(columns), "settings": _text(settings)}
    made: Any = connection.execute(insert(PROFILE).values(**values, active=active, used_at=used_at))
    key = int(made.inserted_primary_key[0])
    recorder.created([key], entity=ENTITY)
    recorder.changed_many([(key, name, None, value) for name, value in values.items()], entity=ENTITY)
    return key


def write(
    connection: Connection, recorder: Recorder, profile: Profile, *, name: str | None = None,
    columns: Mapping[str, Sequence[str]] | None = None, settings: Mapping[str, Any] | None = None,
    active: bool | None = None,
) -> None:  # fmt: skip
    """Change a profile, with history; what stays the same is not written."""
    old = {
        "name": profile.name, "columns": _text(profile.columns), "settings": _text(profile.settings),
        "active": profile.active,
    }  # fmt: skip
    wish = {
        "name": name, "columns": None if columns is None else _text(columns),
        "settings": None if settings is None else _text(settings), "active": active,
    }  # fmt: skip
    changed = {key: value for key, value in wish.items() if value is not None and value != old[key]}
    if changed:
        connection.execute(update(PROFILE).where(PROFILE.c.id == profile.id).values(**changed))
        rows = [(profile.id, key, old[key], value) for key, value in changed.items()]
        recorder.changed_many(rows, entity=ENTITY)


def keyed_columns(headers: Sequence[str], fields: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Column key to the fields it feeds, of columns given side by side; those that feed nothing are left out."""
    return {key: tuple(names) for key, names in zip(header_keys(headers), fields, strict=True) if names}


def _text(value: Mapping[str, Any]) -> str:
    """As JSON, in which a tuple is a list."""
    return json.dumps(dict(value), ensure_ascii=False)


def _object(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
