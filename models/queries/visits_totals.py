"""Rounds with dates and teams, and how many visits, visits with a problem and problems each round and city has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Integer, Table, cast, func, select

from models.queries.visits_fields import VISIT
from models.queries.visits_filtering import VisitQuery, visit_clauses
from models.schema import Campaign, Change, Problem, Round

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_PROBLEM: Table = Problem.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Totals:
    """Visits (家次), those that found a problem, and problems that visits are linked with."""

    visits: int = 0
    with_problem: int = 0
    problems: int = 0

    @property
    def share(self) -> float | None:
        """Visits that found a problem out of all, in percent; null without visits."""
        return round(100 * self.with_problem / self.visits, 1) if self.visits else None

    def plus(self, other: Totals) -> Totals:
        """Both together."""
        return Totals(
            self.visits + other.visits, self.with_problem + other.with_problem, self.problems + other.problems
        )


@dataclass(frozen=True)
class RoundLine:
    """A round of a campaign; ``id`` None stands for the visits that no round is known of."""

    id: int | None
    campaign: str
    name: str
    ordinal: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    teams: int | None = None
    note: str | None = None
    totals: Totals = Totals()


@dataclass(frozen=True)
class CityLine:
    """A city; the name None stands for visits without one."""

    province: str | None
    city: str | None
    totals: Totals


@dataclass(frozen=True)
class VisitTotals:
    """By round and by city, counted over the same visits; rounds without a visit are among them."""

    rounds: tuple[RoundLine, ...]
    cities: tuple[CityLine, ...]
    whole: Totals


def visit_totals(ledger: Ledger, query: VisitQuery) -> VisitTotals:
    """Count what the query finds; one pass over the visits."""
    with ledger.reading() as connection:
        by_round: dict[int | None, Totals] = {}
        by_city: dict[tuple[str | None, str | None], Totals] = {}
        for round_id, province, city, *numbers in _counted(connection, query):
            one = Totals(*(int(number or 0) for number in numbers))
            by_round[round_id] = by_round.get(round_id, Totals()).plus(one)
            by_city[province, city] = by_city.get((province, city), Totals()).plus(one)
        lines = _round_lines(connection, query.campaign, by_round)
    cities = [CityLine(province, city, totals) for (province, city), totals in by_city.items()]
    cities.sort(key=lambda line: (line.city is None, -line.totals.visits, line.city or ""))
    whole = Totals()
    for line in cities:
        whole = whole.plus(line.totals)
    return VisitTotals(tuple(lines), tuple(cities), whole)


def round_lines(ledger: Ledger, campaign: int | str | None = None) -> list[RoundLine]:
    """The rounds of a campaign (None: of all) in their order, without counting."""
    with ledger.reading() as connection:
        return _round_lines(connection, campaign, {})


def problems_of_visits(ledger: Ledger, query: VisitQuery) -> list[int]:
    """The problems that the visits of a query are linked with, so that a count opens its rows."""
    with ledger.reading() as connection:
        clauses = [*visit_clauses(connection, query), VISIT.c.problem_id.is_not(None), _PROBLEM.c.removed_in.is_(None)]
        joined = VISIT.join(_PROBLEM, _PROBLEM.c.id == VISIT.c.problem_id)
        found = select(VISIT.c.problem_id).distinct().select_from(joined).where(*clauses)
        return sorted(connection.execute(found).scalars())


def visits_of_problem(ledger: Ledger, problem_id: int) -> list[int]:
    """The visits that found a problem, latest first."""
    found = select(VISIT.c.id).where(VISIT.c.problem_id == problem_id, VISIT.c.removed_in.is_(None))
    with ledger.reading() as connection:
        return list(connection.execute(found.order_by(VISIT.c.visited_on.desc().nulls_last(), VISIT.c.id)).scalars())


def problem_of_visit(ledger: Ledger, visit_id: int) -> int | None:
    """The problem that a visit is linked with."""
    with ledger.reading() as connection:
        return connection.execute(select(VISIT.c.problem_id).where(VISIT.c.id == visit_id)).scalar()


def visits_of_step(ledger: Ledger, change_set_id: int, most: int = 1_000) -> list[int]:
    """Visits that a step touched, so that the screen can go to the place."""
    query = select(_CHANGE.c.entity_id).distinct()
    mine = query.where(_CHANGE.c.change_set_id == change_set_id, _CHANGE.c.entity == "visit").limit(most)
    with ledger.reading() as connection:
        return list(connection.execute(mine).scalars())


def _counted(connection: Connection, query: VisitQuery) -> Iterable[Any]:
    clauses = visit_clauses(connection, query)
    keys = (VISIT.c.round_id, VISIT.c.province, VISIT.c.city)
    found = func.sum(cast(VISIT.c.found_problem, Integer))
    numbers = (func.count(), found, func.count(VISIT.c.problem_id.distinct()))
    return connection.execute(select(*keys, *numbers).select_from(VISIT).where(*clauses).group_by(*keys)).all()


def _round_lines(
    connection: Connection, campaign: int | str | None, counted: dict[int | None, Totals]
) -> list[RoundLine]:
    columns = [_ROUND.c[name] for name in ("name", "ordinal", "started_on", "ended_on", "teams", "note")]
    query = select(_ROUND.c.id, _CAMPAIGN.c.name, *columns).join(_CAMPAIGN, _CAMPAIGN.c.id == _ROUND.c.campaign_id)
    if campaign is not None:
        query = query.where((_CAMPAIGN.c.id if isinstance(campaign, int) else _CAMPAIGN.c.name) == campaign)
    query = query.order_by(_CAMPAIGN.c.id.desc(), _ROUND.c.ordinal.nulls_last(), _ROUND.c.name)
    lines = [RoundLine(*row, totals=counted.get(row[0], Totals())) for row in connection.execute(query)]
    if None in counted:
        lines.append(RoundLine(None, "", "", totals=counted[None]))
    return lines
