"""Writing: one function is one transaction, records its history and returns a Change."""

from models.operations.campaigns import CampaignLine, close_campaign, create_campaign, list_campaigns, reopen_campaign
from models.operations.change import Change, Kept
from models.operations.edit import CellEdit, edit_cells
from models.operations.status import move_status
from models.operations.trash import remove_problems, restore_problems
from models.operations.undo import Step, next_redo, next_undo, redo, undo, undo_last
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

__all__ = [
    "CampaignLine", "CellEdit", "Change", "Kept", "Step", "ViewLine", "close_campaign", "create_campaign",
    "delete_view", "edit_cells", "find_view", "list_campaigns", "list_views", "move_status", "next_redo", "next_undo",
    "opening_view", "redo", "remove_problems", "rename_view", "reopen_campaign", "restore_problems", "save_view",
    "set_opening_view", "undo", "undo_last",
]  # fmt: skip
