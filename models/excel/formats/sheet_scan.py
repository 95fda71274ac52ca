"""One pass over a sheet's XML for what calamine does not tell: hidden, filters, errors, formulas, extent, styles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from models.errors import UserError
from models.excel.book import MAX_LISTED
from models.excel.formats.zip_parts import attributes
from models.excel.tables.sheet_numbers import odd_numbers
from models.late_regex import late_regex

_ROW_TAG = late_regex(rb"<(?:\w+:)?row\b[^<>]*>")
_ROW_NUMBER = late_regex(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*=\s*["'](\d{1,9})["']""")
_COL_TAG = late_regex(rb"<(?:\w+:)?col\b[^<>]*>")
_CELL_START = late_regex(rb"<(?:\w+:)?c(?=[\s/>])")
_REFERENCE = late_regex(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = late_regex(rb"""\bs\s*=\s*["'](\d{1,9})["']""")
_HIDDEN = late_regex(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_VALUE = late_regex(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
_ERROR_TYPE = late_regex(rb"""\bt\s*=\s*["']e["']""")
_FILTER = late_regex(rb"""<(?:\w+:)?autoFilter\b[^<>]*?\bref\s*=\s*["'][A-Z$]+\$?(\d{1,7})(?::[A-Z$]+\$?(\d{1,7}))?""")

STYLED_ROWS = 400
MAX_CELLS = 16_384
_STYLED_COLUMNS = 1024
_MAX_ROW_BYTES = 128 << 20


@dataclass
class SheetScan:
    """Counted from 0, like ``Sheet``. ``rows`` and ``columns`` bound the content from above."""

    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    has_filter: bool = False
    filtered: tuple[int, int] | None = None
    """first and last row that an active filter may hide"""
    error_cells: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    error_count: int = 0
    uncomputed_count: int = 0
    uncomputed_cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    long_count: int = 0
    long_numbers: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    odd_date_count: int = 0
    odd_dates: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    styles: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    has_booleans: bool = False
    rows: int = 0
    columns: int = 0


def scan_sheet(chunks: Iterable[bytes], date_styles: Collection[int] = ()) -> SheetScan:
    """Read the sheet's XML in pieces; cells are looked at one by one only in the first rows and where needed."""
    scan = SheetScan()
    last_row = -1
    for piece, is_tail in _whole_rows(chunks):
        if last_row < 0 and b"<col" in piece:
            _read_columns(piece, scan)
        if is_tail or b"</sheetData" in piece or b":sheetData" in piece:
            _read_filter(piece, scan)
        _take_odd_numbers(piece, date_styles, scan)
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


def _take_odd_numbers(piece: bytes, date_styles: Collection[int], scan: SheetScan) -> None:
    for odd in odd_numbers(piece, date_styles):
        outside = odd.is_date or not odd.is_finite
        listed = scan.odd_dates if outside else scan.long_numbers
        if outside:
            scan.odd_date_count += 1
        else:
            scan.long_count += 1
        if odd.row and len(listed) < MAX_LISTED:
            listed.append((int(odd.row) - 1, column_index(odd.letters)))


def _read_filter(piece: bytes, scan: SheetScan) -> None:
    """Whether the sheet has a filter, and which rows it may hide when it is set."""
    found = _FILTER.search(piece)
    if found is None:
        scan.has_filter = scan.has_filter or b"<autoFilter" in piece or b":autoFilter" in piece
        return
    scan.has_filter = True
    if b"filterColumn" in piece[found.end() :]:
        first = int(found[1])
        scan.filtered = (first, int(found[2]) - 1 if found[2] else first)


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
    for about, inner in cells_of(segment):
        reference = _REFERENCE.search(about)
        column = column_index(reference[1]) if reference else column + 1
        if inner:
            width = max(width, column + 1)
    return row, width


def cells_of(segment: bytes, most: int = 4 * MAX_CELLS) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of the first cells of one row; b'' as content of an empty cell. Linear in any nonsense."""
    parts = _CELL_START.split(segment, most)
    for part in parts[1 : most + 1]:
        about, _, inner = part.partition(b">")
        if about.endswith(b"/") or inner.startswith(b"</"):
            yield about, b""
        else:
            yield about, inner


def _whole_rows(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The XML cut after closing row tags, and whether a piece is the last."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        cut = chunk.rfind(b"row>")
        size += len(chunk)
        if cut < 0:
            waiting.append(chunk)
            if size > _MAX_ROW_BYTES:
                raise UserError("工作表里有一行异常庞大，没有读取", advice="请另存一份再导入，或索取原件")
            continue
        yield b"".join([*waiting, chunk[: cut + 4]]), False
        waiting = [chunk[cut + 4 :]]
        size = len(waiting[0])
    yield b"".join(waiting), True


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
                scan.hidden_rows.add(int(about) - 1 if about.isdecimal() and len(about) < 9 else row)
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
    for about, inner in cells_of(segment, 4 * MAX_CELLS if suspicious else _STYLED_COLUMNS):
        reference = _REFERENCE.search(about)
        column = column_index(reference[1]) if reference else column + 1
        if not inner:
            continue
        style = _STYLE.search(about)
        if style and row < STYLED_ROWS and column < _STYLED_COLUMNS:
            scan.styles[row, column] = int(style[1])
        if not suspicious:
            continue
        value = _VALUE.search(inner)
        if _ERROR_TYPE.search(about):
            scan.error_count += 1
            if len(scan.error_cells) < MAX_LISTED:
                text = value[1].decode("utf-8", "replace")[:20] if value else "#ERROR!"
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
            if first.isdecimal() and last.isdecimal() and 1 <= int(first[:9]) <= int(last[:9]) <= MAX_CELLS:
                scan.hidden_columns.update(range(int(first) - 1, int(last)))


def column_index(letters: bytes) -> int:
    """Number of a column from its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
