"""Text in .xls records: code pages of old versions, BIFF8 strings that break across records, the shared table."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

_CODECS = {
    367: "ascii", 437: "cp437", 850: "cp850", 874: "cp874", 932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950",
    1200: "utf-16-le", 1250: "cp1250", 1251: "cp1251", 1252: "cp1252", 10000: "mac_roman", 10001: "cp932",
    10002: "cp950", 10003: "cp949", 10006: "mac_greek", 10007: "mac_cyrillic", 10008: "gb18030", 10029: "mac_latin2",
    10081: "mac_turkish", 20936: "gb18030", 32768: "mac_roman", 32769: "cp1252", 52936: "gb18030", 54936: "gb18030",
    65001: "utf-8",
}  # fmt: skip
"""Windows and Mac code pages (MS-XLS 2.4.52 and the Mac numbers 10000 onwards) to Python's names."""
_WESTERN = frozenset({"ascii", "cp437", "cp850", "cp1252", "mac_roman"})
DEFAULT_CODEC = "gb18030"
_SAMPLES = 400


def codec_of(code_page: int, texts: Iterable[bytes]) -> tuple[str, str]:
    """Codec for a code page, and a warning when the texts are clearly Chinese under a western or unknown one."""
    codec = _CODECS.get(code_page)
    if codec is not None and codec not in _WESTERN:
        return codec, ""
    samples = [text for text in texts if not text.isascii()][:_SAMPLES]
    if samples and all(map(_is_gb2312, samples)) and _mostly_common(samples):
        return DEFAULT_CODEC, f"文件写明的代码页（{code_page}）与内容不符，文字按简体中文读取"
    return codec or DEFAULT_CODEC, ""


def _is_gb2312(text: bytes) -> bool:
    """Whether every byte above 0xA0 has a partner, as in Chinese text and hardly ever in western words."""
    try:
        text.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_common(texts: Iterable[bytes]) -> bool:
    """Whether most characters are of the common half of GB2312, as in Chinese; two accents side by side rarely are."""
    leads = [text[place] for text in texts for place in _pairs(text)]
    return sum(0xA1 <= lead <= 0xD7 for lead in leads) >= 0.8 * len(leads)


def _pairs(text: bytes) -> list[int]:
    """Where the two-byte characters begin."""
    found: list[int] = []
    place = 0
    while place < len(text):
        if text[place] > 0x7F:
            found.append(place)
        place += 2 if text[place] > 0x7F else 1
    return found


def wide_text(data: bytes, place: int, length_size: int) -> str:
    """A BIFF8 string inside one record at ``place``: length (1 or 2 bytes), flags, characters."""
    if place + length_size >= len(data):
        return ""
    length = data[place] if length_size == 1 else struct.unpack_from("<H", data, place)[0]
    place += length_size
    flags = data[place]
    place += 1 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
    if flags & 1:
        return data[place : place + 2 * length].decode("utf-16-le", "replace")
    return data[place : place + length].decode("latin-1")


class _Segments:
    """The bytes of a record and its CONTINUE records, read across their borders."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._segments = segments
        self._at = 0
        self._place = 0

    def left(self) -> bool:
        """Whether anything is left."""
        while self._at < len(self._segments) and self._place >= len(self._segments[self._at]):
            self._at, self._place = self._at + 1, 0
        return self._at < len(self._segments)

    def take(self, count: int) -> bytes:
        """Up to ``count`` bytes."""
        parts: list[bytes] = []
        while count > 0 and self.left():
            part = self._segments[self._at][self._place : self._place + count]
            self._place += len(part)
            count -= len(part)
            parts.append(part)
        return b"".join(parts)

    def text(self, length: int, wide: bool) -> str:
        """Characters; behind each border a byte says anew whether they are wide."""
        parts: list[bytes] = []
        while length > 0 and self.left():
            segment = self._segments[self._at]
            size = 2 if wide else 1
            part = segment[self._place : min(self._place + length * size, len(segment))]
            self._place += len(part)
            parts.append(part[: len(part) // 2 * 2] if wide else part.decode("latin-1").encode("utf-16-le"))
            length -= max(len(part) // size, 1)
            if length > 0 and self._place >= len(segment) and self.left():
                wide = bool(self._segments[self._at][0] & 1)
                self._place += 1
        return b"".join(parts).decode("utf-16-le", "replace")


def shared_texts(segments: Sequence[bytes]) -> list[str]:
    """The strings of an SST record; phonetic and formatting runs are passed over. What is cut short is left out."""
    source = _Segments(segments)
    source.take(8)
    found: list[str] = []
    while source.left():
        found.append(_rich_text(source))
    return found


def long_text(segments: Sequence[bytes]) -> str:
    """The string of a STRING record with its CONTINUE records."""
    return _rich_text(_Segments(segments))


def _rich_text(source: _Segments) -> str:
    head = source.take(3)
    if len(head) < 3:
        return ""
    length, flags = struct.unpack("<HB", head)
    runs = int.from_bytes(source.take(2), "little") if flags & 8 else 0
    extra = int.from_bytes(source.take(4), "little") if flags & 4 else 0
    text = source.text(length, bool(flags & 1))
    source.take(4 * runs)
    source.take(min(extra, 1 << 26))
    return text
