"""已删除: the problems that were taken out of the lists, with who did it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, func, or_, select

from models.queries.fields import PROBLEM
from models.schema import Actor, ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
MOST_LINES = 2_000


@dataclass(frozen=True)
class TrashLine:
    """A removed problem; ``title`` is the step that removed it, its reason included."""

    id: int
    ledger_number: str
    site_name: str
    place: str
    description: str
    at: datetime
    actor: str
    title: str


def trash_lines(ledger: Ledger, search: str = "", limit: int = MOST_LINES) -> tuple[list[TrashLine], int]:
    """The problems removed last, and how many there are in all; every word of ``search`` must occur in them."""
    where: list[ColumnElement[bool]] = [PROBLEM.c.removed_in.is_not(None)]
    searched = (PROBLEM.c.ledger_number, PROBLEM.c.site_name, PROBLEM.c.city, PROBLEM.c.county, PROBLEM.c.description,
                _SET.c.title)  # fmt: skip
    for word in search.split():
        where.append(or_(*(column.contains(word, autoescape=True) for column in searched)))
    joined = PROBLEM.join(_SET, _SET.c.id == PROBLEM.c.removed_in).join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id)
    columns = (
        PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.site_name, PROBLEM.c.city, PROBLEM.c.county,
        PROBLEM.c.description, _SET.c.at, _ACTOR.c.name, _SET.c.title,
    )  # fmt: skip
    with ledger.reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(joined).where(*where)).scalar_one())
        query = select(*columns).select_from(joined).where(*where).order_by(_SET.c.id.desc(), PROBLEM.c.id)
        rows = connection.execute(query.limit(limit)).all()
    lines = [
        TrashLine(
            row.id, row.ledger_number, row.site_name or "", " · ".join(part for part in (row.city, row.county) if part),
            row.description or "", row.at, row.name, row.title,
        )
        for row in rows
    ]  # fmt: skip
    return lines, total
