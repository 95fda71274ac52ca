"""The two ways into a ledger file: side by side on a local disk, one at a time on a share."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from models.errors import StorageError
from models.store.connection import Role, driver_connection, open_engine
from models.store.failures import in_words


class Door(Protocol):
    """Gives out connections inside one transaction each."""

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self) -> AbstractContextManager[Connection]: ...

    def close(self) -> None: ...


class LocalDoor:
    """Write-ahead log: readers see the state before the writer's transaction and never wait; writers queue."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader = open_engine(path, Role.READER)
        self._writer: Engine | None = None
        self._turn = threading.Lock()
        self._writing_thread: int | None = None

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        with in_words(self._path), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("writing() inside writing(): one operation is one transaction")
        with self._turn:
            self._writing_thread = threading.get_ident()
            try:
                with in_words(self._path), self._writer_engine().connect() as connection:
                    with connection.begin():
                        yield connection
                    driver_connection(connection).execute("PRAGMA shrink_memory").close()
            finally:
                self._writing_thread = None

    def _writer_engine(self) -> Engine:
        if self._writer is None:
            self._writer = open_engine(self._path, Role.WRITER)
        return self._writer

    def close(self) -> None:
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


class ReadOnlyDoor:
    """Only reading; ``immutable`` for a medium on which SQLite cannot even keep its lock files."""

    def __init__(self, path: Path, *, immutable: bool = False) -> None:
        self._path = path
        self._reader = open_engine(path, Role.READER, mode="ro", immutable=immutable)

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        with in_words(self._path), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        raise StorageError(
            "台账是只读打开的，不能改动", where=str(self._path.parent), advice="请在对方关闭后重新打开台账再改"
        )
        yield  # makes this a generator; never reached

    def close(self) -> None:
        self._reader.dispose()


class SharedDoor:
    """Rollback journal on a share: one connection keeps the file to itself, so reading and writing take turns.

    Inside a transaction of its own thread, reading continues on the same connection (a second one could never get
    in), and writing becomes a savepoint that lasts with the transaction around it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = open_engine(path, Role.SHARED)
        self._turn = threading.RLock()
        self._current: Connection | None = None
        self._writing = False

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        with self._turn:
            if self._current is not None:
                yield self._current
                return
            with self._transaction(writes=False) as connection:
                yield connection

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        with self._turn:
            if self._writing:
                raise RuntimeError("writing() inside writing(): one operation is one transaction")
            self._writing = True
            try:
                if self._current is not None:
                    with in_words(self._path), self._current.begin_nested():
                        yield self._current
                    return
                with self._transaction(writes=True) as connection:
                    yield connection
            finally:
                self._writing = False

    @contextmanager
    def _transaction(self, *, writes: bool) -> Generator[Connection, None, None]:
        with in_words(self._path), self._engine.connect().execution_options(writes=writes) as connection:
            try:
                with connection.begin():
                    self._current = connection
                    yield connection
            finally:
                self._current = None
            driver_connection(connection).execute("PRAGMA shrink_memory").close()

    def close(self) -> None:
        self._engine.dispose()
