"""Resolves place names of lists inside their city, as valid on a date."""

from __future__ import annotations

from datetime import date
from functools import cache

from models.regions.place import Place, Resolution


class Gazetteer:
    """All divisions to county level with their former and short names."""

    def resolve(
        self,
        text: object,
        *,
        city: str | None = None,
        province: str | None = None,
        on: date | None = None,
        level: str | None = None,
    ) -> Resolution:
        """Resolve one name."""
        return Resolution(None, (), f"没有认出“{text}”")

    def find_city_in(self, text: object) -> Place | None:
        """The city named in a sentence or unit name."""
        return None

    def find_places_in(self, text: object, city: str | None = None, on: date | None = None) -> list[Place]:
        """Every place named in a sentence or unit name, in order."""
        return []

    def province_of(self, city: str) -> str:
        """The province of a city's name, or ''."""
        return ""


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the shipped division files, read once."""
    return Gazetteer()
