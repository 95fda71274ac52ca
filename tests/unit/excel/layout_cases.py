"""Lists in many layouts, each with what a person sees in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Grid = list[list[Any]]


@dataclass
class Case:
    """A sheet and its truth; rows are counted from 1."""

    name: str
    rows: Grid
    header: list[int]
    data: list[int]
    role: str = "list"
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


HEADER = ["序号", "县区", "企业名称", "存在问题", "整改时限", "责任单位", "备注"]


def problem(number: int, *, serial: Any = None) -> list[Any]:
    """A row of data under ``HEADER``."""
    places = ("武安市", "永年区", "成安县", "磁县")
    return [
        number if serial is None else serial,
        places[number % 4],
        f"武安{'甲乙丙丁戊己庚辛'[number % 8]}建材有限公司{number}",
        "喷漆工序未在密闭空间内进行，废气直接排放" if number % 2 else "物料露天堆放，未覆盖",
        ("立行立改", "2018年6月底前", dt.date(2018, 6, 30), "长期坚持")[number % 4],
        f"{places[number % 4]}人民政府",
        None if number % 3 else "与上轮重复",
    ]


def problems(count: int, start: int = 1) -> Grid:
    return [problem(number) for number in range(start, start + count)]


def lone(text: str, width: int = 7, column: int = 0) -> list[Any]:
    row: list[Any] = [None] * width
    row[column] = text
    return row


def upto(first: int, count: int) -> list[int]:
    return list(range(first, first + count))


CASES: list[Callable[[], Case]] = []


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    CASES.append(make)
    return make


@case
def plain() -> Case:
    return Case("表头在第一行", [HEADER, *problems(8)], [1], upto(2, 8))


@case
def titled() -> Case:
    rows = [
        lone("附件1"),
        lone("2018年强化督查问题清单"),
        lone("填报单位：邯郸市大气办　　2018年6月1日"),
        HEADER,
        *problems(6),
    ]
    return Case("附件、标题、填报单位", rows, [4], upto(5, 6), merged=[(1, 0, 1, 6), (2, 0, 2, 6)])


@case
def title_in_the_middle() -> Case:
    rows = [lone("问题清单", column=3), lone("单位：家", column=6), HEADER, *problems(6)]
    return Case("标题不合并且居中", rows, [3], upto(4, 6))


@case
def blank_rows_before() -> Case:
    rows = [lone("问题清单"), [None] * 7, [None] * 7, HEADER, *problems(6)]
    return Case("标题与表头间有空行", rows, [4], upto(5, 6))


@case
def shifted() -> Case:
    rows = [[None] * 9, [None] * 9, *[[None, None, *row] for row in [HEADER, *problems(5)]]]
    return Case("从 C3 开始", rows, [3], upto(4, 5), columns={"C": "序号", "I": "备注"})


@case
def two_levels() -> Case:
    rows = [
        lone("清单"),
        ["序号", "所在地区", None, None, "企业名称", "整改", None],
        [None, "省", "市", "县", None, "措施", "时限"],
        *[[n, "河北省", "邯郸市", "磁县", f"甲公司{n}", "安装设施", "6月底"] for n in range(1, 7)],
    ]
    merged = [(0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 1, 3), (1, 4, 2, 4), (1, 5, 1, 6)]
    return Case("两层表头", rows, [2, 3], upto(4, 6), merged=merged, columns={"C": "所在地区/市", "G": "整改/时限"})


@case
def two_levels_unmerged() -> Case:
    base = two_levels()
    return Case("两层表头没有合并", base.rows, [2, 3], upto(4, 6), columns={"C": "所在地区/市", "G": "整改/时限"})


@case
def three_levels() -> Case:
    rows = [
        ["编号", "企业信息", None, None, "整治方式", None, "备注"],
        [None, "名称", "位置", None, "关停取缔", "升级改造", None],
        [None, None, "乡镇", "村", None, None, None],
        *[[f"{n:04d}", f"某某厂{n}", "白塔镇", "东李庄", "√" if n % 2 else None, None, None] for n in range(1, 9)],
    ]
    merged = [
        (0, 0, 2, 0),
        (0, 1, 0, 3),
        (1, 1, 2, 1),
        (1, 2, 1, 3),
        (0, 4, 0, 5),
        (1, 4, 2, 4),
        (1, 5, 2, 5),
        (0, 6, 2, 6),
    ]
    return Case("三层表头", rows, [1, 2, 3], upto(4, 8), merged=merged, columns={"D": "企业信息/位置/村"})


@case
def units_row() -> Case:
    rows = [
        ["序号", "单位名称", "锅炉台数", "吨位", "年耗煤量", "完成时限"],
        [None, None, "台", "蒸吨/小时", "吨", None],
        *[[n, f"热力公司{n}", n % 3 + 1, 10.0, 3200.5, "10月底前"] for n in range(1, 6)],
    ]
    return Case("表头下有单位行", rows, [1, 2], upto(3, 5))


@case
def numbered_columns() -> Case:
    rows = [lone("清单"), HEADER, [f"({n})" for n in range(1, 8)], *problems(5)]
    return Case("列号行", rows, [2], upto(4, 5))


@case
def lettered_columns() -> Case:
    rows = [HEADER, [*list("甲乙丙丁"), 1, 2, 3], *problems(5)]
    return Case("甲乙丙行", rows, [1], upto(3, 5))


@case
def groups_by_city() -> Case:
    rows = [HEADER, lone("一、部级挂牌督办（3个）"), *problems(3), lone("二、省级挂牌督办（4个）"), *problems(4, 4)]
    return Case("分组行", rows, [1], [3, 4, 5, 7, 8, 9, 10], groups=[2, 6])


@case
def groups_merged_without_words() -> Case:
    rows = [HEADER, lone("邯郸市"), *problems(3), lone("邢台市"), *problems(4, 4)]
    return Case("合并的城市行", rows, [1], [3, 4, 5, 7, 8, 9, 10], merged=[(1, 0, 1, 6), (5, 0, 5, 6)], groups=[2, 6])


@case
def subtotals() -> Case:
    rows = [
        HEADER,
        *problems(3),
        ["武安市小计", None, "3家", *[None] * 4],
        *problems(2, 4),
        ["合 计", None, 5, *[None] * 4],
    ]
    return Case("小计与合计", rows, [1], [2, 3, 4, 6, 7])


@case
def total_on_top() -> Case:
    rows = [lone("汇总"), HEADER, ["总计", None, "5家", *[None] * 4], *problems(5)]
    return Case("合计在最前", rows, [2], upto(4, 5))


@case
def serial_then_total() -> Case:
    rows = [HEADER, *problems(5), [None, "合计", 5, *[None] * 4]]
    return Case("合计在第二列", rows, [1], upto(2, 5))


@case
def footers() -> Case:
    rows = [
        HEADER,
        *problems(5),
        [None] * 7,
        ["填表人：张三", None, None, "审核人：李四", None, "联系电话：0310-1234567", None],
        lone("备注：1.本表每月报送一次。"),
        lone("2.整改时限填到日。"),
    ]
    return Case("表尾", rows, [1], upto(2, 5))


@case
def footer_with_separate_values() -> Case:
    rows = [HEADER, *problems(5), ["填表人：", "王五", None, "审核人：", "赵六", None, None]]
    return Case("填表人与姓名分格", rows, [1], upto(2, 5))


@case
def page_breaks() -> Case:
    rows = [HEADER, *problems(4), HEADER, *problems(4, 5), HEADER, *problems(2, 9)]
    return Case("每页重复表头", rows, [1], [*upto(2, 4), *upto(7, 4), *upto(12, 2)])


@case
def page_breaks_with_title() -> Case:
    rows = [lone("问题清单"), HEADER, *problems(4), lone("问题清单"), HEADER, *problems(4, 5)]
    merged = [(0, 0, 0, 6), (6, 0, 6, 6)]
    return Case("每页重复标题和表头", rows, [2], [*upto(3, 4), *upto(9, 4)], merged=merged)


@case
def sample_row() -> Case:
    rows = [HEADER, problem(0, serial="例"), *problems(5)]
    return Case("示例行", rows, [1], upto(3, 5))


@case
def trailing_serials() -> Case:
    rows = [HEADER, *problems(5), *[[n, *[None] * 6] for n in range(6, 20)]]
    return Case("后面只有序号", rows, [1], upto(2, 5))


@case
def blank_rows_inside() -> Case:
    rows = [HEADER, *problems(3), [None] * 7, *problems(3, 4), [None] * 7, [None] * 7, *problems(2, 7)]
    return Case("数据间有空行", rows, [1], [2, 3, 4, 6, 7, 8, 11, 12])


@case
def merged_places() -> Case:
    rows = [HEADER, *problems(9)]
    for row in (2, 3, 5, 6, 8, 9):
        rows[row][1] = None
    return Case("县区合并", rows, [1], upto(2, 9), merged=[(1, 1, 3, 1), (4, 1, 6, 1), (7, 1, 9, 1)])


@case
def names_blank_below() -> Case:
    rows = [HEADER, *problems(6)]
    for row in (2, 3, 5):
        rows[row][0] = rows[row][1] = rows[row][2] = None
    return Case("一企多问题不合并", rows, [1], upto(2, 6))


@case
def no_serial_all_text() -> Case:
    rows = [["评审对象", "评审意见", "处理建议"], ["甲组", "需要补充材料", None], ["乙组", "目标不清", "修改"]]
    return Case("没有序号全是文字", rows, [1], [2, 3])


@case
def unknown_words() -> Case:
    rows = [["Freq", "Author"], *[[n % 5 + 1, f"某某大学{n}"] for n in range(30)]]
    return Case("不认识的表头词", rows, [1], upto(2, 30))


@case
def years_in_header() -> Case:
    rows = [
        ["序号", "城市", "PM2.5浓度", None, None, "备注"],
        [None, None, 2015, 2016, 2017, None],
        *[[n, f"城市{'甲乙丙丁戊'[n % 5]}{n}", 70.5 + n, 66.1, 60.2, "示范" if n % 2 else None] for n in range(1, 7)],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 1, 5)]
    return Case("表头里有年份", rows, [1, 2], upto(3, 6), merged=merged, columns={"D": "PM2.5浓度/2016"})


@case
def long_header_words() -> Case:
    rows = [
        [
            "序\n号",
            "县（市、\n区）",
            "被检查单位名称（全称，与营业执照一致）",
            "是否完成整改（是/否）",
            "整改完成时间（年/月/日）",
        ],
        *[[n, "磁县", f"某某公司{n}", "是", dt.date(2018, 6, n)] for n in range(1, 6)],
    ]
    return Case("表头带换行和说明", rows, [1], upto(2, 5), columns={"A": "序号", "B": "县（市、区）"})


@case
def hints_under_header() -> Case:
    rows = [HEADER, ["填写说明：", "填到县", "填全称", "不超过200字", "填到日", "填全称", None], *problems(5)]
    return Case("表头下的填写说明", rows, [1], upto(3, 5))


@case
def note_between() -> Case:
    rows = [lone("问题清单"), lone("说明：本表由各县填报，6月10日前报市大气办。"), HEADER, *problems(5)]
    return Case("标题下有说明", rows, [3], upto(4, 5), merged=[(0, 0, 0, 6), (1, 0, 1, 6)])


@case
def form() -> Case:
    rows = [
        lone("企业整改情况登记表", 4),
        ["企业名称", "甲建材有限公司", "法定代表人", "张三"],
        ["地址", "武安市白塔镇", "联系电话", "0310-1234567"],
        ["存在问题", "物料露天堆放", None, None],
        ["整改措施", "覆盖", None, None],
        ["整改时限", "2018-06-30", "责任人", "李四"],
        ["备注", None, None, None],
    ]
    return Case("登记表", rows, [], [], role="form", merged=[(0, 0, 0, 3), (3, 1, 3, 3), (4, 1, 4, 3)])


@case
def summary() -> Case:
    rows = [
        lone("整改情况统计表", 5),
        ["县区", "交办问题数", "已完成", "未完成", "完成率"],
        *[[place, 10 + n, 6 + n, 4, 0.6] for n, place in enumerate(("武安市", "永年区", "成安县", "磁县"))],
        ["合计", 46, 30, 16, 0.65],
    ]
    return Case("统计表", rows, [2], upto(3, 4), role="summary", merged=[(0, 0, 0, 4)])


@case
def template() -> Case:
    return Case("空表", [lone("问题清单"), HEADER], [2], [], role="template", merged=[(0, 0, 0, 6)])


@case
def notes() -> Case:
    rows = [
        ["填报说明"],
        ["一、本表由县级填报，每月5日前报送。"],
        ["二、整改时限填到日，确有困难的填到月。"],
        ["三、联系人：张三。"],
    ]
    return Case("说明页", rows, [], [], role="notes")


@case
def wide_serial_text() -> Case:
    rows = [HEADER, *[problem(n, serial=f"（{'一二三四五六'[n - 1]}）") for n in range(1, 7)]]
    return Case("中文序号", rows, [1], upto(2, 6))


@case
def dotted_serials() -> Case:
    rows = [lone("清单"), HEADER, *[problem(n, serial=f"{n}、") for n in range(1, 7)]]
    return Case("带顿号的序号", rows, [2], upto(3, 6), merged=[(0, 0, 0, 6)])


@case
def single_row() -> Case:
    return Case("只有一行数据", [lone("清单"), HEADER, *problems(1)], [2], [3], merged=[(0, 0, 0, 6)])


@case
def second_table_below() -> Case:
    other = ["联系人", "职务", "电话", None, None, None, None]
    rows = [HEADER, *problems(5), [None] * 7, other, ["张三", "科长", "0310-1", None, None, None, None]]
    return Case("下方另有一张表", rows, [1], upto(2, 5))


@case
def title_repeated_in_cells() -> Case:
    rows = [["问题清单"] * 7, HEADER, *problems(5)]
    return Case("标题填满每格", rows, [2], upto(3, 5))


@case
def petitions() -> Case:
    header = [
        "序号",
        "受理编号",
        "交办问题基本情况",
        "行政区域",
        "污染类型",
        "调查核实情况",
        "是否属实",
        "处理和整改情况",
        "问责情况",
    ]
    rows = [
        lone("群众举报转办和边督边改公开情况一览表", 9),
        ["（第二十六批　2018年6月30日）", *[None] * 8],
        header,
        *[
            [
                n,
                f"D41000020180630{n:04d}",
                "反映某厂夜间排放异味。",
                "永年区",
                "大气",
                "经查，情况属实。",
                "属实",
                "责令整改。",
                "无",
            ]
            for n in range(1, 7)
        ],
    ]
    return Case("信访件", rows, [3], upto(4, 6), merged=[(0, 0, 0, 8), (1, 0, 1, 8)])


@case
def emission_list() -> Case:
    rows = [
        lone("重污染天气应急减排清单", 10),
        ["序号", "企业名称", "绩效分级", "黄色预警", None, "橙色预警", None, "红色预警", None, "联系人"],
        [None, None, None, "减排措施", "减排比例", "减排措施", "减排比例", "减排措施", "减排比例", None],
        *[[n, f"公司{n}", "ABCD"[n % 4], "停一条线", 0.3, "停两条线", 0.5, "停产", 1.0, "王五"] for n in range(1, 7)],
    ]
    merged = [
        (0, 0, 0, 9),
        (1, 0, 2, 0),
        (1, 1, 2, 1),
        (1, 2, 2, 2),
        (1, 3, 1, 4),
        (1, 5, 1, 6),
        (1, 7, 1, 8),
        (1, 9, 2, 9),
    ]
    return Case("应急减排清单", rows, [2, 3], upto(4, 6), merged=merged, columns={"G": "橙色预警/减排比例"})


@case
def boilers() -> Case:
    header = ["序号", "县区", "单位名称", "锅炉吨位(蒸吨)", "台数", "淘汰方式", "完成时限", "完成情况"]
    rows = [
        lone("燃煤锅炉淘汰台账", 8),
        header,
        *[[n, "磁县", f"浴池{n}", 2.0, 1.0, "拆除", "10月底", "已完成"] for n in range(1, 9)],
    ]
    rows.append(["合计", None, None, 16.0, 8.0, None, None, None])
    return Case("锅炉台账", rows, [2], upto(3, 8), merged=[(0, 0, 0, 7), (10, 0, 10, 2)])


@case
def numbered_groups() -> Case:
    rows = [
        HEADER,
        ["一", "武安市（3家）", *[None] * 5],
        *problems(3),
        ["二", "磁县（2家）", *[None] * 5],
        *problems(2, 4),
    ]
    return Case("序号列里的一二", rows, [1], [3, 4, 5, 7, 8], groups=[2, 6])


@case
def ellipsis_row() -> Case:
    rows = [HEADER, *problems(4), ["……", "……", "……", None, None, None, None]]
    return Case("省略号行", rows, [1], upto(2, 4))


@case
def restarting_serials_with_totals() -> Case:
    rows = [lone("清单"), HEADER]
    for city in ("武安市", "磁县"):
        rows += [lone(f"（{'一二'[city == '磁县']}）{city}"), *problems(3), [f"{city}合计：3家", *[None] * 6]]
    return Case("各县从一编起", rows, [2], [4, 5, 6, 9, 10, 11], groups=[3, 8])


@case
def four_levels() -> Case:
    rows = [
        ["地区", None, "时间", "情况", None, "备注"],
        [None, None, None, "违约", None, None],
        [None, None, None, "家数", "规模", None],
        ["市州", "区县", None, "个", "亿元", "是/否"],
        *[["邯郸市", f"区{n}", f"2021年第{n}季度", n, 3.5 + n, "是"] for n in range(1, 5)],
    ]
    merged = [(0, 0, 2, 1), (0, 2, 2, 2), (0, 3, 0, 4), (1, 3, 1, 4), (0, 5, 2, 5)]
    return Case("四层表头带单位", rows, [1, 2, 3, 4], upto(5, 4), merged=merged, columns={"B": "地区/区县"})


@case
def english() -> Case:
    rows = [
        ["No.", "Site", "Finding", "Due date"],
        *[[n, f"Plant {n}", "No cover on stockpile", dt.date(2018, 6, n)] for n in range(1, 6)],
    ]
    return Case("英文表头", rows, [1], upto(2, 5))


@case
def only_numbers_as_text() -> Case:
    rows = [["编号", "经度", "纬度"], *[[f"{n:03d}", f"114.{n}", f"36.{n}"] for n in range(11, 20)]]
    return Case("全是文本数字", rows, [1], upto(2, 9))


@case
def merged_header_over_two_rows_only() -> Case:
    rows = [lone("清单"), [*HEADER], [None] * 7, *problems(4)]
    return Case("表头占两行", rows, [2, 3], upto(4, 4), merged=[(0, 0, 0, 6), *[(1, c, 2, c) for c in range(7)]])


@case
def statistics_above() -> Case:
    rows = [lone("清单"), ["共5家，已完成3家", *[None] * 6], [None] * 7, HEADER, *problems(5)]
    return Case("表上有统计句", rows, [4], upto(5, 5), merged=[(0, 0, 0, 6)])


@case
def key_values_above() -> Case:
    rows = [
        lone("清单"),
        ["填报单位：", "邯郸市大气办", None, "填报日期：", dt.date(2018, 6, 1), None, None],
        HEADER,
        *problems(5),
    ]
    return Case("填报单位分格", rows, [3], upto(4, 5), merged=[(0, 0, 0, 6)])


def cases() -> Iterator[Case]:
    """All of them."""
    for make in CASES:
        yield make()
