"""The problems that a step of supervision is, or may be, about: what a list shows of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, case, select

from models import clock
from models.queries.escalation_chains import Chain, problem_chain_in, step_chain_in, unit_chain_in
from models.queries.escalation_ladders import LadderLine, ladder_of, read_ladders
from models.queries.escalations import TOUCHED, unit_clause, unrectified_clause
from models.queries.fields import PROBLEM
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger


@dataclass(frozen=True)
class ProblemPick:
    """``days_left`` None where nothing is due or it is rectified."""

    id: int
    number: str
    name: str
    place: str
    status: str
    deadline: date | None
    days_left: int | None

    @property
    def overdue(self) -> bool:
        """Past its deadline and not rectified."""
        return self.days_left is not None and self.days_left < 0

    def due_words(self) -> str:
        """超 12 天, 剩 3 天, else nothing."""
        if self.days_left is None:
            return ""
        return f"超 {-self.days_left} 天" if self.days_left < 0 else f"剩 {self.days_left} 天"


@dataclass(frozen=True)
class StepBasis:
    """What is known before a step is entered: the ladders, the one at hand, its chain, and the problems offered."""

    ladders: tuple[LadderLine, ...]
    ladder: LadderLine
    chain: Chain | None
    picks: tuple[ProblemPick, ...]


def picks_in(connection: Connection, clause: ColumnElement[bool], today: date, most: int = 0) -> list[ProblemPick]:
    """Problems of a clause, those longest overdue first."""
    open_ = case((unrectified_clause(), 1), else_=0).label("open_")
    columns = ("id", "ledger_number", "site_name", "description", "city", "county", "status", "deadline")
    query = select(*(PROBLEM.c[name] for name in columns), open_).where(PROBLEM.c.removed_in.is_(None), clause)
    query = query.order_by(open_.desc(), PROBLEM.c.deadline.asc().nulls_last(), PROBLEM.c.id)
    rows = connection.execute(query.limit(most) if most else query)
    return [
        ProblemPick(
            row.id, row.ledger_number, row.site_name or (row.description or "")[:30],
            " · ".join(part for part in (row.city, row.county) if part), row.status, row.deadline,
            (row.deadline - today).days if row.deadline is not None and row.open_ else None,
        )
        for row in rows
    ]  # fmt: skip


def step_basis(
    ledger: Ledger, ladder_id: int | None, *, unit: str = "", problem_ids: Iterable[int] = (), today: date | None = None
) -> StepBasis:
    """For a step against a unit (its unrectified problems are offered), else against these problems."""
    ids = tuple(problem_ids)
    day = today or clock.today()
    with ledger.reading() as connection:
        ladder = ladder_of(connection, ladder_id)
        chain: Chain | None = None
        if unit:
            chain = unit_chain_in(connection, unit, ladder.id)
            clause = and_(unrectified_clause(), unit_clause(unit))
            if ids:
                clause = PROBLEM.c.id.in_(select(PROBLEM.c.id).where(clause)) | among(PROBLEM.c.id, ids)
        else:
            clause = among(PROBLEM.c.id, ids)
            if len(ids) == 1:
                chain = problem_chain_in(connection, ids[0], ladder.id)
        return StepBasis(read_ladders(connection), ladder, chain, tuple(picks_in(connection, clause, day)))


def unit_names(ledger: Ledger) -> list[str]:
    """Cities, counties with their city, and responsible units that have problems not rectified, in this order."""
    found: dict[str, None] = {}
    with ledger.reading() as connection:
        rows = connection.execute(
            select(PROBLEM.c.city, PROBLEM.c.county, PROBLEM.c.responsible_unit).where(unrectified_clause()).distinct()
        ).all()
    found.update(dict.fromkeys(sorted({row.city for row in rows if row.city})))
    found.update(dict.fromkeys(sorted({f"{row.city or ''}{row.county}" for row in rows if row.county})))
    found.update(dict.fromkeys(sorted({row.responsible_unit for row in rows if row.responsible_unit})))
    return list(found)


def chain_problems(
    ledger: Ledger,
    ladder_id: int | None,
    *,
    unit: str = "",
    problem_id: int = 0,
    escalation_id: int = 0,
    also: Sequence[int] = (),
) -> tuple[Chain, list[ProblemPick]]:
    """The chain of a unit, of a problem, or of the one step that is about several, and the problems concerned.

    Where nothing was done yet the problems are those of ``also``, else the unit's that are not rectified.
    """
    with ledger.reading() as connection:
        if unit:
            chain = unit_chain_in(connection, unit, ladder_id)
        elif problem_id:
            chain = problem_chain_in(connection, problem_id, ladder_id)
        else:
            chain = step_chain_in(connection, escalation_id, ladder_id)
        keys = [one.id for one in chain.taken if one.lifted_on is None]
        clause = among(PROBLEM.c.id, also)
        if problem_id:
            clause = PROBLEM.c.id == problem_id
        elif keys:
            mine = select(TOUCHED.c.problem_id).where(TOUCHED.c.escalation_id.in_(keys), TOUCHED.c.removed_in.is_(None))
            clause = PROBLEM.c.id.in_(mine) | among(PROBLEM.c.id, also)
        elif not also and unit:
            clause = and_(unrectified_clause(), unit_clause(unit))
        return chain, picks_in(connection, clause, clock.today(), MOST)


MOST = 2_000
"""So many problems are listed at most."""
