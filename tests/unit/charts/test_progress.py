"""Charts count what they say, and each bar knows the rows behind it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from models import clock
from models.charts.catalogue import CHARTS, TITLES, build_chart
from models.charts.progress import _spans
from models.charts.rows import rows_behind
from models.errors import UserError
from models.queries.problems import ProblemQuery, count
from models.store import Ledger
from tests.unit.reports.sample_ledger import AS_OF, sample_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with clock.freeze(datetime(2019, 4, 30, 9)), sample_ledger(tmp_path / "ledger") as opened:
        yield opened


def test_progress_by_city_divides_into_done_open_and_overdue(ledger: Ledger) -> None:
    spec = build_chart("progress-by-city", ledger, ProblemQuery(), AS_OF)
    assert spec.categories == ("邯郸市", "晋城市")
    assert [(one.name, one.values, one.tone) for one in spec.series] == [
        ("已完成", (1, 0), "green"),
        ("未完成", (2, 2), "amber"),
        ("逾期", (1, 0), "red"),
    ]
    assert spec.ends == ("1 / 4", "0 / 2")


def test_categories_are_counted_with_their_share(ledger: Ledger) -> None:
    spec = build_chart("by-category", ledger, ProblemQuery(), AS_OF)
    assert spec.categories == ("扬尘污染", "散乱污企业整治不力")
    assert spec.series[0].values == (5, 1)
    assert spec.ends[1] == "1（16.7%）"


def test_months_run_without_a_gap_and_undated_problems_are_told_in_the_basis(ledger: Ledger) -> None:
    spec = build_chart("deadlines-by-month", ledger, ProblemQuery(), AS_OF)
    assert spec.categories == ("2019-03", "2019-04", "2019-05", "2019-06")
    assert [one.values for one in spec.series] == [(1, 0, 0, 0), (0, 0, 0, 3), (0, 1, 0, 0)]
    assert "另有 1 个没有具体期限" in spec.basis


def test_rounds_stand_in_the_order_of_their_numbers(ledger: Ledger) -> None:
    assert build_chart("status-by-round", ledger, ProblemQuery(), AS_OF).categories == ("3", "22")


@pytest.mark.parametrize("chart_id", list(CHARTS))
def test_every_bar_opens_as_many_rows_as_it_shows(ledger: Ledger, chart_id: str) -> None:
    query = ProblemQuery(filters={"city": ("邯郸市",)})
    spec = build_chart(chart_id, ledger, query, AS_OF)
    assert not spec.is_empty and chart_id in TITLES
    for one in spec.series:
        for value, key in zip(one.values, one.keys, strict=True):
            assert key is not None
            assert count(ledger, rows_behind(query.but(today=AS_OF), key)) == value
    for total, key in zip(spec.totals(), spec.total_keys, strict=True):
        assert key is not None
        assert count(ledger, rows_behind(query.but(today=AS_OF), key)) == total


def test_the_query_of_the_page_holds_for_its_charts(ledger: Ledger) -> None:
    spec = build_chart("progress-by-city", ledger, ProblemQuery(filters={"city": ("晋城市",)}), AS_OF)
    assert spec.categories == ("晋城市",)
    assert build_chart("by-category", ledger, ProblemQuery(search="没有这个词"), AS_OF).is_empty


def test_an_unknown_chart_is_refused_with_the_names_there_are(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="progress-by-city"):
        build_chart("pie", ledger, ProblemQuery(), AS_OF)


def test_many_months_end_in_one_bar_for_what_is_earlier() -> None:
    spans = _spans([date(2015, 1, 1), date(2019, 4, 1)])
    assert len(spans) == 24 and spans[0][0] == "更早" and spans[-1][0] == "2019-04"
    assert all(before[2] == after[1] for before, after in itertools.pairwise(spans))
