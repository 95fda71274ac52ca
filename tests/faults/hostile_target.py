"""Opens a workbook inside the child for the hostile-file tests."""

from __future__ import annotations

from typing import Any

from models.excel.formats.opening import open_workbook
from models.excel.tables.layout import find_table
from models.progress import Progress


def serve(name: str, path: str, password: str | None = None, *, progress: Progress) -> list[dict[str, Any]]:
    """What each sheet holds, in a few figures."""
    found: list[dict[str, Any]] = []
    for sheet in open_workbook(path, password, progress).sheets:
        table = find_table(sheet.rows, sheet.merged)
        found.append(
            {
                "name": sheet.name,
                "rows": len(sheet.rows),
                "data": len(table.data_rows),
                "first": [sheet.display(0, column) for column in range(6)],
                "second": [sheet.display(1, column) for column in range(6)],
                "warnings": sheet.warnings,
                "hidden": (sorted(sheet.hidden_rows)[:9], sorted(sheet.hidden_columns)[:9]),
                "filter": sheet.has_filter,
                "uncomputed": sheet.uncomputed_count,
                "errors": sheet.error_cells,
            }
        )
    return found
