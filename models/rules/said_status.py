"""Turns a yes/no cell into a phrase by its header."""

from __future__ import annotations


def phrase_for(header: str, value: object) -> str | None:
    """What the list says about the state."""
    return None if value is None else str(value)
