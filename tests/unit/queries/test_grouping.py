"""Groups with subtotals, quick totals and words in the table, all counted in SQL and checked against the cells."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models import clock
from models.operations import CellEdit, edit_cells
from models.operations.demo import make_demo
from models.queries.grouping import BLANK, group_problems, groupable
from models.queries.listing import blank_ids, ids_with_words, problem_listing
from models.queries.problems import ProblemQuery, problem_cells, problem_ids
from models.queries.totals import Cells, problem_totals
from models.store import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger", actor="录入员") as made:
        make_demo(made, problems=120)
        yield made


def cells_of(ledger: Ledger, *keys: str) -> dict[int, tuple[Any, ...]]:
    return problem_cells(ledger, list(problem_ids(ledger, ProblemQuery())), list(keys))


def test_groups_stand_in_the_order_of_the_ids_and_count_what_is_in_them(ledger: Ledger) -> None:
    found = group_problems(ledger, ProblemQuery(), ["city", "category"], ["weight"])
    cells = cells_of(ledger, "city", "category", "weight")
    first = 0
    for group in found.groups:
        members = found.ids[first : first + group.count]
        assert {(cells[key][0] or BLANK, cells[key][1] or BLANK) for key in members} == {group.path}
        weights = [cells[key][2] for key in members if cells[key][2] is not None]
        assert group.sums == (sum(weights, Decimal(0)) if weights else None,)
        first += group.count
    assert first == len(found.ids) == 120
    assert len(found.groups) == len({cells[key][:2] for key in cells})


def test_groups_of_chinese_words_stand_as_in_a_dictionary_and_numbers_by_their_value(ledger: Ledger) -> None:
    keys = list(problem_ids(ledger, ProblemQuery()))
    cities = ["邢台市", "保定市", "长治市", "三门峡市", "邯郸市"]
    edit_cells(ledger, [CellEdit(key, "city", cities[at % 5]) for at, key in enumerate(keys)])
    edit_cells(ledger, [CellEdit(key, "round", str(at % 11 + 1)) for at, key in enumerate(keys)])
    upwards = ["保定市", "长治市", "邯郸市", "三门峡市", "邢台市"]
    found = group_problems(ledger, ProblemQuery(), ["city", "round"])
    assert list(dict.fromkeys(group.path[0] for group in found.groups)) == upwards
    assert [group.path[1] for group in found.groups if group.path[0] == "保定市"] == [str(one) for one in range(1, 12)]
    down = group_problems(ledger, ProblemQuery(sort=(("city", True),)), ["city"])
    assert [group.path[0] for group in down.groups] == upwards[::-1]
    cells = cells_of(ledger, "city")
    assert [cells[key][0] or BLANK for key in down.ids] == [
        group.path[0] for group in down.groups for _ in range(group.count)
    ]


def test_each_group_says_what_is_not_rectified_and_overdue(ledger: Ledger) -> None:
    found = group_problems(ledger, ProblemQuery(), ["city"])
    assert [title for title, _tone in found.flags] == ["未整改", "逾期"]
    for number, mark in enumerate((None, "overdue")):
        wanted = ProblemQuery(marks=(mark,)) if mark else None
        if wanted is not None:
            assert sum(group.flags[number] for group in found.groups) == len(problem_ids(ledger, wanted))
    states = Counter(status for (status,) in cells_of(ledger, "status").values())
    by_state = group_problems(ledger, ProblemQuery(), ["status"])
    assert {group.path[0]: group.count for group in by_state.groups} == states


def test_rows_in_a_group_keep_the_order_asked_for_and_dates_go_by_month(ledger: Ledger) -> None:
    query = ProblemQuery(sort=(("site_name", True),))
    found = group_problems(ledger, query, ["deadline"])
    cells = cells_of(ledger, "deadline", "site_name")
    first = 0
    for group in found.groups:
        members = found.ids[first : first + group.count]
        names = [cells[key][1] or "" for key in members]
        assert names == sorted(names, reverse=True)
        months = {f"{cells[key][0].year}年{cells[key][0].month}月" if cells[key][0] else BLANK for key in members}
        assert months == {group.path[0]}
        first += group.count
    assert found.groups[-1].path == (BLANK,) or all(cells[key][0] for key in cells)


def test_a_past_day_is_grouped_as_it_was(ledger: Ledger) -> None:
    key = problem_ids(ledger, ProblemQuery())[0]
    day = clock.today()
    before = group_problems(ledger, ProblemQuery(), ["city"])
    with clock.freeze(clock.now() + timedelta(days=3)):
        edit_cells(ledger, [CellEdit(key, "city", "从前没有的市")])
        then = group_problems(ledger, ProblemQuery(as_of=day), ["city"], ["weight"])
        now = group_problems(ledger, ProblemQuery(), ["city"])
    assert [(one.path, one.count) for one in then.groups] == [(one.path, one.count) for one in before.groups]
    assert ("从前没有的市",) in {one.path for one in now.groups}
    assert sorted(then.ids) == sorted(before.ids)


def test_what_can_be_grouped_by(ledger: Ledger) -> None:
    assert all(groupable(key) for key in ("city", "category", "responsible_unit", "status", "round", "deadline"))
    assert not any(groupable(key) for key in ("description", "extra", "days_left", "ledger_number", "nothing"))


def test_totals_of_a_number_column(ledger: Ledger) -> None:
    ids = problem_ids(ledger, ProblemQuery())
    edit_cells(ledger, [CellEdit(key, "weight", str(number)) for number, key in enumerate(ids[:5])])
    found = problem_totals(ledger, ProblemQuery(), [Cells((("weight",),), ids[:5])])
    assert (found.count, found.distinct, found.total, found.average) == (5, 5, Decimal(10), 2.0)
    assert (found.least, found.most) == (Decimal(0), Decimal(4))


def test_totals_of_dates_words_and_days(ledger: Ledger) -> None:
    cells = cells_of(ledger, "deadline", "status", "city", "county")
    days = [day for day, *_ in cells.values() if day is not None]
    dates = problem_totals(ledger, ProblemQuery(), [Cells((("deadline",),), None)])
    assert (dates.count, dates.least, dates.most, dates.total) == (len(days), min(days), max(days), None)
    places = problem_totals(ledger, ProblemQuery(), [Cells((("city", "county"),), None)])
    assert places.distinct == len({row[2:] for row in cells.values()})
    left = problem_totals(ledger, ProblemQuery(), [Cells((("days_left",),), None)])
    assert left.most is not None and isinstance(left.most, int) and left.count <= len(days)
    both = problem_totals(ledger, ProblemQuery(), [Cells((("deadline",), ("city",)), None)])
    assert both.distinct is None and both.count == len(days) + sum(1 for row in cells.values() if row[2])
    assert isinstance(both.least, date)


def test_words_are_looked_for_in_what_the_cells_show(ledger: Ledger) -> None:
    cells = cells_of(ledger, "city", "deadline", "site_name")
    city, day, name = next(row for row in cells.values() if all(row))
    with ledger.reading() as connection:
        listing = problem_listing(connection, ProblemQuery())
        by_day = ids_with_words(connection, listing, [day.isoformat()], ["deadline"])
        both = ids_with_words(connection, listing, [city, name], ["city", "site_name", "deadline"])
        assert ids_with_words(connection, listing, [city], ["deadline"]) == set()
        every = [*problem_cells_keys(), "regions", "weight", "falsified", "deadline_kind", "source", "extra", "mark"]
        assert ids_with_words(connection, listing, ["不会有的词"], every) == set()
    assert by_day == {key for key, row in cells.items() if row[1] == day}
    assert both == {key for key, row in cells.items() if row[0] == city and row[2] == name}


def problem_cells_keys() -> list[str]:
    return ["ledger_number", "city", "county", "site_name", "category", "description", "deadline", "days_left",
            "status", "responsible_unit", "campaign", "markings", "longitude"]  # fmt: skip


def test_blank_cells_are_found_by_column(ledger: Ledger) -> None:
    ids: array[int] = problem_ids(ledger, ProblemQuery())
    edit_cells(ledger, [CellEdit(key, "remarks", "有") for key in ids[:7]])
    with ledger.reading() as connection:
        assert blank_ids(connection, problem_listing(connection, ProblemQuery()), ["remarks"]) == set(ids[7:])
