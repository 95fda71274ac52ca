"""The order in which one place name is tried: exact, stem, zone, prefix, and then the question back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from models.late_regex import late_regex
from models.regions.division_files import Unit
from models.regions.names import clean_place, is_blank_place, is_whole_city, is_zone_name, stem, without_office
from models.regions.place import Place, Resolution

if TYPE_CHECKING:
    from models.regions.gazetteer import Gazetteer

_SEPARATOR = late_regex(r"[、,，;；/和及]")
_MOST_NEAR = 6
_LEVEL_ORDER = {"province": 0, "city": 1, "county": 2, "zone": 3}
Found = tuple[Unit, str]
"""A unit valid on the asked day and what has to be said about it."""


def resolve(
    gazetteer: Gazetteer,
    text: str,
    city: str | None,
    province: str | None,
    on: date | None,
    level: str | None,
    offer: bool,
) -> Resolution:
    """Resolve one name; see Gazetteer.resolve. Without ``offer`` nothing is looked for that a mistyped one may mean."""
    name = clean_place(text)
    if is_blank_place(name):
        return Resolution(None, (), "没有写地名")
    if is_whole_city(name):
        return Resolution(None, (), f"“{name}”指市本级，不落到县")
    city_unit = gazetteer.city_unit(city, province, on)
    if level == "city":
        return _resolve_city(gazetteer, name, province, on, offer)
    answer = _inside(gazetteer, name, city_unit, on) if city_unit else None
    if answer is None:
        answer = _by_prefix(gazetteer, name, city_unit, on)
    if answer is None and city_unit is None:
        answer = _anywhere(gazetteer, name, province, on, level)
    if answer is None and name != without_office(name):
        return resolve(gazetteer, without_office(name), city, province, on, level, offer)
    if answer is None:
        return _question(gazetteer, name, city_unit, on) if offer else Resolution(None, (), f"没有认出“{name}”")
    if level == "county" and answer.place is not None and not answer.place.county:
        return Resolution(None, (), f"只写到{answer.place.city or answer.place.province}，没有写县")
    return answer


def _resolve_city(gazetteer: Gazetteer, name: str, province: str | None, on: date | None, offer: bool) -> Resolution:
    unit = gazetteer.city_unit(name, province, on)
    if unit is not None:
        return _answer(gazetteer, on_day(gazetteer, [unit], on), name, as_city=True)
    found = resolve(gazetteer, name, None, province, on, None, offer)
    if found.place is None or not found.place.city:
        near = () if found.candidates or not offer else _near_cities(gazetteer, name, province, on)
        note = f"没有“{name}”，是不是{'、'.join(place.city for place in near)}" if near else found.note
        return Resolution(None, found.candidates or near, note or f"没有认出城市“{name}”")
    place = found.place
    return Resolution(place, (), "；".join(filter(None, (f"{place.name}属{place.city}", found.note))))


def _inside(gazetteer: Gazetteer, name: str, city: Unit, on: date | None) -> Resolution | None:
    """Exact name, then stem, then zone, all inside one city; then the city's own name."""
    index = gazetteer.index
    exact = index.names_in(city, name)
    if exact:
        return _answer(gazetteer, on_day(gazetteer, exact, on), name)
    if name == city.name or name == stem(city.name):
        return _answer(gazetteer, on_day(gazetteer, [city], on), name, as_city=True)
    by_stem = index.stems_in(city, name) or index.stems_in(city, stem(name))
    if by_stem and not is_zone_name(name):
        return _answer(gazetteer, on_day(gazetteer, by_stem, on), name)
    name = without_office(name)
    if is_zone_name(name) and not _SEPARATOR.search(name) and not _names_another_city(gazetteer, name, city, on):
        return _zone(gazetteer, name, city)
    return None


def _names_another_city(gazetteer: Gazetteer, name: str, city: Unit, on: date | None) -> bool:
    rest, prefix_city, _ = gazetteer.split_prefix(name, on)
    return bool(rest) and prefix_city is not None and prefix_city.code != city.code


def _zone(gazetteer: Gazetteer, name: str, city: Unit) -> Resolution:
    zones = gazetteer.index.zones_in(city, name)
    if len(zones) == 1:
        note = "" if zones[0].name == name else f"即{zones[0].name}"
        return Resolution(gazetteer.index.place(zones[0], written=name), (), note)
    if len(zones) > 1:
        places = tuple(gazetteer.index.place(unit) for unit in zones)
        return Resolution(None, places, f"{city.name}有{len(zones)}个“{name}”")
    owner = gazetteer.index.place(city, as_city=True)
    place = Place("", name, "zone", owner.province, owner.city, name, None, None, "")
    return Resolution(place, (), f"{owner.city}的功能区，没有国标代码")


def _by_prefix(gazetteer: Gazetteer, name: str, city: Unit | None, on: date | None) -> Resolution | None:
    """河北省邯郸市永年区, 邯郸永年, 河北省辛集市: what stands before gives the city."""
    if city is None and name in gazetteer.index.by_name:
        return None
    rest, prefix_city, prefix_province = gazetteer.split_prefix(name, on)
    if prefix_city is not None and rest and rest != name:
        if prefix_city.level == "city" and is_whole_city(rest):
            return _answer(gazetteer, on_day(gazetteer, [prefix_city], on), name, as_city=True)
        answer = _inside(gazetteer, rest, prefix_city, on)
        if answer is not None and city is not None and city.code != prefix_city.code and answer.place is not None:
            return Resolution(answer.place, (), "；".join(filter(None, (f"不在{city.name}", answer.note))))
        return answer
    if city is not None:
        return None
    if prefix_city is not None:
        return _answer(gazetteer, on_day(gazetteer, [prefix_city], on), name, as_city=rest != "" or name != "")
    if prefix_province is not None and rest and rest != name:
        return _anywhere(gazetteer, rest, prefix_province.name, on, None)
    return None


def _anywhere(
    gazetteer: Gazetteer, name: str, province: str | None, on: date | None, level: str | None
) -> Resolution | None:
    """Without a city: the highest level that bears the name; several of one level are a question."""
    index = gazetteer.index
    found = _in_level(gazetteer.in_province(index.by_name.get(name, ()), province), level)
    if not found:
        found = _in_level(gazetteer.in_province(index.by_stem.get(name, ()), province), level)
    if not found:
        note = f"“{name}”是功能区，要先知道在哪个市" if is_zone_name(name) else ""
        return Resolution(None, (), note) if note else None
    top = min(_LEVEL_ORDER[unit.level] for unit, _ in on_day(gazetteer, found, on))
    chosen = [(unit, note) for unit, note in on_day(gazetteer, found, on) if _LEVEL_ORDER[unit.level] == top]
    return _answer(gazetteer, chosen, name)


def _in_level(units: Iterable[Unit], level: str | None) -> list[Unit]:
    if level == "county":
        return [unit for unit in units if unit.level in ("county", "zone")]
    return [unit for unit in units if level in (None, unit.level)]


def on_day(gazetteer: Gazetteer, units: Iterable[Unit], on: date | None) -> list[Found]:
    """Units as official on a day: valid ones stay; expired ones become their successors, early ones their predecessor.

    Without a day, today's units. Two names of one unit count once.
    """
    units = list(units)
    valid = [unit for unit in units if unit.valid_on(on)]
    if valid:
        return _distinct((unit, _future(gazetteer, unit)) for unit in valid)
    found: list[Found] = []
    for unit in units:
        if unit.valid_to is not None and (on is None or on > unit.valid_to):
            successors = [gazetteer.index.current[code] for code in unit.today if code]
            found.extend((successor, _past(unit, successors)) for successor in successors)
        else:
            earlier = [old for old in gazetteer.index.became[unit.code] if old.valid_on(on) and len(old.today) == 1]
            if len(earlier) == 1:
                found.append((earlier[0], f"{_month(unit.valid_from)}才改称{unit.name}，当时名称为{earlier[0].name}"))
            else:
                found.append((unit, f"{_month(unit.valid_from)}才有此名称"))
    return _distinct(found)


def _distinct(found: Iterable[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for unit, note in found:
        key = unit.today[0] or unit.code or unit.name
        if key not in kept or kept[key][0].valid_to is not None:
            kept[key] = (unit, note)
    return list(kept.values())


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else "后来"


def _future(gazetteer: Gazetteer, unit: Unit) -> str:
    """What an old name, right on its day, has become."""
    if unit.valid_to is None:
        return unit.note
    now = "、".join(gazetteer.index.current[code].name for code in unit.today if code)
    return f"{_when(unit)}{_how(unit)}，现为{now}" if len(unit.today) == 1 else f"{_when(unit)}{_how(unit)}"


def _past(unit: Unit, successors: list[Unit]) -> str:
    now = "、".join(successor.name for successor in successors)
    tail = f"，现为{now}" if len(successors) == 1 else ""
    return f"原{unit.name}{_when(unit)}{_how(unit)}{tail}"


def _when(unit: Unit) -> str:
    """The month of the change, which is the one after the last day of the old name."""
    last = unit.valid_to
    if last is None or not unit.dated:
        return "后来"
    return f"{last.year + last.month // 12}年{last.month % 12 + 1}月起"


def _how(unit: Unit) -> str:
    return unit.note.split("（")[0].replace("代码或名称变更", "变更")


def _answer(gazetteer: Gazetteer, found: list[Found], name: str, *, as_city: bool = False) -> Resolution:
    places = tuple(gazetteer.index.place(unit, written=name, as_city=as_city) for unit, _ in found)
    notes = [note for _, note in found if note] + [gazetteer.index.alias_notes.get(name, "")]
    note = "；".join(dict.fromkeys(filter(None, notes)))
    if len(places) == 1:
        return Resolution(places[0], (), note)
    if not places:
        return Resolution(None, (), note or f"没有认出“{name}”")
    owners = "、".join(f"{place.city}{place.county}" for place in places[:6])
    if notes.count(notes[0]) < len(places):
        note = ""
    return Resolution(None, places, note or f"“{name}”有{len(places)}处：{owners}")


def _near_cities(gazetteer: Gazetteer, name: str, province: str | None, on: date | None) -> tuple[Place, ...]:
    """Cities that a mistyped name may mean; nothing for words that are no place name at all."""
    if not 2 <= len(name) <= 12 or is_zone_name(name):
        return ()
    near = gazetteer.index.near_cities(name, province, on)
    return tuple(gazetteer.index.place(unit, as_city=True) for unit in near[:_MOST_NEAR])


def _question(gazetteer: Gazetteer, name: str, city: Unit | None, on: date | None) -> Resolution:
    """Nothing fits: offer what is one character away, or the same name elsewhere, but decide nothing."""
    if city is None:
        places = _near_cities(gazetteer, name, None, on)
        asked = "、".join(place.city for place in places)
        return Resolution(None, places, f"没有“{name}”，是不是{asked}" if places else f"没有认出“{name}”")
    near = gazetteer.index.near_misses(city, name, on)
    places = tuple(gazetteer.index.place(unit) for unit in near) or tuple(gazetteer.index.near_zones(city, name))
    if places:
        asked = "、".join(place.county or place.name for place in places)
        return Resolution(None, places, f"{city.name}没有“{name}”，是不是{asked}")
    elsewhere = _anywhere(gazetteer, name, None, on, None)
    places = () if elsewhere is None else ((elsewhere.place,) if elsewhere.place else elsewhere.candidates)
    if places:
        where = "、".join(dict.fromkeys(place.city or place.province for place in places[:4]))
        return Resolution(None, places, f"{city.name}没有“{name}”，{where}有")
    return Resolution(None, (), f"{city.name}没有“{name}”")
