"""升级督促 as a field of the ledger: shown, filtered, counted, grouped, sorted, exported."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from models import cli, clock
from models.exporting.ledger_table import export_columns, export_problems
from models.operations.escalation_values import StepDraft
from models.operations.escalations import lift_step, take_step
from models.queries.cells import problem_cells
from models.queries.check import check_ledger
from models.queries.escalation_ladders import ladder_of
from models.queries.escalations import register, totals_by_unit
from models.queries.facets import facet
from models.queries.fields import FIELDS, RECORD_KEYS
from models.queries.grouping import group_problems, groupable
from models.queries.problems import ProblemQuery, count, problem_ids, problem_records
from models.reports.catalogue import build_report


@pytest.fixture
def urged(ledger):
    """Problem 1 was warned and named, 2 only warned; 3 was warned and that was lifted."""
    with ledger.reading() as connection:
        ladder = ladder_of(connection, "省级五步法")
    for name, ids, on in (("预警", (1, 2), "2019-4-8"), ("通报", (1,), "2019-4-20"), ("预警", (3,), "2019-4-22")):
        values = {"approver": "甲", "taken_on": on, "document_number": f"{on}号"}
        take_step(ledger, StepDraft(ladder.named(name).id, ids, "", values))
    lift_step(ledger, register(ledger)[0].id, "已整改")
    return ledger


def test_the_latest_step_that_stands_is_shown(urged):
    cells = problem_cells(urged, [1, 2, 3], ["escalation", "ledger_number", "days_left"])
    assert {key: row[0] for key, row in cells.items()} == {1: "通报", 2: "预警", 3: None}
    assert cells[1][1:] == ("ZG-000001", -11)
    assert problem_cells(urged, [1], ["escalation"]) == {1: ("通报",)}


def test_it_is_filtered_counted_sorted_and_grouped(urged):
    assert facet(urged, ProblemQuery(), "escalation") == [("通报", 1), ("预警", 1), (None, 3)]
    assert problem_ids(urged, ProblemQuery(where="升级督促 = 通报")).tolist() == [1]
    assert problem_ids(urged, ProblemQuery(where="escalation ~ 警")).tolist() == [2]
    assert count(urged, ProblemQuery(where="escalation is null")) == 3
    assert count(urged, ProblemQuery(filters={"escalation": ("通报", None)})) == 4
    assert problem_ids(urged, ProblemQuery(sort=(("escalation", False),))).tolist()[:2] == [1, 2]
    assert groupable("escalation")
    found = group_problems(urged, ProblemQuery(), ("escalation",))
    assert {group.path[0]: group.count for group in found.groups} == {"通报": 1, "预警": 1, "（空白）": 3}


def test_it_is_exported_where_asked_for_and_never_part_of_a_record(urged, tmp_path):
    assert "escalation" not in RECORD_KEYS
    assert not FIELDS["escalation"].editable
    assert "escalation" not in next(iter(problem_records(urged, ProblemQuery())))
    path = tmp_path / "台账.xlsx"
    export_problems(urged, ProblemQuery(sort=()), export_columns(["ledger_number", "escalation"]), path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["台账编号", "升级督促"] in rows
    assert ["ZG-000001", "通报"] in rows


def test_of_a_past_day_nothing_is_claimed(urged):
    assert problem_cells(urged, [1], ["escalation"], as_of=date(2019, 4, 12)) == {1: (None,)}
    assert count(urged, ProblemQuery(where="escalation = 通报", as_of=date(2019, 4, 12))) == 0


def test_the_register_is_a_report(urged, tmp_path):
    report = build_report("escalation-register", urged, ProblemQuery(), clock.today(), {"ladder": "省级五步法"})
    rows = [tuple(row) for row in report.rows]
    assert report.title == "督促登记表（省级五步法）"
    assert [(row[0], row[2], row[5], row[14]) for row in rows] == [
        (1, "预警", "2019-4-8号", "已发出"), (2, "通报", "2019-4-20号", "已发出"),
        (3, "预警", "2019-4-22号", "已解除 2019-05-06"),
    ]  # fmt: skip
    only = build_report("escalation-register", urged, ProblemQuery(), clock.today(), {"step": "通报"})
    assert only.row_count == 1
    folder = str(urged.folder)
    urged.close()
    words = ["--ledger", folder, "report", "escalation-register", "--out", str(tmp_path / "登记表.xlsx")]
    assert cli.main([*words, "--set", "state=已解除"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "登记表.xlsx").active
    assert sheet is not None
    assert sum(row[0].value in (1, 2, 3) for row in sheet.iter_rows()) == 1
    assert cli.main([*words, "--set", "state=办完"]) == 2


def test_the_practice_ledger_has_chains_of_units_and_problems(demo):
    lines = register(demo)
    assert {one.step_name for one in lines} == {"预警", "通报", "约谈", "挂牌督办"}
    assert any(one.unit and one.problems for one in lines)
    assert any(one.problem is not None and not one.unit for one in lines)
    states = {one.state(clock.today()) for one in lines}
    assert {"late", "answered", "waiting"} <= states
    assert any(one.reminders for one in lines)
    assert totals_by_unit(demo)[0].standing
    assert check_ledger(demo).history_chain
