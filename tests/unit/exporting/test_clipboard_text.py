"""What is copied pastes into Excel as the same cells."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from models.exporting import copy_table


def test_cells_are_separated_by_tabs_and_rows_by_line_ends() -> None:
    rows = [("编号", "期限"), ("JH-1", date(2019, 6, 30)), (None, Decimal("0.5")), (True, ("气", "水"))]
    assert copy_table(rows) == "编号\t期限\r\nJH-1\t2019-06-30\r\n\t0.5\r\n是\t气、水"


def test_tabs_line_breaks_and_quotes_stay_inside_their_cell() -> None:
    rows = [["甲\t乙", '说"行"', "第一行\r\n第二行", "平"]]
    text = copy_table(rows)
    assert next(csv.reader(io.StringIO(text, newline=""), delimiter="\t")) == [
        "甲\t乙", '说"行"', "第一行\n第二行", "平"
    ]  # fmt: skip


def test_text_never_pastes_as_a_formula_and_plain_marks_stay() -> None:
    assert copy_table([["=1+1", "@某", "-", "-5", "+86", "-无"]]) == "'=1+1\t'@某\t-\t-5\t+86\t'-无"
