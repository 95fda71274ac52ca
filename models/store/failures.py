"""What can be wrong with a ledger on disk, and SQLite's error codes put into sentences.

StorageError
├── LedgerInUse      another person or window holds it; ``holder`` says who
├── LedgerDamaged    the file is no longer a sound database
├── LedgerTooNew     made by a newer program
├── NotALedger       a sound file, but of something else
└── LedgerMissing    no ledger in that folder
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from models.errors import StorageError


@dataclass(frozen=True)
class LockHolder:
    """Who has the ledger open for writing; texts are empty and ``since`` None where that is not known."""

    actor: str
    computer: str
    pid: int
    since: datetime | None

    def __str__(self) -> str:
        if not self.actor and not self.computer:
            return "另一个程序"
        since = f"，自 {self.since:%Y-%m-%d %H:%M} 起" if self.since else ""
        return f"{self.actor or '未署名'}（电脑 {self.computer or '未知'}{since}）"


class LedgerInUse(StorageError):
    """Somebody else may write; this one may open it read-only."""

    def __init__(self, holder: LockHolder, *, where: str = "", advice: str = "") -> None:
        self.holder = holder
        super().__init__(
            f"台账正由{holder}使用", where=where, advice=advice or "可以只读打开查看，或请对方关闭后再打开"
        )


class LedgerDamaged(StorageError):
    """The database file cannot be read as it should."""


class LedgerTooNew(StorageError):
    """The file's schema is newer than this program knows."""


class NotALedger(StorageError):
    """The file is something else."""


class LedgerMissing(StorageError):
    """There is no ledger in the folder."""


_RESTORE = "请停止录入，先移开损坏的文件，再用最近的备份恢复（rectledger restore 备份文件）"
_LEFT_OPEN = (StorageError, "台账上次没有正常关闭", "请先正常打开一次（不要只读），它会自己复原")
_SENTENCES: dict[int, tuple[type[StorageError], str, str]] = {
    sqlite3.SQLITE_FULL: (StorageError, "磁盘空间不足，没有写入", "请清理磁盘后再做一次"),
    sqlite3.SQLITE_BUSY: (StorageError, "台账正被另一个程序占用", "请关闭其他窗口或同步、杀毒软件后再试"),
    sqlite3.SQLITE_LOCKED: (StorageError, "台账正被另一个程序占用", "请关闭其他窗口或同步、杀毒软件后再试"),
    sqlite3.SQLITE_CORRUPT: (LedgerDamaged, "台账文件已损坏", _RESTORE),
    sqlite3.SQLITE_NOTADB: (LedgerDamaged, "台账文件已损坏，不再是数据库", _RESTORE),
    sqlite3.SQLITE_READONLY: (StorageError, "台账文件不能写入", "请检查文件和文件夹是否只读、是否有写权限"),
    sqlite3.SQLITE_READONLY_ROLLBACK: _LEFT_OPEN,
    sqlite3.SQLITE_READONLY_RECOVERY: _LEFT_OPEN,
    sqlite3.SQLITE_READONLY_CANTINIT: _LEFT_OPEN,
    sqlite3.SQLITE_PERM: (StorageError, "没有权限使用台账文件", "请检查文件夹的权限"),
    sqlite3.SQLITE_AUTH: (StorageError, "没有权限使用台账文件", "请检查文件夹的权限"),
    sqlite3.SQLITE_IOERR: (StorageError, "读写台账文件出错", "请检查磁盘、网络连接后重新打开台账"),
    sqlite3.SQLITE_CANTOPEN: (StorageError, "打不开台账文件", "请检查文件夹是否还在、是否有读写权限"),
    sqlite3.SQLITE_TOOBIG: (StorageError, "有一格内容过长，台账存不下", "请缩短后再试"),
}


def in_sentence(error: BaseException, where: str) -> StorageError | None:
    """The StorageError for a driver error that the world caused; None where the error is a bug of ours."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, sqlite3.Error):
        return None
    code: int | None = getattr(original, "sqlite_errorcode", None)
    found = None if code is None else _SENTENCES.get(code) or _SENTENCES.get(code & 0xFF)
    if code is None or found is None:
        return None
    if code & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(Path(where)):
        # SQLite tells a full disk by that name only while it writes the file itself, not the files beside it.
        found = _SENTENCES[sqlite3.SQLITE_FULL]
    kind, message, advice = found
    return kind(message, where=where, advice=advice)


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < 2**16
    except OSError:
        return False


@contextmanager
def in_words(where: Path) -> Generator[None, None, None]:
    """Turn what the disk or another program did to us into a StorageError; bugs pass unchanged."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        sentence = in_sentence(error, str(where))
        if sentence is None:
            raise
        raise sentence from error
