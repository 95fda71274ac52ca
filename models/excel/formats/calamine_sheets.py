"""Sheets through python-calamine, joined with what the sheet's own XML or records tell."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from models.errors import UserError
from models.excel.book import Merge, Sheet, Value
from models.excel.formats import extent as extents
from models.excel.formats import zip_repair
from models.excel.formats.sheet_scan import SheetScan, column_index, row_widths, scan_sheet
from models.excel.formats.zip_parts import ZipParts
from models.excel.number_formats import cell_formats, date_styles, is_date_format, shown_text
from models.excel.row_source import rows_of
from models.excel.tables.sheet_numbers import as_plain_numbers
from models.excel.tables.sheet_words import add_warnings
from models.progress import Progress

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
MAX_SHEETS = 500
_WORTH_A_THREAD = 8 << 20
_TELL_S = 0.5


class DamagedContent(UserError):
    """The native reader refused the content; another way to read it may be tried."""


def open_calamine(name: str, content: bytes) -> CalamineWorkbook:
    """The reader's workbook; DamagedContent when it cannot make sense of the content."""
    reader: Any = CalamineWorkbook
    return _reading(name, lambda: reader.from_object(io.BytesIO(content)))


def _reading(name: str, read: Callable[[], Any]) -> Any:
    """Call the native reader; whatever it throws at a damaged file becomes a sentence."""
    try:
        return read()
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic inside the reader is not an Exception
        if type(error).__name__ == "PasswordError":
            raise UserError(
                "这个文件设了打开密码", where=name, advice="请输入密码，或另存一份无密码的再导入"
            ) from error
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise DamagedContent("文件内容已损坏，无法读取", where=name, advice=_SAVE_AS) from error
        raise


def read_package_sheets(name: str, content: bytes, parts: ZipParts, progress: Progress) -> list[Sheet]:
    """Sheets of an .xlsx or .xlsm; a package that the native reader refuses is put right and tried once more."""
    honest = zip_repair.honest_counts(parts)
    if honest is not None:
        content, parts = honest, ZipParts(name, honest)
    if zip_repair.twin_names(parts):
        return _read_repaired(name, parts, progress, cells=False)
    try:
        return _read_package(name, content, parts, progress)
    except DamagedContent as error:
        try:
            return _read_repaired(name, parts, progress, cells=True)
        except DamagedContent:
            raise error from None


def _read_repaired(name: str, parts: ZipParts, progress: Progress, *, cells: bool) -> list[Sheet]:
    content = zip_repair.repaired(parts, cells=cells)
    if content is None:
        raise DamagedContent("文件内容已损坏，无法读取", where=name, advice=_SAVE_AS)
    return _read_package(name, content, ZipParts(name, content), progress)


def _read_package(name: str, content: bytes, parts: ZipParts, progress: Progress) -> list[Sheet]:
    native = open_calamine(name, content)
    formats = cell_formats(parts.text("xl/styles.xml") or parts.text(_styles_part(parts)))
    where = {sheet.name: sheet.part for sheet in parts.sheet_parts()}
    listed = worksheets(native)
    sizes = [parts.size(where.get(title, "")) for title, _ in listed]
    total, done = sum(sizes) or 1, 0
    sheets: list[Sheet] = []
    for (title, visible), size in zip(listed, sizes, strict=True):
        part = progress.part(0.1 + 0.9 * done / total, 0.1 + 0.9 * (done + size) / total)
        part(0.0, f"正在读取工作表“{title}”")
        sheet, scan = _read_package_sheet(name, title, native, parts, where.get(title, ""), formats, part)
        sheet.visible = visible
        _add_scan(sheet, scan, formats)
        sheets.append(sheet)
        done += size
    return sheets


def _styles_part(parts: ZipParts) -> str:
    return next((part for kind, part in parts.relations(parts.workbook_part()).values() if kind == "styles"), "")


def _read_package_sheet(
    name: str, title: str, native: CalamineWorkbook, parts: ZipParts, part: str, formats: list[str], progress: Progress
) -> tuple[Sheet, SheetScan]:
    """Scan the XML, leave far-away cells out if they blow the sheet up, then read the values."""
    dates = date_styles(formats)
    chunks = parts.stream(part, progress=progress, text=f"正在解压并检查工作表“{title}”")
    if parts.size(part) > _WORTH_A_THREAD and _declares_sane_area(parts, part):
        with ThreadPoolExecutor(1) as pool:  # the native reader lets go of the interpreter while it parses
            finding = pool.submit(lambda: _reading(name, lambda: native.get_sheet_by_name(title)))
            scan = scan_sheet(chunks, dates)
            found = _awaited(finding, progress, title)
        if not scan.odd_dates:
            return sheet_of(name, title, found, exact=scan.has_booleans, warnings=[]), scan
    else:
        scan = scan_sheet(chunks, dates)
    warnings: list[str] = []
    if scan.rows * scan.columns > extents.MAX_AREA:
        reach = extents.measure(row_widths(parts.stream(part)))
        if reach.rows * reach.columns > extents.MAX_AREA:
            raise UserError(
                f"工作表“{title}”有 {reach.rows} 行 × {reach.columns} 列，超出能读取的范围",
                where=name,
                advice="请删去空白区域里的零散内容，或拆成几个文件后再导入",
            )
        if reach.cut_rows or reach.cut_cells:
            warnings.append(extents.cut_words(reach))
            native = open_calamine(name, parts.with_replaced(part, extents.trimmed(parts.stream(part), reach)))
    if scan.odd_dates:
        xml = as_plain_numbers(b"".join(parts.stream(part)), dates)
        native = open_calamine(name, parts.with_replaced(part, xml))
    progress(0.9, f"正在读取工作表“{title}”的内容")
    found = _reading(name, lambda: native.get_sheet_by_name(title))
    return sheet_of(name, title, found, exact=scan.has_booleans, warnings=warnings), scan


def _awaited(finding: Future[CalamineSheet], progress: Progress, title: str) -> CalamineSheet:
    """The sheet once the native reader has it, saying meanwhile that it is at work."""
    while not wait([finding], _TELL_S).done:
        progress(0.9, f"正在读取工作表“{title}”的内容")
    return finding.result()


def _declares_sane_area(parts: ZipParts, part: str) -> bool:
    """Whether the sheet says itself that it is not too large; only then is it read without being measured first."""
    head = next(iter(parts.stream(part)), b"")[:65536]
    declared = re.search(
        rb"""<(?:\w+:)?dimension\b[^<>]*\bref=["']\$?[A-Z]+\$?\d+:\$?([A-Z]{1,3})\$?(\d{1,7})["']""", head
    )
    return bool(declared) and 0 < (column_index(declared[1]) + 1) * int(declared[2]) <= extents.MAX_AREA


def read_plain_sheets(name: str, native: CalamineWorkbook, progress: Progress) -> list[Sheet]:
    """Sheets of which only values are known."""
    listed = worksheets(native)
    sheets: list[Sheet] = []
    for place, (title, visible) in enumerate(listed):
        progress(0.1 + 0.9 * place / len(listed), f"正在读取工作表“{title}”")
        found = _reading(name, lambda title=title: native.get_sheet_by_name(title))
        sheet = sheet_of(name, title, found, exact=True, warnings=[])
        sheet.visible = visible
        sheets.append(sheet)
    return sheets


def worksheets(native: CalamineWorkbook) -> list[tuple[str, bool]]:
    """(name, shown) of the sheets that hold cells."""
    return [
        (about.name, about.visible == SheetVisibleEnum.Visible)
        for about in native.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet
    ][:MAX_SHEETS]


def sheet_of(name: str, title: str, found: CalamineSheet, *, exact: bool, warnings: list[str]) -> Sheet:
    """A sheet from the native reader's; rows are taken over at once or streamed."""
    start, end = found.start, found.end
    if start is None or end is None:
        return Sheet(title, True, [], warnings=warnings)
    height, columns = end[0] + 1, end[1] + 1
    if height * columns > 2 * extents.MAX_AREA:
        raise UserError(f"工作表“{title}”有 {height} 行 × {columns} 列，超出能读取的范围", where=name, advice=_SAVE_AS)
    rows = _reading(name, lambda: rows_of(found.iter_rows, height=height, left=start[1], columns=columns, exact=exact))
    merged: list[Merge] = [(r1, c1, r2, c2) for (r1, c1), (r2, c2) in found.merged_cell_ranges or []]
    return Sheet(title, True, rows, merged, warnings=warnings)


def _add_scan(sheet: Sheet, scan: SheetScan, formats: Sequence[str]) -> None:
    sheet.hidden_rows, sheet.hidden_columns = scan.hidden_rows, scan.hidden_columns
    sheet.has_filter = scan.has_filter
    if scan.filtered:
        first, last = scan.filtered
        sheet.filtered_rows = {row for row in scan.hidden_rows if first <= row <= last}
    sheet.error_cells = scan.error_cells
    sheet.uncomputed_count, sheet.uncomputed_cells = scan.uncomputed_count, scan.uncomputed_cells
    sheet.long_numbers, sheet.odd_dates = scan.long_numbers, scan.odd_dates
    sheet.shown = shown_by(scan.styles, formats)
    add_warnings(sheet, errors=scan.error_count, long_numbers=scan.long_count, odd_dates=scan.odd_date_count)


def shown_by(styles: dict[tuple[int, int], int], formats: Sequence[str]) -> Callable[[int, int, Value], str]:
    """A cell's own format near the top of the sheet; below, the one usual in its column for that kind of value."""
    votes: dict[tuple[int, bool], Counter[str]] = {}
    for (_, column), style in styles.items():
        if style < len(formats) and formats[style]:
            votes.setdefault((column, is_date_format(formats[style])), Counter())[formats[style]] += 1
    usual = {key: counter.most_common(1)[0][0] for key, counter in votes.items()}

    def shown(row: int, column: int, value: Value) -> str:
        if isinstance(value, str):
            return value
        style = styles.get((row, column))
        if style is not None and style < len(formats):
            return shown_text(value, formats[style])
        return shown_text(value, usual.get((column, not isinstance(value, int | float)), ""))

    return shown
