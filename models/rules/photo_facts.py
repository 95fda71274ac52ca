"""When and where a photograph was taken, as the camera wrote it into the file (EXIF in JPEG).

A camera's clock and place may be wrong, or gone after a picture went through a chat program; so these are hints. Only
the beginning of a file is looked at, and whatever does not fit the format says nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

HEAD_BYTES = 256 * 1024
"""So much of a file is enough: EXIF stands in its first blocks of at most 64 KB each."""
_TAKEN, _CHANGED, _EXIF, _GPS = 0x9003, 0x0132, 0x8769, 0x8825
_MOST_ENTRIES = 200
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
"""Bytes of a value by its type."""


@dataclass(frozen=True)
class PhotoFacts:
    """``taken_at`` local time of the camera; degrees as in WGS-84, both or none."""

    taken_at: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None


def photo_facts(head: bytes) -> PhotoFacts:
    """What the first bytes of a file tell; nothing for what is no such picture."""
    block = _exif_block(head)
    if block is None:
        return PhotoFacts()
    try:
        return _read(block)
    except (struct.error, ValueError, IndexError, ZeroDivisionError):
        return PhotoFacts()


def _exif_block(head: bytes) -> bytes | None:
    """The TIFF structure inside the APP1 segment."""
    if head[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF and head[at + 1] not in (0xDA, 0xD9):
        length = int.from_bytes(head[at + 2 : at + 4], "big")
        if length < 2:
            return None
        if head[at + 1] == 0xE1 and head[at + 4 : at + 10] == b"Exif\0\0":
            return head[at + 10 : at + 2 + length]
        at += 2 + length
    return None


def _read(block: bytes) -> PhotoFacts:
    order = {b"II": "<", b"MM": ">"}[block[:2]] if block[:2] in (b"II", b"MM") else ""
    if not order:
        return PhotoFacts()
    first = _directory(block, order, _number(block, order, 4))
    exif = _directory(block, order, _pointer(first, order, _EXIF))
    gps = _directory(block, order, _pointer(first, order, _GPS))
    longitude, latitude = _degrees(gps, order, 3, 4, b"W"), _degrees(gps, order, 1, 2, b"S")
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        longitude = latitude = None
    return PhotoFacts(_moment(exif.get(_TAKEN) or first.get(_CHANGED)), longitude, latitude)


def _directory(block: bytes, order: str, at: int) -> dict[int, bytes]:
    """The values of one directory by tag, as bytes."""
    if not 8 <= at <= len(block) - 2:
        return {}
    (count,) = struct.unpack_from(f"{order}H", block, at)
    found: dict[int, bytes] = {}
    for number in range(min(count, _MOST_ENTRIES)):
        place = at + 2 + 12 * number
        tag, kind, length = struct.unpack_from(f"{order}HHI", block, place)
        size = _SIZES.get(kind, 0) * length
        start = place + 8 if size <= 4 else _number(block, order, place + 8)
        if 0 < size <= 1024 and start + size <= len(block):
            found[tag] = block[start : start + size]
    return found


def _number(block: bytes, order: str, at: int) -> int:
    return int(struct.unpack_from(f"{order}I", block, at)[0])


def _pointer(values: Mapping[int, bytes], order: str, tag: int) -> int:
    value = values.get(tag, b"")
    return _number(value, order, 0) if len(value) == 4 else 0


def _moment(value: bytes | None) -> datetime | None:
    if not value:
        return None
    text = value.split(b"\0")[0].decode("ascii", "replace").strip()
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _degrees(gps: Mapping[int, bytes], order: str, side: int, value: int, negative: bytes) -> float | None:
    raw = gps.get(value, b"")
    if len(raw) != 24:
        return None
    parts = struct.unpack(f"{order}6I", raw)
    degrees = parts[0] / parts[1] + parts[2] / parts[3] / 60 + parts[4] / parts[5] / 3600
    return round(-degrees if gps.get(side, b"")[:1] == negative else degrees, 6)
