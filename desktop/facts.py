"""What the frame around the pages shows of a ledger: campaigns, what can be undone, last backup, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from models.progress import Progress

if TYPE_CHECKING:
    from models.queries.problems import ProblemQuery
    from models.queries.undo_steps import Step
    from models.store import Ledger


@dataclass(frozen=True)
class FrameFacts:
    """Read together after the ledger was opened and after every change."""

    campaigns: tuple[str, ...]
    undo: Step | None
    redo: Step | None
    imported: int | None
    """The latest import that can still be taken back."""
    last_backup: datetime | None
    waiting: int
    """Lines of 今日待办."""


def read_frame_facts(ledger: Ledger, query: ProblemQuery, progress: Progress) -> FrameFacts:
    """Ask the ledger; runs in the reader's lane and stops between two questions when it is no longer wanted."""
    from models.queries.choices import campaign_names
    from models.queries.todo import todo_lines
    from models.queries.undo_steps import last_import, next_redo, next_undo

    progress()
    waiting = len(todo_lines(ledger, query))
    progress()
    imported, backup = last_import(ledger), ledger.last_backup()
    progress()
    campaigns = campaign_names(ledger)
    return FrameFacts(campaigns, next_undo(ledger), next_redo(ledger), imported, backup, waiting)
