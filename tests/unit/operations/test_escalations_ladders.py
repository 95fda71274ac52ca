"""督促阶梯 as data: ladders and steps made, changed, ordered, retired, and the shipped ones put back; all to undo."""

from __future__ import annotations

import pytest

from models.errors import UserError
from models.operations import undo_last
from models.operations.escalation_values import StepDraft
from models.operations.escalations import take_step
from models.operations.ladders import (
    StepSettings,
    list_ladders,
    move_step,
    preset_values,
    presets,
    restore_presets,
    save_ladder,
    save_step,
    switch_ladder,
    switch_step,
)
from models.queries.escalation_ladders import STEP, StepField, ladder_of
from models.queries.escalations import register
from models.rules.ladders import Trigger


def ladder(ledger, name):
    return next(one for one in list_ladders(ledger) if one.name == name)


def names(ledger, name):
    return [one.name for one in ladder(ledger, name).steps]


def test_a_ladder_of_the_bureaus_own_is_made_and_used(ledger):
    save_ladder(ledger, None, "市级两步法", "unit", "市整改办 2026 年要求")
    own = ladder(ledger, "市级两步法")
    settings = StepSettings(
        {"name": "提醒", "document": "提醒函", "issuer": "市整改办"}, (Trigger("near", 15),), reply_workdays=3,
        fields=(StepField("own_1", "抄送", "text"),),
    )  # fmt: skip
    save_step(ledger, own.id, None, settings)
    save_step(ledger, own.id, None, StepSettings({"name": "督办"}))
    (first, second) = ladder(ledger, "市级两步法").steps
    assert (first.name, first.document, first.reply_workdays, first.triggers) == (
        "提醒", "提醒函", 3, (Trigger("near", 15),),
    )  # fmt: skip
    assert (second.name, second.position) == ("督办", 2)
    take_step(ledger, StepDraft(first.id, (), "武安市", {"document_on": "2019-5-5"}, details={"own_1": "省厅"}))
    assert (register(ledger)[0].due_on.isoformat(), register(ledger)[0].details) == ("2019-05-08", {"own_1": "省厅"})


def test_a_step_that_was_taken_keeps_what_it_was(ledger):
    step = ladder(ledger, "省级五步法").named("预警")
    take_step(ledger, StepDraft(step.id, (1,), "", {"approver": "甲"}))
    save_step(ledger, step.ladder_id, step.id, StepSettings({"name": "提醒"}, reply_workdays=5))
    assert (register(ledger)[0].step_name, register(ledger)[0].due_on) == ("预警", None)
    assert names(ledger, "省级五步法")[0] == "提醒"
    undo_last(ledger)
    assert names(ledger, "省级五步法")[0] == "预警"


def test_steps_are_put_in_another_order_and_retired(ledger):
    step = ladder(ledger, "省级五步法").named("约谈")
    move_step(ledger, step.id, -1)
    assert names(ledger, "省级五步法") == ["预警", "约谈", "通报", "挂牌督办", "移交问责"]
    assert move_step(ledger, ladder(ledger, "省级五步法").named("预警").id, -1).change_set_id == 0
    switch_step(ledger, step.id, False)
    assert "约谈" not in names(ledger, "省级五步法")
    assert [one.name for one in ladder(ledger, "省级五步法").retired] == ["约谈"]
    with pytest.raises(UserError, match="“约谈”这一步已停用"):
        take_step(ledger, StepDraft(step.id, (1,), "", {"approver": "甲"}))
    switch_step(ledger, step.id, True)
    assert names(ledger, "省级五步法")[-1] == "约谈"
    undo_last(ledger)
    assert "约谈" not in names(ledger, "省级五步法")


def test_a_retired_ladder_is_no_longer_offered(ledger):
    switch_ladder(ledger, ladder(ledger, "部级五步法").id, False)
    with ledger.reading() as connection:
        assert ladder_of(connection).name == "省级五步法"
        with pytest.raises(UserError, match="没有“部级五步法”这个督促阶梯，可用：省级五步法"):
            ladder_of(connection, "部级五步法")
    switch_ladder(ledger, ladder(ledger, "省级五步法").id, False)
    with ledger.reading() as connection, pytest.raises(UserError, match="还没有督促阶梯"):
        ladder_of(connection)


def test_the_shipped_ladders_come_back_and_own_steps_stay_behind_them(ledger):
    province = ladder(ledger, "省级五步法")
    save_step(ledger, province.id, province.steps[0].id, StepSettings({"name": "预警", "document": "便笺"}))
    save_step(ledger, province.id, None, StepSettings({"name": "区域限批"}))
    switch_step(ledger, province.named("通报").id, False)
    switch_ladder(ledger, ladder(ledger, "部级五步法").id, False)
    restore_presets(ledger)
    assert names(ledger, "省级五步法") == ["预警", "通报", "约谈", "挂牌督办", "移交问责", "区域限批"]
    assert ladder(ledger, "省级五步法").steps[0].document == "预警函"
    assert ladder(ledger, "部级五步法").active
    undo_last(ledger)
    assert ladder(ledger, "省级五步法").steps[0].document == "便笺"
    assert "通报" not in names(ledger, "省级五步法")


def test_a_new_ledger_has_the_shipped_ladders_as_they_are(empty_ledger):
    for preset in presets():
        line = ladder(empty_ledger, preset["name"])
        assert [one.name for one in line.steps] == [one["name"] for one in preset["steps"]]
    before = [
        (one.id, one.triggers, one.fields, one.origin) for line in list_ladders(empty_ledger) for one in line.steps
    ]
    restore_presets(empty_ledger)
    after = [
        (one.id, one.triggers, one.fields, one.origin) for line in list_ladders(empty_ledger) for one in line.steps
    ]
    assert before == after


def test_every_shipped_step_says_where_it_comes_from():
    for preset in presets():
        assert preset["origin"]
        for step in preset["steps"]:
            assert step.get("origin"), step["name"]
            assert set(preset_values(step)) <= {column.name for column in STEP.columns}


def test_what_makes_no_sense_is_refused(ledger):
    province = ladder(ledger, "省级五步法")
    with pytest.raises(UserError, match="“省级五步法”里已有“约谈”这一步"):
        save_step(ledger, province.id, None, StepSettings({"name": "约谈"}))
    with pytest.raises(UserError, match="没有填写步骤名称"):
        save_step(ledger, province.id, None, StepSettings({"name": " "}))
    with pytest.raises(UserError, match="没有写单位逾期问题的数量或占比"):
        save_step(ledger, province.id, None, StepSettings({"name": "新"}, (Trigger("unit_overdue"),)))
    with pytest.raises(UserError, match="回复时限不能是 -1 个工作日"):
        save_step(ledger, province.id, None, StepSettings({"name": "新"}, reply_workdays=-1))
    with pytest.raises(UserError, match="另填的各项里有重名的"):
        twice = (StepField("own_1", "抄送", "text"), StepField("own_2", "抄送", "text"))
        save_step(ledger, province.id, None, StepSettings({"name": "新"}, fields=twice))
    with pytest.raises(UserError, match="已有名为“省级五步法”的督促阶梯"):
        save_ladder(ledger, None, "省级五步法", "both", "")
    with pytest.raises(UserError, match="适用范围"):
        save_ladder(ledger, None, "新阶梯", "all", "")
