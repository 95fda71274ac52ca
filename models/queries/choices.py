"""The words a drop-down offers: states with their colour and phase, and the categories in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Table, select

from models.schema import Campaign, Category, Status

if TYPE_CHECKING:
    from models.store import Ledger

_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CATEGORY: Table = Category.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class StatusLine:
    """A state of the ledger: ``tone`` is its colour by meaning, ``phase`` open, checking, closing, closed, …"""

    name: str
    phase: str
    tone: str
    counts_unrectified: bool


def statuses(ledger: Ledger) -> tuple[StatusLine, ...]:
    """The states in their order."""
    with ledger.reading() as connection:
        lines = connection.execute(select(_STATUS).order_by(_STATUS.c.position))
        return tuple(StatusLine(line.name, line.phase, line.tone, bool(line.counts_unrectified)) for line in lines)


def category_names(ledger: Ledger) -> tuple[str, ...]:
    """The categories in use, in their order."""
    with ledger.reading() as connection:
        lines = connection.execute(
            select(_CATEGORY.c.name).where(_CATEGORY.c.active).order_by(_CATEGORY.c.position, _CATEGORY.c.name)
        )
        return tuple(line.name for line in lines)


def campaign_names(ledger: Ledger) -> tuple[str, ...]:
    """All campaigns, open ones first, newest first."""
    order = (_CAMPAIGN.c.is_open.desc(), _CAMPAIGN.c.id.desc())
    with ledger.reading() as connection:
        return tuple(connection.execute(select(_CAMPAIGN.c.name).order_by(*order)).scalars())
