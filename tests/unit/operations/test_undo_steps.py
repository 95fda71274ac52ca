"""Several named steps back and forth at once, as the list beside 撤销 offers them."""

import pytest

from models.errors import UserError
from models.operations import CellEdit, edit_cells
from models.operations.undo import redo, redo_steps, undo, undo_last, undo_steps
from models.queries.check import check_ledger
from models.queries.problems import ProblemQuery, problem_records
from models.queries.undo_steps import redo_list, undo_list
from models.store import Ledger


def state(ledger):
    return list(problem_records(ledger, ProblemQuery()))


def three_edits(ledger):
    return [
        edit_cells(ledger, [CellEdit(1, "remarks", "甲"), CellEdit(2, "remarks", "甲")]),
        edit_cells(ledger, [CellEdit(2, "goal", "目标")]),
        edit_cells(ledger, [CellEdit(3, "town", "北诗镇")]),
    ]


def test_the_list_names_steps_newest_first_with_imports_among_them(ledger):
    edits = three_edits(ledger)
    lines = undo_list(ledger)
    assert [line.change_set_id for line in lines] == [one.change_set_id for one in reversed(edits)] + [1]
    assert (lines[2].title, lines[2].actor, lines[2].changes) == ("修改 2 条问题的备注", "张三", 2)
    assert (lines[-1].kind, lines[-1].title) == ("import", "导入第 1 批")


def test_several_steps_go_back_at_once_and_come_back_one_by_one_or_at_once(ledger):
    before = state(ledger)
    edits = three_edits(ledger)
    after = state(ledger)
    change = undo_steps(ledger, [one.change_set_id for one in edits])
    assert (change.title, change.entity_ids, change.fields) == (
        "撤销：3 步", {1, 2, 3}, {"remarks", "goal", "town"},
    )  # fmt: skip
    assert state(ledger) == before
    assert [line.title for line in redo_list(ledger)] == [one.title for one in edits]
    redo(ledger)
    assert [line.title for line in redo_list(ledger)] == [one.title for one in edits[1:]]
    redo_steps(ledger, 2)
    assert state(ledger) == after
    assert redo_list(ledger) == []
    assert check_ledger(ledger).ok


def test_when_one_of_several_steps_cannot_go_back_none_does(ledger):
    edits = three_edits(ledger)
    undo(ledger, edits[0].change_set_id)
    before = state(ledger)
    with pytest.raises(UserError, match="已经撤销过了"):
        undo_steps(ledger, [one.change_set_id for one in edits])
    assert state(ledger) == before
    assert len(undo_list(ledger)) == 3


def test_more_steps_than_there_are_cannot_be_done_again(ledger):
    three_edits(ledger)
    undo_last(ledger)
    with pytest.raises(UserError, match="没有可以重做"):
        redo_steps(ledger, 2)
    assert len(redo_list(ledger)) == 1


def test_a_new_step_empties_the_list_of_what_can_be_done_again(ledger):
    three_edits(ledger)
    undo_last(ledger)
    edit_cells(ledger, [CellEdit(1, "remarks", "乙")])
    assert redo_list(ledger) == []


def test_the_lists_survive_a_restart(ledger):
    edits = three_edits(ledger)
    undo_last(ledger)
    ledger.close()
    with Ledger.open(ledger.folder, actor="李四") as again:
        assert [line.title for line in redo_list(again)] == [edits[2].title]
        assert undo_list(again)[0].title == edits[1].title


def test_a_step_taken_back_says_where_to_look(ledger):
    edit_cells(ledger, [CellEdit(3, "deadline_text", "2019年7月底前")])
    place = undo_last(ledger).place
    assert (place.entity, place.problem_id, place.field, place.number) == ("problem", 3, "deadline_text", "ZG-000003")
    assert redo(ledger).place == place
