"""备忘: what the clerk wants to remember about a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations.change import Change
from models.operations.dossier_steps import on_problem, on_row
from models.operations.dossier_values import NOTE, typed
from models.operations.rows import create_row, remove_rows, write_row_changes

if TYPE_CHECKING:
    from models.store import Ledger

_KEY = "note"


def add_note(ledger: Ledger, problem_id: int, text: str) -> Change:
    """Write a note under the name of who works here."""
    wanted = typed(NOTE, {"text": text})
    with on_problem(ledger, problem_id, _KEY) as step:
        recorder = step.record("添加备忘")
        row = wanted | {"problem_id": problem_id, "at": recorder.at, "actor_id": recorder.actor_id}
        create_row(step.connection, recorder, _KEY, row)
    return step.change


def edit_note(ledger: Ledger, note_id: int, text: str) -> Change:
    """Write a note anew; when and by whom it was first written stays, the history tells the rest."""
    wanted = typed(NOTE, {"text": text})
    with on_row(ledger, _KEY, note_id) as (step, row):
        if wanted["text"] != row["text"]:
            write_row_changes(step.connection, step.record("修改备忘"), _KEY, note_id, wanted)
    return step.change


def remove_note(ledger: Ledger, note_id: int) -> Change:
    """Take a note out."""
    with on_row(ledger, _KEY, note_id) as (step, _row):
        remove_rows(step.connection, step.record("删除备忘"), _KEY, [note_id])
    return step.change
