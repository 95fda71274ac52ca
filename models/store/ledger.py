"""The open ledger: the one object through which the rest of the program reaches the file."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, text

from models import interrupts
from models.custom_fields import CustomFieldSpec, FieldSet, at_hand, closed, opened
from models.errors import StorageError
from models.progress import Progress, silent
from models.settings import system_user
from models.store.backing_up import backups, make_backup
from models.store.connection import connect, needs_immutable
from models.store.doors import Door, LocalDoor, ReadOnlyDoor, SharedDoor
from models.store.failures import LedgerMissing, in_words
from models.store.field_rows import read_specs
from models.store.folder import BACKUPS, EVIDENCE, LEDGER
from models.store.lock import LedgerLock
from models.store.network import is_remote
from models.store.version import HEAD, Identity, identify
from models.system_errors import reason_of

if TYPE_CHECKING:
    from models.store.search_index import SearchIndex


class Ledger:
    """A folder with ``ledger.sqlite``, ``evidence`` and ``backups``; made by ``create`` or ``open``.

    Usable from several threads; a connection belongs to the ``with`` block that asked for it.
    """

    def __init__(
        self,
        folder: Path,
        door: Door,
        identity: Identity,
        *,
        actor: str,
        lock: LedgerLock | None,
        as_of: datetime | None = None,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self.folder = folder
        self.actor = actor
        self.read_only = lock is None
        self.as_of = as_of
        """For a read-only copy of a ledger on a share: the state of which moment it shows."""
        self._door = door
        self._identity = identity
        self._lock = lock
        self._on_close = on_close
        self._search: SearchIndex | None = None
        self._fields = FieldSet()
        try:
            with door.reading() as connection:
                self.reread_fields(connection)
        except BaseException:
            door.close()
            raise
        opened(self._fields)

    @classmethod
    def create(cls, folder: Path | str, *, actor: str, name: str = "", on_share: bool | None = None) -> Self:
        """Make and open an empty ledger; StorageError where the folder has one or cannot be written.

        ``on_share`` overrides the judgement whether the folder is on another computer.
        """
        from models.store.creating import make_ledger

        folder = Path(folder).absolute()
        actor = actor.strip() or system_user()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"建不了文件夹：{reason_of(error)}", where=str(folder), advice="请换一个位置") from error
        lock = LedgerLock.take(folder, actor)
        try:
            if (folder / LEDGER).exists():
                raise StorageError("这个文件夹里已经有台账", where=str(folder), advice="请直接打开它，或换一个文件夹")
            make_ledger(folder, actor=actor, name=name)
            return cls._enter(folder, actor, lock, on_share, silent)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        actor: str = "",
        read_only: bool = False,
        progress: Progress = silent,
        on_share: bool | None = None,
    ) -> Self:
        """Open for writing, or only for reading; an older file is backed up and upgraded first.

        Raises LedgerMissing, LedgerInUse (with ``holder``), LedgerDamaged, LedgerTooNew, or another StorageError.
        """
        folder = Path(folder).absolute()
        actor = actor.strip() or system_user()
        if not (folder / LEDGER).is_file():
            rest = "请从备份恢复" if backups(folder) else "请先新建台账（rectledger init），或换一个文件夹"
            raise LedgerMissing("这个文件夹里没有台账", where=str(folder), advice=rest)
        if read_only:
            return cls._enter_read_only(folder, actor, on_share)
        lock = LedgerLock.take(folder, actor)
        try:
            return cls._enter(folder, actor, lock, on_share, progress)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _enter(cls, folder: Path, actor: str, lock: LedgerLock, on_share: bool | None, progress: Progress) -> Self:
        path = folder / LEDGER
        remote = is_remote(folder) if on_share is None else on_share
        door: Door = SharedDoor(path) if remote else LocalDoor(path)
        try:
            identity, journal = _first_look(door, path)
            if identity.version != HEAD:
                from models.store.upgrading import upgrade

                door.close()
                upgrade(folder, identity.version, progress=progress)
                door = SharedDoor(path) if remote else LocalDoor(path)
                identity, journal = _first_look(door, path)
            if not remote and journal != "wal":
                door.close()
                door = LocalDoor(path) if _switch_to_log(path) else SharedDoor(path)
        except BaseException:
            door.close()
            raise
        return cls(folder, door, identity, actor=actor, lock=lock)

    @classmethod
    def _enter_read_only(cls, folder: Path, actor: str, on_share: bool | None) -> Self:
        path = folder / LEDGER
        if is_remote(folder) if on_share is None else on_share:
            from models.store.viewing import ViewingCopy

            copy = ViewingCopy.of(folder)
            try:
                door = ReadOnlyDoor(copy.path)
                identity, _ = _first_look(door, path)
                _refuse_older(identity, path)
            except BaseException:
                copy.discard()
                raise
            return cls(folder, door, identity, actor=actor, lock=None, as_of=copy.as_of, on_close=copy.discard)
        door = ReadOnlyDoor(path, immutable=needs_immutable(path))
        try:
            identity, _ = _first_look(door, path)
            _refuse_older(identity, path)
        except BaseException:
            door.close()
            raise
        return cls(folder, door, identity, actor=actor, lock=None)

    @property
    def path(self) -> Path:
        return self.folder / LEDGER

    @property
    def evidence_folder(self) -> Path:
        return self.folder / EVIDENCE

    @property
    def backups_folder(self) -> Path:
        return self.folder / BACKUPS

    @property
    def name(self) -> str:
        """What the bureau calls this ledger; may be empty."""
        return self._identity.name

    @property
    def ledger_id(self) -> str:
        """Given at creation and kept by every copy and backup."""
        return self._identity.facts.get("ledger_id", "")

    @property
    def search(self) -> SearchIndex:
        """The search index of this ledger: a cache, asked by queries and filled beside the work."""
        if self._search is None:
            from models.store.search_index import SearchIndex

            self._search = SearchIndex.of(self)
        return self._search

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """A connection that sees one consistent state for as long as the block lasts."""
        with at_hand(self._fields), self._door.reading() as connection:
            if self.read_only:
                self.reread_fields(connection)
            connection.info["ledger"] = self
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        """A connection in one transaction: kept when the block ends, rolled back on any exception, also Cancelled."""
        before = self._fields.specs
        try:
            with at_hand(self._fields), self._door.writing() as connection:
                yield connection
                interrupts.settle()
                self.reread_fields(connection)
        except BaseException:
            self._fields.specs = before
            raise

    def at_hand(self) -> AbstractContextManager[None]:
        """A block outside of any transaction that works with this ledger's custom fields."""
        return at_hand(self._fields)

    @property
    def custom_fields(self) -> tuple[CustomFieldSpec, ...]:
        """The fields of the bureau's own, retired ones too, by position."""
        return self._fields.specs

    def reread_fields(self, connection: Connection) -> None:
        """Take the definitions as this connection sees them; called where a step defines a field and then uses it."""
        found = read_specs(connection)
        if found != self._fields.specs:
            self._fields.specs = found

    def backup(self, reason: str, to: Path | None = None, progress: Progress = silent) -> Path:
        """Copy the ledger as it is now into ``backups`` (or to ``to``, a file or folder), test it, thin old ones."""
        with self.reading() as connection:
            return make_backup(connection, self.folder, reason, to, progress)

    def last_backup(self) -> datetime | None:
        """When the newest backup in the folder was made."""
        listed = backups(self.folder)
        return listed[0].at if listed else None

    def actor_id(self, connection: Connection) -> int:
        """The row of the person who works here, made when it is missing."""
        values = {"name": self.actor}
        find = text("SELECT id FROM actor WHERE name = :name")
        found = connection.execute(find, values).scalar()
        if found is None:
            connection.execute(text("INSERT INTO actor (name) VALUES (:name)"), values)
            found = connection.execute(find, values).scalar_one()
        return int(found)

    def close(self) -> None:
        """Let go of the file and of the lock; may be called twice."""
        closed(self._fields)
        self._door.close()
        if self._search is not None:
            self._search.close()
        if self._lock is not None:
            self._lock.release()
        if self._on_close is not None:
            self._on_close()
            self._on_close = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _first_look(door: Door, path: Path) -> tuple[Identity, str]:
    with door.reading() as connection:
        identity = identify(connection, path)
        return identity, str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())


def _switch_to_log(path: Path) -> bool:
    """Turn on the write-ahead log, which stays on; False where the disk cannot carry one."""
    with in_words(path):
        connection = connect(path)
        try:
            return connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal"
        finally:
            connection.close()


def _refuse_older(identity: Identity, path: Path) -> None:
    if identity.version != HEAD:
        raise StorageError(
            f"台账是旧版程序建立的（数据版本 {identity.version}），只读打开时不能升级",
            where=str(path),
            advice="请先正常打开一次",
        )
