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
        ("交办对象", "responsible_unit"), ("负责人手机", "phone"), ("经营地", "address"),
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
