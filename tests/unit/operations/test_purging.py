"""The trash and 彻底删除: a backup first, everything behind a problem goes, history and numbers stay."""

import sqlite3

import pytest
from sqlalchemy import insert, select

from models.errors import UserError
from models.importing.writing.undo import undo_import
from models.operations import remove_problems, restore_problems
from models.operations.purging import preview_purge, purge_problems
from models.operations.undo import undo, undo_last
from models.queries.change_log import list_steps, step_changes
from models.queries.check import check_ledger
from models.queries.problems import ProblemQuery, problem_ids
from models.queries.trash import trash_lines
from models.schema import Measure, Note, Problem, ProblemLink, Visit
from models.store import Ledger


def fill(ledger):
    from datetime import datetime

    with ledger.writing() as connection:
        connection.execute(insert(Measure).values(problem_id=1, position=0, text="拆除锅炉"))
        connection.execute(insert(Note).values(problem_id=1, text="记着", at=datetime(2019, 5, 1)))
        connection.execute(insert(ProblemLink).values(problem_id=2, other_id=1, kind="duplicate", number="A-1"))
        connection.execute(insert(Visit).values(id=7, problem_id=1, site_name="厂"))


def test_the_trash_says_who_when_and_why(ledger):
    remove_problems(ledger, [1, 2], "重复登记")
    remove_problems(ledger, [5])
    lines, total = trash_lines(ledger)
    assert total == 3
    assert [(line.ledger_number, line.title, line.actor) for line in lines[:2]] == [
        ("ZG-000005", "删除 ZG-000005", "张三"), ("ZG-000001", "删除 2 条问题（重复登记）", "张三"),
    ]  # fmt: skip
    assert lines[1].place == "邯郸市 · 武安市"
    assert [line.ledger_number for line in trash_lines(ledger, "永年 重复")[0]] == ["ZG-000002"]
    restore_problems(ledger, [1])
    assert trash_lines(ledger)[1] == 2
    undo_last(ledger)
    assert trash_lines(ledger)[1] == 3


def test_what_would_be_lost_is_counted_first(ledger):
    fill(ledger)
    remove_problems(ledger, [1, 2])
    preview = preview_purge(ledger, [1, 2, 3])
    assert preview.problems == 2
    assert dict(preview.behind) == {"整改措施": 1, "备忘": 1, "关联": 1}


def test_a_purge_makes_a_backup_that_still_holds_everything(ledger):
    fill(ledger)
    remove_problems(ledger, [1])
    report = purge_problems(ledger, [1])
    with ledger.reading() as connection:
        assert connection.execute(select(Problem.id).where(Problem.id == 1)).first() is None
        assert connection.execute(select(Measure.id)).first() is None
        assert connection.execute(select(Visit.problem_id).where(Visit.id == 7)).scalar() is None
        assert connection.execute(select(ProblemLink.other_id, ProblemLink.number)).one() == (None, "A-1")
    with sqlite3.connect(report.backup) as copy:
        assert copy.execute("select site_name from problem where id = 1").fetchone() == ("武安市兴旺铸造厂",)
    copy.close()
    assert check_ledger(ledger).ok


def test_a_purge_stays_in_history_and_cannot_be_undone(ledger):
    removed = remove_problems(ledger, [1])
    report = purge_problems(ledger, [1])
    assert report.change.title == "彻底删除 ZG-000001"
    step = list_steps(ledger)[0]
    assert (step.kind, step.title) == ("purge", "彻底删除 ZG-000001")
    assert [(line.old, line.new) for line in step_changes(ledger, step.id)] == [
        ("ZG-000001 武安市兴旺铸造厂", "已彻底删除")
    ]
    with pytest.raises(UserError, match="不能撤销"):
        undo(ledger, report.change.change_set_id)
    assert undo(ledger, removed.change_set_id).entity_ids == frozenset()
    assert 1 not in problem_ids(ledger, ProblemQuery())


def test_only_what_is_in_the_trash_can_be_purged(ledger):
    with pytest.raises(UserError, match="不在已删除之列"):
        purge_problems(ledger, [1])
    assert not list(ledger.backups_folder.glob("*")) if ledger.backups_folder.exists() else True


def test_without_a_backup_nothing_is_purged(ledger, monkeypatch):
    remove_problems(ledger, [1])

    def full(*_args, **_more):
        raise UserError("磁盘已满")

    monkeypatch.setattr(Ledger, "backup", full)
    with pytest.raises(UserError, match="磁盘已满"):
        purge_problems(ledger, [1])
    assert trash_lines(ledger)[1] == 1


def test_an_import_whose_problems_were_purged_can_still_be_taken_back(ledger):
    remove_problems(ledger, [1])
    purge_problems(ledger, [1])
    report = undo_import(ledger, 1)
    assert report.removed == 3
    assert check_ledger(ledger).ok
