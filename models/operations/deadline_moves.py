"""Deadlines that the working calendar would move: listed old → new, and moved only on yes, in one step.

Asked are deadlines that were counted and still stand as counted: of problems that are not closed and were never
extended, the last day of a running publicity (公示), the day until which a level of 销号 should be done (办理期限), and
the day an answer to an open step of 升级督促 is due. A day that a person typed has no count behind it any more and is
never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, false, or_, select

from models.operations.change import Change
from models.operations.consequences import deadline_again
from models.operations.edit import shown_fields
from models.operations.history import open_change_set
from models.operations.learned import read_taught
from models.operations.rows import write_values
from models.operations.stored_values import FieldChange, read_fields, write_fields
from models.progress import Progress, silent
from models.queries.closure_cases import Case, read_cases
from models.queries.fields import PROBLEM
from models.queries.workday_calendar import Counting, read_counting
from models.rules.closure import OPEN_STAGES, PUBLIC
from models.rules.closure_publicity import run_clock
from models.rules.deadline_learned import wording_key
from models.rules.ladders import reply_due
from models.rules.workdays import WorkdayCalendar
from models.schema import Closure, Escalation, EscalationProblem, Status
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

PROBLEM_DEADLINE, PUBLICITY, LEVEL, REPLY = "problem", "closure", "level", "escalation"
"""What moves."""
TITLES = {PROBLEM_DEADLINE: "整改期限", PUBLICITY: "公示截止", LEVEL: "办理期限", REPLY: "回复期限"}
_CLOSURE: Table = Closure.__table__  # type: ignore[assignment]
_STEP: Table = Escalation.__table__  # type: ignore[assignment]
_TOUCHED: Table = EscalationProblem.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_HELD: dict[str, tuple[Table, str, str, str]] = {
    PUBLICITY: (_CLOSURE, "publicity_until", "publicity_estimated", "closure_rows"),
    LEVEL: (_CLOSURE, "level_due_on", "", "closure_rows"),
    REPLY: (_STEP, "due_on", "due_estimated", "escalation_rows"),
}
"""Of the days that are not of a problem: table, column, column of 预估 (empty where none is kept), word of a Change."""
_PART = 2_000


@dataclass(frozen=True)
class DeadlineMove:
    """One deadline; ``old`` equal to ``new`` where only 预估 comes or goes.

    ``key`` is the id in the table that holds it; ``ledger_number`` is empty for a step against a unit.
    """

    kind: str
    key: int
    problem_id: int | None
    ledger_number: str
    name: str
    old: date | None
    new: date | None
    was_estimated: bool
    estimated: bool
    rule: str | None = None
    old_rule: str | None = None
    """How the day of a problem is and was reached, in words."""

    @property
    def title(self) -> str:
        """What it is a deadline of."""
        return TITLES[self.kind]

    @property
    def moves(self) -> bool:
        """Whether the day itself changes."""
        return self.old != self.new


def deadline_moves(ledger: Ledger, progress: Progress = silent) -> list[DeadlineMove]:
    """Every deadline that the calendar as it is now would move, those of problems first, by ledger number."""
    with ledger.reading() as connection:
        return _all_moves(connection, progress)


def _all_moves(connection: Connection, progress: Progress) -> list[DeadlineMove]:
    counting = read_counting(connection)
    found = _problem_moves(connection, counting, progress.part(0.0, 0.8))
    progress(0.8, "核对公示期和办理期限")
    found += _closure_moves(connection, counting)
    progress(0.9, "核对回复期限")
    found += _reply_moves(connection, counting)
    return found


def apply_deadline_moves(ledger: Ledger, moves: Sequence[DeadlineMove], progress: Progress = silent) -> Change:
    """Move them, in one step that can be undone; a deadline that is no longer as it was listed stays as it is."""
    with ledger.writing() as connection:
        progress(0.0, "核对期限")
        standing = _still(connection, moves)
        moved = sum(move.moves for move in standing)
        title = f"按工作日历调整 {moved} 个期限" if moved else f"{len(standing)} 个期限不再按预估"
        if not standing:
            return Change(0, title, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, title)
        fields = [change for move in standing if move.kind == PROBLEM_DEADLINE for change in _field_changes(move)]
        write_fields(connection, recorder, fields, progress.part(0.3, 0.9))
        words = set[str]()
        for kind, (table, day, guess, word) in _HELD.items():
            some = [move for move in standing if move.kind == kind]
            rows: list[tuple[int, str, Any, Any]] = [(move.key, day, move.old, move.new) for move in some if move.moves]
            rows += [
                (move.key, guess, move.was_estimated, move.estimated)
                for move in some
                if move.was_estimated != move.estimated
            ]
            if rows:
                write_values(connection, recorder, table.name, rows)
                words.add(word)
        recorder.close()
        touched = frozenset(move.problem_id for move in standing if move.problem_id is not None)
        return Change(recorder.id, title, touched, shown_fields(change.field for change in fields) | words, "edit")


def _field_changes(move: DeadlineMove) -> list[FieldChange]:
    told = (
        ("deadline", move.old, move.new),
        ("deadline_estimated", move.was_estimated, move.estimated),
        ("deadline_rule", move.old_rule, move.rule),
    )
    return [FieldChange(move.key, field, old, new) for field, old, new in told if old != new]


def _still(connection: Connection, moves: Sequence[DeadlineMove]) -> list[DeadlineMove]:
    """Those that stand as they were listed."""
    now: dict[tuple[str, int], tuple[Any, bool]] = {}
    keys = [move.key for move in moves if move.kind == PROBLEM_DEADLINE]
    for key, row in read_fields(connection, keys, ("deadline", "deadline_estimated", "removed_in")).items():
        if row["removed_in"] is None:
            now[PROBLEM_DEADLINE, key] = (row["deadline"], bool(row["deadline_estimated"]))
    for kind, (table, day, guess, _word) in _HELD.items():
        wanted = [move.key for move in moves if move.kind == kind]
        estimated = table.c[guess] if guess else false()
        query = select(table.c.id, table.c[day], estimated).where(
            among(table.c.id, wanted), table.c.removed_in.is_(None)
        )
        now.update({(kind, row[0]): (row[1], bool(row[2])) for row in connection.execute(query)})
    return [move for move in moves if now.get((move.kind, move.key)) == (move.old, move.was_estimated)]


def _problem_moves(connection: Connection, counting: Counting, progress: Progress) -> list[DeadlineMove]:
    learned = {wording_key(one.said): one.meant for one in read_taught(connection) if _teaches(one)}
    query = _counted_deadlines(counting.puts_off)
    rows: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
    found: list[DeadlineMove] = []
    for number, row in enumerate(rows):
        if number % _PART == 0:
            progress(number / len(rows), f"核对 {len(rows):,} 个整改期限")
        read = deadline_again(row, counting, learned)
        kept = read.kind != row["deadline_kind"] or read.date is None
        if kept or not _as_counted(row, read.rule, counting):
            continue
        told = (row["deadline"], bool(row["deadline_estimated"]))
        if told != (read.date, read.estimated):
            name = row["site_name"] or row["description"] or ""
            found.append(
                DeadlineMove(
                    PROBLEM_DEADLINE, row["id"], row["id"], row["ledger_number"], name, told[0], read.date, told[1],
                    read.estimated, read.rule or None, row["deadline_rule"],
                )
            )  # fmt: skip
    return found


def _teaches(one: Any) -> bool:
    return one.kind == "deadline" and one.active and isinstance(one.meant, dict)


def _counted_deadlines(puts_off: bool) -> Any:
    """Problems that are open, never extended, and whose deadline depends on the calendar."""
    columns = PROBLEM.c
    closed = select(_STATUS.c.name).where(_STATUS.c.phase == "closed")
    depends = [columns.deadline_kind == "working_days", columns.deadline_rule.is_not(None)]
    if puts_off:
        depends.append(columns.deadline_kind.in_(("date", "days")))
    return (
        select(
            columns.id, columns.ledger_number, columns.site_name, columns.description, columns.deadline_text,
            columns.deadline_kind, columns.deadline, columns.deadline_rule, columns.deadline_estimated,
            columns.assigned_on, columns.found_on,
        )
        .where(columns.removed_in.is_(None), columns.original_deadline.is_(None), columns.deadline_text.is_not(None))
        .where(columns.closed_on.is_(None), columns.status.not_in(closed), or_(*depends))
        .order_by(columns.ledger_number)
    )  # fmt: skip


def _as_counted(row: Any, rule: str, counting: Counting) -> bool:
    """Whether the day stands as it was counted from the words, so that only the calendar can move it.

    Dates of a list may lack the year, which the list gave and the row does not: those are left alone.
    """
    if row["deadline_kind"] == "working_days":
        return bool(rule)
    if row["deadline_kind"] == "staged":
        return bool(rule) and rule == row["deadline_rule"]
    plain = deadline_again(row, Counting(counting.calendar)).date
    return row["deadline_rule"] is not None or row["deadline"] == plain


def _closure_moves(connection: Connection, counting: Counting) -> list[DeadlineMove]:
    """Of applications on their way: how long they are put up, and until when their level should be done."""
    columns = _CLOSURE.c
    is_public = and_(
        columns.stage == PUBLIC, columns.publicity_until.is_not(None), columns.publicity_from.is_not(None)
    )  # fmt: skip
    has_level = and_(columns.level_due_on.is_not(None), columns.level_since.is_not(None))
    wanted = select(columns.id).where(
        columns.removed_in.is_(None), columns.stage.in_(OPEN_STAGES), or_(is_public, has_level)
    )
    found: list[DeadlineMove] = []
    for case in read_cases(connection, connection.execute(wanted).scalars()).values():
        for kind, old, was_estimated, new, estimated in _days_of(case, counting.calendar):
            if (old, was_estimated) != (new, estimated):
                one = case.problem
                name = one.site_name or one.description
                found.append(
                    DeadlineMove(kind, case.id, one.id, one.ledger_number, name, old, new, was_estimated, estimated)
                )
    return found


def _days_of(case: Case, calendar: WorkdayCalendar) -> Iterator[tuple[str, date, bool, date, bool]]:
    """(what, the day now, whether 预估, the day counted again, whether 预估) of one application."""
    row, level = case.row, case.level
    if case.stage == PUBLIC and row["publicity_until"] is not None and row["publicity_from"] is not None:
        days = row["publicity_days"] or case.standard.publicity_days
        clock = run_clock(calendar, row["publicity_from"], days, case.objections)
        if clock.until is not None:
            yield PUBLICITY, row["publicity_until"], bool(row["publicity_estimated"]), clock.until, clock.estimated
    if row["level_due_on"] is not None and row["level_since"] is not None and level is not None and level.workdays:
        yield LEVEL, row["level_due_on"], False, calendar.add(row["level_since"], level.workdays).day, False


def _reply_moves(connection: Connection, counting: Counting) -> list[DeadlineMove]:
    columns = _STEP.c
    rows = connection.execute(
        select(
            columns.id, columns.unit, columns.step_name, columns.document_on, columns.reply_workdays, columns.due_on,
            columns.due_estimated,
        )
        .where(columns.removed_in.is_(None), columns.replied_on.is_(None), columns.lifted_on.is_(None))
        .where(columns.due_on.is_not(None), columns.reply_workdays.is_not(None), columns.document_on.is_not(None))
        .order_by(columns.id)
    ).all()  # fmt: skip
    problems = _first_problems(connection, [row.id for row in rows])
    found: list[DeadlineMove] = []
    for row in rows:
        reached = reply_due(counting.calendar, row.document_on, row.reply_workdays)
        told = (row.due_on, bool(row.due_estimated))
        if reached is not None and told != (reached.day, reached.estimated):
            problem, number = problems.get(row.id, (None, ""))
            name = f"{row.step_name} {row.unit or ''}".strip()
            found.append(
                DeadlineMove(
                    REPLY, row.id, problem, number, name, told[0], reached.day, told[1], reached.estimated
                )
            )  # fmt: skip
    return found


def _first_problems(connection: Connection, keys: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Of each step the first problem that it is about."""
    query = (
        select(_TOUCHED.c.escalation_id, PROBLEM.c.id, PROBLEM.c.ledger_number)
        .join(PROBLEM, PROBLEM.c.id == _TOUCHED.c.problem_id)
        .where(among(_TOUCHED.c.escalation_id, keys), _TOUCHED.c.removed_in.is_(None))
        .order_by(PROBLEM.c.id.desc())
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}
