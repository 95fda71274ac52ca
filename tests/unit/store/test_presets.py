"""The states, categories and rules a ledger is born with."""

from __future__ import annotations

import json
from typing import Any

from models.paths import resource

STATES = (
    "待整改, 整改中, 已上报待核查, 核查中, 整改不到位, 待销号, 销号审核中, 公示中, 已销号, "
    "长期坚持, 暂缓, 合并, 不予采纳"
)
CATEGORIES = (
    "散乱污企业整治不力, 电代煤气代煤工作不实, 燃煤小锅炉清零不到位, 重点行业错峰生产不落实, 应急响应不落实, "
    "应急预案不落实, 未安装治污设施, 治污设施不正常运行, 超标排放, 在线监测弄虚作假, VOCs治理, 扬尘污染, 无组织排放, "
    "无证排污, 双替代进度滞后, 固体废物, 水环境, 噪声, 其他"
)


def preset(name: str) -> list[dict[str, Any]]:
    return json.loads(resource(f"presets/{name}.json").read_text(encoding="utf-8"))


def test_the_thirteen_states_are_in_order_and_rightly_count_as_unrectified() -> None:
    states = preset("statuses")
    assert [row["name"] for row in states] == STATES.split(", ")
    settled = {row["name"] for row in states if not row["counts_unrectified"]}
    assert settled == {"待销号", "销号审核中", "公示中", "已销号", "合并", "不予采纳"}
    assert {row["tone"] for row in states} <= {"grey", "blue", "amber", "red", "purple", "green"}
    assert {row["phase"] for row in states} == {"open", "checking", "closing", "closed", "standing", "aside"}


def test_the_first_four_of_the_nineteen_categories_are_those_of_accountability() -> None:
    categories = preset("categories")
    assert [row["name"] for row in categories] == CATEGORIES.split(", ")
    assert [row["accountability_category"] for row in categories[:4]] == [row["name"] for row in categories[:4]]
    assert all(row["accountability_category"] is None for row in categories[4:])


def test_each_wording_names_one_known_category_and_not_a_category_itself() -> None:
    aliases = preset("category_aliases")
    names = set(CATEGORIES.split(", "))
    wordings = [row["wording"] for row in aliases]
    assert len(set(wordings)) == len(wordings) and not names & set(wordings)
    assert {row["category"] for row in aliases} == names
    known = {row["wording"]: row["category"] for row in aliases}
    assert known["VOCs治理不到位"] == "VOCs治理" and known["道路扬尘"] == "扬尘污染" and known["危险废物"] == "固体废物"


def test_each_rule_says_where_it_comes_from() -> None:
    assert all(row["title"] and row["origin"] for row in preset("rules"))
