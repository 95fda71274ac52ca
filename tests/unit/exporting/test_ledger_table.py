"""What is on screen arrives in the workbook: order, columns, widths, values; text stays text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.errors import Cancelled
from models.exporting import ExportColumn, default_columns, export_in_child, export_problems
from models.progress import Progress
from models.queries.fields import RECORD_KEYS
from models.queries.problems import ProblemQuery
from models.store import Ledger
from tests.unit.reports.sample_ledger import sample_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with sample_ledger(tmp_path / "ledger") as opened:
        yield opened


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_all_fields_are_exported_under_their_titles_by_default(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "全部.xlsx"
    assert export_problems(ledger, ProblemQuery(), None, path).rows == 6
    header, *rows = rows_of(path)
    assert header == tuple(column.title for column in default_columns()) and header[0] == "台账编号"
    assert len(header) == len(RECORD_KEYS)
    record = dict(zip(RECORD_KEYS, next(row for row in rows if row[0] == "ZG-00001"), strict=True))
    assert record["longitude"] == 114.203451 and record["weight"] == 0.5
    assert record["deadline"] == datetime(2019, 6, 30) and record["deadline_kind"] == "具体日期"
    assert record["pollutants"] == "气、水" and record["regions"] == "武安市"
    assert record["falsified"] == "否" and record["extra"] == "原表列：内容"
    assert record["campaign"] == "强化监督交办" and record["town"] is None
    fourth = dict(zip(RECORD_KEYS, next(row for row in rows if row[0] == "ZG-00004"), strict=True))
    assert (fourth["deadline"], fourth["deadline_text"], fourth["falsified"]) == (None, "长期坚持", None)


def test_filter_order_columns_and_widths_are_those_of_the_screen(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "屏幕.xlsx"
    columns = [
        ExportColumn("description", "描述", 33),
        ExportColumn("number", "编号", 9),
        ExportColumn("mark", "标记", 8),
    ]
    query = ProblemQuery(filters={"city": ("邯郸市",)}, sort=(("number", True),), today=datetime(2019, 4, 30).date())
    export_problems(ledger, query, columns, path)
    header, *rows = rows_of(path)
    assert header == ("描述", "编号", "标记")
    assert [row[1] for row in rows] == ["JH-22-004", "JH-22-003", "JH-22-002", "JH-22-001"]
    assert rows[1] == ("=1+1 看似公式 <b>&", "JH-22-003", "逾期未改")
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert sheet is not None
    assert sheet.column_dimensions["A"].width == 33
    assert sheet["A3"].data_type == "s"


def test_a_title_stands_above_only_when_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "标题.xlsx"
    export_problems(ledger, ProblemQuery(), [ExportColumn("number", "编号", 9)], path, "整改台账")
    assert [row[0] for row in rows_of(path)][:2] == ["整改台账", "编号"]


def test_the_child_process_writes_the_same(ledger: Ledger, tmp_path: Path) -> None:
    here, there = tmp_path / "这里.xlsx", tmp_path / "那里.xlsx"
    export_problems(ledger, ProblemQuery(), None, here)
    said: list[str] = []
    done = export_in_child(ledger, ProblemQuery(), None, there, progress=Progress(lambda _, text: said.append(text)))
    assert (done.rows, done.sheets, done.shortened, done.path) == (6, 1, 0, there)
    assert rows_of(here) == rows_of(there) and "正在写入工作簿" in said


def test_cancelling_leaves_no_file(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "取消.xlsx"
    for export in (export_problems, export_in_child):
        with pytest.raises(Cancelled):
            export(ledger, ProblemQuery(), None, path, progress=Progress(cancelled=lambda: True))
    assert [one.name for one in tmp_path.iterdir()] == ["ledger"]
