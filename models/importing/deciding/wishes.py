"""What a person said about an import, by position of the rows: the form in which matching and comparing need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.importing.choices import Choices, RowChoice, Side
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.policies import Policies


@dataclass(frozen=True)
class Wishes:
    """Everything that decides beside the rows and the ledger; the defaults leave all to the program.

    ``cities`` None: a complete list covers what it speaks of. ``day`` is the one written beside appended texts.
    """

    complete: bool = False
    cities: tuple[str, ...] | None = None
    rows: Mapping[int, RowChoice] = field(default_factory=dict[int, RowChoice])
    sides: Mapping[int, Mapping[str, Side]] = field(default_factory=dict[int, Mapping[str, Side]])
    policies: Policies = field(default_factory=Policies)
    day: date | None = None
    batch: int | None = None
    """Number of the batch that is being written, where it has one already."""
    history_by: str = ""
    """Who imports, where the rows come in as history with the states that they say."""


def wishes_of(
    incoming: Incoming, choices: Choices, policies: Policies, complete: bool, cities: tuple[str, ...] | None,
    day: date | None, batch: int | None = None, history_by: str = "",
) -> Wishes:  # fmt: skip
    """The choices with keys as positions; a key whose row is gone (its sheet was read anew) is passed over.

    A whole row that was left out is left out with all that it is split into.
    """
    rows: dict[int, RowChoice] = {}
    for key, choice in choices.rows.items():
        at = incoming.position(key)
        if at is not None:
            rows[at] = choice
        elif choice.kind == "leave":
            for part in incoming.parts_of(key):
                rows.setdefault(part, choice)
    for at in incoming.skipped:
        rows.setdefault(at, RowChoice("leave"))
    sides: dict[int, dict[str, Side]] = {}
    for (key, name), side in choices.sides.items():
        at = incoming.position(key)
        if at is not None:
            sides.setdefault(at, {})[name] = side
    return Wishes(complete, cities, rows, sides, policies, day, batch, history_by)
