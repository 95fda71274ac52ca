"""Deadlines of so many working days get their day when a list is imported, by the calendar of the ledger."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from models.importing import run_import, undo_import
from models.operations.calendar import remove_year, set_day
from models.operations.deadline_moves import deadline_moves
from models.operations.rule_settings import set_rule
from models.queries.workday_calendar import PUT_OFF

HEADER = ["序号", "地市", "县（市、区）", "企业名称", "问题类型", "问题描述", "整改时限", "交办日期"]


@pytest.fixture
def listed(tmp_path):
    """A list of sites with the words of their deadline and the day of assignment."""

    def write(rows, name="清单.xlsx"):
        book = Workbook()
        book.active.append(["2018年强化督查问题清单"])
        book.active.append(HEADER)
        for number, (site, words, day) in enumerate(rows, start=1):
            book.active.append([number, "邯郸市", "永年区", site, "扬尘污染", f"{site}料场未苫盖", words, day])
        path = tmp_path / name
        book.save(path)
        return path

    return write


def stored(ledger):
    query = "SELECT site_name, deadline_kind, deadline, deadline_rule, deadline_estimated FROM problem ORDER BY id"
    with ledger.reading() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.exec_driver_sql(query)}


ROWS = [
    ("永年甲厂", "收到之日起20个工作日内", "2018-09-26"),
    ("永年乙厂", "2018年12月底前", "2018-09-26"),
    ("永年丙厂", "15日内", "2018-09-26"),
    ("永年丁厂", "10个工作日内", None),
]


def test_a_list_gets_the_days_of_the_ledger_s_own_calendar(ledger, listed):
    set_day(ledger, date(2018, 10, 10), "holiday", "停电")
    run_import(ledger, [listed(ROWS)])
    assert stored(ledger) == {
        "永年甲厂": ("working_days", "2018-10-30", "自2018-09-26起20个工作日（不含当日）", 0),
        "永年乙厂": ("date", "2018-12-31", None, 0),
        "永年丙厂": ("days", "2018-10-11", "自2018-09-26起15日（不含当日）", 0),
        "永年丁厂": ("working_days", None, None, 0),
    }
    assert deadline_moves(ledger) == []


def test_a_year_without_an_arrangement_gives_an_estimated_day(ledger, listed):
    remove_year(ledger, 2018)
    run_import(ledger, [listed(ROWS[:1])])
    assert stored(ledger)["永年甲厂"] == ("working_days", "2018-10-24", "自2018-09-26起20个工作日（不含当日）", 1)


def test_how_a_day_was_reached_follows_another_wording_of_a_later_list(ledger, listed):
    run_import(ledger, [listed(ROWS[:2])])
    later = [("永年甲厂", "2018年11月20日前", "2018-09-26"), ("永年乙厂", "5个工作日内", "2018-09-26")]
    run_import(ledger, [listed(later, "二.xlsx")])
    assert stored(ledger) == {
        "永年甲厂": ("date", "2018-11-20", None, 0),
        "永年乙厂": ("working_days", "2018-10-08", "自2018-09-26起5个工作日（不含当日）", 0),
    }


def test_importing_the_same_list_again_changes_nothing_after_the_calendar_moved(ledger, listed):
    path = listed(ROWS)
    run_import(ledger, [path])
    set_day(ledger, date(2018, 10, 10), "holiday")
    report = run_import(ledger, [path])
    assert report.plan.counts()["unchanged"] == len(ROWS)
    assert stored(ledger)["永年甲厂"][1] == "2018-10-29"


def test_with_the_rule_an_imported_day_keeps_clear_of_rest_days(ledger, listed):
    set_rule(ledger, PUT_OFF, True)
    run_import(ledger, [listed([("永年甲厂", "2018年10月1日前", "2018-09-01"), ("永年乙厂", date(2018, 9, 22), None)])])
    assert {name: row[1] for name, row in stored(ledger).items()} == {
        "永年甲厂": "2018-10-08",
        "永年乙厂": "2018-09-25",
    }
    assert stored(ledger)["永年甲厂"][2] == "原定2018-10-01，遇休息日顺延"


def test_undoing_the_later_list_brings_the_way_of_counting_back(ledger, listed):
    run_import(ledger, [listed(ROWS[:2])])
    before = stored(ledger)
    report = run_import(ledger, [listed([("永年甲厂", "2018年11月20日前", "2018-09-26")], "二.xlsx")])
    assert stored(ledger) != before
    undo_import(ledger, report.batch)
    assert stored(ledger) == before
