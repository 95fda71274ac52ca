"""Locks a workbook as Excel 2007 did (ECMA-376 standard encryption: AES-128, SHA-1), for want of a library that can."""

from __future__ import annotations

import hashlib
import struct

import ole_writer as old
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_ROUNDS = 50_000
_SALT = bytes(range(16))


def locked(content: bytes, password: str) -> bytes:
    """The OLE file that holds the package under the password."""
    cipher = Cipher(algorithms.AES(_key(password)), modes.ECB())

    def secret(plain: bytes) -> bytes:
        padded = plain + bytes(-len(plain) % 16)
        return cipher.encryptor().update(padded)

    verifier = b"0123456789abcdef"
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    info = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header
    info += struct.pack("<I", 16) + _SALT + secret(verifier)
    info += struct.pack("<I", 20) + secret(hashlib.sha1(verifier).digest())
    return old.ole({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(content)) + secret(content)})


def _key(password: str) -> bytes:
    digest = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for number in range(_ROUNDS):
        digest = hashlib.sha1(struct.pack("<I", number) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest()
    block = bytes(byte ^ 0x36 for byte in digest.ljust(64, b"\0"))
    return hashlib.sha1(block).digest()[:16]
