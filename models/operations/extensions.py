"""延期与暂停: deadlines moved with a basis and an approver, lifted early, taken out; the first deadline is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_steps import DossierStep, on_row
from models.operations.edit import shown_fields
from models.operations.extension_plans import EXTENSION_TABLE, PlanLine, judged, refusal_error
from models.operations.extension_steps import TITLES, TOLD_TITLES, Grant, read_told
from models.operations.history import Recorder, open_change_set
from models.operations.rows import remove_rows, write_row_changes
from models.operations.stored_values import FieldChange, read_fields, write_fields
from models.progress import Progress, silent
from models.queries.deadline_rules import SUSPENSION_UNIT, rule_word
from models.queries.workday_calendar import read_calendar
from models.rules.extension_chain import SUSPENSION, Moved, after_suspension, last_suspended_day, replayed

if TYPE_CHECKING:
    from models.store import Ledger

_KEY, _WORD = "extension", "extension_rows"
_WRITTEN = ("deadline", "deadline_kind", "original_deadline", "suspended_until", "deadline_estimated")


@dataclass(frozen=True)
class ExtensionOutcome:
    """What was written, how many problems it was, and those left alone."""

    change: Change
    done: int
    refused: tuple[PlanLine, ...] = ()


def grant_one(ledger: Ledger, problem_id: int, grant: Grant) -> Change:
    """Extend or suspend one problem; UserError says why it is refused."""
    outcome = grant_many(ledger, [problem_id], grant)
    if outcome.refused:
        raise refusal_error(outcome.refused[0])
    return outcome.change


def grant_many(
    ledger: Ledger, ids: Sequence[int], grant: Grant, progress: Progress = silent, *, actor: str = ""
) -> ExtensionOutcome:
    """Extend or suspend many problems in one step; those that are refused are left alone and named."""
    if not ids:
        raise UserError(f"没有选中要{TITLES[grant.kind]}的问题")
    with ledger.writing() as connection:
        lines = judged(connection, ids, grant, progress.part(0.0, 0.3))
        refused = tuple(line for line, _changes in lines if line.why)
        allowed = [(line, changes) for line, changes in lines if not line.why]
        if not allowed:
            return ExtensionOutcome(Change(0, "", frozenset(), frozenset(), "edit"), 0, refused)
        first = allowed[0][0]
        title = f"{first.ledger_number} {grant.words}（第 {first.number} 次{TITLES[grant.kind]}）"
        if len(allowed) > 1:
            title = f"{len(allowed):,} 条问题{grant.words}"
        recorder = open_change_set(connection, actor or ledger.actor, title, kind="edit")
        changes = write_granted(connection, recorder, grant, allowed, progress.part(0.3, 0.95))
        recorder.close()
        progress(0.96, "保存")
        change = _change(recorder, title, {line.problem_id for line, _changes in allowed}, changes)
        return ExtensionOutcome(change, len(allowed), refused)


def write_granted(
    connection: Connection,
    recorder: Recorder,
    grant: Grant,
    allowed: Sequence[tuple[PlanLine, list[FieldChange]]],
    progress: Progress = silent,
) -> list[FieldChange]:
    """Write what was judged to be allowed, inside a step that the caller opened; returns the fields that changed."""
    progress(0.0, "登记" + TITLES[grant.kind])
    _insert(connection, recorder, grant, [line for line, _changes in allowed])
    changes = [change for _line, some in allowed for change in some]
    write_fields(connection, recorder, changes, progress.part(0.2, 1.0))
    return changes


def lift_suspension(ledger: Ledger, extension_id: int, lifted_on: date | None = None) -> Change:
    """End a running suspension on a day (default today, the first that is not suspended); the deadline follows."""
    day = lifted_on or clock.today()
    with on_row(ledger, _KEY, extension_id) as (step, row):
        if row["kind"] != SUSPENSION:
            raise UserError("这是一次延期，不能解除", advice="如果登记有误，请删除它")
        if row["lifted_on"] is not None:
            raise UserError(f"这次暂停已于 {row['lifted_on']} 提前恢复")
        if day > row["ends_on"]:
            raise UserError(f"这次暂停到 {row['ends_on']} 已自行结束")
        if day < row["starts_on"]:
            raise UserError(f"恢复日期 {day} 早于暂停起始日 {row['starts_on']}", advice="没有开始的暂停请直接删除")
        unit: Any = rule_word(step.connection, SUSPENSION_UNIT)
        length = timedelta()
        if row["from_deadline"] is not None:
            last = last_suspended_day(row["starts_on"], row["ends_on"], day)
            calendar = read_calendar(step.connection)
            if row["to_deadline"] != row["from_deadline"]:
                reached = after_suspension(row["from_deadline"], row["starts_on"], last, unit, calendar)
                length = reached.day - row["from_deadline"]
        recorder = step.record(f"提前恢复：自 {day} 起不再暂停")
        write_row_changes(step.connection, recorder, _KEY, extension_id, {"lifted_on": day})
        changes = _replay(step, recorder, {extension_id: length})
        return _change(recorder, step.change.title, {step.problem_id}, changes, step)


def edit_extension(ledger: Ledger, extension_id: int, values: Mapping[str, Any]) -> Change:
    """Correct who allowed it, why, and its document; the days of a step that was taken do not change."""
    with on_row(ledger, _KEY, extension_id) as (step, row):
        wanted = read_told({**row, **values})
        titles = [title for key, title in TOLD_TITLES.items() if wanted[key] != row[key]]
        if titles:
            recorder = step.record(f"修改第 {row['number']} 次{TITLES[row['kind']]}的{'、'.join(titles)}")
            write_row_changes(step.connection, recorder, _KEY, extension_id, wanted)
    return step.change


def remove_extension(ledger: Ledger, extension_id: int) -> Change:
    """Take an extension or suspension out that was entered by mistake; later ones and the deadline follow."""
    with on_row(ledger, _KEY, extension_id) as (step, row):
        what = TITLES[row["kind"]]
        recorder = step.record(f"删除第 {row['number']} 次{what}")
        changes = _replay(step, recorder, {extension_id: None})
        remove_rows(step.connection, recorder, _KEY, [extension_id])
        return _change(recorder, step.change.title, {step.problem_id}, changes, step)


def _insert(connection: Connection, recorder: Recorder, grant: Grant, lines: Sequence[PlanLine]) -> None:
    """One row for each problem, their ids in the order of the lines."""
    shared = grant.columns() | {"created_in": recorder.id}
    rows = [
        shared | {
            "problem_id": line.problem_id, "number": line.number,
            "from_deadline": line.old, "to_deadline": line.new,
        }
        for line in lines
    ]  # fmt: skip
    made = insert(EXTENSION_TABLE).returning(EXTENSION_TABLE.c.id, sort_by_parameter_order=True)
    recorder.created(list(connection.execute(made, rows).scalars()), _KEY)


def _replay(step: DossierStep, recorder: Recorder, lengths: Mapping[int, timedelta | None]) -> list[FieldChange]:
    """Write the later steps and the deadline as they stand when some steps have another length, or none at all."""
    connection = step.connection
    columns = EXTENSION_TABLE.c
    query = select(EXTENSION_TABLE).where(columns.problem_id == step.problem_id, columns.removed_in.is_(None))
    rows: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(query.order_by(columns.id)).mappings()]
    now = read_fields(connection, [step.problem_id], _WRITTEN)[step.problem_id]
    stored = [Moved(row["kind"], row["from_deadline"], row["to_deadline"]) for row in rows]
    by_place = {place: lengths[row["id"]] for place, row in enumerate(rows) if row["id"] in lengths}
    moved = replayed(stored[0].from_deadline, stored, by_place)
    gone = {key for key, length in lengths.items() if length is None}
    counts: dict[str, int] = {}
    for row, link in zip(rows, moved, strict=True):
        if row["id"] in gone:
            continue
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
        values = {"from_deadline": link.from_deadline, "to_deadline": link.to_deadline, "number": counts[row["kind"]]}
        write_row_changes(connection, recorder, _KEY, row["id"], values)
    left = [row for row in rows if row["id"] not in gone]
    wanted: dict[str, Any] = {"suspended_until": _suspended_until(connection, left)}
    if now["deadline"] == stored[-1].to_deadline:
        wanted["deadline"] = moved[-1].to_deadline
    if not left:
        base = stored[0].from_deadline
        wanted["original_deadline"] = None
        if base is not None and now["deadline_kind"] in ("days", "working_days"):
            wanted["deadline_estimated"] = not read_calendar(connection).knows(base)
    changes = [
        FieldChange(step.problem_id, name, now[name], value) for name, value in wanted.items() if now[name] != value
    ]
    write_fields(connection, recorder, changes)
    return changes


def _suspended_until(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> date | None:
    """The last day of the last suspension that is left, as its row stands now."""
    columns = EXTENSION_TABLE.c
    keys = [row["id"] for row in rows if row["kind"] == SUSPENSION]
    query = select(columns.starts_on, columns.ends_on, columns.lifted_on).where(columns.id.in_(keys))
    days = [last_suspended_day(*row) for row in connection.execute(query)]
    return max((day for day in days if day is not None), default=None)


def _change(
    recorder: Recorder,
    title: str,
    problems: set[int],
    changes: Sequence[FieldChange],
    step: DossierStep | None = None,
) -> Change:
    fields = shown_fields(change.field for change in changes) | {_WORD}
    change = Change(recorder.id, title, frozenset(problems), fields, "edit")
    if step is not None:
        step.change = change
    return change
