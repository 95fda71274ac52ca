"""Reads the shipped division files and hands their rows to whoever seeds a ledger."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from models.paths import resource

FOLDER = resource("divisions")

RegionRow = tuple[str, str, str, str | None, date | None, date | None, str | None]
"""code, name, level, parent_code, valid_from, valid_to, today_code"""
AliasRow = tuple[str, str, str, date | None, date | None, str | None]
"""region_code, name, kind, valid_from, valid_to, note"""
SetRow = tuple[str, str, str]
"""set_key, region_code, set_name"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One name of one division for one span of time.

    ``today`` holds today's codes: its own for a unit that exists, the successors (main one first) for a former one.
    ``dated`` is False where only an upper bound of the last valid day is known.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    today: tuple[str, ...]
    note: str = ""
    dated: bool = True

    def valid_on(self, day: date | None) -> bool:
        """Whether the name was official on ``day``; None means today, when only units that still exist are."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def _rows(file_name: str) -> Iterator[list[str]]:
    with (FOLDER / file_name).open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        yield from reader


def _first_day(month: str) -> date | None:
    return date(int(month[:4]), int(month[5:7]), 1) if month else None


@cache
def current_units() -> tuple[Unit, ...]:
    """Units that exist today, parents before children."""
    return tuple(
        Unit(code, name, level, parent, _first_day(since), None, (code,))
        for code, name, level, parent, since in _rows("divisions.csv")
    )


@cache
def former_units() -> tuple[Unit, ...]:
    """Names of 2013–2023 that are no longer official, cities first."""
    found: list[Unit] = []
    for code, name, level, parent, until, latest, today, note in _rows("former_divisions.csv"):
        changed = _first_day(until)
        last = changed - timedelta(days=1) if changed else date.fromisoformat(latest)
        found.append(Unit(code, name, level, parent, None, last, tuple(today.split(";")), note, changed is not None))
    return tuple(found)


@cache
def other_names() -> tuple[tuple[str, str, str, str], ...]:
    """(name, code, kind, note) of names in common use; kind ``zone`` marks a zone without code, by its city's code."""
    return tuple((row[0], row[1], row[2], row[3]) for row in _rows("other_names.csv"))


@cache
def city_sets() -> tuple[SetRow, ...]:
    """Members of the named city sets: 2+26 and fenwei."""
    return tuple((key, code, name) for key, name, code, _ in _rows("city_sets.csv"))


def divisions() -> tuple[list[RegionRow], list[AliasRow], list[SetRow]]:
    """Rows for the tables region (parents first), region_alias and region_set_member."""
    regions: list[RegionRow] = []
    aliases: list[AliasRow] = []
    current = current_units()
    codes = {unit.code for unit in current}
    for unit in current:
        regions.append((unit.code, unit.name, unit.level, unit.parent or None, unit.valid_from, None, unit.code))
    for unit in former_units():
        if unit.code not in codes:
            today = unit.today[0] or None
            regions.append((unit.code, unit.name, unit.level, unit.parent, unit.valid_from, unit.valid_to, today))
        for today in unit.today:
            aliases.append((today, unit.name, "former", unit.valid_from, unit.valid_to, unit.note or None))
    aliases.extend(
        (code, name, "own", None, None, note or None) for name, code, kind, note in other_names() if kind == "own"
    )
    return regions, aliases, list(city_sets())
