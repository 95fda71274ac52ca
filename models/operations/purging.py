"""彻底删除: the one act that no undo takes back; it needs a backup of that moment, and history keeps its record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, func, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.schema import (
    Evidence,
    EvidenceVersion,
    Extension,
    Measure,
    Note,
    ProblemLink,
    ProgressReport,
    VanishedItem,
    Visit,
)

if TYPE_CHECKING:
    from models.store import Ledger

BACKUP_REASON = "purge"
KIND = "purge"
_CHUNK = 900

_MEASURE: Table = Measure.__table__  # type: ignore[assignment]
_REPORT: Table = ProgressReport.__table__  # type: ignore[assignment]
_EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment]
_VERSION: Table = EvidenceVersion.__table__  # type: ignore[assignment]
_NOTE: Table = Note.__table__  # type: ignore[assignment]
_LINK: Table = ProblemLink.__table__  # type: ignore[assignment]
_EXTENSION: Table = Extension.__table__  # type: ignore[assignment]
_VISIT: Table = Visit.__table__  # type: ignore[assignment]
_VANISHED: Table = VanishedItem.__table__  # type: ignore[assignment]
_COUNTED: tuple[tuple[str, Table], ...] = (
    ("整改措施", _MEASURE), ("进展填报", _REPORT), ("佐证材料", _EVIDENCE), ("备忘", _NOTE), ("关联", _LINK),
    ("延期和暂停", _EXTENSION),
)  # fmt: skip


@dataclass(frozen=True)
class PurgePreview:
    """What would be lost: so many problems, and so many rows of each sort behind them."""

    problems: int
    behind: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PurgeReport:
    """What was done; ``backup`` is the copy that still holds all of it."""

    change: Change
    backup: Path


def preview_purge(ledger: Ledger, ids: Sequence[int]) -> PurgePreview:
    """Count what ``purge_problems`` would lose for ever."""
    with ledger.reading() as connection:
        keys = _in_trash(connection, ids)
        behind = [
            (title, sum(_count(connection, table, keys[at : at + _CHUNK]) for at in range(0, len(keys), _CHUNK)))
            for title, table in _COUNTED
        ]
    return PurgePreview(len(keys), tuple((title, count) for title, count in behind if count))


def purge_problems(ledger: Ledger, ids: Sequence[int], progress: Progress = silent) -> PurgeReport:
    """Back up, then take problems out of the trash for ever, with all that hangs on them.

    History keeps their numbers and names and that it was done; numbers are not given out again, and the files of
    evidence stay in the folder. UserError where none of them is in the trash; without a backup nothing is done.
    """
    with ledger.reading() as connection:
        if not _in_trash(connection, ids):
            raise UserError("所选问题不在已删除之列", advice="请刷新列表")
    backup = ledger.backup(BACKUP_REASON, progress=progress.part(0.0, 0.6))
    with ledger.writing() as connection:
        keys = _in_trash(connection, ids)
        rows = [row for at in range(0, len(keys), _CHUNK) for row in _named(connection, keys[at : at + _CHUNK])]
        what = rows[0].ledger_number if len(rows) == 1 else f"{len(rows):,} 条问题"
        title = f"彻底删除 {what}"
        recorder = open_change_set(connection, ledger.actor, title, kind=KIND)
        for at in range(0, len(keys), _CHUNK):
            progress(0.6 + 0.4 * at / len(keys), "彻底删除")
            _delete(connection, keys[at : at + _CHUNK])
        recorder.encoded((row.id, "", _kept_words(row), None) for row in rows)
        recorder.close()
        return PurgeReport(Change(recorder.id, title, frozenset(keys), frozenset(), KIND), backup)


def _in_trash(connection: Connection, ids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for at in range(0, len(ids), _CHUNK):
        query = select(PROBLEM.c.id).where(PROBLEM.c.id.in_(ids[at : at + _CHUNK]), PROBLEM.c.removed_in.is_not(None))
        found += connection.execute(query.order_by(PROBLEM.c.id)).scalars()
    return found


def _named(connection: Connection, keys: Sequence[int]) -> Sequence[Any]:
    columns = (PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.number, PROBLEM.c.site_name)
    return connection.execute(select(*columns).where(PROBLEM.c.id.in_(keys)).order_by(PROBLEM.c.id)).all()


def _kept_words(row: Any) -> str:
    kept = {"ledger_number": row.ledger_number, "number": row.number, "site_name": row.site_name}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _count(connection: Connection, table: Table, keys: Sequence[int]) -> int:
    query = select(func.count()).select_from(table).where(table.c.problem_id.in_(keys))
    if "removed_in" in table.c:
        query = query.where(table.c.removed_in.is_(None))
    return int(connection.execute(query).scalar_one())


def _delete(connection: Connection, keys: Sequence[int]) -> None:
    """Rows that point at the problems first, whatever the database does by itself."""
    pieces = select(_EVIDENCE.c.id).where(_EVIDENCE.c.problem_id.in_(keys))
    connection.execute(delete(_VERSION).where(_VERSION.c.evidence_id.in_(pieces)))
    for table in (_REPORT, _EVIDENCE, _MEASURE, _NOTE, _EXTENSION, _VANISHED):
        connection.execute(delete(table).where(table.c.problem_id.in_(keys)))
    connection.execute(delete(_LINK).where(_LINK.c.problem_id.in_(keys)))
    connection.execute(update(_LINK).where(_LINK.c.other_id.in_(keys)).values(other_id=None))
    connection.execute(update(_VISIT).where(_VISIT.c.problem_id.in_(keys)).values(problem_id=None))
    connection.execute(delete(PROBLEM).where(PROBLEM.c.id.in_(keys)))
