"""Editing cells: what is accepted, what follows, what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from models.errors import StorageError, UserError
from models.operations import CellEdit, edit_cells, move_status
from models.queries.problems import ProblemQuery, detail, problem_cells, problem_records
from models.store import Ledger


def record(ledger, problem_id):
    (found,) = problem_records(ledger, ProblemQuery(ids=(problem_id,)))
    return found


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("remarks", "  看过了 ", "看过了"),
        ("remarks", "第一行\n第二行", "第一行\n第二行"),
        ("site_name", "方圆\n桶业", "方圆桶业"),
        ("phone", "１３８００００００００", "13800000000"),
        ("found_on", "2019年4月3日", "2019-04-03"),
        ("found_on", "2019.4.3", "2019-04-03"),
        ("found_on", date(2019, 4, 3), "2019-04-03"),
        ("weight", "0.5", "0.5"),
        ("weight", Decimal("2"), "2"),
        ("falsified", "否", False),
        ("longitude", "114.2031234", 114.203123),
        ("longitude", "114°12′11″", 114.203056),
        ("pollutants", "大气、水、大气", ["大气", "水", "大气"]),
        ("remarks", "", None),
        ("status", "整改中", "整改中"),
    ],
)
def test_a_value_is_typed_for_its_field(ledger, field, typed, stored):
    change = edit_cells(ledger, [CellEdit(2, field, typed)])
    assert record(ledger, 2)[field] == stored
    assert change.entity_ids in (frozenset({2}), frozenset())


@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("found_on", "不是日期", "不能作为发现日期"),
        ("found_on", "2019-02-30", "不能作为发现日期"),
        ("weight", "很多", "数字"),
        ("falsified", "也许", "是"),
        ("longitude", "214", "度数"),
        ("longitude", "nan", "度数"),
        ("status", "差不多了", "没有“差不多了”这个状态"),
        ("status", "", "状态不能为空"),
        ("ledger_number", "X", "不能直接修改"),
        ("source", "X", "不能直接修改"),
        ("said_status", "X", "不能直接修改"),
        ("region_codes", "130408", "不能直接修改"),
        ("mark", "overdue", "不能直接修改"),
        ("nope", "X", "没有“nope”这个字段"),
        ("province", "长" * 41, "最多 40 个字"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_nothing_is_written(ledger, field, typed, word):
    before = list(problem_records(ledger, ProblemQuery()))
    with pytest.raises(UserError, match=word):
        edit_cells(ledger, [CellEdit(2, "remarks", "先写这个"), CellEdit(2, field, typed)])
    assert list(problem_records(ledger, ProblemQuery())) == before


def test_a_row_that_is_gone_is_refused(ledger):
    with pytest.raises(UserError, match="已不在台账里"):
        edit_cells(ledger, [CellEdit(1, "remarks", "甲"), CellEdit(99, "remarks", "乙")])
    assert record(ledger, 1)["remarks"] is None


def test_a_deadline_in_words_is_read_and_both_are_recorded(ledger):
    edit_cells(ledger, [CellEdit(1, "deadline_text", "2019年6月底前")])
    found = record(ledger, 1)
    assert (found["deadline_text"], found["deadline_kind"], found["deadline"]) == (
        "2019年6月底前",
        "date",
        "2019-06-30",
    )
    lines = {line.field: (line.old, line.new) for line in detail(ledger, 1).history if line.field}
    assert lines == {
        "deadline_text": ("2019年4月25日前", "2019年6月底前"),
        "deadline": ("2019-04-25", "2019-06-30"),
    }


def test_a_deadline_in_days_moves_with_the_day_of_assignment(ledger):
    edit_cells(ledger, [CellEdit(2, "deadline_text", "15日内")])
    assert (record(ledger, 2)["deadline_kind"], record(ledger, 2)["deadline"]) == ("days", None)
    edit_cells(ledger, [CellEdit(2, "assigned_on", "2019-05-01")])
    assert record(ledger, 2)["deadline"] == "2019-05-16"


def test_a_deadline_typed_as_a_date_keeps_the_words(ledger):
    edit_cells(ledger, [CellEdit(3, "deadline", "2019-07-01")])
    found = record(ledger, 3)
    assert (found["deadline_text"], found["deadline_kind"], found["deadline"]) == ("立行立改", "date", "2019-07-01")


def test_another_county_brings_its_official_name_and_code(ledger):
    change = edit_cells(ledger, [CellEdit(1, "county", "永年")])
    found = record(ledger, 1)
    assert (found["county"], found["regions"], found["region_codes"]) == ("永年区", ["永年区"], ["130408"])
    assert {"county", "regions", "region_codes"} <= change.fields


def test_another_city_brings_its_province(ledger):
    edit_cells(ledger, [CellEdit(5, "city", "济南")])
    found = record(ledger, 5)
    assert (found["province"], found["city"], found["region_codes"]) == ("山东省", "济南市", ["370100"])


def test_a_place_nobody_knows_stays_as_typed_without_a_code(ledger):
    edit_cells(ledger, [CellEdit(1, "county", "桃花源管理区")])
    found = record(ledger, 1)
    assert (found["county"], found["regions"], found["region_codes"]) == ("桃花源管理区", ["桃花源管理区"], [])


def test_another_category_brings_its_accountability(ledger):
    edit_cells(ledger, [CellEdit(1, "category", "扬尘污染"), CellEdit(2, "category", "燃煤小锅炉清零不到位")])
    assert record(ledger, 1)["accountability_category"] is None
    assert record(ledger, 2)["accountability_category"] == "燃煤小锅炉清零不到位"


def test_the_step_is_named_and_the_version_grows(ledger):
    assert edit_cells(ledger, [CellEdit(1, "remarks", "甲")]).title == "修改 ZG-000001 的备注"
    many = edit_cells(ledger, [CellEdit(1, "remarks", "乙"), CellEdit(2, "remarks", "乙")])
    assert many.title == "修改 2 条问题的备注"
    assert many.kind == "edit"
    assert detail(ledger, 1).version == 3


def test_an_edit_that_changes_nothing_writes_nothing(ledger):
    with ledger.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM change_set")).scalar()
    change = edit_cells(ledger, [CellEdit(1, "city", "邯郸市"), CellEdit(1, "status", "整改中")])
    with ledger.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM change_set")).scalar() == before
    assert change.change_set_id == 0


def test_moving_the_state_names_who_decided(ledger):
    change = move_status(ledger, [1, 2], "已上报待核查", actor="李四", reason="单位已上报")
    assert change.kind == "status"
    line = detail(ledger, 1).history[0]
    assert (line.actor, line.new) == ("李四", "已上报待核查")
    assert problem_cells(ledger, [2], ["status"]) == {2: ("已上报待核查",)}
    with pytest.raises(UserError, match="没有“完了”这个状态"):
        move_status(ledger, [1], "完了")


def test_nothing_is_written_in_a_ledger_opened_for_reading(ledger):
    with Ledger.open(ledger.folder, actor="李四", read_only=True) as reader, pytest.raises(StorageError):
        edit_cells(reader, [CellEdit(1, "remarks", "甲")])
