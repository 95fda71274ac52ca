"""The list of visits in groups, and totals, words and blanks of its cells."""

from datetime import date

import pytest
from sqlalchemy import insert

from models.queries.grouping import grouped
from models.queries.listing import BLANK, blank_ids, ids_with_words
from models.queries.totals import Cells, totals
from models.queries.visits import VISIT_FIELDS, VisitQuery, visit_facet_lines, visit_ids
from models.queries.visits_fields import VISIT, visits_groupable
from models.queries.visits_listing import group_visits, visit_listing
from models.schema import Campaign, Round

VISITS = [
    {"id": 1, "campaign_id": 1, "round_id": 1, "visited_on": date(2019, 3, 26), "city": "邯郸市",
     "site_name": "兴旺铸造厂",
     "found_problem": True, "problem_id": 1, "team": "第 2 组"},
    {"id": 2, "campaign_id": 1, "round_id": 2, "visited_on": date(2019, 4, 2), "city": "晋城市",
     "site_name": "盛源洗煤",
     "found_problem": True, "team": "第 1 组", "longitude": 112.5},
    {"id": 3, "campaign_id": 9, "round_id": 3, "visited_on": date(2019, 4, 3), "city": "邯郸市",
     "site_name": "方圆桶业",
     "found_problem": False, "team": "", "longitude": 114.5, "finding": "停产_无人"},
    {"id": 4, "campaign_id": 1, "round_id": None, "visited_on": None, "city": None, "site_name": "小作坊",
     "found_problem": False},
]  # fmt: skip


@pytest.fixture
def visited(ledger):
    with ledger.writing() as connection:
        connection.execute(insert(Campaign).values(id=9, name="专项督查"))
        for key, campaign, ordinal, name in ((1, 1, 2, "2"), (2, 1, 1, "1"), (3, 9, 1, "1")):
            connection.execute(insert(Round).values(id=key, campaign_id=campaign, name=name, ordinal=ordinal))
        for row in VISITS:
            connection.execute(insert(VISIT).values(version=1, **row))
    return ledger


def lines(ledger, *keys, **asked):
    found = group_visits(ledger, VisitQuery(**asked), keys)
    return list(found.ids), [(one.path, one.count, one.flags) for one in found.groups]


def asked(ledger, question, **query):
    with ledger.reading() as connection:
        return question(connection, visit_listing(connection, VisitQuery(**query)))


def test_rounds_stand_in_their_order_and_two_of_one_name_are_told_apart_by_campaign(visited):
    ids, groups = lines(visited, "round")
    assert [
        path[0].endswith(words) for (path, *_), words in zip(groups, ("第 1 轮", "第 2 轮", "第 1 轮"), strict=False)
    ]
    assert {path for path, *_ in groups} >= {("第 2 轮",), ("专项督查 第 1 轮",), (BLANK,)}
    assert len({path for path, *_ in groups}) == 4
    assert sorted(ids) == [1, 2, 3, 4] and ids[-1] == 4


def test_each_group_counts_the_visits_that_found_a_problem(visited):
    _ids, groups = lines(visited, "city")
    assert {path[0]: (count, flags) for path, count, flags in groups} == {
        "邯郸市": (2, (1,)), "晋城市": (1, (1,)), BLANK: (1, (0,)),
    }  # fmt: skip


def test_days_go_by_month_and_blank_teams_are_one_group(visited):
    assert [path for path, *_ in lines(visited, "visited_on")[1]] == [("2019年4月",), ("2019年3月",), (BLANK,)]
    assert [(path[0], count) for path, count, _flags in lines(visited, "team")[1]] == [
        ("第 1 组", 1), ("第 2 组", 1), (BLANK, 2),
    ]  # fmt: skip


def test_two_levels_hold_the_same_rows_as_the_list(visited):
    ids, groups = lines(visited, "found_problem", "city")
    assert [path for path, *_ in groups][:2] == [("无", "邯郸市"), ("无", BLANK)]
    assert sorted(ids) == sorted(visit_ids(visited, VisitQuery()))


@pytest.mark.parametrize("key", [key for key in VISIT_FIELDS if visits_groupable(key)])
def test_every_field_that_is_offered_groups_every_visit(visited, key):
    ids, groups = lines(visited, key)
    assert len(ids) == sum(count for _path, count, _flags in groups) == 4


def test_totals_count_cells_and_add_up_numbers(visited):
    found = asked(visited, lambda connection, listing: totals(connection, listing, [Cells((("round",),), None)]))
    assert (found.count, found.distinct, found.total) == (3, 3, None)
    found = asked(visited, lambda connection, listing: totals(connection, listing, [Cells((("longitude",),), None)]))
    assert (found.count, found.total, found.least, found.most) == (2, 227.0, 112.5, 114.5)


@pytest.mark.parametrize(
    ("words", "keys", "expected"),
    [
        (("邯郸",), ("city", "county"), {1, 3}),
        (("有问题",), ("found_problem",), {1, 2}),
        (("无",), ("found_problem", "finding"), {3, 4}),
        (("2019-04",), ("visited_on",), {2, 3}),
        (("停产_",), ("finding",), {3}),
        (("邯郸", "铸造"), ("city", "site_name"), {1}),
        (("2",), ("round",), {1}),
        (("专项",), ("campaign",), {3}),
    ],
)
def test_words_are_found_as_the_cells_show_them(visited, words, keys, expected):
    assert asked(visited, lambda connection, listing: ids_with_words(connection, listing, words, keys)) == expected


def test_blank_cells_are_those_that_show_nothing(visited):
    assert asked(visited, lambda connection, listing: blank_ids(connection, listing, ["team"])) == {3, 4}
    assert asked(visited, lambda connection, listing: blank_ids(connection, listing, ["round"])) == {4}
    assert asked(visited, lambda connection, listing: blank_ids(connection, listing, ["problem"])) == {2, 3, 4}


def test_the_query_narrows_the_groups(visited):
    with visited.reading() as connection:
        found = grouped(connection, visit_listing(connection, VisitQuery(filters={"city": ("邯郸市",)})), ["round"])
    assert sum(one.count for one in found.groups) == 2


def test_a_facet_says_how_many_values_it_left_out_and_finds_them_by_words(visited):
    found = visit_facet_lines(visited, VisitQuery(), "site_name", limit=2)
    assert (len(found.pairs), found.more) == (2, 2)
    found = visit_facet_lines(visited, VisitQuery(where="city = 邯郸市"), "site_name", limit=2, holding="桶")
    assert (found.pairs, found.more) == ([("方圆桶业", 1)], 0)
