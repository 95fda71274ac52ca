"""Pasted cells are read by the type of their column; what does not fit is listed with where and why."""

from datetime import date

import pytest

from models.operations import remove_problems, undo_last
from models.operations.pasting import PastedCell, check_cells, write_cells
from models.queries.problems import ProblemQuery, problem_records


def check(ledger, *cells):
    return check_cells(ledger, [PastedCell(*cell) for cell in cells])


def whys(found):
    return [reject.why for reject in found.rejects]


@pytest.mark.parametrize("text", ["2019-5-6", "2019年5月6日", "2019/5/6", "2019.5.6", "20190506", "43591"])
def test_a_date_is_read_in_every_spelling(ledger, text):
    found = check(ledger, (1, "deadline", text))
    assert [edit.value for edit in found.good] == [date(2019, 5, 6)]


def test_each_cell_is_judged_by_its_column_and_the_good_ones_are_one_step(ledger):
    before = list(problem_records(ledger, ProblemQuery()))
    found = check(
        ledger, (1, "deadline", "十三月"), (1, "weight", "2.5"), (2, "weight", "很多"), (2, "falsified", "是"),
        (3, "status", "没有的状态"), (3, "status", "待销号"), (3, "ledger_number", "ZG-9"), (4, "remarks", "甲\n乙"),
    )  # fmt: skip
    assert [(edit.problem_id, edit.field) for edit in found.good] == [
        (1, "weight"), (2, "falsified"), (3, "status"), (4, "remarks"),
    ]  # fmt: skip
    assert [reject.where for reject in found.rejects] == [
        "ZG-000001 · 整改期限", "ZG-000002 · 折算数", "ZG-000003 · 状态", "ZG-000003 · 台账编号",
    ]  # fmt: skip
    assert "十三月" in whys(found)[0] and "没有“没有的状态”" in whys(found)[2]
    change = write_cells(ledger, found.good)
    assert change.title == "粘贴 4 格：折算数、弄虚作假、状态、备注"
    undo_last(ledger)
    assert list(problem_records(ledger, ProblemQuery())) == before


def test_a_city_must_be_one_and_a_county_must_lie_in_it(ledger):
    found = check(ledger, (1, "city", "邯郸"), (2, "city", "某某市"), (3, "county", "武安市"), (1, "county", "永年区"))
    assert [(edit.problem_id, edit.value) for edit in found.good] == [(1, "邯郸"), (1, "永年区")]
    assert "没有名为“某某市”的市" in whys(found)[0]
    assert whys(found)[1].startswith("武安市属于邯郸市，这一条在晋城市")


def test_a_county_goes_with_the_city_pasted_beside_it(ledger):
    found = check(ledger, (3, "city", "邯郸市"), (3, "county", "武安市"))
    assert found.rejects == []
    write_cells(ledger, found.good)
    record = next(one for one in problem_records(ledger, ProblemQuery()) if one["ledger_number"] == "ZG-000003")
    assert (record["province"], record["city"], record["county"]) == ("河北省", "邯郸市", "武安市")


def test_a_place_that_no_list_knows_stays_as_it_is_written(ledger):
    assert check(ledger, (1, "county", "某某开发区")).rejects == []


def test_cells_of_a_row_that_is_gone_are_rejected(ledger):
    remove_problems(ledger, [1])
    found = check(ledger, (1, "remarks", "甲"), (2, "remarks", "乙"))
    assert (len(found.good), whys(found)) == (1, ["这条问题已不在台账里"])


def test_an_empty_cell_clears(ledger):
    assert check(ledger, (1, "deadline", "")).good[0].value is None
    assert "状态不能为空" in whys(check(ledger, (1, "status", "")))[0]
