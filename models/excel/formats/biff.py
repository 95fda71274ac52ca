"""The records of an .xls workbook stream (BIFF2 to BIFF8) and what they say of the workbook as a whole."""

from __future__ import annotations

import importlib
import io
import struct
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from models.errors import UserError
from models.excel.formats.biff_text import DEFAULT_CODEC, codec_of, shared_texts, wide_text

BOFS = frozenset({0x009, 0x209, 0x409, 0x809})
EOF, CONTINUE, LABELS, RSTRING = 0x0A, 0x3C, frozenset({0x004, 0x204}), 0xD6
_BOUNDSHEET, _FILEPASS, _SST, _CODEPAGE, _DATEMODE = 0x85, 0x2F, 0xFC, 0x42, 0x22
_XFS, _FORMATS = frozenset({0x43, 0x243, 0x443, 0xE0}), frozenset({0x1E, 0x41E})
_SAMPLE_RECORDS = 20_000
MAX_SHEETS = 500


@dataclass(frozen=True)
class BiffPlace:
    """A sheet of the stream: its name, whether it is shown, where its records begin."""

    name: str
    visible: bool
    place: int


@dataclass
class BiffBook:
    """Sheets, texts and number formats; ``version`` is 2, 3, 4, 5 or 8."""

    stream: bytes
    version: int = 8
    sheets: list[BiffPlace] = field(default_factory=list[BiffPlace])
    texts: list[str] = field(default_factory=list[str])
    codec: str = DEFAULT_CODEC
    from_1904: bool = False
    formats: list[int] = field(default_factory=list[int])
    custom: dict[int, str] = field(default_factory=dict[int, str])
    encrypted: bool = False
    warnings: list[str] = field(default_factory=list[str])

    def short_text(self, data: bytes, place: int, length_size: int) -> str:
        """A string inside a record, as this version writes it."""
        if self.version == 8:
            return wide_text(data, place, length_size)
        length = data[place] if length_size == 1 else int.from_bytes(data[place : place + 2], "little")
        return data[place + length_size : place + length_size + length].decode(self.codec, "replace")


def read_biff(stream: bytes) -> BiffBook:
    """What stands before the first sheet; whatever is not understood is left out."""
    book = BiffBook(stream, _version(stream))
    raw_sheets: list[bytes] = []
    raw_formats: list[bytes] = []
    code_page = 1200 if book.version == 8 else 0
    for kind, data in records(stream, 0):
        if kind == _FILEPASS:
            book.encrypted = True
            return book
        if kind == _BOUNDSHEET and len(data) >= 8:
            raw_sheets.append(data)
        elif kind == _CODEPAGE and len(data) >= 2:
            code_page = int.from_bytes(data[:2], "little")
        elif kind == _DATEMODE and len(data) >= 2:
            book.from_1904 = data[0] == 1
        elif kind in _FORMATS and len(data) >= 2:
            raw_formats.append(data)
        elif kind in _XFS and len(data) >= 4:
            book.formats.append(_format_number(kind, data))
        elif kind == _SST:
            break
    if book.version < 8:
        book.codec, warning = codec_of(code_page, _byte_texts(stream, raw_sheets))
        book.warnings += [warning] if warning else []
    for number, data in enumerate(raw_formats):
        key, text = _format(book, number, data)
        book.custom[key] = text
    _add_sheets(book, raw_sheets)
    book.texts = shared_texts(_shared_segments(stream)) if book.version == 8 else []
    return book


def _version(stream: bytes) -> int:
    if len(stream) < 8:
        return 8
    kind, _, version = struct.unpack_from("<HHH", stream)
    if kind == 0x809:
        return 8 if version >= 0x600 else 5
    return {0x009: 2, 0x209: 3, 0x409: 4}.get(kind, 8)


def _format_number(kind: int, data: bytes) -> int:
    if kind == 0xE0:
        return struct.unpack_from("<H", data, 2)[0]
    return data[2] & 0x3F if kind == 0x43 else data[1]


def _format(book: BiffBook, number: int, data: bytes) -> tuple[int, str]:
    """Number and text of a format record; before BIFF5 formats are numbered in their order."""
    if book.version >= 5:
        return int.from_bytes(data[:2], "little"), book.short_text(data, 2, 2 if book.version == 8 else 1)
    return number, book.short_text(data, 2 if book.version == 4 else 0, 1)


def _add_sheets(book: BiffBook, raw: list[bytes]) -> None:
    if not raw and book.version < 5:
        book.sheets.append(BiffPlace("Sheet1", True, 0))
    for data in raw[:MAX_SHEETS]:
        place, state, kind = struct.unpack_from("<IBB", data)
        if kind == 0:  # macros, charts and modules hold no rows
            book.sheets.append(BiffPlace(book.short_text(data, 6, 1), state & 3 == 0, place))


def _byte_texts(stream: bytes, raw_sheets: list[bytes]) -> list[bytes]:
    """Texts of the first records, undecoded."""
    found = [data[7 : 7 + data[6]] for data in raw_sheets]
    place, size = 0, len(stream)
    for _ in range(_SAMPLE_RECORDS):
        if place + 4 > size:
            break
        kind, length = struct.unpack_from("<HH", stream, place)
        if (kind in LABELS or kind == RSTRING) and length > 8:
            text = stream[place + 12 : place + 4 + length]
            found.append(text if kind != RSTRING else text[: int.from_bytes(stream[place + 10 : place + 12], "little")])
        place += 4 + length
    return found


def _shared_segments(stream: bytes) -> list[bytes]:
    found: list[bytes] = []
    for kind, data in records(stream, 0):
        if kind == _SST or (found and kind == CONTINUE):
            found.append(data)
        elif found:
            break
    return found


class StreamEndsEarly(Exception):
    """A part of the stream that was asked for whole has no end: the file was cut."""


def records(stream: bytes, place: int, *, whole: bool = False) -> Iterator[tuple[int, bytes]]:
    """Records from ``place`` to the end of that substream; charts inside a sheet are passed over."""
    depth = 0
    size = len(stream)
    unpack = struct.Struct("<HH").unpack_from
    while place + 4 <= size:
        kind, length = unpack(stream, place)
        place += 4
        if kind in BOFS:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[place : place + length]
        place += length
    if whole:
        raise StreamEndsEarly


def workbook_stream(name: str, content: bytes) -> bytes:
    """The Workbook stream of an OLE file, else the older Book; bare BIFF comes back as it is."""
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return content
    with ole_file(name, content) as ole:
        entries = {entry[0].lower(): entry for entry in ole.listdir() if len(entry) == 1}
        for wanted in ("workbook", "book"):
            if wanted in entries:
                return ole.openstream(entries[wanted]).read()
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
