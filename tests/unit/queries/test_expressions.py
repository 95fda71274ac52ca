"""The condition language: what it reads, and how it refuses."""

from datetime import date
from decimal import Decimal

import pytest

from models.errors import UserError
from models.queries.expressions import Comparison, parse_where


def only(text):
    (part,) = parse_where(text).all_of
    return part


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("city = 邯郸市", Comparison("city", "=", "邯郸市")),
        ("city != '邯郸 市'", Comparison("city", "!=", "邯郸 市")),
        ("deadline < 2018-07-01", Comparison("deadline", "<", date(2018, 7, 1))),
        ("deadline<=2018-07-01", Comparison("deadline", "<=", date(2018, 7, 1))),
        ("weight >= 1.5", Comparison("weight", ">=", Decimal("1.5"))),
        ("falsified = 是", Comparison("falsified", "=", True)),
        ("falsified = 否", Comparison("falsified", "=", False)),
        ("longitude > 114.2", Comparison("longitude", ">", 114.2)),
        ("description ~ 锅炉", Comparison("description", "~", "锅炉")),
        ("status in (待整改, 整改中)", Comparison("status", "in", ("待整改", "整改中"))),
        ('status in ("待整改")', Comparison("status", "in", ("待整改",))),
        ("number is null", Comparison("number", "is null")),
        ("number IS NOT NULL", Comparison("number", "is not null")),
        ("市 ＝ 邯郸市", Comparison("city", "=", "邯郸市")),
        ("pollutants = 大气", Comparison("pollutants", "=", "大气")),
        (r'remarks = "他说\"好\""', Comparison("remarks", "=", '他说"好"')),
    ],
)
def test_a_condition_is_read_with_a_typed_value(text, expected):
    assert only(text) == expected


def test_conditions_are_joined_by_and():
    parts = parse_where("city = 邯郸市 and deadline < 2018-07-01 AND status in (待整改)").all_of
    assert [part.field for part in parts] == ["city", "deadline", "status"]


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", 1, "空"),
        ("ciy = 3", 1, "没有“ciy”这个字段"),
        ("city", 5, "后面要有"),
        ("city ! 3", 6, "看不懂"),
        ("city =", 7, "缺少要比较的值"),
        ('city = "a', 8, "引号"),
        ("deadline < 明日复明日", 12, "不能作为整改期限"),
        ("deadline < 2018-02-30", 12, "不能作为整改期限"),
        ("city in 邯郸市", 9, "括号"),
        ("city in (邯郸市", 13, "右括号"),
        ("city = 甲 or city = 乙", 10, "and"),
        ("city = 甲 and", 13, "条件"),
        ("deadline ~ 2018", 10, "不能用 ~"),
        ("falsified > 是", 11, "不能比较大小"),
        ("weight = 很多", 10, "数字"),
        ("city is empty", 9, "null"),
        ("1 = 1; drop table problem", 1, "没有“1”这个字段"),
        ("city = and", 8, "加引号"),
    ],
)
def test_a_mistake_is_refused_with_its_place(text, place, word):
    with pytest.raises(UserError) as refused:
        parse_where(text)
    assert f"第 {place} 个字" in str(refused.value)
    assert word in str(refused.value)
