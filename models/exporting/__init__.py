"""OUT: the ledger as others need it: a formatted workbook of what is on screen, text for the clipboard."""

from models.exporting.clipboard_text import copy_table
from models.exporting.ledger_table import (
    ExportColumn,
    default_columns,
    export_columns,
    export_in_child,
    export_problems,
)

__all__ = [
    "ExportColumn",
    "copy_table",
    "default_columns",
    "export_columns",
    "export_in_child",
    "export_problems",
]
