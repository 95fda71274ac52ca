"""Divisions by code, name, stem and city, with former names, and places made of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property

from models.regions.alike import reason_for
from models.regions.division_files import Unit, current_units, former_units, other_names
from models.regions.names import is_zone_name, stem, zone_form
from models.regions.near import near_names
from models.regions.place import Place

MUNICIPALITY_CODES = ("110000", "120000", "310000", "500000")


class DivisionIndex:
    """Look-ups over all names of all divisions; built once."""

    def __init__(self) -> None:
        self.current: dict[str, Unit] = {unit.code: unit for unit in current_units()}
        self.units: tuple[Unit, ...] = current_units() + former_units()
        self.by_code: dict[str, Unit] = {unit.code: unit for unit in former_units()} | self.current
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        self.by_stem: dict[str, list[Unit]] = defaultdict(list)
        self.by_parent: dict[str, list[Unit]] = defaultdict(list)
        self.became: dict[str, list[Unit]] = defaultdict(list)
        self.alias_notes: dict[str, str] = {}
        for unit in self.units:
            self.by_name[unit.name].append(unit)
            self.by_parent[unit.parent].append(unit)
            if unit.level != "zone":
                self.by_stem[stem(unit.name)].append(unit)
            if unit.valid_to is not None:
                for code in unit.today:
                    self.became[code].append(unit)
        for name, code, kind, note in other_names():
            unit = Unit("", name, "zone", code, None, None, ("",), note) if kind == "zone" else self.current[code]
            self.by_name[name].append(unit)
            self.alias_notes[name] = note
        self._zones: dict[str, dict[str, list[Unit]]] = {}

    @staticmethod
    def is_city(unit: Unit) -> bool:
        """A city, a municipality, or a county directly under its province."""
        return unit.level == "city" or unit.code in MUNICIPALITY_CODES

    def names_in(self, city: Unit, name: str) -> list[Unit]:
        """Units of that exact name in a city, in all times."""
        return [unit for unit in self.by_name.get(name, ()) if unit.parent == city.code]

    def stems_in(self, city: Unit, text: str) -> list[Unit]:
        """Units of a city whose stem is ``text``; 井陉 is 井陉县 before 井陉矿区."""
        found = [unit for unit in self.by_stem.get(text, ()) if unit.parent == city.code]
        plain = [unit for unit in found if len(unit.name) == len(text) + 1]
        return plain or found

    def zones_in(self, city: Unit, text: str) -> list[Unit]:
        """Statistical zones of a city under any form of their name."""
        forms = self._zones.get(city.code)
        if forms is None:
            forms = self._zones[city.code] = self._zone_forms(city)
        bare = self._without_owner(text, city)
        if bare == "开发区":
            return [unit for unit in self.by_parent[city.code] if unit.level == "zone" and unit.name.endswith("开发区")]
        return forms.get(zone_form(bare), []) or forms.get(bare, [])

    def _zone_forms(self, city: Unit) -> dict[str, list[Unit]]:
        forms: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_parent[city.code]:
            if unit.level != "zone":
                continue
            bare = self._without_owner(unit.name, city)
            for form in {unit.name, bare, zone_form(bare)}:
                forms[form].append(unit)
        return forms

    def _without_owner(self, text: str, city: Unit) -> str:
        """A zone's name without province and city before it."""
        province = self.current.get(city.parent)
        for owner in (province, city):
            if owner is None:
                continue
            for name in (owner.name, stem(owner.name)):
                rest = text.removeprefix(name)
                if rest != text and is_zone_name(rest):
                    text = rest
        return text

    def near_misses(self, city: Unit, text: str, on: date | None) -> list[Unit]:
        """Units of a city whose name may have been meant by a mistyped one: sound, shape, a character more or less."""
        return near_names(text, [unit for unit in self.by_parent[city.code] if unit.valid_on(on)])

    def near_zones(self, city: Unit, text: str) -> list[Place]:
        """Functional zones of a city, under the form of their name that a mistyped one is like."""
        forms = self._zones.setdefault(city.code, self._zone_forms(city))
        alike = [form for form in forms if len(form) <= len(text) + 1 and is_zone_name(form) and reason_for(text, form)]
        return [self.place(forms[form][0], written=form) for form in alike if len(forms[form]) == 1]

    @cached_property
    def _cities(self) -> list[Unit]:
        return [unit for unit in self.units if self.is_city(unit)]

    def near_cities(self, text: str, province: str | None, on: date | None) -> list[Unit]:
        """Cities whose name may have been meant by a mistyped one."""
        home = {unit.code for unit in self.by_name.get(province or "", ())}
        cities = [unit for unit in self._cities if unit.valid_on(on)]
        inside = [unit for unit in cities if unit.parent in home or unit.code in home]
        return near_names(text, inside or cities, everywhere=not inside)

    def place(self, unit: Unit, *, written: str = "", as_city: bool = False) -> Place:
        """The unit with its full names; a zone keeps the name the list gives it as its county."""
        province, city, county = "", "", ""
        level = unit.level
        if unit.level == "province":
            province = unit.name
            if unit.code in MUNICIPALITY_CODES:
                city = unit.name
                level = "city" if as_city else "province"
        elif unit.level == "city":
            province, city = self.by_code[unit.parent].name, unit.name
        else:
            owner = self.by_code[unit.parent]
            province = owner.name if owner.level == "province" else self.by_code[owner.parent].name
            city = owner.name
            county = (written or unit.name) if unit.level == "zone" else unit.name
        today = unit.today[0] if unit.today else ""
        return Place(unit.code, unit.name, level, province, city, county, unit.valid_from, unit.valid_to, today)
