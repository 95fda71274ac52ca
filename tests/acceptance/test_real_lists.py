"""Nine workbooks that people really made: table found, every row in, nothing lost. They are not shipped here."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from models.importing import ImportSession, run_import
from models.importing.cells.cell_text import as_text
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger

REAL = Path(__file__).resolve().parents[3] / "shared" / "samples" / "real"
SHEETS = json.loads((REAL / "truth.json").read_text(encoding="utf-8")) if REAL.exists() else []

pytestmark = pytest.mark.skipif(not SHEETS, reason="the real workbooks are not on this machine")


@pytest.fixture
def ledger(tmp_path):
    with Ledger.create(tmp_path / "ledger", actor="测试员") as made:
        yield made


@pytest.mark.parametrize("truth", SHEETS, ids=lambda truth: f"{truth['file']}/{truth['sheet']}")
def test_a_real_sheet_is_seen_as_a_person_sees_it(ledger, truth):
    with ImportSession(ledger, [REAL / truth["file"]], preview=False) as session:
        view = next(view for view in session.files[0].sheets if view.name == truth["sheet"])
    assert (view.role, view.included) == ("list", True)
    assert view.layout.header_rows == [int(row) + 1 for row in truth["header_rows_0_based"].split()]
    assert view.row_count == int(truth["data_rows"])


@pytest.mark.parametrize("name", sorted({truth["file"] for truth in SHEETS}))
def test_nothing_of_a_real_workbook_is_lost(ledger, name):
    """Every cell of every data row can be found again: in a field, or among the source's own columns."""
    with ImportSession(ledger, [REAL / name], preview=True) as session:
        views = [view for view in session.files[0].sheets if view.included]
    report = run_import(ledger, [REAL / name]).to_json()
    rows = sum(sheet["rows"] for file in report["files"] for sheet in file["sheets"])
    assert rows == sum(view.row_count for view in views)
    kinds = ("new", "changed", "unchanged", "suspect", "refused")
    assert sum(report[kind] for kind in kinds) == rows == report["new"]

    found = {(r["source"]["sheet"], r["source"]["row"]): r for r in problem_records(ledger, ProblemQuery())}
    for view in views:
        read_otherwise = {"longitude", "latitude", "city", "county", "found_on", "completed_on", "said_status"}
        for row in view.layout.data_rows:
            if row > len(view.preview):
                break
            record = found[view.name, row]
            kept = squeezed(json.dumps(record, ensure_ascii=False))
            for column in view.columns:
                text = view.preview[row - 1][column.index] if column.index < len(view.preview[row - 1]) else ""
                if not as_text(text) or as_text(text) in "/—-无" or read_otherwise & set(column.fields):
                    continue
                assert squeezed(text)[:40] in kept or is_date(text), (row, column.header, text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\\\"n]+", "", text)


def is_date(text: str) -> bool:
    """Dates are kept with their year, whatever Excel shows of them."""
    return bool(re.match(r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}月\d{1,2}日", text))


def test_a_real_revision_of_a_list_is_told_apart(ledger):
    first, second = (REAL / name for name in ("需要合并的数据.xlsx", "需要合并的数据（更新8所）.xlsx"))
    run_import(ledger, [first])
    report = run_import(ledger, [second]).to_json()
    assert report["new"] + report["changed"] + report["unchanged"] + report["suspect"] == 119
    assert report["unchanged"] >= 100
