"""The lines of today: what waits, how much of it, and exactly those rows behind it."""

from datetime import datetime

import pytest
from sqlalchemy import insert

from models import clock
from models.operations import CellEdit, edit_cells
from models.operations.quality import keep_run
from models.queries.problems import ProblemQuery, count
from models.queries.quality_runs import measure, standing
from models.queries.todo import todo_lines
from models.queries.vanished import open_vanished
from models.schema import BatchRow, VanishedItem


def line(ledger, kind, query=None):
    return next((one for one in todo_lines(ledger, query) if one.kind == kind), None)


def test_what_is_due_today_is_part_of_what_is_near(ledger):
    with clock.freeze(datetime(2019, 5, 10, 8)):
        due = line(ledger, "due_today")
        assert (due.count, due.tone) == (1, "red")
        assert count(ledger, due.query) == 1
        assert due.text == "1 个问题今天到整改期限"


def test_rows_that_an_import_held_wait_until_somebody_settles_them(ledger):
    held = {"batch_id": 1, "source_file_id": 1, "sheet": "交办"}
    with ledger.writing() as connection:
        connection.execute(
            insert(BatchRow),
            [held | {"id": 11, "row": 9, "outcome": "suspect", "resolved_id": None},
             held | {"id": 12, "row": 10, "outcome": "refused", "resolved_id": None},
             held | {"id": 13, "row": 11, "outcome": "refused", "resolved_id": 1}],
        )  # fmt: skip
    found = line(ledger, "held")
    assert found.text == "1 行待认领、1 行待更正：清单.xlsx"
    assert found.count == 2
    assert (found.page, dict(found.arguments)) == ("history", {"tab": "batches", "batch": 1, "held": True})


def test_what_a_complete_list_no_longer_held_waits_for_a_person(ledger):
    assert line(ledger, "vanished") is None
    with ledger.writing() as connection:
        connection.execute(
            insert(VanishedItem), [{"problem_id": 1, "batch_id": 1, "outcome": None}, {"problem_id": 2, "batch_id": 1,
             "outcome": "合并"}],
        )  # fmt: skip
    found = line(ledger, "vanished")
    assert found.count == len(open_vanished(ledger)) == 1
    assert (found.page, dict(found.arguments)) == ("history", {"tab": "vanished"})


@pytest.mark.parametrize("campaign", [None, "2018—2019 强化监督"])
def test_only_new_findings_of_the_checks_are_told(ledger, campaign):
    query = ProblemQuery(campaign=campaign)
    keep_run(ledger, measure(ledger))
    assert line(ledger, "quality", query) is None
    edit_cells(ledger, [CellEdit(1, "responsible_unit", None), CellEdit(1, "assigned_on", None)])
    keep_run(ledger, measure(ledger))
    found = line(ledger, "quality", query)
    grown = [one for one in standing(ledger, campaign).lines if one.more > 0]
    assert found.count == len(grown) == 2
    assert found.text == "体检新发现 2 处：没有责任单位 1 处，等 2 项"
    assert (found.page, dict(found.arguments)) == ("quality", {"show": "new"})
    assert line(ledger, "quality", ProblemQuery(campaign="第二轮中央督察")) is None
