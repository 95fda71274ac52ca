"""The working calendar of a ledger: years from notices, single days, years taken out; each one step that is undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.errors import UserError
from models.holidays import shipped_calendar
from models.operations import redo, undo_last
from models.operations.calendar import accept_notice, add_year, preview_notice, remove_year, set_day
from models.queries.workday_calendar import days_of_year, list_years, read_calendar
from models.rules.holiday_notice import read_notice

NOTICES = Path(__file__).parents[1] / "rules" / "notices"
NEXT = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕8号
一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。2027年1月3日（周日）上班。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。2月13日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


def notice(name):
    return read_notice((NOTICES / f"{name}.txt").read_text(encoding="utf-8"))


def calendar(ledger):
    with ledger.reading() as connection:
        return read_calendar(connection)


def years(ledger):
    with ledger.reading() as connection:
        return {line.year: line for line in list_years(connection)}


def test_a_new_ledger_counts_as_the_program_does_and_names_its_sources(ledger):
    assert calendar(ledger) == shipped_calendar()
    known = years(ledger)
    assert list(known) == list(range(2026, 2003, -1))
    assert (known[2018].source[:15], known[2018].makeups) == ("国办发明电〔2017〕12号（", 6)
    with ledger.reading() as connection:
        lines = {line.day: line.arranged_by for line in days_of_year(connection, 2018)}
    assert lines[date(2018, 12, 29)] == 2019
    assert lines[date(2018, 10, 1)] == 2018


def test_an_accepted_notice_makes_its_year_known_until_it_is_undone(ledger):
    preview = preview_notice(ledger, NEXT)
    assert (preview.known, preview.notice.warnings, preview.source) == (False, (), "国办发明电〔2026〕8号")
    assert len(preview.differing) == len(preview.days) == 34
    before = calendar(ledger)
    change = accept_notice(ledger, preview.notice)
    assert (change.title, change.fields) == ("添加工作日历 2027 年（国办发明电〔2026〕8号）", {"calendar"})
    after = calendar(ledger)
    assert after.add(date(2026, 12, 30), 3) == type(after.add(date(2026, 12, 30), 0))(date(2027, 1, 5), False)
    assert after.is_workday(date(2026, 12, 31)) is False
    assert years(ledger)[2027].notice.startswith("国务院办公厅关于2027年")
    undo_last(ledger)
    assert calendar(ledger) == before
    redo(ledger)
    assert calendar(ledger) == after


def test_accepting_the_shipped_year_again_moves_no_working_day(ledger):
    before = calendar(ledger)
    for year in (2018, 2019, 2025):
        accept_notice(ledger, notice(str(year)))
    accept_notice(ledger, notice("2019-change"))
    after = calendar(ledger)
    days = [date(2018, 1, 1).replace(year=year, month=month, day=day) for year in (2018, 2019, 2025)
            for month in range(1, 13) for day in range(1, 29)]  # fmt: skip
    assert [day for day in days if before.is_workday(day) != after.is_workday(day)] == []
    assert years(ledger)[2019].source == "国办发明电〔2018〕15号；国办发明电〔2019〕3号"
    assert before.add(date(2018, 12, 25), 10) == after.add(date(2018, 12, 25), 10)


def test_a_change_of_a_year_needs_the_year(ledger):
    remove_year(ledger, 2020)
    with pytest.raises(UserError, match="还没有2020年的安排"):
        preview_notice(ledger, (NOTICES / "2020-change.txt").read_text(encoding="utf-8"))
    accept_notice(ledger, notice("2020"))
    assert calendar(ledger).is_workday(date(2020, 2, 1)) is True
    accept_notice(ledger, notice("2020-change"))
    assert calendar(ledger).is_workday(date(2020, 2, 1)) is False
    undo_last(ledger)
    assert calendar(ledger).is_workday(date(2020, 2, 1)) is True


def test_a_single_day_is_changed_named_and_put_back(ledger):
    saturday, monday = date(2019, 6, 1), date(2019, 6, 3)
    change = set_day(ledger, saturday, "workday", "补班")
    assert change.title == "工作日历 2019-06-01 改为调休上班（补班）"
    set_day(ledger, monday, "holiday", "停电")
    known = calendar(ledger)
    assert (known.is_workday(saturday), known.is_workday(monday), known.names[monday]) == (True, False, "停电")
    set_day(ledger, monday, "workday")
    set_day(ledger, saturday, "")
    assert calendar(ledger) == shipped_calendar()
    assert set_day(ledger, saturday, "").change_set_id == 0
    undo_last(ledger)
    assert calendar(ledger).is_workday(saturday) is True


def test_a_day_of_an_unknown_year_cannot_be_changed_alone(ledger):
    with pytest.raises(UserError, match="2028 年还没有节假日安排"):
        set_day(ledger, date(2028, 3, 6), "holiday")
    add_year(ledger, 2028, "本单位暂定")
    set_day(ledger, date(2028, 3, 6), "holiday", "试点")
    assert calendar(ledger).add(date(2028, 3, 3), 1) == calendar(ledger).add(date(2028, 3, 6), 1)
    assert years(ledger)[2028].holidays == 1


def test_a_year_taken_out_is_estimated_and_comes_back(ledger):
    remove_year(ledger, 2018)
    gone = calendar(ledger)
    assert gone.add(date(2018, 9, 26), 20) == type(gone.add(date(2018, 1, 1), 0))(date(2018, 10, 24), True)
    assert gone.is_workday(date(2018, 12, 29)) is True  # arranged by the notice of 2019
    undo_last(ledger)
    assert calendar(ledger) == shipped_calendar()


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda ledger: add_year(ledger, 2018, "再来"), "已经有 2018 年"),
        (lambda ledger: add_year(ledger, 2030, "  "), "请写明依据"),
        (lambda ledger: add_year(ledger, 1066, "很早"), "年份不对"),
        (lambda ledger: remove_year(ledger, 2040), "没有 2040 年"),
        (lambda ledger: preview_notice(ledger, "各单位：请做好值班工作。"), "哪一年"),
        (lambda ledger: set_day(ledger, date(2019, 1, 1), "半天"), "没有“半天”"),
    ],
)
def test_what_cannot_be_done_is_said(ledger, act, says):
    with pytest.raises(UserError) as refused:
        act(ledger)
    assert says in refused.value.sentence()


def test_history_tells_what_became_of_a_day_and_a_year_in_words(ledger):
    from models.queries.change_log import step_changes

    set_day(ledger, date(2019, 6, 3), "holiday", "停电")
    set_day(ledger, date(2019, 6, 1), "workday")
    changed = set_day(ledger, date(2019, 6, 1), "holiday", "试点")
    gone = set_day(ledger, date(2019, 6, 3), "")
    told = [(one.title, one.old, one.new) for one in step_changes(ledger, changed.change_set_id)]
    assert told == [("类型", "上班", "节假日"), ("名称", "", "试点")]
    assert [one.old for one in step_changes(ledger, gone.change_set_id)] == ["2019-06-03 停电"]
