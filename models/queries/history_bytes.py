"""The one canonical form of a change set, over which the chain of history is hashed and checked.

- head: the fields ``id, at, actor_id, kind, title, batch_id, undoes_id`` joined by U+001F, nulls as nothing,
  ``at`` as ``YYYY-MM-DDTHH:MM:SS``, ended by U+001E;
- each change in the order of its id: ``entity, entity_id, field, old, new`` joined by U+001F, nulls as nothing,
  ended by U+001E. ``old`` and ``new`` are JSON texts, which never hold control characters and are never empty, so that
  no two different records give the same bytes.

``hash = sha256(previous hash as ASCII + head + changes)``, all UTF-8; the first set's previous hash is 64 zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

FIRST_HASH = "0" * 64

Row = tuple[str, int, str, str | None, str | None]
"""entity, entity_id, field, old, new."""


def head_bytes(
    set_id: int, at: datetime, actor_id: int, kind: str, title: str, batch_id: int | None, undoes_id: int | None
) -> bytes:
    """Canonical bytes of a change set without its changes."""
    parts = (set_id, at.replace(microsecond=0).isoformat(), actor_id, kind, title, batch_id, undoes_id)
    return ("\x1f".join("" if part is None else str(part) for part in parts) + "\x1e").encode()


def rows_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """Canonical bytes of changes given as (entity, entity_id, field, old, new)."""
    return "".join(
        [f"{entity}\x1f{key}\x1f{field}\x1f{old or ''}\x1f{new or ''}\x1e" for entity, key, field, old, new in rows]
    ).encode()
