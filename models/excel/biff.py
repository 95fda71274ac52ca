"""Hidden rows and columns, filters and number formats of an .xls, from its records; calamine does not tell them."""

from __future__ import annotations

import importlib
import io
import struct
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from models.errors import UserError

_BOF, _EOF, _BOUNDSHEET, _COLINFO, _ROW, _XF, _FORMAT = 0x809, 0x0A, 0x85, 0x7D, 0x208, 0xE0, 0x41E
_FILTERMODE, _FILEPASS, _RK, _NUMBER, _MULRK = 0x9B, 0x2F, 0x27E, 0x203, 0xBD
_STYLED_ROWS = 400


@dataclass
class BiffSheet:
    """Counted from 0, like ``Sheet``; ``styles`` maps (row, column) of numbers near the top to a cell style."""

    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    has_filter: bool = False
    styles: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])


@dataclass
class BiffBook:
    """Sheets by name, and each cell style's number format (custom text, or a built-in number)."""

    sheets: dict[str, BiffSheet] = field(default_factory=dict[str, BiffSheet])
    formats: list[int] = field(default_factory=list[int])
    custom: dict[int, str] = field(default_factory=dict[int, str])
    encrypted: bool = False


def read_biff(stream: bytes) -> BiffBook:
    """Walk the records of a BIFF8 workbook stream; whatever is not understood is left out."""
    book = BiffBook()
    places: list[tuple[str, int]] = []
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            book.encrypted = True
            return book
        if kind == _BOUNDSHEET and len(data) >= 8:
            places.append((_short_text(data[6:], 1), struct.unpack_from("<I", data)[0]))
        elif kind == _FORMAT and len(data) >= 5:
            book.custom[struct.unpack_from("<H", data)[0]] = _short_text(data[2:], 2)
        elif kind == _XF and len(data) >= 4:
            book.formats.append(struct.unpack_from("<H", data, 2)[0])
    for name, place in places[:1000]:
        book.sheets[name] = _read_sheet(stream, place)
    return book


def _read_sheet(stream: bytes, place: int) -> BiffSheet:
    sheet = BiffSheet()
    for kind, data in _records(stream, place):
        if kind == _COLINFO and len(data) >= 10:
            first, last, width, _, options = struct.unpack_from("<5H", data)
            if (options & 1 or width == 0) and last < 256 + 1:
                sheet.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _ROW and len(data) >= 16:
            row, options = struct.unpack_from("<H", data)[0], struct.unpack_from("<H", data, 12)[0]
            if options & 0x20:
                sheet.hidden_rows.add(row)
        elif kind == _FILTERMODE:
            sheet.has_filter = True
        elif kind in (_RK, _NUMBER) and len(data) >= 6:
            row, column, style = struct.unpack_from("<3H", data)
            if row < _STYLED_ROWS:
                sheet.styles[row, column] = style
        elif kind == _MULRK and len(data) >= 6:
            row, first = struct.unpack_from("<2H", data)
            if row < _STYLED_ROWS:
                for step in range((len(data) - 6) // 6):
                    sheet.styles[row, first + step] = struct.unpack_from("<H", data, 4 + 6 * step)[0]
    return sheet


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Records from ``place`` to the end of that substream."""
    depth = 0
    size = len(stream)
    while place + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[place : place + length]
        place += length


def _short_text(data: bytes, length_size: int) -> str:
    length = data[0] if length_size == 1 else struct.unpack_from("<H", data)[0]
    wide = len(data) > length_size and data[length_size] & 1
    body = data[length_size + 1 :]
    return body[: 2 * length].decode("utf-16-le", "replace") if wide else body[:length].decode("latin-1")


def workbook_stream(name: str, content: bytes) -> bytes:
    """The Workbook (or Book) stream of an OLE file; bare BIFF comes back as it is."""
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return content
    with ole_file(name, content) as ole:
        for entry in ole.listdir():
            if entry[-1].lower() in ("workbook", "book") and len(entry) == 1:
                return ole.openstream(entry).read()
    return b""


def ole_streams(name: str, content: bytes) -> set[str]:
    """Lower-case paths of all streams of an OLE file."""
    with ole_file(name, content) as ole:
        return {"/".join(entry).lower() for entry in ole.listdir()}


@contextmanager
def ole_file(name: str, content: bytes) -> Generator[Any, None, None]:
    """The opened OLE container; whatever olefile raises at a damaged one becomes a sentence."""
    olefile: Any = importlib.import_module("olefile")
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            yield ole
    except MemoryError:
        raise
    except Exception as error:  # olefile raises OSError, IndexError, struct.error and others
        raise UserError("文件不完整或已损坏，可能没有传完", where=name, advice="请重新传送或索取原件") from error
