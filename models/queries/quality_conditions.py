"""What each data-quality check asks that plain SQL can answer: a condition on problems."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, not_, or_, select, tuple_

from models import clock
from models.queries.fields import PROBLEM
from models.queries.marks import CLOSED
from models.schema import Evidence, ProblemRegion, Region, Status

_EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment]
_PLACE: Table = ProblemRegion.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_REGION: Table = Region.__table__  # type: ignore[assignment]

# The mainland and its islands, generously: 73–136° E, 3–54° N.
EAST, NORTH = (73.0, 136.0), (3.0, 54.0)
CUT_AT = 255
"""Characters that Excel 95 kept of a cell, and that later versions still cut to when a sheet is copied from there."""
_LONG_TEXTS = ("description", "requirement", "measures", "goal", "progress", "remarks", "deadline_text")


def blank(name: str) -> ColumnElement[bool]:
    """Nothing was entered."""
    return or_(PROBLEM.c[name].is_(None), PROBLEM.c[name] == "")


def closed() -> ColumnElement[bool]:
    """The ledger has closed the problem."""
    return PROBLEM.c.status.in_(select(_STATUS.c.name).where(_STATUS.c.phase == CLOSED))


def missing_unit(_connection: Connection) -> ColumnElement[bool]:
    return blank("responsible_unit")


def missing_city(_connection: Connection) -> ColumnElement[bool]:
    return blank("city")


def missing_category(_connection: Connection) -> ColumnElement[bool]:
    return blank("category")


def missing_deadline(_connection: Connection) -> ColumnElement[bool]:
    return and_(blank("deadline_text"), PROBLEM.c.deadline.is_(None))


def deadline_unread(_connection: Connection) -> ColumnElement[bool]:
    return and_(not_(blank("deadline_text")), or_(blank("deadline_kind"), PROBLEM.c.deadline_kind == "unknown"))


def deadline_before_found(_connection: Connection) -> ColumnElement[bool]:
    return PROBLEM.c.deadline < PROBLEM.c.found_on


def deadline_before_assigned(_connection: Connection) -> ColumnElement[bool]:
    return PROBLEM.c.deadline < PROBLEM.c.assigned_on


def assigned_without_date(_connection: Connection) -> ColumnElement[bool]:
    return PROBLEM.c.assigned_on.is_(None)


def found_in_future(_connection: Connection) -> ColumnElement[bool]:
    return PROBLEM.c.found_on > clock.today()


def finished_before_found(_connection: Connection) -> ColumnElement[bool]:
    return or_(
        and_(PROBLEM.c.completed_on.is_not(None), PROBLEM.c.completed_on < PROBLEM.c.found_on),
        and_(PROBLEM.c.closed_on.is_not(None), PROBLEM.c.closed_on < PROBLEM.c.found_on),
    )


def closed_without_date(_connection: Connection) -> ColumnElement[bool]:
    return and_(closed(), PROBLEM.c.closed_on.is_(None))


def closed_without_evidence(_connection: Connection) -> ColumnElement[bool]:
    kept = exists().where(_EVIDENCE.c.problem_id == PROBLEM.c.id, _EVIDENCE.c.removed_in.is_(None))
    return and_(closed(), not_(kept))


def region_unknown(_connection: Connection) -> ColumnElement[bool]:
    mine = _PLACE.c.problem_id == PROBLEM.c.id
    return and_(
        not_(blank("city")),
        or_(not_(exists().where(mine)), exists().where(mine, _PLACE.c.region_code.is_(None))),
    )


def region_not_in_city(_connection: Connection) -> ColumnElement[bool]:
    """A place whose city is known under another name than the problem's."""
    home = _REGION.alias("home")
    return exists().where(
        _PLACE.c.problem_id == PROBLEM.c.id,
        _REGION.c.code == _PLACE.c.region_code,
        _REGION.c.level == "county",
        home.c.code == _REGION.c.parent_code,
        _REGION.c.name != PROBLEM.c.city,
        home.c.name != PROBLEM.c.city,
    )


def coordinates_impossible(_connection: Connection) -> ColumnElement[bool]:
    east, north = PROBLEM.c.longitude, PROBLEM.c.latitude
    return or_(
        and_(east.is_not(None), not_(east.between(*EAST))),
        and_(north.is_not(None), not_(north.between(*NORTH))),
        east.is_(None) != north.is_(None),
    )


def text_truncated(_connection: Connection) -> ColumnElement[bool]:
    return or_(*(func.length(PROBLEM.c[name]) == CUT_AT for name in _LONG_TEXTS))


def same_site_same_day(_connection: Connection) -> ColumnElement[bool]:
    """Equal campaign, city, county, site and day of finding; several rows of one site on one day may be right."""
    here: list[ColumnElement[Any]] = [PROBLEM.c.campaign_id, PROBLEM.c.found_on, PROBLEM.c.site_name]
    here += [func.coalesce(PROBLEM.c[name], "") for name in ("city", "county")]
    known = (PROBLEM.c.removed_in.is_(None), PROBLEM.c.found_on.is_not(None), not_(blank("site_name")))
    again = select(*here).where(*known).group_by(*here).having(func.count() > 1)
    return tuple_(*here).in_(again)
