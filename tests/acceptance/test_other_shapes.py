"""Petitions arrive batch by batch with every column and link, and nothing is invented; their statistics do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.acceptance.shapes import petitions as shape
from tests.acceptance.shapes.records import brought_in, links, printed, problems, said
from tests.acceptance.shapes.sheets import save_book

FIELDS = {
    "原始排序编码": "list_number", "受理编号": "number", "交办问题基本情况": "description", "行政区域": "county",
    "整改目标及整改措施": "measures", "最新整改情况": "progress", "办结状态": "said_status",
    "牵头责任单位": "responsible_unit",
    "联络人": "responsible_person", "联系电话": "phone", "轮次": "round",
}  # fmt: skip
KINDS = (["水", "大气"], ["噪声"], ["大气", "土壤"], ["水", "生态", "其他"], ["大气", "噪声"], ["固废", "水"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The ledger folder."""
    return tmp_path / "ledger"


def export(tmp_path: Path, name: str, serials: range, changes: dict[int, dict[str, Any]]) -> Path:
    """A batch of the export with coordinates; ``changes`` by serial."""
    rows = [
        shape.export_cells(serial, 经度=f"117.{serial:03}", 纬度=f"24.{serial:03}", **changes.get(serial, {}))
        for serial in serials
    ]
    return shape.save_export(tmp_path / name, rows, also=("经度", "纬度"))


def expected(serial: int, **changes: Any) -> dict[str, Any]:
    """What the 33 columns of a petition say: the fields, and all others by their header."""
    cells = shape.export_cells(serial, **changes)
    fields = {field: cells.pop(header) for header, field in FIELDS.items()}
    cells.pop("污染类型")
    return fields | {
        "province": "福建省", "city": "漳州市", "pollutants": KINDS[serial % 6],
        "longitude": 117 + serial / 1000, "latitude": 24 + serial / 1000,
        "extra": {header: text for header, text in cells.items() if text is not None},
    }  # fmt: skip


LINKS: dict[int, dict[str, Any]] = {
    3: {"是否重复": "是", "重复关联件编号": shape.petition_number(1)},
    4: {"合并编号": shape.petition_number(15)},
    12: {"是否重复": "是", "重复关联件编号": f"{shape.petition_number(2)}、{shape.petition_number(5)}"},
    13: {"合并编号": shape.petition_number(24)},
    21: {"是否重复": "是", "重复关联件编号": shape.petition_number(13).replace("D", "D ")},
}
"""Duplicates within the batch, of an earlier one, and merged with numbers that come only later; 5 has an asterisk."""


def test_the_export_of_33_columns_in_daily_batches_with_links_and_back(tmp_path: Path, folder: Path) -> None:
    batches = [range(1, 11), range(11, 21), range(21, 31)]
    files = [export(tmp_path, f"第{at}批.xlsx", serials, LINKS) for at, serials in enumerate(batches)]
    stages: list[tuple[list[dict[str, Any]], list[Any]]] = []
    numbers: list[int] = []
    for file, serials in zip(files, batches, strict=True):
        report = brought_in(folder, file, new=10)
        numbers.append(report["batch"])
        sheet = report["files"][0]["sheets"][0]
        assert (sheet["header_rows"], len(sheet["columns"]) + len(sheet["unmapped"])) == ([2], 35)
        held = problems(folder)
        assert [said(record) for record in held[serials[0] - 1 :]] == [
            expected(serial, **LINKS.get(serial, {})) for serial in serials
        ]
        stages.append((held, links(folder)))

    number = shape.petition_number
    assert stages[0][1] == [
        (number(3), "duplicate", number(1), number(1)),
        (number(4), "merged", number(15), None),
    ]
    assert stages[2][1] == [
        (number(3), "duplicate", number(1), number(1)),
        (number(4), "merged", number(15), f"{number(15)}*"),
        (number(12), "duplicate", number(2), number(2)),
        (number(12), "duplicate", number(5), f"{number(5)}*"),
        (number(13), "merged", number(24), number(24)),
        (number(21), "duplicate", number(13), number(13)),
    ]
    for file in files:
        brought_in(folder, file, unchanged=10)
    assert (problems(folder), links(folder)) == stages[2]
    for at in (2, 1):
        assert printed(folder, "undo-import", str(numbers[at]))[0] == 0
        assert (problems(folder), links(folder)) == stages[at - 1]
    assert printed(folder, "undo-import", str(numbers[0]))[0] == 0
    assert (problems(folder), links(folder)) == ([], [])


def test_an_asterisk_more_or_less_is_the_same_petition(tmp_path: Path, folder: Path) -> None:
    brought_in(folder, export(tmp_path, "一.xlsx", range(1, 11), {}), new=10)
    number = shape.petition_number
    other = {5: {"受理编号": number(5)}, 1: {"受理编号": f"{number(1)}*"}}
    brought_in(folder, export(tmp_path, "二.xlsx", range(1, 11), other), changed=2, unchanged=8)
    found = [record["number"] for record in problems(folder)]
    assert (len(found), found[0], found[4], found[9]) == (10, f"{number(1)}*", number(5), f"{number(10)}*")


def test_two_petitions_against_one_firm_in_like_words_are_two(tmp_path: Path, folder: Path) -> None:
    header = ("序号", "受理编号", "被举报单位", "举报内容", "行政区域")
    for serial in (1, 2):
        cells = [serial, shape.petition_number(serial), "恒昌石材厂", f"夜间切割噪声扰民，已举报{serial}次", "龙海区"]
        file = save_book(tmp_path / f"{serial}.xlsx", ["漳州市信访件公开表"], header, [cells])
        brought_in(folder, file, new=1)


def test_public_tables_of_three_days_keep_batch_places_and_answers(tmp_path: Path, folder: Path) -> None:
    days = {"第二十五批": range(289, 301), "第二十六批": range(301, 313), "第二十七批": range(313, 325)}
    files = [shape.save_daily(tmp_path / f"{batch}.xlsx", batch, serials) for batch, serials in days.items()]
    for file in files:
        brought_in(folder, file, new=12)
    found = problems(folder)
    assert [record["round"] for record in found] == ["25"] * 12 + ["26"] * 12 + ["27"] * 12
    for serial, record in zip(range(289, 325), found, strict=True):
        cells = dict(zip(shape.DAILY, shape.daily_cells(serial), strict=True))
        county, regions = shape.place_of(serial)
        assert record["regions"] == regions
        assert said(record) == {
            "list_number": str(serial), "number": cells["受理编号"], "round": record["round"], "province": "山东省",
            "city": "济宁市", "county": county, "description": cells["交办问题基本情况"],
            "pollutants": ["水", "大气"] if serial % 2 else ["噪声"], "progress": cells["处理和整改情况"],
            "goal": cells["办结目标"], "said_status": cells["办结情况"],
            "extra": {name: cells[name] for name in ("调查核实情况", "是否属实", "问责情况")},
        }  # fmt: skip
    for file in files:
        brought_in(folder, file, unchanged=12)


def test_batches_as_sheets_whose_places_are_all_several_counties(tmp_path: Path, folder: Path) -> None:
    places = ("1件属县市区合办件,涉及二七区和金水区", "中牟县/新郑市", "航空港区1件、有关部门1件")
    book = Workbook()
    for at, batch in enumerate(("第二十五批", "第二十六批")):
        sheet = book.worksheets[0] if at == 0 else book.create_sheet()
        sheet.title = batch
        sheet.append(["郑州市群众举报环境问题边督边改公开情况"])
        sheet.append(shape.DAILY)
        for serial in range(5 * at + 1, 5 * at + 6):
            cells = shape.daily_cells(serial)
            sheet.append([*cells[:3], places[serial % 3], *cells[4:]])
    book.save(tmp_path / "分批.xlsx")
    assert brought_in(folder, tmp_path / "分批.xlsx", new=10)["files"][0]["issues"] == []
    regions = (["二七区", "金水区"], ["中牟县", "新郑市"], ["航空港区"])
    for serial, record in enumerate(problems(folder), 1):
        assert record["round"] == ("25" if serial <= 5 else "26")
        assert (record["city"], record["county"]) == ("郑州市", places[serial % 3])
        assert record["regions"] == regions[serial % 3]


def test_statistics_of_a_batch_are_no_list(tmp_path: Path, folder: Path) -> None:
    code, _, told = printed(folder, "import", str(shape.save_statistics(tmp_path / "统计.xlsx")), "--json")
    assert (code, problems(folder)) == (2, [])
    assert "统计汇总表，不是逐条清单" in told
