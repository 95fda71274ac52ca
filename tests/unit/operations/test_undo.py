"""Undo and redo of named steps, also after a restart and after others changed something."""

import pytest

from models.errors import UserError
from models.operations import (
    CellEdit,
    edit_cells,
    move_status,
    next_redo,
    next_undo,
    redo,
    remove_problems,
    restore_problems,
    undo_last,
)  # fmt: skip
from models.operations.undo import undo
from models.queries.check import check_ledger
from models.queries.problems import ProblemQuery, problem_ids, problem_records
from models.store import Ledger


def state(ledger):
    return list(problem_records(ledger, ProblemQuery()))


def steps(ledger):
    yield lambda: edit_cells(ledger, [CellEdit(1, "deadline_text", "立行立改"), CellEdit(2, "county", "武安市")])
    yield lambda: edit_cells(
        ledger, [CellEdit(1, "pollutants", "土壤"), CellEdit(1, "weight", 3), CellEdit(4, "falsified", "是")]
    )
    yield lambda: move_status(ledger, [1, 2], "已上报待核查")
    yield lambda: remove_problems(ledger, [2, 3])
    yield lambda: restore_problems(ledger, [3])
    yield lambda: edit_cells(ledger, [CellEdit(5, "city", "晋城")])


def test_any_number_of_steps_goes_back_and_forth(ledger):
    states = [state(ledger)]
    titles = []
    for step in steps(ledger):
        titles.append(step().title)
        states.append(state(ledger))
    for _round in range(2):
        for place in range(len(titles) - 1, -1, -1):
            assert next_undo(ledger).title == titles[place]
            assert undo_last(ledger).kept == ()
            assert state(ledger) == states[place]
        assert next_undo(ledger) is None
        for place, title in enumerate(titles):
            assert next_redo(ledger).title == title
            assert redo(ledger).kept == ()
            assert state(ledger) == states[place + 1]
        assert next_redo(ledger) is None
    assert check_ledger(ledger).ok


def test_steps_survive_a_restart(ledger):
    before = state(ledger)
    edit_cells(ledger, [CellEdit(1, "remarks", "甲")])
    ledger.close()
    with Ledger.open(ledger.folder, actor="李四") as again:
        assert next_undo(again).title == "修改 ZG-000001 的备注"
        change = undo_last(again)
        assert (change.kind, change.title, change.fields) == ("undo", "撤销：修改 ZG-000001 的备注", {"remarks"})
        assert state(again) == before


def test_a_value_changed_since_is_kept_and_reported(ledger):
    first = edit_cells(
        ledger, [CellEdit(1, "remarks", "甲"), CellEdit(1, "goal", "目标"), CellEdit(2, "remarks", "甲")]
    )
    edit_cells(ledger, [CellEdit(1, "remarks", "乙")])
    remove_problems(ledger, [2])
    change = undo(ledger, first.change_set_id)
    kept = {(one.ledger_number, one.field) for one in change.kept}
    assert kept == {("ZG-000001", "remarks"), ("ZG-000002", "remarks")}
    assert all(one.why for one in change.kept)
    found = state(ledger)[0]
    assert (found["remarks"], found["goal"]) == ("乙", None)


def test_a_new_step_ends_what_could_be_redone(ledger):
    edit_cells(ledger, [CellEdit(1, "remarks", "甲")])
    undo_last(ledger)
    edit_cells(ledger, [CellEdit(1, "remarks", "乙")])
    assert next_redo(ledger) is None
    with pytest.raises(UserError, match="没有可以重做的步骤"):
        redo(ledger)


def test_an_import_is_not_undone_as_a_step(ledger):
    assert next_undo(ledger) is None
    with pytest.raises(UserError, match="撤销导入"):
        undo(ledger, 1)
    with pytest.raises(UserError, match="没有可以撤销的步骤"):
        undo_last(ledger)


def test_a_step_is_undone_only_once(ledger):
    change = edit_cells(ledger, [CellEdit(1, "remarks", "甲")])
    undo(ledger, change.change_set_id)
    with pytest.raises(UserError, match="已经撤销过了"):
        undo(ledger, change.change_set_id)


def test_removing_and_restoring_name_their_rows(ledger):
    assert remove_problems(ledger, [1]).title == "删除 ZG-000001"
    assert remove_problems(ledger, [2, 3], "重复登记").title == "删除 2 条问题（重复登记）"
    with pytest.raises(UserError, match="已不在台账里"):
        remove_problems(ledger, [1])
    assert restore_problems(ledger, [1, 2]).entity_ids == {1, 2}
    with pytest.raises(UserError):
        restore_problems(ledger, [1])
    assert sorted(problem_ids(ledger, ProblemQuery())) == [1, 2, 4, 5]
