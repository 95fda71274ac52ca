"""Header filters: words in a text, from–to, periods that move with today, blanks and what could not be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from models import clock
from models.errors import Cancelled
from models.progress import Progress
from models.queries.facets import REALLY_BLANK, UNREAD, facet_lines
from models.queries.fields import PROBLEM
from models.queries.filter_tests import FilterTest, period_bounds, read_filter, written_filter
from models.queries.problems import ProblemQuery, problem_ids
from models.schema import BatchRow
from models.store import Ledger
from models.store.stopping import stoppable

Kept = Callable[..., list[int]]
YESTERDAY = date(2019, 5, 5)


@pytest.fixture
def kept(ledger: Ledger) -> Kept:
    def ids(key: str, *values: Any, **more: Any) -> list[int]:
        return sorted(problem_ids(ledger, ProblemQuery(filters={key: values}, **more)))

    return ids


def set_values(ledger: Ledger, key: int, **values: Any) -> None:
    with ledger.writing() as connection:
        connection.execute(update(PROBLEM).where(PROBLEM.c.id == key).values(**values))


def text(op: str, words: str) -> FilterTest:
    return FilterTest(op, (words,))


def between(low: Any, high: Any) -> FilterTest:
    return FilterTest("between", (low, high))


def test_words_in_a_text(kept: Kept) -> None:
    assert kept("site_name", text("contains", "铸")) == [1, 4]
    assert kept("site_name", text("lacks", "铸")) == [2, 3, 5], "a blank does not hold the word"
    assert kept("site_name", text("starts", "永年区")) == [2]
    assert kept("site_name", text("equals", "永年区方圆桶业")) == [2]
    assert kept("site_name", FilterTest("filled")) == [1, 2, 3, 4]
    assert kept("site_name", None) == [5]
    assert kept("description", text("contains", "100%")) == [2], "a percent sign is no wildcard"
    assert kept("site_name", text("starts", "永年区"), "泽州县鑫鼎铸业") == [2, 4], "one of several must hold"
    assert kept("site_name", FilterTest("except", ("永年区方圆桶业", None))) == [1, 3, 4]


def test_words_in_the_elements_of_a_list(kept: Kept) -> None:
    assert kept("regions", text("contains", "开发")) == [1]
    assert kept("regions", text("lacks", "开发")) == [2, 3, 4, 5]
    assert kept("regions", text("starts", "永")) == [2]
    assert kept("regions", FilterTest("except", ("永年区",))) == [1, 3, 4, 5]


def test_numbers_and_dates_from_to(kept: Kept) -> None:
    assert kept("weight", between(Decimal(1), Decimal(2))) == [1]
    assert kept("weight", between(Decimal("1.6"), None)) == []
    assert kept("deadline", between(date(2019, 4, 1), date(2019, 5, 10))) == [1, 2], "both ends belong to it"
    assert kept("deadline", between(None, date(2019, 4, 1))) == [4]
    assert kept("days_left", between(-20, 0)) == [1]


@pytest.mark.parametrize(("period", "expected"), [("today", []), ("week", [2]), ("month", [2]), ("next7", [2]),
                                                  ("last7", []), ("overdue", [1])])  # fmt: skip
def test_a_period_moves_with_today(kept: Kept, period: str, expected: list[int]) -> None:
    """Today is Monday 2019-05-06; 2 is due on Friday, 1 was due in April, 4 too but is closed."""
    assert kept("deadline", FilterTest("period", (period,))) == expected
    with clock.freeze(clock.now() + timedelta(days=7)):
        assert kept("deadline", FilterTest("period", ("week",))) == []
        assert kept("deadline", FilterTest("period", ("overdue",))) == [1, 2]


def test_weeks_begin_on_monday_and_months_end_where_they_end() -> None:
    assert period_bounds("week", date(2019, 5, 12)) == (date(2019, 5, 6), date(2019, 5, 12))
    assert period_bounds("month", date(2020, 2, 10)) == (date(2020, 2, 1), date(2020, 2, 29))
    assert period_bounds("month", date(2019, 12, 31)) == (date(2019, 12, 1), date(2019, 12, 31))


def test_a_deadline_that_could_not_be_read_is_a_line_of_its_own(ledger: Ledger, kept: Kept) -> None:
    set_values(ledger, 4, deadline=None, deadline_kind="unknown", deadline_text="尽快")
    found = facet_lines(ledger, ProblemQuery(), "deadline")
    assert found.pairs[-2:] == [(UNREAD, 1), (REALLY_BLANK, 2)]
    assert kept("deadline", UNREAD) == [4]
    assert kept("deadline", REALLY_BLANK) == [3, 5], "立行立改 has no day by its nature"
    assert kept("deadline", None) == [3, 4, 5]
    assert kept("deadline_text", UNREAD) == [4]


def test_a_date_or_number_that_the_list_wrote_otherwise_is_a_line_of_its_own(ledger: Ledger, kept: Kept) -> None:
    with ledger.writing() as connection:
        told = '{"found_on":"去年冬天","weight":"一半"}'
        connection.execute(update(BatchRow).where(BatchRow.id == 3).values(originals=told))
        connection.execute(update(PROBLEM).where(PROBLEM.c.id == 3).values(found_on=None))
    assert kept("found_on", UNREAD) == [3] and kept("weight", UNREAD) == [3]
    assert facet_lines(ledger, ProblemQuery(), "found_on").pairs[-2:] == [(UNREAD, 1), (REALLY_BLANK, 1)]
    set_values(ledger, 3, found_on=YESTERDAY)
    assert kept("found_on", UNREAD) == [], "once a person put a day there it is read"


def test_a_coordinate_outside_the_country_is_an_error(ledger: Ledger, kept: Kept) -> None:
    set_values(ledger, 1, longitude=114.2)
    set_values(ledger, 2, longitude=36.5)
    assert kept("longitude", UNREAD) == [2]
    assert facet_lines(ledger, ProblemQuery(), "longitude").pairs == [
        (36.5, 1),
        (114.2, 1),
        (UNREAD, 1),
        (REALLY_BLANK, 3),
    ]


def test_counts_leave_out_the_fields_own_tests_and_respect_the_others(ledger: Ledger) -> None:
    query = ProblemQuery(filters={"site_name": (text("contains", "铸"),), "city": ("邯郸市",)})
    assert facet_lines(ledger, query, "city").pairs == [("晋城市", 1), ("邯郸市", 1)]
    assert facet_lines(ledger, query, "site_name").pairs == [("武安市兴旺铸造厂", 1), ("永年区方圆桶业", 1)]


def test_a_field_with_very_many_values_can_be_searched_beyond_those_listed(ledger: Ledger) -> None:
    short = facet_lines(ledger, ProblemQuery(), "site_name", limit=2)
    assert len(short.pairs) == 2 and short.more == 3
    assert facet_lines(ledger, ProblemQuery(), "site_name", limit=2, holding="鑫鼎").pairs == [("泽州县鑫鼎铸业", 1)]


def test_the_same_rows_are_found_on_a_past_day(ledger: Ledger, kept: Kept) -> None:
    with clock.freeze(clock.now() + timedelta(days=1)):
        set_values(ledger, 1, remarks="x")
        from models.operations import CellEdit, edit_cells

        edit_cells(ledger, [CellEdit(1, "site_name", "改了名")])
        day = date(2019, 5, 6)
        for test in (text("contains", "铸"), text("lacks", "铸"), text("starts", "永年"), FilterTest("filled"),
                     FilterTest("except", (None,)), text("equals", "永年区方圆桶业")):  # fmt: skip
            assert kept("site_name", test, as_of=day) == {"contains": [1, 4], "lacks": [2, 3, 5], "starts": [2],
                "filled": [1, 2, 3, 4], "except": [1, 2, 3, 4], "equals": [2]}[test.op]  # fmt: skip
        assert kept("deadline", FilterTest("period", ("overdue",)), as_of=day) == [1]
        assert kept("deadline", FilterTest("period", ("week",)), as_of=day) == [2]
        assert kept("deadline", between(date(2019, 4, 1), None), as_of=day) == [1, 2]
        assert kept("deadline", REALLY_BLANK, as_of=day) == [3, 5]
        assert facet_lines(ledger, ProblemQuery(as_of=day), "deadline").pairs[-1] == (None, 2)


def test_a_filter_comes_back_from_json() -> None:
    values = (None, date(2019, 5, 6), FilterTest("between", (date(2019, 5, 1), None)), FilterTest("period", ("week",)),
              UNREAD, FilterTest("except", (date(2019, 5, 1), None)))  # fmt: skip
    assert read_filter("deadline", written_filter(values)) == values
    assert read_filter("site_name", written_filter((text("lacks", "铸"),))) == (text("lacks", "铸"),)
    broken = ["kein Tag", {"test": "gone"}, {"test": "period", "values": ["gone"]}, {"test": "period"}, {"test": []}]
    assert read_filter("deadline", broken) == ()


def test_a_count_that_nobody_waits_for_any_more_is_given_up_in_the_middle(demo: Ledger) -> None:
    calls = 0

    def cancel_later() -> bool:
        nonlocal calls
        calls += 1
        return calls > 2

    many = "SELECT count(*) FROM problem a, problem b, problem c"
    with demo.reading() as connection, pytest.raises(Cancelled), stoppable(connection, Progress(None, cancel_later)):
        connection.exec_driver_sql(many)
    assert calls == 3, "64 million rows were not counted to the end"
    with pytest.raises(Cancelled):
        facet_lines(demo, ProblemQuery(), "site_name", progress=Progress(None, lambda: True))
    with demo.reading() as connection, pytest.raises(Cancelled), stoppable(connection, Progress(None, cancel_later)):
        calls = 0
        cursor: Any = connection.exec_driver_sql(many.replace("count(*)", "a.id")).cursor
        while cursor.fetchmany(1_000):
            pass
    with pytest.raises(Cancelled):
        problem_ids(demo, ProblemQuery(), progress=Progress(None, lambda: True))
    assert facet_lines(demo, ProblemQuery(), "status").pairs, "the connection serves the next question"
