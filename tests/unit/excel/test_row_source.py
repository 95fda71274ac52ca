"""Rows of large sheets are streamed, in any order, with merges filled."""

from __future__ import annotations

from collections.abc import Iterator

from models.excel.book import Row
from models.excel.merges import fill_merged
from models.excel.row_source import StreamedRows, clean_rows


def streamed(count: int) -> StreamedRows:
    def source() -> Iterator[Row]:
        return ([number, f"行{number}", None] for number in range(count))

    return StreamedRows(source, count)


def test_rows_are_found_in_any_order() -> None:
    rows = streamed(5000)
    for index in (0, 999, 1000, 4999, 2500, 1, -1, 3999):
        assert rows[index][0] == index % 5000
    assert [row[0] for row in rows[998:1003]] == [998, 999, 1000, 1001, 1002]
    assert sum(1 for _ in rows) == len(rows) == 5000


def test_merges_of_a_streamed_sheet_are_filled_on_every_pass() -> None:
    def source() -> Iterator[Row]:
        return ([number, "甲" if number == 1500 else None] for number in range(3000))

    rows = StreamedRows(source, 3000)
    assert fill_merged(rows, [(1500, 1, 1502, 1)]) == set()
    assert rows[1502][1] == "甲" and rows[1503][1] is None
    assert [number for number, row in enumerate(rows) if row[1] == "甲"] == [1500, 1501, 1502]


def test_of_a_streamed_sheet_the_filled_cells_near_the_top_are_told_and_a_frame_fills_nothing() -> None:
    def source() -> Iterator[Row]:
        return ([number, "甲" if number == 2 else "题" if not number else None] for number in range(3000))

    rows = StreamedRows(source, 3000)
    assert fill_merged(rows, [(0, 0, 2999, 1), (2, 1, 2999, 1)], first_row=1) == {(r, 1) for r in range(3, 1000)}
    assert rows[1][1] is None and rows[2998][1] == "甲"
    held = [[number, "甲" if number == 2 else "题" if not number else None] for number in range(9)]
    assert fill_merged(held, [(0, 0, 8, 1), (2, 1, 8, 1)], first_row=1) == {(r, 1) for r in range(3, 9)}


def test_empty_text_becomes_none_and_columns_keep_their_place() -> None:
    raw = [["", "甲", 1.0], ["乙", "", True]]
    assert list(clean_rows(lambda: iter(raw), 1, 4, True)) == [[None, None, "甲", 1.0], [None, "乙", None, True]]
