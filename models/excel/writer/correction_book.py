"""Writes a correction workbook: a few rows in the layout of the list they come from, with what is wrong beside them.

Runs in a child process (``models.excel.process.child``); a new workbook is made, the list itself is never saved again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.excel.book import Value
from models.excel.process.child import Child
from models.late_regex import late_regex
from models.output_file import replacing
from models.progress import Progress, silent

RESULT_WIDTH = 34.0
_USUAL_WIDTH = 14.0
_FONT = "等线"
_LONGEST = 32_000
_LINE = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="E7EEF5")
_TONES = {
    "refused": PatternFill("solid", fgColor="F9D6D2"),
    "suspect": PatternFill("solid", fgColor="E5DDF3"),
    "warning": PatternFill("solid", fgColor="FDEFC3"),
}
_BAD_SHEET_NAME = late_regex(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class CorrectionRow:
    """``cells`` as they stand in the file; ``marks`` leads from a column (from 0) to what is wrong there."""

    result: str
    outcome: str
    cells: tuple[Value, ...]
    marks: dict[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True)
class CorrectionSheet:
    """``above`` are the rows from the top to the end of the header, which is rows ``header`` (from 1, inclusive)."""

    title: str
    result_heading: str
    above: tuple[tuple[Value, ...], ...]
    header: tuple[int, int]
    merges: tuple[tuple[int, int, int, int], ...]
    widths: dict[int, float]
    heights: dict[int, float]
    formats: dict[int, str]
    rows: tuple[CorrectionRow, ...]


def write_correction_book(
    path: Path | str, sheets: Sequence[CorrectionSheet], stamp: tuple[str, str, str, Sequence[str]],
    progress: Progress = silent,
) -> None:  # fmt: skip
    """Write the sheets; ``stamp`` is (property, its value, name of the hidden sheet, pieces of text on it)."""
    path = Path(path)
    with (
        replacing(path) as temporary,
        Child("models.excel.writer.correction_book:SERVED", memory_mb=1024, time_s=300, task="写更正表") as child,
    ):
        child.ask("write", str(temporary), tuple(sheets), (*stamp[:3], list(stamp[3])), progress=progress)


def sheet_titles(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """Names that Excel accepts, each once."""
    used = {name.lower() for name in taken}
    titles: list[str] = []
    for name in names:
        plain = _BAD_SHEET_NAME.sub("·", name).strip("' ") or "更正表"
        number, title = 1, plain[:31]
        while title.lower() in used:
            number += 1
            end = f"({number})"
            title = plain[: 31 - len(end)] + end
        used.add(title.lower())
        titles.append(title)
    return titles


def _write(
    path: str, sheets: Sequence[CorrectionSheet], stamp: tuple[str, str, str, Sequence[str]], *, progress: Progress
) -> int:
    book = Workbook()
    first: Any = book.active
    book.remove(first)
    for number, sheet in enumerate(sheets):
        progress(number / max(len(sheets), 1), f"正在写“{sheet.title}”")
        _fill(book.create_sheet(sheet.title), sheet)
    name, value, hidden, pieces = stamp
    meta = book.create_sheet(hidden)
    meta.sheet_state = "veryHidden"
    for number, piece in enumerate(pieces, 1):
        _put(meta.cell(number, 1), piece)
    whole: Any = book
    whole.custom_doc_props.append(StringProperty(name=name, value=value))
    book.active = 0
    book.save(path)
    return sum(len(sheet.rows) for sheet in sheets)


def _fill(target: Worksheet, sheet: CorrectionSheet) -> None:
    first, last = sheet.header
    width = max([len(row) for row in sheet.above] + [len(row.cells) for row in sheet.rows], default=1)
    target.column_dimensions["A"].width = RESULT_WIDTH
    for column in range(width):
        target.column_dimensions[get_column_letter(column + 2)].width = sheet.widths.get(column, _USUAL_WIDTH)
    for row, height in sheet.heights.items():
        target.row_dimensions[row + 1].height = height
    _fill_above(target, sheet)
    for number, row in enumerate(sheet.rows, start=last + 1):
        _fill_row(target, number, row, sheet.formats, width)
    target.freeze_panes = f"B{last + 1}"
    target.print_title_rows = f"{first}:{last}"
    target.page_setup.orientation = "landscape"
    target.page_setup.fitToHeight = 0
    properties: Any = target.sheet_properties.pageSetUpPr
    properties.fitToPage = True


def _fill_above(target: Worksheet, sheet: CorrectionSheet) -> None:
    first, last = sheet.header
    widened = {(r1, c1): c2 > c1 and c1 == 0 and r2 < first - 1 for r1, c1, r2, c2 in sheet.merges}
    for row, cells in enumerate(sheet.above):
        in_header = row >= first - 1
        for column, value in enumerate(cells):
            cell = target.cell(row + 1, column + (1 if widened.get((row, column)) else 2))
            if value is not None:
                _put(cell, value)
                if not in_header:
                    big = widened.get((row, column), False)
                    cell.font = Font(name=_FONT, size=14 if big else 10.5, bold=big)
                    cell.alignment = Alignment("center" if big else "left", "center", wrap_text=big or None)
        if in_header:
            for column in range(len(cells) + 1):
                _as_header(target.cell(row + 1, column + 1))
    result: Any = target.cell(first, 1)
    _put(result, sheet.result_heading)
    if last > first:
        target.merge_cells(start_row=first, end_row=last, start_column=1, end_column=1)
    for r1, c1, r2, c2 in sheet.merges:
        left = 1 if widened[r1, c1] else c1 + 2
        target.merge_cells(start_row=r1 + 1, end_row=r2 + 1, start_column=left, end_column=c2 + 2)


def _as_header(cell: Any) -> None:
    cell.font = Font(name=_FONT, size=10.5, bold=True)
    cell.alignment = Alignment("center", "center", wrap_text=True)
    cell.fill = _HEADER_FILL
    cell.border = _GRID


def _fill_row(target: Worksheet, number: int, row: CorrectionRow, formats: dict[int, str], width: int) -> None:
    tone = _TONES.get(row.outcome, _TONES["warning"])
    result: Any = target.cell(number, 1)
    _put(result, row.result)
    result.fill = tone
    for column in range(width + 1):
        cell: Any = target.cell(number, column + 1)
        cell.font = Font(name=_FONT, size=10.5)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.border = _GRID
        if column == 0:
            continue
        value = row.cells[column - 1] if column <= len(row.cells) else None
        text_like = isinstance(value, str) and _needs_text(value)
        if text_like:
            cell.number_format = "@"
        elif column - 1 in formats and not isinstance(value, str):
            cell.number_format = formats[column - 1]
        if value is not None:
            _put(cell, value)
        mark = row.marks.get(column - 1)
        if mark:
            cell.fill = tone
            cell.comment = Comment(_clean(mark)[:1_000], "整改台账", height=90, width=300)


def _needs_text(value: str) -> bool:
    """Whether Excel would make something else of it when a clerk goes into the cell."""
    return value.startswith(_LOOKS_LIKE_FORMULA) or value.strip().replace(".", "", 1).isdigit()


def _put(cell: Cell | Any, value: Value) -> None:
    """A text stays a text, whatever it looks like."""
    if not isinstance(value, str):
        cell.value = value
        return
    clean = _clean(value)
    cell.value = clean
    cell.data_type = "s"
    if clean.startswith(_LOOKS_LIKE_FORMULA):
        cell.quotePrefix = 1


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]


SERVED: dict[str, Callable[..., Any]] = {"write": _write}
"""What the child answers."""
