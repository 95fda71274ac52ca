"""Reads what a list writes as a deadline into a kind and, where there is one, a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    """One milestone of a staged deadline: its own words and its date."""

    text: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """``kind``: date, days, working_days, staged, standing, immediate, done or unknown."""

    kind: str
    date: date | None = None
    days: int | None = None
    stages: tuple[Stage, ...] = ()
    confidence: float = 0.0
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object of ``deadline --json``."""
        return {
            "kind": self.kind,
            "date": self.date.isoformat() if self.date else None,
            "days": self.days,
            "stages": [{"text": s.text, "date": s.date.isoformat() if s.date else None} for s in self.stages],
            "confidence": self.confidence,
            "note": self.note,
        }


def read_deadline(
    text: object,
    *,
    assigned_on: date | None = None,
    year: int | None = None,
    as_of: date | None = None,
    add_workdays: Callable[[date, int], date] | None = None,
) -> Deadline:
    """Read a deadline wording."""
    return Deadline("unknown", note="没有读出时限")
