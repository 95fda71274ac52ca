"""The list of problems: filters, order, search, marks, counts, cells, records."""

import json
from datetime import date
from decimal import Decimal

import pytest

from models.errors import UserError
from models.operations import CellEdit, edit_cells, remove_problems
from models.queries.fields import FIELDS, RECORD_KEYS
from models.queries.problems import (
    ProblemQuery,
    count,
    detail,
    facet,
    problem_cells,
    problem_ids,
    problem_records,
)  # fmt: skip
from tests.unit.operations.open_matrix import allow_every_move

HEADLESS_KEYS = [
    "ledger_number",
    "number",
    "campaign",
    "round",
    "list_number",
    "province",
    "city",
    "county",
    "town",
    "regions",
    "site_name",
    "credit_code",
    "address",
    "longitude",
    "latitude",
    "industry",
    "category",
    "pollutants",
    "weight",
    "falsified",
    "description",
    "requirement",
    "measures",
    "goal",
    "deadline_text",
    "deadline_kind",
    "deadline",
    "responsible_unit",
    "responsible_person",
    "phone",
    "inspection_team",
    "found_on",
    "assigned_on",
    "progress",
    "said_status",
    "status",
    "completed_on",
    "closed_on",
    "remarks",
    "region_codes",
    "accountability_category",
    "extra",
    "source",
]


def ids(ledger, **parts):
    return list(problem_ids(ledger, ProblemQuery(**parts)))


def test_the_keys_of_a_record_are_those_of_the_command_line():
    assert list(RECORD_KEYS) == HEADLESS_KEYS


def test_every_field_has_a_title_and_can_be_sorted_by(ledger):
    for key, field in FIELDS.items():
        assert field.title
        for descending in (False, True):
            assert sorted(ids(ledger, sort=((key, descending),))) == [1, 2, 3, 4, 5]


def test_nulls_stand_last_in_both_directions(ledger):
    assert ids(ledger, sort=(("deadline", False),)) == [4, 1, 2, 3, 5]
    assert ids(ledger, sort=(("deadline", True),)) == [2, 1, 4, 5, 3]


def test_a_page_is_the_same_rows_as_the_whole_list(ledger):
    query = ProblemQuery(sort=(("city", True), ("deadline", False)))
    whole = list(problem_ids(ledger, query))
    assert list(problem_ids(ledger, query, limit=2, offset=2)) == whole[2:4]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("city = 邯郸市", [1, 2]),
        ("city != 邯郸市", [3, 4, 5]),
        ("city is null", [5]),
        ("city is not null and status = 已销号", [4]),
        ("deadline < 2019-05-01", [1, 4]),
        ("description ~ 100%", [2]),
        ("description ~ 堆放_没", [3]),
        ("description ~ 堆_放", []),
        ("pollutants = 水", [1]),
        ("pollutants != 水", [2, 3, 4, 5]),
        ("regions ~ 开发", [1]),
        ("region_codes in (130408, 140581)", [2, 3]),
        ("region_codes is null", [5]),
        ("weight > 1", [1]),
        ("falsified = 是", [1]),
        ("campaign = 第二轮中央督察", [5]),
        ("source ~ 清单", [1, 2, 3, 4]),
        ("source is null", [5]),
        ("mark = 逾期未改", [1]),
        ("mark is null", [3, 4, 5]),
        ("mark != overdue", [2, 3, 4, 5]),
        ("days_left < 5", [1, 2, 4]),
    ],
)
def test_a_condition_finds_its_rows(ledger, where, expected):
    assert sorted(ids(ledger, where=where)) == expected


def test_header_filters_take_blanks_as_none(ledger):
    assert sorted(ids(ledger, filters={"city": ("晋城市", None)})) == [3, 4, 5]
    assert ids(ledger, filters={"city": ()}) == []
    assert ids(ledger, filters={"mark": ("overdue", "near")}) == [1, 2]
    assert sorted(ids(ledger, filters={"pollutants": (None,)})) == [2, 3, 4, 5]


def test_every_word_of_a_search_must_occur_somewhere(ledger):
    assert ids(ledger, search="邯郸 锅炉") == [2]
    assert ids(ledger, search="邯郸 噪声") == []
    assert ids(ledger, search="ZG-000003") == [3]
    assert ids(ledger, search="100%") == [2]
    assert ids(ledger, search="%") == [2]


def test_overdue_and_near_are_marks_beside_the_state(ledger):
    assert ids(ledger, marks=("overdue",)) == [1]
    assert ids(ledger, marks=("near",)) == [2]
    assert ids(ledger, marks=("overdue",), today=date(2019, 5, 11)) == [1, 2]


def test_campaign_batch_and_ids_narrow_the_list(ledger):
    assert ids(ledger, campaign=2) == [5]
    assert ids(ledger, campaign="第二轮中央督察") == [5]
    assert ids(ledger, campaign="没有的") == []
    assert sorted(ids(ledger, batch=(1, "new"))) == [1, 2, 3, 4]
    assert ids(ledger, batch=(1, "changed")) == []
    assert sorted(ids(ledger, ids=(5, 2, 99))) == [2, 5]


def test_the_trash_is_apart(ledger):
    remove_problems(ledger, [2])
    assert 2 not in ids(ledger)
    assert ids(ledger, removed=True) == [2]
    assert count(ledger, ProblemQuery()) == 4


def test_an_unknown_field_is_refused_in_words(ledger):
    with pytest.raises(UserError, match="没有“nope”这个字段"):
        ids(ledger, sort=(("nope", False),))
    with pytest.raises(UserError, match="没有“nope”这个字段"):
        problem_cells(ledger, [1], ["nope"])


def test_header_counts_respect_the_other_filters_but_not_their_own(ledger):
    query = ProblemQuery(filters={"city": ("邯郸市",)})
    assert facet(ledger, query, "city") == [("晋城市", 2), ("邯郸市", 2), (None, 1)]
    assert facet(ledger, query, "county") == [("武安市", 1), ("永年区", 1)]
    assert facet(ledger, query, "status") == [("待整改", 1), ("整改中", 1)]
    assert facet(ledger, ProblemQuery(), "mark") == [("overdue", 1), ("near", 1), (None, 3)]
    assert facet(ledger, ProblemQuery(), "campaign") == [("2018—2019 强化监督", 4), ("第二轮中央督察", 1)]
    assert facet(ledger, ProblemQuery(), "pollutants") == [("大气", 1), ("水", 1), (None, 4)]
    assert facet(ledger, ProblemQuery(), "deadline")[0] == (date(2019, 3, 31), 1)
    assert facet(ledger, ProblemQuery(), "days_left") == [(-36, 1), (-11, 1), (4, 1), (None, 2)]


@pytest.mark.parametrize("key", list(FIELDS))
def test_every_field_has_header_counts_that_add_up(ledger, key):
    total = sum(number for _value, number in facet(ledger, ProblemQuery(), key))
    assert total >= 5


def test_cells_are_typed(ledger):
    keys = (
        "ledger_number",
        "deadline",
        "weight",
        "falsified",
        "regions",
        "region_codes",
        "mark",
        "days_left",
        "source",
    )
    cells = problem_cells(ledger, [1, 5, 99], keys)
    assert cells[1] == (
        "ZG-000001", date(2019, 4, 25), Decimal("1.5"), True, ("武安市", "开发区"), ("130481",), "overdue", -11,
        "清单.xlsx《交办》第 5 行",
    )  # fmt: skip
    assert cells[5] == ("ZG-000005", None, None, None, (), (), None, None, None)
    assert 99 not in cells


def test_a_record_is_what_the_command_line_prints(ledger):
    first, *_rest, last = problem_records(ledger, ProblemQuery())
    assert list(first) == HEADLESS_KEYS
    assert first["regions"] == ["武安市", "开发区"]
    assert first["region_codes"] == ["130481"]
    assert first["pollutants"] == ["大气", "水"]
    assert first["weight"] == "1.5"
    assert first["falsified"] is True
    assert first["deadline"] == "2019-04-25"
    assert first["extra"] == {"原表列": "甲"}
    assert first["source"] == {"file": "清单.xlsx", "sheet": "交办", "row": 5, "batch": 1}
    assert first["campaign"] == "2018—2019 强化监督"
    assert last["source"] is None
    assert last["regions"] == []
    json.dumps(first)


def test_a_detail_tells_history_newest_first(ledger):
    allow_every_move(ledger)
    edit_cells(ledger, [CellEdit(1, "status", "待销号")])
    found = detail(ledger, 1)
    assert found.ledger_number == "ZG-000001"
    assert found.mark is None
    assert found.regions == (("武安市", "130481"), ("开发区", None))
    assert [(line.field, line.old, line.new) for line in found.history] == [
        ("status", "整改中", "待销号"),
        ("", None, None),
    ]
    assert found.history[0].actor == "张三"
    with pytest.raises(UserError):
        detail(ledger, 99)
