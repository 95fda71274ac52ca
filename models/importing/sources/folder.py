"""Private work folders for the copies that an import reads, and their removal when the session or its process ends."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from models.errors import UserError
from models.paths import cache_folder
from models.system_errors import reason_of

_LOCK = ".in-use"
_PREFIX = "import-"
_GRACE_S = 60.0
"""A folder this young may belong to a process that has not locked it yet."""

_held: dict[Path, int] = {}
_guard = threading.Lock()


def new_folder(base: Path | None = None) -> Path:
    """An empty folder of our own, locked while this process lives; removes those that dead processes left behind."""
    base = base or cache_folder() / "imports"
    clear_stale(base)
    try:
        folder = _made_in(base)
    except OSError:
        try:
            folder = _made_in(Path(tempfile.gettempdir()) / "zhenggai-taizhang")
        except OSError as error:
            raise UserError(
                f"没有地方存放待导入文件的副本（{reason_of(error)}）", advice="请腾出磁盘空间后再试"
            ) from error
    return folder


def _made_in(base: Path) -> Path:
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    _try_lock(file)
    with _guard:
        _held[folder] = file
    return folder


def clear(folder: Path) -> None:
    """Remove the copies and the folder; what cannot be removed now is removed by a later start."""
    with _guard:
        file = _held.pop(folder, None)
    if file is not None:
        with suppress(OSError):
            os.close(file)
    shutil.rmtree(folder, ignore_errors=True)


def clear_stale(base: Path | None = None) -> int:
    """Remove the folders of processes that no longer live; returns how many."""
    base = base or cache_folder() / "imports"
    removed = 0
    with suppress(OSError):
        for folder in base.glob(f"{_PREFIX}*"):
            if folder not in _held and _is_stale(folder):
                shutil.rmtree(folder, ignore_errors=True)
                removed += not folder.exists()
    return removed


def _is_stale(folder: Path) -> bool:
    """Whether nobody holds the folder's lock and it is not just being made."""
    try:
        if folder.is_symlink() or time.time() - folder.stat().st_mtime < _GRACE_S:
            return False
        file = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        return _try_lock(file)
    finally:
        os.close(file)


def _try_lock(file: int) -> bool:
    """Take the lock of an open file; the system drops it when the process dies. False when another holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
