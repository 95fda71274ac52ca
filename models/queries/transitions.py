"""Reading 状态与流转 as the ledger holds it: the matrix of moves, and the role of a person."""

from __future__ import annotations

import json

from sqlalchemy import Connection, Table, select

from models.rules.transitions import FieldRule, Matrix, Step
from models.schema import Actor, Role, Status, StatusField, StatusMove

_STATUS: Table = Status.__table__  # type: ignore[assignment]
_MOVE: Table = StatusMove.__table__  # type: ignore[assignment]
_FIELD: Table = StatusField.__table__  # type: ignore[assignment]
_ROLE: Table = Role.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]


def read_matrix(connection: Connection) -> Matrix:
    """The states, the allowed moves and the fields of states that are in force."""
    states = connection.execute(
        select(_STATUS.c.name, _STATUS.c.phase, _STATUS.c.active).order_by(_STATUS.c.position, _STATUS.c.id)
    ).all()
    moves = connection.execute(select(_MOVE).where(_MOVE.c.active).order_by(_MOVE.c.id))
    fields = connection.execute(select(_FIELD).where(_FIELD.c.active).order_by(_FIELD.c.id))
    return Matrix(
        phases={line.name: line.phase for line in states},
        offered=tuple(line.name for line in states if line.active),
        steps=tuple(
            Step(
                line.from_status, line.to_status, names_of(line.roles), names_of(line.categories),
                tuple(json.loads(line.required or "[]")), bool(line.needs_reason), line.gate or "",
            )
            for line in moves
        ),
        fields=tuple(FieldRule(line.status, line.field, line.mode, names_of(line.categories)) for line in fields),
    )  # fmt: skip


def names_of(text: str | None) -> frozenset[str]:
    """The names in a JSON list of the ledger."""
    return frozenset(json.loads(text or "[]"))


def role_of(connection: Connection, person: str) -> str:
    """The role of a person: the one given to the name, else the default role; empty where there are no roles."""
    given = connection.execute(select(_ACTOR.c.role).where(_ACTOR.c.name == person.strip())).scalar()
    return str(given) if given else default_role(connection)


def default_role(connection: Connection) -> str:
    """The role of a person who was given none."""
    order = (_ROLE.c.is_default.desc(), _ROLE.c.position, _ROLE.c.id)
    found = connection.execute(select(_ROLE.c.name).where(_ROLE.c.active).order_by(*order).limit(1)).scalar()
    return str(found or "")
