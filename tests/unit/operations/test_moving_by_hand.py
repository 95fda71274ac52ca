"""The same check wherever a state or a kept field can be edited: cells, bulk edit, paste, import as history."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models.errors import UserError
from models.operations import CellEdit, edit_cells
from models.operations.bulk_edit import BulkChange, edit_bulk, preview_bulk
from models.operations.moving import MoveRefused
from models.operations.pasting import PastedCell, check_cells, write_cells
from models.queries.problems import ProblemQuery, detail, problem_records
from models.schema import StatusField, StatusMove

ALL = [1, 2, 3, 4, 5]


def value(ledger, key, field):
    (found,) = problem_records(ledger, ProblemQuery(ids=(key,)))
    return found[field]


def test_a_state_typed_into_a_cell_is_a_move_and_refused_like_one(ledger):
    with pytest.raises(MoveRefused, match="要先转为“已上报待核查”"):
        edit_cells(ledger, [CellEdit(1, "remarks", "甲"), CellEdit(1, "status", "待销号")])
    assert value(ledger, 1, "remarks") is None
    edit_cells(ledger, [CellEdit(1, "status", "已上报待核查")])
    assert value(ledger, 1, "status") == "已上报待核查"


def test_what_is_typed_beside_a_state_counts_as_filled_in(ledger):
    with ledger.writing() as connection:
        connection.execute(
            update(StatusMove).where(StatusMove.to_status == "已上报待核查").values(required='["completed_on"]')
        )
    with pytest.raises(MoveRefused, match="要先填写完成日期"):
        edit_cells(ledger, [CellEdit(1, "status", "已上报待核查")])
    edit_cells(ledger, [CellEdit(1, "status", "已上报待核查"), CellEdit(1, "completed_on", "2019-05-01")])
    assert (value(ledger, 1, "status"), value(ledger, 1, "completed_on")) == ("已上报待核查", "2019-05-01")


def test_a_closed_problem_keeps_its_deadline_but_an_empty_closing_date_may_be_filled(ledger):
    with pytest.raises(UserError, match=r"ZG-000004.*“已销号”的问题不能改整改期限，要改请先转为"):
        edit_cells(ledger, [CellEdit(4, "deadline", "2019-06-30")])
    with pytest.raises(UserError, match="不能改销号日期"):
        edit_cells(ledger, [CellEdit(4, "closed_on", "2019-06-30")])
    edit_cells(ledger, [CellEdit(4, "remarks", "可以改")])
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET closed_on=NULL WHERE id=4")
    edit_cells(ledger, [CellEdit(4, "closed_on", "2019-04-02")])
    assert value(ledger, 4, "closed_on") == "2019-04-02"


def test_a_kept_field_does_not_follow_another(ledger):
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET deadline_text='30日内', deadline_kind='days' WHERE id=4")
    edit_cells(ledger, [CellEdit(4, "assigned_on", "2019-03-10")])
    assert (value(ledger, 4, "assigned_on"), value(ledger, 4, "deadline")) == ("2019-03-10", "2019-03-31")


def test_bulk_edit_lists_who_is_refused_and_offers_the_rest(ledger):
    change = BulkChange("status", value="已上报待核查", actor="李四", reason="已上报")
    preview = preview_bulk(ledger, ALL, change)
    assert (preview.changed, preview.unchanged, sum(preview.refused.values())) == (2, 1, 2)
    assert any("从“待销号”不能直接转为" in why for why in preview.refused)
    assert {line.ledger_number for line in preview.refused_lines} == {"ZG-000004", "ZG-000005"}
    done = edit_bulk(ledger, ALL, change)
    assert (done.title, done.kind) == ("2 条问题转为“已上报待核查”：已上报", "status")
    assert detail(ledger, 1).history[0].actor == "李四"
    assert [value(ledger, key, "status") for key in ALL] == ["已上报待核查"] * 3 + ["已销号", "待销号"]


def test_bulk_edit_leaves_fields_that_a_state_keeps(ledger):
    preview = preview_bulk(ledger, ALL, BulkChange("deadline", value="2019-12-31"))
    assert (preview.changed, sum(preview.refused.values())) == (4, 1)
    edit_bulk(ledger, ALL, BulkChange("deadline", value="2019-12-31"))
    assert [value(ledger, key, "deadline") for key in (1, 4)] == ["2019-12-31", "2019-03-31"]


def test_a_pasted_state_is_refused_by_the_cell_and_the_rest_is_written(ledger):
    cells = [
        PastedCell(1, "status", "待销号"), PastedCell(1, "remarks", "甲"), PastedCell(2, "status", "整改中"),
        PastedCell(4, "deadline", "2019-12-31"), PastedCell(4, "remarks", "乙"), PastedCell(4, "status", "已销号"),
    ]  # fmt: skip
    check = check_cells(ledger, cells)
    assert [(one.problem_id, one.field) for one in check.rejects] == [(4, "deadline"), (1, "status")]
    assert "要先转为" in check.rejects[1].why and check.rejects[1].where == "ZG-000001 · 状态"
    write_cells(ledger, check.good)
    assert [value(ledger, key, "status") for key in (1, 2)] == ["整改中", "整改中"]
    assert [value(ledger, key, "remarks") for key in (1, 4)] == ["甲", "乙"]


def test_a_field_is_kept_only_for_the_categories_it_says(ledger):
    with ledger.writing() as connection:
        connection.execute(
            update(StatusField).where(StatusField.field == "deadline").values(categories='["燃煤小锅炉清零不到位"]')
        )
    edit_cells(ledger, [CellEdit(4, "deadline", "2019-06-30")])
    assert value(ledger, 4, "deadline") == "2019-06-30"
