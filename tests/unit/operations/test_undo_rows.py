"""Undo and redo of rows behind problems: measures, notes, reports, visits, views, all alike."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from models import clock
from models.errors import UserError
from models.operations import CellEdit, edit_cells
from models.operations.entities import ENTITIES
from models.operations.history import open_change_set
from models.operations.rows import create_row, read_rows, remove_rows, restore_rows, row_text, write_row_changes
from models.operations.undo import redo, undo, undo_last
from models.queries.check import check_ledger
from models.queries.problems import ProblemQuery, problem_ids
from models.schema import Problem


def step(ledger, work, title="一步"):
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, title, kind="edit")
        made = work(connection, recorder)
        recorder.close()
        return recorder.id, made


def add_measure(ledger, problem=1, **values):
    full = {"problem_id": problem, "position": 0, "text": "拆除燃煤锅炉"} | values
    return step(ledger, lambda connection, recorder: create_row(connection, recorder, "measure", full))


def change(ledger, entity, key, **values):
    return step(ledger, lambda connection, recorder: write_row_changes(connection, recorder, entity, key, values))


def rows_of(ledger, entity):
    with ledger.reading() as connection:
        query = select(ENTITIES[entity].table.c.id)
        return read_rows(connection, ENTITIES[entity], connection.execute(query).scalars())


def test_a_made_row_is_taken_out_and_comes_back(ledger):
    made_in, key = add_measure(ledger)
    assert rows_of(ledger, "measure")[key]["created_in"] == made_in
    undone = undo_last(ledger)
    assert rows_of(ledger, "measure")[key]["removed_in"] == undone.change_set_id
    assert (undone.entity_ids, undone.fields, undone.kept) == ({1}, {"measures_rows"}, ())
    redone = redo(ledger)
    assert rows_of(ledger, "measure")[key]["removed_in"] is None
    assert (redone.entity_ids, redone.fields) == ({1}, {"measures_rows"})
    undo_last(ledger)
    assert rows_of(ledger, "measure")[key]["removed_in"] is not None
    assert check_ledger(ledger).ok


def test_changed_columns_of_every_type_go_back_and_forth(ledger):
    _step, key = add_measure(ledger)
    before = rows_of(ledger, "measure")[key]
    new = {"share": Decimal("33.3"), "due_on": date(2019, 6, 30), "responsible_unit": "城管局", "text": "改用天然气"}
    _step, differing = change(ledger, "measure", key, **new)
    after = rows_of(ledger, "measure")[key]
    assert differing == set(new)
    undo_last(ledger)
    assert rows_of(ledger, "measure")[key] == before
    redo(ledger)
    assert rows_of(ledger, "measure")[key] == after


def test_an_equal_value_is_no_change(ledger):
    _step, key = add_measure(ledger)
    assert change(ledger, "measure", key, text="拆除燃煤锅炉")[1] == frozenset()


def test_a_made_row_that_was_changed_since_is_kept_and_said(ledger):
    made_in, key = add_measure(ledger)
    change(ledger, "measure", key, remarks="等设备")
    undone = undo(ledger, made_in)
    assert rows_of(ledger, "measure")[key]["removed_in"] is None
    (kept,) = undone.kept
    assert (kept.problem_id, kept.ledger_number) == (1, "ZG-000001")
    assert kept.why == "整改措施“拆除燃煤锅炉”之后又被改过"


def test_a_change_that_was_itself_undone_keeps_nothing(ledger):
    made_in, key = add_measure(ledger)
    change(ledger, "measure", key, remarks="等设备")
    undo_last(ledger)
    assert undo(ledger, made_in).kept == ()
    assert rows_of(ledger, "measure")[key]["removed_in"] is not None


def test_a_value_changed_since_is_kept_while_the_rest_goes_back(ledger):
    _step, key = add_measure(ledger)
    first, _ = change(ledger, "measure", key, remarks="甲", responsible_unit="城管局")
    change(ledger, "measure", key, remarks="乙")
    undone = undo(ledger, first)
    row = rows_of(ledger, "measure")[key]
    assert (row["remarks"], row["responsible_unit"]) == ("乙", None)
    assert [kept.field for kept in undone.kept] == ["remarks"]


def test_a_measure_that_reports_hang_on_stays(ledger):
    made_in, key = add_measure(ledger)
    report = {"problem_id": 1, "measure_id": key, "period": "2019-05"}
    step(ledger, lambda connection, recorder: create_row(connection, recorder, "progress_report", report))
    undone = undo(ledger, made_in)
    assert rows_of(ledger, "measure")[key]["removed_in"] is None
    assert "进展填报" in undone.kept[0].why


def test_rows_made_together_go_together(ledger):
    def work(connection, recorder):
        evidence = create_row(connection, recorder, "evidence", {"problem_id": 2, "title": "整改后照片"})
        version = {
            "evidence_id": evidence, "number": 1, "sha256": "0" * 64, "name": "a.jpg", "size": 1,
            "added_at": clock.now(),
        }  # fmt: skip
        create_row(connection, recorder, "evidence_version", version)

    step(ledger, work)
    undone = undo_last(ledger)
    assert (undone.kept, undone.entity_ids, undone.fields) == ((), {2}, {"evidence_rows"})
    assert all(
        row["removed_in"] for entity in ("evidence", "evidence_version") for row in rows_of(ledger, entity).values()
    )
    redo(ledger)
    assert not any(
        row["removed_in"] for entity in ("evidence", "evidence_version") for row in rows_of(ledger, entity).values()
    )


def test_a_removal_and_a_restoration_are_taken_back(ledger):
    _step, key = add_measure(ledger)
    removed_in, _ = step(ledger, lambda connection, recorder: remove_rows(connection, recorder, "measure", [key]))
    undo_last(ledger)
    assert rows_of(ledger, "measure")[key]["removed_in"] is None
    redo(ledger)
    step(ledger, lambda connection, recorder: restore_rows(connection, recorder, "measure", [key]))
    assert rows_of(ledger, "measure")[key]["removed_in"] is None
    undo_last(ledger)
    assert rows_of(ledger, "measure")[key]["removed_in"] is not None
    assert removed_in


def test_a_removed_row_cannot_be_changed(ledger):
    _step, key = add_measure(ledger)
    step(ledger, lambda connection, recorder: remove_rows(connection, recorder, "measure", [key]))
    with pytest.raises(UserError, match="整改措施已经不在了"):
        change(ledger, "measure", key, text="别的")


def test_rows_of_tables_that_only_switch_off_are_switched(ledger):
    field = {"key": "custom_text_01", "title": "督办文号", "kind": "text", "active": True}
    _step, key = step(ledger, lambda connection, recorder: create_row(connection, recorder, "custom_field", field))
    assert undo_last(ledger).fields == {"custom_fields"}
    assert rows_of(ledger, "custom_field")[key]["active"] is False
    redo(ledger)
    assert rows_of(ledger, "custom_field")[key]["active"] is True


def test_rows_of_tables_without_a_trash_are_made_again_from_history(ledger):
    view = {"page": "ledger", "name": "逾期", "owner_id": None, "content": "{}"}
    _step, key = step(ledger, lambda connection, recorder: create_row(connection, recorder, "saved_view", view))
    before = rows_of(ledger, "saved_view")
    step(ledger, lambda connection, recorder: remove_rows(connection, recorder, "saved_view", [key]))
    assert key not in rows_of(ledger, "saved_view")
    undo_last(ledger)
    assert rows_of(ledger, "saved_view") == before
    redo(ledger)
    undo_last(ledger)
    undo_last(ledger)
    assert key not in rows_of(ledger, "saved_view")
    redo(ledger)
    assert rows_of(ledger, "saved_view") == before
    assert check_ledger(ledger).ok


def test_a_deleted_round_is_not_put_back_beside_one_of_the_same_name(ledger):
    line = {"campaign_id": 1, "name": "第 3 轮"}
    _step, key = step(ledger, lambda connection, recorder: create_row(connection, recorder, "round", line))
    out, _ = step(ledger, lambda connection, recorder: remove_rows(connection, recorder, "round", [key]))
    step(ledger, lambda connection, recorder: create_row(connection, recorder, "round", line))
    assert "同样的一条" in undo(ledger, out).kept[0].why


def test_a_round_with_visits_stays(ledger):
    made_in, key = step(
        ledger, lambda connection, recorder: create_row(connection, recorder, "round", {"campaign_id": 1, "name": "9"})
    )
    _step, visit = step(
        ledger,
        lambda connection, recorder: create_row(connection, recorder, "visit", {"round_id": key, "site_name": "厂"}),
    )
    assert "现场检查" in undo(ledger, made_in).kept[0].why
    change(ledger, "visit", visit, team="第 7 组")
    assert rows_of(ledger, "visit")[visit]["version"] == 2
    back = undo_last(ledger)
    assert (back.entity_ids, back.fields) == (frozenset(), {"visits"})
    assert rows_of(ledger, "visit")[visit]["team"] is None


def test_a_problem_made_by_hand_goes_and_comes_back(ledger):
    def work(connection, recorder):
        connection.execute(
            insert(Problem).values(
                id=99, ledger_number="ZG-000099", campaign_id=1, status="待整改", city="邯郸市", created_in=recorder.id
            )
        )
        recorder.created([99])
        recorder.changed(99, "city", None, "邯郸市")

    made_in, _ = step(ledger, work)
    assert undo_last(ledger).fields == frozenset()
    assert 99 not in problem_ids(ledger, ProblemQuery())
    redo(ledger)
    assert 99 in problem_ids(ledger, ProblemQuery())
    edit_cells(ledger, [CellEdit(99, "remarks", "甲")])
    assert undo(ledger, made_in).kept[0].why == "这条问题之后又被改过"
    assert 99 in problem_ids(ledger, ProblemQuery())


def test_fields_and_rows_of_one_step_go_back_together(ledger):
    _step, key = add_measure(ledger)

    def work(connection, recorder):
        write_row_changes(connection, recorder, "measure", key, {"percent": Decimal(100)})
        recorder.changed(3, "remarks", None, "甲")
        connection.execute(Problem.__table__.update().where(Problem.id == 3).values(remarks="甲"))

    step(ledger, work)
    undone = undo_last(ledger)
    assert undone.entity_ids == {1, 3}
    assert undone.fields == {"measures_rows", "remarks"}


def test_a_row_text_holds_every_column():
    assert row_text({"id": 1, "due_on": date(2019, 5, 6), "share": Decimal("1.50"), "text": None}) == (
        '{"id":1,"due_on":"2019-05-06","share":"1.50","text":null}'
    )
