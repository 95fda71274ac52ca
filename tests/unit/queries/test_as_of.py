"""The ledger as it stood on an earlier day."""

from datetime import date, datetime

import pytest

from models import clock
from models.operations import CellEdit, edit_cells, remove_problems, restore_problems
from models.queries.figures import counts_by, key_figures
from models.queries.problems import ProblemQuery, count, facet, problem_cells, problem_ids, problem_records
from tests.unit.operations.open_matrix import allow_every_move

BEFORE, AFTER = date(2019, 5, 7), date(2019, 5, 8)


@pytest.fixture
def ledger(ledger):
    """What states lead to is tested here, not who may move to which."""
    allow_every_move(ledger)
    return ledger


def state(ledger, day, **parts):
    return list(problem_records(ledger, ProblemQuery(as_of=day, **parts)))


def changed(ledger):
    before = state(ledger, BEFORE)
    with clock.freeze(datetime(2019, 5, 8, 10, 0)):
        edit_cells(
            ledger, [CellEdit(1, "status", "待销号"), CellEdit(2, "county", "武安市"), CellEdit(1, "pollutants", "水")]
        )
        remove_problems(ledger, [3])
    with clock.freeze(datetime(2019, 5, 9, 10, 0)):
        edit_cells(
            ledger, [CellEdit(1, "status", "已销号"), CellEdit(1, "deadline_text", None), CellEdit(1, "weight", 2)]
        )
    return before


def test_the_state_of_a_day_is_unmoved_by_what_came_after(ledger):
    before = changed(ledger)
    assert state(ledger, BEFORE) == before
    then = state(ledger, AFTER)
    assert [one["status"] for one in then] == ["待销号", "待整改", "已销号", "待销号"]
    assert then[0]["deadline"] == "2019-04-25"


def test_rows_entered_later_are_absent(ledger):
    changed(ledger)
    assert state(ledger, date(2019, 4, 9)) == []
    assert len(state(ledger, date(2019, 4, 10))) == 5


def test_every_question_agrees_on_a_past_day(ledger):
    changed(ledger)
    query = ProblemQuery(as_of=BEFORE)
    assert count(ledger, query) == 5
    assert list(problem_ids(ledger, query)) == [4, 1, 2, 3, 5]
    assert list(problem_ids(ledger, query.but(where="status = 整改中 and region_codes = 130481"))) == [1]
    assert list(problem_ids(ledger, query.but(filters={"pollutants": ("大气",)}))) == [1]
    assert list(problem_ids(ledger, query.but(marks=("overdue",)))) == [1]
    assert list(problem_ids(ledger, query.but(search="邯郸 永年"))) == [2]
    assert dict(facet(ledger, query, "status"))["整改中"] == 1
    assert problem_cells(ledger, [3], ["status", "deadline", "mark"], as_of=BEFORE) == {3: ("已上报待核查", None, None)}
    assert key_figures(ledger, query).overdue == 1
    assert key_figures(ledger, ProblemQuery()).overdue == 0
    assert counts_by(ledger, query, "done") == [(False, 4), (True, 1)]
    assert counts_by(ledger, query, "outcome", "city")[0] == ("done", "晋城市", 1)


def test_a_row_restored_later_was_in_the_trash(ledger):
    with clock.freeze(datetime(2019, 5, 7, 10, 0)):
        remove_problems(ledger, [3])
    with clock.freeze(datetime(2019, 5, 9, 10, 0)):
        restore_problems(ledger, [3])
    assert 3 not in problem_ids(ledger, ProblemQuery(as_of=BEFORE))
    assert list(problem_ids(ledger, ProblemQuery(as_of=BEFORE, removed=True))) == [3]
    assert 3 in problem_ids(ledger, ProblemQuery(as_of=date(2019, 5, 6)))


def test_conditions_mean_the_same_in_sql_and_on_a_past_day(demo):
    wheres = (
        "status != 已销号", "city ~ 市 and deadline > 2019-04-01", "mark = overdue", "mark is null",
        "pollutants = 水", "closed_on is null", "days_left < 10", "round in (3, 4)", "deadline_kind = 立行立改",
        "region_codes ~ 13", "source is null", "county is not null and accountability_category is null",
    )  # fmt: skip
    with clock.freeze(datetime(2019, 5, 8, 10, 0)):
        edit_cells(demo, [CellEdit(1, "remarks", "后来改的")])
    for where in wheres:
        today = ProblemQuery(where=where, today=BEFORE)
        past = ProblemQuery(where=where, as_of=BEFORE)
        assert sorted(problem_ids(demo, past)) == sorted(problem_ids(demo, today)), where
