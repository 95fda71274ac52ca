"""The list of imports that were done, for the history page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.store import Ledger


@dataclass(frozen=True)
class BatchLine:
    """One import or undo; ``report`` is the object of ``import --json`` (or ``undo-import --json``)."""

    id: int
    kind: str
    at: datetime
    actor: str
    campaign: str
    files: tuple[str, ...]
    scope: str
    new: int
    changed: int
    unchanged: int
    suspect: int
    refused: int
    vanished: int
    undone_by: int | None
    undoes: int | None
    can_undo: bool
    report: dict[str, Any]


def list_batches(ledger: Ledger) -> list[BatchLine]:
    """All batches, newest first."""
    raise NotImplementedError
