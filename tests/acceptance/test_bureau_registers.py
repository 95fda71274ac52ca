"""Registers of bureaus arrive with every column: what is no field of the ledger stays under its own header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from models.importing.cells.cell_text import as_text
from tests.acceptance.shapes import registers as shape
from tests.acceptance.shapes.records import brought_in, problems, said


def held(
    tmp_path: Path, save: Callable[[Path], Path], header: Sequence[Any], cells_of: Callable[[int], list[Any]]
) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """What the ledger holds of each row, beside the row's cells as text by their header; a second import is idle."""
    file = save(tmp_path / "登记表.xlsx")
    names = [label if isinstance(label, str) else "/".join(label) for label in header]
    report = brought_in(tmp_path / "ledger", file, new=6)
    assert report["files"][0]["issues"] == []
    found = problems(tmp_path / "ledger")
    brought_in(tmp_path / "ledger", file, unchanged=6)
    assert problems(tmp_path / "ledger") == found
    return [
        (
            said(record),
            {name: as_text(cell) for name, cell in zip(names, cells_of(at), strict=True) if cell is not None},
        )
        for at, record in enumerate(found, 1)
    ]


def taken(cells: dict[str, str], fields: dict[str, str]) -> dict[str, Any]:
    """Fields by header, all other cells as extra."""
    given = {field: cells.pop(header) for header, field in fields.items() if header in cells}
    return given | ({"extra": dict(cells)} if cells else {})


def test_small_polluters_with_five_ticks_below_one_header(tmp_path: Path) -> None:
    fields = {
        "序号": "list_number", "市": "city", "县（市、区）": "county", "乡镇（街道）": "town", "企业名称": "site_name",
        "联系电话": "phone", "详细地址": "address", "行业类型": "industry", "存在问题": "description",
        "整治措施": "measures",
        "完成时限": "deadline_text", "责任领导": "responsible_person",
    }  # fmt: skip
    rows = held(tmp_path, lambda path: shape.save_small(path, 6), shape.SMALL, shape.small_cells)
    for at, (record, cells) in enumerate(rows, 1):
        del cells["经度"], cells["纬度"]
        done = {"completed_on": "2017-09-20"} if cells.pop("完成时间", None) else {}
        assert record == done | taken(cells, fields) | {
            "province": "河北省", "longitude": round(114.1 + at / 1000, 3), "latitude": round(36.5 + at / 1000, 3),
            "deadline_kind": "date", "deadline": "2017-09-30",
        }  # fmt: skip
        ticks = [name for name in shape.TICKS if f"两断三清/{name}" in record["extra"]]
        assert ticks == (list(shape.TICKS) if at % 3 == 0 else [shape.TICKS[at % 5]])


def test_a_boiler_register_keeps_capacities_as_written(tmp_path: Path) -> None:
    fields = {
        "序号": "list_number", "县区": "county", "乡镇": "town", "使用单位": "site_name", "地址": "address",
        "淘汰方式": "measures", "计划完成时间": "deadline_text", "完成时间": "completed_on", "验收情况": "said_status",
    }  # fmt: skip
    for at, (record, cells) in enumerate(held(tmp_path, shape.save_boilers, shape.BOILERS, shape.boiler_cells), 1):
        assert record["extra"]["锅炉吨位（蒸吨/小时）"] == str(shape.CAPACITIES[at % 5])
        assert record == taken(cells, fields) | {
            "province": "河南省",
            "city": "安阳市",
            "deadline_kind": "date",
            "deadline": "2017-10-31",
        }


def test_three_warnings_side_by_side_keep_their_columns_apart(tmp_path: Path) -> None:
    fields = {
        "序号": "list_number", "省": "province", "市": "city", "县": "county", "企业名称": "site_name",
        "行业类型": "industry", "联系人": "responsible_person", "电话": "phone",
    }  # fmt: skip
    rows = held(tmp_path, shape.save_emergency, shape.EMERGENCY, shape.emergency_cells)
    for at, (record, cells) in enumerate(rows, 1):
        assert record == taken(cells, fields)
        assert [record["extra"][f"{colour}/减排措施"] for colour in shape.WARNINGS] == [
            f"停产{place}条生产线（{at}）" for place in (1, 2, 3)
        ]


def test_the_census_form_reads_six_columns_of_coordinates_with_a_misspelt_header(tmp_path: Path) -> None:
    fields = {
        "组织机构代码": "credit_code", "单位名称": "site_name", "生产地址": "address", "联系人": "responsible_person",
        "移动电话": "phone", "行业名称": "industry",
    }  # fmt: skip
    for at, (record, cells) in enumerate(held(tmp_path, shape.save_census, shape.CENSUS, shape.census_cells), 1):
        for part in ("经度度", "经度分", "经度秒", "维度度", "维度分", "维度秒"):
            del cells[part]
        east, north = 114 + 12 / 60 + (30 + at) / 3600, 36 + 41 / 60 + 15.5 / 3600
        assert (abs(record.pop("longitude") - east) < 1e-5, abs(record.pop("latitude") - north) < 1e-5) == (True, True)
        assert record == taken(cells, fields)


def test_the_monthly_return_tells_the_problem_from_what_hinders_it(tmp_path: Path) -> None:
    fields = {
        "问题线索类别": "category", "编号": "number", "归属": "county", "主要情况": "description",
        "整改责任单位": "responsible_unit", "整改时限(月)": "deadline_text", "整改情况(月)": "progress",
        "整改完成情况": "said_status",
    }  # fmt: skip
    for at, (record, cells) in enumerate(held(tmp_path, shape.save_monthly, shape.MONTHLY, shape.monthly_cells), 1):
        last = {4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30}[at + 3]
        assert record == taken(cells, fields) | {
            "province": "四川省",
            "city": "泸州市",
            "deadline_kind": "date",
            "deadline": f"2019-{at + 3:02}-{last}",
        }
        assert set(record["extra"]) == {"概要", "存在问题", "下步措施", "牵头单位"}
