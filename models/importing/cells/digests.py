"""Digests: what makes two rows the same matter, whether a row says anything new, and who owns each field.

All input is the value as the database keeps it (text, ISO date, number, JSON text), so that a stored value and a value
from a file give the same digest. Changing anything here makes every earlier import look edited: do not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from models.importing.field_list import KEY_OF, ORDINAL
from models.late_regex import late_regex
from models.rules.text import normalise_identity

_ODD = late_regex("[ \t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000０-９Ａ-Ｚａ-ｚ]")
_HALF = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
WIDTH = 9
"""Bytes of one field in ``field_digests``: its ordinal and eight bytes of digest."""

ANSWERED = 128
"""Added to the ordinal of a field for the digest of what the file said where a person's answer was written instead."""

_USUAL_SIGNS = late_regex(r"[\s，。、；：（）“”‘’！？,.;:()\"'!?/\-—…_《》]+")
_EMPTY = blake2b(digest_size=8)
_KEY = blake2b(digest_size=12)


def field_digest(value: Any) -> bytes:
    """Eight bytes for one value that is not null; white space and the width of digits and letters do not count."""
    state = _EMPTY.copy()
    state.update((plain(value) if isinstance(value, str) else repr(value)).encode("utf-8", "surrogatepass"))
    return state.digest()


def text_digest(text: str) -> bytes:
    """``field_digest`` of a text."""
    state = _EMPTY.copy()
    state.update(plain(text).encode("utf-8", "surrogatepass"))
    return state.digest()


def plain(text: str) -> str:
    """The text without white space, digits and letters half-width: two texts of one plain form say the same."""
    if not _ODD.search(text):
        return text
    return "".join(text.split()).translate(_HALF)


def marked(field: str) -> bytes:
    """The byte that goes before the digest of a field."""
    return bytes((ORDINAL[field],))


def pack(values: Mapping[str, Any]) -> bytes:
    """``field_digests`` of a row: the fields that are not null, in the order of their ordinals."""
    return b"".join(
        marked(field) + field_digest(values[field])
        for field in ORDINAL
        if field in values and values[field] is not None
    )


def unpack(digests: bytes | None) -> dict[int, bytes]:
    """Ordinal to digest."""
    if not digests:
        return {}
    return {digests[at]: digests[at + 1 : at + WIDTH] for at in range(0, len(digests), WIDTH)}


def stated_anew(before: Mapping[int, bytes], said: Mapping[int, bytes]) -> list[str]:
    """Fields about which a row says something else than when it was last written; see values/apply.py for answers."""
    names = [
        KEY_OF[ordinal]
        for ordinal, digest in said.items()
        if ordinal < ANSWERED and before.get(ordinal) != digest and before.get(ordinal + ANSWERED) != digest
    ]
    blanked = [ordinal - ANSWERED for ordinal in said if ordinal > ANSWERED and ordinal - ANSWERED not in said]
    return names + [KEY_OF[one] for one in blanked if before.get(one) == said[one + ANSWERED]]


def adopt(after: dict[int, bytes], said: Mapping[int, bytes], name: str) -> None:
    """The file owns the field now, with what it says and with the words that an answer stands for."""
    for ordinal in (ORDINAL[name], ORDINAL[name] + ANSWERED):
        if ordinal in said:
            after[ordinal] = said[ordinal]
        else:
            after.pop(ordinal, None)


def without(digests: bytes, fields: Iterable[str]) -> bytes:
    """The digests of a row except those of some fields."""
    gone = {ORDINAL[field] for field in fields}
    return join({ordinal: digest for ordinal, digest in unpack(digests).items() if ordinal not in gone})


def join(digests: Mapping[int, bytes]) -> bytes:
    """The reverse of ``unpack``."""
    return b"".join(bytes((ordinal,)) + digests[ordinal] for ordinal in sorted(digests))


def row_digest(field_digests: bytes) -> bytes:
    """Digest of all that a row said, from the digests of its fields except those that state nothing."""
    state = _EMPTY.copy()
    state.update(field_digests)
    return state.digest()


def words_of(text: str) -> str:
    """``normalise_identity`` by a shorter way where the text holds only plain characters and usual punctuation."""
    bare = _USUAL_SIGNS.sub("", text)
    if bare.isalnum() and unicodedata.is_normalized("NFKC", bare):
        return bare.casefold()
    return normalise_identity(text)


def key_of(parts: Iterable[str | None]) -> str:
    """24 hexadecimal digits for some normalised texts."""
    state = _KEY.copy()
    state.update("\x1f".join(part or "" for part in parts).encode("utf-8", "surrogatepass"))
    return state.hexdigest()


def site_key(city: str | None, county: str | None, site: str | None) -> str:
    """Key of place and site."""
    return key_of((city, county, words_of(site or "")))


def identity_key(city: str | None, county: str | None, site: str | None, description: str | None) -> str:
    """Key of place, site and description; equal keys are the same matter."""
    return key_of((city, county, words_of(site or ""), words_of(description or "")))
