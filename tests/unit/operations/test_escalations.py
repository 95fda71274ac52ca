"""升级督促: steps taken, refused, answered, lifted, taken back; reminders; readings; on a ledger of five problems."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select

from models.errors import UserError
from models.operations import redo, undo_last
from models.operations.duty_reports import Owed, remind
from models.operations.escalation_values import StepDraft
from models.operations.escalations import (
    answer_step,
    change_step,
    lift_step,
    preview_step,
    remove_step,
    take_answer_back,
    take_step,
)
from models.operations.reminders import add_reminder, change_reminder, remove_reminder
from models.queries.cells import problem_cells
from models.queries.escalation_chains import chain_of_problem, chain_of_unit
from models.queries.escalation_ladders import ladder_of
from models.queries.escalation_suggestions import suggestions
from models.queries.escalations import register
from models.queries.problems import ProblemQuery, problem_ids
from models.schema import Duty, Measure, Verification

APPROVED = {"approver": "刘处长"}


@pytest.fixture
def province(ledger):
    with ledger.reading() as connection:
        return ladder_of(connection, "省级五步法")


@pytest.fixture
def ministry(ledger):
    with ledger.reading() as connection:
        return ladder_of(connection, "部级五步法")


def draft(ladder, name, ids=(1,), unit="", **values):
    return StepDraft(ladder.named(name).id, ids, unit, APPROVED | values)


def shown(ledger, key):
    return problem_cells(ledger, [key], ["escalation"])[key][0]


def test_a_step_takes_its_document_from_the_ladder_and_its_due_day_from_working_days(ledger, province):
    take_step(ledger, draft(province, "预警"))
    take_step(ledger, draft(province, "通报"))
    number = "冀环督〔2018〕7号"
    change = take_step(ledger, draft(province, "约谈", document_on="2018-05-03", document_number=number))
    assert change.title == "对 ZG-000001 采取“约谈”"
    assert change.entity_ids == {1}
    one = register(ledger)[-1]
    assert (one.step_name, one.document, one.document_number) == ("约谈", "约谈通知", number)
    assert (one.taken_on, one.due_on, one.reply_workdays) == (date(2018, 5, 3), date(2018, 5, 31), 20)
    assert not one.due_estimated
    assert one.state_words(date(2018, 5, 30)) == ("剩 1 天回复", "amber")
    assert one.state_words(date(2018, 6, 2)) == ("逾期 2 天未回复", "red")


def test_skipping_is_refused_in_a_sentence_and_kept_with_its_reason(ledger, province):
    with pytest.raises(UserError, match="ZG-000001还没有“预警”、“通报”，不能直接“约谈”"):
        take_step(ledger, draft(province, "约谈"))
    assert register(ledger) == []
    take_step(ledger, draft(province, "约谈", skip_reason="省领导批示"))
    assert register(ledger)[0].skip_reason == "省领导批示"
    with pytest.raises(UserError, match="已经到“约谈”，“预警”是降级"):
        take_step(ledger, draft(province, "预警"))
    take_step(ledger, draft(province, "预警", skip_reason="整改已恢复正常"))
    assert chain_of_problem(ledger, 1, province.id).following.name == "通报"


def test_a_reason_that_is_not_needed_is_not_kept(ledger, province):
    take_step(ledger, draft(province, "预警", skip_reason="随手写的"))
    assert register(ledger)[0].skip_reason == ""


def test_a_step_that_asks_for_an_approver_names_one(ledger, province):
    with pytest.raises(UserError, match="“预警”没有写明批准人，请填写批准人（负责人）"):
        take_step(ledger, StepDraft(province.named("预警").id, (1,)))


def test_a_step_against_a_unit_counts_its_own_chain_and_shows_on_its_problems(ledger, province):
    change = take_step(ledger, draft(province, "预警", (1, 2), "邯郸市"))
    assert change.title == "对邯郸市采取“预警”（2 条问题）"
    chain = chain_of_unit(ledger, "邯郸市", province.id)
    assert [one.step_name for one in chain.taken] == ["预警"]
    assert (chain.following.name, chain.taken[0].problems, chain.taken[0].unrectified) == ("通报", 2, 2)
    assert chain_of_problem(ledger, 2, province.id).following.name == "通报"
    assert chain_of_unit(ledger, "晋城市", province.id).taken == ()
    assert problem_ids(ledger, ProblemQuery(where="escalation = 预警")).tolist() == [1, 2]
    assert problem_ids(ledger, ProblemQuery(filters={"escalation": (None,)})).tolist() == [4, 3, 5]


def test_several_problems_are_out_of_order_together(ledger, province):
    take_step(ledger, draft(province, "预警", (1,)))
    preview = preview_step(ledger, draft(province, "通报", (1, 2, 3)))
    assert preview.out_of_order is not None
    assert preview.out_of_order.sentence() == "ZG-000002 等 2 条还没有“预警”，不能直接“通报”"
    assert preview.due.words() == "不要求回复"
    assert preview_step(ledger, draft(province, "通报", (1,))).out_of_order is None


def test_the_dates_of_a_problem_stand_for_finding_and_assigning(ledger, ministry):
    chain = chain_of_problem(ledger, 1, ministry.id)
    assert [(one.step.name, one.day) for one in chain.derived] == [
        ("排查", date(2019, 3, 26)), ("交办", date(2019, 3, 28)),
    ]  # fmt: skip
    assert chain.following.name == "核查"
    assert chain_of_problem(ledger, 2, ministry.id).following.name == "交办"
    take_step(ledger, StepDraft(ministry.named("交办").id, (2,)))
    assert chain_of_problem(ledger, 2, ministry.id).following.name == "核查"


def test_a_check_on_record_stands_for_the_step_of_checking(ledger, ministry):
    with ledger.writing() as connection:
        row = {"problem_id": 1, "result": "未整改", "checked_on": date(2019, 5, 2)}
        connection.execute(insert(Verification).values(**row))
    assert chain_of_problem(ledger, 1, ministry.id).following.name == "约谈"
    found = {one.problem[0]: (one.step.name, one.why) for one in suggestions(ledger, ministry.id, by="problem")}
    assert found == {1: ("约谈", "1 次核查不通过")}


def test_the_answer_is_entered_and_taken_back_and_undone(ledger, province):
    take_step(ledger, draft(province, "预警", document_on="2019-4-1"))
    key = register(ledger)[0].id
    change_step(ledger, key, {}, reply_workdays=5)
    assert register(ledger)[0].due_on == date(2019, 4, 9)  # 清明 is no working day
    assert register(ledger)[0].state(date(2019, 5, 6)) == "late"
    with pytest.raises(UserError, match="早于"):
        answer_step(ledger, key, {"replied_on": "2019-3-1"})
    with pytest.raises(UserError, match="没有填写回复日期"):
        answer_step(ledger, key, {"reply": "已整改"})
    answer_step(ledger, key, {"replied_on": "2019-5-5", "reply_number": "邯政函〔2019〕3号", "reply": "已制定方案"})
    assert register(ledger)[0].state(date(2019, 5, 6)) == "answered"
    undo_last(ledger)
    assert register(ledger)[0].state(date(2019, 5, 6)) == "late"
    redo(ledger)
    take_answer_back(ledger, key)
    assert register(ledger)[0].replied_on is None


def test_the_field_of_a_listed_supervision_moves_the_due_day(ledger, province):
    step = province.named("挂牌督办")
    values = APPROVED | {"skip_reason": "省委督查", "document_on": "2019-5-6"}
    details = {"supervision_number": "2019-03", "supervision_until": "2019年8月31日", "extensions": "0"}
    take_step(ledger, StepDraft(step.id, (1,), "", values, details=details))
    one = register(ledger)[0]
    assert one.due_on == date(2019, 8, 31)
    assert one.details == {"supervision_number": "2019-03", "supervision_until": "2019-08-31", "extensions": "0"}
    change_step(ledger, one.id, {}, details | {"supervision_until": "2019-11-30", "extensions": "1"})
    assert register(ledger)[0].due_on == date(2019, 11, 30)
    with pytest.raises(UserError, match="“许多”不能作为延期次数"):
        change_step(ledger, one.id, {}, {"extensions": "许多"})
    change_step(ledger, one.id, {"document_number": "黑环督〔2019〕1号"})
    assert register(ledger)[0].due_on == date(2019, 11, 30)


def test_a_day_given_by_hand_stands(ledger, province):
    take_step(ledger, draft(province, "预警", due_on="2019-5-20"))
    one = register(ledger)[0]
    assert (one.due_on, one.reply_workdays) == (date(2019, 5, 20), None)
    change_step(ledger, one.id, {"document_number": "3号"})
    assert register(ledger)[0].due_on == date(2019, 5, 20)


def test_lifting_ends_the_lower_steps_of_the_chain_with_a_reason(ledger, province):
    take_step(ledger, draft(province, "预警", (1, 2), "邯郸市"))
    take_step(ledger, draft(province, "预警", (1,)))
    take_step(ledger, draft(province, "通报", (1, 2), "邯郸市"))
    with pytest.raises(UserError, match="没有填写解除的理由"):
        lift_step(ledger, register(ledger)[0].id, " ")
    change = lift_step(ledger, register(ledger)[0].id, "已全部整改")
    assert change.title == "解除对邯郸市的“通报”及之前 1 步"
    assert [one.state(date(2019, 5, 6)) for one in register(ledger)] == ["lifted", "standing", "lifted"]
    assert chain_of_unit(ledger, "邯郸市", province.id).place is None
    assert shown(ledger, 1) == "预警"  # against the problem alone, which is another chain
    assert shown(ledger, 2) is None
    undo_last(ledger)
    assert shown(ledger, 2) == "通报"
    assert chain_of_unit(ledger, "邯郸市", province.id).following.name == "约谈"


def test_lifting_ends_lower_steps_about_some_of_the_same_problems_and_no_others(ledger, province):
    for ids in ((1,), (1, 2), (3,), (2, 3), (1, 2)):
        take_step(ledger, draft(province, "预警", ids))
    take_step(ledger, draft(province, "通报", (1, 2)))
    top = next(one for one in register(ledger) if one.step_name == "通报")
    assert lift_step(ledger, top.id, "已全部整改").title.endswith("及之前 3 步")
    left = {one.id for one in register(ledger) if one.lifted_on is None}
    assert len(left) == 2 and {one.problems for one in register(ledger) if one.id in left} == {1, 2}


def test_a_step_entered_by_mistake_goes_with_its_reminders_and_comes_back(ledger, province):
    take_step(ledger, draft(province, "预警", (1, 2), "邯郸市"))
    key = register(ledger)[0].id
    add_reminder(ledger, escalation_id=key)
    remove_step(ledger, key)
    assert register(ledger) == []
    assert chain_of_unit(ledger, "邯郸市", province.id).reminders == ()
    assert shown(ledger, 1) is None
    undo_last(ledger)
    assert (register(ledger)[0].problems, register(ledger)[0].reminders) == (2, 1)


def test_taking_a_step_is_one_step_to_undo_and_redo(ledger, province):
    take_step(ledger, draft(province, "预警", (1, 2), "邯郸市"))
    undo_last(ledger)
    assert register(ledger) == []
    redo(ledger)
    assert register(ledger)[0].problems == 2


def test_reminders_are_told_in_the_sentence_of_the_next_letter(ledger, province):
    take_step(ledger, draft(province, "预警", (1, 2), "邯郸市", due_on="2019-5-1", taken_on="2019-4-20"))
    key = register(ledger)[0].id
    for day in (2, 4):
        add_reminder(ledger, escalation_id=key, at=datetime(2019, 5, day, 9, 0), values={"person": "赵科长"})
    add_reminder(ledger, unit="邯郸市", at=datetime(2019, 4, 1, 9, 0))
    add_reminder(ledger, unit="邯郸市")
    assert chain_of_unit(ledger, "邯郸市", province.id).reminded() == "经 3 次催办（5月2日、5月4日、5月6日）仍未报送"
    assert preview_step(ledger, draft(province, "通报", (1,), "邯郸市")).reminded.startswith("经 3 次催办")
    answer_step(ledger, key, {"replied_on": "2019-5-6"})
    assert chain_of_unit(ledger, "邯郸市", province.id).reminded().endswith("后已报送")


def test_calls_for_an_owed_report_are_not_told_as_reminders_of_a_step(ledger, province):
    take_step(ledger, draft(province, "预警", (1,), "邯郸市"))
    with ledger.reading() as connection:
        duty = connection.execute(select(Duty.id).order_by(Duty.id)).scalars().first()
    remind(ledger, [Owed(duty, "邯郸市", "2019-04", date(2019, 5, 5))])
    assert chain_of_unit(ledger, "邯郸市", province.id).reminders == ()
    add_reminder(ledger, unit="邯郸市")
    assert chain_of_unit(ledger, "邯郸市", province.id).reminded().startswith("经 1 次催办")


def test_steps_answers_and_reminders_stand_in_the_history_of_the_problem(ledger, province):
    from models.queries.dossier import dossier

    take_step(ledger, draft(province, "预警", (1, 2), "邯郸市"))
    answer_step(ledger, register(ledger)[0].id, {"replied_on": "2019-5-6", "reply": "已整改"})
    add_reminder(ledger, problem_ids=(1,), values={"person": "赵科长"})
    lines = [(one.subject, one.title, one.new) for one in dossier(ledger, 1).history if one.entity != "problem"]
    assert lines == [
        ("催办“赵科长”", "登记", None), ("督促“预警”", "回复内容", "已整改"), ("督促“预警”", "回复日期", "2019-05-06"),
        ("督促“预警”", "登记", None),
    ]  # fmt: skip
    assert [one.subject for one in dossier(ledger, 2).history if one.entity == "reminder"] == []


def test_reminders_of_several_problems_stand_at_each(ledger, province):
    change = add_reminder(ledger, problem_ids=(1, 2), values={"way": "微信"})
    assert (change.title, change.entity_ids) == ("登记微信催办：ZG-000001 等 2 条问题", {1, 2})
    one = chain_of_problem(ledger, 2, province.id).reminders[0]
    assert (one.way, one.actor, one.at) == ("微信", "张三", datetime(2019, 5, 6, 9, 30))
    change_reminder(ledger, one.id, {"person": "钱主任", "answer": "下周报"})
    changed = chain_of_problem(ledger, 2, province.id).reminders[0]
    assert (changed.person, changed.answer) == ("钱主任", "下周报")
    remove_reminder(ledger, one.id)
    assert chain_of_problem(ledger, 2, province.id).reminders == ()
    assert len(chain_of_problem(ledger, 1, province.id).reminders) == 1
    undo_last(ledger)
    assert len(chain_of_problem(ledger, 2, province.id).reminders) == 1


def test_a_reminder_names_somebody_and_lies_in_the_past(ledger):
    with pytest.raises(UserError, match="没有写明催办谁"):
        add_reminder(ledger)
    with pytest.raises(UserError, match="还没有到"):
        add_reminder(ledger, problem_ids=(1,), at=datetime(2019, 5, 7))
    with pytest.raises(UserError, match="有 1 条问题已不在台账里"):
        add_reminder(ledger, problem_ids=(99,))


def test_suggestions_follow_the_chain(ledger, province):
    def found(by="problem"):
        return {one.whom.split("　")[0]: (one.step.name, one.why) for one in suggestions(ledger, province.id, by=by)}

    assert found() == {"ZG-000001": ("预警", "逾期 11 天"), "ZG-000002": ("预警", "离整改期限 4 天")}
    take_step(ledger, draft(province, "预警", (1, 2), "邯郸市"))
    assert found() == {"ZG-000001": ("通报", "逾期 11 天")}
    assert found("city") == {"邯郸市": ("通报", "1 条逾期 1 天")}
    assert found("county") == {
        "邯郸市武安市": ("预警", "1 条离期限不到 30 天"), "邯郸市永年区": ("预警", "1 条离期限不到 30 天"),
    }  # fmt: skip
    take_step(ledger, draft(province, "通报", (1,), "邯郸市"))
    assert found() == {}
    (line,) = suggestions(ledger, province.id, by="city")  # 1 of 2 is overdue, more than a fifth
    assert (line.step.name, line.why) == ("约谈", "逾期 1 条，占未整改的 50.0%")
    assert suggestions(ledger, province.id, by="city", campaign="第二轮中央督察") == []


def test_an_answer_that_does_not_come_leads_on(ledger, ministry):
    take_step(ledger, draft(ministry, "约谈", (2,), taken_on="2019-4-1", due_on="2019-4-30", skip_reason="反映强烈"))
    (line,) = [one for one in suggestions(ledger, ministry.id, by="problem") if one.problem_ids == (2,)]
    assert (line.step.name, line.why, line.place) == ("专项督察", "到期 6 天未回复", "约谈")
    answer_step(ledger, register(ledger)[0].id, {"replied_on": "2019-5-1"})
    assert [one for one in suggestions(ledger, ministry.id, by="problem") if one.problem_ids == (2,)] == []


def test_work_behind_its_measures_is_suggested_before_anything_is_overdue(ledger, province):
    with ledger.writing() as connection:
        rows = [(0, date(2019, 4, 1), 20), (1, date(2019, 12, 31), 0)]
        for position, due_on, percent in rows:
            values = {"problem_id": 5, "position": position, "text": "措施", "due_on": due_on, "percent": percent}
            connection.execute(insert(Measure).values(**values))
    found = [one for one in suggestions(ledger, province.id, by="problem") if one.problem_ids == (5,)]
    assert found == []  # 待销号 counts as rectified
    with ledger.writing() as connection:
        from sqlalchemy import update

        from models.schema import Problem

        connection.execute(update(Problem).where(Problem.id == 5).values(status="整改中"))
    (line,) = [one for one in suggestions(ledger, province.id, by="problem") if one.problem_ids == (5,)]
    assert line.why == "落后序时进度 35 天"


def test_the_scope_of_a_ladder_is_kept(ledger, province):
    from models.operations.ladders import save_ladder

    assert {one.unit for one in suggestions(ledger, province.id, by="problem")} == {""}
    save_ladder(ledger, province.id, province.name, "unit", "")
    assert {one.unit for one in suggestions(ledger, province.id, by="problem")} == {"邯郸市"}
    with pytest.raises(UserError, match="“省级五步法”只用于单位"):
        take_step(ledger, draft(province, "预警"))
    take_step(ledger, draft(province, "预警", (), "邯郸市"))
    with pytest.raises(UserError, match="没有写明对谁“通报”"):
        take_step(ledger, draft(province, "通报", ()))
