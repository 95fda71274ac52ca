"""People with their unit and role, the roles there are, and the words offered as reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, func, select

from models.schema import Actor, ChangeSet, Reason, Role

if TYPE_CHECKING:
    from models.store import Ledger

_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_ROLE: Table = Role.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_REASON: Table = Reason.__table__  # type: ignore[assignment]

PURPOSES: dict[str, str] = {
    "return": "退回", "revoke": "撤销销号", "extend": "延期", "suspend": "暂停", "skip": "跳级", "step_down": "降级",
    "objection": "公示异议", "move": "状态流转",
}  # fmt: skip
"""What a reason is given for, in words."""


@dataclass(frozen=True)
class Person:
    """Somebody who acts; ``role`` is the one in force, ``own_role`` whether it was given to this person."""

    id: int
    name: str
    unit: str
    role: str
    own_role: bool
    steps: int = 0
    """Steps of history that name this person."""


@dataclass(frozen=True)
class RoleLine:
    """A role as the settings list it."""

    id: int
    name: str
    note: str
    is_default: bool
    active: bool
    people: int = 0


@dataclass(frozen=True)
class ReasonLine:
    """A reason that is offered; ``origin`` says where the words come from."""

    id: int
    purpose: str
    text: str
    origin: str
    active: bool


def people(ledger: Ledger) -> tuple[Person, ...]:
    """Everybody known, those who act most first."""
    with ledger.reading() as connection:
        steps: dict[int, int] = {
            line.actor_id: int(line.steps)
            for line in connection.execute(
                select(_SET.c.actor_id, func.count().label("steps")).group_by(_SET.c.actor_id)
            )
        }
        fallback = next((one.name for one in read_roles(connection) if one.is_default and one.active), "")
        found = [
            Person(row.id, row.name, row.unit or "", row.role or fallback, bool(row.role), steps.get(row.id, 0))
            for row in connection.execute(select(_ACTOR).order_by(_ACTOR.c.id))
        ]
    return tuple(sorted(found, key=lambda one: (-one.steps, one.id)))


def roles(ledger: Ledger, *, retired: bool = False) -> tuple[RoleLine, ...]:
    """The roles in their order; those no longer offered only where asked for."""
    with ledger.reading() as connection:
        return tuple(one for one in read_roles(connection) if one.active or retired)


def read_roles(connection: Connection) -> list[RoleLine]:
    """All roles with how many people were given each."""
    given: dict[str, int] = {
        line.role: int(line.people)
        for line in connection.execute(
            select(_ACTOR.c.role, func.count().label("people"))
            .where(_ACTOR.c.role.is_not(None))
            .group_by(_ACTOR.c.role)
        )
    }
    return [
        RoleLine(row.id, row.name, row.note or "", bool(row.is_default), bool(row.active), given.get(row.name, 0))
        for row in connection.execute(select(_ROLE).order_by(_ROLE.c.position, _ROLE.c.id))
    ]


def reasons(ledger: Ledger, purpose: str = "", *, retired: bool = False) -> tuple[ReasonLine, ...]:
    """The words offered for a purpose, or all; retired ones only where asked for."""
    query = select(_REASON).order_by(_REASON.c.purpose, _REASON.c.position, _REASON.c.id)
    if purpose:
        query = query.where(_REASON.c.purpose == purpose)
    if not retired:
        query = query.where(_REASON.c.active)
    with ledger.reading() as connection:
        return tuple(
            ReasonLine(row.id, row.purpose, row.text, row.origin or "", bool(row.active))
            for row in connection.execute(query)
        )
