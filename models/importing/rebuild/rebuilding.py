"""Imports old ledgers one after another, oldest first, each under its own day, and tells what the whole amounts to."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.errors import UserError
from models.importing.cells.said_states import history_status
from models.importing.rebuild.contradictions import Contradiction, Story, Told, contradictions_of
from models.importing.rebuild.dating import DatedFile
from models.importing.views import ImportOptions
from models.importing.writing.undo import undo_import
from models.operations import Change
from models.progress import Progress, silent
from models.queries.fields import FIELDS, PROBLEM
from models.schema import BatchRow, Campaign, ChangeSet, ImportBatch, Status
from models.schema import Change as ChangeRow

if TYPE_CHECKING:
    from models.store import Ledger

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_TOLD = ("said_status", "completed_on", "deadline", "found_on")
_UNSAID = frozenset({"", "list_number", "deadline_kind", "accountability_category", "removed_in"})
MOST_LINES = 20_000
"""Lines of the timeline that are kept for showing."""


@dataclass(frozen=True)
class MonthResult:
    """What the ledgers of one day brought."""

    on: date
    files: tuple[str, ...]
    batch: int
    new: int
    changed: int
    unchanged: int
    suspect: int
    refused: int
    vanished: int


@dataclass(frozen=True)
class TimelineLine:
    """One change of one problem: 4月：进度由“正在办理”改为“已完成”."""

    on: date
    ledger_number: str
    site_name: str
    title: str
    old: str
    new: str


@dataclass
class RebuildReport:
    """The outcome, or with ``preview`` what it would be."""

    campaign: str
    preview: bool
    months: list[MonthResult] = field(default_factory=list[MonthResult])
    problems: int = 0
    timeline: list[TimelineLine] = field(default_factory=list[TimelineLine])
    changes: int = 0
    contradictions: list[Contradiction] = field(default_factory=list[Contradiction])
    change: Change | None = None

    def to_json(self) -> dict[str, Any]:
        """The object that ``rebuild-history --json`` prints."""
        return {
            "campaign": self.campaign,
            "dry_run": self.preview,
            "problems": self.problems,
            "changes": self.changes,
            "months": [
                {**vars(month), "on": month.on.isoformat(), "files": list(month.files)} for month in self.months
            ],
            "contradictions": [
                {"ledger_number": one.ledger_number, "kind": one.kind, "on": one.on.isoformat(), "words": one.words}
                for one in self.contradictions
            ],
        }


def preview_rebuild(
    ledger: Ledger, files: Sequence[DatedFile], campaign: str, *, complete: bool = True, progress: Progress = silent
) -> RebuildReport:
    """The same on a copy that is thrown away; the ledger stays as it is."""
    from models.store import Ledger as Store

    _check(ledger, files, campaign)
    scratch = Path(tempfile.mkdtemp(prefix="rectledger-rebuild-"))
    try:
        progress(0.0, "准备试算")
        folder = scratch / "ledger"
        folder.mkdir()
        ledger.backup("试算", to=folder / "ledger.sqlite")
        with Store.open(folder, actor=ledger.actor) as copy:
            report = rebuild_history(copy, files, campaign, complete=complete, progress=progress)
        report.preview, report.change = True, None
        return report
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def rebuild_history(
    ledger: Ledger, files: Sequence[DatedFile], campaign: str, *, complete: bool = True, progress: Progress = silent
) -> RebuildReport:
    """Enter the ledgers oldest first; all of them or none. UserError where the campaign holds problems already.

    ``complete``: each day's ledgers hold all problems of their time, so that one that is missing is told.
    Files of the same day are entered together.
    """
    from models.importing.session import run_import

    _check(ledger, files, campaign)
    report = RebuildReport(campaign, preview=False)
    days = [(on, list(group)) for on, group in groupby(sorted(files, key=_day), key=_day)]
    try:
        for at, (on, group) in enumerate(days):
            part = progress.part(at / len(days) * 0.95, (at + 1) / len(days) * 0.95)
            part(0.0, f"还原 {on:%Y-%m-%d} 的台账（{at + 1}/{len(days)}）")
            options = ImportOptions(
                campaign=campaign, scope="complete" if complete else "partial", as_history=True, stood_on=on
            )
            done = run_import(ledger, [file.path for file in group], options, part)
            counts = done.plan.counts()
            counts = {name: counts[name] for name in ("new", "changed", "unchanged", "suspect", "refused", "vanished")}
            report.months.append(MonthResult(on, tuple(file.name for file in group), done.batch or 0, **counts))
            report.change = done.change
    except BaseException:
        for month in reversed(report.months):
            undo_import(ledger, month.batch)
        raise
    progress(0.96, "整理时间线")
    with ledger.reading() as connection:
        _tell(connection, report)
    progress(1.0, "")
    return report


def _day(file: DatedFile) -> date:
    assert file.on is not None
    return file.on


def _check(ledger: Ledger, files: Sequence[DatedFile], campaign: str) -> None:
    if not files:
        raise UserError("没有要还原的台账文件", advice="请选择往月的台账")
    for file in files:
        if file.problem:
            raise UserError(file.problem, where=file.name, advice="请去掉这个文件再还原")
        if file.on is None:
            raise UserError("不知道这份台账是哪一天的", where=file.name, advice="请填上日期")
        if file.on > clock.today():
            raise UserError(f"台账日期 {file.on} 还没有到", where=file.name, advice="请改正日期")
    if not campaign.strip():
        raise UserError("没有写任务来源", advice="请写明这些台账属于哪项任务")
    query = (
        select(func.count())
        .select_from(PROBLEM.join(_CAMPAIGN, _CAMPAIGN.c.id == PROBLEM.c.campaign_id))
        .where(_CAMPAIGN.c.name == campaign, PROBLEM.c.removed_in.is_(None))
    )
    with ledger.reading() as connection:
        if connection.execute(query).scalar_one():
            raise UserError(
                f"“{campaign}”里已经有问题，历史不能插到它们前面", advice="请换一个新的任务来源，或先撤销已有的导入"
            )


def _tell(connection: Connection, report: RebuildReport) -> None:
    """Timeline and contradictions from the history that was just written."""
    batches = {month.batch: month.on for month in report.months}
    ids = select(_ROW.c.problem_id).where(_ROW.c.batch_id.in_(batches), _ROW.c.outcome == "new")
    columns = [PROBLEM.c[name] for name in ("id", "ledger_number", "site_name", "description", *_TOLD)]
    query = select(*columns).where(PROBLEM.c.id.in_(ids), PROBLEM.c.removed_in.is_(None))
    problems = {row.id: row for row in connection.execute(query)}
    report.problems = len(problems)
    entered = _entered(connection, batches)
    told: dict[tuple[int, str], list[Told]] = {}
    lines = connection.execute(
        select(_SET.c.batch_id, _CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .where(_SET.c.batch_id.in_(batches), _CHANGE.c.entity == "problem")
        .order_by(_CHANGE.c.id)
    )
    for batch, key, name, old, new in lines:
        if name in _UNSAID or key not in problems:
            continue
        on, before, after = batches[batch], _plain(old), _plain(new)
        if name in _TOLD:
            told.setdefault((key, name), [(entered[key], before)]).append((on, after))
        report.changes += 1
        if len(report.timeline) < MOST_LINES:
            row = problems[key]
            name_of = row.site_name or (row.description or "")[:40]
            title = FIELDS[name].title if name in FIELDS else name
            report.timeline.append(TimelineLine(on, row.ledger_number, name_of, title, _shown(before), _shown(after)))
    report.contradictions = _contradictions(connection, problems, entered, told, batches)


def _contradictions(
    connection: Connection, problems: Mapping[int, Any], entered: Mapping[int, date],
    told: Mapping[tuple[int, str], list[Told]], batches: Mapping[int, date],
) -> list[Contradiction]:  # fmt: skip
    closed = {row.name for row in connection.execute(select(_STATUS)) if row.phase in ("closing", "closed")}
    known = set(connection.execute(select(_STATUS.c.name)).scalars())
    words = {value for (_, name), steps in told.items() if name == "said_status" for _, value in steps if value}
    finished = {word: history_status(word, known) in closed for word in words}
    missing: dict[int, list[date]] = {}
    present: dict[int, list[date]] = {}
    query = select(_ROW.c.problem_id, _ROW.c.batch_id, _ROW.c.outcome).where(
        _ROW.c.batch_id.in_(batches), _ROW.c.problem_id.is_not(None)
    )
    for key, batch, outcome in connection.execute(query):
        (missing if outcome == "vanished" else present).setdefault(key, []).append(batches[batch])
    found: list[Contradiction] = []
    for key, row in problems.items():
        tales = {name: told.get((key, name)) or [(entered[key], _iso(getattr(row, name)))] for name in _TOLD}
        story = Story(
            key, row.ledger_number, row.site_name or (row.description or "")[:40], tales,
            sorted(missing.get(key, ())), sorted(present.get(key, ())),
        )  # fmt: skip
        found += contradictions_of(story, finished)
    return sorted(found, key=lambda one: (one.ledger_number, one.on))


def _entered(connection: Connection, batches: Mapping[int, date]) -> dict[int, date]:
    query = select(_ROW.c.problem_id, _ROW.c.batch_id).where(_ROW.c.batch_id.in_(batches), _ROW.c.outcome == "new")
    return {key: batches[batch] for key, batch in connection.execute(query)}


def _plain(text: str | None) -> Any:
    return json.loads(text) if text else None


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        parts: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return "、".join(str(part[0] if isinstance(part, list) else part) for part in parts)  # pyright: ignore[reportUnknownArgumentType]
    return str(value)
