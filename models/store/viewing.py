"""Looking at a ledger on a share without disturbing whoever works in it: a consistent copy on this computer.

Whoever writes on a share keeps the file's lock to themselves, so nobody else can read through SQLite. The bytes may
be copied all the same: a rollback journal changes the file only while its journal is hot, so a copy taken while the
journal is cold and neither file changed meanwhile is one whole state.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models import clock
from models.errors import StorageError
from models.paths import cache_folder
from models.store.connection import connect
from models.store.failures import in_words
from models.store.folder import LEDGER
from models.system_errors import reason_of

_HOT = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins that is in use, or was when its writer died."""
_TRIES = 10
_PAUSE_S = 0.3


@dataclass(frozen=True)
class ViewingCopy:
    """A private copy of the ledger file; ``as_of`` is when it was taken."""

    path: Path
    as_of: datetime

    @classmethod
    def of(cls, folder: Path) -> ViewingCopy:
        """Copy the ledger of a folder; StorageError where it changes too fast to catch or is damaged."""
        place = cache_folder() / "viewing"
        try:
            place.mkdir(parents=True, exist_ok=True)
            copy = Path(tempfile.mkdtemp(prefix="ledger-", dir=place)) / LEDGER
        except OSError as error:
            raise StorageError(
                f"没有地方放只读副本：{reason_of(error)}", where=str(place), advice="请检查磁盘空间"
            ) from error
        viewing = cls(copy, clock.now())
        try:
            _copy_when_quiet(folder / LEDGER, copy)
        except OSError as error:
            viewing.discard()
            raise StorageError(
                f"读不到共享文件夹里的台账：{reason_of(error)}", where=str(folder), advice="请检查网络连接"
            ) from error
        except BaseException:
            viewing.discard()
            raise
        return viewing

    def discard(self) -> None:
        """Remove the copy."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def _copy_when_quiet(path: Path, copy: Path) -> None:
    journal, log = (path.with_name(path.name + ending) for ending in ("-journal", "-wal"))
    last: tuple[object, ...] | None = None
    for _ in range(_TRIES):
        before = _state(path, journal, log)
        hot = _begins_hot(journal)
        # A journal that stays hot and unchanged was left by a writer that died: it is copied along and undone there.
        if not hot or before == last:
            shutil.copyfile(path, copy)
            for beside in (journal, log):
                target = copy.with_name(beside.name)
                target.unlink(missing_ok=True)
                if beside.exists():
                    shutil.copyfile(beside, target)
            if before == _state(path, journal, log) and _sound(copy):
                return
        last = before
        time.sleep(_PAUSE_S)
    raise StorageError("台账正在被频繁改动，没有取到完整的副本", where=str(path.parent), advice="请稍后再试")


def _state(*files: Path) -> tuple[object, ...]:
    found: list[object] = []
    for file in files:
        try:
            facts = file.stat()
            found.append((facts.st_size, facts.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return tuple(found)


def _begins_hot(journal: Path) -> bool:
    try:
        with journal.open("rb") as file:
            return file.read(len(_HOT)) == _HOT
    except FileNotFoundError:
        return False


def _sound(copy: Path) -> bool:
    """Let SQLite undo a half transaction in the copy, and walk its pages; raises LedgerDamaged for no database."""
    with in_words(copy), closing(connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        return connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
