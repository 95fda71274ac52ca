"""Numbers by problem, by site and by measure: recounted by hand from the rows."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, update

from models.charts.catalogue import build_chart
from models.errors import UserError
from models.operations import move_status
from models.queries.basis import BASES, basis_of, overlap_note
from models.queries.counts import counts_by, whole_count
from models.queries.fields import PROBLEM
from models.queries.figures import key_figures
from models.queries.problems import ProblemQuery, problem_records
from models.schema import Measure, Problem
from tests.unit.operations.open_matrix import allow_every_move

ALL = ProblemQuery()


def plant(ledger, problem_id, **values):
    with ledger.writing() as connection:
        connection.execute(update(Problem.__table__).where(PROBLEM.c.id == problem_id).values(**values))


@pytest.fixture
def sites(ledger):
    """Problems 1 (overdue) and 2 (near due) at one site, 3 (checking) and 4 (closed) at another, 5 nowhere."""
    plant(ledger, 2, city="邯郸市", county="武安市", site_name="武安市兴旺铸造厂 ")
    plant(ledger, 4, city="晋城市", county="高平市", site_name="高平市盛源洗煤")
    return ledger


@pytest.fixture
def measures(ledger):
    """Of 1: one done, one late by its own date, one removed; of 2: one near by the problem's deadline; of 4: one."""
    blank = {"text": "措施", "due_on": None, "completed_on": None, "percent": None, "removed_in": None}
    rows = [
        {"problem_id": 1, "position": 0, "completed_on": date(2019, 4, 1)},
        {"problem_id": 1, "position": 1, "due_on": date(2019, 4, 1)},
        {"problem_id": 1, "position": 2, "removed_in": 1},
        {"problem_id": 1, "position": 3, "percent": Decimal(100)},
        {"problem_id": 2, "position": 0},
        {"problem_id": 2, "position": 1, "due_on": date(2019, 8, 1), "percent": Decimal(40)},
        {"problem_id": 4, "position": 0},
    ]
    with ledger.writing() as connection:
        connection.execute(insert(Measure), [blank | row for row in rows])
    return ledger


def test_sites_are_counted_once_and_by_their_worst_problem(sites):
    found = key_figures(sites, ALL, basis="site")
    assert (found.total, found.closed, found.overdue, found.near, found.checking, found.closing) == (3, 0, 1, 1, 1, 1)
    assert counts_by(sites, ALL, "city", "outcome", basis="site") == [
        ("晋城市", "open", 1), ("邯郸市", "overdue", 1), (None, "open", 1),
    ]  # fmt: skip
    plant(sites, 3, status="已销号")
    assert key_figures(sites, ALL, basis="site").closed == 1
    assert ("晋城市", "done", 1) in counts_by(sites, ALL, "city", "outcome", basis="site")


def test_measures_are_counted_by_their_own_day_and_progress(measures):
    found = key_figures(measures, ALL, basis="measure")
    assert (found.total, found.closed, found.overdue, found.long_overdue, found.near) == (6, 3, 1, 1, 1)
    assert found.rate == 0.5
    assert counts_by(measures, ALL, "city", "outcome", basis="measure") == [
        ("晋城市", "done", 1), ("邯郸市", "done", 2), ("邯郸市", "open", 2), ("邯郸市", "overdue", 1),
    ]  # fmt: skip
    months = dict(counts_by(measures, ALL, "deadline_month", basis="measure"))
    assert months == {"2019-03": 1, "2019-04": 3, "2019-05": 1, "2019-08": 1}


def test_every_basis_agrees_with_a_recount_of_the_demo_ledger(demo):
    records = list(problem_records(demo, ALL))
    sites = {(one["city"], one["county"], one["site_name"]) for one in records}
    assert whole_count(demo, ALL) == key_figures(demo, ALL).total == len(records)
    assert whole_count(demo, ALL, "site") == key_figures(demo, ALL, basis="site").total == len(sites)
    assert whole_count(demo, ALL, "measure") == key_figures(demo, ALL, basis="measure").total > 0
    assert sum(row[-1] for row in counts_by(demo, ALL, "city", basis="site")) == len(sites)
    by_city = counts_by(demo, ALL, "city", "outcome", basis="site")
    assert sum(row[-1] for row in by_city) == len(sites)


def test_a_narrowed_query_is_recounted_too(sites):
    query = ProblemQuery(where="city = 邯郸市")
    assert key_figures(sites, query, basis="site").total == whole_count(sites, query, "site") == 1
    assert key_figures(sites, query, basis="site").new == 1


def test_a_problem_counts_for_each_of_its_pollutants_and_the_total_says_so(ledger):
    assert counts_by(ledger, ALL, "pollutants") == [("大气", 1), ("水", 1), (None, 4)]
    spec = build_chart("by-pollutant", ledger, ALL, date(2019, 5, 6))
    assert spec.footnote == "一个问题涉及多个污染类型，合计大于问题数（5 个）"
    assert build_chart("by-category", ledger, ALL, date(2019, 5, 6)).footnote == ""


def test_a_site_with_problems_of_several_categories_is_footnoted(sites):
    spec = build_chart("by-category", sites, ALL, date(2019, 5, 6), "site")
    assert spec.unit == "处"
    assert spec.series[0].name == "点位"
    assert spec.basis.startswith("按点位计")
    assert spec.footnote == "一处点位涉及多个问题类别，合计大于点位数（3 处）"
    assert overlap_note(("category",), 3, 3, "site") == ""


@pytest.mark.parametrize("basis", list(BASES))
@pytest.mark.parametrize(
    "chart_id", ["progress-by-city", "by-category", "status-by-round", "deadlines-by-month", "progress-by-region"]
)
def test_every_chart_says_its_basis_and_counts_by_it(measures, basis, chart_id):
    spec = build_chart(chart_id, measures, ALL, date(2019, 5, 6), basis)
    assert spec.basis.startswith(BASES[basis].words[:3])
    assert spec.unit == BASES[basis].measure_word
    assert sum(spec.totals()) > 0


def test_a_past_day_is_counted_by_site_from_history_but_not_by_measure(sites):
    before = counts_by(sites, ALL, "city", "outcome", basis="site")
    allow_every_move(sites)
    move_status(sites, [3], "已销号")
    past = ProblemQuery(as_of=date(2019, 5, 5), today=date(2019, 5, 6))
    assert counts_by(sites, past, "city", "outcome", basis="site") == before
    assert whole_count(sites, past, "site") == 3
    with pytest.raises(UserError, match="往日"):
        counts_by(sites, past, "city", basis="measure")


def test_an_unknown_basis_is_refused():
    with pytest.raises(UserError, match="没有"):
        basis_of("task")
