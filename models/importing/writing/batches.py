"""The list of imports that were done, for the history page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, select

from models import clock
from models.schema import Actor, BatchRow, Campaign, ImportBatch, SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class BatchLine:
    """One import or undo; ``report`` is the object of ``import --json`` (or ``undo-import --json``)."""

    id: int
    kind: str
    at: datetime
    actor: str
    campaign: str
    files: tuple[str, ...]
    scope: str
    new: int
    changed: int
    unchanged: int
    suspect: int
    refused: int
    vanished: int
    undone_by: int | None
    undoes: int | None
    can_undo: bool
    report: dict[str, Any]
    left: int = 0
    profile: str = ""
    continues: int | None = None
    """The batch whose held rows this one brought back."""
    waiting: int = 0
    """Held rows that nobody has settled yet."""
    target: str = "problem"
    """What the rows became: problem or visit."""


def list_batches(ledger: Ledger) -> list[BatchLine]:
    """All batches, newest first."""
    query = (
        select(_BATCH, _ACTOR.c.name.label("actor"), _CAMPAIGN.c.name.label("campaign"))
        .join(_ACTOR, _ACTOR.c.id == _BATCH.c.actor_id)
        .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == _BATCH.c.campaign_id)
        .order_by(_BATCH.c.id.desc())
    )
    held = (
        select(_ROW.c.batch_id, func.count())
        .where(_ROW.c.outcome.in_(("suspect", "refused")), _ROW.c.resolved_id.is_(None))
        .group_by(_ROW.c.batch_id)
    )
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
        waiting = {int(row[0]): int(row[1]) for row in connection.execute(held)}
    return [_line(row, 0 if row.undone_by_id else waiting.get(row.id, 0)) for row in rows]


def last_undoable(ledger: Ledger) -> BatchLine | None:
    """The latest import that can still be taken back, read without the reports of the others."""
    query = (
        select(_BATCH, _ACTOR.c.name.label("actor"), _CAMPAIGN.c.name.label("campaign"))
        .join(_ACTOR, _ACTOR.c.id == _BATCH.c.actor_id)
        .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == _BATCH.c.campaign_id)
        .where(_BATCH.c.kind == "import", _BATCH.c.undone_by_id.is_(None))
        .order_by(_BATCH.c.id.desc())
        .limit(1)
    )
    with ledger.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _line(row)


def _line(row: Any, waiting: int = 0) -> BatchLine:
    report: dict[str, Any] = json.loads(row.report) if row.report else {}
    counts = {
        name: int(report.get(name, 0)) for name in ("new", "changed", "unchanged", "suspect", "refused", "vanished")
    }
    return BatchLine(
        id=row.id, kind=row.kind, at=row.at, actor=row.actor, campaign=row.campaign or "",
        files=tuple(file["file"] for file in report.get("files", ())), scope=row.scope or "", **counts,
        undone_by=row.undone_by_id, undoes=row.undoes_id,
        can_undo=row.kind == "import" and row.undone_by_id is None, report=report, left=int(report.get("left", 0)),
        profile=row.profile or "", continues=row.continues_id, waiting=waiting, target=row.target,
    )  # fmt: skip


def batch_of_file(ledger: Ledger, sha256: str) -> str:
    """A sentence about the last import of the same bytes, '' when there was none."""
    query = (
        select(_BATCH.c.id, _BATCH.c.at)
        .join(_ROW, _ROW.c.batch_id == _BATCH.c.id)
        .join(_FILE, _FILE.c.id == _ROW.c.source_file_id)
        .where(_FILE.c.sha256 == sha256, _BATCH.c.undone_by_id.is_(None))
        .order_by(_BATCH.c.id.desc())
        .limit(1)
    )
    with ledger.reading() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        return ""
    year = "" if found.at.year == clock.today().year else f"{found.at.year} 年 "
    return f"这个文件 {year}{found.at.month} 月 {found.at.day} 日已导入（第 {found.id} 批），内容没有变化"


def batch_problem_ids(ledger: Ledger, batch_id: int, outcome: str) -> list[int]:
    """The problems of a batch with one outcome, so that a count opens its rows."""
    query = select(_ROW.c.problem_id).where(
        _ROW.c.batch_id == batch_id, _ROW.c.outcome == outcome, _ROW.c.problem_id.is_not(None)
    )
    with ledger.reading() as connection:
        return list(connection.execute(query).scalars())
