"""One writer per ledger: ``ledger.lock`` says who, a lock of the operating system says whether they still live.

The operating system drops its lock when the holder dies, so a crash or a power cut never blocks the next person.
Where a share offers no such locks, the words in the file are all there is: another computer's entry is believed,
an entry of this computer only while its process lives.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import platform
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from models import clock
from models.errors import StorageError
from models.store.failures import LedgerInUse, LockHolder
from models.system_errors import reason_of

log = logging.getLogger(__name__)

LOCK_NAME = "ledger.lock"
_LOCK_BYTE = 1 << 30
"""Windows locks forbid reading what they cover, so the locked byte lies far behind the words."""
_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, getattr(errno, "ENOTSUP", -1)}
_held: set[int] = set()
_TRIES = 4
_PAUSE_S = 0.05


class LedgerLock:
    """Held from ``take`` to ``release``."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file

    @classmethod
    def take(cls, folder: Path, actor: str) -> LedgerLock:
        """Raises LedgerInUse with the holder where somebody else has it."""
        try:
            file = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            try:
                if not _take_or_refuse(file, folder):
                    _believe_words(file, folder)
                _write(file, _entry(actor))
            except BaseException:
                os.close(file)
                raise
        except OSError as error:
            raise StorageError(
                f"不能在台账文件夹里写入：{reason_of(error)}", where=str(folder), advice="请检查权限，或只读打开"
            ) from error
        _held.add(file)
        return cls(file)

    def release(self) -> None:
        """Empty the words and let go; the file stays, since removing it would race with the next holder."""
        if self._file is None:
            return
        file, self._file = self._file, None
        _held.discard(file)
        # Where the share went away, the lock goes with the handle, which is closed in any case.
        with suppress(OSError):
            os.ftruncate(file, 0)
            _unlock(file)
        with suppress(OSError):
            os.close(file)


def holder_of(folder: Path) -> LockHolder | None:
    """Who is named in the lock file now; None where it is empty. A name may outlive a crashed holder."""
    try:
        file = os.open(folder / LOCK_NAME, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        return _read(file)
    finally:
        os.close(file)


def _take_or_refuse(file: int, folder: Path) -> bool:
    """True when locked; False where the file system has no locks."""
    for attempt in range(_TRIES):
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _UNSUPPORTED and not (sys.platform == "win32" and error.errno == errno.EINVAL):
                return False
            holder = _read(file)
            if holder is not None and attempt >= 1:
                raise LedgerInUse(holder, where=str(folder)) from error
            time.sleep(_PAUSE_S)
        else:
            return True
    raise LedgerInUse(_read(file) or LockHolder("", "", 0, None), where=str(folder))


def _believe_words(file: int, folder: Path) -> None:
    holder = _read(file)
    if holder is None or (holder.computer == platform.node() and not _lives(holder.pid)):
        return
    raise LedgerInUse(
        holder, where=str(folder), advice=f"可以只读打开；如确认对方早已退出，请删除其中的 {LOCK_NAME} 后再打开"
    )


def _entry(actor: str) -> bytes:
    entry = {"actor": actor, "computer": platform.node(), "pid": os.getpid(), "since": clock.now().isoformat()}
    return json.dumps(entry, ensure_ascii=False).encode("utf-8")


def _write(file: int, words: bytes) -> None:
    """On a full disk the lock is held without words: the clerk must still get in, if only to look and clear up."""
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    try:
        os.write(file, words)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)):
            raise
        log.warning("disk full, the lock file names nobody")


def _read(file: int) -> LockHolder | None:
    os.lseek(file, 0, os.SEEK_SET)
    try:
        entry: Any = json.loads(os.read(file, 65536).decode("utf-8"))
        since = datetime.fromisoformat(str(entry["since"]))
        return LockHolder(str(entry["actor"]), str(entry["computer"]), int(entry["pid"]), since)
    except (OSError, ValueError, KeyError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _LOCK_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _unlock(file: int) -> None:
        os.lseek(file, _LOCK_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

    def _lives(pid: int) -> bool:
        import ctypes

        still_active, query = 259, 0x1000
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(query, False, pid)
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == still_active

else:
    import fcntl

    def _forget_in_child() -> None:
        """A forked child shares the lock and would hold it on after its parent died."""
        while _held:
            os.close(_held.pop())

    os.register_at_fork(after_in_child=_forget_in_child)

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

    def _lives(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
