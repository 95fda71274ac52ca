"""The reporting duties as the ledger keeps them, read into values, and the units that each of them names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.queries.fields import PROBLEM
from models.rules.duties import Recurrence, read_recurrence, recurrence_words
from models.schema import Campaign, Duty, Region

_DUTY: Table = Duty.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_REGION: Table = Region.__table__  # type: ignore[assignment]
EVERY_CITY, EVERY_COUNTY = "*city", "*county"
EVERY_WORDS: dict[str, str] = {EVERY_CITY: "台账里有问题的各市", EVERY_COUNTY: "台账里有问题的各县区"}
"""How a clerk reads a unit that stands for many."""
_END_OF_DAY = time(23, 59, 59)
_NOTHING = Recurrence("undefined")


@dataclass(frozen=True)
class DutyLine:
    """A duty; ``broken`` says why its rule cannot be read, in which case it is never due."""

    id: int
    preset: str
    name: str
    level: str
    units: tuple[str, ...]
    recipient: str
    rule: Recurrence
    due_time: str
    shift: str
    remind_workdays: int
    origin: str
    starts_on: date | None
    ends_on: date | None
    active: bool
    broken: str = ""

    @property
    def words(self) -> str:
        """When it is due, e.g. 每月 5 日 17:00 前."""
        return recurrence_words(self.rule) + (f" {self.due_time} 前" if self.due_time else "")

    @property
    def unit_words(self) -> str:
        """Who reports."""
        return "、".join(EVERY_WORDS.get(unit, unit) for unit in self.units)

    def due_at(self, day: date) -> datetime:
        """The last moment of a day on which a report is in time."""
        hour, _colon, minute = self.due_time.partition(":")
        at = time(int(hour), int(minute), 59) if hour.isdigit() and minute.isdigit() else _END_OF_DAY
        return datetime.combine(day, at)


def read_duties(connection: Connection, *, retired: bool = False) -> list[DutyLine]:
    """The duties in their order; ``retired`` ones too when asked for."""
    query = select(_DUTY).order_by(_DUTY.c.position, _DUTY.c.id)
    if not retired:
        query = query.where(_DUTY.c.active)
    return [duty_line(row) for row in connection.execute(query)]


def duty_line(row: Any) -> DutyLine:
    """A row of the table as a value."""
    rule, broken = _NOTHING, ""
    try:
        rule = read_recurrence(json.loads(row.recurrence or "{}"))
    except (UserError, ValueError) as error:
        broken = error.message if isinstance(error, UserError) else "报送周期读不出"
    return DutyLine(
        row.id, row.preset, row.name, row.level, tuple(json.loads(row.units or "[]")), row.recipient or "", rule,
        row.due_time or "", row.shift, row.remind_workdays, row.origin or "", row.starts_on, row.ends_on,
        bool(row.active), broken,
    )  # fmt: skip


class Units:
    """Who a duty is owed by; the places of the ledger are read once, when a duty names all of them."""

    def __init__(self, connection: Connection, campaign: str | None = None) -> None:
        self._connection = connection
        self._campaign = campaign
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, duty: DutyLine) -> tuple[str, ...]:
        """The names, each once."""
        found: list[str] = []
        for unit in duty.units:
            found += self._every(unit) if unit in EVERY_WORDS else [unit]
        return tuple(dict.fromkeys(found))

    def _every(self, word: str) -> Iterable[str]:
        if word not in self._known:
            self._known[word] = self._cities() if word == EVERY_CITY else self._counties()
        return self._known[word]

    def _cities(self) -> tuple[str, ...]:
        rows = self._connection.execute(self._narrowed(select(PROBLEM.c.city).group_by(PROBLEM.c.city)))
        order = self._codes()
        return tuple(sorted((row.city for row in rows if row.city), key=lambda city: (order.get(city, "9"), city)))

    def _counties(self) -> tuple[str, ...]:
        columns = (PROBLEM.c.city, PROBLEM.c.county)
        rows = self._connection.execute(self._narrowed(select(*columns).group_by(*columns)))
        order = self._codes()
        pairs = sorted(
            ((row.city or "", row.county) for row in rows if row.county),
            key=lambda pair: (order.get(pair[0], "9"), pair),
        )
        return tuple(f"{city}{county}" for city, county in pairs)

    def _narrowed(self, query: Any) -> Any:
        query = query.where(PROBLEM.c.removed_in.is_(None))
        if self._campaign is None:
            return query
        chosen = select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == self._campaign)
        return query.where(PROBLEM.c.campaign_id.in_(chosen))

    def _codes(self) -> dict[str, str]:
        rows = self._connection.execute(select(_REGION.c.name, _REGION.c.code).where(_REGION.c.level == "city"))
        return {row.name: row.code for row in rows}
