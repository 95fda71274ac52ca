"""Yes-and-no columns become phrases by their header; categories are matched, never replaced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.rules.categories import NO_MATCH, CategoryMatch, category_table, match_category
from models.rules.said_status import phrase_for

BOILERS = "燃煤小锅炉清零不到位"
TABLE = category_table(
    [("无证排污", None), (BOILERS, BOILERS), ("扬尘污染", None), ("VOCs治理", None)],
    [("燃煤小锅炉“清零”不到位", BOILERS), ("物料堆场扬尘", "扬尘污染"), ("小锅炉", BOILERS), ("某类", "没有的类别")],
)


@pytest.mark.parametrize(
    ("header", "value", "phrase"),
    [
        ("是否销号", "是", "已销号"),
        ("是否销号", "否", "未销号"),
        ("是否销号（是/否）", "√", "已销号"),
        ("是否\n销号", "×", "未销号"),
        ("是否完成整改", "是", "已完成整改"),
        ("是否完成整改", "N", "未完成整改"),
        ("是否整改完成", "Y", "已完成整改"),
        ("整改完成情况", "是", "已完成整改"),
        ("是否完成", "否", "未完成"),
        ("是否整改到位", "是", "已整改到位"),
        ("是否属实", "是", "属实"),
        ("是否属实", "否", "不属实"),
        ("是否属实", "部分属实", "部分属实"),
        ("是否办结", "有", "已办结"),
        ("是否立案", "无", "未立案"),
        ("是否重复", "是", "重复"),
        ("是否关停", "是", "已关停"),
        ("有无整改方案", "无", "无整改方案"),
        ("验收情况", "已验收", "已验收"),
        ("验收情况", "未验收", "未验收"),
        ("验收情况", "√", "已验收"),
        ("是否销号", True, "已销号"),
        ("是否销号", 1.0, "已销号"),
        ("是否销号", 0, "未销号"),
        ("整改状态", " 整改中\n", "整改中"),
    ],
)
def test_what_a_list_says_becomes_a_phrase(header: str, value: object, phrase: str) -> None:
    assert phrase_for(header, value) == phrase


@pytest.mark.parametrize("value", [None, "", "　", "/", "—", "无", "暂无"])
def test_a_blank_says_nothing(value: object) -> None:
    assert phrase_for("整改状态", value) is None


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("无证排污", CategoryMatch("无证排污", None, "exact")),
        ("ＶＯＣｓ 治理", CategoryMatch("VOCs治理", None, "exact")),
        ("燃煤小锅炉“清零”不到位", CategoryMatch(BOILERS, BOILERS, "exact")),
        ("物料堆场扬尘", CategoryMatch("扬尘污染", None, "alias")),
        ("小锅炉、无组织排放", CategoryMatch(BOILERS, BOILERS, "alias")),
        ("VOCs治理不到位", CategoryMatch("VOCs治理", None, "contains")),
        ("工业炉窑", NO_MATCH),
        ("某类", NO_MATCH),
        ("/", NO_MATCH),
        (None, NO_MATCH),
    ],
)
def test_a_category_is_matched_by_name_alias_or_part(text: object, match: CategoryMatch) -> None:
    assert match_category(text, TABLE) == match


def test_a_plain_mapping_of_wordings_will_do() -> None:
    plain = {"燃煤小锅炉“清零”不到位": (BOILERS, BOILERS), "扬尘污染": ("扬尘污染", None)}
    assert match_category("燃煤小锅炉 “清零” 不到位", plain).accountability_category == BOILERS
    assert match_category("扬尘污染", plain) == CategoryMatch("扬尘污染", None, "exact")


def test_the_sample_wordings_of_the_presets_never_become_accountable_by_accident() -> None:
    presets = Path(__file__).parents[3] / "resources" / "presets"
    categories = json.loads((presets / "categories.json").read_text(encoding="utf-8"))
    aliases = json.loads((presets / "category_aliases.json").read_text(encoding="utf-8"))
    table = category_table(
        [(item["name"], item["accountability_category"]) for item in categories],
        [(item["wording"], item["category"]) for item in aliases],
    )
    for text in (
        "无证排污",
        "VOCs治理不到位",
        "物料堆场扬尘",
        "道路扬尘",
        "危险废物",
        "工业炉窑",
        "无组织排放",
        "燃煤锅炉",
    ):
        assert match_category(text, table).accountability_category is None
    assert match_category("“散乱污”企业整治不力", table).accountability_category == "散乱污企业整治不力"
