"""Full disks, damaged and cut-off files: one sentence, and nothing lost that was there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from models.errors import StorageError
from models.store import Ledger, LedgerDamaged, newest_good_backup, restore, set_aside_damaged
from models.store.failures import in_sentence
from tests.unit.store.small_ledgers import add_problems, count_problems, make_small_ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_small_ledger(tmp_path / "台账", problems=200)


@pytest.mark.parametrize("on_share", [False, True])
def test_a_full_disk_is_one_sentence_and_undoes_the_whole_step(folder: Path, on_share: bool) -> None:
    with Ledger.open(folder, on_share=on_share) as ledger:
        with (
            pytest.raises(StorageError, match="磁盘空间不足，没有写入"),
            ledger.writing() as connection,
        ):
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
            add_problems(connection, 1000, 2000, "未安装治污设施" * 50)
        assert count_problems(ledger) == 200
        with ledger.writing() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")
            add_problems(connection, 1000, 1)
        assert count_problems(ledger) == 201


def test_a_full_disk_during_a_backup_leaves_no_half_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.store import backing_up

    real = backing_up.connect

    def small_disk(path: Path, mode: str = "rw") -> sqlite3.Connection:
        connection = real(path, mode)
        connection.execute("PRAGMA max_page_count=10")
        return connection

    monkeypatch.setattr(backing_up, "connect", small_disk)
    with Ledger.open(folder, on_share=False) as ledger:
        with pytest.raises(StorageError, match="磁盘空间不足"):
            ledger.backup("手动")
        assert list(ledger.backups_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: b"PK\x03\x04" + data[4:], "不再是数据库"),
        (lambda data: data[:5000], "已损坏"),
        (lambda data: data[: len(data) - 4096], "已损坏"),
        (lambda data: b"", "是空的"),
        (lambda data: data[:100] + b"\xff" * 4000 + data[4100:], "已损坏"),
        (lambda data: "一封信，不是台账。".encode() * 500, "不再是数据库"),
    ],
    ids=["other header", "cut short", "last page lost", "empty", "schema overwritten", "a text"],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_damaged_ledger_is_refused_saying_what_to_do_and_left_alone(
    folder: Path, damage: object, words: str, read_only: bool
) -> None:
    path = folder / "ledger.sqlite"
    hurt = damage(path.read_bytes())  # type: ignore[operator]
    path.write_bytes(hurt)
    with pytest.raises(LedgerDamaged, match=words) as caught:
        Ledger.open(folder, read_only=read_only, on_share=False)
    assert "备份" in str(caught.value) and str(path) in str(caught.value)
    assert path.read_bytes() == hurt


def test_damage_met_while_reading_is_told_in_words_and_the_way_back_works(folder: Path) -> None:
    with Ledger.open(folder, on_share=False) as ledger:
        ledger.backup("手动")
    path = folder / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    raw = sqlite3.connect(path)
    root, size = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'problem'").fetchone()[0], 4096
    raw.close()
    data[(root - 1) * size : root * size] = b"\x55" * size
    path.write_bytes(data)
    with (
        Ledger.open(folder, on_share=False) as ledger,
        pytest.raises(LedgerDamaged, match="台账文件已损坏"),
        ledger.reading() as connection,
    ):
        connection.exec_driver_sql("SELECT description FROM problem").fetchall()
    result = set_aside_damaged(folder)
    assert (result.folder / "ledger.sqlite").read_bytes() == bytes(data)
    assert result.backup is not None and result.backup == newest_good_backup(folder)
    restore(folder, result.backup.path)
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 200


def test_another_program_that_holds_the_file_is_told_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.store.connection.BUSY_SECONDS", 0.2)
    other = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)
    try:
        with Ledger.open(folder, on_share=False) as ledger:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="正被另一个程序占用"), ledger.writing():
                pass
            assert count_problems(ledger) == 200
            other.execute("ROLLBACK")
    finally:
        other.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_READONLY_DBMOVED", "不能写入"),
        ("SQLITE_IOERR_WRITE", "读写台账文件出错"),
        ("SQLITE_CANTOPEN", "打不开台账文件"),
        ("SQLITE_BUSY_SNAPSHOT", "正被另一个程序占用"),
        ("SQLITE_CORRUPT_VTAB", "已损坏"),
    ],
)
def test_every_way_a_disk_can_fail_has_its_sentence(name: str, words: str) -> None:
    error = sqlite3.OperationalError("disk says no")
    error.sqlite_errorcode = getattr(sqlite3, name)
    sentence = in_sentence(error, "D:\\台账")
    assert sentence is not None and words in str(sentence) and str(sentence).startswith("D:\\台账：")


def test_a_mistake_of_the_program_has_none() -> None:
    error = sqlite3.OperationalError("no such table: nowhere")
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert in_sentence(error, "") is None and in_sentence(ValueError("x"), "") is None
