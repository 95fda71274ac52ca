"""Which rows of a plan are listed, and in what order: by card, reason, words and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.panels.intake.plan_lines import QUIET, Entry, PlanLine

AT_ONCE = 4_000
"""More items are looked through in a lane, so that the window goes on."""


@dataclass(frozen=True)
class Wish:
    """``only`` is a card or mark, ``reason`` a group of remarks; ``column`` -1 keeps the order of the plan."""

    only: str = ""
    reason: str = ""
    search: str = ""
    column: int = -1
    descending: bool = False


def arrange(items: Sequence[Entry] | Sequence[PlanLine], wish: Wish, fields: Sequence[str] = ()) -> list[int]:
    """Places of the items to show; ``fields`` are those behind the columns after the fixed ones."""
    words = wish.search.casefold().split()
    found = [
        at for at, item in enumerate(items)
        if (wish.only in item.kinds if wish.only else not item.kinds <= QUIET)
        and (not wish.reason or wish.reason in item.reasons)
        and (not words or _has_all(item.search, words))
    ]  # fmt: skip
    if wish.column >= 0:
        key = _key(wish.column, fields)
        found.sort(key=lambda at: key(items[at]), reverse=wish.descending)
    return found


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _key(column: int, fields: Sequence[str]) -> Callable[[Any], Any]:
    if column == 1:
        return lambda item: (item.sheet, item.row if isinstance(item, PlanLine) else item.row.row)

    def text(item: Entry | PlanLine) -> str:
        if isinstance(item, PlanLine):
            return item.cells()[column]
        fixed = item.fixed()
        if column < len(fixed):
            return fixed[column]
        name = fields[column - len(fixed)] if column - len(fixed) < len(fields) else ""
        return item.changes.get(name, ("", ""))[1]

    return text
