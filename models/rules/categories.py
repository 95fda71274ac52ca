"""Matches a category as written to the ledger's list; the text itself is never replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from models.late_regex import late_regex
from models.rules.text import is_blank_word, normalise_identity

_PARTS = late_regex(r"[、,，;；/／\n]+")
_SHORTEST_PART = 3
"""Characters that a wording must have to count when it is only a part of the text."""


class CategoryTable(dict[str, tuple[str, str | None]]):
    """Wordings under their identity -> (category, accountability category or None). Make it once, match often."""

    def __init__(self, wordings: Mapping[str, tuple[str, str | None]]) -> None:
        super().__init__((normalise_identity(wording), meaning) for wording, meaning in wordings.items())
        self.update((normalise_identity(meaning[0]), meaning) for meaning in wordings.values())


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
    known = {name: (name, accountability) for name, accountability in categories}
    return CategoryTable({wording: known[name] for wording, name in aliases if name in known} | known)


def match_category(text: object, aliases: Mapping[str, tuple[str, str | None]]) -> CategoryMatch:
    """The category that a wording means: whole text, then each of its parts, then the longest wording inside it.

    ``aliases`` maps wordings to (category, accountability category); pass a CategoryTable to match many texts.
    """
    if is_blank_word(text):
        return NO_MATCH
    if not isinstance(aliases, CategoryTable):
        aliases = CategoryTable(aliases)
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
