"""Taking a batch back: new rows out, changed fields back, whatever was touched since stays and is listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.operations import Change
    from models.store import Ledger


@dataclass(frozen=True)
class KeptRow:
    """A problem that the undo left as it is, and why."""

    ledger_number: str
    why: str


@dataclass
class UndoReport:
    """What an undo did; ``removed`` and ``restored`` count problems."""

    batch: int
    undo_batch: int
    removed: int
    restored: int
    kept: list[KeptRow] = field(default_factory=list)
    change: Change | None = None

    def to_json(self) -> dict[str, Any]:
        """The object that ``undo-import --json`` prints."""
        return {
            "batch": self.batch,
            "undo_batch": self.undo_batch,
            "removed": self.removed,
            "restored": self.restored,
            "kept": [{"ledger_number": row.ledger_number, "why": row.why} for row in self.kept],
        }


def undo_import(ledger: Ledger, batch_id: int | None = None, progress: Progress = silent) -> UndoReport:
    """Take back a batch (None: the latest one not taken back yet)."""
    raise NotImplementedError
