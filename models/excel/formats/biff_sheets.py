"""Sheets of an .xls or .et, of any version of Excel since 2."""

from __future__ import annotations

from models.excel.book import Sheet
from models.excel.formats.biff import BiffBook
from models.excel.formats.biff_sheet import format_texts, read_sheet
from models.excel.formats.calamine_sheets import shown_by
from models.excel.tables.sheet_words import add_warnings
from models.progress import Progress


def read_biff_sheets(book: BiffBook, progress: Progress) -> list[Sheet]:
    """The worksheets in the workbook's order, hidden ones included."""
    formats = format_texts(book)
    sheets: list[Sheet] = []
    for number, place in enumerate(book.sheets):
        part = progress.part(0.1 + 0.9 * number / len(book.sheets), 0.1 + 0.9 * (number + 1) / len(book.sheets))
        part(0.0, f"正在读取工作表“{place.name}”")
        found = read_sheet(book, place, part)
        sheet = Sheet(
            place.name, place.visible, found.rows, found.merged, found.hidden_rows, found.hidden_columns,
            has_filter=found.has_filter,
            filtered_rows=set(found.hidden_rows) if found.is_filtered else set(),
            error_cells=found.error_cells,
            uncomputed_count=found.uncomputed_count,
            uncomputed_cells=found.uncomputed_cells,
            long_numbers=found.long_numbers,
            odd_dates=found.odd_dates,
            shown=shown_by(found.styles, formats),
        )  # fmt: skip
        add_warnings(sheet, errors=found.error_count)
        sheets.append(sheet)
    return sheets
