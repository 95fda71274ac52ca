"""Writes plain rows as a workbook: titles merged across, the header with its merges, the data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Header = Sequence[str | tuple[str, str]]


def save_book(
    path: Path, titles: Sequence[str], header: Header, rows: Sequence[Sequence[Any]], below: Sequence[str] = ()
) -> Path:
    """One sheet; a header cell (parent, child) takes two rows, its parent merged over its children."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    for title in titles:
        sheet.append([title])
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(header))
    _write_header(sheet, header, len(titles) + 1)
    for row in rows:
        sheet.append(list(row))
    for text in below:
        sheet.append([text])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _write_header(sheet: Worksheet, header: Header, top: int) -> None:
    tall = any(not isinstance(label, str) for label in header)
    before = ""
    start = 0
    for column, label in enumerate(header, 1):
        if isinstance(label, str):
            sheet.cell(top, column, label)
            if tall:
                sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
            before = ""
            continue
        parent, child = label
        if parent != before:
            sheet.cell(top, column, parent)
            before, start = parent, column
        sheet.cell(top + 1, column, child)
        following = header[column] if column < len(header) else ""
        if isinstance(following, str) or following[0] != parent:
            sheet.merge_cells(start_row=top, start_column=start, end_row=top, end_column=column)
