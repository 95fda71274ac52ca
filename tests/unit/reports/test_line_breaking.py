"""Lines are broken as Chinese is set, and never wider than the room."""

from __future__ import annotations

import pytest

from models.fonts import FONT_FOLDER
from models.reports.font_widths import advance_widths
from models.reports.line_breaking import LineBreaker

SERIF = FONT_FOLDER / "NotoSerifSC-Regular.ttf"


@pytest.fixture
def breaker() -> LineBreaker:
    return LineBreaker(SERIF)


def words(breaker: LineBreaker, text: str, room: float) -> list[str]:
    lines = breaker.lines(text, room)
    assert all(width <= room + 1e-6 or len(line) == 1 for line, width in lines)
    return [line for line, _ in lines]


def test_widths_come_from_the_font() -> None:
    widths = advance_widths(SERIF)
    assert widths["整"] == 1.0 and widths["，"] == 1.0 and 0.4 < widths["0"] < 0.7 and widths["𰻝"] == 1.0


def test_a_closing_mark_never_begins_a_line_and_an_opening_one_never_ends_it(breaker: LineBreaker) -> None:
    assert words(breaker, "甲乙丙丁，戊己", 4) == ["甲乙丙", "丁，戊己"]
    assert words(breaker, "甲乙丙（丁戊）己", 3) == ["甲乙丙", "（丁", "戊）己"]


def test_words_and_numbers_stay_whole_unless_longer_than_a_line(breaker: LineBreaker) -> None:
    assert words(breaker, "时限2019-06-30前", 7) == ["时限", "2019-06-30前"]
    assert "".join(words(breaker, "A" * 50, 6)) == "A" * 50


def test_written_line_breaks_are_kept_and_nothing_is_lost(breaker: LineBreaker) -> None:
    assert words(breaker, "一\n二三", 10) == ["一", "二三"]
    long = "现场仍在生产；未安装除尘设施（VOCs），无组织排放严重。" * 40
    for room in (1, 2.5, 7, 33):
        assert "".join(words(breaker, long, room)).replace(" ", "") == long


def test_units_written_as_one_sign_are_spelled_out_where_the_font_lacks_them(breaker: LineBreaker) -> None:
    assert words(breaker, "500㎡、20㎎/㎥、𰻝", 40) == ["500m²、20mg/m³、𰻝"]


def test_there_is_a_gap_between_chinese_and_latin(breaker: LineBreaker) -> None:
    assert breaker.width("点1点") == pytest.approx(2.5 + breaker.width("1"))
