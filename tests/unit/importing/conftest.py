"""A real ledger and real workbooks for every test of the importer."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger

HEADER = [
    "序号",
    "地市",
    "县（市、区）",
    "企业名称",
    "详细地址",
    "问题类型",
    "问题描述",
    "整改时限",
    "整改情况",
    "备注",
]


@pytest.fixture
def ledger(tmp_path):
    with Ledger.create(tmp_path / "ledger", actor="测试员") as made:
        yield made


@pytest.fixture
def book(tmp_path):
    """Writes rows as a workbook; merges as Excel ranges."""

    def write(rows, name="清单.xlsx", merges=(), more=None) -> Path:
        path = tmp_path / name
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = "清单"
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
        for title, lines in (more or {}).items():
            other = workbook.create_sheet(title)
            for line in lines:
                other.append(line)
        workbook.save(path)
        return path

    return write


@pytest.fixture
def simple(book):
    """A plain list: each row is (site, description) or a dict of header -> value over sensible defaults."""

    def write(rows, name="清单.xlsx", title="2018年强化督查问题清单"):
        lines = [[title], HEADER]
        for number, row in enumerate(rows, start=1):
            values = {
                "序号": number,
                "地市": "邯郸市",
                "县（市、区）": "永年区",
                "详细地址": f"{number}号",
                "问题类型": "扬尘污染",
                "整改时限": "2018年7月31日",
            }
            values |= row if isinstance(row, dict) else {"企业名称": row[0], "问题描述": row[1]}
            lines.append([values.get(header) for header in HEADER])
        return book(lines, name)

    return write


@pytest.fixture
def records(ledger):
    """All problems as the command line prints them, by name."""

    def read() -> dict[str, dict]:
        return {record["site_name"] or "": record for record in problem_records(ledger, ProblemQuery())}

    return read
