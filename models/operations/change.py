"""What a write tells the screens: which step it was and what it touched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A value that a step left alone because it was changed since; ``why`` is a Chinese phrase."""

    problem_id: int
    ledger_number: str
    field: str
    why: str


@dataclass(frozen=True)
class Place:
    """A cell that a step touched: ``field`` is a key of ``FIELDS`` for problems, else a column of ``entity``.

    ``problem_id`` is the problem it belongs to, None where there is none; ``number`` is that problem's.
    """

    entity: str
    entity_id: int
    field: str
    problem_id: int | None = None
    number: str = ""
    gone: bool = False
    """The problem is in the trash now."""


@dataclass(frozen=True)
class Change:
    """One committed step.

    ``entity_ids`` None means anything may have changed; ``fields`` holds keys of ``FIELDS`` (empty: whole rows).
    ``kind`` is edit, status, remove, restore, undo, redo, import, undo-import, setting, teach or demo.
    """

    change_set_id: int
    title: str
    entity_ids: frozenset[int] | None
    fields: frozenset[str]
    kind: str
    kept: tuple[Kept, ...] = ()
    place: Place | None = None
    """Of a step taken back or done again: where to look at it."""
