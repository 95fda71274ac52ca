"""Matches a category as written to the ledger's list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class CategoryMatch(NamedTuple):
    """``how``: exact, alias, contains or ''."""

    category: str | None
    accountability_category: str | None
    how: str


def match_category(text: object, aliases: Mapping[str, tuple[str, str | None]]) -> CategoryMatch:
    """Match one wording."""
    return CategoryMatch(None, None, "")
