"""Writes .xls files record by record (BIFF5 and BIFF8 in an OLE container), so that each can be made odd on purpose."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
Cell = str | float | bytes | None
"""text, number, or ready-made records"""


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container (version 3); streams are padded to 4096 bytes so that none goes to the mini stream."""
    bodies = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    counts = {name: -(-len(body) // SECTOR) for name, body in bodies.items()}
    directory_sectors = -(-(len(bodies) + 1) // 4)
    content = sum(counts.values()) + directory_sectors
    fat_sectors = 1
    while fat_sectors * 128 < content + fat_sectors:
        fat_sectors += 1
    fat = [FAT] * fat_sectors
    starts: dict[str, int] = {}
    for name, count in counts.items():
        starts[name] = len(fat)
        fat += [*range(len(fat) + 1, len(fat) + count), END]
    directory_at = len(fat)
    fat += [*range(len(fat) + 1, len(fat) + directory_sectors), END]
    fat += [FREE] * (fat_sectors * 128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fat_sectors, directory_at, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *range(fat_sectors), *[FREE] * (109 - fat_sectors))
    body = struct.pack(f"<{len(fat)}I", *fat)
    body += b"".join(part.ljust(counts[name] * SECTOR, b"\0") for name, part in bodies.items())
    return head + body + _directory(starts, {name: len(part) for name, part in bodies.items()}, directory_sectors)


def _directory(starts: Mapping[str, int], sizes: Mapping[str, int], sectors: int) -> bytes:
    entries = [_entry("Root Entry", 5, 1 if starts else FREE, FREE, END, 0)]
    names = list(starts)
    for place, name in enumerate(names, start=1):
        following = place + 1 if place < len(names) else FREE
        entries.append(_entry(name, 2, FREE, following, starts[name], sizes[name]))
    return b"".join(entries).ljust(sectors * SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, data: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<HH", kind, len(data)) + data


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A NUMBER record."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def formula(row: int, column: int, result: bytes, *, flags: int = 0) -> bytes:
    """A FORMULA record whose cached result is the eight bytes given; its expression is the number 1."""
    return record(0x06, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", flags, 0, 3) + b"\x1e\1\0")


class Biff:
    """A workbook of one version: 8 writes wide text, 5 writes bytes of a code page."""

    def __init__(self, version: int = 8, code_page: int = 936, charset: str = "gbk", *, year1904: bool = False) -> None:
        self.version, self.code_page, self.charset, self.year1904 = version, code_page, charset, year1904
        self.sheets: list[tuple[str, bytes, int]] = []

    def sheet(
        self, name: str, rows: Sequence[Sequence[Cell]], *, before: bytes = b"", after: bytes = b"", state: int = 0
    ) -> Biff:
        """Add a sheet; the first ``before`` records stand in front of its cells."""
        cells = b"".join(
            self._cell(at, column, value) for at, row in enumerate(rows) for column, value in enumerate(row)
        )
        self.sheets.append((name, before + cells + after, state))
        return self

    def text(self, row: int, column: int, value: str) -> bytes:
        """A LABEL record."""
        body = value.encode("utf-16-le") if self.version == 8 else value.encode(self.charset)
        if self.version == 8:
            return record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + body)
        return record(0x204, struct.pack("<HHHH", row, column, 0, len(body)) + body)

    def _cell(self, row: int, column: int, value: Cell) -> bytes:
        if value is None:
            return b""
        if isinstance(value, bytes):
            return value
        return self.text(row, column, value) if isinstance(value, str) else number(row, column, value)

    def _bof(self, kind: int) -> bytes:
        if self.version == 8:
            return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))
        return record(0x809, struct.pack("<HHHH", 0x500, kind, 0, 0))

    def _bound(self, name: str, place: int, state: int) -> bytes:
        if self.version == 8:
            return record(0x85, struct.pack("<IBBBB", place, state, 0, len(name), 1) + name.encode("utf-16-le"))
        body = name.encode(self.charset)
        return record(0x85, struct.pack("<IBBB", place, state, 0, len(body)) + body)

    def stream(self) -> bytes:
        """The workbook stream; style 0 is General, style 1 the date format 14."""
        width = 20 if self.version == 8 else 16
        styles = b"".join(record(0xE0, struct.pack("<HH", 0, form).ljust(width, b"\0")) for form in (0, 14))
        head = self._bof(5) + record(0x42, struct.pack("<H", self.code_page))
        head += record(0x22, struct.pack("<H", self.year1904)) + styles
        bounds = sum(len(self._bound(name, 0, state)) for name, _, state in self.sheets)
        place = len(head) + bounds + 4
        listed = bodies = b""
        for name, cells, state in self.sheets:
            listed += self._bound(name, place + len(bodies), state)
            bodies += self._bof(16) + cells + record(0x0A)
        return head + listed + record(0x0A) + bodies

    def save(self, path: Path) -> Path:
        """Write the file."""
        path.write_bytes(ole({"Workbook" if self.version == 8 else "Book": self.stream()}))
        return path
