"""An .xls with an opening password: the records made readable again (RC4, RC4 CryptoAPI, XOR of Excel 5.0 to 2003)."""

from __future__ import annotations

import importlib
import io
import struct
from collections.abc import Callable
from typing import Any

_FILEPASS, _BOF, _BOUNDSHEET = 0x2F, 0x809, 0x85
_READABLE = frozenset((_BOF, _FILEPASS, 0x194, 0x195, 0xE1, 0x196, 0x138, 0x09, 0x209, 0x409))
"""Never encrypted: BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead (MS-XLS 2.2.10)."""
_NOTHING = 0x9999
_BLOCK = 1024
_ROTATED = bytes((value >> 5 | value << 3) & 0xFF for value in range(256))

Segments = list[tuple[int, int, int]]
"""Where encrypted bytes begin and end, and how many readable ones stand before them in the record."""
Unlock = Callable[[bytes, Segments], bytes]
"""From the stream and its encrypted segments to the stream in clear."""


class UnknownLock(Exception):
    """The password is kept in a way that this program does not know."""


def unlocked(stream: bytes, password: str) -> bytes | None:
    """The workbook stream in clear; None when the password does not fit. UnknownLock for other ways of locking."""
    segments, place, lock = _survey(stream)
    unlock = _xor(lock, password) if len(lock) <= 6 or lock[:2] == b"\0\0" else _rc4(lock, password)
    if unlock is None:
        return None
    plain = bytearray(unlock(stream, segments))
    struct.pack_into("<H", plain, place, _NOTHING)
    return bytes(plain)


def _survey(stream: bytes) -> tuple[Segments, int, bytes]:
    """Where encrypted bytes begin and end, where the FilePass record stands, and what it says."""
    segments: Segments = []
    found, lock, at = -1, b"", 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        begin, end = at + 4, min(at + 4 + length, len(stream))
        if kind == _FILEPASS and found < 0:
            found, lock = at, stream[begin:end]
        elif kind not in _READABLE:
            clear = 4 if kind == _BOUNDSHEET else 0
            segments.append((begin + clear, end, clear))
        at = begin + length
    if found < 0 or len(lock) < 4:
        raise UnknownLock
    return segments, found, lock


def _rc4(lock: bytes, password: str) -> Unlock | None:
    """RC4 of Excel 97 to 2003, or through CryptoAPI as WPS and newer Excel write it."""
    if len(lock) < 6:
        raise UnknownLock
    _, major, minor = struct.unpack_from("<HHH", lock)
    about = io.BytesIO(lock[6:])
    if (major, minor) == (1, 1) and len(lock) >= 54:
        plain: Any = importlib.import_module("msoffcrypto.method.rc4").DocumentRC4
        salt, verifier, digest = about.read(16), about.read(16), about.read(16)
        if not plain.verifypw(password, salt, verifier, digest):
            return None
        return lambda stream, segments: _masked(
            stream, segments, lambda data: plain.decrypt(password, salt, data, blocksize=_BLOCK).read()
        )
    if major in (2, 3, 4) and minor == 2:
        through: Any = importlib.import_module("msoffcrypto.method.rc4_cryptoapi").DocumentRC4CryptoAPI
        form: Any = importlib.import_module("msoffcrypto.format.common")
        info: Any = form._parse_header_RC4CryptoAPI(about)
        size: int = info["keySize"]
        keys = (info["salt"], size)
        if not through.verifypw(password, *keys, info["encryptedVerifier"], info["encryptedVerifierHash"]):
            return None
        return lambda stream, segments: _masked(
            stream, segments, lambda data: through.decrypt(password, *keys, data, blocksize=_BLOCK).read()
        )
    raise UnknownLock


def _masked(stream: bytes, segments: Segments, decrypt: Callable[[io.BytesIO], bytes]) -> bytes:
    """The key stream runs over all bytes, also over those that are readable; only the others are replaced."""
    mixed = decrypt(io.BytesIO(stream))
    plain = bytearray(stream)
    for begin, end, _ in segments:
        plain[begin:end] = mixed[begin:end]
    return bytes(plain)


def _xor(lock: bytes, password: str) -> Unlock | None:
    """The weak masking of Excel 5.0 and 95, still offered by 97 (MS-OFFCRYPTO 2.3.7.2)."""
    method: Any = importlib.import_module("msoffcrypto.method.xor_obfuscation").DocumentXOR
    (verifier,) = struct.unpack_from("<H", lock, 4 if len(lock) >= 6 else 2)
    key = password.encode("gb18030", "replace")[:15].decode("latin-1")
    if not method.verifypw(key, verifier):
        return None
    mask = bytes(method.create_xor_array_method1(key))

    def unlock(stream: bytes, segments: Segments) -> bytes:
        plain = bytearray(stream)
        for begin, end, clear in segments:
            size = end - begin
            turn = (end + clear) % 16  # counts from the end of the record, for all its bytes
            if size > 0:
                cover = (mask[turn:] + mask * (size // 16 + 2))[:size]
                bare = int.from_bytes(stream[begin:end], "big") ^ int.from_bytes(cover, "big")
                plain[begin:end] = bare.to_bytes(size, "big").translate(_ROTATED)
        return bytes(plain)

    return unlock
