"""The ledger as it stood at the end of a day: what history says was different then."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from models.queries.fields import PROBLEM
from models.schema import BatchRow, Campaign, Change, ChangeSet, ImportBatch, SourceFile, Status

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


@dataclass
class Rollback:
    """How each problem differed: rows not there yet, rows gone only later, and the values of changed fields."""

    absent: set[int] = field(default_factory=set)
    removed: dict[int, bool] = field(default_factory=dict)
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    sources: dict[int, dict[str, Any] | None] = field(default_factory=dict)
    removed_now: frozenset[int] = frozenset()

    def present(self, key: int, in_trash: bool) -> bool:
        """Whether the row stood in the list (or, if asked, in the trash) on that day."""
        if key in self.absent:
            return False
        return self.removed.get(key, key in self.removed_now) == in_trash

    def apply(self, key: int, record: dict[str, Any]) -> None:
        """Put the values of that day into a record of today."""
        for name, value in self.values.get(key, {}).items():
            if name in record:
                record[name] = value
        if key in self.sources:
            record["source"] = self.sources[key]


def rollback_to(connection: Connection, day: date) -> Rollback | None:
    """What to undo for the end of ``day``; None when nothing was changed after it."""
    end = datetime.combine(day, time.min) + timedelta(days=1)
    last = connection.execute(select(func.max(_SET.c.at))).scalar()
    if last is None or last < end:
        return None
    later = select(_SET.c.id).where(_SET.c.at >= end)
    rollback = Rollback()
    rollback.absent.update(connection.execute(select(PROBLEM.c.id).where(PROBLEM.c.created_in.in_(later))).scalars())
    rollback.removed_now = frozenset(
        connection.execute(select(PROBLEM.c.id).where(PROBLEM.c.removed_in.is_not(None))).scalars()
    )
    still_there = select(PROBLEM.c.id).where(PROBLEM.c.removed_in.in_(later))
    rollback.removed.update(dict.fromkeys(connection.execute(still_there).scalars(), False))
    _read_changes(connection, later, rollback)
    _read_sources(connection, end, rollback)
    return rollback


def _read_changes(connection: Connection, later: Any, rollback: Rollback) -> None:
    """Of each field the oldest of the later changes tells the value of that day."""
    campaigns: dict[int, str] = {line.id: line.name for line in connection.execute(select(_CAMPAIGN))}
    renamed = _renamed_states(connection)
    changes = connection.execute(
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old)
        .where(_CHANGE.c.change_set_id.in_(later), _CHANGE.c.entity == "problem")
        .order_by(_CHANGE.c.id.desc())
    )
    for key, name, old in changes:
        value = json.loads(old) if old is not None else None
        match name:
            case "":
                rollback.absent.add(key)
            case "removed_in":
                rollback.removed[key] = value is not None
            case "regions":
                names, codes = _regions(value)
                rollback.values.setdefault(key, {})["regions"] = names
                if codes is not None:
                    rollback.values[key]["region_codes"] = codes
            case "pollutants" | "region_codes":
                rollback.values.setdefault(key, {})[name] = value or []
            case "campaign_id":
                rollback.values.setdefault(key, {})["campaign"] = campaigns.get(int(value or 0))
            case "extra":
                loaded = json.loads(value) if isinstance(value, str) else value
                rollback.values.setdefault(key, {})["extra"] = loaded or {}
            case "status":
                rollback.values.setdefault(key, {})[name] = renamed.get(value, value)
            case _:
                rollback.values.setdefault(key, {})[name] = value


def _renamed_states(connection: Connection) -> dict[Any, str]:
    """Former names of states with their present ones, so that a state of that day is known today."""
    present = {row.id: row.name for row in connection.execute(select(_STATUS.c.id, _STATUS.c.name))}
    known = set(present.values())
    rows = connection.execute(
        select(_CHANGE.c.entity_id, _CHANGE.c.old).where(_CHANGE.c.entity == "status", _CHANGE.c.field == "name")
    )
    former = ((json.loads(row.old), present.get(row.entity_id)) for row in rows if row.old is not None)
    return {old: new for old, new in former if new is not None and old not in known}


def _regions(value: Any) -> tuple[list[str], list[str] | None]:
    """History keeps regions as [name, code] pairs; bare names are read too."""
    pairs: list[Any] = value or []
    if any(isinstance(pair, str) for pair in pairs):
        return [str(pair) for pair in pairs], None
    codes = list(dict.fromkeys(pair[1] for pair in pairs if pair[1] is not None))
    return [pair[0] for pair in pairs], codes


def _read_sources(connection: Connection, end: datetime, rollback: Rollback) -> None:
    """Rows written or taken back by a later import show the import that stood as their last on that day."""
    undoing = _BATCH.alias("undoing")
    batches = select(_BATCH.c.id).outerjoin(undoing, undoing.c.id == _BATCH.c.undone_by_id)
    standing = batches.where(_BATCH.c.at < end, or_(undoing.c.id.is_(None), undoing.c.at >= end))
    touched = batches.where(or_(_BATCH.c.at >= end, undoing.c.at >= end))
    # An unchanged row with digests is one for which a person chose the ledger's side: it became the problem's source.
    chosen = and_(_ROW.c.outcome == "unchanged", _ROW.c.field_digests.is_not(None))
    wrote = or_(_ROW.c.outcome.in_(("new", "changed")), chosen)
    keys = connection.execute(select(_ROW.c.problem_id).where(_ROW.c.batch_id.in_(touched), wrote)).scalars()
    rollback.sources.update((key, None) for key in keys if key not in rollback.absent)
    if not rollback.sources:
        return
    last = select(func.max(_ROW.c.id)).where(_ROW.c.batch_id.in_(standing), wrote).group_by(_ROW.c.problem_id)
    lines = connection.execute(
        select(_ROW.c.problem_id, _FILE.c.name, _ROW.c.sheet, _ROW.c.row, _ROW.c.batch_id)
        .select_from(_ROW.outerjoin(_FILE, _FILE.c.id == _ROW.c.source_file_id))
        .where(_ROW.c.id.in_(last))
    )
    for key, file, sheet, row, batch in lines:
        if key in rollback.sources:
            rollback.sources[key] = {"file": file, "sheet": sheet, "row": row, "batch": batch}
