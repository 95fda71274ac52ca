"""Key figures and what there is to do today; every number comes with the query that opens its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.queries.counts import GROUPS, counts_by
from models.queries.expressions import Comparison, Condition
from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.marks import CHECKING, CLOSED, CLOSING, NEAR, OVERDUE, MarkRule, mark_rule
from models.queries.matching import matcher
from models.queries.records import as_of_records
from models.schema import BatchRow, ImportBatch, SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = ["GROUPS", "KeyFigures", "TodoLine", "counts_by", "key_figures", "todo_lines"]

LONG_OVERDUE_DAYS = 20
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class KeyFigures:
    """Numbers for the home page. ``rate`` is the share of closed problems (0..1, None without problems).

    ``newest`` says what ``new`` counts, e.g. 第 3 批导入 or 第 22 轮. ``queries`` opens the rows behind a number, by
    its name: total, new, closed, open, overdue, long_overdue, checking, closing, near.
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
    queries: dict[str, ProblemQuery] = field(default_factory=dict)


@dataclass(frozen=True)
class TodoLine:
    """Something to do: ``kind`` is due_today, overdue, near, checking, closing, suspects or refused.

    ``word`` is the chip, ``tone`` its colour by meaning; ``query`` opens the rows, or ``batch_id`` the import.
    """

    kind: str
    word: str
    tone: str
    text: str
    count: int
    query: ProblemQuery | None = None
    batch_id: int | None = None


def key_figures(ledger: Ledger, query: ProblemQuery, today: date | None = None) -> KeyFigures:
    """The figures of what the query finds."""
    query = query.but(today=today) if today is not None else query
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
        newest, newest_query = _newest(connection, query)
        opened = _openers(query, rule)
        rows = as_of_records(connection, query)
        if rows is not None:
            past_days = ((one["status"], _day(one["deadline"]), 1) for _key, one in rows)
            numbers = _added(past_days, rule)
        else:
            numbers = _numbers(connection, query, rule)
        new = 0
        if newest_query is not None:
            opened["new"] = newest_query
            matches = matcher(connection, newest_query)
            new = _number(connection, newest_query) if rows is None else sum(matches(*row) for row in rows)
    total, closed, rectified, overdue, long_overdue, checking, closing, near = numbers
    rate = closed / total if total else None
    return KeyFigures(
        total, new, newest, closed, rate, rectified, overdue, long_overdue, checking, closing, near, opened
    )


def _numbers(connection: Connection, query: ProblemQuery, rule: MarkRule) -> tuple[int, ...]:
    """Counted by state and deadline, which an index answers alone, and added up here."""
    status, deadline = PROBLEM.c.status, PROBLEM.c.deadline
    grouped = select(status, deadline, func.count()).where(*where_clauses(connection, query))
    return _added((tuple(row) for row in connection.execute(grouped.group_by(status, deadline))), rule)


def _added(rows: Iterable[tuple[Any, ...]], rule: MarkRule) -> tuple[int, ...]:
    """From (status, deadline, count): total, closed, rectified, overdue, long overdue, checking, closing, near."""
    closed, checking, closing = (rule.statuses_in(phase) for phase in (CLOSED, CHECKING, CLOSING))
    long_ago = rule.today - timedelta(days=LONG_OVERDUE_DAYS)
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


def _number(connection: Connection, query: ProblemQuery) -> int:
    statement = select(func.count()).select_from(PROBLEM).where(*where_clauses(connection, query))
    return int(connection.execute(statement).scalar_one())


def _openers(query: ProblemQuery, rule: MarkRule) -> dict[str, ProblemQuery]:
    def with_status(*phases: str) -> ProblemQuery:
        return query.with_condition(Condition((Comparison("status", "in", rule.statuses_in(*phases)),)))

    long_ago = rule.today - timedelta(days=LONG_OVERDUE_DAYS)
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


def todo_lines(
    ledger: Ledger, query: ProblemQuery | None = None, today: date | None = None, figures: KeyFigures | None = None
) -> list[TodoLine]:
    """What needs a person now, the most pressing first; lines without anything to do are left out.

    ``figures`` saves counting again where the key figures of the same query are at hand.
    """
    base = query or ProblemQuery()
    base = base.but(today=today) if today is not None else base
    figures = figures or key_figures(ledger, base)
    day = base.reference_day()
    due = base.but(marks=(NEAR,)).with_condition(Condition((Comparison("deadline", "=", day),)))
    with ledger.reading() as connection:
        due_now = _number(connection, due)
        imports = _unfinished_imports(connection)
    opened = figures.queries
    lines = [
        TodoLine("due_today", "今日到期", "red", f"{due_now} 个问题今天到整改期限", due_now, due),
        TodoLine("overdue", "逾期", "red", f"{figures.overdue} 个问题逾期未改", figures.overdue, opened["overdue"]),
        TodoLine("near", "临期", "amber", f"{figures.near} 个问题临近整改期限", figures.near, opened["near"]),
        TodoLine(
            "checking", "核查", "amber", f"{figures.checking} 个问题等待核查", figures.checking, opened["checking"]
        ),
        TodoLine("closing", "销号", "green", f"{figures.closing} 个问题等待销号", figures.closing, opened["closing"]),
        *imports,
    ]
    return [line for line in lines if line.count]


def _unfinished_imports(connection: Connection) -> list[TodoLine]:
    """Rows that an import held for a person: candidates to choose from, or errors to correct."""
    statement = (
        select(_BATCH.c.id, _ROW.c.outcome, func.count(), func.min(_FILE.c.name))
        .join(_ROW, _ROW.c.batch_id == _BATCH.c.id)
        .outerjoin(_FILE, _FILE.c.id == _ROW.c.source_file_id)
        .where(_BATCH.c.kind == "import", _BATCH.c.undone_by_id.is_(None), _ROW.c.outcome.in_(("suspect", "refused")))
        .group_by(_BATCH.c.id, _ROW.c.outcome)
        .order_by(_BATCH.c.id.desc(), _ROW.c.outcome.desc())
        .limit(6)
    )
    words = {"suspect": ("suspects", "amber", "待认领"), "refused": ("refused", "blue", "待更正")}
    lines: list[TodoLine] = []
    for batch, outcome, number, file in connection.execute(statement):
        kind, tone, what = words[outcome]
        text = f"“{file or f'第 {batch} 批导入'}”有 {number} 行{what}"
        lines.append(TodoLine(kind, "导入", tone, text, int(number), None, int(batch)))
    return lines
