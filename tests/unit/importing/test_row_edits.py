"""What a person does to rows before they are read: cells corrected, rows split, hidden rows left out, cells as text."""

from __future__ import annotations

from openpyxl import load_workbook

from models.importing import ImportOptions, ImportSession, run_import, undo_import
from models.importing.choices import RowChoice, RowKey

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")
TWO = ("永年双鹤化工厂", "1.危废间无标识；2.台账记录不全，出入库对不上")


def key_of(session) -> str:
    return session.files[0].sheets[0].key


def test_a_corrected_cell_is_read_instead_and_the_files_own_text_is_kept_and_told(ledger, simple, records):
    path = simple([{"企业名称": A[0], "问题描述": A[1], "整改时限": "2018年6月31日"}])
    with ImportSession(ledger, [path]) as session:
        plan = session.plan()
        column = next(c.index for c in session.files[0].sheets[0].columns if c.fields == ("deadline_text",))
        session.fix_cell(key_of(session), 3, column, "2018年6月30日")
        fixed = session.plan()
        assert any("不是存在的日期" in issue.message for issue in plan.issues)
        told = [(issue.kind, issue.cell, issue.value, issue.message) for issue in fixed.issues]
        assert told == [("fixed", "H3", "2018年6月31日", "已在导入时更正为“2018年6月30日”")]
        cell = next(cell for cell in session.row_detail(fixed.rows[0].key) if cell.field == "deadline_text")
        assert (cell.file, cell.original) == ("2018年6月30日", "2018年6月31日")
        session.fix_cell(key_of(session), 3, column, None)
        assert [issue.message for issue in session.plan().issues] == [issue.message for issue in plan.issues]
        session.fix_cell(key_of(session), 3, column, "2018年6月30日")
        session.commit()
    assert records()[A[0]]["deadline"] == "2018-06-30"
    assert load_workbook(path)["清单"]["H3"].value == "2018年6月31日"


def test_a_correction_repairs_a_refused_row_and_an_empty_one_blanks_a_cell(ledger, simple, records):
    nameless = {"企业名称": None, "问题描述": None, "备注": "看不清"}
    with ImportSession(ledger, [simple([A, nameless])]) as session:
        assert session.plan().refused == 1
        session.fix_cell(key_of(session), 4, 3, "永年补名厂")
        session.fix_cell(key_of(session), 4, 9, "")
        plan = session.plan()
        assert (plan.refused, plan.new) == (0, 2)
        session.commit()
    assert records()["永年补名厂"]["remarks"] is None


def test_a_cell_with_several_problems_can_become_several_rows_and_again_is_no_change(ledger, simple, records):
    path = simple([A, {"企业名称": TWO[0], "问题描述": TWO[1]}])
    with ImportSession(ledger, [path]) as session:
        view = session.files[0].sheets[0]
        assert (view.split_rows, view.split_sampled, view.split_example) == (1, 2, TWO[1])
        assert session.plan().new == 2
        session.set_split(view.key, True)
        plan = session.plan()
        assert [row.key.part for row in plan.rows] == [0, 1, 2]
        assert [row.row for row in plan.rows] == [3, 4, 4]
        assert [row.description for row in plan.rows[1:]] == ["危废间无标识", "台账记录不全，出入库对不上"]
        assert plan.rows[2].marks == ("拆分的一项",)
        session.decide_rows([RowKey(view.key, 4, 2)], RowChoice("leave"))
        assert session.plan().counts()["left"] == 1
        session.decide_rows([RowKey(view.key, 4, 2)], None)
        session.commit()
    with ledger.reading() as connection:
        links = connection.exec_driver_sql("SELECT problem_id, other_id, kind FROM problem_link").all()
    assert links == [(3, 2, "split")]
    again = run_import(ledger, [path])
    assert (again.plan.new, again.plan.unchanged) == (0, 3)
    assert run_import(ledger, [path], ImportOptions(split=True)).plan.unchanged == 3
    undo_import(ledger, 1)
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT removed_in IS NULL FROM problem_link").scalars().all() == [0]


def test_hidden_rows_are_imported_with_a_warning_that_names_the_filter_or_left_out(ledger, simple, records):
    path = simple([A, B])
    workbook = load_workbook(path)
    workbook["清单"].row_dimensions[4].hidden = True
    workbook["清单"].auto_filter.ref = "A2:J4"
    workbook["清单"].auto_filter.add_filter_column(3, [A[0]])
    workbook.save(path)
    warned = run_import(ledger, [path], ImportOptions(dry_run=True)).to_json()
    assert any("1 个隐藏行（其中 1 行由筛选隐藏），一并导入" in text for text in warned["files"][0]["warnings"])
    assert warned["new"] == 2
    with ImportSession(ledger, [path]) as session:
        assert session.files[0].sheets[0].filtered_rows == 1
        session.set_hidden(key_of(session), rows=False)
        assert session.plan().new == 1
        session.set_hidden(key_of(session), rows=True)
        assert session.plan().new == 2
    report = run_import(ledger, [path], ImportOptions(hidden_rows=False)).to_json()
    assert report["new"] == 1
    assert any("按要求没有导入" in text for text in report["files"][0]["warnings"])
    assert set(records()) == {A[0]}


def test_cells_can_be_read_as_text_and_back(ledger, book, records):
    path = book([["问题编号", "企业名称", "问题描述", "检查时间", "备注"], [7.5, *A, "2018-06-11", 43262]])
    workbook = load_workbook(path)
    workbook["清单"]["E2"].number_format = "yyyy/mm/dd"
    workbook["清单"]["A2"].number_format = "0.000"
    workbook.save(path)
    with ImportSession(ledger, [path]) as session:
        session.set_as_text(key_of(session), True)
        assert session.plan().new == 1
        session.set_as_text(key_of(session), False)
        session.set_as_text(key_of(session), True)
        session.commit()
    assert (records()[A[0]]["number"], records()[A[0]]["remarks"]) == ("7.500", "2018/06/11")


def test_ignored_columns_are_not_kept_and_joined_columns_get_the_separator_asked_for(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "甲栏", "乙栏", "丙栏"],
        [*A, "一", "二", "三"],
        [*B, "四号院内", "五号院内", "六"],
    ]
    with ImportSession(ledger, [book(rows)]) as session:
        session.set_columns(key_of(session), {2: ("remarks",), 3: ("remarks",)})
        session.set_separator(key_of(session), "remarks", " | ")
        session.set_ignored(key_of(session), [4])
        session.commit()
    assert (records()[B[0]]["remarks"], records()[B[0]]["extra"]) == ("四号院内 | 五号院内", {})
