"""States, moves, people, roles and reasons as the settings change them; every step goes back and forth."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from sqlalchemy import select

from models import clock
from models.errors import UserError
from models.operations import redo, undo_last
from models.operations.marking import RuleDraft, add_rules, list_rules
from models.operations.moving import allowed_moves, move_problems
from models.operations.people import (
    remove_person,
    retire_role,
    save_person,
    save_reason,
    save_role,
    set_default_role,
    switch_reason,
)
from models.operations.state_moves import FieldDemands, MoveDraft, read_grid, restore_presets, set_demands, set_move
from models.operations.states import (
    StateDraft,
    add_state,
    change_state,
    list_states,
    move_state,
    restore_state,
    retire_state,
)
from models.operations.views import find_view, save_view
from models.queries.history_conditions import HistoryTest, written_history
from models.queries.people import people, reasons, roles
from models.queries.problems import ProblemQuery, facet, problem_ids, problem_records
from models.schema import ClosureLevel, StatusMove, VerificationResult


def line(ledger, name):
    return next(one for one in list_states(ledger) if one.draft.name == name)


def names(ledger):
    return [one.draft.name for one in list_states(ledger) if one.active]


def where(ledger, text):
    return sorted(problem_ids(ledger, ProblemQuery(where=text)))


def test_a_new_state_is_reached_once_a_move_to_it_is_allowed(ledger):
    add_state(ledger, StateDraft("待省级复核", "checking", "amber"))
    assert names(ledger)[-1] == "待省级复核" and line(ledger, "待省级复核").problems == 0
    assert "待省级复核" not in [one.status for one in allowed_moves(ledger, [1])]
    set_move(ledger, "整改中", "待省级复核", MoveDraft(needs_reason=True, required=("completed_on",)))
    (choice,) = [one for one in allowed_moves(ledger, [1]) if one.status == "待省级复核"]
    assert (choice.needs_reason, choice.missing) == (True, ("completed_on",))
    move_problems(ledger, [1], "待省级复核", reason="复核", values={"completed_on": "2019-05-01"})
    assert where(ledger, "status = 待省级复核") == [1]


def test_a_renamed_state_takes_everything_along_and_back(ledger):
    key = line(ledger, "整改中").id
    save_view(
        ledger,
        "ledger",
        "在办",
        {
            "filters": {"status": ["整改中", "待整改"], "said_status": ["整改中"]},
            "where": [["status", "=", "整改中"]],
            "search": "整改中",
            "history": written_history((HistoryTest("was", "status", new="整改中"),)),
        },
    )
    add_rules(ledger, [RuleDraft("在办", condition="status in (整改中, 待整改)")])
    change_state(ledger, key, StateDraft("正在整改", "open", "blue"))
    assert where(ledger, "status = 正在整改") == [1] and where(ledger, "status = 整改中") == []
    assert next(one.status for one in allowed_moves(ledger, [2])) == "正在整改"
    with ledger.reading() as connection:
        assert (
            connection.execute(
                select(VerificationResult.moves_to).where(VerificationResult.name == "基本完成")
            ).scalar()
            == "正在整改"
        )
    content = json.loads(json.dumps(find_view(ledger, "在办").content, default=str))
    assert content["filters"] == {"status": ["正在整改", "待整改"], "said_status": ["整改中"]}
    assert (content["where"], content["search"]) == ([["status", "=", "正在整改"]], "整改中")
    assert "正在整改" in json.dumps(content["history"], ensure_ascii=False)
    assert any(one.draft.condition == "status in (正在整改, 待整改)" for one in list_rules(ledger))
    assert ("status", "正在整改") in [("status", value) for value, _n in facet(ledger, ProblemQuery(), "status")]
    undo_last(ledger)
    assert where(ledger, "status = 整改中") == [1] and line(ledger, "整改中").problems == 1
    redo(ledger)
    assert where(ledger, "status = 正在整改") == [1]


def test_an_earlier_day_is_told_with_the_names_of_today(ledger):
    with clock.freeze(datetime(2019, 5, 8, 10, 0)):
        move_problems(ledger, [1], "已上报待核查")
    change_state(ledger, line(ledger, "整改中").id, StateDraft("正在整改", "open", "blue"))
    (then,) = problem_records(ledger, ProblemQuery(ids=(1,), as_of=date(2019, 5, 7)))
    assert then["status"] == "正在整改"


def test_the_level_of_closing_follows_a_renamed_state(ledger):
    change_state(ledger, line(ledger, "公示中").id, StateDraft("社会公示", "closing", "blue", False))
    with ledger.reading() as connection:
        states = set(connection.execute(select(ClosureLevel.status)).scalars())
        moves = set(connection.execute(select(StatusMove.from_status)).scalars())
    assert "社会公示" in states and "公示中" not in states and "社会公示" in moves and "公示中" not in moves


def test_a_retired_state_keeps_its_problems_and_can_be_filtered_and_left(ledger):
    key = line(ledger, "长期坚持").id
    move_problems(ledger, [1], "长期坚持")
    retire_state(ledger, key)
    assert "长期坚持" not in names(ledger) and line(ledger, "长期坚持").problems == 1
    assert where(ledger, "status = 长期坚持") == [1]
    assert "长期坚持" not in [one.status for one in allowed_moves(ledger, [2])]
    move_problems(ledger, [1], "整改中")
    undo_last(ledger)
    restore_state(ledger, key)
    assert "长期坚持" in names(ledger)
    undo_last(ledger)
    assert "长期坚持" not in names(ledger)


def test_a_state_that_a_preset_leads_to_is_not_retired(ledger):
    with pytest.raises(UserError, match=r"核查结果“已整改”.*要转到“待销号”，不能停用"):
        retire_state(ledger, line(ledger, "待销号").id)
    with pytest.raises(UserError, match="唯一一个“已销号”状态"):
        retire_state(ledger, line(ledger, "已销号").id)


def test_states_are_ordered_and_named_sensibly(ledger):
    move_state(ledger, line(ledger, "暂缓").id, -1)
    assert names(ledger)[-4:] == ["暂缓", "长期坚持", "合并", "不予采纳"]
    undo_last(ledger)
    assert names(ledger)[-4:] == ["长期坚持", "暂缓", "合并", "不予采纳"]
    for draft, words in (
        (StateDraft(" "), "要有名称"),
        (StateDraft("整改中"), "已经有"),
        (StateDraft("长" * 13), "最多"),
    ):
        with pytest.raises(UserError, match=words):
            add_state(ledger, draft)


def test_demands_of_a_state_and_back_to_the_presets(ledger):
    before = read_grid(ledger)
    set_demands(ledger, "已上报待核查", FieldDemands(("progress",), ("requirement",)))
    set_move(ledger, "待整改", "已销号", MoveDraft())
    set_move(ledger, "整改中", "已上报待核查", None)
    retire_state(ledger, line(ledger, "合并").id)
    assert read_grid(ledger).demands["已上报待核查"] == FieldDemands(("progress",), ("requirement",))
    with pytest.raises(UserError, match=r"要先转为|没有"):
        move_problems(ledger, [1], "已上报待核查")
    restore_presets(ledger)
    after = read_grid(ledger)
    assert (after.states, after.moves, after.demands) == (before.states, before.moves, before.demands)
    undo_last(ledger)
    assert ("待整改", "已销号") in read_grid(ledger).moves and "合并" not in read_grid(ledger).states
    with pytest.raises(UserError, match="不能作为必填"):
        set_move(ledger, "待整改", "整改中", MoveDraft(required=("ledger_number",)))


def test_people_get_a_unit_and_a_role_and_whoever_acted_stays(ledger):
    save_person(ledger, "王局", "省厅", "负责人")
    found = {one.name: one for one in people(ledger)}
    assert (found["王局"].unit, found["王局"].role, found["王局"].own_role) == ("省厅", "负责人", True)
    assert (found["张三"].role, found["张三"].own_role) == ("经办人", False)
    with pytest.raises(UserError, match="办理过事项"):
        remove_person(ledger, found["张三"].id)
    remove_person(ledger, found["王局"].id)
    assert "王局" not in [one.name for one in people(ledger)]
    undo_last(ledger)
    assert "王局" in [one.name for one in people(ledger)]
    with pytest.raises(UserError, match="没有“局长”这个角色"):
        save_person(ledger, "李局", role="局长")


def test_a_renamed_role_is_followed_by_people_and_moves(ledger):
    save_person(ledger, "王局", "", "负责人")
    key = next(one.id for one in roles(ledger) if one.name == "负责人")
    save_role(ledger, "分管领导", "审批", key)
    assert next(one for one in people(ledger) if one.name == "王局").role == "分管领导"
    assert read_grid(ledger).moves["已销号", "整改中"].roles == ("分管领导",)
    move_problems(ledger, [4], "整改中", actor="王局", reason="反弹")
    undo_last(ledger)
    undo_last(ledger)
    assert read_grid(ledger).moves["已销号", "整改中"].roles == ("负责人",)
    with pytest.raises(UserError, match="王局等 1 人"):
        retire_role(ledger, key)


def test_a_move_that_is_not_allowed_now_follows_a_renamed_role_there_and_back(ledger):
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE status_move SET active = 0 WHERE roles LIKE '%负责人%'")
    key = next(one.id for one in roles(ledger) if one.name == "负责人")

    def naming(name):
        with ledger.reading() as connection:
            query = "SELECT count(*) FROM status_move WHERE roles LIKE ? AND active = 0"
            return connection.exec_driver_sql(query, (f"%{name}%",)).scalar()

    before = naming("负责人")
    assert before
    save_role(ledger, "分管领导", "审批", key)
    assert (naming("负责人"), naming("分管领导")) == (0, before)
    undo_last(ledger)
    assert (naming("负责人"), naming("分管领导")) == (before, 0)


def test_the_default_role_is_that_of_everybody_without_one(ledger):
    save_role(ledger, "科长")
    key = next(one.id for one in roles(ledger) if one.name == "科长")
    set_default_role(ledger, key)
    assert next(one for one in people(ledger) if one.name == "张三").role == "科长"
    with pytest.raises(UserError, match="默认角色"):
        retire_role(ledger, key)
    undo_last(ledger)
    retire_role(ledger, key)
    assert "科长" not in [one.name for one in roles(ledger)]


def test_reasons_are_added_once_and_retired(ledger):
    save_reason(ledger, "return", "照片不是现场", "本单位")
    added = next(one for one in reasons(ledger, "return") if one.text == "照片不是现场")
    with pytest.raises(UserError, match="已经有"):
        save_reason(ledger, "return", "照片不是现场")
    switch_reason(ledger, added.id, active=False)
    assert added.id not in [one.id for one in reasons(ledger, "return")]
    assert added.id in [one.id for one in reasons(ledger, "return", retired=True)]
    undo_last(ledger)
    assert added.id in [one.id for one in reasons(ledger, "return")]
