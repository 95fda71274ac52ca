"""Editing cells: typed, validated, recorded, in one transaction and one named step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.operations.change import Change

if TYPE_CHECKING:
    from models.store import Ledger


@dataclass(frozen=True)
class CellEdit:
    """A new value for one cell: text as typed, or a value already of the field's type; None clears it."""

    problem_id: int
    field: str
    value: Any


def edit_cells(ledger: Ledger, edits: Sequence[CellEdit], title: str = "") -> Change:
    """Write all edits or none; UserError names the first cell that cannot be written, and why."""
    raise NotImplementedError
