"""What follows from editing a field: the reading of a deadline, the places of a city, the accountability category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, select

from models.queries.workday_calendar import Counting, read_counting
from models.regions import Gazetteer, Place, load_gazetteer
from models.rules.categories import category_table, match_category
from models.rules.deadline_text import Deadline, read_deadline
from models.rules.workdays import WorkdayCalendar
from models.schema import Category, CategoryAlias, Status

NEEDED = frozenset({
    "deadline_text", "deadline_kind", "deadline", "assigned_on", "found_on", "province", "city", "county", "regions",
    "category", "accountability_category", "deadline_rule", "deadline_estimated", "original_deadline",
})  # fmt: skip
"""Fields that must be known to tell what follows."""

CAUSES = frozenset({"deadline_text", "deadline", "assigned_on", "category", "province", "city", "county"})
"""Fields whose edit something may follow from."""

_COUNTED = ("days", "working_days")
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CATEGORY: Table = Category.__table__  # type: ignore[assignment]
_ALIAS: Table = CategoryAlias.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Presets:
    """States in their order, wordings of categories with what they mean, and what deadlines are counted by."""

    statuses: tuple[str, ...]
    categories: Mapping[str, tuple[str, str | None]]
    counting: Counting = field(default_factory=lambda: Counting(WorkdayCalendar({}, frozenset())))


def read_presets(connection: Connection) -> Presets:
    """Read the choices as the ledger holds them."""
    statuses: tuple[str, ...] = tuple(connection.execute(select(_STATUS.c.name).order_by(_STATUS.c.position)).scalars())
    table = category_table(
        ((line.name, line.accountability_category) for line in connection.execute(select(_CATEGORY))),
        ((line.wording, line.category) for line in connection.execute(select(_ALIAS))),
    )
    return Presets(statuses, table, read_counting(connection))


def consequences(now: Mapping[str, Any], edited: Mapping[str, Any], presets: Presets) -> dict[str, Any]:
    """Further fields to write, given the values now and those edited; a place typed in short gets its official name."""
    after = {**now, **edited}
    found: dict[str, Any] = {}
    counted = now["deadline_kind"] in _COUNTED and "assigned_on" in edited and "deadline" not in edited
    # A deadline that was extended, or moved by a suspension, is no longer counted from the assignment.
    counted = counted and now.get("original_deadline") is None
    if "deadline_text" in edited or counted:
        found |= _deadline(after, presets.counting)
    elif "deadline" in edited:
        kind = "date" if edited["deadline"] is not None else "unknown"
        found |= {"deadline_kind": kind, "deadline_rule": None, "deadline_estimated": False}
    if "category" in edited:
        match = match_category(edited["category"], presets.categories) if edited["category"] else None
        found["accountability_category"] = match.accountability_category if match else None
    found = {name: value for name, value in found.items() if name not in edited}
    return found | _places(after, edited) if edited.keys() & {"province", "city", "county"} else found


def _deadline(after: Mapping[str, Any], counting: Counting) -> dict[str, Any]:
    text = after["deadline_text"]
    if text is None:
        return {"deadline_kind": None, "deadline": None, "deadline_rule": None, "deadline_estimated": False}
    return deadline_values(deadline_again(after, counting))


def deadline_again(
    now: Mapping[str, Any], counting: Counting, learned: Mapping[str, Mapping[str, Any]] | None = None
) -> Deadline:
    """The words of a problem's deadline read by the calendar as it is now."""
    given = now["assigned_on"] or now["found_on"]
    return read_deadline(
        now["deadline_text"], assigned_on=now["assigned_on"], year=given.year if given else None, as_of=given,
        since=given, calendar=counting.calendar, puts_off=counting.puts_off, learned=learned,
    )  # fmt: skip


def deadline_values(read: Deadline) -> dict[str, Any]:
    """The fields of a problem that hold a reading."""
    return {
        "deadline_kind": read.kind, "deadline": read.date, "deadline_rule": read.rule or None,
        "deadline_estimated": read.estimated,
    }  # fmt: skip


def _places(after: Mapping[str, Any], edited: Mapping[str, Any]) -> dict[str, Any]:
    """Official names and today's codes; a name that is no known place stays as typed, without a code."""
    on = after["assigned_on"] or after["found_on"]
    province = after["province"] if "province" in edited or "city" not in edited else None
    names, regions = _read_places(load_gazetteer(), after["city"], after["county"], province, on)
    return dict(names) | {"regions": [list(region) for region in regions]}


@lru_cache(maxsize=8_192)
def _read_places(
    gazetteer: Gazetteer, city: str | None, county: str | None, province: str | None, on: date | None
) -> tuple[tuple[tuple[str, str | None], ...], tuple[tuple[str | None, str | None], ...]]:
    """Fields to write as pairs, and the regions; kept, because a bulk edit asks the same of very many rows."""
    found: dict[str, str | None] = {}
    home: Place | None = None
    if city:
        home = gazetteer.resolve(city, province=province, on=on, level="city").place
    if home is not None:
        found |= {"city": home.city, "province": home.province}
    readings = gazetteer.resolve_all(county, city=home.city if home else None, on=on) if county else []
    inside = [reading.place for reading in readings if reading.place is not None]
    regions: list[tuple[str | None, str | None]] = []
    if inside and len(inside) == len(readings):
        if len(inside) == 1 and inside[0].county:
            found["county"] = inside[0].county
        if home is None and not city:
            found |= {"city": inside[0].city, "province": inside[0].province}
        regions = [(place.name, _code(place)) for place in inside]
    elif county:
        regions = [(county, None)]
    elif city:
        regions = [(found.get("city", city), _code(home))]
    return tuple(found.items()), tuple(regions)


def _code(place: Place | None) -> str | None:
    return place.today_code or place.code or None if place is not None else None
