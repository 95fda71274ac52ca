"""The store of evidence files: written once, whole or not at all, brought over without replacing, checked."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from models.errors import Cancelled, StorageError
from models.progress import Progress
from models.store.evidence_files import (
    Wanted,
    beside_backup,
    bring_over,
    check_files,
    copy_out,
    evidence_path,
    store_file,
)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "ledger" / "evidence"


def put(folder: Path, tmp_path: Path, content: bytes) -> str:
    source = tmp_path / "来源.pdf"
    source.write_bytes(content)
    return store_file(folder, source).sha256


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_stands_under_its_sum_in_a_folder_of_its_first_two_digits(folder, tmp_path):
    sum_ = put(folder, tmp_path, b"abc")
    assert sum_ == hashlib.sha256(b"abc").hexdigest()
    assert files(folder) == [f"{sum_[:2]}/{sum_[2:]}"]
    with pytest.raises(ValueError, match="SHA-256"):
        evidence_path(folder, "../../etc/passwd")


def test_an_empty_file_and_one_longer_than_a_block_are_stored_whole(folder, tmp_path):
    for content in (b"", os.urandom((1 << 20) + 7)):
        sum_ = put(folder, tmp_path, content)
        assert evidence_path(folder, sum_).read_bytes() == content


def test_a_full_or_closed_disk_is_told_in_words_and_leaves_nothing(folder, tmp_path):
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the folder should be")
    source = tmp_path / "来源.pdf"
    source.write_bytes(b"abc")
    with pytest.raises(StorageError, match="没有存进去"):
        store_file(folder, source)


def test_parts_that_a_killed_process_left_go_a_day_later(folder, tmp_path):
    folder.mkdir(parents=True)
    old, new = folder / "old.part", folder / "new.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    os.utime(new, (2_000_000_000, 2_000_000_000))
    put(folder, tmp_path, b"abc")
    assert not old.exists() and new.exists()


def test_bringing_over_copies_what_is_missing_and_never_replaces(folder, tmp_path):
    one, two = put(folder, tmp_path, b"one"), put(folder, tmp_path, b"two")
    target = tmp_path / "disk" / "evidence"
    there = evidence_path(target, one)
    there.parent.mkdir(parents=True)
    there.write_bytes(b"what stood there")
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / "no evidence.txt").write_text("somebody's own file")
    assert bring_over(folder, target) == 1
    assert there.read_bytes() == b"what stood there" and evidence_path(target, two).read_bytes() == b"two"
    assert len(files(target)) == 2
    assert bring_over(tmp_path / "nowhere", target) == 0


def test_bringing_over_can_be_cancelled_between_files(folder, tmp_path):
    put(folder, tmp_path, b"one")
    with pytest.raises(Cancelled):
        bring_over(folder, tmp_path / "disk", Progress(cancelled=lambda: True))


def test_the_evidence_of_a_backup_is_looked_for_beside_it_and_in_its_ledger(tmp_path):
    ledger = tmp_path / "ledger"
    for name in ("evidence", "backups"):
        (ledger / name).mkdir(parents=True)
    assert beside_backup(ledger / "backups" / "ledger-1.sqlite") == [ledger / "evidence"]
    assert beside_backup(ledger / "ledger-1.sqlite") == [ledger / "evidence"]
    assert beside_backup(tmp_path / "ledger-1.sqlite") == []


def test_a_check_tells_missing_from_changed_and_names_every_place(folder, tmp_path):
    good, spoiled = put(folder, tmp_path, b"good"), put(folder, tmp_path, b"spoiled")
    path = evidence_path(folder, spoiled)
    path.chmod(0o644)
    path.write_bytes(b"SPOILED")
    gone = hashlib.sha256(b"gone").hexdigest()
    wanted = [Wanted(good, 4, "甲"), Wanted(spoiled, 7, "乙"), Wanted(spoiled, 7, "丙"), Wanted(gone, 4, "丁")]
    missing, changed = check_files(folder, wanted)
    assert missing == (f"丁（{gone[:12]}）",)
    assert changed == (f"乙（{spoiled[:12]}）", f"丙（{spoiled[:12]}）")


def test_writing_out_into_a_missing_folder_is_told_in_words(folder, tmp_path):
    sum_ = put(folder, tmp_path, b"abc")
    with pytest.raises(StorageError, match="文件没有写成"):
        copy_out(folder, sum_, tmp_path / "没有这个文件夹" / "a.pdf")
