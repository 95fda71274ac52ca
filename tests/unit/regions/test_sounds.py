"""Names are found by the letters that people type for them, also where a character has several readings."""

import csv

import pytest

from models.paths import resource
from models.regions.sounds import all_initials, initials, sound_place, sounds_like, syllables, word_matcher


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("cz", "长治市"), ("changzhi", "长治市"), ("cq", "重庆市"), ("hdyn", "邯郸永年"), ("hdsynq", "邯郸市永年区"),
        ("handanyn", "邯郸永年"), ("hdyongn", "邯郸永年"), ("ht", "洪洞县"), ("py", "番禺区"), ("xm", "厦门市"),
        ("yx", "蔚县"), ("xx", "浚县"), ("by", "泌阳县"), ("hdqc", "海淀区厂"), ("yn", "邯郸市永年区"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_its_letters(typed, name):
    assert sounds_like(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"), [("hdyn", "邯郸市永年区"), ("cz", "沧县"), ("xyz", "襄阳"), ("hdx", "邯郸")]
)
def test_letters_that_do_not_fit_find_nothing(typed, name):
    assert not sounds_like(typed, name)


def test_the_place_of_what_was_typed_is_told():
    assert sound_place("yn", "邯郸市永年区") == (3, 5)
    assert sound_place("ABC", "某abc厂") == (1, 4)
    assert sound_place("yn", "沧州") is None


def test_other_characters_stay_as_they_are():
    assert initials("导出 Excel…A1") == "dc excel…a1"
    assert syllables("永年 A") == "yongnian a"


def test_every_reading_of_a_name_is_known_and_there_are_never_many():
    assert {"cz", "zz"} == set(all_initials("长治"))
    assert all_initials("锅炉") == ["gl"]
    assert len(all_initials("长重行乐朝都单大")) == 8


def test_every_division_has_letters_for_each_character():
    with (resource("divisions") / "divisions.csv").open(encoding="utf-8", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines)]
    assert len(names) > 3_000
    assert [name for name in names if not initials(name).isascii()] == []


def test_a_word_fits_as_written_or_by_its_sound():
    fits = word_matcher("TJ")
    assert fits("统计图表") and fits("atj-1") and not fits("图表")
    assert not word_matcher("t")("统计")
