"""A staged deadline has a line of expected progress, and a problem can be said to be days behind it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.deadline_text import Stage, read_deadline
from models.rules.expected_progress import days_behind, milestones, share_on

START = date(2018, 4, 1)
JUNE, SEPTEMBER, DECEMBER = date(2018, 6, 30), date(2018, 9, 30), date(2018, 12, 31)


def staged(text: str) -> tuple[Stage, ...]:
    deadline = read_deadline(text, year=2018)
    assert deadline.kind == "staged"
    return deadline.stages


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("6月底前完成50%，9月底前完成80%，12月底前全部完成", ["1/2", "4/5", "1"]),
        ("6月底前完成主体，12月底前全面完成", ["1/2", "1"]),
        ("6月底前制定方案，9月底前开工，12月底前完工", ["1/3", "2/3", "1"]),
        ("6月底前完成一半，9月底前完成三分之二，12月底前完成", ["1/2", "2/3", "1"]),
        ("6月底前完成三成，9月底前完成八成，12月底前完成", ["3/10", "4/5", "1"]),
        ("6月底前完成30%，9月底前完成30%，12月底前完成40%", ["3/10", "3/5", "1"]),
        ("6月底前完成20%，9月底前验收，12月底前完成", ["1/5", "3/5", "1"]),
        ("6月底前完成５０％，9月底前完成40%，12月底前完成", ["1/2", "1/2", "1"]),
        ("6月底前取得成效，12月底前成立专班", ["1/2", "1"]),
    ],
)
def test_the_words_of_a_stage_say_its_share_and_what_they_leave_open_is_even(text: str, shares: list[str]) -> None:
    assert [str(point.share) for point in milestones(staged(text))] == shares


def test_the_line_is_straight_between_the_milestones() -> None:
    line = milestones(staged("6月底前完成50%，9月底前完成80%，12月底前全部完成"))
    assert share_on(line, START, START) == 0
    assert share_on(line, START + timedelta(days=45), START) == Fraction(1, 4)
    assert share_on(line, JUNE, START) == Fraction(1, 2)
    assert share_on(line, date(2018, 8, 15), START) == Fraction(1, 2) + Fraction(3, 10) * Fraction(46, 92)
    assert share_on(line, SEPTEMBER) == Fraction(4, 5)
    assert share_on(line, DECEMBER) == share_on(line, date(2019, 6, 1)) == 1


def test_without_a_day_of_assignment_nothing_is_expected_before_the_first_milestone() -> None:
    line = milestones(staged("6月底前完成50%，12月底前全部完成"))
    assert share_on(line, JUNE - timedelta(days=1)) == 0
    assert share_on(line, JUNE) == Fraction(1, 2)
    assert days_behind(line, 0, JUNE) == 0
    assert days_behind(line, 0, JUNE + timedelta(days=12)) == 12


def test_days_behind_are_those_since_the_line_stood_where_the_work_stands() -> None:
    line = milestones(staged("6月底前完成50%，9月底前完成80%，12月底前全部完成"))
    assert days_behind(line, Decimal("0.5"), JUNE + timedelta(days=12), START) == 12
    assert days_behind(line, 0, START + timedelta(days=20), START) == 20
    assert days_behind(line, Fraction(1, 4), START + timedelta(days=60), START) == 15
    assert days_behind(line, 0.8, date(2019, 1, 10), START) == 102
    assert days_behind(line, Fraction(4, 5), SEPTEMBER, START) == 0
    assert days_behind(line, 1, date(2020, 1, 1), START) == 0
    assert days_behind(line, Fraction(1, 3), date(2018, 5, 1), START) == 0


def test_a_line_that_has_passed_the_whole_goes_on_counting_days() -> None:
    line = milestones(staged("6月底前完成50%，12月底前全部完成"))
    assert days_behind(line, Fraction(99, 100), DECEMBER + timedelta(days=30), START) == 33


def test_stages_without_a_date_have_no_place_on_the_line() -> None:
    assert milestones([Stage("验收", None)]) == ()
    assert share_on(milestones([Stage("验收", None)]), DECEMBER, START) == 0
    assert days_behind(milestones([Stage("验收", None)]), 0, DECEMBER, START) == 0
    assert [p.share for p in milestones([Stage("完成50%", JUNE), Stage("验收", None)])] == [1]
