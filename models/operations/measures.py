"""整改措施: the measures of a problem, added, edited, moved, taken out, and split out of the list's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_steps import DossierStep, on_problem, on_row
from models.operations.dossier_values import MEASURE as ENTRIES
from models.operations.dossier_values import typed
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.queries.fields import PROBLEM
from models.queries.workday_calendar import read_calendar
from models.rules.deadline_text import Deadline, read_deadline
from models.rules.measure_shares import even_shares
from models.rules.measure_text import measure_parts
from models.rules.text import normalise_identity
from models.rules.workdays import WorkdayCalendar
from models.schema import Measure

if TYPE_CHECKING:
    from models.store import Ledger

MEASURE: Table = Measure.__table__  # type: ignore[assignment]
_KEY = "measure"


def add_measure(ledger: Ledger, problem_id: int, values: Mapping[str, Any]) -> Change:
    """Add a measure behind the others; ``values`` as typed, by the names of ``dossier_values.MEASURE``."""
    wanted = typed(ENTRIES, {"text": None} | dict(values))
    with on_problem(ledger, problem_id, _KEY) as step:
        wanted |= _due(step, wanted)
        recorder = step.record(f"添加整改措施“{_short(wanted['text'])}”")
        position = _next_position(step.connection, problem_id)
        create_row(step.connection, recorder, _KEY, wanted | {"problem_id": problem_id, "position": position})
    return step.change


def edit_measure(ledger: Ledger, measure_id: int, values: Mapping[str, Any]) -> Change:
    """Write what differs; the date follows the words of the limit, and a completed measure is done to 100 percent."""
    wanted = typed(ENTRIES, values)
    with on_row(ledger, _KEY, measure_id) as (step, row):
        if "due_text" in wanted and wanted["due_text"] != row["due_text"]:
            wanted |= _due(step, wanted)
        if wanted.get("completed_on") and not row["completed_on"] and wanted.get("percent") == row["percent"]:
            wanted["percent"] = 100
        titles = [ENTRIES[key].title for key in ENTRIES if key in wanted and wanted[key] != row[key]]
        if titles:
            recorder = step.record(f"修改整改措施“{_short(row['text'])}”的{'、'.join(titles)}")
            write_row_changes(step.connection, recorder, _KEY, measure_id, wanted)
    return step.change


def remove_measure(ledger: Ledger, measure_id: int) -> Change:
    """Take a measure out; undo puts it back in its place."""
    with on_row(ledger, _KEY, measure_id) as (step, row):
        remove_rows(step.connection, step.record(f"删除整改措施“{_short(row['text'])}”"), _KEY, [measure_id])
    return step.change


def move_measure(ledger: Ledger, measure_id: int, by: int) -> Change:
    """Move a measure up (negative) or down among the measures of its problem; at the end nothing happens."""
    with on_row(ledger, _KEY, measure_id) as (step, row):
        order = _live_ids(step.connection, step.problem_id)
        at = order.index(measure_id)
        to = min(max(at + by, 0), len(order) - 1)
        if to != at:
            order.insert(to, order.pop(at))
            recorder = step.record(f"把整改措施“{_short(row['text'])}”移到第 {to + 1} 位")
            for position, key in enumerate(order):
                write_row_changes(step.connection, recorder, _KEY, key, {"position": position})
    return step.change


def share_evenly(ledger: Ledger, problem_id: int) -> Change:
    """Give all measures of a problem equal shares that add up to 100 percent."""
    with on_problem(ledger, problem_id, _KEY) as step:
        ids = _live_ids(step.connection, problem_id)
        rows = step.connection.execute(select(MEASURE.c.id, MEASURE.c.share).where(MEASURE.c.id.in_(ids)))
        present = {row.id: row.share for row in rows}
        wanted = dict(zip(ids, even_shares(len(ids)), strict=True))
        if present != wanted:
            recorder = step.record(f"把 {len(ids)} 条整改措施的占比平均分配")
            for key, share in wanted.items():
                write_row_changes(step.connection, recorder, _KEY, key, {"share": share})
    return step.change


def split_measures(ledger: Ledger, problem_id: int) -> Change:
    """Make a measure of each part of the list's own text 整改措施, which stays as it is.

    UserError where that text is empty, or where all its parts are measures already.
    """
    with on_problem(ledger, problem_id, _KEY) as step:
        problem = step.connection.execute(
            select(PROBLEM.c.measures, PROBLEM.c.assigned_on, PROBLEM.c.found_on).where(PROBLEM.c.id == problem_id)
        ).one()
        given = problem.assigned_on or problem.found_on
        parts = measure_parts(problem.measures or "", year=given.year if given else None, today=given)
        if not parts:
            raise UserError("这条问题没有“整改措施”原文", advice="请直接添加措施")
        ids = _live_ids(step.connection, problem_id)
        texts = step.connection.execute(select(MEASURE.c.text).where(MEASURE.c.id.in_(ids))).scalars()
        there = {normalise_identity(text) for text in texts}
        new = [part for part in parts if normalise_identity(part.text) not in there]
        if not new:
            raise UserError("原文里的各条措施都已经登记过了")
        recorder = step.record(f"把整改措施原文拆成 {len(new)} 条")
        position = _next_position(step.connection, problem_id)
        for number, part in enumerate(new):
            values = {"due_text": part.due_text or None}
            values |= _due(step, values) if part.due_text else {}
            row = {"problem_id": problem_id, "position": position + number, "text": part.text, **values}
            create_row(step.connection, recorder, _KEY, row | {"responsible_unit": part.unit or None})
    return step.change


def reading_of(text: str, given: Any, calendar: WorkdayCalendar | None = None) -> Deadline:
    """What a limit's words mean for a problem that was assigned (or found) on the day ``given``."""
    year = given.year if given else None
    return read_deadline(text, assigned_on=given, year=year, as_of=given, since=given, calendar=calendar)


def _due(step: DossierStep, values: Mapping[str, Any]) -> dict[str, Any]:
    text = values.get("due_text")
    if not text:
        return {"due_on": None}
    problem = step.connection.execute(
        select(PROBLEM.c.assigned_on, PROBLEM.c.found_on).where(PROBLEM.c.id == step.problem_id)
    ).one()
    return {"due_on": reading_of(text, problem.assigned_on or problem.found_on, read_calendar(step.connection)).date}


def _live_ids(connection: Connection, problem_id: int) -> list[int]:
    query = select(MEASURE.c.id).where(MEASURE.c.problem_id == problem_id, MEASURE.c.removed_in.is_(None))
    return list(connection.execute(query.order_by(MEASURE.c.position, MEASURE.c.id)).scalars())


def _next_position(connection: Connection, problem_id: int) -> int:
    """Behind every other, also behind those that were taken out."""
    last = connection.execute(select(func.max(MEASURE.c.position)).where(MEASURE.c.problem_id == problem_id)).scalar()
    return 0 if last is None else int(last) + 1


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else text[:19] + "…"
