"""The tables of the sample lists are found as their truth files say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.excel.formats.opening import open_workbook
from models.excel.tables.layout import find_table
from models.excel.tables.table_layout import TableLayout

LISTS = Path(__file__).parents[2] / "samples" / "lists"
REAL = Path(__file__).parents[4] / "shared" / "samples" / "real"


def table_of(path: Path, sheet_name: str) -> TableLayout:
    sheet = next(sheet for sheet in open_workbook(path).sheets if sheet.name == sheet_name)
    return find_table(sheet.rows, sheet.merged)


def truth_sheets() -> list[Any]:
    cases: list[Any] = []
    for path in sorted(LISTS.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        cases += [pytest.param(truth["file"], sheet, id=f"{truth['file'][:8]}") for sheet in truth.get("sheets", [])]
    return cases


@pytest.mark.parametrize(("file", "truth"), truth_sheets())
def test_header_data_and_every_other_row_of_a_sample_list_are_as_in_its_truth(file: str, truth: dict[str, Any]) -> None:
    table = table_of(LISTS / file, truth["name"])
    reasons = dict(table.skipped)
    assert table.role == truth["role"]
    assert table.header_rows == truth["header_rows"]
    assert table.first_row == truth["first_data_row"] == table.data_rows[0]
    assert len(table.data_rows) == truth["data_rows"]
    for kind, why in (
        ("subtotal_rows", "合计行"),
        ("footer_rows", "表尾说明"),
        ("group_rows", "分组行"),
        ("repeated_header_rows", "重复的表头"),
    ):
        assert {row: reasons.get(row) for row in truth.get(kind, [])} == dict.fromkeys(truth.get(kind, []), why)


def test_hidden_columns_of_an_xls_are_seen() -> None:
    path = next(LISTS.glob("04*.xls"))
    assert open_workbook(path).sheets[0].hidden_columns == {8}


def test_every_used_row_is_header_data_or_has_a_reason() -> None:
    for path in [*LISTS.glob("*.xlsx"), *LISTS.glob("*.xls")]:
        for sheet in open_workbook(path).sheets:
            table = find_table(sheet.rows, sheet.merged)
            told = set(table.header_rows) | set(table.data_rows) | {row for row, _ in table.skipped}
            used = {row + 1 for row, cells in enumerate(sheet.rows) if any(value is not None for value in cells)}
            assert used <= told


@pytest.mark.skipif(not REAL.is_dir(), reason="the real workbooks are not part of the project")
def test_header_and_number_of_data_rows_of_real_workbooks_are_as_a_person_sees_them() -> None:
    wrong: list[str] = []
    for truth in json.loads((REAL / "truth.json").read_text(encoding="utf-8")):
        table = table_of(REAL / truth["file"], truth["sheet"])
        header = [int(row) + 1 for row in truth["header_rows_0_based"].split()]
        if (table.role, table.header_rows, len(table.data_rows)) != ("list", header, int(truth["data_rows"])):
            wrong.append(f"{truth['file']}: {table.role} {table.header_rows} {len(table.data_rows)}")
    assert wrong == []
