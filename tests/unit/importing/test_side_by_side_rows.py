"""Rows of tables side by side share their row numbers: corrections, remarks and blanks stay with their own table."""

from __future__ import annotations

from sqlalchemy import text

from models.importing import ImportSession
from models.importing.choices import RowKey

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
