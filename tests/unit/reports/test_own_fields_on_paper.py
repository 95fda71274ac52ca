"""Fields of the bureau's own stand on the printed ledger like any other column, and rows can be grouped by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from models.operations import CellEdit, edit_cells
from models.operations.custom_fields import FieldDraft, make_field
from models.queries.problems import ProblemQuery
from models.reports.ledger_table import ledger_table
from models.schema import Campaign, Problem
from models.store import Ledger


@pytest.fixture
def ledger(tmp_path):
    with Ledger.create(tmp_path / "ledger", actor="张三") as made:
        with made.writing() as connection:
            connection.execute(insert(Campaign).values(id=1, name="检查", is_open=True))
            rows = [
                {"id": key, "ledger_number": f"ZG-{key}", "campaign_id": 1, "site_name": name, "status": "待整改"}
                for key, name in ((1, "甲厂"), (2, "乙厂"), (3, "丙厂"))
            ]
            connection.execute(insert(Problem), rows)
        make_field(made, FieldDraft("网格员"))
        make_field(made, FieldDraft("罚款金额", "decimal", unit="万元"))
        make_field(made, FieldDraft("复核日期", "date"))
        edit_cells(made, [
            CellEdit(1, "custom_text_01", "赵六"), CellEdit(2, "custom_text_01", "赵六"),
            CellEdit(1, "custom_number_01", "12.5"), CellEdit(2, "custom_date_01", "2019-05-06"),
        ])  # fmt: skip
        yield made


def test_the_printed_ledger_has_the_columns_with_title_and_typed_values(ledger):
    keys = ["serial", "site_name", "custom_text_01", "custom_number_01", "custom_date_01"]
    report = ledger_table(ledger, ProblemQuery(sort=()), date(2999, 1, 1), keys=keys)
    assert [column.title for column in report.columns][2:] == ["网格员", "罚款金额（万元）", "复核日期"]
    rows = list(report.rows)
    assert rows[0] == [1, "甲厂", "赵六", Decimal("12.5"), None]
    assert rows[1][4] == date(2019, 5, 6)


def test_rows_are_grouped_and_added_up_by_own_fields(ledger):
    from models.queries.grouping import group_problems, groupable

    assert groupable("custom_text_01") and groupable("custom_date_01")
    found = group_problems(ledger, ProblemQuery(sort=()), ["custom_text_01"], ["custom_number_01"])
    assert (found.groups[0].path, found.groups[0].count) == (("赵六",), 2)
    assert found.groups[0].sums == (Decimal("12.5"),)
