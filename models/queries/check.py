"""Is the ledger sound: the file, the relations, the chain of history, the evidence, and the quality of the data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.progress import Progress, silent
from models.queries.evidence import evidence_wanted
from models.queries.history_bytes import FIRST_HASH, head_bytes, rows_bytes
from models.queries.quality import CHECKS, quality_counts
from models.schema import Change, ChangeSet
from models.store.evidence_files import check_files
from models.store.soundness import file_is_sound, relations_are_sound

if TYPE_CHECKING:
    from models.store import Ledger

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_CHUNK = 10_000


@dataclass(frozen=True)
class CheckReport:
    """What was found. ``broken_at`` is the first change set whose hash does not fit; quality findings are hints."""

    database: bool
    foreign_keys: bool
    history_chain: bool
    broken_at: int | None = None
    evidence_missing: tuple[str, ...] = ()
    evidence_changed: tuple[str, ...] = ()
    quality: tuple[tuple[str, int], ...] = ()
    titles: dict[str, str] = field(default_factory=lambda: {check.key: check.title for check in CHECKS})

    @property
    def ok(self) -> bool:
        """Nothing is wrong with the ledger itself."""
        sound = self.database and self.foreign_keys and self.history_chain
        return sound and not self.evidence_missing and not self.evidence_changed

    def to_json(self) -> dict[str, Any]:
        """The object of ``check --json``."""
        return {
            "ok": self.ok,
            "database": self.database,
            "foreign_keys": self.foreign_keys,
            "history_chain": self.history_chain,
            "evidence_missing": list(self.evidence_missing),
            "evidence_changed": list(self.evidence_changed),
            "quality": [{"check": key, "count": number} for key, number in self.quality],
        }


def check_ledger(ledger: Ledger, progress: Progress = silent) -> CheckReport:
    """Look at everything; takes some seconds on a large ledger."""
    with ledger.reading() as connection:
        progress(0.0, "检查数据库文件")
        database = file_is_sound(connection)
        progress(0.3, "检查表间关系")
        relations = relations_are_sound(connection)
        progress(0.4, "检查变更记录链")
        broken = first_broken_set(connection, progress.part(0.4, 0.7))
        progress(0.7, "检查佐证材料")
        missing, changed = check_files(ledger.evidence_folder, evidence_wanted(connection), progress.part(0.7, 0.9))
        progress(0.9, "检查数据质量")
        quality = tuple(quality_counts(connection))
    return CheckReport(database, relations, broken is None, broken, missing, changed, quality=quality)


def first_broken_set(connection: Connection, progress: Progress = silent) -> int | None:
    """Recompute the chain from the stored rows; the id of the first set that does not fit, or None."""
    columns = ("change_set_id", "entity", "entity_id", "field", "old", "new")
    changes = connection.execute(
        select(*(_CHANGE.c[name] for name in columns)).order_by(_CHANGE.c.change_set_id, _CHANGE.c.id)
    )
    cursor: Any = changes.cursor
    waiting: list[Any] = cursor.fetchmany(_CHUNK)
    place = 0
    previous = FIRST_HASH
    sets = connection.execute(select(_SET).order_by(_SET.c.id)).all()
    for number, one in enumerate(sets):
        progress(number / len(sets), "检查变更记录链")
        digest = hashlib.sha256(previous.encode("ascii"))
        digest.update(head_bytes(one.id, one.at, one.actor_id, one.kind, one.title, one.batch_id, one.undoes_id))
        seen = 0
        while waiting:
            start = place
            while place < len(waiting) and waiting[place][0] == one.id:
                place += 1
            digest.update(rows_bytes(row[1:] for row in waiting[start:place]))
            seen += place - start
            if place < len(waiting):
                break
            waiting, place = cursor.fetchmany(_CHUNK), 0
        if one.previous_hash != previous or one.hash != digest.hexdigest() or one.changes != seen:
            return int(one.id)
        previous = one.hash
    changes.close()
    return int(waiting[place][0]) if waiting else None
