"""Telephone numbers as clerks type them, right and wrong."""

import pytest

from models.rules.phones import phone_note


@pytest.mark.parametrize(
    "text",
    ["13930001111", "139 3000 1111", "139-3000-1111", "０３１０－５５５５５５５", "0310-5555555",
     "(0310)5555555", "03105555555",

     "010-66556677", "010-66556677转801", "5555555", "66556677", "张三 13930001111",
     "13930001111、0310-5555555",
     "13930001111 0310-5555555", "400-800-1234", "12369", "+86 13930001111",
     "待定 / 13930001111", "0310-5555555-8001"],
)  # fmt: skip
def test_numbers_that_can_be_rung_pass(text):
    assert phone_note(text) == ""


@pytest.mark.parametrize(
    ("text", "note"),
    [("1393000111", "手机号应为11位，这里是10位"),
     ("139300011112", "手机号应为11位，这里是12位"), ("待补", "没有数字"),
     ("0000000", "是重复的数字"),
     ("555", "是重复的数字"), ("91130481", "不像电话号码（8位数字）")],
)  # fmt: skip
def test_numbers_that_cannot_be_rung_are_told_why(text, note):
    assert phone_note(text) == note
