"""Making a ledger: a folder with an empty, seeded database at the newest schema."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import Connection, text

from models import clock
from models.errors import StorageError
from models.store.connection import Role, open_engine
from models.store.failures import in_words
from models.store.folder import BACKUPS, EVIDENCE, LEDGER, take_name
from models.store.version import HEAD
from models.system_errors import reason_of


def make_ledger(folder: Path, *, actor: str, name: str) -> None:
    """Build the database under another name and rename it, so that a crash leaves no half ledger."""
    path = folder / LEDGER
    fresh = folder / (LEDGER + ".new")
    try:
        for part in (EVIDENCE, BACKUPS):
            (folder / part).mkdir(exist_ok=True)
        fresh.unlink(missing_ok=True)
        with in_words(fresh):
            build(fresh, actor=actor, name=name)
        take_name(fresh, path)
    except OSError as error:
        raise StorageError(
            f"台账没有建成：{reason_of(error)}", where=str(folder), advice="请换一个能写入的文件夹"
        ) from error


def build(path: Path, *, actor: str, name: str, divisions: bool = True) -> None:
    """Write the whole database file; ``divisions`` may be left out where a small file is wanted (tests)."""
    from models.schema import whole_schema
    from models.store.seeding import seed_divisions, seed_presets

    engine = open_engine(path, Role.BUILDER, mode="rwc")
    try:
        with engine.begin() as connection:
            whole_schema().create_all(connection, checkfirst=False)
            stamp(connection, HEAD)
            facts = {"ledger_id": uuid.uuid4().hex, "name": name, "created_at": clock.now().isoformat()}
            rows = [{"key": key, "value": value} for key, value in facts.items()]
            connection.execute(text("INSERT INTO meta (key, value) VALUES (:key, :value)"), rows)
            connection.execute(text("INSERT INTO actor (name) VALUES (:name)"), {"name": actor})
            seed_presets(connection)
            if divisions:
                seed_divisions(connection)
    finally:
        engine.dispose()


def stamp(connection: Connection, version: str) -> None:
    """Write the version table as the migration library would, without loading it."""
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version})
