"""From groups counted in SQL to the lines of a table: parents above their parts, figures as words, sums as texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.tables.grouping import Figure, GroupLine, GroupTree, Path

if TYPE_CHECKING:
    from models.queries.grouping import Group, Grouped, Number


@dataclass(frozen=True)
class _List:
    """The groups of a list, the columns whose sums they carry, and what a row is counted in: title, word."""

    found: Grouped
    sum_keys: Sequence[str]
    counted: tuple[str, str]


def tree_of(
    found: Grouped,
    sum_keys: Sequence[str],
    closed: Collection[Path] = (),
    counted: tuple[str, str] = ("条数", "条"),
) -> GroupTree:
    """The tree of a list; ``sum_keys`` are the columns whose sums the groups carry, in their order.

    ``counted`` is the title of the number of rows, and the word after it.
    """
    whole = _List(found, sum_keys, counted)
    lines: list[GroupLine] = []
    place, number = 0, 0
    groups = found.groups
    while number < len(groups):
        number, place = _add(whole, groups, number, 0, place, lines)
    return GroupTree(found.ids, lines, closed)


def number_text(value: Number) -> str:
    """A number as a cell shows it, thousands apart, without needless zeros."""
    text = f"{Decimal(str(round(value, 6) if isinstance(value, float) else value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _add(
    whole: _List,
    groups: Sequence[Group],
    number: int,
    level: int,
    place: int,
    lines: list[GroupLine],
) -> tuple[int, int]:
    """Add the line at ``level`` that begins with group ``number``, and all below it; returns what comes next."""
    path = groups[number].path[: level + 1]
    end = number
    while end < len(groups) and groups[end].path[: level + 1] == path:
        end += 1
    members = groups[number:end]
    lines.append(_line(whole, path, members, place))
    if level + 1 == len(groups[number].path):
        return end, place + sum(one.count for one in members)
    while number < end:
        number, place = _add(whole, groups, number, level + 1, place, lines)
    return number, place


def _line(whole: _List, path: Path, members: Sequence[Group], first: int) -> GroupLine:
    count = sum(one.count for one in members)
    figures = [Figure(whole.counted[0], count, f"{count:,} {whole.counted[1]}")]
    for place, (title, tone) in enumerate(whole.found.flags):
        number = sum(one.flags[place] for one in members)
        figures.append(Figure(title, number, f"{title} {number:,}", tone if number else ""))
    sums: dict[str, str] = {}
    for place, key in enumerate(whole.sum_keys):
        numbers = [value for one in members if (value := one.sums[place]) is not None]
        if numbers:
            sums[key] = number_text(sum(numbers[1:], numbers[0]))
    return GroupLine(path, first, count, tuple(figures), sums)
