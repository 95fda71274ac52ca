"""What makes two rows of visit logs the same visit: round, day, place and site; the key is kept with each visit."""

from __future__ import annotations

from hashlib import blake2b

from models.rules.text import normalise_identity

_EMPTY = blake2b(digest_size=12)
_BETWEEN = "\x1f"


def site_words(site: str | None) -> str:
    """A site's name as it counts for identity: without white space, signs and width."""
    return normalise_identity(site) if site else ""


def visit_key(round_name: str | None, day: str | None, city: str | None, county: str | None, words: str) -> str:
    """24 hexadecimal digits; ``day`` is ISO, ``words`` are those of ``site_words``. Never change this."""
    state = _EMPTY.copy()
    parts = (round_name or "", day or "", city or "", county or "", words)
    state.update(_BETWEEN.join(parts).encode("utf-8", "surrogatepass"))
    return state.hexdigest()


def further_key(key: str, what: str) -> str:
    """The key of a further visit to the same site on the same day, told apart by its number or its place in the log."""
    state = _EMPTY.copy()
    state.update(f"{key}{_BETWEEN}{what}".encode("utf-8", "surrogatepass"))
    return state.hexdigest()
