"""The checks of a plan as its table asks about them: ids in order, cells of some rows, values to filter by."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from models.errors import UserError
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.queries.verification import PLAN, VERIFICATION, read_results
from models.store.id_lists import among
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

OPEN, FAILED = "（未核查）", "（不通过）"
"""Values of the filter by result that are no results: not checked yet, and every failed one."""
BLANK = "（未填）"
_CHILD: Table = PROBLEM.alias("child")  # type: ignore[assignment]
_CHUNK = 4_096

_COLUMNS: dict[str, tuple[str, ColumnElement[Any]]] = {
    "place": ("序号", VERIFICATION.c.place),
    "ledger_number": ("台账编号", PROBLEM.c.ledger_number),
    "number": ("问题编号", PROBLEM.c.number),
    "city": ("市", PROBLEM.c.city),
    "county": ("县（市、区）", PROBLEM.c.county),
    "site_name": ("点位（企业）名称", PROBLEM.c.site_name),
    "address": ("详细地址", PROBLEM.c.address),
    "category": ("问题类别", PROBLEM.c.category),
    "description": ("问题描述", PROBLEM.c.description),
    "requirement": ("整改要求", PROBLEM.c.requirement),
    "deadline_text": ("整改时限", PROBLEM.c.deadline_text),
    "progress": ("所报整改情况", PROBLEM.c.progress),
    "responsible_unit": ("责任单位", PROBLEM.c.responsible_unit),
    "status": ("状态", PROBLEM.c.status),
    "stratum": ("抽样分层", VERIFICATION.c.stratum),
    "team": ("核查组", VERIFICATION.c.team),
    "result": ("核查结果", VERIFICATION.c.result),
    "checked_on": ("核查日期", VERIFICATION.c.checked_on),
    "verifier": ("核查人", VERIFICATION.c.verifier),
    "finding": ("核查情况", VERIFICATION.c.finding),
    "demand": ("存在问题及要求", VERIFICATION.c.demand),
    "child": ("反弹问题", _CHILD.c.ledger_number),
    "source": ("来源", VERIFICATION.c.source),
    "problem_id": ("", VERIFICATION.c.problem_id),
    "verification_id": ("", VERIFICATION.c.id),
}
ITEM_TITLES: dict[str, str] = {key: title for key, (title, _sql) in _COLUMNS.items() if title}
"""Columns of the list by key, and what they are called."""
_SEARCHED = ("ledger_number", "number", "site_name", "description", "county", "finding")
_FACETS = ("team", "result", "city")


@dataclass(frozen=True)
class ItemQuery:
    """Which checks of a plan, in which order. ``filters`` keeps rows whose column is one of the values, None blank."""

    plan_id: int
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    search: str = ""
    sort: tuple[tuple[str, bool], ...] = (("place", False),)
    ids: Iterable[int] | None = None

    def but(self, **changes: Any) -> ItemQuery:
        """A copy with some parts replaced."""
        return replace(self, **changes)


def item_ids(ledger: Ledger, query: ItemQuery, progress: Progress = silent) -> array[int]:
    """Ids of the checks in the order asked for."""
    found: array[int] = array("q")
    with ledger.reading() as connection, stoppable(connection, progress):
        statement = _joined(select(VERIFICATION.c.id), query).where(*_clauses(connection, query))
        result = connection.execute(statement.order_by(*_order(query)))
        while rows := result.fetchmany(_CHUNK):
            found.extend([row[0] for row in rows])
    return found


def item_cells(ledger: Ledger, ids: Sequence[int], keys: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """Typed values of these columns of these checks; those that are gone are left out."""
    with ledger.reading() as connection:
        return read_items(connection, ids, keys)


def read_items(connection: Connection, ids: Sequence[int], keys: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """The same on a connection at hand, for any number of ids."""
    columns = [known_item(key).label(f"c{place}") for place, key in enumerate(keys)]
    statement = _everything(select(VERIFICATION.c.id, *columns)).where(
        among(VERIFICATION.c.id, ids), VERIFICATION.c.removed_in.is_(None)
    )
    return {row[0]: tuple(row[1:]) for row in connection.execute(statement)}


def item_facets(ledger: Ledger, plan_id: int) -> dict[str, list[tuple[str | None, int]]]:
    """Values of team, result and city with how many checks of the plan have them, in order; None for none."""
    found: dict[str, list[tuple[str | None, int]]] = {}
    with ledger.reading() as connection:
        for key in _FACETS:
            column = known_item(key)
            statement = (
                select(column, func.count())
                .select_from(VERIFICATION.join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id))
                .where(*_live(plan_id))
                .group_by(column)
            )
            rows: list[tuple[str | None, int]] = [(row[0], row[1]) for row in connection.execute(statement)]
            found[key] = sorted(rows, key=lambda row: (row[0] is None, row[0] or ""))
    return found


def known_item(key: str) -> ColumnElement[Any]:
    """The column; UserError for a name that is none."""
    if key not in _COLUMNS:
        raise UserError(f"核查清单没有“{key}”这一列")
    return _COLUMNS[key][1]


def _live(plan_id: int) -> list[ColumnElement[bool]]:
    return [VERIFICATION.c.plan_id == plan_id, VERIFICATION.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None)]


def _clauses(connection: Connection, query: ItemQuery) -> list[ColumnElement[bool]]:
    clauses = _live(query.plan_id)
    for key, values in query.filters.items():
        clauses.append(_result_clause(connection, query, values) if key == "result" else _filter(key, values))
    for word in query.search.split():
        clauses.append(or_(*(known_item(key).contains(word, autoescape=True) for key in _SEARCHED)))
    if query.ids is not None:
        clauses.append(among(VERIFICATION.c.id, query.ids))
    return clauses


def _filter(key: str, values: tuple[Any, ...]) -> ColumnElement[bool]:
    column = known_item(key)
    present = [value for value in values if value is not None]
    parts = [column.in_(present)] if present else []
    if None in values:
        parts.append(column.is_(None))
    return or_(*parts) if parts else VERIFICATION.c.id.is_(None)


def _result_clause(connection: Connection, query: ItemQuery, values: tuple[Any, ...]) -> ColumnElement[bool]:
    plain = tuple(value for value in values if value not in (OPEN, FAILED))
    parts = [_filter("result", plain)] if plain else []
    if OPEN in values:
        parts.append(VERIFICATION.c.result.is_(None))
    if FAILED in values:
        purpose = connection.execute(select(PLAN.c.purpose).where(PLAN.c.id == query.plan_id)).scalar() or ""
        bad = [one.name for one in read_results(connection, purpose, all_=True) if one.failed]
        parts.append(VERIFICATION.c.result.in_(bad))
    return or_(*parts) if parts else VERIFICATION.c.id.is_(None)


def _order(query: ItemQuery) -> list[ColumnElement[Any]]:
    terms: list[ColumnElement[Any]] = []
    for key, descending in query.sort:
        column = known_item(key)
        terms.append((column.desc() if descending else column.asc()).nulls_last())
    return [*terms, VERIFICATION.c.id.desc() if query.sort and query.sort[-1][1] else VERIFICATION.c.id.asc()]


def _joined(statement: Any, query: ItemQuery) -> Any:
    """The child is joined only where it is sorted or filtered by."""
    with_child = "child" in query.filters or any(key == "child" for key, _down in query.sort)
    return _everything(statement) if with_child else statement.select_from(
        VERIFICATION.join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id)
    )  # fmt: skip


def _everything(statement: Any) -> Any:
    joined = VERIFICATION.join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id)
    return statement.select_from(
        joined.outerjoin(_CHILD, and_(_CHILD.c.id == VERIFICATION.c.child_id, _CHILD.c.removed_in.is_(None)))
    )
