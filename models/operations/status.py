"""Moving the state of problems, as short as it can be asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.operations.change import Change
from models.operations.moving import move_problems

if TYPE_CHECKING:
    from models.store import Ledger


def move_status(ledger: Ledger, ids: Iterable[int], status: str, *, actor: str = "", reason: str = "") -> Change:
    """Move problems to a state; MoveRefused when one of them may not; ``actor`` is who decided."""
    return move_problems(ledger, ids, status, actor=actor, reason=reason).change
