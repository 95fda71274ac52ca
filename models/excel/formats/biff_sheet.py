"""One sheet of an .xls from its records: values, merges, what is hidden, error cells, formulas never computed."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from models.errors import UserError
from models.excel.book import MAX_LISTED, Merge, Row, Value
from models.excel.day_numbers import day_value, in_calendar
from models.excel.formats.biff import CONTINUE, BiffBook, BiffPlace, StreamEndsEarly, records
from models.excel.formats.biff_text import long_text
from models.excel.number_formats import builtin_format, is_date_format, is_duration_format
from models.progress import Progress, silent

MAX_COLUMNS = 256
STYLED_ROWS = 400
_TELL_EVERY = 50_000

ERROR_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_NUMBERS, _BOOLERRS, _FORMULAS = (0x003, 0x203), (0x005, 0x205), (0x006, 0x206, 0x406)
_STRINGS, _LABELS, _ROWS = (0x007, 0x207), (0x004, 0x204), (0x008, 0x208)
_INTEGER, _RK, _MULRK, _LABELSST, _RSTRING = 0x002, 0x27E, 0xBD, 0xFD, 0xD6
_MERGED, _COLINFO, _COLWIDTH, _FILTERMODE, _FILTERINFO = 0xE5, 0x7D, 0x24, 0x9B, 0x9D


@dataclass
class BiffSheet:
    """Counted from 0, like ``Sheet``; ``styles`` maps (row, column) near the top to a cell style."""

    rows: list[Row] = field(default_factory=list[Row])
    merged: list[Merge] = field(default_factory=list[Merge])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    has_filter: bool = False
    is_filtered: bool = False
    styles: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    error_cells: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    error_count: int = 0
    uncomputed_cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    uncomputed_count: int = 0
    odd_dates: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    long_numbers: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    columns: int = 0


def format_texts(book: BiffBook) -> list[str]:
    """The number format of each cell style."""
    return [book.custom.get(number) or (builtin_format(number) if book.version >= 5 else "") for number in book.formats]


def read_sheet(book: BiffBook, place: BiffPlace, progress: Progress = silent) -> BiffSheet:
    """Every cell of a sheet; records that are cut short or nonsense are passed over."""
    reader = _Reader(book)
    try:
        for number, (kind, data) in enumerate(records(book.stream, place.place, whole=True), start=1):
            try:
                reader.take(kind, data)
            except (struct.error, IndexError):
                continue
            if number % _TELL_EVERY == 0:
                progress(None, f"正在读取工作表“{place.name}”第 {len(reader.sheet.rows)} 行")
    except StreamEndsEarly:
        raise UserError(f"工作表“{place.name}”不完整，文件可能没有传完", advice="请重新传送或索取原件") from None
    reader.finish()
    return reader.sheet


class _Reader:
    """Takes records in order; the text of a formula comes in a record of its own behind it."""

    def __init__(self, book: BiffBook) -> None:
        self.sheet = BiffSheet()
        self._book = book
        formats = format_texts(book)
        self._dates = [is_date_format(text) for text in formats]
        self._durations = [is_duration_format(text) for text in formats]
        self._awaiting: tuple[int, int] | None = None
        self._string: list[bytes] = []
        self._texts: dict[bytes, str] = {}

    def take(self, kind: int, data: bytes) -> None:
        """One record."""
        if self._string and kind != CONTINUE:
            self._take_string()
        if kind == _LABELSST:
            row, column, style, number = struct.unpack_from("<HHHI", data)
            texts = self._book.texts
            self._put(row, column, style, texts[number] if number < len(texts) else None)
        elif kind == _RK:
            row, column, style, packed = struct.unpack_from("<HHHI", data)
            self._put(row, column, style, self._number(row, column, style, unpacked(packed)))
        elif kind in _NUMBERS:
            row, column, style = self._cell(kind == 0x003, data)
            value: float = struct.unpack_from("<d", data, 7 if kind == 0x003 else 6)[0]
            self._put(row, column, style, self._number(row, column, style, value))
        elif kind == _MULRK:
            row, first = struct.unpack_from("<2H", data)
            for step in range((len(data) - 6) // 6):
                style, packed = struct.unpack_from("<HI", data, 4 + 6 * step)
                self._put(row, first + step, style, self._number(row, first + step, style, unpacked(packed)))
        elif kind in _LABELS or kind == _RSTRING:
            row, column, style = self._cell(kind == 0x004, data)
            self._put(row, column, style, self._label(kind, data))
        elif kind in _FORMULAS:
            self._formula(kind, data)
        elif kind in _BOOLERRS:
            row, column, style = self._cell(kind == 0x005, data)
            value, is_error = data[7:9] if kind == 0x005 else data[6:8]
            self._put(row, column, style, self._error(row, column, value) if is_error else bool(value))
        elif kind == _INTEGER:
            row, column, style = self._cell(True, data)
            value = float(int.from_bytes(data[7:9], "little"))
            self._put(row, column, style, self._number(row, column, style, value))
        elif kind in _STRINGS or (kind == CONTINUE and self._string):
            self._string.append(data)
        else:
            self._about(kind, data)

    def _about(self, kind: int, data: bytes) -> None:
        """What is not a cell."""
        sheet = self.sheet
        if kind == _MERGED:
            for step in range((len(data) - 2) // 8):
                r1, r2, c1, c2 = struct.unpack_from("<4H", data, 2 + 8 * step)
                if r1 <= r2 and c1 <= c2:
                    sheet.merged.append((r1, c1, r2, c2))
        elif kind == 0x208:
            if struct.unpack_from("<H", data, 12)[0] & 0x20:
                sheet.hidden_rows.add(int.from_bytes(data[:2], "little"))
        elif kind == 0x008:
            if struct.unpack_from("<H", data, 6)[0] in (0, 0x8000):
                sheet.hidden_rows.add(int.from_bytes(data[:2], "little"))
        elif kind == _COLINFO:
            first, last, width, _, options = struct.unpack_from("<5H", data)
            if options & 1 or width == 0:
                sheet.hidden_columns.update(range(first, min(last, MAX_COLUMNS - 1) + 1))
        elif kind == _COLWIDTH:
            first, last, width = struct.unpack_from("<BBH", data)
            if width == 0:
                sheet.hidden_columns.update(range(first, last + 1))
        elif kind == _FILTERMODE:
            sheet.has_filter = sheet.is_filtered = True
        elif kind == _FILTERINFO:
            sheet.has_filter = True

    def _cell(self, old: bool, data: bytes) -> tuple[int, int, int]:
        """Row, column and style of a cell record; BIFF2 keeps the style in six bits."""
        if old:
            row, column, style = struct.unpack_from("<HHB", data)
            return row, column, style & 0x3F
        return struct.unpack_from("<HHH", data)

    def _put(self, row: int, column: int, style: int, value: Value) -> None:
        self._awaiting = None
        if column >= MAX_COLUMNS:
            return
        sheet = self.sheet
        rows = sheet.rows
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        if len(cells) <= column:
            cells.extend([None] * (column + 1 - len(cells)))
            if column >= sheet.columns:
                sheet.columns = column + 1
        cells[column] = value if value != "" else None
        if row < STYLED_ROWS:
            sheet.styles[row, column] = style

    def _number(self, row: int, column: int, style: int, value: float) -> Value:
        if style < len(self._dates) and self._dates[style]:
            if in_calendar(value):
                return day_value(value, from_1904=self._book.from_1904, duration=self._durations[style])
            self.sheet.odd_dates.append((row, column))
        elif value >= 1e15 and value < 1e21 and value == int(value):
            self.sheet.long_numbers.append((row, column))
        return value

    def _label(self, kind: int, data: bytes) -> str:
        if kind == 0x004:
            return self._book.short_text(data, 7, 1)
        if self._book.version == 8:
            return self._book.short_text(data, 6, 2)
        raw = data[8 : 8 + int.from_bytes(data[6:8], "little")]
        text = self._texts.get(raw)
        if text is None:
            self._texts[raw] = text = raw.decode(self._book.codec, "replace")
        return text

    def _formula(self, kind: int, data: bytes) -> None:
        old = self._book.version == 2
        row, column, style = self._cell(old, data)
        at = 7 if old else 6
        result = data[at : at + 8]
        flags = data[at + 8] if len(data) > at + 8 else 0
        if result[6:8] != b"\xff\xff":
            value: float = struct.unpack("<d", result)[0]
            never = value == 0 and flags & 2 and not flags & 4
            if never:
                self._uncomputed(row, column)
            self._put(row, column, style, None if never else self._number(row, column, style, value))
        elif result[0] == 1:
            self._put(row, column, style, bool(result[2]))
        elif result[0] == 2:
            self._put(row, column, style, self._error(row, column, result[2]))
        else:
            self._put(row, column, style, None)
            if result[0] == 0:
                self._awaiting = (row, column)
                self._uncomputed(row, column)

    def _take_string(self) -> None:
        """The text of the formula before; only now is it known that it was computed."""
        segments, self._string = self._string, []
        if self._awaiting is None:
            return
        row, column = self._awaiting
        wide = self._book.version == 8
        text = (
            long_text(segments) if wide else self._book.short_text(segments[0], 0, 1 if self._book.version == 2 else 2)
        )
        sheet = self.sheet
        sheet.uncomputed_count -= 1
        if sheet.uncomputed_cells and sheet.uncomputed_cells[-1] == self._awaiting:
            sheet.uncomputed_cells.pop()
        if column < MAX_COLUMNS and row < len(sheet.rows):
            sheet.rows[row][column] = text or None
        self._awaiting = None

    def _uncomputed(self, row: int, column: int) -> None:
        self.sheet.uncomputed_count += 1
        if len(self.sheet.uncomputed_cells) < MAX_LISTED:
            self.sheet.uncomputed_cells.append((row, column))

    def _error(self, row: int, column: int, code: int) -> None:
        self.sheet.error_count += 1
        if len(self.sheet.error_cells) < MAX_LISTED:
            self.sheet.error_cells.append((row, column, ERROR_TEXTS.get(code, "#ERROR!")))

    def finish(self) -> None:
        """Make the rows equally long."""
        if self._string:
            self._take_string()
        width = self.sheet.columns
        for cells in self.sheet.rows:
            if len(cells) < width:
                cells.extend([None] * (width - len(cells)))


def unpacked(packed: int) -> float:
    """The number of an RK value: 30 bits of an integer or of a double, perhaps a hundredth."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value
