"""What a batch keeps: its backup, its profile, its rows then and now, and a word when the same bytes come again."""

from __future__ import annotations

from datetime import datetime

import pytest

from models import clock
from models.errors import StorageError
from models.importing import ImportSession, list_batches, run_import, undo_import
from models.importing.writing.batch_rows import batch_rows
from models.operations import CellEdit, edit_cells, move_status
from models.queries.filtering import ProblemQuery
from models.queries.problems import count
from models.store import Ledger, backups
from models.store.backing_up import try_backup

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")


def test_every_commit_leaves_a_backup_that_opens_with_what_was_there_before(ledger, simple):
    run_import(ledger, [simple([A])])
    run_import(ledger, [simple([A, B], "二.xlsx")])
    made = [one for one in backups(ledger.folder) if one.reason == "导入前"]
    assert len(made) == 2
    for one in made:
        try_backup(one.path)
    newest = ledger.folder.parent / "before"
    newest.mkdir()
    (newest / "ledger.sqlite").write_bytes(made[0].path.read_bytes())
    with Ledger.open(newest, read_only=True) as before:
        assert count(before, ProblemQuery()) == 1


def test_without_a_backup_nothing_is_written(ledger, simple):
    folder = ledger.backups_folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("这不是文件夹")
    with pytest.raises(StorageError):
        run_import(ledger, [simple([A])])
    assert count(ledger, ProblemQuery()) == 0
    assert list_batches(ledger) == []


def test_the_same_bytes_again_are_told_with_day_and_batch(ledger, simple):
    path = simple([A])
    with clock.freeze(datetime(2026, 2, 3, 9)):
        run_import(ledger, [path])
    with clock.freeze(datetime(2026, 3, 1, 9)), ImportSession(ledger, [path]) as session:
        assert session.files[0].imported_before == "这个文件 2 月 3 日已导入（第 1 批），内容没有变化"
    with clock.freeze(datetime(2027, 3, 1, 9)), ImportSession(ledger, [path]) as session:
        assert session.files[0].imported_before.startswith("这个文件 2026 年 2 月 3 日已导入")


def test_the_rows_of_a_batch_are_told_as_it_left_them_and_as_they_are_now(ledger, simple):
    batch = run_import(ledger, [simple([A, B])]).batch
    first, second = batch_rows(ledger, batch, "new")
    assert (first.site_name, first.row, first.since, first.changes) == (A[0], 3, "没有变", ())
    edit_cells(ledger, [CellEdit(first.problem_id, "address", "新址")])
    edit_cells(ledger, [CellEdit(first.problem_id, "address", "再新址")])
    move_status(ledger, [first.problem_id], "整改中")
    run_import(ledger, [simple([A, {"企业名称": B[0], "问题描述": B[1], "备注": "补充"}], "二.xlsx")])
    first, second = batch_rows(ledger, batch, "new")
    assert first.changes == (("状态", "待整改", "整改中"), ("详细地址", "1号", "再新址"))
    assert (first.status_then, first.status_now) == ("待整改", "整改中")
    assert second.changes[0] == ("备注", "", "补充")
    assert "备注" in second.since
    undo_import(ledger, 2)
    undo_import(ledger, 1)
    assert batch_rows(ledger, batch, "new")[1].since == "已移出台账"
