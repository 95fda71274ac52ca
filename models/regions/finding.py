"""Finds the places named inside sentences, unit names and cells that list several places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from models.late_regex import late_regex
from models.regions.division_files import Unit
from models.regions.names import clean_place, is_blank_place, is_whole_city, stem
from models.regions.place import Place, Resolution
from models.regions.resolving import on_day

if TYPE_CHECKING:
    from models.regions.gazetteer import Gazetteer

_SEPARATORS = late_regex(r"[、，,;；/／\n\r|]+|(?<=[县市区旗])[和及与](?=.{2,})")
_LEAD = late_regex(r"^(主要)?(涉及|包括|位于|属于|分布在)")
_COUNTED = late_regex(r"\d+[件家个处]$")
_BOUNDARY = '、，,;；/和及与涉:：（(“"及由在至到。 '


def resolve_all(
    gazetteer: Gazetteer, text: object, city: str | None, province: str | None, on: date | None
) -> list[Resolution]:
    """One resolution for each place a cell names; see Gazetteer.resolve_all."""
    whole = gazetteer.resolve(text, city=city, province=province, on=on)
    if whole.place is not None or text is None:
        return [whole]
    parts = [_LEAD.sub("", _COUNTED.sub("", part.strip())) for part in _SEPARATORS.split(str(text))]
    parts = [part for part in parts if not is_blank_place(clean_place(part))]
    if len(parts) > 1:
        resolutions = [gazetteer.resolve(part, city=city, province=province, on=on) for part in parts]
        if any(resolution.place for resolution in resolutions):
            return resolutions
    if whole.candidates and _is_mistyped(str(text), whole.candidates):
        return [whole]
    found = find_places(gazetteer, text, city, on)
    return [Resolution(place) for place in found] or [whole]


def _is_mistyped(text: str, near: Sequence[Place]) -> bool:
    """永年曲 is one wrong name, not 永年 with something behind it: it is asked about, never read."""
    name = clean_place(text)
    return any(abs(len(name) - len(place.name)) <= 1 for place in near)


def find_places(gazetteer: Gazetteer, text: object, city: str | None, on: date | None) -> list[Place]:
    """Places in a sentence; see Gazetteer.find_places_in."""
    sentence = "" if text is None else clean_place(text)
    if is_blank_place(sentence) or is_whole_city(sentence):
        return []
    scan = _Scan(gazetteer, sentence, gazetteer.city_unit(city, None, on), on)
    return scan.run()


@cache
def _full_names(gazetteer: Gazetteer) -> dict[str, list[str]]:
    """Full names by their first two characters, longest first."""
    names: dict[str, list[str]] = defaultdict(list)
    for name in gazetteer.index.by_name:
        names[name[:2]].append(name)
    for found in names.values():
        found.sort(key=len, reverse=True)
    return names


class _Scan:
    """One pass over a sentence, longest name first, remembering the city last named."""

    def __init__(self, gazetteer: Gazetteer, text: str, city: Unit | None, on: date | None) -> None:
        self.gazetteer, self.text, self.on = gazetteer, text, on
        self.city = city
        self.province: Unit | None = None
        self.found: dict[str, Unit] = {}
        self.unclear: list[list[Unit]] = []

    def run(self) -> list[Place]:
        position, boundary = 0, True
        while position < len(self.text):
            size = self._take(position, boundary)
            boundary = bool(size) or self.text[position] in _BOUNDARY
            position += size or 1
        for units in self.unclear:
            inside = [unit for unit in units if self.city is not None and unit.parent == self.city.code]
            if inside:
                self._keep(inside)
        counties = [unit for unit in self.found.values() if not self._is_named_whole(unit)]
        owners = {unit.parent for unit in counties}
        kept = [unit for unit in self.found.values() if unit in counties or unit.code not in owners]
        return [self.gazetteer.index.place(unit, as_city=self.gazetteer.index.is_city(unit)) for unit in kept]

    def _is_named_whole(self, unit: Unit) -> bool:
        return unit.level in ("province", "city")

    def _take(self, position: int, boundary: bool) -> int:
        """Try the names that start here; the length taken, 0 for none."""
        index = self.gazetteer.index
        head = self.text[position : position + 2]
        for name in _full_names(self.gazetteer).get(head, ()):
            if self.text.startswith(name, position) and self._accept(index.by_name[name], name, boundary):
                return len(name)
        if boundary:
            for size in (4, 3, 2):
                short = self.text[position : position + size]
                if len(short) == size and self._accept_short(short):
                    return size
        return 0

    def _accept(self, units: list[Unit], name: str, boundary: bool) -> bool:
        if name[-1] not in "省市县区盟旗州岛" and not boundary:
            return False
        wholes = [unit for unit in units if unit.level in ("province", "city")]
        if wholes:
            self._enter(wholes)
            return True
        inside = [unit for unit in units if self.city is not None and unit.parent == self.city.code]
        if len(name) == 2 and not boundary and not (inside and name not in ("城区", "郊区", "矿区")):
            return False
        if inside:
            self._keep(inside)
            return True
        if self.province is not None:
            units = self.gazetteer.in_province(units, self.province.name) or units
        if len({unit.parent for unit, _ in on_day(self.gazetteer, units, self.on)}) == 1:
            self._keep(units)
        else:
            self.unclear.append(units)
        return True

    def _accept_short(self, short: str) -> bool:
        """A stem counts at the start of the text, after another place or after a separator only."""
        index = self.gazetteer.index
        if self.city is not None:
            inside = index.stems_in(self.city, short)
            if inside and short != stem(self.city.name):
                self._keep(inside)
                return True
        wholes = [
            unit for unit in index.by_stem.get(short, ()) if unit.level in ("province", "city") and unit.name != short
        ]
        if self.province is not None:
            wholes = self.gazetteer.in_province(wholes, self.province.name)
            if not wholes and self.city is None:
                counties = self.gazetteer.in_province(index.by_stem.get(short, ()), self.province.name)
                self._keep(counties)
                return bool(counties)
        if not wholes:
            return False
        self._enter(wholes)
        return True

    def _enter(self, wholes: list[Unit]) -> None:
        found = on_day(self.gazetteer, wholes, self.on)
        unit = found[0][0]
        if unit.level == "province" and not self.gazetteer.index.is_city(unit):
            self.province = unit
            return
        self.city = unit
        self.found.setdefault(unit.code, unit)

    def _keep(self, units: list[Unit]) -> None:
        """Remember one unit; a name that stands for several, such as a county since divided, decides nothing."""
        found = on_day(self.gazetteer, units, self.on)
        if len(found) != 1:
            return
        unit = found[0][0]
        self.found.setdefault(unit.code or unit.name, unit)
        if self.city is None and unit.level in ("county", "zone"):
            self.city = self.gazetteer.index.by_code.get(unit.parent)
