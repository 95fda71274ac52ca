"""What belongs into the file of a problem (一问题一档案), and what of it is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from models.paths import resource


@dataclass(frozen=True)
class Wanted:
    """One line of the checklist; any of ``kinds`` of evidence fills it. One that is not required is only 如有."""

    name: str
    kinds: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Line:
    """``titles`` of the evidence that fills it."""

    wanted: Wanted
    titles: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """缺项: required, and nothing fills it."""
        return self.wanted.required and not self.titles

    @property
    def state(self) -> str:
        """As the cover says it."""
        return "有" if self.titles else "缺项" if self.wanted.required else "如有"


@cache
def checklist() -> tuple[Wanted, ...]:
    """The preset list, in its order."""
    rows = json.loads(resource("presets/archive_checklist.json").read_text(encoding="utf-8"))
    return tuple(Wanted(row["name"], tuple(row["kinds"]), row["required"]) for row in rows)


def checked(evidence: Iterable[tuple[str, str | None]]) -> list[Line]:
    """Every line with what fills it, from (title, kind) of the evidence there is."""
    pieces: Sequence[tuple[str, str | None]] = list(evidence)
    return [Line(wanted, tuple(title for title, kind in pieces if kind in wanted.kinds)) for wanted in checklist()]
