"""Answers about cities and counties: the row is read again with the name that a person meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from models.importing.columns.place_columns import PlaceReading
from models.importing.values.apply import ValueAnswers, tell_blank

if TYPE_CHECKING:
    from models.importing.cells.clean import Cleaned

Said = tuple[str | None, str | None, str | None]
"""Province, city and county as written."""
Read = Callable[[Said], PlaceReading]
_FIELDS = ("province", "city", "county", "regions")


class Answered(NamedTuple):
    """A reading with the answers put in; ``blanked`` are (field, value) left blank on purpose."""

    reading: PlaceReading
    skip: bool
    blanked: tuple[tuple[str, str], ...]


class PlaceAnswers:
    """Reads each different wording once; rows about whose places nothing was said stay as they were read."""

    def __init__(self, answers: ValueAnswers, read: Read) -> None:
        self._answers = answers
        self._read = read
        self._known: dict[Said, Answered | None] = {}

    def fill(
        self, out: Cleaned, rows: Sequence[Said], found: Sequence[PlaceReading], letter: str
    ) -> list[PlaceReading]:
        """The readings to write; identity keeps the words of the file, like sites are looked for by the answer."""
        readings = list(found)
        for at, said in enumerate(rows):
            answered = self._answered(said, found[at])
            if answered is None:
                continue
            if answered.skip:
                out.skipped.add(at)
                continue
            readings[at] = answered.reading
            for field, value in answered.blanked:
                tell_blank(out, at, letter, field, value)
        if readings == list(found):
            return readings
        for position, field in enumerate(_FIELDS):
            before: list[Any] = [
                old[position] if old is not new and old[position] != new[position] else None
                for old, new in zip(found, readings, strict=True)
            ]
            if any(before):
                out.as_said[field] = before
        out.site_keys = [reading.key for reading in readings]
        return readings

    def _answered(self, said: Said, plain: PlaceReading) -> Answered | None:
        if said not in self._known:
            self._known[said] = self._ask(said, plain)
        return self._known[said]

    def _ask(self, said: Said, plain: PlaceReading) -> Answered | None:
        province, _, county = said
        blanked: list[tuple[str, str]] = []
        reading = plain
        about_city = self._answers.answer("city", plain.city)
        if about_city is not None:
            if about_city["kind"] == "skip":
                return Answered(plain, True, ())
            if about_city["kind"] == "blank":
                blanked.append(("city", plain.city or ""))
            reading = self._read((province, about_city["meant"] or None, county))
        city = reading.city
        about_county = self._answers.answer("county", reading.county, city)
        if about_county is not None:
            if about_county["kind"] == "skip":
                return Answered(plain, True, ())
            if about_county["kind"] == "blank":
                blanked.append(("county", reading.county or ""))
            reading = self._read((province, city, about_county["meant"] or None))
        if about_city is None and about_county is None:
            return None
        return Answered(reading, False, tuple(blanked))
