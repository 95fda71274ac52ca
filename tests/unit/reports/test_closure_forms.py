"""销号申请表, 备案表 and 公示 hold what the application holds, and every row of their tables fills its columns."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from models.forms.closure_forms import application_form, filing_form, publicity_notice
from models.forms.sheet import Grid, Listing, Paragraph
from models.operations.closure_reviewing import Decision, decide
from models.queries.closure_forms import closure_facts

sys.path.insert(0, str(Path(__file__).parents[1] / "operations"))
from closing import closed, submitted

APRIL = date(2019, 4, 15)


def grid_texts(sheet) -> list[str]:
    return [cell.text for part in sheet.parts if isinstance(part, Grid) for row in part.rows for cell in row]


def test_the_application_form_holds_conditions_with_names_and_an_opinion_of_every_level(ledger, tmp_path):
    case = submitted(ledger, 5, tmp_path, APRIL)
    decide(ledger, [Decision(case.id, True, "孙丽", "现场属实")], day=APRIL)
    (facts,) = closure_facts(ledger, [case.id])
    sheet = application_form(facts, "省督察整改办")
    (listing,) = [part for part in sheet.parts if isinstance(part, Listing)]
    assert [row[2:4] for row in listing.rows] == [("符合", "李强")] * 5
    assert listing.rows[0][5] == "1 整改后照片5"
    texts = grid_texts(sheet)
    assert "ZG-000005" in texts and "县级验收\n县级生态环境部门" in texts and "同意　现场属实" in texts
    for part in sheet.parts:
        if isinstance(part, Grid):
            assert {sum(cell.columns for cell in row) for row in part.rows} == {len(part.widths)}


def test_a_level_that_has_not_decided_leaves_room_to_sign(ledger, tmp_path):
    case = submitted(ledger, 5, tmp_path, APRIL)
    (facts,) = closure_facts(ledger, [case.id])
    cells = [cell for part in application_form(facts).parts if isinstance(part, Grid) for row in part.rows
             for cell in row if cell.closing]  # fmt: skip
    assert cells[0].closing == "签字（盖章）：王敏　　2019 年 4 月 15 日"
    assert cells[1].closing.startswith("签字（盖章）：　") and cells[1].text == ""


def test_the_filing_table_has_a_line_for_each_with_its_number(ledger, tmp_path):
    keys = [closed(ledger, 5, tmp_path, APRIL, "备1").id, closed(ledger, 3, tmp_path, APRIL, "备2").id]
    sheet = filing_form(closure_facts(ledger, keys), "省督察整改办", date(2019, 5, 6))
    (listing,) = sheet.parts
    assert [row[1:3] for row in listing.rows] == [("备1", "ZG-000005"), ("备2", "ZG-000003")]
    assert {len(row) for row in listing.rows} == {len(listing.header)} == {len(listing.widths)}
    assert sheet.landscape and sheet.head[1] == "报备单位：生态环境部"


def test_the_publicity_notice_says_how_long_and_lists_the_problems(ledger, tmp_path):
    case = submitted(ledger, 5, tmp_path, APRIL)
    sheet = publicity_notice(closure_facts(ledger, [case.id]), "省督察整改办", 7)
    words = " ".join(part.text for part in sheet.parts if isinstance(part, Paragraph))
    assert "下列 1 个" in words and "7 个工作日" in words and "省督察整改办" in words
