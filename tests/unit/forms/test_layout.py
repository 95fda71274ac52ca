"""Grids that follow each other become one table whose boxes cover it exactly, whatever the writer is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from sheets import application

from models.forms.layout import BoxTable, blocks_of, printable
from models.forms.sheet import Cell, FormSheet, Grid, Paragraph, label, pairs, value


def covered(table: BoxTable) -> list[tuple[int, int]]:
    return sorted(
        (row, column)
        for box in table.boxes
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    )


def test_every_place_of_every_table_is_covered_once():
    blocks = blocks_of(application())
    tables = [block for block in blocks if isinstance(block, BoxTable)]
    assert [type(block).__name__ for block in blocks] == [
        "BoxTable", "Paragraph", "Paragraph", "BoxTable", "Paragraph", "BoxTable",
    ]  # fmt: skip
    for table in tables:
        whole = [(row, column) for row in range(len(table.heights)) for column in range(len(table.widths))]
        assert covered(table) == whole
        assert sum(table.widths) == pytest.approx(1.0)


def test_words_and_the_line_to_sign_share_a_box_without_a_line_between():
    (table, *_rest) = blocks_of(application())
    assert isinstance(table, BoxTable)
    words = next(box for box in table.boxes if box.text == "同意。")
    signed = next(box for box in table.boxes if box.text.startswith("签字"))
    assert words.open_below and signed.open_above and signed.row == words.row + words.rows
    assert next(box for box in table.boxes if box.text == "县级\n意见").rows == 2


def test_the_last_pair_of_an_odd_number_fills_its_row():
    (table,) = blocks_of(FormSheet("表", (pairs((("甲", 1), ("乙", None), ("丙", "三"))),)))
    assert isinstance(table, BoxTable)
    last = next(box for box in table.boxes if box.text == "三")
    assert (last.column, last.columns) == (1, 3)
    assert next(box for box in table.boxes if box.row == 0 and box.column == 3).text == ""


def test_a_row_with_too_many_cells_is_named():
    with pytest.raises(ValueError, match="丙"):
        blocks_of(FormSheet("表", (Grid((50, 50), ((label("甲"), value("乙"), Cell("丙")),)),)))


def test_control_signs_go_and_line_breaks_stay():
    assert printable("甲\r\n乙\x00\x07丙\td\ud800\ufffe") == "甲\n乙丙  d"
    assert blocks_of(FormSheet("表", (Paragraph("话"),))) == [Paragraph("话")]
