"""Fields of the bureau's own in an import: fed by equal titles, typed by kind, kept where edited, known to profiles."""

from __future__ import annotations

import json

import pytest

from models.errors import UserError
from models.exporting import export_problems
from models.importing.profiles.edits import edit_profile
from models.importing.profiles.file import export_profile, import_profile
from models.importing.profiles.known import list_profiles
from models.importing.session import ImportSession
from models.importing.views import ImportOptions
from models.importing.writing.undo import undo_import
from models.operations import CellEdit, edit_cells
from models.operations.custom_fields import FieldDraft, make_field, restore_field, retire_field
from models.queries.fields import FIELDS
from models.queries.problems import ProblemQuery, problem_ids, problem_records
from models.store import Ledger

HEADER = ("序号", "企业名称", "问题描述", "网格员", "督办领导", "复核日期", "罚款金额（万元）", "是否公开")
ROWS = (
    (1, "甲厂", "未苫盖", "赵六", "王局", "2019-05-06", 12.5, "√"),
    (2, "乙厂", "冒烟", "钱七", "张局", "5月中旬某日", "3万元", "否"),
    (3, "丙厂", "异味", None, None, None, "若干", "待定"),
)
DRAFTS = (
    FieldDraft("网格员"), FieldDraft("督办领导", "choice", ("王局", "李局")), FieldDraft("复核日期", "date"),
    FieldDraft("罚款金额", "decimal", unit="万元"), FieldDraft("是否公开", "bool"),
)  # fmt: skip


@pytest.fixture
def own(ledger):
    for draft in DRAFTS:
        make_field(ledger, draft)
    return ledger


def custom(ledger, **question):
    return {one["site_name"]: one["custom"] for one in problem_records(ledger, ProblemQuery(**question))}


def imported(ledger, path, **options):
    with ImportSession(ledger, [path], ImportOptions(campaign="检查", **options)) as session:
        return session.commit()


def test_columns_headed_like_a_field_feed_it_and_their_values_are_typed_by_its_kind(own, book):
    report = imported(own, book([HEADER, *ROWS]))
    assert custom(own) == {
        "甲厂": {"网格员": "赵六", "督办领导": "王局", "复核日期": "2019-05-06", "罚款金额": "12.5", "是否公开": "是"},
        "乙厂": {"网格员": "钱七", "督办领导": "张局", "罚款金额": "3", "是否公开": "否"},
        "丙厂": {},
    }
    told = {issue.cell: issue.message for file in report.files for issue in file.issues}
    assert "不是督办领导的选项" in told["E3"] and "不能读成日期" in told["F3"]
    assert "不能读成数字" in told["G4"] and "不能读成是或否" in told["H4"]
    ((key,),) = [problem_ids(own, ProblemQuery(where="site_name = 丙厂"))]
    from models.queries.problems import detail

    assert detail(own, key).originals["custom_number_01"] == "若干" and detail(own, key).record["extra"] == {}


def test_the_same_list_again_changes_nothing_and_an_edited_cell_only_itself(own, book):
    path = book([HEADER, *ROWS])
    imported(own, path)
    assert imported(own, path).plan.unchanged == 3
    rows = [list(row) for row in ROWS]
    rows[0][6] = 13
    report = imported(own, book([HEADER, *rows], "二.xlsx"))
    assert (report.plan.changed, report.plan.unchanged) == (1, 2)
    assert custom(own)["甲厂"]["罚款金额"] == "13"
    undo_import(own, report.batch)
    assert custom(own)["甲厂"]["罚款金额"] == "12.5"


def test_what_a_person_edited_is_kept_and_asked_about(own, book):
    imported(own, book([HEADER, *ROWS]))
    grid = FIELDS.titled("网格员").key
    first = problem_ids(own, ProblemQuery(where="site_name = 甲厂"))[0]
    edit_cells(own, [CellEdit(first, grid, "孙八")])
    rows = [list(row) for row in ROWS]
    rows[0][3] = "周九"
    path = book([HEADER, *rows], "二.xlsx")
    with ImportSession(own, [path], ImportOptions(campaign="检查")) as session:
        plan = session.plan()
        (kept,) = [row for row in plan.rows if row.conflicts]
        assert kept.conflicts[0][1:] == ("网格员", "孙八", "周九")
        session.commit()
    assert custom(own)["甲厂"]["网格员"] == "孙八"
    imported(own, path, policies={grid: "file"})
    assert custom(own)["甲厂"]["网格员"] == "周九"


def test_a_constant_fills_a_field_by_its_kind(own, book):
    path = book([("企业名称", "问题描述"), ("甲厂", "未苫盖")])
    with ImportSession(own, [path], ImportOptions(campaign="检查")) as session:
        (sheet,) = session.files[0].sheets
        session.set_constant(sheet.key, "custom_date_01", "2019年5月6日")
        session.set_constant(sheet.key, "custom_text_03", "有")
        session.commit()
    assert custom(own)["甲厂"] == {"复核日期": "2019-05-06", "是否公开": "是"}


def test_an_unused_column_tells_what_kind_of_field_it_would_make(ledger, book):
    head = ("企业名称", "问题描述", "网格员", "等级甲乙", "日子某", "钱数某", "要否")
    rows = [
        (f"{n}厂", f"问题{n}", f"人{n}", "甲乙"[n % 2], f"2019-05-{n:02}", n * 1.5, "是否"[n % 2]) for n in range(1, 9)
    ]
    with ImportSession(ledger, [book([head, *rows])], ImportOptions(campaign="检查")) as session:
        columns = {one.header: one for one in session.files[0].sheets[0].columns if not one.fields}
    assert columns["网格员"].kind == "text" and columns["日子某"].kind == "date" and columns["钱数某"].kind == "decimal"
    assert (columns["等级甲乙"].kind, sorted(columns["等级甲乙"].options)) == ("choice", ["乙", "甲"])
    assert columns["要否"].kind == "bool"


def test_a_field_made_while_the_import_is_open_can_be_fed_at_once_and_the_profile_remembers_it(ledger, book):
    path = book([("企业名称", "问题描述", "网格员"), ("甲厂", "未苫盖", "赵六")])
    with ImportSession(ledger, [path], ImportOptions(campaign="检查")) as session:
        (sheet,) = session.files[0].sheets
        (unused,) = [one for one in sheet.columns if not one.fields]
        make_field(ledger, FieldDraft(unused.header, unused.kind))
        session.set_columns(sheet.key, {unused.index: (FIELDS.titled("网格员").key,)})
        report = session.commit()
    assert custom(ledger)["甲厂"] == {"网格员": "赵六"}
    (profile,) = list_profiles(ledger)
    assert profile.columns["网格员"] == ["custom_text_01"]
    undo_import(ledger, report.batch)
    assert custom(ledger) == {} and [field.title for field in FIELDS.custom()] == ["网格员"]
    retire_field(ledger, "custom_text_01")
    with ImportSession(ledger, [path], ImportOptions(campaign="检查")) as session:
        (sheet,) = session.files[0].sheets
        assert "自定义字段已停用" in sheet.profile_note and "网格员" in sheet.profile_note
        assert sheet.columns[2].fields == ()
        session.commit()
    restore_field(ledger, "custom_text_01")
    assert custom(ledger)["甲厂"] == {}


def test_an_own_export_comes_back_without_a_change_and_with_the_edited_cell(own, book, tmp_path):
    from openpyxl import load_workbook

    imported(own, book([HEADER, *ROWS]))
    target = tmp_path / "导出.xlsx"
    export_problems(own, ProblemQuery(sort=()), None, target)
    head = [cell.value for cell in load_workbook(target).active[1]]
    assert head[-5:] == [draft.title for draft in DRAFTS]
    assert imported(own, target).plan.unchanged == 3
    workbook = load_workbook(target)
    sheet = workbook.active
    row = next(row for row in sheet.iter_rows(min_row=2) if row[head.index("点位（企业）名称")].value == "甲厂")
    row[head.index("罚款金额")].value = 99
    row[head.index("是否公开")].value = "否"
    workbook.save(tmp_path / "改.xlsx")
    report = imported(own, tmp_path / "改.xlsx")
    assert (report.plan.changed, report.plan.unchanged) == (1, 2)
    assert custom(own)["甲厂"]["罚款金额"] == "99" and custom(own)["甲厂"]["是否公开"] == "否"


def test_an_export_of_few_columns_with_own_fields_is_still_known_as_ours(own, book, tmp_path):
    from models.exporting import export_columns

    imported(own, book([HEADER, *ROWS]))
    keys = ["ledger_number", "site_name", "description", *(field.key for field in FIELDS.custom())]
    export_problems(own, ProblemQuery(sort=()), export_columns(keys), tmp_path / "少.xlsx")
    with ImportSession(own, [tmp_path / "少.xlsx"], ImportOptions(campaign="检查")) as session:
        assert session.files[0].sheets[0].profile == "本程序导出的台账"
        assert session.plan().unchanged == 3


def test_a_profile_file_finds_the_field_of_the_same_title_in_another_ledger(own, book, tmp_path):
    imported(own, book([HEADER, *ROWS]))
    (profile,) = list_profiles(own)
    file = export_profile(own, profile.id, tmp_path / "方案.json")
    assert json.loads(file.read_text("utf-8"))["自定义字段"]["custom_text_01"] == "网格员"
    with Ledger.create(tmp_path / "other", actor="李四") as other:
        make_field(other, FieldDraft("别的"))
        make_field(other, FieldDraft("网格员"))
        import_profile(other, file)
        (taken,) = list_profiles(other)
    assert taken.columns["网格员"] == ["custom_text_02"] and "督办领导" not in taken.columns
    with pytest.raises(UserError):
        edit_profile(own, profile.id, {"网格员": ["custom_text_99"]})


def test_a_held_row_keeps_its_own_fields_until_it_is_settled(own, book):
    from models.importing.choices import RowChoice, RowKey

    path = book([HEADER, *ROWS])
    with ImportSession(own, [path], ImportOptions(campaign="检查")) as session:
        (sheet,) = session.files[0].sheets
        cells = {cell.title: cell for cell in session.row_detail(RowKey(sheet.key, 2))}
        assert cells["网格员"].file == "赵六" and cells["罚款金额"].file == "12.5"
        session.decide_rows([RowKey(sheet.key, 2)], RowChoice("leave"))
        report = session.commit()
    from sqlalchemy import select

    from models.importing.writing.settling import settle_held
    from models.schema import BatchRow

    with own.reading() as connection:
        held = connection.execute(
            select(BatchRow.id).where(BatchRow.batch_id == report.batch, BatchRow.outcome == "left")
        ).scalar_one()
    settle_held(own, held, RowChoice("new"), {"custom_number_01": "7"})
    assert custom(own)["甲厂"] == {
        "网格员": "赵六",
        "督办领导": "王局",
        "复核日期": "2019-05-06",
        "罚款金额": "7",
        "是否公开": "是",
    }


def test_a_correction_workbook_brings_the_own_fields_of_its_rows(own, book, tmp_path):
    from openpyxl import load_workbook

    from models.importing.corrections.writing import write_batch_corrections

    path = book([HEADER, *ROWS, (4, None, None, "吴十", "王局", "2019-06-01", 4, "是")])
    report = imported(own, path)
    assert report.plan.refused == 1
    back = write_batch_corrections(own, report.batch, tmp_path / "更正.xlsx")
    workbook = load_workbook(back)
    sheet = workbook.worksheets[0]
    row = next(row for row in sheet.iter_rows() if any(cell.value == "吴十" for cell in row))
    heads = {cell.value: cell.column - 1 for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)}
    row[heads["企业名称"]].value, row[heads["问题描述"]].value = "丁厂", "补上描述"
    workbook.save(back)
    imported(own, back)
    assert custom(own)["丁厂"] == {
        "网格员": "吴十", "督办领导": "王局", "复核日期": "2019-06-01", "罚款金额": "4", "是否公开": "是",
    }  # fmt: skip


def test_a_policy_of_the_ledger_and_a_cleared_cell_count_for_own_fields_too(own, book):
    from models.operations.import_policies import set_import_policies

    imported(own, book([HEADER, *ROWS]))
    set_import_policies(own, {"custom_text_01": "keep"})
    rows = [list(row) for row in ROWS]
    rows[0][3], rows[0][4] = "周九", "【清空】"
    imported(own, book([HEADER, *rows], "二.xlsx"))
    assert custom(own)["甲厂"]["网格员"] == "赵六" and "督办领导" not in custom(own)["甲厂"]
    set_import_policies(own, {"custom_date_01": "never"})
    imported(own, book([HEADER, (9, "戊厂", "新问题", "郑", None, "2019-07-01", None, None)], "三.xlsx"))
    assert custom(own)["戊厂"] == {"网格员": "郑"}


def test_two_columns_that_feed_one_field_are_joined_and_a_retired_field_is_no_target(own, book):
    path = book([("企业名称", "问题描述", "甲备用", "乙备用"), ("甲厂", "未苫盖", "赵六", "钱七")])
    with ImportSession(own, [path], ImportOptions(campaign="检查")) as session:
        (sheet,) = session.files[0].sheets
        session.set_columns(sheet.key, {2: ("custom_text_01",), 3: ("custom_text_01",)})
        session.commit()
    assert custom(own)["甲厂"] == {"网格员": "赵六、钱七"}
