"""待核实: problems that a complete list no longer held, open or decided, for the page where they are looked into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Table, select

from models.queries.fields import PROBLEM
from models.schema import Actor, Campaign, ImportBatch, VanishedItem

if TYPE_CHECKING:
    from models.store import Ledger

OUTCOMES = ("部里销号", "合并", "划转", "漏列")
"""What a person may conclude about a problem that a list no longer holds."""
_ITEM: Table = VanishedItem.__table__  # type: ignore[assignment]
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class VanishedLine:
    """One entry; ``outcome`` is '' while nobody decided. ``batch_id`` is the import whose list lacked the problem."""

    id: int
    problem_id: int
    ledger_number: str
    number: str
    site_name: str
    place: str
    round: str
    status: str
    campaign: str
    batch_id: int
    batch_at: datetime
    outcome: str = ""
    basis: str = ""
    detail: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""


def open_vanished(ledger: Ledger) -> list[VanishedLine]:
    """The entries that wait for a person, the newest list first."""
    with ledger.reading() as connection:
        return vanished_lines(connection, _ITEM.c.outcome.is_(None))


def vanished_of_batch(ledger: Ledger, batch_id: int) -> list[VanishedLine]:
    """The entries that one import made, open and decided."""
    with ledger.reading() as connection:
        return vanished_lines(connection, _ITEM.c.batch_id == batch_id)


def vanished_of_problem(ledger: Ledger, problem_id: int) -> list[VanishedLine]:
    """All entries of one problem, as its history shows them."""
    with ledger.reading() as connection:
        return vanished_lines(connection, _ITEM.c.problem_id == problem_id)


def vanished_lines(connection: Connection, where: Any) -> list[VanishedLine]:
    """Entries that were not taken back, by a condition on them."""
    columns = [
        PROBLEM.c[name] for name in ("ledger_number", "number", "site_name", "city", "county", "round", "status")
    ]
    query: Select[Any] = (
        select(_ITEM, _BATCH.c.at.label("batch_at"), _CAMPAIGN.c.name.label("campaign"), _ACTOR.c.name.label("actor"),
               *columns)
        .join(PROBLEM, PROBLEM.c.id == _ITEM.c.problem_id)
        .join(_BATCH, _BATCH.c.id == _ITEM.c.batch_id)
        .join(_CAMPAIGN, _CAMPAIGN.c.id == PROBLEM.c.campaign_id)
        .outerjoin(_ACTOR, _ACTOR.c.id == _ITEM.c.actor_id)
        .where(_ITEM.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None), where)
        .order_by(_ITEM.c.batch_id.desc(), _ITEM.c.id)
    )  # fmt: skip
    return [
        VanishedLine(
            row.id, row.problem_id, row.ledger_number, row.number or "", row.site_name or "",
            " ".join(filter(None, (row.city, row.county))), row.round or "", row.status, row.campaign, row.batch_id,
            row.batch_at, row.outcome or "", row.basis or "", row.detail or "", row.decided_at, row.actor or "",
        )
        for row in connection.execute(query)
    ]  # fmt: skip
