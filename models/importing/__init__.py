"""IN: read a workbook, map, clean, check, match, plan and write it into the ledger; nothing is written before write.

Names are imported when first used, so that asking for a dataclass does not load the database layer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.importing.ahead import ReadAhead
    from models.importing.report import ImportReport
    from models.importing.session import ImportSession, run_import
    from models.importing.views import (
        ColumnMatch,
        Constant,
        DatePattern,
        FileView,
        ImportOptions,
        ImportPlan,
        Issue,
        PlanRow,
        SheetView,
    )
    from models.importing.writing.batches import BatchLine, list_batches
    from models.importing.writing.settling import settle_held
    from models.importing.writing.undo import KeptRow, UndoPreview, UndoReport, undo_import, undo_preview

_HOMES = {
    "ReadAhead": "ahead",
    "BatchLine": "writing.batches",
    "list_batches": "writing.batches",
    "ImportReport": "report",
    "ImportSession": "session",
    "run_import": "session",
    "KeptRow": "writing.undo",
    "UndoPreview": "writing.undo",
    "UndoReport": "writing.undo",
    "undo_import": "writing.undo",
    "undo_preview": "writing.undo",
    "settle_held": "writing.settling",
    "ColumnMatch": "views",
    "Constant": "views",
    "DatePattern": "views",
    "FileView": "views",
    "ImportOptions": "views",
    "ImportPlan": "views",
    "Issue": "views",
    "PlanRow": "views",
    "SheetView": "views",
}

__all__ = [
    "BatchLine", "ColumnMatch", "Constant", "DatePattern", "FileView", "ImportOptions", "ImportPlan", "ImportReport",
    "ImportSession", "Issue", "KeptRow", "PlanRow", "ReadAhead", "SheetView", "UndoPreview", "UndoReport",
    "list_batches", "run_import", "settle_held", "undo_import", "undo_preview",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that owns ``name``."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    return getattr(import_module(f"models.importing.{home}"), name)
