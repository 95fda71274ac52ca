"""Backups: made, tested, thinned, and gone back to."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from models import clock
from models.errors import Cancelled, StorageError
from models.progress import Progress
from models.store import Ledger, LedgerInUse, LedgerTooNew, NotALedger, backups, newest_good_backup, restore
from models.store import set_aside_damaged as move_damaged
from models.store.version import HEAD
from tests.unit.store.small_ledgers import add_problems, count_problems


def raw_count(path: Path) -> int:
    raw = sqlite3.connect(path)
    try:
        return int(raw.execute("SELECT count(*) FROM problem").fetchone()[0])
    finally:
        raw.close()


def test_a_backup_is_one_whole_file_named_by_time_and_reason(ledger: Ledger) -> None:
    with clock.freeze(datetime(2026, 3, 5, 14, 30, 7)):
        assert ledger.last_backup() is None
        path = ledger.backup("导入前: a/b")
        again = ledger.backup("导入前: a/b")
    assert path.name == "ledger-20260305-143007-导入前-a-b.sqlite"
    assert again.name == "ledger-20260305-143007-导入前-a-b~2.sqlite"
    assert raw_count(path) == 3
    assert sorted(file.name for file in ledger.backups_folder.iterdir()) == sorted([path.name, again.name])
    assert ledger.last_backup() == datetime(2026, 3, 5, 14, 30, 7)
    info = backups(ledger.folder)[-1]
    assert (info.path, info.reason, info.size) == (path, "导入前-a-b", path.stat().st_size)


def test_a_backup_taken_while_somebody_writes_has_the_state_before(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        add_problems(connection, 10, 5)
        path = ledger.backup("手动")
    assert raw_count(path) == 3 and count_problems(ledger) == 8


def test_a_backup_can_go_to_any_file_or_folder(ledger: Ledger, tmp_path: Path) -> None:
    assert raw_count(ledger.backup("x", to=tmp_path / "新" / "副本.sqlite")) == 3
    assert raw_count(ledger.backup("x", to=tmp_path / "新" / "副本.sqlite")) == 3
    inside = ledger.backup("x", to=tmp_path)
    assert inside.parent == tmp_path and inside.name.startswith("ledger-")
    assert backups(ledger.folder) == []
    with pytest.raises(StorageError, match="覆盖台账本身"):
        ledger.backup("x", to=ledger.path)


def test_a_cancelled_backup_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(Cancelled):
        ledger.backup("手动", progress=Progress(cancelled=lambda: True))
    assert list(ledger.backups_folder.iterdir()) == []


def test_old_backups_are_thinned_but_strangers_stay(ledger: Ledger) -> None:
    for day in (1, 2):
        for hour in (8, 9):
            (ledger.backups_folder / f"ledger-202601{day:02d}-{hour:02d}0000-x.sqlite").write_bytes(b"old")
    (ledger.backups_folder / "我的副本.sqlite").write_bytes(b"mine")
    with clock.freeze(datetime(2026, 1, 20, 8, 0)):
        made = ledger.backup("手动")
    left = sorted(path.name for path in ledger.backups_folder.iterdir())
    assert left == sorted(
        ["ledger-20260101-090000-x.sqlite", "ledger-20260102-090000-x.sqlite", made.name, "我的副本.sqlite"]
    )


def test_a_bad_copy_is_noticed_before_anything_is_thinned(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.store import backing_up

    old = ledger.backups_folder / "ledger-20200101-080000-x.sqlite"
    older = ledger.backups_folder / "ledger-20200101-070000-x.sqlite"
    for path in (old, older):
        path.write_bytes(b"old")
    real = backing_up._copy

    def cut_short(connection: object, fresh: Path, progress: Progress) -> None:
        real(connection, fresh, progress)  # type: ignore[arg-type]
        with fresh.open("rb+") as file:
            file.truncate(fresh.stat().st_size // 2)

    monkeypatch.setattr(backing_up, "_copy", cut_short)
    with pytest.raises(StorageError, match="备份文件不完整"):
        ledger.backup("手动")
    assert sorted(ledger.backups_folder.iterdir()) == [older, old]


def test_a_large_copy_that_lost_its_end_is_noticed_without_a_scan(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.store import backing_up

    monkeypatch.setattr(backing_up, "THOROUGH_BELOW", 0)
    path = ledger.backup("手动")
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - 4096)
    with pytest.raises(StorageError, match="不完整或已损坏"):
        backing_up.try_backup(path)


def test_restoring_saves_the_present_and_goes_back(folder: Path) -> None:
    with Ledger.open(folder, on_share=False) as ledger:
        backup = ledger.backup("手动")
        with ledger.writing() as connection:
            add_problems(connection, 10, 5)
    saved = restore(folder, backup, "张三")
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 3
        with ledger.writing() as connection:
            add_problems(connection, 50, 1)
    assert saved is not None and raw_count(saved) == 8 and "before-restore" in saved.name
    restore(folder, saved)
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 8


def test_restoring_over_an_unfinished_log_takes_nothing_from_it(folder: Path, tmp_path: Path) -> None:
    with Ledger.open(folder, on_share=False) as ledger:
        backup = ledger.backup("手动")
        with ledger.writing() as connection:
            add_problems(connection, 10, 5)
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for name in ("ledger.sqlite", "ledger.sqlite-wal"):
            (crashed / name).write_bytes((folder / name).read_bytes())
    saved = restore(crashed, backup)
    assert saved is not None and raw_count(saved) == 8
    assert sorted(path.name for path in crashed.iterdir()) == ["backups", "evidence", "ledger.lock", "ledger.sqlite"]
    with Ledger.open(crashed, on_share=False) as ledger:
        assert count_problems(ledger) == 3


def test_restoring_into_an_empty_folder_makes_a_ledger_of_it(ledger: Ledger, tmp_path: Path) -> None:
    backup = ledger.backup("手动")
    assert restore(tmp_path / "别处", backup) is None
    with Ledger.open(tmp_path / "别处", on_share=False) as other:
        assert count_problems(other) == 3 and other.ledger_id == ledger.ledger_id


def test_restoring_refuses_what_is_no_usable_ledger(folder: Path, tmp_path: Path) -> None:
    before = (folder / "ledger.sqlite").read_bytes()
    songs = tmp_path / "songs.sqlite"
    with sqlite3.connect(songs) as raw:
        raw.execute("CREATE TABLE songs (id INTEGER)")
    raw.close()
    text = tmp_path / "text.sqlite"
    text.write_text("这不是数据库" * 100, encoding="utf-8")
    newer = tmp_path / "newer.sqlite"
    newer.write_bytes(before)
    with sqlite3.connect(newer) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0999'")
    raw.close()
    for file, kind, words in (
        (songs, NotALedger, "不是整改台账"),
        (text, StorageError, "已损坏"),
        (newer, LedgerTooNew, f"0999.*{HEAD}"),
        (tmp_path / "none.sqlite", StorageError, "找不到备份文件"),
        (folder / "ledger.sqlite", StorageError, "正在使用的台账"),
    ):
        with pytest.raises(kind, match=words):
            restore(folder, file)
    assert (folder / "ledger.sqlite").read_bytes() == before


def test_restoring_under_an_open_ledger_is_refused(folder: Path) -> None:
    with Ledger.open(folder, actor="李四", on_share=False) as ledger:
        backup = ledger.backup("手动")
        with pytest.raises(LedgerInUse, match="李四"):
            restore(folder, backup)
    with (
        Ledger.open(folder, read_only=True, on_share=False) as viewer,
        pytest.raises(StorageError, match="没有恢复，现有台账保持原样"),
    ):
        count_problems(viewer)
        restore(folder, backup)
    assert not (folder / "ledger.sqlite.new").exists()
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 3


def test_a_damaged_present_is_set_aside_by_a_restore(folder: Path) -> None:
    with Ledger.open(folder, on_share=False) as ledger:
        backup = ledger.backup("手动")
    (folder / "ledger.sqlite").write_bytes(b"\0" * 5000)
    saved = restore(folder, backup)
    assert saved is not None and (saved / "ledger.sqlite").stat().st_size == 5000
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 3


def test_setting_aside_moves_everything_and_offers_the_newest_backup_that_works(folder: Path) -> None:
    with Ledger.open(folder, on_share=False) as ledger:
        with clock.freeze(datetime(2026, 1, 1, 8)):
            good = ledger.backup("手动")
        with clock.freeze(datetime(2026, 1, 2, 8)):
            bad = ledger.backup("手动")
    bad.write_bytes(b"nonsense" * 1000)
    (folder / "ledger.sqlite-wal").write_bytes(b"log")
    with clock.freeze(datetime(2026, 1, 3, 8)):
        result = move_damaged(folder)
    assert result.folder == folder / "damaged-20260103-080000"
    assert sorted(path.name for path in result.folder.iterdir()) == ["ledger.sqlite", "ledger.sqlite-wal"]
    assert not (folder / "ledger.sqlite").exists()
    assert result.backup is not None and result.backup.path == good
    assert newest_good_backup(folder) == result.backup
    restore(folder, good)
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 3
