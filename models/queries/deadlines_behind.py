"""落后序时进度: open problems whose measures or stages should be further on a day, and how many days they lag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.queries.filtering import BEHIND, ProblemQuery, where_clauses
from models.queries.marks import mark_rule
from models.queries.workday_calendar import Counting, read_counting
from models.rules.deadline_kinds import Stage
from models.rules.deadline_text import read_deadline
from models.rules.measure_shares import Part
from models.rules.stage_lines import DatedPart, StageLine, stage_line
from models.schema import Extension, Measure, ProgressReport
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = ["BEHIND", "BEHIND_TITLE", "behind_clause", "behind_in", "behind_problems", "line_of"]

BEHIND_TITLE = "落后序时进度"

_MEASURE: Table = Measure.__table__  # type: ignore[assignment]
_REPORT: Table = ProgressReport.__table__  # type: ignore[assignment]
_EXTENSION: Table = Extension.__table__  # type: ignore[assignment]
_NEEDED = ("id", "deadline", "deadline_kind", "deadline_text", "original_deadline", "assigned_on", "found_on")
_TOGETHER = 500


@dataclass
class _Around:
    """What is kept beside some problems that their lines are drawn from."""

    measures: dict[int, list[DatedPart]] = field(default_factory=dict[int, list[DatedPart]])
    reported: dict[int, Decimal] = field(default_factory=dict[int, Decimal])


def behind_problems(
    ledger: Ledger, query: ProblemQuery | None = None, today: date | None = None, progress: Progress = silent
) -> dict[int, int]:
    """Days behind by problem id, the furthest behind first; only open ones that are not suspended on that day.

    The present state is judged, whatever past day the query may ask for. In the ledger they are listed by
    ``ProblemQuery(finding=BEHIND)``.
    """
    asked = query or ProblemQuery()
    with ledger.reading() as connection:
        return behind_in(connection, asked, today or asked.reference_day(), progress)


def behind_in(connection: Connection, query: ProblemQuery, today: date, progress: Progress = silent) -> dict[int, int]:
    """The same inside a reading that asks more."""
    clauses = where_clauses(connection, query.but(finding="", as_of=None, sort=()))
    lines = _lines(connection, clauses, today, progress)
    behind = {key: days for key, line in lines.items() if (days := line.behind(today))}
    return dict(sorted(behind.items(), key=lambda pair: (-pair[1], pair[0])))


def behind_clause(connection: Connection, today: date) -> ColumnElement[bool]:
    """The rows that are behind on a day, for a question that asks more."""
    return among(PROBLEM.c.id, behind_in(connection, ProblemQuery(), today))


def line_of(connection: Connection, problem_id: int) -> StageLine | None:
    """The line of one problem, whatever its state; null where nothing in it has stages."""
    row = connection.execute(select(*(PROBLEM.c[name] for name in _NEEDED)).where(PROBLEM.c.id == problem_id)).one()
    return _line(row, _around(connection, [problem_id]), read_counting(connection))


def _lines(connection: Connection, clauses: Sequence[Any], today: date, progress: Progress) -> dict[int, StageLine]:
    progress(None, "查找分阶段的问题")
    rule = mark_rule(connection, today)
    dated = select(_MEASURE.c.problem_id).where(
        _MEASURE.c.removed_in.is_(None), or_(_MEASURE.c.due_on.is_not(None), _MEASURE.c.share.is_not(None))
    )
    paused = select(_EXTENSION.c.problem_id).where(
        _EXTENSION.c.kind == "suspension",
        _EXTENSION.c.removed_in.is_(None),
        _EXTENSION.c.starts_on <= today,
        _EXTENSION.c.ends_on >= today,
        or_(_EXTENSION.c.lifted_on.is_(None), _EXTENSION.c.lifted_on > today),
    )
    staged = select(*(PROBLEM.c[name] for name in _NEEDED)).where(
        *clauses,
        PROBLEM.c.status.in_(rule.unrectified),
        or_(PROBLEM.c.deadline_kind == "staged", PROBLEM.c.id.in_(dated)),
        PROBLEM.c.id.not_in(paused),
    )
    rows = connection.execute(staged).all()
    around, counting = _around(connection, [row.id for row in rows]), read_counting(connection)
    found: dict[int, StageLine] = {}
    for number, row in enumerate(rows):
        if number % _TOGETHER == 0:
            progress(number / len(rows), "计算序时进度")
        line = _line(row, around, counting)
        if line is not None:
            found[row.id] = line
    return found


def _line(row: Any, around: _Around, counting: Counting) -> StageLine | None:
    given = row.assigned_on or row.found_on
    stages = _stages(row.deadline_text, given, counting) if row.deadline_kind == "staged" else ()
    return stage_line(
        around.measures.get(row.id, ()), stages, row.deadline, row.original_deadline, given,
        around.reported.get(row.id),
    )  # fmt: skip


def _stages(text: str | None, given: date | None, counting: Counting) -> tuple[Stage, ...]:
    """The stages that the words name, counted by the working calendar as the deadline itself was."""
    if not text:
        return ()
    year = given.year if given else None
    return read_deadline(
        text, assigned_on=given, year=year, as_of=given, since=given, calendar=counting.calendar,
        puts_off=counting.puts_off,
    ).stages  # fmt: skip


def _around(connection: Connection, ids: Sequence[int]) -> _Around:
    found = _Around()
    columns = _MEASURE.c
    measures = select(
        columns.problem_id, columns.share, columns.percent, columns.completed_on, columns.due_on, columns.due_text
    ).where(among(columns.problem_id, ids), columns.removed_in.is_(None))
    for key, share, percent, completed, due, words in connection.execute(measures):
        part = DatedPart(Part(share, percent, completed), due, lasting=due is None and bool(words))
        found.measures.setdefault(key, []).append(part)
    columns = _REPORT.c
    told = (
        select(columns.problem_id, columns.percent)
        .where(among(columns.problem_id, ids), columns.removed_in.is_(None), columns.measure_id.is_(None))
        .where(columns.percent.is_not(None))
        .order_by(columns.period, columns.reported_on, columns.id)
    )
    found.reported.update((key, percent) for key, percent in connection.execute(told))
    return found
