"""Which schema a ledger file has, read by plain SQL so that opening needs no migration library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from models.store.failures import LedgerDamaged, LedgerTooNew, NotALedger

HEAD = "0004"
"""The newest schema this program knows; a test compares it with the migration scripts."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('alembic_version', 'meta', 'problem')"


@dataclass(frozen=True)
class Identity:
    """What a ledger file says about itself."""

    version: str
    facts: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.facts.get("name", "")


def identify(connection: Connection, path: Path) -> Identity:
    """Read version and facts; raises NotALedger for a file that is something else, LedgerTooNew for a newer one.

    This is also the whole check at opening: SQLite reads the header, compares the length of the file with it, and
    walks the schema; a full integrity scan of a large file would cost seconds each morning and belongs to ``check``.
    """
    tables = {row[0] for row in connection.exec_driver_sql(_TABLES)}
    if not tables and connection.exec_driver_sql("PRAGMA page_count").scalar_one() == 0:
        raise LedgerDamaged("台账文件是空的", where=str(path), advice="请移开它，再用最近的备份恢复")
    if len(tables) < 3:
        raise NotALedger("这个文件不是整改台账", where=str(path), advice="请选择台账文件夹或它的备份文件")
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if not version:
        raise LedgerDamaged("台账没有写明数据版本", where=str(path), advice="请用最近的备份恢复")
    facts = {str(key): str(value) for key, value in connection.exec_driver_sql("SELECT key, value FROM meta")}
    refuse_newer(str(version), path)
    return Identity(str(version), facts)


def refuse_newer(version: str, path: Path) -> None:
    """Versions are four digits and grow; anything else is from a program we do not know."""
    if version.isdecimal() and int(version) <= int(HEAD):
        return
    raise LedgerTooNew(
        f"台账由更新的程序建立（数据版本 {version}，本程序只认得到 {HEAD}）",
        where=str(path),
        advice="请安装新版程序后再打开，文件没有改动",
    )
