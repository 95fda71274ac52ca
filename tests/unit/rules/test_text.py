"""Cell text is cleaned without changing what it says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.rules.numbers import read_decimal, read_integer, weight_text
from models.rules.text import (
    code_text,
    half_width,
    is_blank_word,
    is_clear_word,
    is_ditto,
    many_lines,
    normalise_identity,
    one_line,
    phone_text,
    serial_text,
    trim,
)


def test_width_changes_only_where_it_is_asked_for() -> None:
    assert half_width("００１０（Ａ）") == "0010(A)"
    assert one_line("永年区（河北）") == "永年区（河北）"


def test_outer_white_space_of_every_kind_is_trimmed() -> None:
    assert trim("\u3000\xa0\u200b 藁城区 \ufeff\r\n") == "藁城区"


def test_a_line_break_goes_in_a_name_and_stays_in_a_longer_text() -> None:
    assert one_line("区住房和城乡\n建设局 ") == "区住房和城乡建设局"
    assert one_line("永年区人民政府\r\n 双庙乡") == "永年区人民政府双庙乡"
    assert one_line("A B 公司") == "A B 公司"
    assert many_lines(" 一、检查\r\n二、整改\r三 ") == "一、检查\n二、整改\n三"
    assert one_line(None) == many_lines(None) == ""


@pytest.mark.parametrize("text", [None, "", "　", "/", "／", "—", "——", "－", "-", "无", "暂无", "空", " 无 "])
def test_signs_and_words_of_nothing_are_blank(text: object) -> None:
    assert is_blank_word(text)


@pytest.mark.parametrize("text", ["无组织排放", "0", "否", 0, "空压机", "-5"])
def test_what_says_something_is_not_blank(text: object) -> None:
    assert not is_blank_word(text)


def test_words_of_nothing_can_be_an_answer() -> None:
    assert not is_blank_word("无", words=False)
    assert is_blank_word("/", words=False)


def test_ditto_is_recognised() -> None:
    assert [is_ditto(text) for text in ("同上", " 〃 ", "同上述", None, 5)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800000000.0, "13800000000"),
        ("13800000000.0", "13800000000"),
        ("1.3800000000E+10", "13800000000"),
        ("1.3812345678E+10", "13812345678"),
        ("1.38E+10", "1.38E+10"),
        ("９１１３０４", "911304"),
        ("00 10", "0010"),
        ("００１０", "0010"),
        (12, "12"),
        (1.5, "1.5"),
        (None, ""),
    ],
)
def test_codes_are_text_without_float_tails(value: object, text: str) -> None:
    assert code_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800000000.0, "13800000000"),
        ("0637-0000094", "0637-0000094"),
        ("１３８００００００００", "13800000000"),
        ("13800000000\n0310-1234567", "13800000000 0310-1234567"),
        ("13800000000 13900000000", "13800000000 13900000000"),
        ("13800000000、\n13900000000", "13800000000、13900000000"),
        ("１３８００００００００／０３１０-1234567", "13800000000/0310-1234567"),
        ("0310 1234567", "03101234567"),
        ("(0310) 123 4567 转 801", "(0310)1234567转801"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("138-0000-0000", "138-0000-0000"),
        ("1.3812345678E+10", "13812345678"),
        (0.0, "0"),
        ("138 0000 0000", "13800000000"),
        (None, ""),
    ],
)
def test_phones_are_text(value: object, text: str) -> None:
    assert phone_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), ("1、", "1"), ("１", "1"), ("①", "1"), ("12.", "12"), ("0001", "0001"), ("S-1", "S-1"), ("", "")],
)
def test_serials_lose_their_punctuation_only(value: object, text: str) -> None:
    assert serial_text(value) == text


def test_spellings_of_one_name_share_an_identity() -> None:
    names = ["邯郸市（永年）建材有限公司", "邯郸市(永年)建材有限公司", " 邯郸市 永年\n建材有限公司"]
    assert len({normalise_identity(name) for name in names}) == 1
    assert normalise_identity("ＶＯＣｓ治理") == normalise_identity("VOCs治理")
    assert normalise_identity(None) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("二〇一八", 2018),
        ("一百二十", 120),
        ("两", 2),
    ],
)
def test_chinese_numerals_are_read(text: str, number: int) -> None:
    assert read_integer(text) == number


@pytest.mark.parametrize("text", ["", "十二个", "abc", "-1"])
def test_other_words_are_no_number(text: str) -> None:
    assert read_integer(text) is None


def test_weights_are_exact_decimals_as_short_text() -> None:
    assert read_decimal("０.５") == Decimal("0.5")
    assert [weight_text(value) for value in (0.5, "0.50", 1, 1.0, "10", "1,000", 0)] == [
        "0.5",
        "0.5",
        "1",
        "1",
        "10",
        "1000",
        "0",
    ]
    assert [weight_text(value) for value in ("半", None, "", True, "1e5", "nan")] == [None] * 6


@pytest.mark.parametrize("text", ["【清空】", " 【清空】\n", "[清空]", "［清空］", "〔清空〕", "【 清 空 】"])
def test_a_cell_can_say_that_a_field_is_to_be_emptied(text: str) -> None:
    assert is_clear_word(text)


@pytest.mark.parametrize("value", ["清空", "已清空", "【清空】原值", "【清空", "【】", "", None, 0, "【清空】" * 9])
def test_nothing_else_empties_a_field(value: object) -> None:
    assert not is_clear_word(value)
