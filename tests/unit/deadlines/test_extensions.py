"""Deadlines are extended and suspended with a basis and an approver; the first one is kept, and all can be undone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from models.errors import UserError
from models.operations import edit_cells, redo, undo_last
from models.operations.edit import CellEdit
from models.operations.extension_plans import plan_extensions
from models.operations.extension_steps import read_extension, read_suspension
from models.operations.extensions import grant_many, grant_one, lift_suspension, remove_extension

TOLD = {"basis": "工程量大", "approver": "市整改办"}


def day(month: int, number: int) -> date:
    return date(2019, month, number)


def extension(**values):
    return read_extension(TOLD | values)


def suspension(starts, ends):
    return read_suspension(TOLD | {"starts_on": starts, "ends_on": ends})


def stand(ledger, problem_id=1):
    query = "SELECT deadline, original_deadline, suspended_until FROM problem WHERE id = :id"
    with ledger.reading() as connection:
        return tuple(connection.execute(text(query), {"id": problem_id}).one())


def rows(ledger, problem_id=1):
    query = (
        "SELECT id, kind, number, from_deadline, to_deadline, lifted_on FROM extension"
        " WHERE problem_id = :id AND removed_in IS NULL ORDER BY id"
    )
    with ledger.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query), {"id": problem_id})]


def rule(ledger, key, word):
    with ledger.writing() as connection:
        connection.execute(text("UPDATE rule_setting SET value = :v WHERE key = :k"), {"k": key, "v": f'"{word}"'})


def test_an_extension_moves_the_deadline_and_keeps_the_first_one_for_ever(ledger):
    change = grant_one(ledger, 1, extension(to="2019-6-30", document_number="邯整改办〔2019〕8号"))
    assert change.title == "ZG-000001 延期至 2019-06-30（第 1 次延期）"
    assert change.entity_ids == {1} and {"extension_rows", "deadline", "mark"} <= change.fields
    assert stand(ledger) == ("2019-06-30", "2019-04-25", None)
    # 20 working days over the weekend of 30 June 2019.
    grant_one(ledger, 1, extension(workdays="20"))
    assert stand(ledger) == ("2019-07-26", "2019-04-25", None)
    assert [row[1:5] for row in rows(ledger)] == [
        ("extension", 1, "2019-04-25", "2019-06-30"),
        ("extension", 2, "2019-06-30", "2019-07-26"),
    ]
    undo_last(ledger)
    undo_last(ledger)
    assert stand(ledger) == ("2019-04-25", None, None) and rows(ledger) == []
    redo(ledger)
    assert stand(ledger) == ("2019-06-30", "2019-04-25", None) and len(rows(ledger)) == 1


@pytest.mark.parametrize(
    ("problem", "values", "sentence"),
    [
        (1, {"to": "2019-4-1"}, "ZG-000001：新期限 2019-04-01 早于现在的期限 2019-04-25"),
        (1, {"to": "2019-4-25"}, "ZG-000001：新期限与现在的期限 2019-04-25 相同"),
        (4, {"to": "2019-7-1"}, "ZG-000004：状态是“已销号”，不能延期"),
        (3, {"to": "2019-7-1"}, "ZG-000003：没有整改期限，不能延期"),
        (99, {"to": "2019-7-1"}, "这条问题已不在台账里"),
        (1, {"to": "2019-7-1", "basis": " "}, "没有填写依据"),
        (1, {"to": "2019-7-1", "approver": ""}, "没有填写批准人（单位）"),
        (1, {}, "没有填写延到哪一天"),
        (1, {"to": "2019-7-1", "workdays": "5"}, "新期限和工作日数只能填写一样"),
        (1, {"workdays": "0"}, "“0”不能作为工作日数"),
        (1, {"to": "2019-7-1", "requested_on": "2019-5-8"}, "申请日期 2019-05-08 晚于批准日期 2019-05-06"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused_with_a_sentence(ledger, problem, values, sentence):
    with pytest.raises(UserError) as caught:
        grant_one(ledger, problem, extension(**values))
    assert caught.value.message == sentence
    assert rows(ledger, problem) == []


def test_an_earlier_deadline_is_taken_when_it_is_meant(ledger):
    grant_one(ledger, 2, extension(to="2019-5-8", allow_earlier=True))
    assert stand(ledger, 2) == ("2019-05-08", "2019-05-10", None)


def test_a_suspension_moves_the_deadline_by_its_length_and_ends_by_itself(ledger):
    grant_one(ledger, 2, suspension("2019-5-6", "2019-5-15"))
    assert stand(ledger, 2) == ("2019-05-20", "2019-05-10", "2019-05-15")
    with pytest.raises(UserError, match="与 2019-05-06 至 2019-05-15 的暂停重叠"):
        grant_one(ledger, 2, suspension("2019-5-15", "2019-5-18"))
    with pytest.raises(UserError, match="期限 2019-04-25 在暂停开始前已到"):
        grant_one(ledger, 1, suspension("2019-5-6", "2019-5-15"))
    with pytest.raises(UserError, match="早于起始日"):
        suspension("2019-5-6", "2019-5-5")


@pytest.mark.parametrize(("unit", "deadline"), [("workdays", "2019-05-22"), ("none", "2019-05-10")])
def test_the_rule_says_how_a_suspension_moves_the_deadline(ledger, unit, deadline):
    rule(ledger, "suspension_unit", unit)
    grant_one(ledger, 2, suspension("2019-5-6", "2019-5-15"))
    assert stand(ledger, 2)[0] == deadline
    assert stand(ledger, 2)[1] == (None if unit == "none" else "2019-05-10")


def test_a_problem_without_a_deadline_may_be_suspended(ledger):
    grant_one(ledger, 3, suspension("2019-5-6", "2019-5-15"))
    assert stand(ledger, 3) == (None, None, "2019-05-15")


def test_lifting_a_suspension_early_gives_back_the_days_that_were_not_used(ledger):
    grant_one(ledger, 2, suspension("2019-5-6", "2019-5-15"))
    grant_one(ledger, 2, extension(workdays=5))
    ((one, *_rest), _later) = rows(ledger, 2)
    change = lift_suspension(ledger, one, day(5, 9))
    assert change.title == "ZG-000002 提前恢复：自 2019-05-09 起不再暂停"
    # The later extension named its day: that stays.
    assert stand(ledger, 2) == ("2019-05-27", "2019-05-10", "2019-05-08")
    assert [row[3:] for row in rows(ledger, 2)] == [
        ("2019-05-10", "2019-05-13", "2019-05-09"),
        ("2019-05-13", "2019-05-27", None),
    ]
    for when, words in ((day(5, 9), "已于 2019-05-09 提前恢复"),):
        with pytest.raises(UserError, match=words):
            lift_suspension(ledger, one, when)
    undo_last(ledger)
    assert stand(ledger, 2) == ("2019-05-27", "2019-05-10", "2019-05-15")


def test_a_suspension_that_is_over_or_has_not_begun_cannot_be_lifted(ledger):
    grant_one(ledger, 2, suspension("2019-5-8", "2019-5-15"))
    one = rows(ledger, 2)[0][0]
    with pytest.raises(UserError, match="早于暂停起始日"):
        lift_suspension(ledger, one)
    with pytest.raises(UserError, match="已自行结束"):
        lift_suspension(ledger, one, day(5, 16))


def test_taking_one_out_lets_the_later_ones_follow(ledger):
    grant_one(ledger, 2, extension(to="2019-6-10"))
    grant_one(ledger, 2, suspension("2019-5-6", "2019-5-15"))
    first, second = (row[0] for row in rows(ledger, 2))
    assert stand(ledger, 2) == ("2019-06-20", "2019-05-10", "2019-05-15")
    change = remove_extension(ledger, first)
    assert change.title == "ZG-000002 删除第 1 次延期"
    assert stand(ledger, 2) == ("2019-05-20", "2019-05-10", "2019-05-15")
    remove_extension(ledger, second)
    assert stand(ledger, 2) == ("2019-05-10", None, None)
    undo_last(ledger)
    undo_last(ledger)
    assert stand(ledger, 2) == ("2019-06-20", "2019-05-10", "2019-05-15")


def test_a_deadline_changed_by_hand_afterwards_is_left_as_it_is(ledger):
    grant_one(ledger, 2, extension(to="2019-6-10"))
    edit_cells(ledger, [CellEdit(2, "deadline", "2019-7-1")])
    remove_extension(ledger, rows(ledger, 2)[0][0])
    assert stand(ledger, 2)[0] == "2019-07-01"


def test_many_are_extended_in_one_step_after_a_preview_of_old_new_and_refused(ledger):
    plan = plan_extensions(ledger, [1, 2, 3, 4, 99], extension(workdays=10))
    assert [(line.ledger_number, line.old, line.new) for line in plan.allowed] == [
        ("ZG-000001", day(4, 25), day(5, 10)),
        ("ZG-000002", day(5, 10), day(5, 24)),
    ]
    assert plan.reasons == {"没有整改期限，不能延期": 1, "状态是“已销号”，不能延期": 1, "已不在台账里": 1}
    assert rows(ledger) == []
    outcome = grant_many(ledger, [1, 2, 3, 4, 99], extension(workdays=10))
    assert (outcome.done, len(outcome.refused)) == (2, 3)
    assert outcome.change.title == "2 条问题延期 10 个工作日" and outcome.change.entity_ids == {1, 2}
    assert stand(ledger, 2) == ("2019-05-24", "2019-05-10", None)
    undo_last(ledger)
    assert stand(ledger, 1)[0] == "2019-04-25" and stand(ledger, 2) == ("2019-05-10", None, None)


def test_an_extension_into_a_year_without_a_calendar_is_estimated(ledger):
    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET deadline = '2031-12-20' WHERE id = 2"))
    plan = plan_extensions(ledger, [2], extension(workdays=20))
    assert plan.lines[0].estimated
    grant_one(ledger, 2, extension(workdays=20))
    with ledger.reading() as connection:
        assert connection.execute(text("SELECT deadline_estimated FROM problem WHERE id = 2")).scalar() == 1


def test_another_day_of_assignment_does_not_take_an_extension_back(ledger):
    edit_cells(ledger, [CellEdit(2, "assigned_on", "2019-4-1"), CellEdit(2, "deadline_text", "交办后20日内")])
    assert stand(ledger, 2)[0] == "2019-04-21"
    edit_cells(ledger, [CellEdit(2, "assigned_on", "2019-4-11")])
    assert stand(ledger, 2)[0] == "2019-05-01"
    grant_one(ledger, 2, extension(to="2019-6-10"))
    edit_cells(ledger, [CellEdit(2, "assigned_on", "2019-4-12")])
    assert stand(ledger, 2)[:2] == ("2019-06-10", "2019-05-01")


def test_a_state_that_keeps_the_deadline_refuses_an_extension_too(ledger):
    row = "('整改中', 'deadline', 'readonly', '[]', 1)"
    with ledger.writing() as connection:
        connection.execute(text(f"INSERT INTO status_field (status, field, mode, categories, active) VALUES {row}"))
    with pytest.raises(UserError, match="“整改中”的问题不能改整改期限"):
        grant_one(ledger, 1, extension(to="2019-6-30"))


def test_history_tells_what_was_corrected_and_lifted(ledger):
    from models.operations.extensions import edit_extension
    from models.queries.dossier import dossier

    grant_one(ledger, 2, suspension("2019-5-6", "2019-5-15"))
    one = rows(ledger, 2)[0][0]
    edit_extension(ledger, one, {"approver": "市政府"})
    lift_suspension(ledger, one, day(5, 9))
    told = [(line.subject, line.title, line.old, line.new) for line in dossier(ledger, 2).history]
    assert ("延期或暂停“工程量大”", "批准人", "市整改办", "市政府") in told
    assert ("延期或暂停“工程量大”", "新期限", "2019-05-20", "2019-05-13") in told
    assert edit_extension(ledger, one, {"approver": "市政府"}).change_set_id == 0


def test_extensions_are_counted_among_what_purging_would_lose(ledger):
    from models.operations import remove_problems
    from models.operations.purging import preview_purge, purge_problems

    grant_one(ledger, 1, extension(to="2019-6-30"))
    remove_problems(ledger, [1])
    assert ("延期和暂停", 1) in preview_purge(ledger, [1]).behind
    purge_problems(ledger, [1])
    assert rows(ledger) == []
