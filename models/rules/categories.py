"""Matches a category as written to the ledger's list; the text itself is never replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from models.rules.text import is_blank_word, normalise_identity

CategoryTable = Mapping[str, tuple[str, str | None]]
"""Normalised wording -> (category, accountability category or None); made by ``category_table``."""

_PARTS = re.compile(r"[、,，;；/／\n]+")
_SHORTEST_PART = 3
"""Characters that a wording must have to count when it is only a part of the text."""


class CategoryMatch(NamedTuple):
    """``how``: exact, alias, contains (only a part of the text) or '' for no match."""

    category: str | None
    accountability_category: str | None
    how: str


NO_MATCH = CategoryMatch(None, None, "")


def category_table(
    categories: Iterable[tuple[str, str | None]], aliases: Iterable[tuple[str, str]] = ()
) -> CategoryTable:
    """A table from (category, accountability category) and (wording, category); a category's own name always wins."""
    known = dict(categories)
    table: dict[str, tuple[str, str | None]] = {}
    for wording, category in aliases:
        if category in known:
            table[normalise_identity(wording)] = (category, known[category])
    for category, accountability in known.items():
        table[normalise_identity(category)] = (category, accountability)
    return table


def match_category(text: object, aliases: CategoryTable) -> CategoryMatch:
    """The category that a wording means: whole text, then each of its parts, then the longest wording inside it."""
    if is_blank_word(text):
        return NO_MATCH
    whole = normalise_identity(text)
    found = aliases.get(whole)
    if found is not None:
        return CategoryMatch(found[0], found[1], "exact" if normalise_identity(found[0]) == whole else "alias")
    for part in _PARTS.split(str(text)):
        found = aliases.get(normalise_identity(part))
        if found is not None:
            return CategoryMatch(found[0], found[1], "alias")
    inside = [wording for wording in aliases if len(wording) >= _SHORTEST_PART and wording in whole]
    if not inside:
        return NO_MATCH
    category, accountability = aliases[max(inside, key=len)]
    return CategoryMatch(category, accountability, "contains")
