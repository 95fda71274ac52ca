"""Rows of tables side by side share their row numbers: corrections, remarks and blanks stay with their own table."""

from __future__ import annotations

import openpyxl
from sqlalchemy import text

from models.importing import ImportSession, run_import
from models.importing.choices import RowChoice, RowKey
from models.importing.corrections.writing import write_batch_corrections

HEAD = ["序号", "地市", "县（市、区）", "企业名称", "问题描述", "备注"]
LEFT = [
    [1, "邯郸市", "永年区", "甲厂", "料场未苫盖", "备一"],
    [2, "邯郸市", "永年区", "乙厂", "废气直排", "备二"],
    [3, "邯郸市", "永年区", "丙厂", "废水外排", "备三"],
]
RIGHT = [
    [4, "邯郸市", "永年区", "丁厂", "粉尘无组织排放"],
    [5, "邯郸市", "永年区", None, None],
    [6, "邯郸市", "永年区", "己厂", "设施停运"],
]


def two_tables(book):
    return book([HEAD + HEAD[:5], *(left + right for left, right in zip(LEFT, RIGHT, strict=True))])


def stored(ledger):
    with ledger.reading() as connection:
        found = connection.execute(text(
            "SELECT site_name, description, remarks, originals FROM problem"
            " JOIN batch_row ON batch_row.id = problem.trace_id ORDER BY problem.id"
        )).all()  # fmt: skip
    return {row.site_name: tuple(row[1:]) for row in found}


def test_a_corrected_cell_changes_only_the_row_of_its_own_table_and_keeps_that_cells_text(ledger, book):
    with ImportSession(ledger, [two_tables(book)]) as session:
        key = session.plan().rows[0].key
        session.fix_cell(key.sheet, 2, 4, "料场未苫盖（核）")
        session.fix_cell(key.sheet, 2, 10, "粉尘（核）")
        told = [(issue.cell, issue.value) for issue in session.plan().issues if issue.kind == "fixed"]
        assert told == [("E2", "料场未苫盖"), ("K2", "粉尘无组织排放")]
        session.commit()
    found = stored(ledger)
    assert found["甲厂"][0] == "料场未苫盖（核）"
    assert found["甲厂"][2] == '{"description":"料场未苫盖"}'
    assert found["丁厂"][0] == "粉尘（核）"
    assert found["丁厂"][2] == '{"description":"粉尘无组织排放"}'


def test_a_column_that_the_second_table_lacks_is_not_taken_from_the_first(ledger, book):
    with ImportSession(ledger, [two_tables(book)]) as session:
        session.commit()
    found = stored(ledger)
    assert [found[name][1] for name in ("甲厂", "丙厂", "丁厂", "己厂")] == ["备一", "备三", None, None]


def test_the_cell_that_a_remark_names_is_the_one_to_correct(ledger, book):
    with ImportSession(ledger, [two_tables(book)]) as session:
        (issue,) = [one for one in session.plan().issues if one.severity == "error"]
        assert issue.cell == "J3"  # and not D3, which is the first table's
        session.fix_cell("0/0", 3, 9, "戊厂")
        plan = session.plan()
        assert (plan.refused, plan.new) == (0, 6)
        names = {row.key: row.site_name for row in plan.rows}
        assert (names[RowKey("0/0", 3)], names[RowKey("0/0", 3, 1000)]) == ("乙厂", "戊厂")


def test_a_correction_workbook_keeps_the_tables_apart_and_brings_in_only_what_was_corrected(ledger, book, tmp_path):
    right = [RIGHT[0], [5, "邯郸市", "永年区", None, None], [6, "邯郸市", "永年区", None, None]]
    path = book([HEAD[:5] * 2, *(one[:5] + other for one, other in zip(LEFT, right, strict=True))])
    first = run_import(ledger, [path])
    assert (first.plan.new, first.plan.refused) == (4, 2)
    out = write_batch_corrections(ledger, first.batch, tmp_path / "更正.xlsx")
    workbook = openpyxl.load_workbook(out)
    line = next(row for row in workbook.worksheets[0].iter_rows() if row[6].value == 5)
    line[9].value = "戊厂"
    workbook.save(out)
    with ImportSession(ledger, [out]) as session:
        assert "改过 1 行；原第 4 行（1 行）没有改动" in session.files[0].correction
        plan = session.plan()
        assert [(row.verdict, row.site_name) for row in plan.rows] == [
            ("unchanged", "乙厂"), ("left", "丙厂"), ("new", "戊厂"), ("left", "")
        ]  # fmt: skip
        session.commit()
    assert set(stored(ledger)) == {"甲厂", "乙厂", "丙厂", "丁厂", "戊厂"}


def test_a_row_left_out_is_left_out_with_all_that_it_is_split_into_until_that_is_taken_back(ledger, simple):
    words = "1.料场未苫盖，扬尘严重；2.废水直排厂外沟渠；3.危险废物台账缺失。"
    with ImportSession(ledger, [simple([("甲厂", words), ("乙厂", "废气直排")])]) as session:
        whole = session.plan().rows[0].key
        session.decide_rows([whole], RowChoice("leave"))
        session.set_split(whole.sheet, split=True)
        plan = session.plan()
        assert (plan.left, plan.new) == (3, 1)
        session.decide_rows([plan.rows[0].key], RowChoice("new"))
        assert (session.plan().left, session.plan().new) == (2, 2)
        session.decide_rows([row.key for row in plan.rows if row.verdict == "left"], None)
        assert (session.plan().left, session.plan().new) == (0, 4)
