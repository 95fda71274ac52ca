"""Copies of the ledger file: made while people work, opened and tested, and only then the old ones thinned."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from models import clock
from models.errors import StorageError
from models.progress import Progress, silent
from models.store.connection import BUSY_SECONDS, connect, driver_connection, looking
from models.store.evidence_files import bring_over, names_evidence
from models.store.failures import LedgerDamaged, in_words
from models.store.folder import BACKUPS, EVIDENCE, LEDGER, take_name
from models.store.thinning import to_thin_out
from models.store.version import Identity, identify
from models.system_errors import reason_of

log = logging.getLogger(__name__)

THOROUGH_BELOW = 64 * 2**20
"""Bytes up to which a new backup is scanned page by page (about 0.1 s)."""
_CHUNK_PAGES = 4096
_NAME = re.compile(r"ledger-(\d{8}-\d{6})-(.*?)(?:~\d+)?\.sqlite")


@dataclass(frozen=True)
class BackupInfo:
    """A backup as its file name tells it; ``size`` in bytes."""

    path: Path
    at: datetime
    reason: str
    size: int


def backups(folder: Path) -> list[BackupInfo]:
    """The backups of a ledger's folder, newest first; other files there are nobody's business."""
    found: list[BackupInfo] = []
    try:
        entries = list(os.scandir(folder / BACKUPS))
    except OSError:
        return found
    for entry in entries:
        match = _NAME.fullmatch(entry.name)
        if match is None:
            continue
        try:
            at = datetime.strptime(match[1], "%Y%m%d-%H%M%S")
            found.append(BackupInfo(Path(entry.path), at, match[2], entry.stat().st_size))
        except (ValueError, OSError):
            continue
    return sorted(found, key=lambda info: (info.at, info.path.name), reverse=True)


def make_backup(
    connection: Connection, folder: Path, reason: str, to: Path | None = None, progress: Progress = silent
) -> Path:
    """Copy what ``connection`` sees, test the copy, thin the old ones; returns the file.

    Evidence files are never changed or deleted, so a backup in the ledger's own folder needs no copy of them. One that
    goes elsewhere takes along, into a folder ``evidence`` beside it, what is not there yet.

    Above 64 MB the copy is not scanned page by page: SQLite itself copied the pages out of one consistent state, so
    what can go wrong on the way is a short or unreadable file, and that shows in its length against its header, in
    its schema, its version and its number of problems. Scanning would double the time before every import; damage
    that was in the ledger already is what ``check`` looks for.
    """
    target = _target(folder, reason, to)
    fresh = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with in_words(target):
            problems = _count_problems(connection)
            _copy(connection, fresh, progress)
        progress(0.9, "检验备份")
        try_backup(fresh, problems)
        if target.parent.absolute() not in (folder, folder / BACKUPS) and names_evidence(connection):
            # away from home the database alone would have lost what it names
            bring_over(folder / EVIDENCE, target.parent / EVIDENCE, progress.part(0.9, 1.0))
        take_name(fresh, target)
    except OSError as error:
        raise StorageError(
            f"备份没有做成：{reason_of(error)}", where=str(target), advice="请检查备份位置的空间和写权限"
        ) from error
    finally:
        _discard(fresh)
    if to is None:
        _thin(folder)
    return target


def try_backup(path: Path, problems: int | None = None) -> Identity:
    """Open a backup as a restore would; raises StorageError where it would not do."""
    try:
        with in_words(path), looking(path) as connection:
            identity = identify(connection, path)
            if path.stat().st_size <= THOROUGH_BELOW:
                quick_check(connection, path)
            if problems is not None and _count_problems(connection) != problems:
                raise LedgerDamaged("备份里的问题条数与台账不符", where=str(path), advice="请检查磁盘后重新备份")
            return identity
    except LedgerDamaged as error:
        raise LedgerDamaged(
            "备份文件不完整或已损坏", where=str(path), advice="请换一个备份，或检查磁盘后重新备份"
        ) from error


def quick_check(connection: Connection, path: Path) -> None:
    """Walk every page; raises LedgerDamaged with SQLite's first complaint as its cause."""
    complaint = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if complaint != "ok":
        raise LedgerDamaged("台账文件已损坏", where=str(path)) from sqlite3.DatabaseError(str(complaint))


def _target(folder: Path, reason: str, to: Path | None) -> Path:
    stamp = f"{clock.now():%Y%m%d-%H%M%S}"
    word = re.sub(r'[\s<>:"/\\|?*~\x00-\x1f]+', "-", reason).strip("-.")[:40] or "backup"
    name = f"ledger-{stamp}-{word}"
    place = folder / BACKUPS
    if to is not None:
        if not to.is_dir():
            if to.absolute() == (folder / LEDGER).absolute():
                raise StorageError("备份不能覆盖台账本身", where=str(to), advice="请换一个文件名")
            return to
        place = to
    target, number = place / f"{name}.sqlite", 1
    while target.exists():
        number += 1
        target = place / f"{name}~{number}.sqlite"
    return target


def _copy(connection: Connection, fresh: Path, progress: Progress) -> None:
    """SQLite's online backup; our open read transaction keeps it one state, however long it takes."""

    waiting_since: float | None = None

    def tell(status: int, remaining: int, total: int) -> None:
        nonlocal waiting_since
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            # The driver would try again for ever.
            waiting_since = waiting_since or time.monotonic()
            if time.monotonic() - waiting_since > BUSY_SECONDS:
                raise StorageError("台账正在写入，现在不能备份", advice="请等写入完成后再试")
            return
        waiting_since = None
        progress(0.85 * (1 - remaining / total) if total else 0.85, "备份台账")

    with closing(connect(fresh, "rwc")) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("PRAGMA journal_mode=OFF")
        driver_connection(connection).backup(copy, pages=_CHUNK_PAGES, progress=tell)
        # The copy inherits the write-ahead mark; a backup should be one file that opens anywhere, also read-only.
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()


def _count_problems(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM problem").scalar_one())


def _thin(folder: Path) -> None:
    listed = backups(folder)
    thinned = to_thin_out({info.at for info in listed}, clock.now())
    for info in listed:
        if info.at in thinned:
            try:
                info.path.unlink()
            except OSError as error:
                log.warning("old backup stays: %s: %s", info.path, error)


def _discard(fresh: Path) -> None:
    for path in (fresh, *(fresh.with_name(fresh.name + ending) for ending in ("-wal", "-shm", "-journal"))):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("part of a backup stays: %s: %s", path, error)
