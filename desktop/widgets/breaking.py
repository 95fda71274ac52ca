"""Long names without a space, such as file names, get places at which a narrow label may break them."""

from __future__ import annotations

import re

_LONG = re.compile(r"[!-~]{20,}")
"""Latin letters, digits and signs in one piece; Chinese may be broken anywhere."""
_PIECE = re.compile(r"([_\-./\\]+|[^_\-./\\]{12})(?=.)")
_BREAK = "\u200b"


def breakable(text: str) -> str:
    """The same text to the eye; not for what is copied or compared."""
    return _LONG.sub(lambda match: _PIECE.sub(rf"\1{_BREAK}", match[0]), text)
