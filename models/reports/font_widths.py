"""Advance widths of the shipped fonts, so that lines can be broken before anything is set."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path


class Widths(dict[str, float]):
    """Width of each character in em; one that the font lacks counts as square."""

    def __missing__(self, sign: str) -> float:
        return 1.0


@cache
def advance_widths(file: Path) -> Widths:
    """Read from the font's tables cmap (format 12), hmtx and head."""
    data = file.read_bytes()
    tables = {
        data[start : start + 4]: struct.unpack_from(">I", data, start + 8)[0]
        for start in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)
    }
    units_per_em = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    advances = struct.unpack_from(">" + "Hh" * count, data, tables[b"hmtx"])[::2]
    widths = Widths()
    for first, last, glyph in _groups(data, tables[b"cmap"]):
        for code in range(first, last + 1):
            widths[chr(code)] = advances[min(glyph + code - first, count - 1)] / units_per_em
    return widths


def _groups(data: bytes, cmap: int) -> list[tuple[int, int, int]]:
    """Ranges of characters with the glyph of the first, from the full Unicode subtable."""
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * number)[0]
        if struct.unpack_from(">H", data, start)[0] == 12:
            count = struct.unpack_from(">I", data, start + 12)[0]
            return [struct.unpack_from(">III", data, start + 16 + 12 * place) for place in range(count)]
    raise ValueError("the font has no cmap of format 12")
