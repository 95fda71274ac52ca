"""Deadlines counted in working days: their day, how it was reached, and what moves when the calendar changes."""

from __future__ import annotations

from datetime import date

import pytest

from models.operations import CellEdit, edit_cells, redo, undo_last
from models.operations.calendar import remove_year, set_day
from models.operations.deadline_moves import apply_deadline_moves, deadline_moves
from models.operations.escalation_values import StepDraft
from models.operations.escalations import take_step
from models.operations.extension_steps import Grant
from models.operations.extensions import grant_one
from models.operations.measures import add_measure
from models.operations.rule_settings import set_rule
from models.operations.stored_values import read_fields
from models.queries.escalation_ladders import ladder_of
from models.queries.workday_calendar import PUT_OFF
from tests.unit.operations.closing import case_of, public, submitted

FIELDS = ("deadline", "deadline_kind", "deadline_rule", "deadline_estimated", "deadline_text")


def stored(ledger, key):
    with ledger.reading() as connection:
        found = read_fields(connection, [key], FIELDS)[key]
    return {name: found[name] for name in FIELDS}


def assigned(ledger, key, text, day):
    edit_cells(ledger, [CellEdit(key, "assigned_on", day), CellEdit(key, "deadline_text", text)])


def listed(ledger):
    return [(move.title, move.ledger_number, move.old, move.new) for move in deadline_moves(ledger) if move.moves]


def test_so_many_working_days_get_a_day_and_say_how_it_was_reached(ledger):
    assigned(ledger, 1, "收到之日起20个工作日内", "2018-09-26")
    assert stored(ledger, 1) == {
        "deadline": date(2018, 10, 29), "deadline_kind": "working_days", "deadline_estimated": False,
        "deadline_rule": "自2018-09-26起20个工作日（不含当日）", "deadline_text": "收到之日起20个工作日内",
    }  # fmt: skip
    edit_cells(ledger, [CellEdit(1, "assigned_on", "2018-05-03")])
    assert (stored(ledger, 1)["deadline"], stored(ledger, 1)["deadline_rule"]) == (
        date(2018, 5, 31), "自2018-05-03起20个工作日（不含当日）"
    )  # fmt: skip
    undo_last(ledger)
    assert stored(ledger, 1)["deadline"] == date(2018, 10, 29)


def test_a_day_beyond_the_known_years_is_estimated(ledger):
    assigned(ledger, 2, "20个工作日内", "2026-12-21")
    assert (stored(ledger, 2)["deadline"], stored(ledger, 2)["deadline_estimated"]) == (date(2027, 1, 18), True)


def test_a_day_typed_by_hand_has_no_count_behind_it(ledger):
    assigned(ledger, 1, "20个工作日内", "2018-09-26")
    edit_cells(ledger, [CellEdit(1, "deadline", "2018-11-30")])
    now = stored(ledger, 1)
    assert (now["deadline_kind"], now["deadline_rule"], now["deadline_estimated"]) == ("date", None, False)


def test_a_measure_gets_its_day_by_the_calendar_too(ledger):
    edit_cells(ledger, [CellEdit(1, "assigned_on", "2018-09-26")])
    add_measure(ledger, 1, {"text": "拆除锅炉", "due_text": "10个工作日内"})
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT due_on FROM measure").scalar() == "2018-10-15"


def test_nothing_moves_as_long_as_the_calendar_stays(ledger):
    assigned(ledger, 1, "20个工作日内", "2018-09-26")
    assert deadline_moves(ledger) == []


def test_a_changed_day_lists_what_would_move_and_moves_it_on_yes(ledger):
    assigned(ledger, 1, "20个工作日内", "2018-09-26")
    assigned(ledger, 2, "5个工作日内", "2018-04-27")
    set_day(ledger, date(2018, 10, 10), "holiday", "停电")
    assert listed(ledger) == [("整改期限", "ZG-000001", date(2018, 10, 29), date(2018, 10, 30))]
    assert stored(ledger, 1)["deadline"] == date(2018, 10, 29)
    change = apply_deadline_moves(ledger, deadline_moves(ledger))
    assert (change.title, change.entity_ids) == ("按工作日历调整 1 个期限", {1})
    assert "deadline" in change.fields
    assert stored(ledger, 1)["deadline"] == date(2018, 10, 30)
    assert deadline_moves(ledger) == []
    undo_last(ledger)
    assert stored(ledger, 1)["deadline"] == date(2018, 10, 29)
    redo(ledger)
    assert stored(ledger, 1)["deadline"] == date(2018, 10, 30)


def test_a_year_taken_out_makes_deadlines_estimated_and_bringing_it_back_settles_them(ledger):
    assigned(ledger, 1, "20个工作日内", "2018-05-03")
    assigned(ledger, 2, "20个工作日内", "2018-09-26")
    remove_year(ledger, 2018)
    found = {move.ledger_number: move for move in deadline_moves(ledger)}
    assert not found["ZG-000001"].moves
    assert (found["ZG-000002"].new, found["ZG-000002"].estimated) == (date(2018, 10, 24), True)
    apply_deadline_moves(ledger, list(found.values()))
    assert stored(ledger, 1)["deadline_estimated"] is True
    assert stored(ledger, 2)["deadline"] == date(2018, 10, 24)
    undo_last(ledger)
    undo_last(ledger)
    assert deadline_moves(ledger) == []


def test_what_a_person_typed_extended_or_closed_never_moves(ledger):
    for key in (1, 2, 3):
        assigned(ledger, key, "20个工作日内", "2018-09-26")
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET status='已销号', closed_on='2018-10-20' WHERE id=3")
    edit_cells(ledger, [CellEdit(1, "deadline", "2018-10-28")])
    grant_one(ledger, 2, Grant("extension", "雨季停工", "刘局长", date(2018, 10, 20), to=date(2018, 11, 30)))
    set_day(ledger, date(2018, 10, 10), "holiday")
    assert listed(ledger) == []


def test_a_deadline_changed_meanwhile_stays_as_it_is(ledger):
    assigned(ledger, 1, "20个工作日内", "2018-09-26")
    set_day(ledger, date(2018, 10, 10), "holiday")
    moves = deadline_moves(ledger)
    edit_cells(ledger, [CellEdit(1, "deadline", "2018-12-31")])
    assert apply_deadline_moves(ledger, moves).change_set_id == 0
    assert stored(ledger, 1)["deadline"] == date(2018, 12, 31)


def test_a_problem_that_waited_for_a_calendar_gets_its_first_day(ledger):
    with ledger.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE problem SET deadline_text='20个工作日内', deadline_kind='working_days', deadline=NULL,"
            " assigned_on='2018-05-03', version=version+1 WHERE id=3"
        )
    assert listed(ledger) == [("整改期限", "ZG-000003", None, date(2018, 5, 31))]
    apply_deadline_moves(ledger, deadline_moves(ledger))
    assert stored(ledger, 3)["deadline_rule"] == "自2018-05-03起20个工作日（不含当日）"


def test_a_stage_in_working_days_moves_with_its_calendar(ledger):
    assigned(ledger, 1, "5个工作日内报送方案，20个工作日内全面完成", "2018-09-26")
    before = stored(ledger, 1)
    assert (before["deadline_kind"], before["deadline"]) == ("staged", date(2018, 10, 29))
    set_day(ledger, date(2018, 10, 10), "holiday")
    assert listed(ledger) == [("整改期限", "ZG-000001", date(2018, 10, 29), date(2018, 10, 30))]


def test_a_running_publicity_and_an_open_reply_move_too(ledger, tmp_path):
    case = public(ledger, 5, tmp_path, date(2019, 4, 18))
    until = case.row["publicity_until"]
    with ledger.reading() as connection:
        step = ladder_of(connection, "省级五步法").named("预警")
    take_step(
        ledger, StepDraft(step.id, (2,), "", {"approver": "刘处长", "document_on": "2019-04-18"}, reply_workdays=5)
    )
    set_day(ledger, date(2019, 4, 19), "holiday", "检修")
    found = {move.title: move for move in deadline_moves(ledger)}
    assert set(found) == {"公示截止", "回复期限"}
    assert found["公示截止"].old == until
    assert found["公示截止"].new > until
    change = apply_deadline_moves(ledger, list(found.values()))
    assert {"closure_rows", "escalation_rows"} <= change.fields
    assert case_of(ledger, 5).row["publicity_until"] == found["公示截止"].new
    assert deadline_moves(ledger) == []
    undo_last(ledger)
    assert case_of(ledger, 5).row["publicity_until"] == until


def test_the_day_until_which_a_level_should_be_done_moves_too(ledger, tmp_path):
    submitted(ledger, 5, tmp_path, date(2019, 4, 15))
    set_day(ledger, date(2019, 4, 19), "holiday", "检修")
    (move,) = deadline_moves(ledger)
    assert (move.title, move.problem_id, move.old, move.new) == (
        "办理期限", 5, date(2019, 4, 28), date(2019, 4, 29)
    )  # fmt: skip
    assert "closure_rows" in apply_deadline_moves(ledger, [move]).fields
    assert case_of(ledger, 5).row["level_due_on"] == date(2019, 4, 29)
    assert deadline_moves(ledger) == []
    undo_last(ledger)
    assert case_of(ledger, 5).row["level_due_on"] == date(2019, 4, 28)
    redo(ledger)
    assert case_of(ledger, 5).row["level_due_on"] == date(2019, 4, 29)


def test_with_the_rule_a_deadline_keeps_clear_of_rest_days(ledger):
    assigned(ledger, 1, "2018年10月1日前", "2018-09-01")
    assigned(ledger, 2, "7日内", "2018-09-26")
    assert stored(ledger, 1)["deadline"] == date(2018, 10, 1)
    set_rule(ledger, PUT_OFF, True)
    assert listed(ledger) == [
        ("整改期限", "ZG-000001", date(2018, 10, 1), date(2018, 10, 8)),
        ("整改期限", "ZG-000002", date(2018, 10, 3), date(2018, 10, 8)),
    ]
    apply_deadline_moves(ledger, deadline_moves(ledger))
    assert stored(ledger, 2)["deadline_rule"] == "自2018-09-26起7日（不含当日），至2018-10-03，遇休息日顺延"
    assert deadline_moves(ledger) == []
    set_rule(ledger, PUT_OFF, False)
    assert [move[3] for move in listed(ledger)] == [date(2018, 10, 1), date(2018, 10, 3)]


def test_a_date_typed_over_the_words_is_not_put_off(ledger):
    edit_cells(ledger, [CellEdit(1, "deadline_text", "2018年10月1日前")])
    edit_cells(ledger, [CellEdit(1, "deadline", "2018-10-06")])
    set_rule(ledger, PUT_OFF, True)
    assert "ZG-000001" not in [move[1] for move in listed(ledger)]


@pytest.mark.parametrize("text", ["9999999个工作日内", "999999日内"])
def test_more_days_than_dates_have_leave_the_deadline_without_a_day(ledger, text):
    assigned(ledger, 1, text, "2018-09-26")
    assert stored(ledger, 1)["deadline"] is None


def test_an_estimated_deadline_carries_its_mark_in_the_ledger(ledger):
    from models.operations.marking import list_rules

    assigned(ledger, 2, "20个工作日内", "2026-12-21")
    rule = next(line for line in list_rules(ledger) if line.draft.word == "预估")
    assert (rule.draft.field, rule.found, rule.broken) == ("deadline", 1, "")


def test_hundreds_of_counted_deadlines_are_moved_in_one_step(demo):
    words = "deadline_text='20个工作日内', deadline_kind='working_days', status='整改中'"
    with demo.writing() as connection:
        blank = "closed_on=NULL, deadline=NULL, deadline_rule=NULL, original_deadline=NULL"
        connection.exec_driver_sql(f"UPDATE problem SET {words}, {blank}")
    moves = [move for move in deadline_moves(demo) if move.kind == "problem"]
    assert len(moves) == 400
    change = apply_deadline_moves(demo, moves)
    assert len(change.entity_ids) == 400
    undo_last(demo)
    assert len([move for move in deadline_moves(demo) if move.kind == "problem"]) == 400
