"""The values that a ledger knows: its categories, states and what earlier imports taught."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from models.importing.choices import ValueAnswer
from models.importing.values.said import said_key
from models.rules.categories import CategoryTable

Taught = Mapping[tuple[str, str], ValueAnswer]
"""(field, ``said_key``) to what a person said."""


@dataclass(frozen=True)
class KnownValues:
    """What ``questions_of`` judges by. ``earlier`` are answers that were revoked: they only suggest."""

    categories: Mapping[str, tuple[str, str | None]] = field(default_factory=dict[str, tuple[str, str | None]])
    category_names: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    learned: Taught = field(default_factory=dict[tuple[str, str], ValueAnswer])
    earlier: Taught = field(default_factory=dict[tuple[str, str], ValueAnswer])
    deadlines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    counting: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What deadlines are counted by, as the child takes it: ``calendar`` (``days``, ``years``) and ``puts_off``."""


def known_values(connection: Connection) -> KnownValues:
    """Read what the ledger knows."""
    from sqlalchemy import select

    from models.operations.consequences import read_presets
    from models.operations.learned import read_taught
    from models.schema import Category

    presets = read_presets(connection)
    names = connection.execute(
        select(Category.name).where(Category.active.is_(True)).order_by(Category.position)
    ).scalars()
    taught = read_taught(connection)
    learned: dict[tuple[str, str], ValueAnswer] = {}
    earlier: dict[tuple[str, str], ValueAnswer] = {}
    for line in taught:
        if line.kind != "deadline":
            (learned if line.active else earlier)[line.field, said_key(line.said, line.within)] = answer_of(line.meant)
    deadlines = {line.said: line.meant for line in taught if line.kind == "deadline" and line.active}
    calendar = presets.counting.calendar
    told = {"days": {day.isoformat(): kind for day, kind in calendar.days.items()}, "years": sorted(calendar.years)}
    return KnownValues(
        CategoryTable(presets.categories), tuple(names), presets.statuses, learned, earlier, deadlines,
        {"calendar": told, "puts_off": presets.counting.puts_off},
    )  # fmt: skip


def answer_of(meant: Any) -> ValueAnswer:
    """A remembered reading as the answer it was: a text, null for blank, {"skip": true} for rows left out."""
    if meant is None:
        return ValueAnswer("blank")
    return ValueAnswer("map", meant) if isinstance(meant, str) else ValueAnswer("skip")


def meant_of(answer: ValueAnswer, said: str) -> Any:
    """The reverse, as ``learned_answer.meant`` keeps it."""
    match answer.kind:
        case "blank":
            return None
        case "skip":
            return {"skip": True}
        case "map" | "add":
            return answer.meant or said
