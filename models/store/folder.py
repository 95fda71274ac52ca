"""The names inside a ledger's folder, and flushing a file before it takes over a name."""

from __future__ import annotations

import os
from pathlib import Path

LEDGER = "ledger.sqlite"
EVIDENCE = "evidence"
BACKUPS = "backups"
COMPANIONS = ("-wal", "-shm", "-journal")
"""Files SQLite keeps beside a database; they belong to exactly that database file and must never meet another."""


def flush_to_disk(path: Path) -> None:
    """Wait until the file's bytes are on the disk, and where the system knows such a thing, its name too."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def companions(path: Path) -> list[Path]:
    """The database's own companion files that exist."""
    return [beside for ending in COMPANIONS if (beside := path.with_name(path.name + ending)).exists()]
