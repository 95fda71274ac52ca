"""The table is found in lists of many layouts."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from models.excel.merges import fill_merged
from models.excel.tables.layout import find_table


def load_cases(name: str) -> Any:
    import sys

    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


layout_cases = load_cases("layout_cases")
load_cases("layout_cases_more")  # adds to the same cases


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in layout_cases.cases()])
def test_header_data_groups_and_role_are_what_a_person_sees(case: Any) -> None:
    table = find_table(case.rows, case.merged)
    assert table.role == case.role
    if case.role in ("form", "notes"):
        return
    assert table.header_rows == case.header
    assert table.data_rows == case.data
    assert sorted(table.group_rows) == case.groups
    names = {column.letter: column.name for column in table.columns}
    assert {letter: names.get(letter) for letter in case.columns} == case.columns
    used = {row for row, cells in enumerate(case.rows, 1) if any(value is not None for value in cells)}
    assert used <= set(table.header_rows) | set(table.data_rows) | {row for row, _ in table.skipped}


def test_a_dragged_header_band_is_obeyed() -> None:
    case = layout_cases.two_levels()
    table = find_table(case.rows, case.merged, header=(3, 3))
    assert (table.header_rows, table.data_rows, table.role) == ([3], case.data, "list")


def test_merged_cells_are_filled_and_the_filled_ones_are_told() -> None:
    case = layout_cases.merged_places()
    filled = fill_merged(case.rows, case.merged, first_row=1)
    assert filled == {(2, 1), (3, 1), (5, 1), (6, 1), (8, 1), (9, 1)}
    assert [row[1] for row in case.rows[1:4]] == [case.rows[1][1]] * 3
