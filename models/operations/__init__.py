"""Writing: one function is one transaction, records its history and returns a Change."""

from models.operations.change import Change, Kept
from models.operations.edit import CellEdit, edit_cells

__all__ = ["CellEdit", "Change", "Kept", "edit_cells"]
