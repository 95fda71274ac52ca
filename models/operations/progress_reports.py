"""进展 / 调度填报: what a unit reported for a month or fortnight; it never moves the state of the problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_steps import on_problem, on_row
from models.operations.dossier_values import REPORT as ENTRIES
from models.operations.dossier_values import typed
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.rules.periods import period_title
from models.schema import Measure

if TYPE_CHECKING:
    from models.store import Ledger

_KEY = "progress_report"
_MEASURE: Table = Measure.__table__  # type: ignore[assignment]


def add_report(ledger: Ledger, problem_id: int, values: Mapping[str, Any], measure_id: int | None = None) -> Change:
    """Add a report; ``values`` as typed, by the names of ``dossier_values.REPORT``. The day of reporting is today
    where none is given. UserError where neither words nor a percentage say anything.
    """
    wanted = typed(ENTRIES, {"period": None} | dict(values))
    wanted["reported_on"] = wanted.get("reported_on") or clock.today()
    if wanted.get("text") is None and wanted.get("percent") is None and wanted.get("said_status") is None:
        raise UserError("进展里什么也没有写", advice="请填写进展情况或完成进度")
    with on_problem(ledger, problem_id, _KEY) as step:
        check_measure(step.connection, problem_id, measure_id)
        recorder = step.record(f"登记 {period_title(wanted['period'])} 进展")
        row = wanted | {"problem_id": problem_id, "measure_id": measure_id}
        create_row(step.connection, recorder, _KEY, row)
    return step.change


def edit_report(ledger: Ledger, report_id: int, values: Mapping[str, Any]) -> Change:
    """Write what differs; ``measure_id`` may be among the values."""
    wanted = typed(ENTRIES, values)
    with on_row(ledger, _KEY, report_id) as (step, row):
        if "measure_id" in values:
            check_measure(step.connection, step.problem_id, values["measure_id"])
            wanted["measure_id"] = values["measure_id"]
        titles = [entry.title for key, entry in ENTRIES.items() if key in wanted and wanted[key] != row[key]]
        if titles or wanted.get("measure_id", row["measure_id"]) != row["measure_id"]:
            recorder = step.record(
                f"修改 {period_title(row['period'])} 进展" + (f"的{'、'.join(titles)}" if titles else "")
            )
            write_row_changes(step.connection, recorder, _KEY, report_id, wanted)
    return step.change


def remove_report(ledger: Ledger, report_id: int) -> Change:
    """Take a report out."""
    with on_row(ledger, _KEY, report_id) as (step, row):
        recorder = step.record(f"删除 {period_title(row['period'])} 进展")
        remove_rows(step.connection, recorder, _KEY, [report_id])
    return step.change


def check_measure(connection: Connection, problem_id: int, measure_id: int | None) -> None:
    """UserError unless the measure is one of the problem's (or none is named)."""
    if measure_id is None:
        return
    query = select(_MEASURE.c.problem_id).where(_MEASURE.c.id == measure_id, _MEASURE.c.removed_in.is_(None))
    if connection.execute(query).scalar() != problem_id:
        raise UserError("选的整改措施已经不在了", advice="请重新选择")
