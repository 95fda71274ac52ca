"""Tables side by side, values that stand once, legends, and hidden rows that are not wanted."""

from __future__ import annotations

from typing import Any

from models.excel.tables.layout import find_table
from models.excel.tables.table_layout import TableLayout

HEADER = ["序号", "企业名称", "存在问题"]
TEXT = "喷漆工序未在密闭空间内进行，废气直接排放"


def site(number: int) -> list[Any]:
    return [float(number), f"甲{number}厂", f"{TEXT}{number}"]


def table(rows: list[list[Any]], merged: list[tuple[int, int, int, int]] | None = None, **how: Any) -> TableLayout:
    width = max(map(len, rows))
    return find_table([[*row, *[None] * (width - len(row))] for row in rows], merged or [], **how)


def test_the_same_table_twice_is_read_left_then_right() -> None:
    rows = [[*HEADER, None, *HEADER], *[[*site(n), None, *site(n + 4)] for n in range(1, 4)], site(4)]
    found = table(rows)
    assert found.data_rows == [2, 3, 4, 5, 2, 3, 4]
    assert (found.first_row, found.last_row) == (2, 5)
    assert [(column.letter, column.block, column.twin) for column in found.columns][3:] == [
        ("E", 1, 0),
        ("F", 1, 1),
        ("G", 1, 2),
    ]


def test_titles_over_each_repetition_are_no_header() -> None:
    rows = [["武安市清单", None, None, "磁县清单"], HEADER * 2, *[[*site(n), *site(n + 3)] for n in range(1, 4)]]
    found = table(rows, [(0, 0, 0, 2), (0, 3, 0, 5)])
    assert (found.header_rows, found.data_rows) == ([2], [3, 4, 5] * 2)


def test_parallel_parents_are_one_table() -> None:
    header = [["企业名称", "黄色预警", None, "红色预警", None], [None, "措施", "比例", "措施", "比例"]]
    found = table([*header, *[[f"甲{n}厂", "停产", 0.2, "停产", 0.5] for n in range(4)]])
    assert (found.header_rows, found.data_rows) == ([1, 2], [3, 4, 5, 6])
    assert {column.block for column in found.columns} == {0}


def test_a_legend_beside_the_table_is_neither_column_nor_row() -> None:
    rows = [
        [*HEADER, None, "填写说明"],
        *[[*site(n), None, f"第{n}条说明"] for n in range(1, 4)],
        [None] * 4 + ["第4条"],
    ]
    found = table(rows)
    assert [column.letter for column in found.columns] == ["A", "B", "C"]
    assert found.data_rows == [2, 3, 4]
    assert found.skipped == [(5, "表旁的说明")]


def test_a_small_table_beside_the_list_is_left_aside() -> None:
    rows = [[*HEADER, None, "县区", "数量"], *map(site, range(1, 8))]
    rows[1] = [*site(1), None, "武安市", 3.0]
    rows[2] = [*site(2), None, "磁县", 4.0]
    found = table(rows)
    assert [column.letter for column in found.columns] == ["A", "B", "C"]
    assert found.data_rows == [2, 3, 4, 5, 6, 7, 8]


def test_a_column_of_remarks_behind_a_blank_column_stays() -> None:
    rows = [[*HEADER, None, "备注"], *[[*site(n), None, "已核" if n % 2 else None] for n in range(1, 6)]]
    assert [column.letter for column in table(rows).columns] == ["A", "B", "C", "E"]


def places(cells: list[str | None], counties: list[str | None]) -> TableLayout:
    header = ["序号", "城市", "县（市、区）", "企业名称", "存在问题"]
    rows = [
        [float(n), city, county, f"甲{n}厂", TEXT]
        for n, (city, county) in enumerate(zip(cells, counties, strict=True), 1)
    ]
    return table([header, *rows])


def test_a_place_that_stands_once_holds_for_the_blanks_below() -> None:
    found = places(["邯郸市", None, None, "邢台市", None], ["武安市", None, "磁县", "沙河市", None])
    assert sorted(found.runs) == [(1, 1, 3, 1), (1, 2, 2, 2), (4, 1, 5, 1), (4, 2, 5, 2)]


def test_a_place_that_comes_again_does_not_hold_for_blanks() -> None:
    assert places(["邯郸市", None, "邯郸市", None, "邯郸市"], ["武安市", "武安市", "磁县", "磁县", "磁县"]).runs == []


def test_a_county_does_not_hold_below_another_city() -> None:
    found = places(["邯郸市", None, "邢台市", None, None], ["武安市", None, None, "沙河市", None])
    assert [run for run in found.runs if run[1] == 2 and run[0] < 3 <= run[2]] == []


def test_hidden_rows_and_columns_are_left_out_when_asked() -> None:
    rows = [[*HEADER, "备注"], *[[*site(n), "x"] for n in range(1, 5)]]
    found = table(rows, leave_out=frozenset({2}), leave_out_columns=frozenset({3}))
    assert found.data_rows == [2, 4, 5]
    assert found.skipped == [(3, "隐藏行，未导入")]
    assert [column.letter for column in found.columns] == ["A", "B", "C"]
    assert table(rows).data_rows == [2, 3, 4, 5]


def test_another_table_below_is_told_and_the_same_one_goes_on() -> None:
    other = [["县区", "联系人", "电话"], ["武安市", "张三", "0310-1"], ["磁县", "李四", "0310-2"]]
    rows = [HEADER, site(1), site(2), [None], ["附：联系人"], *other, [None], ["续表"], HEADER, site(3)]
    found = table(rows)
    assert found.data_rows == [2, 3, 12]
    reasons = dict(found.skipped)
    assert [reasons[row] for row in (6, 7, 8, 11)] == ["另一张表", "另一张表", "另一张表", "重复的表头"]


def test_a_title_right_above_a_header_that_comes_again_begins_a_group() -> None:
    part = [HEADER, site(1), site(2), ["填表人：", None, "审核人："], [None]]
    found = table([["邯郸市武安市问题清单"], *part, ["邯郸市磁县问题清单"], *part])
    assert found.group_rows == {7: "邯郸市磁县问题清单"}
    assert found.data_rows == [3, 4, 9, 10]


def test_a_name_holds_for_the_rows_whose_numbers_count_on_from_its_own() -> None:
    rows = [["序号", "企业名称", "存在问题"], *[[float(n), name, TEXT] for n, name in
            ((1, "甲厂"), (2, None), (3, None), (1, "乙厂"), (2, None), (1, "丙厂"))]]  # fmt: skip
    assert table(rows).runs == [(1, 1, 3, 1), (4, 1, 5, 1)]


def test_a_name_without_numbers_holds_within_its_county_only() -> None:
    def runs(counties: str) -> list[tuple[int, int, int, int]]:
        names = ("甲厂", None, "乙厂", None, None, "丙厂")
        rows = [[f"{county}县", name, TEXT] for county, name in zip(counties, names, strict=True)]
        return table([["县区", "企业名称", "存在问题"], *rows]).runs

    assert runs("磁磁磁磁磁魏") == [(1, 1, 2, 1), (3, 1, 5, 1)]
    assert runs("磁魏磁磁磁魏") == []


def test_a_name_missing_in_a_numbered_row_stays_missing() -> None:
    rows = [[float(n), None if n in (2, 4) else f"甲{n}厂", TEXT] for n in range(1, 8)]
    assert table([["序号", "企业名称", "存在问题"], *rows]).runs == []


def test_another_table_beside_that_counts_for_itself_gives_no_columns() -> None:
    other = ["序号", "联系人", "联系电话"]
    rows = [[*HEADER, None, *other], *[[*site(n), None, float(n), f"张{n}", "0310-1234567"] for n in range(1, 5)]]
    found = table(rows)
    assert [column.letter for column in found.columns] == ["A", "B", "C"]
    assert found.data_rows == [2, 3, 4, 5]
