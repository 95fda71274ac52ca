"""Writing: one function is one transaction, records its history and returns a Change.

The names below are loaded when they are first asked for: a window that only shows a ledger need not load what judges
deadlines and places for an edit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.operations.campaigns import (
        CampaignLine,
        close_campaign,
        create_campaign,
        list_campaigns,
        reopen_campaign,
    )
    from models.operations.change import Change, Kept
    from models.operations.edit import CellEdit, edit_cells
    from models.operations.status import move_status
    from models.operations.trash import remove_problems, restore_problems
    from models.operations.undo import redo, undo_last
    from models.operations.views import (
        ViewLine,
        delete_view,
        find_view,
        list_views,
        opening_view,
        rename_view,
        save_view,
        set_opening_view,
    )
    from models.queries.undo_steps import Step, next_redo, next_undo

_HOMES: dict[str, tuple[str, ...]] = {
    "models.operations.campaigns": (
        "CampaignLine", "close_campaign", "create_campaign", "list_campaigns", "reopen_campaign",
    ),
    "models.operations.change": ("Change", "Kept"),
    "models.operations.edit": ("CellEdit", "edit_cells"),
    "models.operations.status": ("move_status",),
    "models.operations.trash": ("remove_problems", "restore_problems"),
    "models.operations.undo": ("redo", "undo_last"),
    "models.operations.views": (
        "ViewLine", "delete_view", "find_view", "list_views", "opening_view", "rename_view", "save_view",
        "set_opening_view",
    ),
    "models.queries.undo_steps": ("Step", "next_redo", "next_undo"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CampaignLine", "CellEdit", "Change", "Kept", "Step", "ViewLine", "close_campaign", "create_campaign",
    "delete_view", "edit_cells", "find_view", "list_campaigns", "list_views", "move_status", "next_redo", "next_undo",
    "opening_view", "redo", "remove_problems", "rename_view", "reopen_campaign", "restore_problems", "save_view",
    "set_opening_view", "undo_last",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(home), name)
    globals()[name] = found
    return found
