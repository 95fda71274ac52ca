"""A table that was exported and not edited says nothing new when it comes back; an edited cell is the only change."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from models.exporting import export_problems
from models.importing import ImportOptions, ImportSession, run_import
from models.importing.reading.own_export import own_titles
from models.queries.fields import FIELDS
from models.queries.problems import ProblemQuery
from models.store import Ledger

LISTS = Path(__file__).resolve().parents[1] / "samples" / "lists"


@pytest.fixture
def exported(tmp_path: Path) -> tuple[Ledger, Path]:
    ledger = Ledger.create(tmp_path / "ledger", actor="录入员")
    for path in sorted(LISTS.glob("*.xls*")):
        if path.suffix in (".xlsx", ".xls"):
            run_import(ledger, [path], ImportOptions(campaign="全部"))
    target = tmp_path / "导出.xlsx"
    export_problems(ledger, ProblemQuery(sort=(("ledger_number", False),)), None, target)
    yield ledger, target
    ledger.close()


def test_our_titles_are_known_to_the_importer():
    assert set(own_titles()) == {field.title for field in FIELDS.values()}


def test_an_unedited_export_says_nothing_new(exported: tuple[Ledger, Path]):
    ledger, target = exported
    report = run_import(ledger, [target], ImportOptions(campaign="全部", dry_run=True))
    counts = report.plan.counts()
    assert counts == {**dict.fromkeys(counts, 0), "unchanged": counts["unchanged"]}
    assert counts["unchanged"] > 100
    assert [issue for issue in report.issues if "同一问题" not in issue.message] == []


def test_one_edited_cell_is_the_only_change(exported: tuple[Ledger, Path]):
    ledger, target = exported
    book = openpyxl.load_workbook(target)
    sheet = book.active
    titles = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(5, titles["责任人"]).value = "王经办"
    sheet.cell(6, titles["状态"]).value = "已销号"
    book.save(target)
    with ImportSession(ledger, [target], ImportOptions(campaign="全部")) as session:
        plan = session.plan()
    changed = [row for row in plan.rows if row.verdict == "changed"]
    assert [[change[0] for change in row.changes] for row in changed] == [["responsible_person"]]
