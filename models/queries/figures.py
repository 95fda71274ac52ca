"""Key figures of the home page; every number comes with the query that opens its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.errors import UserError
from models.queries.basis import PROBLEM_BASIS, Counting, basis_of
from models.queries.basis_numbers import basis_numbers
from models.queries.counts import GROUPS, counts_by
from models.queries.expressions import Comparison, Condition
from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.marks import CHECKING, CLOSED, CLOSING, NEAR, OVERDUE, MarkRule, mark_rule
from models.queries.matching import matcher
from models.queries.records import as_of_records
from models.schema import ImportBatch

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = ["GROUPS", "KeyFigures", "counts_by", "key_figures", "number_of"]

LONG_OVERDUE_DAYS = 20
_LONG = timedelta(days=LONG_OVERDUE_DAYS)
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class KeyFigures:
    """Numbers for the home page. ``rate`` is the share of closed problems (0..1, None without problems).

    ``newest`` says what ``new`` counts, e.g. 第 3 批导入 or 第 22 轮. ``queries`` opens the rows behind a number, by
    its name: total, new, closed, open, overdue, long_overdue, checking, closing, near. By another basis than problems
    (see ``basis``) the numbers count sites or measures, and the queries open the problems that these belong to.
    """

    total: int
    new: int
    newest: str
    closed: int
    rate: float | None
    rectified: int
    overdue: int
    long_overdue: int
    checking: int
    closing: int
    near: int
    basis: str = PROBLEM_BASIS
    queries: dict[str, ProblemQuery] = field(default_factory=dict)


def key_figures(
    ledger: Ledger, query: ProblemQuery, today: date | None = None, basis: str = PROBLEM_BASIS
) -> KeyFigures:
    """The figures of what the query finds; of a past day only by problem."""
    query = query.but(today=today) if today is not None else query
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
        newest, newest_query = _newest(connection, query)
        opened = _openers(query, rule)
        rows = as_of_records(connection, query)
        if basis_of(basis).key != PROBLEM_BASIS:
            if rows is not None:
                raise UserError("往日的数字只能按问题统计")
            numbers = basis_numbers(connection, query, Counting(basis, rule), rule.today - _LONG)
        elif rows is not None:
            past_days = ((one["status"], _day(one["deadline"]), 1) for _key, one in rows)
            numbers = _added(past_days, rule)
        else:
            numbers = _numbers(connection, query, rule)
        new = 0
        if newest_query is not None:
            opened["new"] = newest_query
            if rows is not None:
                matches = matcher(connection, newest_query)
                new = sum(matches(*row) for row in rows)
            elif basis == PROBLEM_BASIS:
                new = number_of(connection, newest_query)
            else:
                new = Counting(basis, rule).whole(connection, newest_query)
    total, closed, rectified, overdue, long_overdue, checking, closing, near = numbers
    rate = closed / total if total else None
    return KeyFigures(
        total, new, newest, closed, rate, rectified, overdue, long_overdue, checking, closing, near, basis, opened
    )


def _numbers(connection: Connection, query: ProblemQuery, rule: MarkRule) -> tuple[int, ...]:
    """Counted by state and deadline, which an index answers alone, and added up here."""
    status, deadline = PROBLEM.c.status, PROBLEM.c.deadline
    grouped = select(status, deadline, func.count()).where(*where_clauses(connection, query))
    return _added((tuple(row) for row in connection.execute(grouped.group_by(status, deadline))), rule)


def _added(rows: Iterable[tuple[Any, ...]], rule: MarkRule) -> tuple[int, ...]:
    """From (status, deadline, count): total, closed, rectified, overdue, long overdue, checking, closing, near."""
    closed, checking, closing = (rule.statuses_in(phase) for phase in (CLOSED, CHECKING, CLOSING))
    long_ago = rule.today - _LONG
    found: Counter[str] = Counter()
    for status, deadline, number in rows:
        mark = rule.mark_of(status, deadline)
        found["total"] += number
        found["closed"] += number * (status in closed)
        found["rectified"] += number * (status not in rule.unrectified)
        found["overdue"] += number * (mark == OVERDUE)
        found["long_overdue"] += number * (mark == OVERDUE and deadline < long_ago)
        found["checking"] += number * (status in checking)
        found["closing"] += number * (status in closing)
        found["near"] += number * (mark == NEAR)
    return tuple(found[name] for name in _ADDED)


_ADDED = ("total", "closed", "rectified", "overdue", "long_overdue", "checking", "closing", "near")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def number_of(connection: Connection, query: ProblemQuery) -> int:
    """How many problems the present state has for a query."""
    statement = select(func.count()).select_from(PROBLEM).where(*where_clauses(connection, query))
    return int(connection.execute(statement).scalar_one())


def _openers(query: ProblemQuery, rule: MarkRule) -> dict[str, ProblemQuery]:
    def with_status(*phases: str) -> ProblemQuery:
        return query.with_condition(Condition((Comparison("status", "in", rule.statuses_in(*phases)),)))

    long_ago = rule.today - _LONG
    overdue = query.but(marks=(OVERDUE,))
    return {
        "total": query,
        "closed": with_status(CLOSED),
        "open": with_status(*{phase for _name, phase in rule.phases if phase != CLOSED}),
        "overdue": overdue,
        "long_overdue": overdue.with_condition(Condition((Comparison("deadline", "<", long_ago),))),
        "checking": with_status(CHECKING),
        "closing": with_status(CLOSING),
        "near": query.but(marks=(NEAR,)),
    }


def _newest(connection: Connection, query: ProblemQuery) -> tuple[str, ProblemQuery | None]:
    """What counts as new: the latest import that stands, else the latest round."""
    statement = select(_BATCH.c.id).where(_BATCH.c.kind == "import", _BATCH.c.undone_by_id.is_(None))
    batch = connection.execute(statement.order_by(_BATCH.c.id.desc()).limit(1)).scalar()
    if batch is not None:
        return f"第 {batch} 批导入", query.but(batch=(int(batch), "new"))
    latest = (
        select(PROBLEM.c.round)
        .where(*where_clauses(connection, query.but(as_of=None)), PROBLEM.c.round.is_not(None))
        .order_by(PROBLEM.c.id.desc())
        .limit(1)
    )
    name = connection.execute(latest).scalar()
    if name is None:
        return "", None
    label = f"第 {name} 轮" if str(name).isdigit() else str(name)
    return label, query.with_condition(Condition((Comparison("round", "=", name),)))
