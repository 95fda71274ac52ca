"""Province, city and county of a row: official names as of the list's date, today's codes, several places in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.regions import Gazetteer, Place
from models.regions.names import clean_place, is_whole_city
from models.rules.text import is_blank_word, one_line

Regions = tuple[tuple[str, str | None], ...]


class PlaceReading(NamedTuple):
    """The place fields of a row; ``key`` stands for the place in identity keys; ``note`` complains."""

    province: str | None
    city: str | None
    county: str | None
    regions: Regions | None
    key: str
    note: str


NOWHERE = PlaceReading(None, None, None, None, "", "")


@dataclass(frozen=True)
class PlaceReader:
    """Reads (province, city, county) as written; what is blank falls back to the constants of the sheet.

    ``as_named`` keeps the name of a county as written, with the code it resolves to: a table of our own holds names
    of several days.
    """

    gazetteer: Gazetteer
    on: date | None
    city: str | None = None
    province: str | None = None
    county: str | None = None
    as_named: bool = False

    def __call__(self, said: tuple[str | None, str | None, str | None]) -> PlaceReading:
        """One reading; unknown names stay as written."""
        province, city, county = (_clean(part) for part in said)
        city = city or (self.city if not province or self.city else None)
        province = province or self.province
        county = county or self.county
        if not (province or city or county):
            return NOWHERE
        place = self._resolve(city, None, province, "city") if city else None
        if city and place is None:
            return self._unknown_city(province, city, county)
        if place is None and province:
            whole = self._resolve(province, None, None, None)
            if whole is not None and whole.city and not county:
                return _reading(whole, None, None)
        if county is None:
            if place is None:
                return self._province_only(province or "")
            return _reading(place, None, None)
        return self._county(place, province, county)

    def _county(self, city: Place | None, province: str | None, county: str) -> PlaceReading:
        base = city.city if city else None
        if city is not None and is_whole_city(clean_place(county)):
            # 市本级, 全市: the city itself; the words stay, no county is invented.
            regions = ((city.city, _code(city)),)
            key = f"{city.today_code or city.city}/{county}"
            return PlaceReading(city.province or None, city.city, county, regions, key, "")
        many = self.gazetteer.resolve_all(county, city=base, province=province if city is None else None, on=self.on)
        found = [resolution.place for resolution in many if resolution.place is not None]
        if len(found) == 1 and len(many) == 1:
            reading = _reading(found[0], city, county)
            if self.as_named and reading.county is not None:
                return reading._replace(county=county, regions=((county, _code(found[0])),))
            return reading
        if found:
            regions = tuple((_name(place), _code(place)) for place in found)
            first = found[0]
            key = "+".join(sorted(code or name for name, code in regions))
            missed = "；".join(one.note for one in many if one.place is None and one.candidates)
            note = f"“{county}”里有没认出的地名（{missed}），原文已保留" if missed else ""
            return PlaceReading(
                first.province or None, city.city if city else first.city or None, one_line(county), regions, key, note
            )
        note = many[0].note if many else ""
        note = f"县（市、区）“{county}”没有对应到行政区划，按原文保留" + (f"（{note}）" if note else "")
        if city is None:
            return PlaceReading(province, None, county, ((county, None),), f"{province or ''}/{county}", note)
        return PlaceReading(
            city.province or None,
            city.city,
            county,
            ((county, None),),
            f"{city.today_code or city.city}/{county}",
            note,
        )

    def _unknown_city(self, province: str | None, city: str, county: str | None) -> PlaceReading:
        """A city column may hold a whole address, or a county directly under its province."""
        places = self.gazetteer.find_places_in(city, on=self.on)
        if len(places) == 1 and places[0].city:
            if county is None:
                return _reading(places[0], None, None)
            return self._county(places[0], province, county)
        note = f"市“{city}”没有对应到行政区划，按原文保留"
        regions = ((county or city, None),)
        return PlaceReading(province, city, county, regions, f"{city}/{county or ''}", note)

    def _province_only(self, province: str) -> PlaceReading:
        found = self._resolve(province, None, None, None)
        if found is None:
            return PlaceReading(province, None, None, None, province, "")
        return PlaceReading(found.province or province, None, None, None, found.today_code or found.province, "")

    def _resolve(self, text: str, city: str | None, province: str | None, level: str | None) -> Place | None:
        return self.gazetteer.resolve(text, city=city, province=province, on=self.on, level=level, offer=False).place


def _clean(text: str | None) -> str | None:
    if text is None or is_blank_word(text):
        return None
    return one_line(text) or None


def _name(place: Place) -> str:
    return place.county or place.city or place.province


def _code(place: Place) -> str | None:
    return place.today_code or place.code or None


def _reading(place: Place, city: Place | None, county: str | None) -> PlaceReading:
    """The fields of one resolved place; a county is given only where the source said one."""
    named = _name(place)
    code = _code(place)
    return PlaceReading(
        place.province or (city.province if city else "") or None,
        place.city or (city.city if city else "") or None,
        place.county or None,
        ((named, code),),
        code or named,
        "",
    )
