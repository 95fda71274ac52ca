"""Resolves place names of lists inside their city, as valid on a date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache

from models.regions import finding, resolving
from models.regions.division_files import Unit
from models.regions.division_index import MUNICIPALITY_CODES, DivisionIndex
from models.regions.names import clean_place, stem
from models.regions.place import Place, Resolution

_Key = tuple[str, str | None, str | None, date | None, str | None, bool]
MOST_REMEMBERED = 100_000
"""Answers kept; a list asks the same few hundred again and again, garbage must not fill the memory."""


class Gazetteer:
    """All divisions to county level with their former and short names.

    ``on`` is the date of the list: names come back as they were official then; without it, as they are today.
    """

    def __init__(self) -> None:
        self.index = DivisionIndex()
        self._known: dict[_Key, Resolution] = {}
        self._cities: dict[tuple[str, str | None, date | None], Unit | None] = {}

    def resolve(
        self,
        text: object,
        *,
        city: str | None = None,
        province: str | None = None,
        on: date | None = None,
        level: str | None = None,
        learned: Mapping[tuple[str, str], str] | None = None,
        offer: bool = True,
    ) -> Resolution:
        """Resolve one name; with ``city`` only inside it. ``level`` is city or county (which includes zones).

        Without ``offer`` nothing is looked for that a mistyped name may mean, which takes long.

        ``learned``: (name, city or "") to the name meant; it is asked only where the name itself is no official one.
        """
        if learned:
            return self._resolve_learned(learned, text, city, province, on, level)
        key = (str(text) if text is not None else "", city, province, on, level, offer)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = resolving.resolve(self, *key)
        return known

    def _resolve_learned(
        self, learned: Mapping[tuple[str, str], str], text: object, city: str | None, province: str | None,
        on: date | None, level: str | None,
    ) -> Resolution:  # fmt: skip
        plain = self.resolve(text, city=city, province=province, on=on, level=level)
        name = clean_place(text) if text is not None else ""
        if plain.place is not None and plain.place.code and name in (plain.place.name, stem(plain.place.name)):
            return plain
        unit = self.city_unit(city, province, on)
        meant = (learned.get((name, unit.name)) if unit else None) or learned.get((name, ""))
        if meant is None:
            return plain
        found = self.resolve(meant, city=city, province=province, on=on, level=level)
        note = "；".join(filter(None, (f"按此前的回答即{meant}", found.note)))
        return Resolution(found.place, found.candidates, note)

    def resolve_all(
        self, text: object, *, city: str | None = None, province: str | None = None, on: date | None = None
    ) -> list[Resolution]:
        """Resolve a cell that may name several places, 高新区/太白湖新区/经开区 or 兖州区和邹城市, in order."""
        return finding.resolve_all(self, text, city, province, on)

    def find_places_in(self, text: object, city: str | None = None, on: date | None = None) -> list[Place]:
        """Every place named in a sentence or unit name, in order; a city only where no county of it is named."""
        return finding.find_places(self, text, city, on)

    def find_city_in(self, text: object, on: date | None = None) -> Place | None:
        """The city named in a sentence or unit name, or the city of the first county named."""
        for place in finding.find_places(self, text, None, on):
            unit = self.city_unit(place.city, place.province, on)
            if unit is not None:
                return self.index.place(unit, as_city=True)
        return None

    def province_of(self, city: str) -> str:
        """The full name of a city's province, or '' for an unknown city."""
        unit = self.city_unit(city)
        return self.index.place(unit, as_city=True).province if unit else ""

    def city_unit(self, text: str | None, province: str | None = None, on: date | None = None) -> Unit | None:
        """The city, municipality or province-administered county of that full or short name."""
        if not text:
            return None
        key = (text, province, on)
        if key not in self._cities:
            self._cities[key] = self._find_city(clean_place(text), province, on)
        return self._cities[key]

    def _find_city(self, text: str, province: str | None, on: date | None) -> Unit | None:
        for table in (self.index.by_name, self.index.by_stem):
            found = [unit for unit in table.get(text, ()) if self.index.is_city(unit)]
            found = self.in_province(found, province) or found
            valid = [unit for unit in found if unit.valid_on(on)]
            if valid or found:
                return (valid or found)[0]
        rest, prefix_city, prefix_province = self.split_prefix(text, on)
        if prefix_city is not None and not rest:
            return prefix_city
        return self._find_city(rest, prefix_province.name, on) if prefix_province and rest else None

    def in_province(self, units: Iterable[Unit], province: str | None) -> list[Unit]:
        """The units that lie in a province given by full or short name."""
        if not province:
            return list(units)
        wanted = stem(clean_place(province))
        provinces = self.index.current
        return [unit for unit in units if stem(provinces[(unit.code or unit.parent)[:2] + "0000"].name) == wanted]

    def split_prefix(self, text: str, on: date | None) -> tuple[str, Unit | None, Unit | None]:
        """河北省邯郸市永年区 -> (永年区, 邯郸市, 河北省); the rest is '' when nothing is left."""
        province = self._leading(text, 8, lambda unit: unit.level == "province")
        rest = text[len(province[0]) :].lstrip("-—·/、,，") if province else text
        province_unit = province[1] if province else None
        if province_unit is not None and province_unit.code in MUNICIPALITY_CODES:
            for again in ("市辖区", province_unit.name, stem(province_unit.name)):
                rest = rest.removeprefix(again) if len(rest) > len(again) else rest
            return rest, province_unit, province_unit
        city = self._leading(
            rest, 12, lambda unit: unit.level == "city" and (province_unit is None or unit.parent == province_unit.code)
        )
        if city is None:
            return rest, None, province_unit
        return rest[len(city[0]) :].lstrip("-—·/、,，"), city[1], province_unit

    def _leading(self, text: str, longest: int, fits: Callable[[Unit], bool]) -> tuple[str, Unit] | None:
        for size in range(min(longest, len(text)), 1, -1):
            head = text[:size]
            for table in (self.index.by_name, self.index.by_stem):
                for unit in table.get(head, ()):
                    if fits(unit):
                        return head, unit
        return None


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the shipped division files, read once."""
    return Gazetteer()
