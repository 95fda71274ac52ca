"""What a place name resolves to: one unit, several candidates, or nothing, always with a note in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A division or functional zone under the name that was official on the asked date.

    ``city`` of a municipality is its own name (北京市); a county directly under a province is a city without county.
    ``code`` is '' for a zone without a statistical code; ``today_code`` is that of the unit it is or belongs to now.
    """

    code: str
    name: str
    level: str
    province: str
    city: str
    county: str
    valid_from: date | None = None
    valid_to: date | None = None
    today_code: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """``place`` is set only when exactly one unit fits; otherwise ``candidates`` holds those that might."""

    place: Place | None
    candidates: tuple[Place, ...] = ()
    note: str = ""

    @property
    def ambiguous(self) -> bool:
        """Several units fit and nothing tells which."""
        return self.place is None and len(self.candidates) > 1


def describe_place(place: Place, note: str = "") -> dict[str, Any]:
    """One place as the object of ``region --json``."""
    return {
        "code": place.today_code or place.code or None,
        "province": place.province or None,
        "city": place.city or None,
        "county": (place.name if place.county else None),
        "level": place.level,
        "note": note,
    }


def describe(resolution: Resolution) -> dict[str, Any] | list[dict[str, Any]]:
    """The answer of ``region --json``: one object, or the list of candidates (empty when nothing fits)."""
    if resolution.place is not None:
        return describe_place(resolution.place, resolution.note)
    return [describe_place(place, resolution.note) for place in resolution.candidates]
