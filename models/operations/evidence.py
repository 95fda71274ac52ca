"""佐证材料: files taken into the ledger's folder, named and dated in the ledger, each with its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_steps import on_problem, on_row
from models.operations.dossier_values import EVIDENCE as ENTRIES
from models.operations.dossier_values import Entry, typed, typed_one
from models.operations.history import Recorder
from models.operations.progress_reports import check_measure
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.progress import Progress, silent
from models.queries.evidence import EVIDENCE, VERSION, kind_by_name
from models.queries.fields import PROBLEM
from models.rules.file_kinds import file_kind
from models.rules.photo_facts import HEAD_BYTES, photo_facts
from models.store.evidence_files import StoredFile, read_head, store_file

if TYPE_CHECKING:
    from models.store import Ledger

_KEY = "evidence"
_VERSION_NOTE = Entry("版本说明", limit=300)
_LONGEST_NAME = 300


@dataclass(frozen=True)
class EvidenceAdded:
    """``known`` are files whose contents this problem has already, left out; ``elsewhere`` names, for files that were
    added, other problems that show the very same contents."""

    change: Change
    added: int
    known: tuple[str, ...] = ()
    elsewhere: Mapping[str, tuple[str, ...]] | None = None


def take_in(ledger: Ledger, files: Sequence[Path], progress: Progress = silent) -> list[StoredFile]:
    """Copy files into the ledger's folder, each whole or not at all; nothing in the ledger names them yet.

    UserError for the first that cannot be read. Files copied before it stay there, without a name.
    """
    if ledger.read_only:
        raise UserError("台账是只读打开的，不能添加佐证材料")
    many = len(files)
    return [
        store_file(ledger.evidence_folder, path, progress.part(number / many, (number + 1) / many))
        for number, path in enumerate(files)
    ]


def add_evidence(
    ledger: Ledger, problem_id: int, files: Sequence[StoredFile], kind: str = "", measure_id: int | None = None
) -> EvidenceAdded:
    """Name stored files as evidence of a problem; the kind is read from a file's name where none is given."""
    given = typed_one(ENTRIES["kind"], kind)
    with on_problem(ledger, problem_id, _KEY) as step:
        check_measure(step.connection, problem_id, measure_id)
        there = _sums_of(step.connection, problem_id)
        new = list({one.sha256: one for one in files if one.sha256 not in there}.values())
        known = tuple(one.name for one in files if one.sha256 in there)
        elsewhere = _elsewhere(step.connection, problem_id, new)
        if new:
            what = f"“{new[0].name}”" if len(new) == 1 else f" {len(new)} 份"
            recorder = step.record(f"添加佐证材料{what}")
            for one in new:
                row = {"problem_id": problem_id, "measure_id": measure_id, "title": _title(one.name)}
                key = create_row(step.connection, recorder, _KEY, row | {"kind": given or kind_by_name(one.name)})
                _add_version(ledger, step.connection, recorder, key, 1, one, None)
    return EvidenceAdded(step.change, len(new), known, elsewhere)


def add_version(ledger: Ledger, evidence_id: int, file: StoredFile, note: str = "") -> Change:
    """Add a newer state of a piece of evidence; the older ones stay. UserError when nothing in it is new."""
    said = typed_one(_VERSION_NOTE, note)
    with on_row(ledger, _KEY, evidence_id) as (step, row):
        last = step.connection.execute(
            select(VERSION.c.sha256, VERSION.c.number)
            .where(VERSION.c.evidence_id == evidence_id, VERSION.c.removed_in.is_(None))
            .order_by(VERSION.c.number.desc())
            .limit(1)
        ).one_or_none()
        if last is not None and last.sha256 == file.sha256:
            raise UserError(f"内容和第 {last.number} 版完全一样，没有新增版本", where=file.name)
        number = 1 + int(
            step.connection.execute(
                select(func.coalesce(func.max(VERSION.c.number), 0)).where(VERSION.c.evidence_id == evidence_id)
            ).scalar_one()
        )
        recorder = step.record(f"佐证材料“{row['title'][:40]}”添加第 {number} 版")
        _add_version(ledger, step.connection, recorder, evidence_id, number, file, said)
    return step.change


def edit_evidence(ledger: Ledger, evidence_id: int, values: Mapping[str, Any]) -> Change:
    """Write title, kind or measure where they differ; the files stay as they are."""
    wanted = typed(ENTRIES, values)
    with on_row(ledger, _KEY, evidence_id) as (step, row):
        if "measure_id" in values:
            check_measure(step.connection, step.problem_id, values["measure_id"])
            wanted["measure_id"] = values["measure_id"]
        if any(row[key] != value for key, value in wanted.items()):
            recorder = step.record(f"修改佐证材料“{row['title'][:40]}”")
            write_row_changes(step.connection, recorder, _KEY, evidence_id, wanted)
    return step.change


def remove_evidence(ledger: Ledger, evidence_id: int) -> Change:
    """Take evidence out of the problem; its files stay in the folder, and undo brings it back."""
    with on_row(ledger, _KEY, evidence_id) as (step, row):
        remove_rows(step.connection, step.record(f"删除佐证材料“{row['title'][:40]}”"), _KEY, [evidence_id])
    return step.change


def _add_version(
    ledger: Ledger,
    connection: Connection,
    recorder: Recorder,
    evidence_id: int,
    number: int,
    file: StoredFile,
    note: str | None,
) -> None:
    kind = file_kind(file.name)
    head = read_head(ledger.evidence_folder, file.sha256, HEAD_BYTES) if kind.family == "picture" else b""
    photo = photo_facts(head)
    row = {
        "evidence_id": evidence_id, "number": number, "sha256": file.sha256, "name": file.name[-_LONGEST_NAME:],
        "size": file.size, "media_type": kind.media_type, "added_at": recorder.at, "actor_id": recorder.actor_id,
        "note": note, "taken_at": photo.taken_at, "longitude": photo.longitude, "latitude": photo.latitude,
    }  # fmt: skip
    create_row(connection, recorder, "evidence_version", row)


def _title(name: str) -> str:
    return (PurePath(name).stem or name)[:_LONGEST_NAME]


def _sums_of(connection: Connection, problem_id: int) -> set[str]:
    """The contents that a problem shows now, in any version."""
    query = (
        select(VERSION.c.sha256)
        .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
        .where(EVIDENCE.c.problem_id == problem_id, EVIDENCE.c.removed_in.is_(None), VERSION.c.removed_in.is_(None))
    )
    return set(connection.execute(query).scalars())


def _elsewhere(connection: Connection, problem_id: int, files: Sequence[StoredFile]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in files:
        query = (
            select(PROBLEM.c.ledger_number)
            .distinct()
            .join(EVIDENCE, EVIDENCE.c.problem_id == PROBLEM.c.id)
            .join(VERSION, VERSION.c.evidence_id == EVIDENCE.c.id)
            .where(
                VERSION.c.sha256 == one.sha256, EVIDENCE.c.removed_in.is_(None), VERSION.c.removed_in.is_(None),
                PROBLEM.c.removed_in.is_(None), PROBLEM.c.id != problem_id,
            )
            .order_by(PROBLEM.c.ledger_number)
        )  # fmt: skip
        numbers = tuple(connection.execute(query).scalars())
        if numbers:
            found[one.name] = numbers
    return found
