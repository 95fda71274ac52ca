"""A ledger on a share: recognised, kept to one connection, looked at through a copy."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from models.errors import Cancelled, StorageError
from models.store import Ledger
from models.store.network import is_remote, is_remote_mount, sync_client_of
from tests.unit.store.small_ledgers import add_problems, count_problems

MOUNTS = """/dev/sda1 / ext4 rw 0 0
nas:/share /mnt/nas nfs4 rw 0 0
//nas/env /mnt/my\\040share cifs rw 0 0
me@host: /home/me/far fuse.sshfs rw 0 0
/dev/sdb1 /mnt/nas/stick fuseblk rw 0 0
/dev/sdb2 /mnt/ntfs fuse.ntfs-3g rw 0 0
tmpfs /tmp tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "remote"),
    [
        ("/home/me/ledger", False),
        ("/mnt/nas/ledger", True),
        ("/mnt/nas", True),
        ("/mnt/nasty", False),
        ("/mnt/my share/a", True),
        ("/home/me/far/a", True),
        ("/mnt/nas/stick/a", False),
        ("/mnt/ntfs/a", False),
        ("/tmp/a", False),
    ],
)
def test_the_longest_mount_point_decides_whether_a_folder_is_remote(folder: str, remote: bool) -> None:
    assert is_remote_mount(Path(folder), MOUNTS) is remote


def test_a_share_path_is_remote_by_its_spelling() -> None:
    assert is_remote(Path("//nas/share/ledger"))


@pytest.mark.parametrize(
    ("folder", "client"),
    [
        ("/home/a/OneDrive - 省厅/台账", "OneDrive"),
        ("/d/我的坚果云/台账", "坚果云"),
        ("/d/Nutstore Files/台账", "坚果云"),
        ("/d/百度网盘同步空间/台账", "百度网盘"),
        ("/d/台账", None),
    ],
)
def test_a_folder_of_a_sync_client_is_recognised_by_its_name(folder: str, client: str | None) -> None:
    assert sync_client_of(Path(folder)) == client


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))


def test_on_a_share_there_is_no_log_and_the_file_lock_is_kept(folder: Path) -> None:
    with Ledger.open(folder, on_share=True) as ledger:
        with ledger.writing() as connection:
            add_problems(connection, 10, 1)
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
            assert connection.exec_driver_sql("PRAGMA locking_mode").scalar() == "exclusive"
        assert not (folder / "ledger.sqlite-wal").exists() and not (folder / "ledger.sqlite-shm").exists()
        assert count_problems(ledger) == 4
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 4
        with ledger.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_on_a_share_threads_take_turns_on_the_one_connection(folder: Path) -> None:
    seen: list[int] = []
    with Ledger.open(folder, on_share=True) as ledger:
        inside = threading.Event()

        def read() -> None:
            inside.wait(5)
            seen.append(count_problems(ledger))

        thread = threading.Thread(target=read)
        thread.start()
        with ledger.writing() as connection:
            add_problems(connection, 10, 5)
            inside.set()
            assert seen == []
        thread.join()
    assert seen == [8]


def test_on_a_share_reading_inside_writing_and_writing_inside_reading_work(folder: Path) -> None:
    with Ledger.open(folder, on_share=True) as ledger:
        with ledger.writing() as connection:
            add_problems(connection, 10, 5)
            assert count_problems(ledger) == 8
        with ledger.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
            with ledger.writing() as writer:
                add_problems(writer, 20, 1)
            with pytest.raises(Cancelled), ledger.writing() as writer:
                add_problems(writer, 30, 1)
                raise Cancelled
        assert count_problems(ledger) == 9
        with pytest.raises(RuntimeError, match="one transaction"), ledger.writing(), ledger.writing():
            pass


def test_on_a_share_a_backup_can_be_made(folder: Path) -> None:
    with Ledger.open(folder, on_share=True) as ledger:
        assert ledger.backup("手动").is_file()


def test_on_a_share_a_viewer_gets_a_copy_while_another_writes(folder: Path) -> None:
    with Ledger.open(folder, on_share=True) as ledger:
        with ledger.writing() as connection:
            add_problems(connection, 10, 1)
        with Ledger.open(folder, read_only=True, on_share=True) as viewer:
            assert viewer.as_of is not None and viewer.path == folder / "ledger.sqlite"
            assert count_problems(viewer) == 4
            with ledger.writing() as connection:
                add_problems(connection, 20, 1)
            assert count_problems(viewer) == 4
            with pytest.raises(StorageError, match="只读"), viewer.writing():
                pass
    assert list((folder.parent / "home" / "cache" / "viewing").iterdir()) == []


def test_on_a_share_a_backup_inside_a_write_gives_up_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.store.backing_up.BUSY_SECONDS", 0.2)
    with (
        Ledger.open(folder, on_share=True) as ledger,
        ledger.writing() as connection,
        pytest.raises(StorageError, match="不能备份"),
    ):
        add_problems(connection, 10, 1)
        ledger.backup("手动")
