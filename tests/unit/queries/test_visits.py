"""Asking for site visits: filters, order, counts, header filters, totals, the condition language."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select, update

from models import clock
from models.errors import UserError
from models.queries.filter_tests import FilterTest
from models.queries.visits import (
    VISIT_FIELDS,
    VisitQuery,
    visit_cells,
    visit_count,
    visit_facet,
    visit_ids,
    visits_known,
)
from models.queries.visits_fields import VISIT
from models.queries.visits_records import visit_records
from models.queries.visits_totals import (
    problems_of_visits,
    round_lines,
    visit_totals,
    visits_of_problem,
)
from models.schema import Campaign, Round

VISITS = [
    {"id": 1, "round_id": 1, "visited_on": date(2019, 3, 26), "city": "邯郸市", "county": "武安市",
     "province": "河北省",
     "site_name": "武安市兴旺铸造厂", "found_problem": True, "problem_id": 1, "team": "第 2 组", "number": "XC-1"},
    {"id": 2, "round_id": 2, "visited_on": date(2019, 4, 2), "city": "晋城市", "county": "高平市", "province": "山西省",
     "site_name": "高平市盛源洗煤", "found_problem": True, "problem_id": 3, "team": "第 1 组", "number": "XC-2"},
    {"id": 3, "round_id": 2, "visited_on": date(2019, 4, 3), "city": "邯郸市", "county": "永年区", "province": "河北省",
     "site_name": "永年区方圆桶业", "found_problem": False, "team": "第 2 组", "finding": "停产_无人"},
    {"id": 4, "round_id": None, "visited_on": None, "city": None, "site_name": "无名小作坊", "found_problem": False},
]  # fmt: skip


@pytest.fixture
def visited(ledger):
    with ledger.writing() as connection:
        for key, ordinal, name in ((1, 2, "2"), (2, 1, "1"), (3, 3, "3")):
            connection.execute(insert(Round).values(id=key, campaign_id=1, name=name, ordinal=ordinal, teams=28))
        for row in VISITS:
            connection.execute(insert(VISIT).values(campaign_id=1, version=1, **row))
    return ledger


def ids(ledger, **asked):
    return list(visit_ids(ledger, VisitQuery(**asked)))


def test_the_latest_visits_come_first_and_those_without_a_day_last(visited):
    assert ids(visited) == [3, 2, 1, 4]


def test_any_number_of_ids_can_be_asked_for(visited):
    assert ids(visited, ids=(4, *range(2, 200_000))) == [3, 2, 4]
    assert ids(visited, ids=(1, 3)) == [3, 1]
    assert ids(visited, ids=()) == []


def test_rounds_are_sorted_by_their_ordinal_not_by_their_entry(visited):
    assert ids(visited, sort=(("round", False),)) == [2, 3, 1, 4]
    assert ids(visited, sort=(("round", True),))[-1] == 4


@pytest.mark.parametrize("key", list(VISIT_FIELDS))
def test_every_field_can_be_sorted_by_in_both_directions(visited, key):
    for descending in (False, True):
        assert sorted(ids(visited, sort=((key, descending),))) == [1, 2, 3, 4]


def test_a_page_of_ids_is_the_same_part_of_the_whole_list(visited):
    query = VisitQuery(sort=(("city", False),))
    assert list(visit_ids(visited, query, limit=2, offset=1)) == ids(visited, sort=query.sort)[1:3]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"city": ("邯郸市",)}, [3, 1]),
        ({"city": ("邯郸市", None)}, [3, 1, 4]),
        ({"round": ("1",)}, [3, 2]),
        ({"round": (None,)}, [4]),
        ({"found_problem": (True,)}, [2, 1]),
        ({"problem": ("ZG-000003",)}, [2]),
        ({"problem": (None,)}, [3, 4]),
        ({"visited_on": (date(2019, 4, 3),)}, [3]),
        ({"city": ("邯郸市",), "found_problem": (False,)}, [3]),
    ],
)
def test_header_filters_hold_together(visited, filters, found):
    assert ids(visited, filters=filters) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("city = 邯郸市 and found_problem = 是", [1]),
        ("检查日期 >= 2019-04-01", [3, 2]),
        ("round in (2)", [1]),
        ("site_name ~ 铸造", [1]),
        ("finding ~ _无", [3]),
        ("city != 邯郸市", [2, 4]),
        ("problem is null", [3, 4]),
        ("round != 1", [1, 4]),
        ("source is null", [3, 2, 1, 4]),
    ],
)
def test_the_condition_language_knows_the_fields_of_visits(visited, where, found):
    assert ids(visited, where=where) == found


def test_a_field_of_problems_is_refused_in_a_condition_on_visits(visited):
    with pytest.raises(UserError, match="没有“deadline”这个字段"):
        ids(visited, where="deadline = 2019-04-01")


def test_search_looks_for_every_word(visited):
    assert ids(visited, search="邯郸 桶业") == [3]
    assert ids(visited, search="邯郸 洗煤") == []


def test_another_campaign_has_none_of_them(visited):
    assert ids(visited, campaign="2018—2019 强化监督") == [3, 2, 1, 4]
    assert ids(visited, campaign="第二轮中央督察") == []
    with visited.writing() as connection:
        connection.execute(insert(VISIT).values(id=9, campaign_id=2, found_problem=False, version=1, site_name="别处"))
    assert ids(visited, campaign="第二轮中央督察") == [9]
    assert ids(visited, campaign="2018—2019 强化监督") == [3, 2, 1, 4]
    assert ids(visited, campaign="没有这个") == []


def test_removed_visits_stand_only_in_the_trash(visited):
    with visited.writing() as connection:
        connection.execute(update(VISIT).where(VISIT.c.id == 2).values(removed_in=1))
    assert ids(visited) == [3, 1, 4]
    assert ids(visited, removed=True) == [2]
    assert visit_count(visited, VisitQuery()) == 3


def test_values_of_a_header_filter_respect_the_other_filters_and_not_their_own(visited):
    query = VisitQuery(filters={"city": ("邯郸市",), "found_problem": (True,)})
    assert visit_facet(visited, query, "city") == [("晋城市", 1), ("邯郸市", 1)]
    assert visit_facet(visited, VisitQuery(), "round") == [("1", 2), ("2", 1), (None, 1)]
    assert visit_facet(visited, VisitQuery(), "city") == [("邯郸市", 2), ("晋城市", 1), (None, 1)]
    assert visit_facet(visited, VisitQuery(), "problem") == [("ZG-000001", 1), ("ZG-000003", 1), (None, 2)]
    days = visit_facet(visited, VisitQuery(), "visited_on")
    assert days == [(date(2019, 3, 26), 1), (date(2019, 4, 2), 1), (date(2019, 4, 3), 1), (None, 1)]


def test_cells_are_typed_and_name_round_campaign_and_problem(visited):
    keys = ("round", "campaign", "problem", "visited_on", "found_problem", "extra", "source")
    assert visit_cells(visited, [1, 4, 99], keys) == {
        1: ("2", "2018—2019 强化监督", "ZG-000001", date(2019, 3, 26), True, None, None),
        4: (None, "2018—2019 强化监督", None, None, False, None, None),
    }


def test_totals_by_round_and_city_add_up_to_the_same_and_name_rounds_without_visits(visited):
    found = visit_totals(visited, VisitQuery())
    assert [(line.name, line.totals.visits, line.totals.with_problem) for line in found.rounds] == [
        ("1", 2, 1), ("2", 1, 1), ("3", 0, 0), ("", 1, 0),
    ]  # fmt: skip
    assert [(line.city, line.totals.visits, line.totals.problems) for line in found.cities] == [
        ("邯郸市", 2, 1), ("晋城市", 1, 1), (None, 1, 0),
    ]  # fmt: skip
    assert (found.whole.visits, found.whole.with_problem, found.whole.problems) == (4, 2, 2)
    assert found.whole.share == 50.0
    assert found.rounds[2].totals.share is None


def test_totals_count_only_what_the_query_finds(visited):
    found = visit_totals(visited, VisitQuery(filters={"city": ("邯郸市",)}))
    assert (found.whole.visits, found.whole.with_problem) == (2, 1)


def test_visits_lead_to_their_problems_and_problems_to_their_visits(visited):
    assert problems_of_visits(visited, VisitQuery(filters={"round": ("1",)})) == [3]
    assert visits_of_problem(visited, 3) == [2]


def test_rounds_can_be_listed_without_counting(visited):
    assert [(line.name, line.teams) for line in round_lines(visited, "2018—2019 强化监督")] == [
        ("1", 28), ("2", 28), ("3", 28),
    ]  # fmt: skip
    assert round_lines(visited, "第二轮中央督察") == []


def test_a_ledger_says_whether_it_knows_any_visit(ledger):
    assert not visits_known(ledger)
    with ledger.writing() as connection:
        connection.execute(insert(VISIT).values(campaign_id=1, found_problem=False, version=1))
    assert visits_known(ledger)


def test_records_carry_every_field_by_its_key(visited):
    first = next(iter(visit_records(visited, VisitQuery(filters={"problem": ("ZG-000001",)}))))
    assert list(first) == list(VISIT_FIELDS)
    assert (first["visited_on"], first["found_problem"], first["extra"]) == ("2019-03-26", True, {})


def test_the_practice_ledger_has_visits_with_number_round_and_history(demo):
    assert visit_count(demo, VisitQuery()) == 500
    with demo.reading() as connection:
        bare = select(VISIT.c.id).where(
            VISIT.c.number.is_(None) | VISIT.c.campaign_id.is_(None) | VISIT.c.created_in.is_(None)
        )
        assert connection.execute(bare).first() is None
        campaigns = connection.execute(select(Campaign.name)).scalars().all()
    assert len(campaigns) == 1
    assert len(visit_totals(demo, VisitQuery(campaign=campaigns[0])).rounds) == 22


@pytest.mark.parametrize(
    ("field", "test", "found"),
    [
        ("site_name", FilterTest("contains", ("铸造",)), [1]),
        ("site_name", FilterTest("lacks", ("铸造",)), [3, 2, 4]),
        ("site_name", FilterTest("starts", ("永年",)), [3]),
        ("team", FilterTest("equals", ("第 1 组",)), [2]),
        ("team", FilterTest("filled"), [3, 2, 1]),
        ("city", FilterTest("empty"), [4]),
        ("city", FilterTest("except", ("邯郸市",)), [2, 4]),
        ("visited_on", FilterTest("between", (date(2019, 4, 1), None)), [3, 2]),
        ("visited_on", FilterTest("between", (None, date(2019, 4, 2))), [2, 1]),
        ("round", FilterTest("contains", ("1",)), [3, 2]),
    ],
)
def test_a_condition_of_the_filter_popup_holds(visited, field, test, found):
    assert ids(visited, filters={field: (test,)}) == found


def test_a_period_of_the_filter_popup_moves_with_today(visited):
    with clock.freeze(datetime(2019, 4, 3, 8, 0)):
        assert ids(visited, filters={"visited_on": (FilterTest("period", ("last7",)),)}) == [3, 2]
        assert ids(visited, filters={"visited_on": (FilterTest("period", ("today",)),)}) == [3]
