"""What an .xlsb says of its sheets besides values: merges, hidden rows and columns, filters, errors, odd numbers."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.excel.book import MAX_LISTED, Sheet
from models.excel.day_numbers import in_calendar
from models.excel.formats import extent as extents
from models.excel.formats.biff_sheet import ERROR_TEXTS, unpacked
from models.excel.formats.calamine_sheets import DamagedContent, open_calamine, read_plain_sheets, shown_by
from models.excel.formats.zip_parts import ZipParts
from models.excel.number_formats import builtin_format, date_styles
from models.excel.tables.sheet_numbers import LONG
from models.excel.tables.sheet_words import add_warnings
from models.progress import Progress

_BUNDLE, _ROW, _COLUMN, _MERGE, _FILTER, _FILTER_COLUMN = 156, 0, 60, 176, 161, 163
_RK, _ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR = 2, 3, 5, 9, 11
_CELLS = frozenset(range(2, 12))
"""Cells with content: numbers, errors, booleans, texts, and formulas with each of these."""
_FORMAT, _XF, _XFS, _XFS_END = 44, 47, 617, 618
_STYLED_ROWS = 400
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 16_384


@dataclass
class BinSheet:
    """Counted from 0, like ``Sheet``; ``patches`` are places of the styles of dates outside the calendar."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    filter_rows: tuple[int, int] | None = None
    is_filtered: bool = False
    error_count: int = 0
    error_cells: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    long_numbers: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    odd_dates: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    styles: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    warnings: list[str] = field(default_factory=list[str])
    patches: list[int] = field(default_factory=list[int])
    widths: dict[int, int] = field(default_factory=dict[int, int])
    """row -> cells up to its last"""


def read_bin_sheets(name: str, content: bytes, parts: ZipParts, progress: Progress) -> list[Sheet]:
    """Sheets of an .xlsb: values by the native reader, the rest from the sheets' own records."""
    book = parts.workbook_part() if parts.has(parts.workbook_part()) else "xl/workbook.bin"
    targets = parts.relations(book)
    formats = _formats(parts.read(next((part for kind, part in targets.values() if kind == "styles"), "")))
    dates = date_styles(formats)
    found: dict[str, BinSheet] = {}
    changed: dict[str, bytes] = {}
    for title, relation in _bundle(parts.read(book)):
        progress(0.02, f"正在解压并检查工作表“{title}”")
        part = targets.get(relation, ("", ""))[1]
        body = b"".join(parts.stream(part))
        found[title] = scan_bin_sheet(body, dates)
        if found[title].patches:
            body = changed[part] = _without_styles(body, found[title].patches, _plain_style(formats, dates))
        reach = extents.measure(list(found[title].widths.items()))
        if reach.cut_rows or reach.cut_cells:
            found[title].warnings.append(extents.cut_words(reach))
            changed[part] = _trimmed(body, reach)
    if changed:
        content = parts.with_parts(changed)
    sheets = read_plain_sheets(name, open_calamine(name, content), progress)
    for sheet in sheets:
        if sheet.name in found:
            _add(sheet, found[sheet.name], formats)
    return sheets


def _add(sheet: Sheet, about: BinSheet, formats: list[str]) -> None:
    sheet.merged = about.merged
    sheet.hidden_rows, sheet.hidden_columns = about.hidden_rows, about.hidden_columns
    sheet.has_filter = about.filter_rows is not None
    if about.filter_rows and about.is_filtered:
        first, last = about.filter_rows
        sheet.filtered_rows = {row for row in about.hidden_rows if first < row <= last}
    sheet.error_cells, sheet.long_numbers = about.error_cells, about.long_numbers
    sheet.odd_dates = about.odd_dates
    sheet.warnings += about.warnings
    sheet.shown = shown_by(about.styles, formats)
    add_warnings(sheet, errors=about.error_count)


def scan_bin_sheet(body: bytes, dates: set[int]) -> BinSheet:
    """One pass over the records of a sheet."""
    sheet = BinSheet()
    row = 0
    for kind, start, size in _records(body):
        if kind in _CELLS and size >= 4:
            column = int.from_bytes(body[start : start + 4], "little")
            if column < _MOST_COLUMNS and row < _MOST_ROWS:
                sheet.widths[row] = max(sheet.widths.get(row, 0), column + 1)
        if kind == _ROW and size >= 12:
            row = int.from_bytes(body[start : start + 4], "little")
            if body[start + 11] & 0x10:
                sheet.hidden_rows.add(row)
        elif kind in (_RK, _REAL, _FORMULA_NUMBER) and size >= 12:
            _take_number(sheet, body, kind, start, row, dates)
        elif kind in (_ERROR, _FORMULA_ERROR) and size >= 9:
            sheet.error_count += 1
            if len(sheet.error_cells) < MAX_LISTED:
                column = int.from_bytes(body[start : start + 4], "little")
                sheet.error_cells.append((row, column, ERROR_TEXTS.get(body[start + 8], "#ERROR!")))
        elif kind == _COLUMN and size >= 18:
            first, last = struct.unpack_from("<II", body, start)
            if body[start + 16] & 1:
                sheet.hidden_columns.update(range(first, min(last, _MOST_COLUMNS - 1) + 1))
        elif kind == _MERGE and size >= 16:
            r1, r2, c1, c2 = struct.unpack_from("<4I", body, start)
            if r1 <= r2 and c1 <= c2 < _MOST_COLUMNS and r2 < _MOST_ROWS:
                sheet.merged.append((r1, c1, r2, c2))
        elif kind == _FILTER and size >= 8:
            sheet.filter_rows = struct.unpack_from("<II", body, start)
        elif kind == _FILTER_COLUMN:
            sheet.is_filtered = True
    return sheet


def _take_number(sheet: BinSheet, body: bytes, kind: int, start: int, row: int, dates: set[int]) -> None:
    column = int.from_bytes(body[start : start + 4], "little")
    style = int.from_bytes(body[start + 4 : start + 7], "little")
    if row < _STYLED_ROWS:
        sheet.styles[row, column] = style
    if kind == _RK:
        value = unpacked(int.from_bytes(body[start + 8 : start + 12], "little"))
    else:
        value = struct.unpack_from("<d", body, start + 8)[0] if start + 16 <= len(body) else 0.0
    if style in dates:
        if not in_calendar(value):
            sheet.odd_dates.append((row, column))
            sheet.patches.append(start + 4)
    elif math.isfinite(value) and LONG <= abs(value) < 1e21 and value == int(value):
        sheet.long_numbers.append((row, column))


def _without_styles(body: bytes, places: list[int], style: int) -> bytes:
    """The same records with another style in some cells; the native reader aborts at absurd dates."""
    changed = bytearray(body)
    for place in places:
        changed[place : place + 3] = style.to_bytes(3, "little")
    return bytes(changed)


def _trimmed(body: bytes, reach: extents.Extent) -> bytes:
    """The records without the cells outside the extent."""
    parts: list[bytes] = []
    row = done = 0
    for kind, start, size in _records(body):
        if kind == _ROW and size >= 4:
            row = int.from_bytes(body[start : start + 4], "little")
        if kind in _CELLS and size >= 4:
            column = int.from_bytes(body[start : start + 4], "little")
            if row >= reach.rows or column >= reach.columns:
                done = start + size
                continue
        parts.append(body[done : start + size])
        done = start + size
    return b"".join([*parts, body[done:]])


def _plain_style(formats: list[str], dates: set[int]) -> int:
    plain = next((number for number in range(len(formats)) if number not in dates), None)
    if plain is None:
        raise DamagedContent("文件里的日期超出日历，无法读取", advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")
    return plain


def _records(body: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, place of the data, its size) of each record; kinds and sizes are written in groups of seven bits."""
    place, end = 0, len(body)
    while place < end:
        kind = body[place]
        place += 1
        if kind & 0x80 and place < end:
            kind = kind & 0x7F | (body[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while place < end and shift < 28:
            byte = body[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if place + size > end:
            return
        yield kind, place, size
        place += size


def _bundle(workbook: bytes) -> Iterator[tuple[str, str]]:
    """(name, relation) of each sheet."""
    for kind, start, size in _records(workbook):
        if kind == _BUNDLE:
            relation, place = _wide(workbook, start + 8, start + size)
            yield _wide(workbook, place, start + size)[0], relation


def _wide(body: bytes, place: int, end: int) -> tuple[str, int]:
    length = int.from_bytes(body[place : place + 4], "little")
    stop = min(place + 4 + 2 * length, end)
    return body[place + 4 : stop].decode("utf-16-le", "replace"), stop


def _formats(styles: bytes) -> list[str]:
    """The number format of each cell style."""
    own: dict[int, str] = {}
    formats: list[str] = []
    inside = False
    for kind, start, size in _records(styles):
        if kind == _FORMAT and size >= 6:
            own[int.from_bytes(styles[start : start + 2], "little")] = _wide(styles, start + 2, start + size)[0]
        elif kind in (_XFS, _XFS_END):
            inside = kind == _XFS
        elif kind == _XF and inside and size >= 4:
            number = int.from_bytes(styles[start + 2 : start + 4], "little")
            formats.append(own.get(number) or builtin_format(number))
    return formats
