"""Open a workbook by what it contains, never by its name; to be called inside a child process."""

from __future__ import annotations

import io
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from models.excel.book import Row, Sheet, Workbook
from models.progress import Progress, silent


def open_workbook(path: Path | str, password: str | None = None, progress: Progress = silent) -> Workbook:
    """Read every sheet; UserError with one Chinese sentence when that is impossible."""
    path = Path(path)
    book = CalamineWorkbook.from_object(io.BytesIO(path.read_bytes()))
    sheets: list[Sheet] = []
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        rows: list[Row] = [
            [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
        ]
        merged = [(r1, c1, r2, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or []]
        sheets.append(Sheet(about.name, about.visible == SheetVisibleEnum.Visible, rows, merged))
    return Workbook(str(path), "xlsx", sheets)
