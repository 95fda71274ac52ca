"""Data quality: what in the ledger is missing, impossible or contradicts itself, each with the rows behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, not_, or_, select

from models.queries.fields import PROBLEM
from models.queries.marks import CLOSED
from models.rules.categories import category_table, match_category
from models.schema import Category, CategoryAlias, ProblemRegion, Region, Status

_CATEGORY: Table = Category.__table__  # type: ignore[assignment]
_ALIAS: Table = CategoryAlias.__table__  # type: ignore[assignment]
_PLACE: Table = ProblemRegion.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_REGION: Table = Region.__table__  # type: ignore[assignment]

# The mainland and its islands, generously: 73–136° E, 3–54° N.
_EAST, _NORTH = (73.0, 136.0), (3.0, 54.0)


@dataclass(frozen=True)
class QualityCheck:
    """A check: its key, what a clerk reads, and which rows it finds."""

    key: str
    title: str
    condition: Callable[[Connection], ColumnElement[bool]]


def _blank(name: str) -> ColumnElement[bool]:
    return or_(PROBLEM.c[name].is_(None), PROBLEM.c[name] == "")


def _odd_coordinates(_connection: Connection) -> ColumnElement[bool]:
    east, north = PROBLEM.c.longitude, PROBLEM.c.latitude
    return or_(
        and_(east.is_not(None), not_(east.between(*_EAST))),
        and_(north.is_not(None), not_(north.between(*_NORTH))),
        east.is_(None) != north.is_(None),
    )


def _unknown_category(connection: Connection) -> ColumnElement[bool]:
    """Categories are judged once each, as an import would match them."""
    table = category_table(
        ((line.name, line.accountability_category) for line in connection.execute(select(_CATEGORY))),
        ((line.wording, line.category) for line in connection.execute(select(_ALIAS))),
    )
    written = connection.execute(select(PROBLEM.c.category).where(PROBLEM.c.removed_in.is_(None)).distinct()).scalars()
    unknown = [text for text in written if text and match_category(text, table).category is None]
    return PROBLEM.c.category.in_(unknown)


def _without_code(_connection: Connection) -> ColumnElement[bool]:
    mine = _PLACE.c.problem_id == PROBLEM.c.id
    return and_(
        not_(_blank("city")),
        or_(not_(exists().where(mine)), exists().where(mine, _PLACE.c.region_code.is_(None))),
    )


def _outside_city(_connection: Connection) -> ColumnElement[bool]:
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


def _dates_backwards(_connection: Connection) -> ColumnElement[bool]:
    return or_(
        and_(PROBLEM.c.completed_on.is_not(None), PROBLEM.c.completed_on < PROBLEM.c.found_on),
        and_(PROBLEM.c.closed_on.is_not(None), PROBLEM.c.closed_on < PROBLEM.c.found_on),
    )


def _closed_undated(_connection: Connection) -> ColumnElement[bool]:
    closed = select(_STATUS.c.name).where(_STATUS.c.phase == CLOSED)
    return and_(PROBLEM.c.status.in_(closed), PROBLEM.c.closed_on.is_(None))


def _no_deadline(_connection: Connection) -> ColumnElement[bool]:
    return and_(_blank("deadline_text"), PROBLEM.c.deadline.is_(None))


def _deadline_early(_connection: Connection) -> ColumnElement[bool]:
    return PROBLEM.c.deadline < PROBLEM.c.found_on


def _deadline_unread(_connection: Connection) -> ColumnElement[bool]:
    return and_(not_(_blank("deadline_text")), or_(_blank("deadline_kind"), PROBLEM.c.deadline_kind == "unknown"))


CHECKS: tuple[QualityCheck, ...] = (
    QualityCheck("missing_unit", "没有责任单位", lambda _connection: _blank("responsible_unit")),
    QualityCheck("missing_city", "没有写明所在的市", lambda _connection: _blank("city")),
    QualityCheck("missing_deadline", "没有整改期限", _no_deadline),
    QualityCheck("deadline_unread", "整改期限读不出来", _deadline_unread),
    QualityCheck("deadline_before_found", "整改期限早于发现日期", _deadline_early),
    QualityCheck("finished_before_found", "完成或销号早于发现日期", _dates_backwards),
    QualityCheck("closed_without_date", "已销号但没有销号日期", _closed_undated),
    QualityCheck("region_unknown", "地名没有对应的行政区划代码", _without_code),
    QualityCheck("region_not_in_city", "县（市、区）不在所写的市", _outside_city),
    QualityCheck("coordinates_impossible", "经纬度不可能或只有一半", _odd_coordinates),
    QualityCheck("category_unmatched", "问题类别不在预设清单里", _unknown_category),
)  # fmt: skip
"""All checks, in the order they are shown; none of them makes the ledger unsound."""

BY_KEY = {check.key: check for check in CHECKS}


def quality_counts(connection: Connection) -> list[tuple[str, int]]:
    """(check, number of problems) for every check."""
    here = PROBLEM.c.removed_in.is_(None)
    counts: list[tuple[str, int]] = []
    for check in CHECKS:
        statement = select(func.count()).select_from(PROBLEM).where(here, check.condition(connection))
        counts.append((check.key, int(connection.execute(statement).scalar_one())))
    return counts


def quality_ids(connection: Connection, key: str) -> list[int]:
    """The problems that a check finds."""
    statement: Any = select(PROBLEM.c.id).where(PROBLEM.c.removed_in.is_(None), BY_KEY[key].condition(connection))
    return list(connection.execute(statement.order_by(PROBLEM.c.id)).scalars())
