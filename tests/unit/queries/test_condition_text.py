"""A condition written out reads as the same condition again, and in words as a clerk says it."""

from __future__ import annotations

import pytest

from models.queries.condition_text import condition_text, condition_words, ops_for
from models.queries.expressions import parse_where
from models.queries.fields import FIELDS

CONDITIONS = [
    ("falsified = 是", "弄虚作假是“是”"),
    ("mark = 逾期未改 and days_left <= -20", "标记是“逾期未改”，并且剩余天数不大于“-20”"),
    (
        "deadline_kind = 立行立改 and status in (待整改, 整改中)",
        "时限类型是“立行立改”，并且状态是其中之一（待整改、整改中）",
    ),
    ("deadline < 2019-05-01", "整改期限早于“2019-05-01”"),
    ("deadline is null and number is not null", "整改期限为空，并且问题编号不为空"),
    ('site_name ~ "三 合（厂）"', "点位（企业）名称包含“三 合（厂）”"),
    ('site_name = "and"', "点位（企业）名称是“and”"),
    ('site_name = "a\\"b\\\\c"', "点位（企业）名称是“a\"b\\c”"),
    ("weight > 1.5", "折算数大于“1.5”"),
    ("longitude >= 114.203", "经度不小于“114.203”"),
    ("pollutants = 大气", "污染类型是“大气”"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), CONDITIONS)
def test_it_comes_back_as_it_was(text: str, words: str) -> None:
    condition = parse_where(text)
    assert parse_where(condition_text(condition)) == condition
    assert condition_words(condition) == words


@pytest.mark.parametrize("key", list(FIELDS))
def test_everything_offered_for_a_field_is_understood(key: str) -> None:
    values = {"date": "2019-05-01", "number": "3", "decimal": "3", "bool": "是"}
    value = values.get(FIELDS[key].kind, "某")
    for op in ops_for(key):
        end = "" if op.startswith("is") else f" ({value})" if op == "in" else f" {value}"
        assert parse_where(f"{key} {op}{end}").all_of[0].op == op
