"""One pass over a sheet's XML for what calamine does not tell: hidden, filters, errors, formulas, extent, styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from models.excel.zip_parts import attributes

_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["']""")
_COL_TAG = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.S)
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")

STYLED_ROWS = 400
MAX_LISTED = 2000


@dataclass
class SheetScan:
    """Counted from 0, like ``Sheet``. ``rows`` and ``columns`` bound the content from above."""

    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    has_filter: bool = False
    error_cells: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    error_count: int = 0
    uncomputed_count: int = 0
    uncomputed_cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    styles: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    has_booleans: bool = False
    rows: int = 0
    columns: int = 0


def scan_sheet(chunks: Iterable[bytes]) -> SheetScan:
    """Read the sheet's XML in pieces; cells are looked at one by one only in the first rows and where needed."""
    scan = SheetScan()
    last_row = -1
    for piece, is_tail in _whole_rows(chunks):
        if last_row < 0 and b"<col" in piece:
            _read_columns(piece, scan)
        if is_tail or b"</sheetData" in piece:
            scan.has_filter = scan.has_filter or b"<autoFilter" in piece or b":autoFilter" in piece
        suspicious = b'"e"' in piece or b"'e'" in piece or b"f>" in piece or b"<f " in piece
        hidden = b"hidden" in piece
        if not scan.has_booleans and b't="b"' in piece:
            scan.has_booleans = True
        plain = b'<c r="' in piece and b"<row r=" in piece
        if last_row >= STYLED_ROWS and plain and not suspicious and not hidden:
            last_row = _bound_piece(piece, scan, last_row)
            continue
        for segment in piece.split(b"row>"):
            last_row = _scan_row(segment, last_row, scan, suspicious, hidden)
    return scan


def _bound_piece(piece: bytes, scan: SheetScan, last_row: int) -> int:
    """Take up only how far the rows of a plain piece reach; the last cell's letters and a digit are enough."""
    seen: set[bytes] = set()
    for segment in piece.split(b"</row>"):
        place = segment.rfind(b'<c r="')
        seen.add(segment[place + 6 : place + 9])
    letters = {text.rstrip(b"0123456789") for text in seen}
    scan.columns = max([scan.columns, *(column_index(text) + 1 for text in letters if text.isalpha())])
    number = _ROW_NUMBER.search(piece, piece.rfind(b"<row r="))
    last_row = max(last_row, int(number[1]) - 1) if number else last_row + 1
    scan.rows = max(scan.rows, last_row + 1)
    return last_row


def row_widths(chunks: Iterable[bytes]) -> list[tuple[int, int]]:
    """(row, cells up to the last with content) of every row that has content."""
    widths: list[tuple[int, int]] = []
    row = -1
    for piece, _ in _whole_rows(chunks):
        for segment in piece.split(b"row>"):
            row, width = _row_width(segment, row)
            if width:
                widths.append((row, width))
    return widths


def _row_width(segment: bytes, last_row: int) -> tuple[int, int]:
    number = _ROW_NUMBER.search(segment)
    row = int(number[1]) - 1 if number else last_row + (b"row" in segment)
    width, column = 0, -1
    for match in _CELL.finditer(segment):
        reference = _REFERENCE.search(match[1])
        column = column_index(reference[1]) if reference else column + 1
        if match[2]:
            width = max(width, column + 1)
    return row, width


def _whole_rows(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The XML cut after closing row tags, and whether a piece is the last."""
    rest = b""
    for chunk in chunks:
        joined = rest + chunk
        cut = joined.rfind(b"row>")
        if cut < 0:
            rest = joined
            continue
        yield joined[: cut + 4], False
        rest = joined[cut + 4 :]
    yield rest, True


def _scan_row(segment: bytes, last_row: int, scan: SheetScan, suspicious: bool, hidden: bool) -> int:
    """Take up one row (a segment that ends where its closing tag began); returns its number."""
    start = segment.rfind(b"row ", 0, 4096 if len(segment) > 4096 else len(segment))
    if start < 0:
        start = segment.find(b"row ")
    if start < 0:
        if b"c>" not in segment:
            return last_row
        start = 0
    number = _ROW_NUMBER.search(segment, max(start - 12, 0), start + 400)
    row = int(number[1]) - 1 if number else last_row + 1
    if hidden:
        for tag in _ROW_TAG.findall(segment):
            if _HIDDEN.search(tag):
                about = attributes(tag).get("r", "")
                scan.hidden_rows.add(int(about) - 1 if about.isdigit() else row)
    cell = segment.rfind(b"<c ")
    reference = _REFERENCE.search(segment, cell, cell + 80) if cell >= 0 else None
    width = column_index(reference[1]) + 1 if reference else segment.count(b"<c") + segment.count(b":c ")
    scan.columns, scan.rows = max(scan.columns, width), max(scan.rows, row + 1)
    if row < STYLED_ROWS or suspicious:
        _scan_cells(segment, row, scan, suspicious)
    return row


def _scan_cells(segment: bytes, row: int, scan: SheetScan, suspicious: bool) -> None:
    if row >= STYLED_ROWS and not (b'"e"' in segment or b"'e'" in segment or b"f>" in segment or b"<f " in segment):
        return
    column = -1
    for match in _CELL.finditer(segment):
        about, inner = match[1], match[2]
        reference = _REFERENCE.search(about)
        column = column_index(reference[1]) if reference else column + 1
        if inner is None:
            continue
        style = _STYLE.search(about)
        if style and row < STYLED_ROWS and column < 1024:
            scan.styles[row, column] = int(style[1])
        if not suspicious:
            continue
        value = _VALUE.search(inner)
        if _ERROR_TYPE.search(about):
            scan.error_count += 1
            if len(scan.error_cells) < MAX_LISTED:
                text = value[1].decode("utf-8", "replace") if value else "#ERROR!"
                scan.error_cells.append((row, column, text))
        elif (b"<f" in inner or b":f" in inner) and (value is None or not value[1]) and b"<is>" not in inner:
            scan.uncomputed_count += 1
            if len(scan.uncomputed_cells) < MAX_LISTED:
                scan.uncomputed_cells.append((row, column))


def _read_columns(piece: bytes, scan: SheetScan) -> None:
    head = piece[: max(piece.find(b"sheetData"), 0)]
    for tag in _COL_TAG.findall(head):
        if _HIDDEN.search(tag):
            about = attributes(tag)
            first, last = about.get("min", ""), about.get("max", "")
            if first.isdigit() and last.isdigit() and int(last) <= 16384:
                scan.hidden_columns.update(range(int(first) - 1, int(last)))


def column_index(letters: bytes) -> int:
    """Number of a column from its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
