"""Fields of the bureau's own: made, named, ordered, retired and used like any other field, each ledger its own."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest

from models.errors import UserError
from models.operations import CellEdit, edit_cells, undo_last
from models.operations.custom_fields import (
    FieldDraft,
    edit_field,
    list_custom_fields,
    make_field,
    reorder_fields,
    restore_field,
    retire_field,
)
from models.queries.fields import FIELDS
from models.queries.problems import ProblemQuery, detail, facet, problem_cells, problem_ids, problem_records
from models.store import Ledger

GRID, CHOICE, DAY, MONEY, YES = (
    FieldDraft("网格员"),
    FieldDraft("督办领导", "choice", ("王局", "李局", "王局", " ")), FieldDraft("复核日期", "date"),
    FieldDraft("罚款金额", "decimal", unit="万元"), FieldDraft("是否公开", "bool"),
)  # fmt: skip


def made(ledger: Ledger, *drafts: FieldDraft) -> list[str]:
    for draft in drafts:
        make_field(ledger, draft)
    return [FIELDS.titled(draft.title).key for draft in drafts]  # type: ignore[union-attr]


def test_a_field_is_given_a_column_of_its_kind_and_is_offered_everywhere(ledger):
    assert FIELDS.custom() == ()
    keys = made(ledger, GRID, CHOICE, DAY, MONEY, YES)
    assert keys == ["custom_text_01", "custom_text_02", "custom_date_01", "custom_number_01", "custom_text_03"]
    assert [FIELDS[key].kind for key in keys] == ["text", "choice", "date", "decimal", "choice"]
    assert FIELDS["custom_text_02"].options == ("王局", "李局") and FIELDS["custom_text_03"].options == ("是", "否")
    assert FIELDS["custom_number_01"].unit == "万元" and FIELDS["custom_text_01"].group == "自定义"
    assert set(keys) <= set(FIELDS) and "custom_text_04" not in FIELDS


def test_values_are_typed_refused_in_words_sorted_filtered_counted_and_taken_back(ledger):
    grid, choice, day, money, yes = made(ledger, GRID, CHOICE, DAY, MONEY, YES)
    edit_cells(ledger, [
        CellEdit(1, grid, " 赵六 "), CellEdit(2, grid, "钱七"), CellEdit(3, grid, "赵六"), CellEdit(1, choice, "李局"),
        CellEdit(1, day, "2019年5月6日"), CellEdit(1, money, "12.50"), CellEdit(2, money, 3), CellEdit(1, yes, "√"),
    ])  # fmt: skip
    cells = problem_cells(ledger, [1, 2], [grid, choice, day, money, yes])
    assert cells[1] == ("赵六", "李局", date(2019, 5, 6), Decimal("12.5"), "是")
    assert cells[2] == ("钱七", None, None, Decimal(3), None)
    assert list(problem_ids(ledger, ProblemQuery(sort=((money, True),))))[:2] == [1, 2]
    assert facet(ledger, ProblemQuery(), grid) == [("赵六", 2), ("钱七", 1), (None, 2)]
    assert facet(ledger, ProblemQuery(), money) == [(Decimal(3), 1), (Decimal("12.5"), 1), (None, 3)]
    assert list(problem_ids(ledger, ProblemQuery(filters={grid: ("赵六",)}, sort=()))) == [1, 3]
    for field, wrong, words in (
        (choice, "张局", "不是督办领导的选项"), (day, "昨天", "不能作为复核日期"), (money, "许多", "不能作为罚款金额"),
        (yes, "也许", "不能作为是否公开"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words):
            edit_cells(ledger, [CellEdit(2, field, wrong)])
    undo_last(ledger)
    assert problem_cells(ledger, [1], [grid, choice, day, money, yes])[1] == (None,) * 5


def test_conditions_know_a_field_by_its_title_and_by_its_key(ledger):
    grid, money = made(ledger, GRID, FieldDraft("罚款(万元)", "decimal"))
    edit_cells(ledger, [CellEdit(1, grid, "赵六"), CellEdit(2, money, "12.5"), CellEdit(3, money, "2")])
    for where, wanted in (
        ("网格员 = 赵六", [1]), (f"{grid} ~ 赵", [1]), ('"罚款(万元)" > 10', [2]), (f"{money} in (2, 3)", [3]),
        ("网格员 is null and city = 邯郸市", [2]),
    ):  # fmt: skip
        assert list(problem_ids(ledger, ProblemQuery(where=where, sort=()))) == wanted, where


def test_history_records_and_a_past_day_know_the_fields(ledger):
    from models import clock

    day, money, grid = made(ledger, DAY, MONEY, GRID)
    edit_cells(ledger, [CellEdit(1, day, "2019-05-06"), CellEdit(1, money, "12.50"), CellEdit(2, grid, "赵六")])
    with clock.freeze(clock.now().replace(day=20)):
        edit_cells(ledger, [CellEdit(1, day, None), CellEdit(1, money, "7"), CellEdit(2, grid, "钱七")])
        now = {one["ledger_number"]: one["custom"] for one in problem_records(ledger, ProblemQuery())}
        then = ProblemQuery(as_of=date(2019, 5, 6))
        past = {one["ledger_number"]: one["custom"] for one in problem_records(ledger, then)}
        assert now["ZG-000001"] == {"罚款金额": "7"} and now["ZG-000003"] == {}
        assert past["ZG-000001"] == {"复核日期": "2019-05-06", "罚款金额": "12.5"}
        cells = problem_cells(ledger, [1], [day, money], as_of=date(2019, 5, 6))
        assert cells[1] == (date(2019, 5, 6), Decimal("12.5"))
        assert list(problem_ids(ledger, then.but(where="网格员 = 赵六"))) == [2]
        assert facet(ledger, then, money)[0] == (Decimal("12.5"), 1)
        titles = [line.title for line in detail(ledger, 1).history]
        assert {"复核日期", "罚款金额"} <= set(titles)


def test_a_ledger_without_fields_prints_records_as_before(ledger):
    assert "custom" not in next(problem_records(ledger, ProblemQuery()))


def test_titles_must_be_there_free_and_not_those_of_the_ledger_itself(ledger):
    made(ledger, GRID)
    for draft, words in (
        (FieldDraft(" "), "要有名称"), (FieldDraft("网格员", "date"), "已有名为“网格员”"),
        (FieldDraft("整改期限"), "本来就有"), (FieldDraft("剩余天数"), "本来就有"),
        (FieldDraft("长" * 31), "最多 30 个字"), (FieldDraft("甲", "picture"), "没有“picture”"),
        (FieldDraft("甲", "choice"), "至少要有一个选项"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words):
            make_field(ledger, draft)
    assert len(list_custom_fields(ledger)) == 1


def test_the_limit_of_each_kind_is_said_in_words(ledger):
    for number in range(8):
        make_field(ledger, FieldDraft(f"日期{number}", "date"))
    retire_field(ledger, "custom_date_03")
    with pytest.raises(UserError, match="最多 8 个（含已停用的），已经用完"):
        make_field(ledger, FieldDraft("第九个", "date"))
    make_field(ledger, FieldDraft("第九个", "decimal"))


def test_renaming_and_taking_an_option_away_keep_the_values_and_say_how_many(ledger):
    (key,) = made(ledger, CHOICE)
    edit_cells(ledger, [CellEdit(1, key, "李局"), CellEdit(2, key, "李局")])
    change = edit_field(ledger, key, FieldDraft("督办领导", "choice", ("王局", "陈局")))
    assert "2 条问题保留已去掉的选项" in change.title
    assert problem_cells(ledger, [1], [key])[1] == ("李局",)
    assert list(problem_ids(ledger, ProblemQuery(where="督办领导 = 李局", sort=()))) == [1, 2]
    edit_field(ledger, key, FieldDraft("包案领导", "choice", ("王局", "陈局")))
    assert FIELDS[key].title == "包案领导" and detail(ledger, 1).history[0].title == "包案领导"
    undo_last(ledger)
    assert FIELDS[key].title == "督办领导"


def test_another_kind_is_refused_with_what_to_do_instead(ledger):
    (key,) = made(ledger, GRID)
    with pytest.raises(UserError) as raised:
        edit_field(ledger, key, FieldDraft("网格员", "date"))
    assert "是文本字段，不能改成日期" in raised.value.message and "新建一个日期字段" in (raised.value.advice or "")


def test_a_retired_field_is_hidden_keeps_its_values_and_words_and_comes_back(ledger):
    (key,) = made(ledger, GRID)
    edit_cells(ledger, [CellEdit(1, key, "赵六")])
    retire_field(ledger, key)
    assert key not in list(FIELDS) and FIELDS.custom() == ()
    assert next(problem_records(ledger, ProblemQuery()))["custom"] == {}
    assert detail(ledger, 1).history[0].title == "网格员"
    with pytest.raises(UserError, match="已停用"):
        edit_cells(ledger, [CellEdit(1, key, "钱七")])
    with pytest.raises(UserError, match="已停用的自定义字段里有"):
        make_field(ledger, FieldDraft("网格员"))
    make_field(ledger, FieldDraft("另一个"))
    assert FIELDS.titled("另一个").key == "custom_text_02"
    restore_field(ledger, key)
    assert problem_cells(ledger, [1], [key])[1] == ("赵六",)
    assert [(line.spec.title, line.used) for line in list_custom_fields(ledger)] == [("网格员", 1), ("另一个", 0)]


def test_fields_stand_in_the_order_that_a_person_gave_them(ledger):
    grid, choice, day = made(ledger, GRID, CHOICE, DAY)
    reorder_fields(ledger, [day, grid])
    assert [field.key for field in FIELDS.custom()] == [day, grid, choice]
    assert list(FIELDS)[-3:] == [day, grid, choice]


def test_what_was_made_is_there_after_the_ledger_is_opened_again(ledger):
    made(ledger, CHOICE)
    folder = ledger.folder
    ledger.close()
    assert FIELDS.custom() == ()
    with Ledger.open(folder, read_only=True):
        assert [field.title for field in FIELDS.custom()] == ["督办领导"]


def test_two_open_ledgers_never_see_each_others_fields(ledger, tmp_path):
    (key,) = made(ledger, GRID)
    with ledger.reading():
        pass
    with Ledger.create(tmp_path / "second", actor="李四") as second:
        assert key not in FIELDS
        make_field(second, FieldDraft("包联干部"))
        edit_cells(ledger, [CellEdit(1, key, "赵六")], "")
        with ledger.reading():
            assert FIELDS[key].title == "网格员"
            with second.reading():
                assert FIELDS[key].title == "包联干部"
            assert FIELDS[key].title == "网格员"
        assert FIELDS[key].title == "包联干部"
        assert next(problem_records(ledger, ProblemQuery()))["custom"] == {"网格员": "赵六"}
    assert FIELDS[key].title == "网格员"


def test_a_step_that_fails_leaves_no_field_behind(ledger):
    from models.operations.custom_fields import make_in
    from models.operations.history import open_change_set

    with pytest.raises(UserError, match="后来"), ledger.writing() as connection:
        recorder = open_change_set(connection, "张三", "新建")
        key = make_in(connection, recorder, GRID, ledger)
        assert FIELDS[key].title == "网格员"
        raise UserError("后来出了错")
    assert FIELDS.custom() == () and list_custom_fields(ledger) == []


def test_undo_of_making_a_field_hides_it_and_redo_brings_it_back(ledger):
    from models.operations import redo

    made(ledger, GRID)
    assert undo_last(ledger).fields >= {"custom_fields"}
    assert FIELDS.custom() == ()
    redo(ledger)
    assert [field.title for field in FIELDS.custom()] == ["网格员"]


def test_a_copy_of_a_ledger_has_its_fields(ledger, tmp_path):
    made(ledger, GRID)
    ledger.close()
    shutil.copytree(ledger.folder, tmp_path / "copy")
    with Ledger.open(tmp_path / "copy") as copy:
        assert [spec.title for spec in copy.custom_fields] == ["网格员"]


def test_the_steps_of_a_field_read_in_words_in_the_record_of_changes(ledger):
    from models.queries.change_log import list_steps, step_changes

    (key,) = made(ledger, CHOICE)
    edit_field(ledger, key, FieldDraft("督办领导", "choice", ("王局", "陈局")))
    edit_cells(ledger, [CellEdit(1, key, "陈局")])
    cell, options, *_ = list_steps(ledger)
    assert [(one.title, one.new) for one in step_changes(ledger, cell.id)] == [("督办领导", "陈局")]
    assert [(one.title, one.old, one.new) for one in step_changes(ledger, options.id)] == [
        ("选项", "王局、李局", "王局、陈局")
    ]
