"""The evidence files in the ledger's folder: each under its SHA-256 (evidence/ab/cdef…), written once, never changed.

The database holds names and sums, not contents; so a copy of the database is whole only together with this folder.
Files are never deleted here: an undone step may come back, and an older backup may name what today's ledger does not.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import uuid
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from models import clock
from models.errors import StorageError, UserError
from models.late_regex import late_regex
from models.progress import Progress, silent
from models.store.folder import BACKUPS, EVIDENCE, take_name
from models.system_errors import reason_of

log = logging.getLogger(__name__)

_CHUNK = 1 << 20
_SUM = late_regex(r"[0-9a-f]{64}")
_PART = ".part"
_LEFTOVER_S = 86_400.0


@dataclass(frozen=True)
class StoredFile:
    """A file that is in the store now; ``known`` says that its contents were there already. ``size`` in bytes."""

    sha256: str
    size: int
    name: str
    known: bool


@dataclass(frozen=True)
class Wanted:
    """A file that the database speaks of; ``what`` names it in a sentence."""

    sha256: str
    size: int
    what: str


def evidence_path(folder: Path, sha256: str) -> Path:
    """Where the contents with this sum stand in the evidence folder of a ledger, whether they are there or not."""
    if not _SUM.fullmatch(sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return folder / sha256[:2] / sha256[2:]


def store_file(folder: Path, source: Path, progress: Progress = silent) -> StoredFile:
    """Copy a file into the evidence folder; what is there already stays untouched.

    UserError where the source cannot be read, StorageError where the store cannot be written. Cancelled at any moment
    leaves nothing behind.
    """
    source = Path(source)
    if source.is_dir():
        raise UserError("这是一个文件夹，不能作为佐证材料", where=source.name, advice="请选里面的文件，或先打成压缩包")
    try:
        opened = source.open("rb")
    except OSError as error:
        raise UserError(f"文件读不出来：{reason_of(error)}", where=str(source), advice="请确认文件还在原处") from error
    with closing(opened) as stream:
        _clear_leftovers(folder)
        fresh = folder / f"{uuid.uuid4().hex}{_PART}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            total = os.fstat(stream.fileno()).st_size
            sha256, size = _copy(stream, fresh, total, source, progress)
            known = _settle(folder, fresh, sha256)
        except OSError as error:
            raise StorageError(
                f"佐证材料没有存进去：{reason_of(error)}", where=str(folder), advice="请检查磁盘空间和写权限"
            ) from error
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    return StoredFile(sha256, size, source.name, known)


def read_head(folder: Path, sha256: str, size: int) -> bytes:
    """The first bytes of stored contents; none where they cannot be read."""
    try:
        with evidence_path(folder, sha256).open("rb") as stream:
            return stream.read(size)
    except OSError as error:
        log.warning("evidence cannot be read: %s: %s", sha256[:12], error)
        return b""


def copy_out(folder: Path, sha256: str, target: Path, progress: Progress = silent) -> None:
    """Write the contents to ``target``, beside it first and whole; StorageError where they are missing or changed."""
    path = evidence_path(folder, sha256)
    fresh = target.with_name(f".{uuid.uuid4().hex[:12]}{_PART}")
    try:
        with path.open("rb") as stream:
            found, _size = _copy(stream, fresh, os.fstat(stream.fileno()).st_size, path, progress)
        if found != sha256:
            raise StorageError(
                "这份佐证材料的内容被改动过，和登记时的校验值不符", where=str(path), advice="请从备份里找回原文件"
            )
        take_name(fresh, target)
    except FileNotFoundError as error:
        if path.exists():
            raise StorageError(f"文件没有写成：{reason_of(error)}", where=str(target), advice="请换一个位置") from error
        raise StorageError(
            "这份佐证材料的文件不见了", where=str(path), advice="请从备份里找回，或重新添加原文件"
        ) from error
    except OSError as error:
        raise StorageError(f"文件没有写成：{reason_of(error)}", where=str(target), advice="请换一个位置再试") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def check_files(
    folder: Path, wanted: Iterable[Wanted], progress: Progress = silent
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read every file again: what is missing, and what does not have the contents of its sum any more, in words."""
    missing: list[str] = []
    changed: list[str] = []
    by_sum: dict[str, list[Wanted]] = {}
    for one in wanted:
        by_sum.setdefault(one.sha256, []).append(one)
    for number, (sha256, named) in enumerate(sorted(by_sum.items())):
        progress(number / len(by_sum), "检查佐证材料")
        lines = [f"{one.what}（{sha256[:12]}）" for one in named]
        path = evidence_path(folder, sha256) if _SUM.fullmatch(sha256) else None
        if path is None or not path.is_file():
            missing += lines
            continue
        try:
            same = path.stat().st_size == named[0].size and _sum_of(path, progress) == sha256
        except OSError as error:
            log.warning("evidence cannot be read: %s: %s", path, error)
            same = False
        if not same:
            changed += lines
    return tuple(missing), tuple(changed)


def bring_over(source: Path, target: Path, progress: Progress = silent) -> int:
    """Copy what ``target`` lacks of the evidence in ``source``; returns how many files. Nothing is ever replaced."""
    files = _stored(source)
    copied = 0
    for number, path in enumerate(files):
        progress(number / len(files), "复制佐证材料")
        place = target / path.parent.name / path.name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh = target / f"{uuid.uuid4().hex}{_PART}"
            try:
                shutil.copyfile(path, fresh)
                take_name(fresh, place)
                _protect(place)
            finally:
                fresh.unlink(missing_ok=True)
            copied += 1
    return copied


def beside_backup(backup_file: Path) -> list[Path]:
    """Evidence folders that belong to a backup: beside it, or, for one in a ledger's own folder, that of the ledger."""
    places = [backup_file.parent / EVIDENCE]
    if backup_file.parent.name == BACKUPS:
        places.append(backup_file.parent.parent / EVIDENCE)
    return [place for place in places if place.is_dir()]


def names_evidence(connection: Connection) -> bool:
    """Whether the database speaks of any evidence; an older one has no such table."""
    try:
        return connection.exec_driver_sql("SELECT 1 FROM evidence_version LIMIT 1").first() is not None
    except SQLAlchemyError:
        return False


def _copy(stream: BinaryIO, fresh: Path, total: int, source: Path, progress: Progress) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with fresh.open("xb") as written:
        while True:
            progress(size / total if total else None, f"复制 {source.name}")
            try:
                chunk = stream.read(_CHUNK)
            except OSError as error:
                raise UserError(f"文件读到一半读不下去了：{reason_of(error)}", where=str(source)) from error
            if not chunk:
                break
            digest.update(chunk)
            written.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _settle(folder: Path, fresh: Path, sha256: str) -> bool:
    """Give a finished copy its name unless the same contents stand there; a damaged file makes room for it."""
    place = evidence_path(folder, sha256)
    if place.exists():
        if place.stat().st_size == fresh.stat().st_size and _sum_of(place) == sha256:
            return True
        aside = place.with_name(f"{place.name}.damaged-{clock.now():%Y%m%d-%H%M%S}")
        log.warning("damaged evidence set aside: %s", aside)
        place.replace(aside)
    place.parent.mkdir(parents=True, exist_ok=True)
    take_name(fresh, place)
    _protect(place)
    return False


def _clear_leftovers(folder: Path) -> None:
    """Parts of copies that a killed process left, a day later."""
    for path in folder.glob(f"*{_PART}"):
        try:
            if clock.now().timestamp() - path.stat().st_mtime > _LEFTOVER_S:
                path.unlink()
        except OSError as error:
            log.info("part of a copy stays: %s: %s", path, error)


def _protect(path: Path) -> None:
    """Against a slip of the hand; a share may not know such marks."""
    try:
        path.chmod(0o444)
    except OSError as error:
        log.info("cannot be marked read-only: %s: %s", path, error)


def _sum_of(path: Path, progress: Progress = silent) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            progress(None, "检查佐证材料")
    return digest.hexdigest()


def _stored(folder: Path) -> list[Path]:
    try:
        shelves = [one for one in folder.iterdir() if one.is_dir() and len(one.name) == 2]
        return sorted(path for one in shelves for path in one.iterdir() if _SUM.fullmatch(one.name + path.name))
    except FileNotFoundError:
        return []
