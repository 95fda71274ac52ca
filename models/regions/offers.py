"""Names to offer while a place is typed: provinces, the cities of a province, the counties inside a city."""

from __future__ import annotations

from functools import lru_cache

from models.regions.division_files import current_units
from models.regions.division_index import DivisionIndex
from models.regions.gazetteer import load_gazetteer


@lru_cache(maxsize=256)
def offered_places(field: str, city: str | None = None, province: str | None = None) -> tuple[str, ...]:
    """Official names of today for ``province``, ``city`` or ``county``, in the order of their codes.

    Counties are those inside ``city`` (without one, all); the cities of ``province`` stand before the others. Nothing
    for other fields.
    """
    units = current_units()
    if field == "province":
        return tuple(unit.name for unit in units if unit.level == "province")
    if field == "city":
        home = {unit.code for unit in units if unit.level == "province" and unit.name == province}
        cities = [unit for unit in units if DivisionIndex.is_city(unit)]
        inside = [unit for unit in cities if unit.parent in home or unit.code in home]
        return tuple(dict.fromkeys(unit.name for unit in [*inside, *cities]))
    if field != "county":
        return ()
    unit = load_gazetteer().city_unit(city, province) if city else None
    counties = [one for one in units if one.level == "county" and (unit is None or one.parent == unit.code)]
    return tuple(dict.fromkeys(one.name for one in counties))
