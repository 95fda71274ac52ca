"""Engines over the ledger file: the only place of the program that makes one.

Transactions are begun by us (``isolation_level=None``): a writer with BEGIN IMMEDIATE, so that two writers queue
instead of failing half-way and so that schema changes roll back too; a reader with plain BEGIN, so that it sees one
state from its first question to its last and never waits for the writer.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path, PurePath
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event

BUSY_SECONDS = 5.0


class Role(Enum):
    """What a connection is for; value = the pragmas it starts with."""

    # A large cache only while a large import writes: it is given back after each transaction.
    WRITER = ("foreign_keys=ON", "synchronous=NORMAL", "cache_size=-65536", "journal_size_limit=16777216")
    # The operating system caches the file anyway; what counts here is the window's memory.
    READER = ("query_only=ON", "cache_size=-8192")
    # On a share one connection does everything and keeps the file lock from its first question to the close.
    SHARED = (
        "locking_mode=EXCLUSIVE",
        "journal_mode=DELETE",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-32768",
    )
    # Schema changes: SQLite ignores this pragma inside a transaction, so it must be set here, before BEGIN.
    UPGRADER = ("foreign_keys=OFF", "synchronous=FULL", "cache_size=-65536")
    # A file that nobody can see yet needs no protection; it is flushed and renamed when complete.
    BUILDER = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=ON", "cache_size=-32768")


_IMMEDIATE = {Role.WRITER, Role.UPGRADER, Role.BUILDER}


def file_uri(path: PurePath, mode: str, *, immutable: bool = False) -> str:
    """SQLite's spelling of a path; a share ``\\\\server\\x`` needs four slashes, as SQLite refuses a host part."""
    posix = path.as_posix()
    prefix = "file://" if posix.startswith("/") else "file:///"
    return f"{prefix}{quote(posix, safe='/:')}?mode={mode}{'&immutable=1' if immutable else ''}"


def connect(path: Path, mode: str = "rw", *, immutable: bool = False) -> sqlite3.Connection:
    """A bare connection: ``ro`` reads only, ``rw`` needs the file to exist, ``rwc`` makes it."""
    return sqlite3.connect(
        file_uri(path, mode, immutable=immutable),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        cached_statements=256,
    )


def open_engine(path: Path, role: Role, *, mode: str = "rw", immutable: bool = False) -> Engine:
    """An engine whose every connection carries the role's pragmas and begins as the role demands.

    The shared role does both: a connection with the execution option ``writes`` begins as a writer.
    """

    def raw() -> sqlite3.Connection:
        connection = connect(path, mode, immutable=immutable)
        try:
            for pragma in role.value:
                connection.execute(f"PRAGMA {pragma}").close()
        except BaseException:
            connection.close()
            raise
        return connection

    if role is Role.READER:
        engine = create_engine("sqlite+pysqlite://", creator=raw, poolclass=QueuePool, pool_size=2, max_overflow=8)
    elif role in (Role.WRITER, Role.SHARED):
        engine = create_engine("sqlite+pysqlite://", creator=raw, poolclass=QueuePool, pool_size=1, max_overflow=0)
    else:
        engine = create_engine("sqlite+pysqlite://", creator=raw, poolclass=NullPool)

    def begin(connection: Connection) -> None:
        immediate = role in _IMMEDIATE or connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine, "begin", begin)
    return engine


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection beneath, for what SQLAlchemy has no words for: online backup, some pragmas."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


@contextmanager
def looking(path: Path) -> Generator[Connection, None, None]:
    """A connection that only reads a file nobody works in through a Ledger of ours: a backup, or before opening."""
    engine = open_engine(path, Role.READER, mode="ro", immutable=needs_immutable(path))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def needs_immutable(path: Path) -> bool:
    """A read-only folder has no room for SQLite's lock files; without a log beside it the file is whole by itself."""
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
