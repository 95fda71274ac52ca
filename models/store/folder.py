"""The names inside a ledger's folder, and a finished file taking over a name."""

from __future__ import annotations

import os
import time
from pathlib import Path

LEDGER = "ledger.sqlite"
EVIDENCE = "evidence"
BACKUPS = "backups"
COMPANIONS = ("-wal", "-shm", "-journal")
"""Files SQLite keeps beside a database; they belong to exactly that database file and must never meet another."""


def take_name(fresh: Path, path: Path) -> None:
    """Flush a finished file and let it replace ``path`` in one step, so that a crash leaves the old one or the new.

    A virus scanner that looks at the new file makes Windows refuse for a moment; that is waited out.
    """
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    for pause in (0.1, 0.3, 0.6, None):
        try:
            fresh.replace(path)
            return
        except PermissionError:
            if pause is None:
                raise
            time.sleep(pause)


def companions(path: Path) -> list[Path]:
    """The database's own companion files that exist."""
    return [beside for ending in COMPANIONS if (beside := path.with_name(path.name + ending)).exists()]
