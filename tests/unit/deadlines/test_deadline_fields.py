"""The fields behind a deadline can be shown, sorted, filtered, counted and exported like any other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from models.exporting.ledger_table import export_columns, export_problems
from models.holidays import shipped_calendar
from models.operations.extension_steps import read_extension, read_suspension
from models.operations.extensions import grant_one
from models.operations.rule_settings import set_rule
from models.queries.facets import facet
from models.queries.fields import FIELDS, RECORD_KEYS
from models.queries.filter_tests import FilterTest
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_cells, problem_ids, problem_records
from models.queries.workdays_left import first_deadline, workdays_left

TODAY = date(2019, 5, 6)
KEYS = ("original_deadline", "suspended_until", "timeliness", "deadline_estimated", "workdays_left")


def ids(ledger, where: str, **more) -> list[int]:
    return sorted(problem_ids(ledger, ProblemQuery(where=where, **more)))


def test_they_stand_outside_of_what_the_command_line_prints(ledger):
    assert not set(KEYS) & set(RECORD_KEYS)
    assert set(KEYS) <= set(FIELDS) and all(not FIELDS[key].editable for key in KEYS)
    record = next(iter(problem_records(ledger, ProblemQuery())))
    assert list(record) == list(RECORD_KEYS)


def test_their_cells_show_what_extensions_and_suspensions_left(ledger):
    told = {"basis": "工程量大", "approver": "市整改办"}
    grant_one(ledger, 1, read_extension(told | {"to": "2019-5-17"}))
    grant_one(ledger, 2, read_suspension(told | {"starts_on": "2019-5-6", "ends_on": "2019-5-8"}))
    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET timeliness = '超期' WHERE id = 4"))
    cells = problem_cells(ledger, [1, 2, 4, 5], KEYS)
    assert cells[1] == (date(2019, 4, 25), None, None, False, 9)
    assert cells[2] == (date(2019, 5, 10), date(2019, 5, 8), None, False, 5)
    assert cells[4] == (None, None, "超期", False, -24)
    assert cells[5] == (None, None, None, False, None)
    assert ids(ledger, "timeliness = 超期") == [4]
    assert ids(ledger, "suspended_until >= 2019-05-06") == [2]
    assert ids(ledger, "original_deadline is not null") == [1, 2]
    assert facet(ledger, ProblemQuery(), "timeliness") == [("超期", 1), (None, 4)]
    assert problem_cells(ledger, [1], KEYS, as_of=date(2019, 4, 20))[1][0] is None


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("workdays_left = 4", [2]),
        ("workdays_left < 0", [1, 4]),
        ("workdays_left <= -7", [4]),
        ("workdays_left > -7", [1, 2]),
        ("workdays_left >= 4", [2]),
        ("workdays_left in (4, -6)", [1, 2]),
        ("workdays_left != 4", [1, 3, 4, 5]),
        ("workdays_left is null", [3, 5]),
    ],
)
def test_working_days_left_are_compared_as_the_days_they_stand_for(ledger, where, found):
    assert ids(ledger, where) == found
    assert ids(ledger, where, as_of=date(2019, 5, 6)) == found


def test_working_days_left_are_counted_and_filtered_from_the_header(ledger):
    assert facet(ledger, ProblemQuery(), "workdays_left") == [(-24, 1), (-6, 1), (4, 1), (None, 2)]
    between = {"workdays_left": (FilterTest("between", (-10, 4)),)}
    assert sorted(problem_ids(ledger, ProblemQuery(filters=between))) == [1, 2]
    assert sorted(problem_ids(ledger, ProblemQuery(filters={"workdays_left": (4, None)}))) == [2, 3, 5]
    assert list(problem_ids(ledger, ProblemQuery(sort=(("workdays_left", True),))))[:3] == [2, 1, 4]


def test_every_deadline_falls_between_the_boundaries_of_its_number():
    calendar = shipped_calendar()
    for back in range(40):
        today = date(2019, 4, 20) + timedelta(days=back)
        for number in range(-12, 13):
            first = first_deadline(number, today, calendar)
            assert workdays_left(first, today, calendar) >= number
            assert workdays_left(first - timedelta(days=1), today, calendar) < number


def test_near_due_may_be_counted_in_working_days(ledger):
    assert ids(ledger, "mark = 临近到期") == [2]
    set_rule(ledger, "near_due_days", 3)
    assert ids(ledger, "mark = 临近到期") == []
    set_rule(ledger, "near_due_days", 4)
    assert ids(ledger, "mark = 临近到期") == [2]
    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET deadline = '2019-05-13' WHERE id = 2"))
    assert ids(ledger, "mark = 临近到期") == []
    set_rule(ledger, "near_due_unit", "workdays")
    set_rule(ledger, "near_due_days", 5)
    assert ids(ledger, "mark = 临近到期") == [2]
    assert ids(ledger, "mark = 临近到期", as_of=TODAY) == [2]


def test_they_are_exported_with_their_titles(ledger, tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "x.xlsx"
    export_problems(ledger, ProblemQuery(), export_columns(("ledger_number", *KEYS)), path)
    rows = list(load_workbook(path).active.values)
    assert rows[0] == ("台账编号", "原定期限", "暂停至", "按期/超期", "期限为预估", "剩余工作日")
    by_number = {row[0]: row[1:] for row in rows[1:]}
    assert by_number["ZG-000002"][-1] == 4
    assert by_number["ZG-000004"][-1] is None, "a closed problem has no days left"
