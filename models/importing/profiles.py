"""Remembered ways to read a layout: found by the fingerprint of the header, saved by themselves after an import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, insert, select, update

from models import clock
from models.errors import UserError
from models.schema import ImportProfile

if TYPE_CHECKING:
    from models.store import Ledger

_PROFILE: Table = ImportProfile.__table__  # type: ignore[assignment]

Known = dict[str, tuple[str, dict[str, list[str]]]]
"""Fingerprint to (name of the profile, header -> fields)."""


@dataclass(frozen=True)
class Profile:
    """One 方案 as a settings page lists it."""

    id: int
    name: str
    columns: dict[str, list[str]]
    active: bool


def known_profiles(connection: Connection) -> Known:
    """The active profiles by fingerprint, the last used first."""
    query = select(_PROFILE).where(_PROFILE.c.active).order_by(_PROFILE.c.used_at)
    return {row.fingerprint: (row.name, json.loads(row.columns)) for row in connection.execute(query)}


def profile_named(connection: Connection, name: str) -> dict[str, list[str]]:
    """Header -> fields of a profile; UserError when there is none of that name."""
    found = connection.execute(select(_PROFILE.c.columns).where(_PROFILE.c.name == name)).scalar()
    if found is None:
        names = connection.execute(select(_PROFILE.c.name).order_by(_PROFILE.c.name).limit(10)).scalars().all()
        raise UserError(
            f"没有名为“{name}”的导入方案", advice="现有：" + "、".join(names) if names else "先导入一次，方案会自动记下"
        )
    return json.loads(found)


def remember(
    connection: Connection, fingerprint: str, name: str, headers: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> None:
    """Save how a layout was read; layouts with two columns of one name are not remembered."""
    if len(set(headers)) != len(headers) or not any(columns.values()):
        return
    text = json.dumps({header: list(fields) for header, fields in columns.items()}, ensure_ascii=False)
    row = connection.execute(select(_PROFILE.c.id).where(_PROFILE.c.fingerprint == fingerprint)).scalar()
    values = {"columns": text, "used_at": clock.now()}
    if row is not None:
        connection.execute(update(_PROFILE).where(_PROFILE.c.id == row).values(**values))
        return
    taken = set(connection.execute(select(_PROFILE.c.name)).scalars())
    plain = (name or "导入方案")[:90]
    chosen = next(text for text in (plain, *(f"{plain}（{n}）" for n in range(2, 10_000))) if text not in taken)
    connection.execute(insert(_PROFILE).values(name=chosen, fingerprint=fingerprint, active=True, **values))


def list_profiles(ledger: Ledger) -> list[Profile]:
    """All profiles by name."""
    with ledger.reading() as connection:
        rows = connection.execute(select(_PROFILE).order_by(_PROFILE.c.name)).all()
    return [Profile(row.id, row.name, json.loads(row.columns), row.active) for row in rows]


def set_profile_active(ledger: Ledger, profile_id: int, active: bool) -> None:
    """Use a profile from now on, or no longer."""
    with ledger.writing() as connection:
        connection.execute(update(_PROFILE).where(_PROFILE.c.id == profile_id).values(active=active))
