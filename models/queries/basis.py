"""统计口径: what is counted: problems, the sites they are at, or the measures they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    not_,
    or_,
    select,
)  # fmt: skip

from models.errors import UserError
from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filtering import ProblemQuery, known_field, where_clauses
from models.queries.marks import CLOSED, OVERDUE, MarkRule
from models.schema import Measure

PROBLEM_BASIS, SITE, MEASURE = "problem", "site", "measure"
DONE, LATE, OPEN = "done", "overdue", "open"
_MEASURE: Table = Measure.__table__  # type: ignore[assignment]
_WHOLE = Decimal(100)
_BY_RANK = {0: DONE, 1: OPEN, 2: LATE}
_NO_SITE = "#"


@dataclass(frozen=True)
class Basis:
    """``title`` is the choice on screen, ``thing`` what is counted, ``measure_word`` how it is counted (个, 处, 条)."""

    key: str
    title: str
    thing: str
    measure_word: str
    words: str


BASES: dict[str, Basis] = {
    PROBLEM_BASIS: Basis(
        PROBLEM_BASIS, "按问题", "问题", "个", "按问题计，已销号为已完成，过期限而未改的为逾期"
    ),
    SITE: Basis(
        SITE, "按点位", "点位", "处",
        "按点位计，同一市县同名的点位算一处；有一个问题逾期即为逾期，全部销号才算已完成",
    ),
    MEASURE: Basis(
        MEASURE, "按措施", "措施", "条",
        "按措施计，有完成日期、完成 100% 或问题已销号的为已完成；没有自己期限的按问题的期限",
    ),
}  # fmt: skip


def basis_of(key: str) -> Basis:
    """A basis by its key; UserError for a name that is not one."""
    if key not in BASES:
        raise UserError(f"没有“{key}”这种统计口径", advice=f"可用 {'、'.join(BASES)}")
    return BASES[key]


def overlap_note(fields: Sequence[str], counted: int, whole: int, basis: str) -> str:
    """The footnote of a total that counts a problem (site, measure) more than once; '' where it does not."""
    if counted <= whole:
        return ""
    one = BASES[basis]
    titles = "、".join(FIELDS[name].title for name in fields)
    return f"一{one.measure_word}{one.thing}涉及多个{titles}，合计大于{one.thing}数（{whole:,} {one.measure_word}）"


def site_expression() -> ColumnElement[Any]:
    """Place and name of a site; a problem without a site name is a site of its own."""
    name = func.trim(func.coalesce(PROBLEM.c.site_name, ""))
    unnamed = _NO_SITE + cast(PROBLEM.c.id, String)
    place = [func.coalesce(PROBLEM.c[one], "") for one in ("city", "county")]
    return place[0] + "|" + place[1] + "|" + case((name == "", unnamed), else_=name)


def site_of(key: int, record: dict[str, Any]) -> tuple[str, str, str]:
    """The same of a record of a past day."""
    name = (record["site_name"] or "").strip()
    return record["city"] or "", record["county"] or "", name or f"{_NO_SITE}{key}"


class Counting:
    """The tables, the deadline and the conditions of one basis, with the rule of the ledger."""

    def __init__(self, basis: str, rule: MarkRule) -> None:
        self.basis = basis_of(basis).key
        self.rule = rule
        closed = PROBLEM.c.status.in_(rule.statuses_in(CLOSED))
        self.source: FromClause = PROBLEM
        self.deadline: ColumnElement[Any] = PROBLEM.c.deadline
        self.done: ColumnElement[bool] = closed
        self.late: ColumnElement[bool] = rule.condition(OVERDUE)
        self.standing: tuple[ColumnElement[bool], ...] = ()
        if self.basis == MEASURE:
            self.source = PROBLEM.join(_MEASURE, _MEASURE.c.problem_id == PROBLEM.c.id)
            self.standing = (_MEASURE.c.removed_in.is_(None),)
            self.deadline = func.coalesce(_MEASURE.c.due_on, PROBLEM.c.deadline, type_=Date())
            finished = or_(_MEASURE.c.completed_on.is_not(None), func.coalesce(_MEASURE.c.percent >= _WHOLE, False))
            self.done = or_(closed, finished)
            open_ = and_(PROBLEM.c.status.in_(rule.unrectified), not_(finished))
            self.late = func.coalesce(and_(open_, self.deadline < rule.today), False)

    def whole(self, connection: Connection, query: ProblemQuery) -> int:
        """How many there are."""
        number = func.count(site_expression().distinct()) if self.basis == SITE else func.count()
        statement = select(number).select_from(self.source).where(*where_clauses(connection, query), *self.standing)
        return int(connection.execute(statement).scalar_one())

    def rank(self) -> ColumnElement[int]:
        """0 done, 1 open, 2 overdue."""
        return case((self.done, 0), (self.late, 2), else_=1)

    def column(self, field: str) -> ColumnElement[Any]:
        """What a field is grouped by; a list by each of its elements."""
        if field == "deadline_month":
            return func.substr(cast(self.deadline, String(10)), 1, 7)
        if field in LIST_COLUMNS:
            return LIST_COLUMNS[field]
        known_field(field)
        return FIELDS[field].sql

    def counts(self, connection: Connection, query: ProblemQuery, fields: Sequence[str]) -> list[tuple[Any, ...]]:
        """(value of each field…, count) rows; ``outcome`` of a site is the worst of its problems."""
        plain = [name for name in fields if name != "outcome"]
        columns = [self.column(name).label(f"by_{name}") for name in plain]
        source = self.source
        for name in dict.fromkeys(LIST_COLUMNS[name].table for name in plain if name in LIST_COLUMNS):  # type: ignore[attr-defined]
            source = source.outerjoin(name, name.c.problem_id == PROBLEM.c.id)
        clauses = (*where_clauses(connection, query), *self.standing)
        unit = {SITE: site_expression(), MEASURE: _MEASURE.c.id}.get(self.basis, PROBLEM.c.id)
        worst = func.max(self.rank()).label("rank")
        each = select(*columns, worst).select_from(source).where(*clauses)
        inner = each.group_by(*columns, unit).subquery()
        outer = [inner.c[f"by_{name}"] for name in plain] + ([inner.c.rank] if "outcome" in fields else [])
        found = connection.execute(select(*outer, func.count()).group_by(*outer))
        place = {name: number for number, name in enumerate(plain)}

        def value(row: Any, name: str) -> Any:
            return _BY_RANK[row[len(plain)]] if name == "outcome" else row[place[name]]

        return [(*(value(row, name) for name in fields), int(row[-1])) for row in found]
