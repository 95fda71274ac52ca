"""What stands beside a list in an office: registers of something else, and lists that look like one."""

from __future__ import annotations

from typing import Any

import pytest

from models.excel.tables.layout import find_table


def role(header: list[str], row: list[Any]) -> str:
    rows = [header, *[[f"{value}{n}" if isinstance(value, str) else value + n for value in row] for n in range(6)]]
    return find_table(rows).role


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["序号", "姓名", "单位", "职务", "签名"], [1.0, "赵志刚", "生态环境局", "科员", "（签）"]),
        (["序号", "材料名称", "页码"], [1.0, "整改方案", 3.0]),
        (["序号", "考核内容", "分值", "评分标准"], [1.0, "空气质量", 10.0, "完成目标得满分，未完成不得分"]),
    ],
)
def test_a_register_of_something_else_is_no_list(header: list[str], row: list[Any]) -> None:
    assert role(header, row) == "notes"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["序号", "乡镇", "村", "户主姓名", "性别", "手机"], [1.0, "城关镇", "东王庄", "赵志刚", "男", "13800001111"]),
        (["序号", "企业名称", "存在问题", "分值", "扣分"], [1.0, "甲厂", "料场未苫盖，扬尘严重", 10.0, 2.0]),
        (["序号", "企业名称", "存在问题", "是否完成"], [1.0, "甲厂", "料场未苫盖，扬尘严重", "□是 □否"]),
        (["序号", "企业名称", "存在问题", "PM10", "SO2", "CO"], [1.0, "甲厂", "料场未苫盖，扬尘严重", 5.0, 6.0, 7.0]),
        (["序号", "值班电话", "点位名称", "问题", "日期"], [1.0, "13800001111", "甲厂", "料场未苫盖", "2018-06-0"]),
    ],
)
def test_a_list_with_some_of_their_columns_stays_a_list(header: list[str], row: list[Any]) -> None:
    assert role(header, row) == "list"
