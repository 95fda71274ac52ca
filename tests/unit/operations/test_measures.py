"""Measures, progress reports, notes and relations are written with their history and can be taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.errors import UserError
from models.operations import edit_cells, redo, remove_problems, undo_last
from models.operations.edit import CellEdit
from models.operations.links import add_link, remove_link
from models.operations.measures import (
    add_measure,
    edit_measure,
    move_measure,
    remove_measure,
    share_evenly,
    split_measures,
)
from models.operations.notes import add_note, edit_note, remove_note
from models.operations.progress_reports import add_report, edit_report, remove_report
from models.queries.dossier import dossier, find_problems


def texts(ledger) -> list[str]:
    return [one.text for one in dossier(ledger, 1).measures]


def test_a_measure_has_its_own_unit_date_and_share_and_its_limit_is_read_by_the_grammar(ledger):
    change = add_measure(
        ledger, 1, {"text": "拆除燃煤锅炉", "responsible_unit": "武安市工信局", "due_text": "4月底前", "share": "60%"}
    )
    (one,) = dossier(ledger, 1).measures
    assert (one.responsible_unit, one.due_text, one.due_on) == ("武安市工信局", "4月底前", date(2019, 4, 30))
    assert (one.share, one.mark, one.days_left) == (Decimal(60), "overdue", -6)
    assert change.entity_ids == {1} and change.fields == {"measures_rows"} and change.kind == "edit"
    assert change.title == "ZG-000001 添加整改措施“拆除燃煤锅炉”"


def test_editing_a_measure_writes_what_differs_and_a_completed_one_is_done(ledger):
    add_measure(ledger, 1, {"text": "拆除燃煤锅炉", "due_text": "4月底前", "percent": "30"})
    (one,) = dossier(ledger, 1).measures
    assert edit_measure(ledger, one.id, {"text": "拆除燃煤锅炉", "percent": "30"}).change_set_id == 0
    change = edit_measure(ledger, one.id, {"due_text": "2019年5月10日", "completed_on": "2019-5-3", "percent": "30"})
    assert change.title.endswith("的完成时限、完成进度、完成日期")
    (one,) = dossier(ledger, 1).measures
    assert (one.due_on, one.completed_on, one.percent, one.mark) == (date(2019, 5, 10), date(2019, 5, 3), 100, "done")
    undo_last(ledger)
    (one,) = dossier(ledger, 1).measures
    assert (one.due_on, one.completed_on, one.percent) == (date(2019, 4, 30), None, 30)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"text": " "}, "没有填写措施内容"), ({"text": "甲", "share": "120"}, "“120”不能作为占比"),
     ({"text": "甲", "percent": "三"}, "“三”不能作为完成进度"),
     ({"text": "甲", "completed_on": "十月"}, "“十月”不能作为完成日期"),
     ({"text": "甲", "responsible_unit": "单" * 301}, "责任单位最多 300 个字")],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_a_sentence_and_nothing_is_written(ledger, values, sentence):
    with pytest.raises(UserError, match=sentence):
        add_measure(ledger, 1, values)
    assert texts(ledger) == []


def test_measures_are_moved_taken_out_and_come_back_in_their_place(ledger):
    for text in ("甲", "乙", "丙"):
        add_measure(ledger, 1, {"text": text})
    ids = [one.id for one in dossier(ledger, 1).measures]
    move_measure(ledger, ids[2], -1)
    assert texts(ledger) == ["甲", "丙", "乙"]
    assert move_measure(ledger, ids[0], -1).change_set_id == 0
    remove_measure(ledger, ids[2])
    assert texts(ledger) == ["甲", "乙"]
    undo_last(ledger)
    assert texts(ledger) == ["甲", "丙", "乙"]
    undo_last(ledger)
    assert texts(ledger) == ["甲", "乙", "丙"]
    redo(ledger)
    assert texts(ledger) == ["甲", "丙", "乙"]


def test_shares_are_spread_evenly_in_one_step(ledger):
    for text in ("甲", "乙", "丙"):
        add_measure(ledger, 1, {"text": text, "share": "10"})
    assert dossier(ledger, 1).overall.balance == 70
    share_evenly(ledger, 1)
    assert dossier(ledger, 1).overall.balance == 0
    undo_last(ledger)
    assert dossier(ledger, 1).overall.balance == 70


def test_the_text_of_the_list_is_split_into_measures_once_and_stays_as_it_is(ledger):
    source = "1.拆除燃煤锅炉，4月底前完成。2.完善台账（责任单位：工信局）；3.长期坚持。"
    edit_cells(ledger, [CellEdit(1, "measures", source)])
    add_measure(ledger, 1, {"text": "另一条"})
    split_measures(ledger, 1)
    found = dossier(ledger, 1)
    assert [one.text for one in found.measures][1:] == [
        "拆除燃煤锅炉，4月底前完成。",
        "完善台账（责任单位：工信局）",
        "长期坚持。",
    ]
    assert found.measures[1].due_on == date(2019, 4, 30) and found.measures[2].responsible_unit == "工信局"
    assert found.detail.record["measures"] == source
    with pytest.raises(UserError, match="已经登记过"):
        split_measures(ledger, 1)
    with pytest.raises(UserError, match="没有“整改措施”原文"):
        split_measures(ledger, 2)
    undo_last(ledger)
    assert texts(ledger) == ["另一条"]


def test_reports_stand_newest_period_first_and_never_move_the_state(ledger):
    before = dossier(ledger, 1).detail.record["status"]
    add_report(ledger, 1, {"period": "4月", "text": "正在拆除", "percent": "40", "said_status": "已完成"})
    add_report(ledger, 1, {"period": "2019年第9次双周", "percent": "60"})
    add_report(ledger, 1, {"period": "2019-03", "text": "刚开始"})
    found = dossier(ledger, 1)
    assert [one.period for one in found.reports] == ["2019年第9次双周调度", "2019-04", "2019-03"]
    assert found.reports[0].reported_on == date(2019, 5, 6)
    assert found.detail.record["status"] == before
    edit_report(ledger, found.reports[1].id, {"percent": "45"})
    assert dossier(ledger, 1).reports[1].percent == 45
    remove_report(ledger, found.reports[2].id)
    assert len(dossier(ledger, 1).reports) == 2
    with pytest.raises(UserError, match="什么也没有写"):
        add_report(ledger, 1, {"period": "4月"})


def test_a_report_may_be_about_a_measure_of_the_same_problem_only(ledger):
    add_measure(ledger, 1, {"text": "甲"})
    add_measure(ledger, 2, {"text": "乙"})
    mine, other = dossier(ledger, 1).measures[0].id, dossier(ledger, 2).measures[0].id
    add_report(ledger, 1, {"period": "4月", "percent": "5"}, mine)
    assert dossier(ledger, 1).reports[0].measure_id == mine
    with pytest.raises(UserError, match="措施已经不在"):
        add_report(ledger, 1, {"period": "4月", "percent": "5"}, other)


def test_notes_keep_who_wrote_them_and_when(ledger):
    add_note(ledger, 1, "电话问过，\n下周验收")
    (note,) = dossier(ledger, 1).notes
    assert (note.actor, note.text, f"{note.at:%Y-%m-%d}") == ("张三", "电话问过，\n下周验收", "2019-05-06")
    edit_note(ledger, note.id, "改到月底")
    assert dossier(ledger, 1).notes[0].text == "改到月底"
    remove_note(ledger, note.id)
    assert dossier(ledger, 1).notes == ()
    undo_last(ledger)
    assert dossier(ledger, 1).notes[0].text == "改到月底"


def test_a_relation_is_seen_from_both_problems_and_is_made_once(ledger):
    change = add_link(ledger, 1, 2, "duplicate", "同一企业")
    assert change.entity_ids == {1, 2}
    (here,), (there,) = dossier(ledger, 1).links, dossier(ledger, 2).links
    assert (here.outgoing, here.other_number, here.note) == (True, "ZG-000002", "同一企业")
    assert (there.outgoing, there.other_id, there.kind) == (False, 1, "duplicate")
    for pair in ((1, 2), (2, 1)):
        with pytest.raises(UserError, match="已经有了"):
            add_link(ledger, *pair, "duplicate")
    with pytest.raises(UserError, match="自己"):
        add_link(ledger, 1, 1, "merged")
    remove_link(ledger, here.id)
    assert dossier(ledger, 2).links == ()
    remove_problems(ledger, [2])
    with pytest.raises(UserError, match="已不在台账里"):
        add_link(ledger, 1, 2, "merged")


def test_problems_are_found_by_any_of_their_numbers(ledger):
    assert [key for key, _line in find_problems(ledger, "A-")] == [1, 2]
    assert [key for key, _line in find_problems(ledger, "000003")] == [3]
    assert find_problems(ledger, "%") == [] and find_problems(ledger, " ") == []


def test_the_history_tells_of_measures_and_notes_in_words(ledger):
    add_measure(ledger, 1, {"text": "拆除燃煤锅炉", "percent": "30"})
    (one,) = dossier(ledger, 1).measures
    edit_measure(ledger, one.id, {"percent": "50"})
    edit_cells(ledger, [CellEdit(1, "phone", "0310-1")])
    first, second, third, *_rest = dossier(ledger, 1).history
    assert (first.entity, first.field, first.new) == ("problem", "phone", "0310-1")
    assert (second.subject, second.title, second.old, second.new) == ("整改措施“拆除燃煤锅炉”", "完成进度", "30", "50")
    assert (third.entity, third.field, third.entity_id) == ("measure", "", one.id)


def test_nothing_is_written_for_a_problem_in_the_trash(ledger):
    remove_problems(ledger, [1])
    with pytest.raises(UserError, match="已不在台账里"):
        add_note(ledger, 1, "甲")
