"""Going back to a backup, and moving a damaged file out of the way; nothing is ever thrown away."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models import clock
from models.errors import StorageError
from models.settings import system_user
from models.store.backing_up import BackupInfo, backups, make_backup, try_backup
from models.store.connection import connect, looking
from models.store.evidence_files import beside_backup, bring_over, names_evidence
from models.store.failures import LedgerDamaged, LedgerTooNew, NotALedger, in_words
from models.store.folder import BACKUPS, EVIDENCE, LEDGER, companions, take_name
from models.store.lock import LedgerLock
from models.store.version import identify
from models.system_errors import reason_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SetAside:
    """Where the damaged file went, and the newest backup that would do instead, if there is one."""

    folder: Path
    backup: BackupInfo | None


def restore(folder: Path, backup_file: Path, actor: str = "") -> Path | None:
    """Put a backup in the ledger's place; the present is saved first. Returns where the present went, if there was one.

    Raises StorageError, with nothing changed, where the file is no ledger, damaged or newer than this program, or
    where somebody has the ledger open.
    """
    folder = Path(folder).absolute()
    backup_file = Path(backup_file)
    path, fresh = folder / LEDGER, folder / (LEDGER + ".new")
    if not backup_file.is_file():
        raise StorageError("找不到备份文件", where=str(backup_file))
    if path.exists() and backup_file.samefile(path):
        raise StorageError("选中的就是正在使用的台账", where=str(backup_file), advice="请选择它的一个备份")
    try_backup(backup_file)
    try:
        for part in (EVIDENCE, BACKUPS):
            (folder / part).mkdir(parents=True, exist_ok=True)
        lock = LedgerLock.take(folder, actor.strip() or system_user())
        try:
            _copy_of(backup_file, fresh)
            _bring_evidence(backup_file, fresh, folder / EVIDENCE)
            saved = _save_present(folder) if path.exists() else None
            _move_aside(folder, companions(path))
            take_name(fresh, path)
            return saved
        finally:
            fresh.unlink(missing_ok=True)
            lock.release()
    except OSError as error:
        raise StorageError(
            f"没有恢复：{reason_of(error)}", where=str(folder), advice="请检查磁盘空间和文件夹的写权限"
        ) from error


def _bring_evidence(backup_file: Path, fresh: Path, target: Path) -> None:
    """What the backup names and this ledger's folder lacks, from the evidence folder kept with the backup."""
    with in_words(fresh), looking(fresh) as connection:
        wanted = names_evidence(connection)
    for place in beside_backup(backup_file) if wanted else ():
        if not (target.exists() and place.samefile(target)):
            bring_over(place, target)


def newest_good_backup(folder: Path) -> BackupInfo | None:
    """The newest backup that opens and passes its test; the others are named in the log."""
    for info in backups(Path(folder)):
        try:
            try_backup(info.path)
        except StorageError as error:
            log.warning("backup not usable: %s", error)
            continue
        return info
    return None


def set_aside_damaged(folder: Path, actor: str = "") -> SetAside:
    """Move the ledger file and its companions to ``damaged-YYYYmmdd-HHMMSS`` and look for a backup to offer."""
    folder = Path(folder).absolute()
    path = folder / LEDGER
    lock = LedgerLock.take(folder, actor.strip() or system_user())
    try:
        # The log goes first: a database may live without its log, but a log must never meet another database.
        place = _move_aside(folder, [*companions(path), *([path] if path.exists() else [])])
    finally:
        lock.release()
    return SetAside(place, newest_good_backup(folder))


def _copy_of(backup_file: Path, fresh: Path) -> None:
    """A copy that is one whole file, also where the backup has a log beside it."""
    fresh.unlink(missing_ok=True)
    with in_words(backup_file), looking(backup_file) as source, closing(connect(fresh, "rwc")) as copy:
        raw = source.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("PRAGMA journal_mode=OFF")
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()
    try_backup(fresh)


def _save_present(folder: Path) -> Path:
    """Back up the present and close its log, so that the file may be replaced; what no backup can hold is set aside."""
    path = folder / LEDGER
    try:
        with in_words(path), looking(path) as connection:
            identify(connection, path)
            saved = make_backup(connection, folder, "before-restore")
        with in_words(path), closing(connect(path)) as connection:
            # Succeeds only when nobody else has the file open; a window that only reads counts too.
            connection.execute("PRAGMA busy_timeout=500")
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        return saved
    except LedgerDamaged as error:
        log.warning("present ledger is damaged and set aside: %s", error)
        return _move_aside(folder, [*companions(path), path])
    except (LedgerTooNew, NotALedger) as error:
        log.warning("present file is set aside: %s", error)
        return _move_aside(folder, [*companions(path), path], "replaced")
    except StorageError as error:
        raise StorageError(
            f"没有恢复，现有台账保持原样：{error.message}", where=str(folder), advice=error.advice
        ) from error


def _move_aside(folder: Path, files: list[Path], why: str = "damaged") -> Path:
    base = folder / f"{why}-{clock.now():%Y%m%d-%H%M%S}"
    place, number = base, 1
    if not files:
        return place
    while place.exists():
        number += 1
        place = base.with_name(f"{base.name}~{number}")
    try:
        place.mkdir()
        for file in files:
            file.replace(place / file.name)
    except OSError as error:
        raise StorageError(
            f"移不开损坏的台账文件：{reason_of(error)}", where=str(folder), advice="请关闭占用它的程序后再试"
        ) from error
    return place
