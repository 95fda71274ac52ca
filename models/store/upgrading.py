"""Bringing an older ledger to the newest schema: all of it or nothing, and never a row less.

The order is what keeps rows safe (each step was seen to fail without it): a backup first; foreign keys off before
BEGIN, since SQLite ignores the pragma inside a transaction and rebuilding a parent table would delete its children;
BEGIN IMMEDIATE by us, since the driver's own transactions leave half a schema behind; then the references and the
number of rows of each table are compared before COMMIT.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from models.errors import StorageError
from models.progress import Progress, silent
from models.store.backing_up import make_backup
from models.store.connection import Role, looking, open_engine
from models.store.failures import in_words
from models.store.folder import LEDGER
from models.store.seeding import seed_process

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"
VERSIONS = SCRIPTS / "versions"
VERSION_FOLDERS: list[Path] = [VERSIONS]


def upgrade(
    folder: Path, from_version: str, *, versions: Sequence[Path] | None = None, progress: Progress = silent
) -> Path:
    """Upgrade the ledger of the folder; nobody may have it open. Returns the backup made before.

    Raises StorageError, with the file as it was, where a script fails or rows would be lost.
    """
    path = folder / LEDGER
    progress(0.0, "升级前备份台账")
    with in_words(path), looking(path) as connection:
        backup = make_backup(connection, folder, f"upgrade-from-{from_version}", progress=progress.part(0.0, 0.5))
    progress(0.5, "升级台账")
    engine = open_engine(path, Role.UPGRADER)
    try:
        with in_words(path), engine.connect() as connection, connection.begin():
            run_scripts(connection, versions)
            if versions is None:
                seed_process(connection)
    except StorageError as error:
        raise StorageError(
            f"台账没有升级，保持原样：{error.message}", where=str(path), advice=f"升级前的备份是 {backup.name}"
        ) from error
    except Exception as error:
        # Whatever a script stumbled over, the transaction is rolled back; the log and the cause keep the details.
        log.exception("upgrade failed: %s", path)
        raise StorageError(
            "台账升级失败，已全部撤回，文件保持原样",
            where=str(path),
            advice=f"请把日志交给维护人员，备份是 {backup.name}",
        ) from error
    finally:
        engine.dispose()
    progress(1.0, "升级完成")
    return backup


def run_scripts(connection: Connection, versions: Sequence[Path] | None = None) -> None:
    """Apply the migration scripts inside the connection's transaction, then prove that nothing was lost.

    A script that is meant to leave a table with fewer rows names it in ``FEWER_ROWS``.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(SCRIPTS), version_locations=[str(folder) for folder in versions or VERSION_FOLDERS])

    def steps(revision: Any, _context: MigrationContext) -> Any:
        return scripts._upgrade_revs("heads", revision)  # pyright: ignore[reportPrivateUsage]

    context = MigrationContext.configure(connection, opts={"fn": steps, "render_as_batch": True})
    allowed: set[str] = {"alembic_version"}
    known = set(context.get_current_heads())
    for script in scripts.walk_revisions():
        if script.revision not in known:
            allowed.update(getattr(script.module, "FEWER_ROWS", ()))
    before = row_counts(connection)
    with Operations.context(context):
        context.run_migrations()
    refuse_broken_references(connection)
    refuse_lost_rows(before, row_counts(connection), allowed)


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of each table."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    tables = [str(row[0]) for row in names]
    return {name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()) for name in tables}


def refuse_broken_references(connection: Connection) -> None:
    """Foreign keys were off while the scripts ran, so what they would have caught is looked up now."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(1)
    if broken:
        raise StorageError(f"升级后“{broken[0][0]}”表有记录找不到它所属的“{broken[0][2]}”")


def refuse_lost_rows(before: dict[str, int], after: dict[str, int], allowed: Iterable[str]) -> None:
    """Every table that was there must still have as many rows."""
    for name, count in before.items():
        left = after.get(name, 0)
        if left < count and name not in set(allowed):
            raise StorageError(f"升级会使“{name}”表从 {count} 行减到 {left} 行")
