"""Key figures counted by site or by measure."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, not_, select

from models.queries.basis import SITE, Counting, site_expression
from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.marks import CHECKING, CLOSING

_WHOLLY = frozenset({"closed", "rectified"})
"""A site is so only when all its problems are; in everything else one problem is enough."""


def basis_numbers(connection: Connection, query: ProblemQuery, counting: Counting, long_ago: date) -> tuple[int, ...]:
    """Total, closed, rectified, overdue, long overdue, checking, closing, near: as ``key_figures`` has them."""
    flags = {name: case((condition, 1), else_=0) for name, condition in _conditions(counting, long_ago).items()}
    rows = select(*(flag.label(name) for name, flag in flags.items()), site_expression().label("site"))
    rows = rows.select_from(counting.source).where(*where_clauses(connection, query), *counting.standing)
    each = rows.subquery()
    if counting.basis == SITE:
        folded = [(func.min if name in _WHOLLY else func.max)(each.c[name]).label(name) for name in flags]
        each = select(*folded).group_by(each.c.site).subquery()
    sums: list[ColumnElement[Any]] = [func.coalesce(func.sum(each.c[name]), 0) for name in flags]
    found = connection.execute(select(func.count(), *sums).select_from(each)).one()
    return tuple(int(number) for number in found)


def _conditions(counting: Counting, long_ago: date) -> dict[str, ColumnElement[bool]]:
    rule, late = counting.rule, counting.late
    soon = rule.near_until
    status = PROBLEM.c.status
    open_ = and_(status.in_(rule.unrectified), not_(counting.done))
    return {
        "closed": counting.done,
        "rectified": not_(open_),
        "overdue": late,
        "long_overdue": and_(late, counting.deadline < long_ago),
        "checking": status.in_(rule.statuses_in(CHECKING)),
        "closing": status.in_(rule.statuses_in(CLOSING)),
        "near": and_(open_, counting.deadline >= rule.today, counting.deadline <= soon),
    }
