"""Units and places that problems name, with what is still open: the answer to “晋城还有多少没改？” as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, func, select

from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.marks import OVERDUE, MarkRule, mark_rule
from models.queries.search_words import index_of
from models.regions.names import stem
from models.regions.sounds import is_sound, sound_place, word_matcher
from models.store.search_index import last_set

if TYPE_CHECKING:
    from models.store import Ledger

_PLACE = ("province", "city", "county")
_UNIT = "responsible_unit"


@dataclass
class Named:
    """A unit or place; ``filters`` are those of a ProblemQuery that finds its problems."""

    kind: str
    title: str
    forms: tuple[str, ...]
    filters: dict[str, tuple[Any, ...]]
    total: int = 0
    unrectified: int = 0
    overdue: int = 0

    def add(self, total: int, unrectified: int, overdue: int) -> None:
        """Count some problems more."""
        self.total += total
        self.unrectified += unrectified
        self.overdue += overdue


@dataclass
class Names:
    """All units and places of the listed problems of a campaign, as the ledger stood after a change set."""

    rule: MarkRule
    units: dict[str, Named] = field(default_factory=dict[str, Named])
    places: dict[tuple[str, ...], Named] = field(default_factory=dict[tuple[str, ...], Named])


def names_of(connection: Connection, base: ProblemQuery) -> Names:
    """Read the names, or take those of the question before where nothing changed since."""
    index = index_of(connection)
    key = (last_set(connection), base.campaign, base.reference_day())
    if index is None:
        return _read(connection, base)
    known = index.kept.get("names")
    if known is None or known[0] != key:
        known = index.kept["names"] = (key, _read(connection, base))
    return known[1]


def _read(connection: Connection, base: ProblemQuery) -> Names:
    rule = mark_rule(connection, base.reference_day())
    names = Names(rule)
    columns = [PROBLEM.c[name] for name in (*_PLACE, _UNIT)]
    unrectified = func.sum(case((PROBLEM.c.status.in_(rule.unrectified), 1), else_=0))
    overdue = func.sum(case((rule.condition(OVERDUE), 1), else_=0))
    clauses = where_clauses(connection, base.but(search="", filters={}, where=None))
    query = select(*columns, func.count(), unrectified, overdue).where(*clauses).group_by(*columns)
    line: Any
    for line in connection.execute(query):
        unit: str | None = line[3]
        counts = (int(line[4]), int(line[5] or 0), int(line[6] or 0))
        for place in _places(line[0], line[1], line[2]):
            _place_of(names, place).add(*counts)
        if unit:
            if unit not in names.units:
                names.units[unit] = Named("unit", unit, (unit,), {_UNIT: (unit,)})
            names.units[unit].add(*counts)
    return names


def _places(province: str | None, city: str | None, county: str | None) -> list[tuple[str, ...]]:
    """A row counts for its province, its city and its county."""
    found: list[tuple[str, ...]] = [("province", province)] if province else []
    if city and city != province:
        found.append(("city", city))
    if county and county != city:
        found.append(("county", city or "", county))
    return found


def _place_of(names: Names, place: tuple[str, ...]) -> Named:
    known = names.places.get(place)
    if known is None:
        known = names.places[place] = _named_place(place)
    return known


def _named_place(place: tuple[str, ...]) -> Named:
    level, first = place[0], place[1]
    if level != "county":
        return Named("region", first, tuple(dict.fromkeys((first, stem(first)))), {level: (first,)})
    county = place[2]
    forms = (first + county, stem(first) + stem(county), stem(first) + county, first + stem(county), county)
    filters = {"city": (first or None,), "county": (county,)}
    return Named("region", f"{first} {county}".strip(), tuple(dict.fromkeys(forms)), filters)


def matching(found: Sequence[Named], words: Sequence[str], limit: int) -> tuple[list[Named], int]:
    """Those that have every word, as written or by pinyin, the best first; and how many there are."""
    tests: list[Callable[[str], bool]] = [word_matcher(word) for word in words]
    fits = [one for one in found if all(any(test(form) for form in one.forms) for test in tests)]
    first = words[0].lower() if words else ""

    def order(one: Named) -> tuple[Any, ...]:
        written = any(first in form.lower() for form in one.forms)
        starts = any(form.lower().startswith(first) for form in one.forms)
        return (
            not is_whole(first, one), not starts, not written, one.kind != "region", len(one.filters),
            -one.unrectified, one.title,
        )  # fmt: skip

    fits.sort(key=order)
    return fits[:limit], len(fits)


def is_whole(word: str, one: Named) -> bool:
    """Whether the word is one of its names, as written or by pinyin."""
    wanted = word.lower()
    if any(form.lower() == wanted for form in one.forms):
        return True
    return is_sound(word) and any(sound_place(wanted, form) == (0, len(form)) for form in one.forms)


def warm_names(ledger: Ledger, base: ProblemQuery) -> None:
    """Read the names before anybody asks, so that the first letters typed after a change need not wait."""
    with ledger.reading() as connection:
        names_of(connection, base)
