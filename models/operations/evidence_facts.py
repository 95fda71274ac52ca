"""Looking into files of evidence that nobody looked into yet, in a child process, and keeping what was found.

What a file tells follows from its contents alone, and those never change; so it is no step of a person, stands in no
history, and is not taken back.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from models.errors import UserError
from models.excel.process.child import Child, ChildDied
from models.operations.change import Change
from models.operations.dossier_steps import on_row
from models.operations.dossier_values import Entry, typed_one
from models.operations.rows import create_row, restore_rows, write_row_changes
from models.progress import Progress, silent
from models.queries.evidence import EVIDENCE, VERSION
from models.rules.evidence_checks import CHECKS
from models.schema import EvidenceAnswer
from models.store.evidence_files import evidence_path

if TYPE_CHECKING:
    from sqlalchemy import Table

    from models.store import Ledger

log = logging.getLogger(__name__)

_ANSWER: Table = EvidenceAnswer.__table__  # type: ignore[assignment]
_MEMORY_MB, _A_FILE_S = 1536, 60
_AT_ONCE = 200
"""Facts kept in one transaction; what was read before a cancel stays."""
_WORDS = Entry("说明", "long", required=True, limit=500)


@dataclass(frozen=True)
class FactsRead:
    """``missing`` are files that are not in the folder; they are looked for again the next time."""

    change: Change
    read: int
    missing: int = 0


@dataclass(frozen=True)
class Looked:
    """What files told and nobody kept yet: (version, facts), the problems they belong to, and how many are missing."""

    found: tuple[tuple[int, Mapping[str, Any]], ...]
    problems: frozenset[int]
    missing: int = 0


def read_evidence_facts(
    ledger: Ledger, problem_ids: Sequence[int] | None = None, progress: Progress = silent
) -> FactsRead:
    """Look into every version that was not looked into, of these problems or of all, and keep what was found.

    A cancel loses nothing that was kept, and the next run goes on.
    """
    waiting = _waiting(ledger, problem_ids)
    change = Change(0, "查看佐证材料", frozenset(), frozenset(), "edit")
    read = missing = 0
    touched: frozenset[int] = frozenset()
    for start in range(0, len(waiting), _AT_ONCE):
        part = progress.part(start / len(waiting), min((start + _AT_ONCE) / len(waiting), 1.0))
        looked = _look(ledger, waiting[start : start + _AT_ONCE], part)
        change = keep_facts(ledger, looked)
        read, missing, touched = read + len(looked.found), missing + looked.missing, touched | looked.problems
    return FactsRead(replace(change, entity_ids=touched), read, missing)


def look_into(ledger: Ledger, problem_ids: Sequence[int], progress: Progress = silent) -> Looked:
    """Read the files that nobody looked into, and write nothing; ``keep_facts`` does that."""
    return _look(ledger, _waiting(ledger, problem_ids), progress)


def keep_facts(ledger: Ledger, looked: Looked) -> Change:
    """Keep what was found; pages that show hints hear of it."""
    if looked.found:
        with ledger.writing() as connection:
            for key, facts in looked.found:
                values = {"facts_read": True, **facts}
                connection.execute(update(VERSION).where(VERSION.c.id == key).values(**values))
    return Change(0, "查看佐证材料", looked.problems, frozenset({"evidence_rows"}), "edit")


def _look(ledger: Ledger, waiting: Sequence[Mapping[str, Any]], progress: Progress) -> Looked:
    if ledger.read_only or not waiting:
        return Looked((), frozenset())
    found: list[tuple[int, Mapping[str, Any]]] = []
    with Child(
        "models.documents.file_facts:SERVED", memory_mb=_MEMORY_MB, time_s=_A_FILE_S, task="查看佐证材料"
    ) as child:
        for number, row in enumerate(waiting):
            progress(number / len(waiting), f"查看佐证材料 {number + 1} / {len(waiting)}")
            path = evidence_path(ledger.evidence_folder, row["sha256"])
            if path.is_file():
                found.append((row["id"], _facts(child, path, row["name"])))
    return Looked(tuple(found), frozenset(row["problem_id"] for row in waiting), len(waiting) - len(found))


def _waiting(ledger: Ledger, problem_ids: Sequence[int] | None) -> list[dict[str, Any]]:
    query = (
        select(VERSION.c.id, VERSION.c.sha256, VERSION.c.name, EVIDENCE.c.problem_id)
        .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
        .where(VERSION.c.facts_read.is_(False))
        .order_by(VERSION.c.id)
    )
    with ledger.reading() as connection:
        if problem_ids is None:
            return [dict(row) for row in connection.execute(query).mappings()]
        found: list[dict[str, Any]] = []
        for start in range(0, len(problem_ids), 900):
            some = query.where(EVIDENCE.c.problem_id.in_(problem_ids[start : start + 900]))
            found += [dict(row) for row in connection.execute(some).mappings()]
        return found


def _facts(child: Child, path: Path, name: str) -> dict[str, Any]:
    """What the child found; nothing where the file brought it down."""
    try:
        return child.ask("read", str(path), name)
    except ChildDied as error:
        log.warning("no facts of evidence %s: %s", path, error)
        return {}


def explain_hint(ledger: Ledger, evidence_id: int, check_key: str, subject: str, words: str) -> Change:
    """已说明: say why a hint is in order; later words replace earlier ones, which history keeps.

    UserError without words.
    """
    said = typed_one(_WORDS, words)
    if check_key not in CHECKS:
        raise UserError("没有这项佐证检查", advice="请刷新后再试")
    with on_row(ledger, "evidence", evidence_id) as (step, row):
        known = step.connection.execute(
            select(_ANSWER).where(
                _ANSWER.c.evidence_id == evidence_id, _ANSWER.c.check_key == check_key, _ANSWER.c.subject == subject
            )
        ).one_or_none()
        recorder = step.record(f"说明佐证材料“{row['title'][:40]}”：{CHECKS[check_key]}")
        if known is None:
            values: dict[str, Any] = {
                "evidence_id": evidence_id, "check_key": check_key, "subject": subject, "explanation": said,
                "at": recorder.at, "actor_id": recorder.actor_id,
            }  # fmt: skip
            create_row(step.connection, recorder, "evidence_answer", values)
        else:
            if known.removed_in is not None:
                restore_rows(step.connection, recorder, "evidence_answer", [known.id])
            write_row_changes(step.connection, recorder, "evidence_answer", known.id, {"explanation": said})
    return step.change
