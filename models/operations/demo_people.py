"""People of a demo ledger with their units and roles, one of whom may decide what others may not."""

from __future__ import annotations

from sqlalchemy import Connection, Table, update

from models.operations.history import actor_id_of
from models.schema import Actor

_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_PEOPLE: tuple[tuple[str, str, str | None], ...] = (
    ("王敏", "省生态环境保护督察办公室", None),
    ("李志强", "省生态环境厅大气环境处", "核查人员"),
    ("孙晓东", "省生态环境保护督察办公室", "审核人"),
    ("赵文斌", "省生态环境厅", "负责人"),
)
"""Name, unit and role (none: the default one)."""


def write_people(connection: Connection) -> None:
    """Give those who act in the demo, and their chief, units and roles."""
    for name, unit, role in _PEOPLE:
        key = actor_id_of(connection, name)
        connection.execute(update(_ACTOR).where(_ACTOR.c.id == key).values(unit=unit, role=role))
