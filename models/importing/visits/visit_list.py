"""The fields that a visit log can fill, and the field of a problem by whose rules the cells of each are read.

No SQLAlchemy here: the child process needs it too. Titles are in ``queries/visits_fields.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

PROBLEM, VISIT = "problem", "visit"
TARGET_WORDS: dict[str, str] = {PROBLEM: "问题清单", VISIT: "现场检查记录"}

CARRIER: dict[str, str] = {
    "number": "number",
    "round": "round",
    "visited_on": "found_on",
    "team": "inspection_team",
    "inspectors": "responsible_unit",
    "province": "province",
    "city": "city",
    "county": "county",
    "town": "town",
    "site_name": "site_name",
    "address": "address",
    "longitude": "longitude",
    "latitude": "latitude",
    "industry": "industry",
    "finding": "description",
    "found_problem": "falsified",
    "problem": "ledger_number",
    "remarks": "remarks",
}
"""Field of a visit to the field of a problem whose cells look alike: days, names, codes, angles, yes and no."""
CARRIED: dict[str, str] = {carrier: name for name, carrier in CARRIER.items()}
MAPPABLE_VISIT: tuple[str, ...] = tuple(CARRIER)
"""Fields that a column of a visit log can be said to feed."""
KEPT: tuple[str, ...] = (*CARRIER, "extra")
"""Everything that a row says, in the order in which it is digested."""
SITE = ("site_name", "address")
"""At least one of them identifies a row."""
CONSTANTS = frozenset({"round", "province", "city", "county", "as_of", "year"})
"""What may stand outside the table for all rows."""


def as_carriers(names: Iterable[str]) -> tuple[str, ...]:
    """The fields of problems by whose rules a column is read."""
    return tuple(CARRIER[name] for name in names if name in CARRIER)


def as_visit_fields(names: Iterable[str]) -> tuple[str, ...]:
    """The fields of a visit that fields of a problem stand for; others are left out."""
    return tuple(CARRIED[name] for name in names if name in CARRIED)


def mappable(target: str, of_problems: Iterable[str]) -> tuple[str, ...]:
    """The fields that a column may feed, by what the rows become."""
    return MAPPABLE_VISIT if target == VISIT else tuple(of_problems)


def carried_request(target: str, request: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of the child's ``rows`` with the names that its reader knows."""
    if target != VISIT:
        return request
    position, how, matches, constants, settings = request
    found: Mapping[int, tuple[Iterable[str], float, bool]] = matches
    carried = {index: (as_carriers(fields), score, keep) for index, (fields, score, keep) in found.items()}
    return position, how, carried, {name: text for name, text in constants.items() if name in CONSTANTS}, settings
