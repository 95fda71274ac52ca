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
