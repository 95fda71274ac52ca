"""What the frame around the pages shows of a ledger: campaigns, what can be undone, last backup, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.importing.batches import BatchLine
    from models.operations.undo import Step
    from models.queries.problems import ProblemQuery
    from models.store import Ledger


@dataclass(frozen=True)
class FrameFacts:
    """Read together after the ledger was opened and after every change."""

    campaigns: tuple[str, ...]
    undo: Step | None
    redo: Step | None
    imported: BatchLine | None
    """The latest import that can still be taken back."""
    last_backup: datetime | None
    waiting: int
    """Lines of 今日待办."""


def read_frame_facts(ledger: Ledger, query: ProblemQuery) -> FrameFacts:
    """Ask the ledger; runs in the reader's lane."""
    from models.importing.batches import last_undoable
    from models.operations.campaigns import list_campaigns
    from models.operations.undo import next_redo, next_undo
    from models.queries.figures import todo_lines

    return FrameFacts(
        campaigns=tuple(line.name for line in list_campaigns(ledger)),
        undo=next_undo(ledger),
        redo=next_redo(ledger),
        imported=last_undoable(ledger),
        last_backup=ledger.last_backup(),
        waiting=len(todo_lines(ledger, query)),
    )
