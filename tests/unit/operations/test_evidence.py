"""Evidence is stored under its sum, never overwritten, versioned, checked, and not lost by backup and restore."""

from __future__ import annotations

import hashlib
import json
import os
import shutil

import pytest

from models.cli import main
from models.errors import Cancelled, StorageError, UserError
from models.operations import undo_last
from models.operations.evidence import add_evidence, add_version, edit_evidence, remove_evidence, take_in
from models.operations.measures import add_measure
from models.progress import Progress
from models.queries.check import check_ledger
from models.queries.dossier import dossier
from models.store import Ledger, restore
from models.store.evidence_files import copy_out, evidence_path, store_file


def write(folder, name: str, content: bytes):
    path = folder / name
    path.write_bytes(content)
    return path


def stored(ledger):
    return sorted(path.relative_to(ledger.evidence_folder).as_posix() for path in ledger.evidence_folder.rglob("*")
                  if path.is_file())  # fmt: skip


@pytest.fixture
def shown(ledger, tmp_path):
    """One piece of evidence of problem 1."""
    files = take_in(ledger, [write(tmp_path, "整改后.jpg", b"picture")])
    add_evidence(ledger, 1, files)
    return dossier(ledger, 1).evidence[0]


def test_a_file_is_kept_under_its_sum_and_named_in_the_ledger(ledger, shown):
    sum_ = hashlib.sha256(b"picture").hexdigest()
    assert stored(ledger) == [f"{sum_[:2]}/{sum_[2:]}"]
    (version,) = shown.versions
    assert (shown.title, shown.kind, version.name, version.sha256) == ("整改后", "整改后照片", "整改后.jpg", sum_)
    assert (version.size, version.actor, version.number) == (7, "张三", 1)
    assert not os.access(evidence_path(ledger.evidence_folder, sum_), os.W_OK) or os.geteuid() == 0


def test_the_same_contents_are_stored_once_and_told(ledger, shown, tmp_path):
    (again,) = take_in(ledger, [write(tmp_path, "另一个名字.jpg", b"picture")])
    assert again.known and len(stored(ledger)) == 1
    told = add_evidence(ledger, 1, [again])
    assert (told.added, told.known, told.change.change_set_id) == (0, ("另一个名字.jpg",), 0)
    told = add_evidence(ledger, 2, [again])
    assert told.added == 1 and told.elsewhere == {"另一个名字.jpg": ("ZG-000001",)}
    assert len(stored(ledger)) == 1


def test_a_newer_version_stands_beside_the_older_one(ledger, shown, tmp_path):
    (newer,) = take_in(ledger, [write(tmp_path, "整改后.jpg", b"better")])
    add_version(ledger, shown.id, newer, "补拍")
    (piece,) = dossier(ledger, 1).evidence
    assert [(one.number, one.note) for one in piece.versions] == [(2, "补拍"), (1, None)]
    assert len(stored(ledger)) == 2
    with pytest.raises(UserError, match="内容和第 2 版完全一样"):
        add_version(ledger, shown.id, newer)
    undo_last(ledger)
    assert [one.number for one in dossier(ledger, 1).evidence[0].versions] == [1]
    add_version(ledger, shown.id, newer)
    assert [one.number for one in dossier(ledger, 1).evidence[0].versions] == [3, 1]


def test_evidence_is_named_anew_taken_out_and_brought_back_with_its_file(ledger, shown):
    add_measure(ledger, 1, {"text": "甲"})
    measure = dossier(ledger, 1).measures[0].id
    edit_evidence(ledger, shown.id, {"title": "东侧厂房", "kind": "现场照片", "measure_id": measure})
    (piece,) = dossier(ledger, 1).evidence
    assert (piece.title, piece.kind, piece.measure_id) == ("东侧厂房", "现场照片", measure)
    remove_evidence(ledger, shown.id)
    assert dossier(ledger, 1).evidence == () and len(stored(ledger)) == 1
    undo_last(ledger)
    assert dossier(ledger, 1).evidence[0].title == "东侧厂房"


def test_adding_is_one_step_that_undo_takes_back(ledger, shown):
    undo_last(ledger)
    assert dossier(ledger, 1).evidence == () and len(stored(ledger)) == 1


def test_cancelling_leaves_nothing_behind(ledger, tmp_path):
    big = write(tmp_path, "录像.mp4", os.urandom(3 << 20))
    calls = iter(range(100))
    with pytest.raises(Cancelled):
        take_in(ledger, [big], Progress(cancelled=lambda: next(calls) > 1))
    assert stored(ledger) == []


def test_what_cannot_be_read_is_refused_in_words(ledger, tmp_path):
    with pytest.raises(UserError, match="文件夹"):
        take_in(ledger, [tmp_path])
    with pytest.raises(UserError, match="读不出来"):
        take_in(ledger, [tmp_path / "没有.jpg"])


def test_a_damaged_file_makes_room_when_the_good_one_comes_again(ledger, shown, tmp_path):
    path = evidence_path(ledger.evidence_folder, shown.versions[0].sha256)
    path.chmod(0o644)
    path.write_bytes(b"spoiled")
    assert not store_file(ledger.evidence_folder, write(tmp_path, "整改后.jpg", b"picture")).known
    assert path.read_bytes() == b"picture"
    assert [one.read_bytes() for one in path.parent.glob("*.damaged-*")] == [b"spoiled"]


def test_check_names_what_is_missing_and_what_was_changed(ledger, shown, tmp_path, capsys):
    report = check_ledger(ledger)
    assert report.ok and report.evidence_missing == () and report.evidence_changed == ()
    path = evidence_path(ledger.evidence_folder, shown.versions[0].sha256)
    path.chmod(0o644)
    path.write_bytes(b"pictura")
    (line,) = check_ledger(ledger).evidence_changed
    assert line.startswith("ZG-000001 “整改后”第 1 版")
    with pytest.raises(StorageError, match="被改动过"):
        copy_out(ledger.evidence_folder, shown.versions[0].sha256, tmp_path / "out.jpg")
    path.unlink()
    assert len(check_ledger(ledger).evidence_missing) == 1 and not check_ledger(ledger).ok
    with pytest.raises(StorageError, match="不见了"):
        copy_out(ledger.evidence_folder, shown.versions[0].sha256, tmp_path / "out.jpg")
    folder = ledger.folder
    ledger.close()
    assert main(["--ledger", str(folder), "check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False and len(told["evidence_missing"]) == 1 and told["evidence_changed"] == []


def test_a_copy_written_out_is_the_stored_file(ledger, shown, tmp_path):
    copy_out(ledger.evidence_folder, shown.versions[0].sha256, tmp_path / "给县里.jpg")
    assert (tmp_path / "给县里.jpg").read_bytes() == b"picture"


def test_a_backup_elsewhere_takes_the_files_along_and_restoring_brings_them(ledger, shown, tmp_path):
    disk = tmp_path / "移动硬盘"
    disk.mkdir()
    made = ledger.backup("manual", disk)
    sum_ = shown.versions[0].sha256
    assert (disk / "evidence" / sum_[:2] / sum_[2:]).read_bytes() == b"picture"
    home = ledger.folder
    ledger.close()
    shutil.rmtree(home)
    restore(home, made, "张三")
    with Ledger.open(home, actor="张三") as again:
        assert check_ledger(again).ok and dossier(again, 1).evidence[0].title == "整改后"


def test_a_backup_at_home_leaves_the_files_where_they_are(ledger, shown):
    ledger.backup("manual")
    assert not (ledger.backups_folder / "evidence").exists() and check_ledger(ledger).ok


def test_going_back_to_a_backup_keeps_files_that_came_later(ledger, tmp_path):
    made = ledger.backup("manual")
    add_evidence(ledger, 1, take_in(ledger, [write(tmp_path, "后来.pdf", b"later")]))
    home = ledger.folder
    ledger.close()
    saved = restore(home, made, "张三")
    with Ledger.open(home, actor="张三") as again:
        assert dossier(again, 1).evidence == () and len(stored(again)) == 1
    assert saved is not None
    restore(home, saved, "张三")
    with Ledger.open(home, actor="张三") as again:
        assert dossier(again, 1).evidence[0].title == "后来" and check_ledger(again).ok
