"""Making, opening, reading and writing a ledger."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path, PureWindowsPath

import pytest
from sqlalchemy import text

from models.errors import Cancelled, StorageError
from models.store import Ledger, LedgerMissing, LedgerTooNew, NotALedger
from models.store.connection import file_uri
from models.store.version import HEAD
from tests.unit.store.small_ledgers import add_problems, count_problems


def test_a_new_ledger_has_its_folders_presets_and_divisions(tmp_path: Path) -> None:
    started = time.perf_counter()
    with Ledger.create(tmp_path / "新台账", actor="李四", name="省厅") as ledger:
        took = time.perf_counter() - started
        assert ledger.path.is_file() and ledger.evidence_folder.is_dir() and ledger.backups_folder.is_dir()
        assert ledger.name == "省厅" and len(ledger.ledger_id) == 32
        with ledger.reading() as connection:
            counts = {
                table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
                for table in ("status", "category", "region", "region_alias", "region_set_member")
            }
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute(text("SELECT name FROM actor")).scalars().all() == ["李四"]
            near = connection.execute(text("SELECT value FROM rule_setting WHERE key = 'near_due_days'")).scalar_one()
    assert counts["status"] == 13 and counts["category"] == 19 and near == "7"
    assert counts["region"] > 3000 and counts["region_alias"] > 100 and counts["region_set_member"] > 30
    assert took < 2.0


def test_a_folder_that_has_a_ledger_is_not_made_over(folder: Path) -> None:
    with pytest.raises(StorageError, match="已经有台账"):
        Ledger.create(folder, actor="李四")
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 3


def test_a_folder_without_ledger_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing, match="没有台账"):
        Ledger.open(tmp_path)


def test_a_half_made_ledger_from_a_crash_does_not_get_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite.new").write_bytes(b"half")
    Ledger.create(tmp_path, actor="李四").close()
    assert not (tmp_path / "ledger.sqlite.new").exists()


def test_opening_loads_neither_the_migration_library_nor_the_tables(folder: Path) -> None:
    code = (
        "import sys; from models.store import Ledger; ledger = Ledger.open(sys.argv[1])\n"
        "with ledger.reading() as connection: connection.exec_driver_sql('SELECT 1')\n"
        "ledger.close(); sys.exit('alembic' in sys.modules or 'models.schema' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 0


def test_a_local_ledger_uses_the_write_ahead_log_and_foreign_keys(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_what_a_failed_or_cancelled_block_wrote_is_rolled_back(ledger: Ledger) -> None:
    for error in (ValueError("bug"), Cancelled()):
        with pytest.raises(type(error)), ledger.writing() as connection:
            add_problems(connection, 10, 5)
            raise error
    assert count_problems(ledger) == 3


def test_schema_changes_roll_back_too(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="stop"), ledger.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise ValueError("stop")
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'half'").scalar() == 0


def test_a_reader_sees_one_state_while_a_writer_commits(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM problem").scalar()
        with ledger.writing() as writer:
            add_problems(writer, 10, 5)
        assert connection.exec_driver_sql("SELECT count(*) FROM problem").scalar() == before
    assert count_problems(ledger) == 8


def test_the_reader_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(StorageError), ledger.reading() as connection:
        connection.exec_driver_sql("DELETE FROM problem")


def test_two_threads_that_write_take_turns(ledger: Ledger) -> None:
    failures: list[BaseException] = []

    def add(first: int) -> None:
        try:
            for number in range(first, first + 20):
                with ledger.writing() as connection:
                    add_problems(connection, number, 1)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=add, args=(start,)) for start in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and count_problems(ledger) == 63


def test_writing_inside_writing_is_a_bug_and_says_so(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError, match="one transaction"), ledger.writing(), ledger.writing():
        pass


def test_bugs_are_not_dressed_up_as_storage_errors(ledger: Ledger) -> None:
    from sqlalchemy.exc import IntegrityError, OperationalError

    with pytest.raises(OperationalError), ledger.reading() as connection:
        connection.exec_driver_sql("SELECT nonsense FROM nowhere")
    with pytest.raises(IntegrityError), ledger.writing() as connection:
        add_problems(connection, 1, 1)


def test_the_actor_row_is_made_once(folder: Path) -> None:
    with Ledger.open(folder, actor="王五", on_share=False) as ledger:
        with ledger.writing() as connection:
            first = ledger.actor_id(connection)
        with ledger.writing() as connection:
            assert ledger.actor_id(connection) == first
            names = connection.execute(text("SELECT name FROM actor ORDER BY id")).scalars().all()
    assert names == ["张三", "王五"]


def test_read_only_opens_beside_a_writer_and_leaves_the_file_alone(ledger: Ledger) -> None:
    before = ledger.path.read_bytes()
    with Ledger.open(ledger.folder, read_only=True, on_share=False) as viewer:
        assert viewer.read_only and not ledger.read_only
        assert count_problems(viewer) == 3
        with ledger.writing() as connection:
            add_problems(connection, 10, 2)
        assert count_problems(viewer) == 5
        with pytest.raises(StorageError, match="只读"), viewer.writing():
            pass
    assert ledger.path.read_bytes() == before


def test_a_ledger_in_a_read_only_folder_can_be_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.store.connection.os.access", lambda *_: False)
    monkeypatch.setattr("models.store.ledger.needs_immutable", lambda _: True)
    with Ledger.open(folder, read_only=True, on_share=False) as viewer:
        assert count_problems(viewer) == 3
    assert sorted(path.name for path in folder.iterdir() if "ledger.sqlite" in path.name) == ["ledger.sqlite"]


def test_a_newer_ledger_is_refused_naming_both_versions(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9007'")
    raw.close()
    before = (folder / "ledger.sqlite").read_bytes()
    for read_only in (False, True):
        with pytest.raises(LedgerTooNew, match=rf"9007.*{HEAD}"):
            Ledger.open(folder, read_only=read_only, on_share=False)
    assert (folder / "ledger.sqlite").read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
        raw.execute("CREATE TABLE songs (id INTEGER)")
    raw.close()
    with pytest.raises(NotALedger, match="不是整改台账"):
        Ledger.open(tmp_path)


def test_a_path_on_a_share_or_with_odd_characters_is_spelled_for_sqlite() -> None:

    assert file_uri(Path("/a/台账 #1?.sqlite"), "ro") == "file:///a/%E5%8F%B0%E8%B4%A6%20%231%3F.sqlite?mode=ro"
    assert file_uri(PureWindowsPath("C:\\a b\\l.sqlite"), "rw") == "file:///C:/a%20b/l.sqlite?mode=rw"
    assert file_uri(PureWindowsPath("\\\\nas\\共享\\l"), "rw").startswith("file:////nas/")
