"""Everything said about an import at one moment, so that the last choice can be taken back before writing."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from models.importing.choices import Choices
from models.importing.session_sheets import FileInHand, SheetInHand
from models.importing.views import ImportOptions, SheetView

SheetMemory = tuple[dict[str, Any], SheetView, dict[str, Any], set[int], dict[str, str], bool]


@dataclass(frozen=True)
class Memory:
    """Options, choices and how each sheet is read."""

    options: ImportOptions
    choices: Choices
    sheets: tuple[SheetMemory, ...]


def memory_of(options: ImportOptions, choices: Choices, hands: Sequence[FileInHand]) -> Memory:
    """What stands now; later corrections do not touch it."""
    sheets = tuple(_kept(sheet) for hand in hands for sheet in hand.sheets)
    return Memory(options, copied(choices), sheets)


def bring_back(memory: Memory, hands: Sequence[FileInHand]) -> bool:
    """Put the sheets back as they were; true where a row may now be read otherwise."""
    known = {kept[1].key: kept for kept in memory.sheets}
    # Files that a password opened since are as they are now.
    sheets = [sheet for hand in hands for sheet in hand.sheets if sheet.view.key in known]
    before = [_kept(sheet) for sheet in sheets]
    for sheet in sheets:
        found, view, how, ignored, separators, corrected = known[sheet.view.key]
        sheet.found, sheet.view, sheet.how = dict(found), replace(view), dict(how)
        sheet.ignored, sheet.separators, sheet.corrected = set(ignored), dict(separators), corrected
    for hand in hands:
        hand.view.sheets = [sheet.view for sheet in hand.sheets]
    return any(kept != known[kept[1].key] for kept in before)


def says_other_cells(one: Memory, other: Memory) -> bool:
    """Whether rows are read otherwise by what was said, sheets apart."""
    names = ("fixes", "values", "deadlines", "splits")
    differ = any(getattr(one.choices, name) != getattr(other.choices, name) for name in names)
    return differ or one.options.round != other.options.round


def copied(choices: Choices) -> Choices:
    """The choices in tables of their own; what stands in them is never changed, only replaced."""
    return Choices(
        {key: dict(cells) for key, cells in choices.fixes.items()}, dict(choices.values), deepcopy(choices.deadlines),
        dict(choices.rows), dict(choices.sides), dict(choices.policies), set(choices.splits),
        set(choices.asserted),
    )  # fmt: skip


def _kept(sheet: SheetInHand) -> SheetMemory:
    return (
        dict(sheet.found), replace(sheet.view), dict(sheet.how), set(sheet.ignored), dict(sheet.separators),
        sheet.corrected,
    )  # fmt: skip
