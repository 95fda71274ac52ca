"""The notice of findings as a workbook and as text."""

import openpyxl

from models.exporting.findings import export_findings, findings_text
from models.queries.problems import ProblemQuery
from models.queries.quality_rows import HEADINGS, finding_rows


def test_the_workbook_has_title_note_and_each_row_with_its_reason(ledger, tmp_path):
    path = tmp_path / "通报.xlsx"
    written = export_findings(ledger, ProblemQuery(), ["missing_unit"], path)
    assert written.rows == 4
    sheet = openpyxl.load_workbook(path).active
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert lines[0][0] == "体检发现通报：没有责任单位（4 条）"
    assert "核对" in lines[1][0]
    assert lines[2][: len(HEADINGS)] == list(HEADINGS)
    assert [line[3] for line in lines[3:7]] == ["ZG-000004", "ZG-000003", "ZG-000002", "ZG-000005"]
    assert {line[9] for line in lines[3:7]} == {"责任单位 （空）"}


def test_all_checks_go_into_one_notice(ledger, tmp_path):
    path = tmp_path / "通报.xlsx"
    export_findings(ledger, ProblemQuery(campaign=1), [], path)
    sheet = openpyxl.load_workbook(path).active
    titles = {row[7] for row in sheet.iter_rows(min_row=4, values_only=True) if row[3]}
    assert {"没有责任单位", "没有交办日期"} <= titles
    assert sheet["A1"].value.startswith("体检发现通报：台账数据体检（")


def test_the_text_pastes_as_a_table(ledger):
    rows = finding_rows(ledger, ProblemQuery(finding="missing_unit"))
    lines = findings_text(rows).split("\r\n")
    assert lines[0].split("\t") == list(HEADINGS)
    assert len(lines) == 5
    assert lines[1].split("\t")[7] == "没有责任单位"
