"""The fingerprint by which the layout of a list is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from models.importing.columns.aliases import normal


def fingerprint(headers: Iterable[str]) -> str:
    """Digest of the sorted normalised header names; the order of columns does not matter."""
    return hashlib.sha256("\x1f".join(sorted(normal(header) for header in headers)).encode()).hexdigest()
