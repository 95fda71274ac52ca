"""Codes stay as they are typed; what cannot be right about them is said."""

from __future__ import annotations

import pytest

from models.rules.codes import credit_code_note, truncated_note


@pytest.mark.parametrize(
    "code",
    [
        "91110000802100433B",
        "91330100799655058B",
        "91440300708461136T",
        "91140186maa16x0x3d",
        "130400000012345",
        "70846113T",
    ],
)
def test_a_right_code_is_not_questioned(code: str) -> None:
    assert credit_code_note(code) == ""


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("91110000802100433C", "信用代码的校验位不符"),
        ("91110000802100433", "信用代码应为18位，这里是17位"),
        ("9111OOOO802100433B", "信用代码不用字母O，可能是0"),
        ("9I110000802I00433B", "信用代码不用字母I，可能是1"),
        ("91110000802100Z3SB", "信用代码不用字母Z、S，可能是2、5"),
        ("9111*000802100433B", "信用代码里有数字和字母以外的符号"),
        ("办理中", ""),
    ],
)
def test_a_wrong_code_is_said_why(code: str, note: str) -> None:
    assert credit_code_note(code) == note


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        (110101199001011234.0, True),
        (1e15, True),
        (13812345678.0, False),
        (1.5, False),
        ("1.10101E+17", True),
        ("1.38E+10", True),
        ("1E+17", True),
        ("1.3812345678E+10", False),
        ("9E110", False),
        ("1号", False),
        (None, False),
    ],
)
def test_a_number_that_lost_digits_is_said(value: object, lost: bool) -> None:
    assert bool(truncated_note(value)) is lost
