"""Frames between a child process and its host: a length, a kind, a pickle that may only hold plain values."""

from __future__ import annotations

import dataclasses
import enum
import io
import pickle
import struct
from collections.abc import Callable
from typing import Any

HEAD = struct.Struct(">cQ")
MAX_FRAME = 1 << 31

REQUEST = b"Q"
"""host -> child: (name, args)"""
PROGRESS = b"P"
"""child -> host: (fraction or None, phrase)"""
CHUNK = b"C"
"""child -> host: one value of a stream"""
RESULT = b"R"
"""child -> host: the answer; ends a request"""
END = b"E"
"""child -> host: the stream is over; ends a request"""
USER_ERROR = b"U"
"""child -> host: (message, where, advice, whether a password would help); ends a request"""
BUG = b"B"
"""child -> host: a traceback as text; ends a request"""
MEMORY = b"M"
"""child -> host: memory ran out, but the child is still able to say so; ends a request"""

_PLAIN: dict[str, frozenset[str]] = {
    "builtins": frozenset({"set", "frozenset", "complex", "bytearray", "range", "slice"}),
    "datetime": frozenset({"date", "datetime", "time", "timedelta"}),
    "decimal": frozenset({"Decimal"}),
    "array": frozenset({"array", "_array_reconstructor"}),
}


class PlainUnpickler(pickle.Unpickler):
    """Accepts containers, text, numbers, dates, and the dataclasses, enums and named tuples of ``models``.

    The child reads files that nobody vouches for; what it sends must not be able to name any other class.
    """

    def find_class(self, module: str, name: str, /) -> Any:
        if name in _PLAIN.get(module, ()):
            return super().find_class(module, name)
        if module.startswith("models.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.startswith("models.") and _is_plain(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a plain value")


def _is_plain(cls: type) -> bool:
    return dataclasses.is_dataclass(cls) or issubclass(cls, enum.Enum | tuple)


def pack(kind: bytes, value: object) -> bytes:
    """One frame."""
    body = pickle.dumps(value, protocol=5)
    return HEAD.pack(kind, len(body)) + body


def unpack_plain(body: bytes) -> Any:
    """The value of a frame from the child; UnpicklingError when it holds anything but plain values."""
    return PlainUnpickler(io.BytesIO(body)).load()


def unpack_request(body: bytes) -> tuple[str, tuple[object, ...]]:
    """Name and arguments of a request; the child trusts its host."""
    return pickle.loads(body)


def read_frame(read: Callable[[int], bytes]) -> tuple[bytes, bytes] | None:
    """Kind and body of the next frame, None at the end of the pipe; ``read(n)`` returns 1..n bytes or b''."""
    head = _read_exactly(read, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    if length > MAX_FRAME:
        return None
    body = _read_exactly(read, length)
    return None if body is None else (kind, body)


def _read_exactly(read: Callable[[int], bytes], wanted: int) -> bytes | None:
    parts: list[bytes] = []
    while wanted:
        part = read(min(wanted, 1 << 20))
        if not part:
            return None
        parts.append(part)
        wanted -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
