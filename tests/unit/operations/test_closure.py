"""An application for 销号 from its first tick to its filing number, returned, objected to and revoked on the way."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from models import clock
from models.errors import UserError
from models.operations import CellEdit, edit_cells, move_status, redo, undo_last
from models.operations.closure_filing import Filing, approve_closures, file_closures, revoke_closure
from models.operations.closure_preparing import (
    start_closures,
    submit_closures,
    tick_condition,
    untick_condition,
    withdraw_closure,
)
from models.operations.closure_publicity import (
    end_publicity,
    object_to_closure,
    resolve_objection,
    start_publicity,
)
from models.operations.closure_reviewing import Decision, decide, joint_review, return_closures
from models.operations.closure_steps import ClosureRefused
from models.operations.evidence import remove_evidence
from models.operations.move_judging import REVOKE
from models.operations.moving import Lead, Move, MoveRefused, check_moves
from models.operations.undo import undo
from models.queries.dossier import dossier
from models.schema import Actor

sys.path.insert(0, str(Path(__file__).parent))
from closing import begun, case_of, closed, complete, public, status_of, submitted

CLOSABLE = 5
"""The problem of the fixture that is 待销号."""
APRIL = date(2019, 4, 15)


def test_an_application_begins_at_the_first_level_of_the_standard_that_fits(ledger):
    change = start_closures(ledger, [CLOSABLE, 3], "王敏")
    assert change.title == "2 件提出第 1 次销号申请" and change.entity_ids == {CLOSABLE, 3}
    case = case_of(ledger, 3)
    assert (case.stage, case.level.name, case.standard.name, case.row["number"]) == (
        "preparing",
        "自查自验",
        "一般问题",
        1,
    )
    assert status_of(ledger, 3) == "待销号"
    undo_last(ledger)
    assert status_of(ledger, 3) == "已上报待核查"
    redo(ledger)
    assert status_of(ledger, 3) == "待销号"


def test_a_problem_that_may_not_become_closable_is_refused_with_the_reason(ledger):
    with pytest.raises(MoveRefused, match=r"没有设置这样的流转|要先转为"):
        start_closures(ledger, [1])
    with pytest.raises(ClosureRefused, match="ZG-000004 已是“已销号”"):
        start_closures(ledger, [4])
    begun(ledger, CLOSABLE)
    with pytest.raises(ClosureRefused, match="第 1 次申请还在办理"):
        start_closures(ledger, [CLOSABLE])


def test_handing_in_names_every_condition_that_is_missing_and_leads_to_the_first(ledger, tmp_path):
    case = complete(ledger, CLOSABLE, tmp_path)
    fourth = case.standard.conditions[3]
    untick_condition(ledger, case.id, fourth.id)
    with pytest.raises(ClosureRefused) as caught:
        submit_closures(ledger, [case.id])
    (refusal,) = caught.value.refusals
    assert refusal.condition_id == fourth.id and f"还缺 1 项：“{fourth.text}”缺材料" in refusal.why
    undo_last(ledger)
    submit_closures(ledger, [case.id])
    assert case_of(ledger, CLOSABLE).stage == "review"


def test_evidence_that_is_taken_out_makes_its_conditions_missing_again(ledger, tmp_path):
    case = submitted(ledger, CLOSABLE, tmp_path)
    remove_evidence(ledger, next(iter(case.evidence)))
    with pytest.raises(ClosureRefused, match="还缺 5 项，不能通过"):
        decide(ledger, [Decision(case.id, True, "孙丽")])


def test_each_level_is_passed_by_somebody_else_and_moves_the_problem(ledger, tmp_path):
    case = submitted(ledger, CLOSABLE, tmp_path, APRIL)
    assert (case.level.name, case.row["level_due_on"]) == ("县级验收", date(2019, 4, 28))
    assert status_of(ledger, CLOSABLE) == "销号审核中"
    with pytest.raises(ClosureRefused, match="王敏 是提交人"):
        decide(ledger, [Decision(case.id, True, "王敏")])
    decide(ledger, [Decision(case.id, True, "孙丽", "同意")], day=APRIL)
    with pytest.raises(ClosureRefused, match="孙丽 已在“县级验收”审核过"):
        decide(ledger, [Decision(case.id, True, "孙丽")])
    with pytest.raises(UserError, match="早于上一步"):
        decide(ledger, [Decision(case.id, True, "赵刚")], day=date(2019, 4, 12))
    assert [(one.level_name, one.reviewer, one.result) for one in case_of(ledger, CLOSABLE).reviews] == [
        ("自查自验", "王敏", "passed"), ("县级验收", "孙丽", "passed"),
    ]  # fmt: skip


def test_a_return_keeps_the_ticks_for_the_next_attempt_and_attempts_are_counted(ledger, tmp_path):
    case = submitted(ledger, CLOSABLE, tmp_path)
    for attempt in (1, 2):
        decide(ledger, [Decision(case.id, False, "孙丽", "现场仍有物料", "整改不彻底")])
        returned = case_of(ledger, CLOSABLE)
        assert (returned.stage, returned.row["return_reason"]) == ("returned", "整改不彻底")
        assert status_of(ledger, CLOSABLE) == "待销号"
        start_closures(ledger, [CLOSABLE], "王敏")
        case = case_of(ledger, CLOSABLE)
        assert case.row["number"] == attempt + 1 and all(one.met for one in case.conditions)
        submit_closures(ledger, [case.id], "王敏")
    assert case_of(ledger, CLOSABLE).row["number"] == 3


def test_a_return_needs_a_reason_and_may_send_the_problem_back_to_be_rectified(ledger, tmp_path):
    case = submitted(ledger, CLOSABLE, tmp_path)
    with pytest.raises(UserError, match="没有填写原因"):
        decide(ledger, [Decision(case.id, False, "孙丽")])
    return_closures(ledger, [case.id], "虚假整改", "孙丽", to_status="整改不到位")
    assert status_of(ledger, CLOSABLE) == "整改不到位"


def test_one_session_decides_many_each_passed_or_returned(ledger, tmp_path):
    cases = [submitted(ledger, key, tmp_path) for key in (CLOSABLE, 3)]
    with pytest.raises(ClosureRefused, match="不在联审或档案预审这一级"):
        joint_review(ledger, "第 3 次联审会", [Decision(cases[0].id, True, "周洁")])
    for who in ("孙丽", "赵刚"):
        decide(ledger, [Decision(case.id, True, who) for case in cases])
    joint_review(ledger, "档案预审", [Decision(case.id, True, "周洁") for case in cases])
    change = joint_review(
        ledger, "第 3 次联审会",
        [Decision(cases[0].id, True, "吴海"), Decision(cases[1].id, False, "吴海", "", "材料不全")],
    )  # fmt: skip
    assert change.title == "第 3 次联审会：2 件，通过 1 件，退回 1 件"
    assert [case_of(ledger, key).stage for key in (CLOSABLE, 3)] == ["publicity", "returned"]
    assert [status_of(ledger, key) for key in (CLOSABLE, 3)] == ["公示中", "待销号"]
    assert case_of(ledger, 3).reviews[-1].session == "第 3 次联审会"
    undo_last(ledger)
    assert [case_of(ledger, key).level.name for key in (CLOSABLE, 3)] == ["省级联审", "省级联审"]


def test_an_objection_stops_the_clock_and_not_upheld_it_goes_on(ledger, tmp_path):
    case = public(ledger, CLOSABLE, tmp_path, APRIL)
    assert case.row["publicity_until"] == date(2019, 4, 24)
    object_to_closure(ledger, case.id, "夜间仍在生产", "附近居民", day=date(2019, 4, 18))
    case = case_of(ledger, CLOSABLE)
    assert case.row["publicity_until"] is None and case.row["publicity_used"] == 2
    with pytest.raises(ClosureRefused, match="2019-04-18 收到的异议还没有处理"):
        end_publicity(ledger, [case.id])
    resolve_objection(ledger, case.objections[0].id, False, "现场核实已停产", "周洁", day=date(2019, 4, 22))
    assert case_of(ledger, CLOSABLE).row["publicity_until"] == date(2019, 4, 28)


def test_an_upheld_objection_returns_the_application(ledger, tmp_path):
    case = public(ledger, CLOSABLE, tmp_path, APRIL)
    object_to_closure(ledger, case.id, "夜间仍在生产", day=date(2019, 4, 18))
    resolve_objection(ledger, case_of(ledger, CLOSABLE).objections[0].id, True, "情况属实", "周洁")
    case = case_of(ledger, CLOSABLE)
    assert case.stage == "returned" and case.row["return_reason"] == "公示异议属实：夜间仍在生产"
    assert status_of(ledger, CLOSABLE) == "待销号"


def test_publicity_is_over_the_day_after_its_last_day(ledger, tmp_path):
    case = public(ledger, CLOSABLE, tmp_path, date(2019, 4, 24))
    assert case.row["publicity_until"] == clock.today()
    with pytest.raises(ClosureRefused, match="公示到 2019-05-06 才满"):
        end_publicity(ledger, [case.id])
    with clock.freeze(datetime(2019, 5, 7, 9, 0)):
        end_publicity(ledger, [case.id])
    assert case_of(ledger, CLOSABLE).stage == "approval"


def test_closing_needs_a_named_approver_and_a_number_of_its_own(ledger, tmp_path):
    case = public(ledger, CLOSABLE, tmp_path, APRIL)
    end_publicity(ledger, [case.id])
    with pytest.raises(ClosureRefused, match="还没有负责人审签"):
        file_closures(ledger, [Filing(case.id, "备1")])
    with pytest.raises(ClosureRefused, match="王敏 是提交人"):
        approve_closures(ledger, [case.id], "王敏")
    approve_closures(ledger, [case.id], "郑局长")
    with pytest.raises(UserError, match="没有填写备案号"):
        file_closures(ledger, [Filing(case.id, " ")])
    change = file_closures(ledger, [Filing(case.id, "晋环备〔2019〕7号", "生态环境部")])
    case = case_of(ledger, CLOSABLE)
    assert (case.stage, case.row["filing_number"], case.row["filed_on"]) == (
        "closed",
        "晋环备〔2019〕7号",
        clock.today(),
    )
    assert status_of(ledger, CLOSABLE) == "已销号" and {"status", "closed_on", "closure_rows"} <= change.fields
    undo_last(ledger)
    assert status_of(ledger, CLOSABLE) == "公示中" and case_of(ledger, CLOSABLE).stage == "approval"


def test_closing_keeps_whether_it_was_in_time(ledger, tmp_path):
    assert closed(ledger, 3, tmp_path, APRIL).row["timeliness"] is None
    edit_cells(ledger, [CellEdit(CLOSABLE, "deadline_text", "2019年4月底前")])
    assert closed(ledger, CLOSABLE, tmp_path, APRIL, "备2").row["timeliness"] == "超期"


def test_a_filing_number_is_used_once(ledger, tmp_path):
    closed(ledger, CLOSABLE, tmp_path, APRIL, "备7")
    with pytest.raises(UserError, match="备案号“备7”已用于 ZG-000005"):
        closed(ledger, 3, tmp_path, APRIL, "备7")


@pytest.mark.parametrize("stage", ["none", "preparing", "review", "public"])
def test_typing_the_closed_state_is_refused_naming_what_is_missing(ledger, tmp_path, stage):
    if stage == "preparing":
        case = begun(ledger, CLOSABLE)
        tick_condition(ledger, case.id, case.standard.conditions[1].id, "李强")
    elif stage == "review":
        submitted(ledger, CLOSABLE, tmp_path)
    elif stage == "public":
        public(ledger, CLOSABLE, tmp_path, date(2019, 5, 5))
    with ledger.writing() as connection:
        connection.execute(text("update problem set status = '公示中' where id = 5"))
    words = {
        "none": "还没有提出销号申请", "preparing": "销号条件还缺 5 项：“整改措施全部完成”缺材料",
        "review": "还要经过“县级验收”、“市级初验”、“档案预审”、“省级联审”、“公示”", "public": "公示到 2019-05-14 才满",
    }  # fmt: skip
    with ledger.reading() as connection:
        (refusal,) = check_moves(connection, [Move(CLOSABLE, "已销号", {"closed_on": clock.today()})], "张三")
    assert words[stage] in refusal.why
    assert refusal.lead is not None and refusal.lead.kind == "closure"
    assert bool(refusal.lead.key) == (stage == "preparing")


def test_revoking_keeps_the_application_and_the_next_has_a_new_number(ledger, tmp_path):
    case = closed(ledger, CLOSABLE, tmp_path, APRIL)
    with pytest.raises(MoveRefused, match="要由负责人决定"):
        revoke_closure(ledger, case.id, "回头看发现反弹", "王敏")
    with ledger.writing() as connection:
        connection.execute(insert(Actor).values(name="郑局长", role="负责人"))
    revoke_closure(ledger, case.id, "回头看发现反弹", "郑局长", to_status="待销号")
    old = case_of(ledger, CLOSABLE)
    assert (old.stage, old.row["filing_number"], old.row["revoke_reason"]) == (
        "revoked",
        "备〔2019〕1号",
        "回头看发现反弹",
    )
    assert status_of(ledger, CLOSABLE) == "待销号"
    new = begun(ledger, CLOSABLE)
    assert new.row["number"] == 2 and not new.ticks
    with pytest.raises(MoveRefused):
        move_status(ledger, [CLOSABLE], "已销号")


def test_a_filed_problem_is_not_opened_again_beside_its_application(ledger, tmp_path):
    case = closed(ledger, CLOSABLE, tmp_path, APRIL)
    with ledger.writing() as connection:
        connection.execute(insert(Actor).values(name="郑局长", role="负责人"))
    for actor, reason in (("王敏", ""), ("郑局长", ""), ("郑局长", "回头看发现反弹")):
        with ledger.reading() as connection:
            (refusal,) = check_moves(connection, [Move(CLOSABLE, "整改中")], actor, reason)
        assert "已按备案号 备〔2019〕1号 销号，要先在“核查销号”里撤销销号" in refusal.why
        assert refusal.lead == Lead("closure", REVOKE)
    with pytest.raises(MoveRefused, match="撤销销号"):
        move_status(ledger, [CLOSABLE], "待销号", actor="郑局长", reason="回头看发现反弹")
    assert status_of(ledger, CLOSABLE) == "已销号" and case_of(ledger, CLOSABLE).stage == "closed"
    change = revoke_closure(ledger, case.id, "回头看发现反弹", "郑局长", to_status="整改中")
    assert status_of(ledger, CLOSABLE) == "整改中"
    undo(ledger, change.change_set_id)
    assert status_of(ledger, CLOSABLE) == "已销号" and case_of(ledger, CLOSABLE).stage == "closed"


def test_a_problem_is_not_taken_away_from_those_who_look_at_its_application(ledger, tmp_path):
    case = submitted(ledger, CLOSABLE, tmp_path)
    before = status_of(ledger, CLOSABLE)
    with ledger.reading() as connection:
        (refusal,) = check_moves(connection, [Move(CLOSABLE, "整改中")], "张三", "整改不彻底")
    assert "第 1 次销号申请还在办理（审核中），要先在“核查销号”里退回或撤回申请" in refusal.why
    assert refusal.lead == Lead("closure", "")
    assert status_of(ledger, CLOSABLE) == before
    withdraw_closure(ledger, case.id, "照片要重拍")
    move_status(ledger, [CLOSABLE], "整改中", reason="整改不彻底")
    assert status_of(ledger, CLOSABLE) == "整改中"


def test_an_application_can_be_taken_back(ledger, tmp_path):
    case = submitted(ledger, CLOSABLE, tmp_path)
    withdraw_closure(ledger, case.id, "照片要重拍")
    assert case_of(ledger, CLOSABLE).stage == "withdrawn" and status_of(ledger, CLOSABLE) == "待销号"
    assert all(one.met for one in begun(ledger, CLOSABLE).conditions)


def test_publicity_needs_days_within_reason_and_begins_once(ledger, tmp_path):
    case = public(ledger, CLOSABLE, tmp_path, APRIL)
    with pytest.raises(ClosureRefused, match="已于 2019-04-15 开始公示"):
        start_publicity(ledger, [case.id])
    with pytest.raises(UserError, match="1 到 60"):
        start_publicity(ledger, [case.id], days=0)


def test_every_step_stands_in_the_history_of_the_problem_in_words(ledger, tmp_path):
    case = public(ledger, CLOSABLE, tmp_path, APRIL)
    object_to_closure(ledger, case.id, "夜间仍在生产", day=date(2019, 4, 18))
    lines = dossier(ledger, CLOSABLE).history
    assert {"第 1 次销号申请", "审核“县级验收”", "公示异议“夜间仍在生产”"} <= {line.subject for line in lines}
    stages = [(line.title, line.old, line.new) for line in lines if line.field == "stage"]
    assert ("阶段", "准备材料", "审核中") in stages and ("阶段", "审核中", "公示中") in stages
    assert "ZG-000005 收到公示异议：夜间仍在生产" in {line.step for line in lines}


def test_a_problem_that_a_list_brought_in_under_review_is_applied_for_where_it_stands(ledger, tmp_path):
    with ledger.writing() as connection:
        connection.execute(text("update problem set status = '销号审核中' where id = 5"))
    submitted(ledger, CLOSABLE, tmp_path)
    assert status_of(ledger, CLOSABLE) == "销号审核中"
    assert case_of(ledger, CLOSABLE).level.name == "县级验收"
