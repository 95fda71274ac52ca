"""The file of the search index: a cache beside the ledger that may be thrown away at any time."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from models.paths import cache_folder
from models.store.connection import connect
from models.store.folder import COMPANIONS
from models.store.network import is_remote
from models.store.search_grams import TOKENIZER

log = logging.getLogger(__name__)

SEARCH = "search.sqlite"
FORMAT = 1
"""Of the tables below; another one is thrown away and built anew."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH}
_KEPT_DAYS = 60
_STATE = """CREATE TABLE state (
    kind TEXT PRIMARY KEY, recipe TEXT NOT NULL, ledger_id TEXT NOT NULL, schema TEXT NOT NULL,
    upto INTEGER NOT NULL, set_id INTEGER NOT NULL, set_hash TEXT NOT NULL, edition INTEGER NOT NULL
)"""


def search_file(folder: Path, ledger_id: str, *, beside: bool) -> Path:
    """Where the index of a ledger lies: beside it, or in the user's cache where that cannot or must not be.

    ``beside`` says that this program may write into the folder; a share would make every question a journey.
    """
    if beside and not is_remote(folder) and os.access(folder, os.W_OK):
        return folder / SEARCH
    return cache_folder() / "search" / f"{ledger_id or 'unknown'}.sqlite"


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is broken or of another shape, so that only a new one helps; else it is busy or full."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED


class SearchFile:
    """Gives out bare connections inside one transaction each; several threads may ask, one fills."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._removals = 0

    def exists(self) -> bool:
        """Whether there is anything to ask."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """One state of the index for as long as the block lasts; sqlite3.Error where it cannot be read."""
        with self._lent("rw") as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """One transaction, kept when the block ends; the file is made when missing."""
        if not self.exists():
            self._make_room()
        with self._lent("rwc") as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                _prepare(connection)
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def remove(self) -> None:
        """Throw the index away; where the system holds the file, it stays and is emptied at the next filling."""
        self._removals += 1
        self._let_go()
        for path in (self.path, *(self.path.with_name(self.path.name + ending) for ending in COMPANIONS)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                log.info("search index %s cannot be removed: %s", path, error)

    def close(self) -> None:
        """Let go of the file; a connection that is lent is closed on its return."""
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _lent(self, mode: str) -> Generator[sqlite3.Connection, None, None]:
        connection = self._idle.pop() if self._idle else _open(self.path, mode)
        sound, removals = False, self._removals
        try:
            yield connection
            sound = True
        except sqlite3.Error:
            raise
        except BaseException:
            sound = True
            raise
        finally:
            # a connection to a file that was removed meanwhile would go on in the file nobody sees
            if sound and not self._closed and removals == self._removals:
                self._idle.append(connection)
            else:
                connection.close()

    def _make_room(self) -> None:
        """The folder, and indexes in the cache that nobody asked for two months."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.name == SEARCH:
            return
        limit = time.time() - _KEPT_DAYS * 86_400
        for old in self.path.parent.glob("*.sqlite"):
            try:
                if old.stat().st_mtime < limit:
                    old.unlink()
            except OSError as error:
                log.info("old search index %s stays: %s", old, error)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    connection = connect(path, mode)
    try:
        # A crash of the computer must not leave a half index that answers: the log is flushed at its checkpoints.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-8192", "journal_size_limit=16777216"):
            connection.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        connection.close()
        raise
    return connection


def is_ready(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there, and of our format: a file that was only just made has none yet."""
    return connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT


def _prepare(connection: sqlite3.Connection) -> None:
    if is_ready(connection):
        return
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")]
    for name in names:
        connection.execute(f'DROP TABLE "{name}"')
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    connection.execute(_STATE)
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def make_tables(connection: sqlite3.Connection, kind: str) -> None:
    """Empty tables for rows of one kind: their grams, rows that were put in again, and grams that hold no more."""
    for ending in ("words", "again", "dead"):
        connection.execute(f"DROP TABLE IF EXISTS {kind}_{ending}")
    tokenizer = TOKENIZER.replace("'", "''")
    connection.execute(
        f"CREATE VIRTUAL TABLE {kind}_words USING fts5("
        f"grams, content='', detail=none, columnsize=0, tokenize='{tokenizer}')"
    )
    connection.execute(f"CREATE TABLE {kind}_again (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)")
    connection.execute(f"CREATE TABLE {kind}_dead (docid INTEGER PRIMARY KEY)")
