"""Duties are edited, switched and taken back; what was sent and who was urged is recorded with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from models import clock
from models.errors import UserError
from models.operations import redo, undo_last
from models.operations.duties import (
    DutyDraft,
    add_duties,
    change_duty,
    checked,
    copy_duty,
    delete_duty,
    draft_of,
    missing_presets,
    move_duty,
    restore_preset,
    switch_duties,
    typed_units,
)
from models.operations.duty_reports import (
    Owed,
    Sending,
    change_sent,
    read_moment,
    record_sent,
    remind,
    remove_sent,
)
from models.queries.duties import late_list
from models.queries.duty_lines import DutyLine, read_duties
from models.rules.duties import Recurrence


def lines(ledger) -> list[DutyLine]:
    with ledger.reading() as connection:
        return read_duties(connection, retired=True)


def named(ledger, name: str) -> DutyLine:
    return next(line for line in lines(ledger) if line.name == name)


MONTHLY = DutyDraft("月报", units=("邯郸市", "晋城市"), rule=Recurrence("monthly", day=25), shift="earlier",
                    starts_on=date(2019, 3, 1))  # fmt: skip


def april(ledger, *units: str) -> list[Owed]:
    duty = named(ledger, "月报").id
    return [Owed(duty, unit, "2019-04", date(2019, 4, 25)) for unit in units]


def test_a_new_ledger_has_the_shipped_duties_and_none_is_owed_until_switched_on(ledger):
    assert {line.preset for line in lines(ledger)} >= {"双周调度", "月通报", "三级三时五报"}
    assert not any(line.active for line in lines(ledger))
    assert late_list(ledger) == [] and missing_presets(ledger) == []


def test_a_duty_switched_on_is_owed_from_that_day_and_undo_takes_it_back(ledger):
    key = named(ledger, "整改进展月报").id
    change = switch_duties(ledger, [key], True)
    assert change.title == "启用报送任务“整改进展月报”" and change.fields == {"duties"}
    line = named(ledger, "整改进展月报")
    assert (line.active, line.starts_on) == (True, date(2019, 5, 6))
    undo_last(ledger)
    line = named(ledger, "整改进展月报")
    assert (line.active, line.starts_on) == (False, None)
    redo(ledger)
    assert named(ledger, "整改进展月报").active


def test_what_is_not_defined_cannot_be_switched_on(ledger):
    with pytest.raises(UserError, match="没有填写报送单位"):
        switch_duties(ledger, [named(ledger, "第一报（名称待填）").id], True)
    with pytest.raises(UserError, match="报送周期还没有定"):
        checked(DutyDraft("第一报", rule=Recurrence("undefined")))
    with pytest.raises(UserError, match="没有日期"):
        checked(DutyDraft("方案", rule=Recurrence("once", after=20, workdays=True)))


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (DutyDraft(" "), "没有填写报送内容"),
        (DutyDraft("月" * 101), "最多 100 个字"),
        (DutyDraft("月报", due_time="下午五点"), "不是时刻"),
        (DutyDraft("月报", remind_workdays=99), "提前 99 个工作日"),
        (DutyDraft("月报", starts_on=date(2019, 5, 1), ends_on=date(2019, 4, 1)), "早于开始日期"),
    ],
)
def test_a_duty_that_makes_no_sense_is_refused(draft: DutyDraft, sentence: str):
    with pytest.raises(UserError, match=sentence):
        checked(draft)


def test_duties_are_added_changed_copied_moved_and_deleted_and_each_step_is_taken_back(ledger):
    before = [line.name for line in lines(ledger)]
    add_duties(ledger, [MONTHLY])
    key = named(ledger, "月报").id
    assert [line.name for line in lines(ledger)] == [*before, "月报"]
    change_duty(ledger, key, replace(draft_of(named(ledger, "月报")), due_time="9:30", recipient="省厅"))
    assert (named(ledger, "月报").due_time, named(ledger, "月报").words) == ("09:30", "每月 25 日 09:30 前")
    copy_duty(ledger, key)
    copied = named(ledger, "月报（复制）")
    assert (copied.active, copied.rule, copied.units) == (False, MONTHLY.rule, MONTHLY.units)
    move_duty(ledger, copied.id, -1)
    assert [line.name for line in lines(ledger)][-2:] == ["月报（复制）", "月报"]
    delete_duty(ledger, copied.id)
    assert "月报（复制）" not in [line.name for line in lines(ledger)]
    undo_last(ledger)
    assert [line.name for line in lines(ledger)][-2:] == ["月报（复制）", "月报"]
    for _ in range(4):
        undo_last(ledger)
    assert [line.name for line in lines(ledger)] == before


def test_a_changed_or_deleted_preset_can_be_had_again(ledger):
    line = named(ledger, "整改进展月报")
    change_duty(ledger, line.id, replace(draft_of(line), rule=Recurrence("weekly"), due_time="", active=False))
    restore_preset(ledger, line.id)
    assert named(ledger, "整改进展月报").words == "每月倒数第 3 个工作日 17:00 前"
    delete_duty(ledger, line.id)
    missing = missing_presets(ledger)
    assert [draft.name for draft in missing] == ["整改进展月报"]
    add_duties(ledger, missing)
    assert not named(ledger, "整改进展月报").active


def test_what_came_in_is_recorded_for_several_units_in_one_step(ledger):
    add_duties(ledger, [MONTHLY])
    assert [one.unit for one in late_list(ledger)] == ["邯郸市", "晋城市", "邯郸市", "晋城市"]
    sending = Sending(datetime(2019, 4, 26, 9, 0), "李四", "四月月报.docx", "邯环〔2019〕12号")
    change = record_sent(ledger, april(ledger, "邯郸市", "晋城市"), sending)
    assert change.title == "登记邯郸市等 2 个单位报送 2019年4月 月报" and change.fields == {"duty_reports"}
    assert {one.occurrence.period for one in late_list(ledger)} == {"2019-03"}
    undo_last(ledger)
    assert len(late_list(ledger)) == 4
    redo(ledger)
    assert len(late_list(ledger)) == 2


def test_a_correction_stands_beside_the_first_and_the_first_decides_whether_it_was_in_time(ledger):
    from models.queries.duties import due_between

    add_duties(ledger, [MONTHLY])
    record_sent(ledger, april(ledger, "邯郸市"), Sending(datetime(2019, 4, 24, 9, 0), what="月报"))
    record_sent(ledger, april(ledger, "邯郸市"), Sending(datetime(2019, 4, 30, 9, 0), what="更正稿"))

    def found():
        (day,) = due_between(ledger, date(2019, 4, 20), date(2019, 4, 30))
        return next(one for one in day.units if one.unit == "邯郸市")

    one = found()
    assert [(report.number, report.what) for report in one.reports] == [(1, "月报"), (2, "更正稿")]
    assert one.state == "sent"
    change_sent(ledger, one.reports[0].id, Sending(datetime(2019, 4, 28, 9, 0), what="月报"))
    assert (found().state, found().days_late, found().workdays_late) == ("sent_late", 3, 2)
    remove_sent(ledger, [found().reports[1].id])
    record_sent(ledger, april(ledger, "邯郸市"), Sending(datetime(2019, 4, 30, 9, 0), what="再更正"))
    assert [report.number for report in found().reports] == [1, 3]
    undo_last(ledger)
    undo_last(ledger)
    assert [report.what for report in found().reports] == ["月报", "更正稿"]


def test_once_something_was_sent_a_duty_stays_and_keeps_the_kind_of_its_rule(ledger):
    add_duties(ledger, [MONTHLY])
    record_sent(ledger, april(ledger, "邯郸市"))
    line = named(ledger, "月报")
    with pytest.raises(UserError, match="请停用它"):
        delete_duty(ledger, line.id)
    with pytest.raises(UserError, match="请复制一份"):
        change_duty(ledger, line.id, replace(draft_of(line), rule=Recurrence("weekly")))
    change_duty(ledger, line.id, replace(draft_of(line), rule=Recurrence("monthly", day=20)))
    assert named(ledger, "月报").rule.day == 20


def test_an_empty_or_future_report_is_refused(ledger):
    add_duties(ledger, [MONTHLY])
    with pytest.raises(UserError, match="请先选择单位"):
        record_sent(ledger, [])
    with pytest.raises(UserError, match="还没有到"):
        record_sent(ledger, april(ledger, "邯郸市"), Sending(datetime(2019, 5, 7, 9, 0)))
    with pytest.raises(UserError, match="已经不在了"):
        record_sent(ledger, [Owed(999, "邯郸市", "2019-04")])


def test_urging_is_recorded_and_counted(ledger):
    add_duties(ledger, [MONTHLY])
    change = remind(ledger, april(ledger, "邯郸市", "晋城市"), person="王五", answer="明天报")
    assert change.title == "电话催办邯郸市等 2 个单位报送 2019年4月 月报"
    with clock.freeze(datetime(2019, 5, 7, 10, 0)):
        remind(ledger, april(ledger, "邯郸市"), "微信")
    counts = {one.unit: one.reminders for one in late_list(ledger) if one.occurrence.period == "2019-04"}
    assert counts == {"邯郸市": 2, "晋城市": 1}
    undo_last(ledger)
    counts = {one.unit: one.reminders for one in late_list(ledger) if one.occurrence.period == "2019-04"}
    assert counts == {"邯郸市": 1, "晋城市": 1}


def test_history_tells_in_words_what_was_changed_of_a_duty(ledger):
    from models.queries.change_log import step_changes

    add_duties(ledger, [MONTHLY])
    line = named(ledger, "月报")
    draft = replace(draft_of(line), rule=Recurrence("monthly", day=20), units=("邯郸市",))
    change = change_duty(ledger, line.id, draft)
    told = {one.title: (one.old, one.new) for one in step_changes(ledger, change.change_set_id)}
    assert told == {"报送周期": ("每月 25 日", "每月 20 日"), "报送单位": ("邯郸市、晋城市", "邯郸市")}


def test_moments_and_units_are_read_as_typed():
    assert read_moment("2019-5-6 16：30") == datetime(2019, 5, 6, 16, 30)
    assert read_moment("4月30日") == datetime(2019, 4, 30)
    assert read_moment("8:05") == datetime(2019, 5, 6, 8, 5)
    assert read_moment(" ") is None
    with pytest.raises(UserError, match="不是时间"):
        read_moment("昨天下午")
    assert typed_units("邯郸市，晋城市\n台账里有问题的各市；邯郸市") == ("邯郸市", "晋城市", "*city")
