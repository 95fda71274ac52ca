"""Text written by label becomes a list: a table of cases, and no word of the text may be lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.excel.formats.opening import open_workbook
from models.excel.formats.text_blocks import MARK, UNMARK, block_sheet, find_blocks
from models.excel.tables.block_numbers import numbered
from models.excel.tables.layout import find_table

CASES: dict[str, tuple[str, list[str], list[list[str]]]] = {
    "督察意见，标签各占一段": (
        "整改措施清单\n\n"
        "一、督察意见：部分地区落实责任不力。\n责任单位：哈尔滨市委市政府\n整改时限：2017年底前\n整改目标：全面落实。\n"
        "整改措施：1.强领导。\n2.开展行动。\n"
        "二、督察意见：治污缓慢。\n责任单位：省环保厅\n整改时限：立行立改、长期坚持\n整改目标：完成。\n整改措施：\n1.淘汰锅炉。\n2.治扬尘。\n",
        ["序号", "督察意见", "责任单位", "整改时限", "整改目标", "整改措施"],
        [
            [
                "1",
                "部分地区落实责任不力。",
                "哈尔滨市委市政府",
                "2017年底前",
                "全面落实。",
                "1.强领导。\n2.开展行动。",
            ],
            ["2", "治污缓慢。", "省环保厅", "立行立改、长期坚持", "完成。", "1.淘汰锅炉。\n2.治扬尘。"],
        ],
    ),
    "标签连在一段里": (
        "一、督察意见：甲。责任单位：A市 整改时限：2018年6月底，整改措施：1.截污。2.清淤。\n"
        "二、督察意见：乙。责任单位：B市 整改时限：长期坚持，整改措施：关停。",
        ["序号", "督察意见", "责任单位", "整改时限", "整改措施"],
        [["1", "甲。", "A市", "2018年6月底", "1.截污。2.清淤。"], ["2", "乙。", "B市", "长期坚持", "关停。"]],
    ),
    "进展清单，编号后就是问题": (
        "一、关于“重发展轻保护”。整改进展情况：已经完成，长期坚持。1.出台办法。\n2.考核。\n"
        "二、关于“码头整治不力”。\n整改进展情况:正在推进。",
        ["序号", "问题", "整改进展情况"],
        [
            ["1", "关于“重发展轻保护”。", "已经完成，长期坚持。1.出台办法。\n2.考核。"],
            ["2", "关于“码头整治不力”。", "正在推进。"],
        ],
    ),
    "方括号标签，分部分": (
        "一、大气方面\n（一）责任不落实\n【责任单位】甲县\n【整改时限】6月底\n（二）扬尘\n【责任单位】乙县\n【整改时限】7月底\n"
        "二、水方面\n（三）黑臭水体\n【责任单位】丙县\n【整改时限】长期坚持\n",
        ["序号", "所属部分", "问题", "责任单位", "整改时限"],
        [
            ["1", "一、大气方面", "责任不落实", "甲县", "6月底"],
            ["2", "一、大气方面", "扬尘", "乙县", "7月底"],
            ["3", "二、水方面", "黑臭水体", "丙县", "长期坚持"],
        ],
    ),
    "没有编号": (
        "反馈问题：甲\n责任单位：A\n反馈问题：乙\n责任单位：B\n备注：已完成\n",
        ["反馈问题", "责任单位", "备注"],
        [["甲", "A", ""], ["乙", "B", "已完成"]],
    ),
    "问题和措施用同一种编号": (
        "1.问题描述：A\n整改措施：\n1.做甲\n2.做乙\n整改时限：6月\n"
        "2.问题描述：B\n整改措施：\n1.做丙\n整改时限：7月\n"
        "3.问题描述：C\n整改措施：\n1.做丁\n2.戊\n3.己\n整改时限：8月\n",
        ["序号", "问题描述", "整改措施", "整改时限"],
        [["1", "A", "1.做甲\n2.做乙", "6月"], ["2", "B", "1.做丙", "7月"], ["3", "C", "1.做丁\n2.戊\n3.己", "8月"]],
    ),
    "标签字间有空，标签后无冒号": (
        "问题一：反映强烈\n责 任 单 位：甲县\n整改措施\n停产\n问题二：偷排\n责 任 单 位：乙县\n整改措施\n取缔。\n",
        ["序号", "问题", "责任单位", "整改措施"],
        [["1", "反映强烈", "甲县", "停产"], ["2", "偷排", "乙县", "取缔。"]],
    ),
    "有一块缺了首个标签": (
        "一、督察意见：甲\n责任单位：A\n二、责任单位：B\n三、督察意见：丙\n责任单位：C\n",
        ["序号", "督察意见", "责任单位"],
        [["1", "甲", "A"], ["2", "", "B"], ["3", "丙", "C"]],
    ),
    "没有标签的话归入其他内容": (
        "一、简要情况在此\n督察意见：甲\n责任单位：A\n二、督察意见：乙\n责任单位：B\n",
        ["序号", "督察意见", "责任单位", "其他内容"],
        [["1", "甲", "A", "简要情况在此"], ["2", "乙", "B", ""]],
    ),
    "一块里同一标签两次": (
        "①反馈问题：甲\n整改措施：一\n责任单位：A\n整改措施：二\n责任单位：B\n②反馈问题：乙\n整改措施：三\n责任单位：C\n",
        ["序号", "反馈问题", "整改措施", "责任单位"],
        [["1", "甲", "一\n二", "A\nB"], ["2", "乙", "三", "C"]],
    ),
    "措施里的冒号不是标签": (
        "（1）反馈问题：甲\n整改措施：主要做法：一是停产。例如：拆除。\n责任单位：A\n（2）反馈问题：乙\n整改措施：3:1配比。\n责任单位：B\n",
        ["序号", "反馈问题", "整改措施", "责任单位"],
        [["1", "甲", "主要做法：一是停产。例如：拆除。", "A"], ["2", "乙", "3:1配比。", "B"]],
    ),
    "措施分条，条内另有标签": (
        "一、责任不落实。\n责任单位：A\n整改措施：\n（一）学习。责任领导：张三。\n1.每季一次。\n（二）考核。\n"
        "二、扬尘。\n责任单位：B\n整改措施：\n（一）洒水。责任领导：李四。\n（二）覆盖。\n",
        ["序号", "问题", "责任单位", "整改措施", "责任领导"],
        [
            ["1", "责任不落实。", "A", "（一）学习。\n1.每季一次。\n（二）考核。", "张三"],
            ["2", "扬尘。", "B", "（一）洒水。\n（二）覆盖。", "李四"],
        ],
    ),
    "信访件，一件一段": (
        "1. 受理编号：D3HA201812010012；交办问题基本情况：夜间偷排。；行政区域：永年区；是否属实：属实\n"
        "2. 受理编号：X3HA201812010013；交办问题基本情况：河黑臭。；行政区域：武安市；是否属实：部分属实\n",
        ["序号", "受理编号", "交办问题基本情况", "行政区域", "是否属实"],
        [
            ["1", "D3HA201812010012", "夜间偷排。", "永年区", "属实"],
            ["2", "X3HA201812010013", "河黑臭。", "武安市", "部分属实"],
        ],
    ),
    "标签后只有空格或句号": (
        "序号 1\n反馈意见 认识不到位\n整改情况。已完成。\n序号 2\n反馈意见 管控不力\n整改情况。推进中。\n",
        ["序号", "反馈意见", "整改情况"],
        [["1", "认识不到位", "已完成。"], ["2", "管控不力", "推进中。"]],
    ),
    "反馈问题后带号": (
        "反馈问题1：甲\n整改情况：已完成\n反馈问题2：乙\n整改情况：推进中\n",
        ["序号", "问题", "整改情况"],
        [["1", "甲", "已完成"], ["2", "乙", "推进中"]],
    ),
    "只有一块": (
        "一、督察意见：甲\n责任单位：A\n整改时限：6月\n整改措施：乙\n",
        ["序号", "督察意见", "责任单位", "整改时限", "整改措施"],
        [["1", "甲", "A", "6月", "乙"]],
    ),
    "粗体开头是标签": (
        f"一、{MARK}反馈问题{UNMARK}甲\n{MARK}责任单位{UNMARK}A\n{MARK}重要{UNMARK}：速办\n二、{MARK}反馈问题{UNMARK}乙\n{MARK}责任单位{UNMARK}B\n",
        ["序号", "反馈问题", "责任单位"],
        [["1", "甲", "A\n重要：速办"], ["2", "乙", "B"]],
    ),
}
PROSE = {
    "通知": (
        "关于检查的通知\n各县：根据要求，做好工作。\n一、总体要求：认真落实。\n"
        "二、工作安排：6月开始。\n三、联系人：张三，联系电话：123\n"
    ),
    "会议纪要": "会议指出：形势严峻。\n会议强调：狠抓落实。\n会议要求：立行立改。\n",
    "一句话": "责任单位：甲",
    "空": "",
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_become_rows(name: str) -> None:
    text, header, rows = CASES[name]
    table = find_blocks(text.splitlines())
    assert table is not None
    assert (table.header, table.rows) == (header, rows)


@pytest.mark.parametrize("name", CASES)
def test_no_word_is_lost(name: str) -> None:
    text, _, _ = CASES[name]
    table = find_blocks(text.splitlines())
    assert table is not None
    kept = "".join([*table.titles, *table.header, *("".join(row) for row in table.rows)])
    for line in text.splitlines():
        for piece in re.findall(r"[\w“”]+", numbered(line).text):
            assert piece in kept or all(sign in kept for sign in piece)


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_no_list(name: str) -> None:
    assert find_blocks(PROSE[name].splitlines()) is None


def test_text_before_the_first_block_stays_above_and_the_table_is_found() -> None:
    text, header, _ = CASES["督察意见，标签各占一段"]
    table = find_blocks([*(f"前言第{n}段" for n in range(40)), *text.splitlines()])
    assert table is not None and len(table.titles) == 41
    sheet = block_sheet("清单", table)
    layout = find_table(sheet.rows, sheet.merged)
    assert layout.role == "list" and [column.name for column in layout.columns] == header
    assert len(layout.data_rows) == 2 and "前言第39段" in str(sheet.rows[7][0])


def test_a_text_file_written_by_label_opens_as_a_list(tmp_path: Path) -> None:
    path = tmp_path / "粘贴的内容.txt"
    path.write_bytes(CASES["进展清单，编号后就是问题"][0].encode("gb18030"))
    workbook = open_workbook(path)
    assert workbook.sheets[0].rows[0] == ["序号", "问题", "整改进展情况"]
    assert "按标签分段的文字" in workbook.warnings[0]


def test_semicolons_between_labels_do_not_make_a_table_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "信访件.txt"
    path.write_text(CASES["信访件，一件一段"][0], encoding="utf-8")
    assert open_workbook(path).sheets[0].rows[0] == CASES["信访件，一件一段"][1]


@pytest.mark.parametrize(
    ("text", "style", "ordinal", "rest"),
    [
        ("一、甲", "han", 1, "甲"), ("（二十一）甲", "han()", 21, "甲"), ("(3) 甲", "1()", 3, "甲"),
        ("4. 甲", "1.", 4, "甲"),
        ("5、甲", "1、", 5, "甲"), ("6）甲", "1)", 6, "甲"), ("⑦甲", "①", 7, "甲"), ("第八项 甲", "nth", 8, "甲"),
        ("问题九：甲", "named", 9, "甲"), ("任务10", "named", 10, ""), ("2018年甲", "", 0, "2018年甲"),
        ("3.5吨甲", "", 0, "3.5吨甲"), ("一些地方", "", 0, "一些地方"), ("问题突出", "", 0, "问题突出"),
    ],
)  # fmt: skip
def test_numbers_in_front_are_split_off(text: str, style: str, ordinal: int, rest: str) -> None:
    found = numbered(text)
    assert (found.style, found.ordinal, found.text, found.whole) == (style, ordinal, rest, text)


@pytest.mark.timeout(10)
def test_many_paragraphs_are_read_in_time() -> None:
    text = CASES["督察意见，标签各占一段"][0].splitlines()[2:]
    table = find_blocks(text * 5_000)
    assert table is not None and len(table.rows) == 10_000
