"""One step on applications for 销号: their rows and reviews, the states of their problems, and the Change it makes."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_values import Entry, typed_one
from models.operations.history import Recorder, open_change_set
from models.operations.moving import Move, write_moves
from models.operations.rows import create_row, write_row_changes
from models.queries.closure_cases import Case, read_cases
from models.queries.closure_standards import CLOSING, statuses_of
from models.queries.workday_calendar import read_calendar
from models.rules.closure import PASSED, SELF_CHECK, STAGE_WORDS, Level, first_level, next_level, stage_at, status_at
from models.rules.workdays import WorkdayCalendar

if TYPE_CHECKING:
    from models.store import Ledger

CLOSURE, TICK, REVIEW, OBJECTION = "closure", "closure_tick", "closure_review", "closure_objection"
WORD = "closure_rows"
OPINION = Entry("意见", "long", limit=2000)
REASON = Entry("原因", "long", required=True, limit=1000)
_NAMED = 3


@dataclass(frozen=True)
class ClosureRefusal:
    """Why an application cannot go on; ``condition_id`` is the condition that is missing, where it is one."""

    problem_id: int
    ledger_number: str
    why: str
    condition_id: int | None = None


class ClosureRefused(UserError):
    """Nothing was written; ``refusals`` holds every application that could not go on."""

    def __init__(self, refusals: Sequence[ClosureRefusal]) -> None:
        self.refusals = tuple(refusals)
        named = "；".join(f"{one.ledger_number} {one.why}" for one in self.refusals[:_NAMED])
        more = f"；共 {len(self.refusals)} 件不能办" if len(self.refusals) > _NAMED else ""
        super().__init__(f"{named}{more}", advice="没有写入任何内容")


class ClosureStep:
    """``cases`` are those in hand; ``record`` opens the history, ``move`` collects what ``finish`` writes."""

    def __init__(self, connection: Connection, ledger: Ledger, cases: dict[int, Case]) -> None:
        self.connection = connection
        self.cases = cases
        self.change = Change(0, "", frozenset(), frozenset(), "status")
        self._actor = ledger.actor
        self._recorder: Recorder | None = None
        self._moves: dict[tuple[str, str], list[Move]] = {}
        self._fields: set[str] = {WORD}
        self._problems = {case.problem.id for case in cases.values()}

    def add_problems(self, ids: Iterable[int]) -> None:
        """Further problems that the step touches."""
        self._problems |= set(ids)

    @cached_property
    def calendar(self) -> WorkdayCalendar:
        """The working days of the ledger."""
        return read_calendar(self.connection)

    @property
    def recorder(self) -> Recorder:
        """The record that ``record`` opened."""
        assert self._recorder is not None
        return self._recorder

    def record(self, title: str, kind: str = "status", decider: str = "") -> Recorder:
        """Begin the record, in the name of who decided where no row of the application keeps it."""
        self._recorder = open_change_set(self.connection, decider or self._actor, title[:200], kind=kind)
        self.change = Change(self._recorder.id, title[:200], frozenset(), frozenset(), kind)
        return self._recorder

    def add(self, entity: str, values: dict[str, Any]) -> int:
        """Make a row."""
        return create_row(self.connection, self.recorder, entity, values)

    def write(self, case: Case, **values: Any) -> None:
        """Write columns of an application."""
        write_row_changes(self.connection, self.recorder, CLOSURE, case.id, values)

    def reviewed(self, case: Case, level: Level, who: str, day: date, **values: Any) -> None:
        """Write what a level found; passed unless ``result`` says otherwise."""
        row = {
            "closure_id": case.id, "level_id": level.id, "level_name": level.name, "kind": level.kind,
            "reviewer": who, "unit": case.unit_of(level)[:200] or None, "reviewed_on": day, "result": PASSED,
        }  # fmt: skip
        self.add(REVIEW, row | values)

    def enter(self, case: Case, level: Level | None, day: date, who: str, *, move: bool = True) -> None:
        """Let the application stand at a level from ``day`` on, and its problem in the state of that level."""
        due = None
        if level is not None and level.workdays:
            due = self.calendar.add(day, level.workdays).day
        values: dict[str, Any] = {"stage": stage_at(level), "level_since": day, "level_due_on": due}
        if level is not None:
            values["level_id"] = level.id
            if move:
                self.move(case, status_at(case.standard, level), who)
        self.write(case, **values)

    def pass_on(self, case: Case, day: date, who: str) -> None:
        """To the next level; levels of 自查 in between are passed by whoever sends it on."""
        level = next_level(case.standard, case.row["level_id"])
        while level is not None and level.kind == SELF_CHECK:
            self.reviewed(case, level, who, day)
            level = next_level(case.standard, level.id)
        self.enter(case, level, day, who)

    def move(self, case: Case, status: str, who: str, reason: str = "", **values: Any) -> None:
        """Move the state of the problem when the step is finished; nothing where it is in that state already."""
        if status and (status != case.problem.status or values):
            self._moves.setdefault((who, reason), []).append(Move(case.problem.id, status, values))

    def move_back(self, case: Case, who: str, reason: str) -> None:
        """Put the problem into the state of the first level, unless somebody moved it out of closing meanwhile."""
        level = first_level(case.standard)
        if level is not None and case.problem.status in statuses_of(self.connection, CLOSING):
            self.move(case, status_at(case.standard, level), who, reason)

    def write_moves(self) -> None:
        """Write the moves collected so far; raises MoveRefused."""
        for (who, reason), moves in self._moves.items():
            self._fields |= write_moves(self.connection, self.recorder, moves, who, reason)
        self._moves.clear()

    def finish(self) -> None:
        """Write what is left and seal the record, if there is one."""
        if self._recorder is None:
            return
        self.write_moves()
        self._recorder.close()
        self.change = Change(
            self._recorder.id, self.change.title, frozenset(self._problems), frozenset(self._fields), self.change.kind
        )


@contextmanager
def on_closures(ledger: Ledger, closure_ids: Iterable[int]) -> Generator[ClosureStep]:
    """A step on applications that are there; UserError when one of them is gone."""
    wanted = list(dict.fromkeys(closure_ids))
    if not wanted:
        raise UserError("没有选中销号申请", advice="请先选择要办理的申请")
    with ledger.writing() as connection:
        cases = read_cases(connection, wanted)
        if len(cases) != len(wanted):
            raise UserError("有的销号申请已经不在了", advice="请刷新")
        step = ClosureStep(connection, ledger, {key: cases[key] for key in wanted})
        yield step
        step.finish()


def one_of(step: ClosureStep) -> Case:
    """The only application of a step."""
    (case,) = step.cases.values()
    return case


def refuse(refusals: Sequence[ClosureRefusal | None]) -> None:
    """Raise ClosureRefused when any application cannot go on."""
    found = [one for one in refusals if one is not None]
    if found:
        raise ClosureRefused(found)


def refusal(case: Case, why: str, condition_id: int | None = None) -> ClosureRefusal | None:
    """A refusal, None where there is no ``why``."""
    return ClosureRefusal(case.problem.id, case.problem.ledger_number, why, condition_id) if why else None


def not_in(case: Case, stages: Iterable[str], doing: str) -> str:
    """Why an application that is in another stage cannot be handled so; empty when it is in one of ``stages``."""
    if case.stage in tuple(stages):
        return ""
    return f"现在是“{STAGE_WORDS[case.stage]}”，不能{doing}"


def title_of(cases: Sequence[Case], what: str) -> str:
    """A step as history names it."""
    if len(cases) == 1:
        return f"{cases[0].problem.ledger_number} {what}"
    return f"{len(cases)} 件{what}"


def day_of(day: date | None, what: str = "日期", since: date | None = None) -> date:
    """The day meant, today where none is given; UserError for one still to come or before ``since``."""
    wanted = day or clock.today()
    if wanted > clock.today():
        raise UserError(f"{what} {wanted} 还没有到", advice="请填今天或以前的日期")
    if since is not None and wanted < since:
        raise UserError(f"{what} {wanted} 早于上一步的 {since}", advice="请核对日期")
    return wanted


def person_of(text: str, default: str, what: str) -> str:
    """A named person; UserError where nobody is named."""
    return str(typed_one(Entry(what, required=True, limit=100), text.strip() or default))
