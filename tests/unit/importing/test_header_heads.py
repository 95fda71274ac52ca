"""Headers that nobody listed are understood by their last word and by their cells, and foreign ones left alone."""

from __future__ import annotations

import re

import pytest

from models.excel.tables.table_layout import HeaderColumn, column_letter
from models.importing.columns.aliases import normal, without_brackets
from models.importing.columns.evidence import Evidence
from models.importing.columns.header_heads import _heads, fields_by_head
from models.importing.columns.map import match_columns
from models.regions import load_gazetteer


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("督办进展", "progress"), ("包保干部", "responsible_person"), ("件号", "number"), ("应反馈日", "deadline_text"),
        ("涉及要素", "pollutants"), ("所属方面", "category"), ("具体举措", "measures"), ("计划完工", "deadline_text"),
        ("实际完工", "completed_on"), ("卫星监测时刻", "found_on"), ("移交时点", "assigned_on"),
        ("排口名", "site_name"), ("受检方", "site_name"), ("复核认定", "said_status"), ("从事行当", "industry"),
        ("何日前改完", "deadline_text"),
        ("谁来改？", "responsible_unit"), ("改完没有？", "said_status"), ("问题摘记", "description"),
        ("交办对象", "responsible_unit"), ("负责人手机", "phone"), ("经营地", "address"), ("评估时间", "found_on"),
        ("抓拍时间", "found_on"), ("走航时间", "found_on"), ("解除督办时间", "closed_on"),
        ("组内编号", "number"), ("领办部门", "responsible_unit"), ("不合格原因", "description"),
        ("限办日期", "deadline_text"),
        ("河名", "site_name"), ("举报类别", "category"), ("复查情况", "progress"), ("整治手段", "measures"),
    ],
)  # fmt: skip
def test_the_last_word_of_a_header_says_what_it_is(header: str, field: str) -> None:
    assert fields_by_head(without_brackets(header) or normal(header)) == (field,)


@pytest.mark.parametrize(
    "header",
    [
        "处罚情况",
        "排放量",
        "许可证号",
        "审核人",
        "环评批复时间",
        "监测结果",
        "下步措施",
        "企业性质",
        "锅炉类型",
        "身份证号",
        "创建人",
        "炉窑类别",
        "机械类型",
        "签收时间",
        "问题级别",
        "双代方式",
        "延期原因",
        "桩号",
        "核实意见",
    ],
)
def test_a_header_of_something_else_stays_unknown(header: str) -> None:
    assert fields_by_head(normal(header)) == ()


def test_every_head_can_be_reached_and_compiles() -> None:
    assert len(_heads()) > 30
    assert all(isinstance(head.word, re.Pattern) for head in _heads())
    assert all(head.cases or head.otherwise for head in _heads())


def test_columns_with_headers_that_say_nothing_are_told_by_their_cells() -> None:
    cells = {
        "甲": ["1", "2", "3", "4"],
        "乙": ["邯郸市", "保定市", "邢台市", "唐山市"],
        "丙": ["永年区", "蠡县", "沙河市", "丰南区"],
        "丁": ["12月底前", "立行立改", "年底前", "10日内"],
        "企业名称": ["甲公司", "乙公司", "丙公司", "丁公司"],
        "问题描述": ["未苫盖", "冒黑烟", "超标", "直排"],
        "责任单位": ["市局", "市局", "市局", "市局"],
        "整改情况": ["正在整改一些东西并且很长", "已完成全部的整改工作任务", "尚未开始整改工作等待资金", "已经停产"],
        "是否断水": ["是", "否", "是", "否"],
    }
    gazetteer = load_gazetteer()
    columns = [HeaderColumn(index, column_letter(index), (name,), name) for index, name in enumerate(cells)]
    found = match_columns(columns, {i: Evidence(list(v), gazetteer) for i, v in enumerate(cells.values())})
    fields = {name: found[index].fields for index, name in enumerate(cells)}
    assert fields["甲"] == ("list_number",)
    assert fields["乙"] == ("city",)
    assert fields["丙"] == ("county",)
    assert fields["丁"] == ("deadline_text",)
    assert fields["是否断水"] == ()
    assert all(found[index].keep and "请确认" in found[index].reason for index in range(4))


def _fields(cells: dict[str, list[object]]) -> dict[str, tuple[str, ...]]:
    """The fields of each header; levels are parted by a bar."""
    gazetteer = load_gazetteer()
    columns = [
        HeaderColumn(index, column_letter(index), tuple(name.split("|")), name.replace("|", "/"))
        for index, name in enumerate(cells)
    ]
    found = match_columns(columns, {i: Evidence(list(v), gazetteer) for i, v in enumerate(cells.values())})
    return {name: found[index].fields for index, name in enumerate(cells)}


def test_a_word_that_says_something_else_is_no_slip_of_the_pen() -> None:
    days = ["2019-06-01", "2019-06-02", "2019-06-03"]
    fields = _fields({"问题描述": ["未苫盖", "冒黑烟", "直排"], "签收时间": days, "限办日期": days})
    assert fields["签收时间"] == ()
    assert fields["限办日期"] == ("deadline_text",)
    assert _fields({"问题描述": ["未苫盖", "冒黑烟", "直排"], "整改时现": days})["整改时现"] == ("deadline_text",)


def test_kinds_of_problem_repeat_below_their_labels_but_quarters_are_no_kinds() -> None:
    texts = [["管网破损", "设备停运", "出水超标"], ["未设围堰", "无台账", "露天堆放"], ["在修", "在建", "已停"]]
    both = _fields(
        {
            "企业名称": ["甲厂", "乙厂", "丙厂"],
            "废水|描述": texts[0],
            "固废|描述": texts[1],
            "废水|整改措施": texts[2],
            "固废|整改措施": texts[2],
        }
    )
    assert both["废水|描述"] == both["固废|描述"] == ("description",)
    assert both["废水|整改措施"] == both["固废|整改措施"] == ("measures",)
    told = _fields({"企业名称": ["甲厂", "乙厂", "丙厂"], "问题描述": texts[0], "一季度|整改情况": texts[1],
                    "二季度|整改情况": texts[2]})  # fmt: skip
    assert told["一季度|整改情况"] != told["二季度|整改情况"]


def test_a_region_that_names_the_city_before_the_county_feeds_both() -> None:
    cells = {"企业名称": ["甲厂", "乙厂"], "市、县": ["绍兴市诸暨市", "台州市温岭市"], "问题描述": ["未苫盖", "直排"]}
    assert _fields({**cells})["市、县"] == ("city", "county")


def test_names_of_people_give_way_to_names_of_farms() -> None:
    cells = {"户主": ["王建国", "李丽", "张敏"], "养殖场（户）名称": ["青莲养猪场", "武都农场", "板桥养鸡场"]}
    assert _fields({**cells, "存在问题": ["粪污直排", "无台账", "未分流"]})["养殖场（户）名称"] == ("site_name",)


def test_numbers_are_no_progress_and_short_codes_no_credit_codes() -> None:
    cells = {
        "问题描述": ["未苫盖", "冒黑烟", "直排"],
        "修复进度（%）": [10, 40, 90],
        "机构代码": ["23A1", "23A2", "23A3"],
    }
    fields = _fields({**cells})
    assert fields["修复进度（%）"] == fields["机构代码"] == ()


def test_a_task_is_the_measure_only_beside_a_problem() -> None:
    names, texts = (
        ["甲厂", "乙厂", "丙厂"],
        [["管网破损", "设备停运", "出水超标"], ["更换管网", "恢复运行", "提标改造"]],
    )
    both = _fields({"企业名称": [*names], "存在的环境风险隐患": [*texts[0]], "整改任务": [*texts[1]]})
    assert both["存在的环境风险隐患"] == ("description",)
    assert both["整改任务"] == ("measures",)
    assert _fields({"企业名称": [*names], "整改任务": [*texts[1]]})["整改任务"] == ("description",)


def test_a_suspect_is_the_site_and_not_the_unit_that_answers() -> None:
    cells = {"疑似责任主体名称": ["甲厂", "乙厂", "丙厂"], "责任落实单位": ["武安市人民政府", "磁县人民政府", "市局"]}
    fields = _fields({**cells, "问题描述": ["未苫盖", "冒黑烟", "直排"]})
    assert (fields["疑似责任主体名称"], fields["责任落实单位"]) == (("site_name",), ("responsible_unit",))


def test_the_ledger_number_of_another_office_is_the_number_of_the_source() -> None:
    names = ["甲厂", "乙厂", "丙厂"]
    assert _fields({"台账编号": ["SD-7", "SD-12", "SD-3"], "企业名称": [*names]})["台账编号"] == ("number",)
    ours = ["ZG-000007", "ZG-000012", "ZG-000003"]
    assert _fields({"台账编号": [*ours], "企业名称": [*names]})["台账编号"] == ("ledger_number",)
