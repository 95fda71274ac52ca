"""Notices of the State Council on holidays: the real ones from 2008 on, and what is told of a wrong one."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from models.errors import UserError
from models.holidays import shipped_days
from models.rules.holiday_notice import Notice, NoticeDay, apply_notice, legal_days, read_notice

NOTICES = Path(__file__).with_name("notices")
YEARS = range(2008, 2027)
NUMBERS = {
    2009: "国办发明电〔2008〕42号", 2016: "国办发明电〔2015〕18号", 2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号", 2020: "国办发明电〔2019〕16号", 2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号",
}  # fmt: skip
COMMEMORATION = {date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)}
"""Arranged by a notice of its own, of the State Council itself."""


def notice(name: str) -> Notice:
    return read_notice((NOTICES / f"{name}.txt").read_text(encoding="utf-8"))


def arranged(year: int) -> tuple[NoticeDay, ...]:
    """What the notice of the year and its later changes arrange together."""
    days = notice(str(year)).days
    change = NOTICES / f"{year}-change.txt"
    return apply_notice(notice(change.stem), days) if change.exists() else days


def differing(days: list[tuple[date, str]]) -> set[tuple[date, str]]:
    """Days that are not what their weekday says; a holiday on a weekend changes nothing."""
    return {(day, kind) for day, kind in days if kind == "workday" or day.weekday() < 5}


@pytest.mark.parametrize("year", YEARS)
def test_the_notice_of_each_year_gives_the_days_that_are_shipped(year: int) -> None:
    lines = [*arranged(year), *(arranged(year + 1) if year + 1 in YEARS else ())]
    found = {(line.day, line.kind) for line in lines if line.day.year == year}
    shipped = {(day, kind) for day, kind, _name in shipped_days() if day.year == year and day not in COMMEMORATION}
    assert differing(list(found)) == differing(list(shipped))


@pytest.mark.parametrize("year", YEARS)
def test_no_real_notice_is_said_to_contradict_itself(year: int) -> None:
    read = notice(str(year))
    assert read.warnings == ()
    assert read.year == year
    assert read.number == NUMBERS.get(year, read.number)


@pytest.mark.parametrize("year", [2018, 2020, 2023, 2024, 2025, 2026])
def test_each_day_has_the_name_that_is_shipped(year: int) -> None:
    shipped = {day: name for day, _kind, name in shipped_days()}
    for line in arranged(year):
        if line.day.year == year and line.day in shipped:
            assert shipped[line.day] in line.name.split("、"), line


def test_new_year_that_begins_in_the_december_before_keeps_its_year() -> None:
    days = {line.day: line.kind for line in notice("2019").days if line.name == "元旦"}
    assert days == {
        date(2018, 12, 29): "workday", date(2018, 12, 30): "holiday", date(2018, 12, 31): "holiday",
        date(2019, 1, 1): "holiday",
    }  # fmt: skip


def test_a_later_notice_changes_only_the_holiday_it_names() -> None:
    change = notice("2019-change")
    assert (change.replaces, change.number, change.warnings) == (("劳动节",), "国办发明电〔2019〕3号", ())
    before, after = notice("2019").days, arranged(2019)
    assert [line for line in after if line.name != "劳动节"] == [line for line in before if line.name != "劳动节"]
    assert [(line.day.isoformat()[5:], line.kind) for line in after if line.name == "劳动节"] == [
        ("04-28", "workday"), ("05-01", "holiday"), ("05-02", "holiday"), ("05-03", "holiday"), ("05-04", "holiday"),
        ("05-05", "workday"),
    ]  # fmt: skip


def test_a_longer_spring_festival_takes_back_the_make_up_day() -> None:
    change = notice("2020-change")
    assert change.extends == (("春节", date(2020, 2, 2)),)
    after = {line.day: line.kind for line in arranged(2020)}
    assert after[date(2020, 2, 1)] == after[date(2020, 1, 31)] == after[date(2020, 2, 2)] == "holiday"
    assert after[date(2020, 1, 19)] == "workday"


def test_an_encouraged_day_off_is_told_and_not_taken() -> None:
    read = notice("2024")
    assert date(2024, 2, 9) not in {line.day for line in read.days}
    assert any("2月9日" in note and "不算放假" in note for note in read.notes)


NEXT = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕8号
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。2月13日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月10日"""


def changed(old: str, new: str) -> tuple[str, ...]:
    assert old in NEXT
    return read_notice(NEXT.replace(old, new)).warnings


def test_a_made_up_notice_that_fits_together_has_no_warning() -> None:
    read = read_notice(NEXT)
    assert read.warnings == ()
    assert (read.year, read.number, len(read.days)) == (2027, "国办发明电〔2026〕8号", 33)
    assert legal_days(2027) == 13


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("1月1日（周五）", "1月1日（周四）", "“元旦”中2027年1月1日写的是星期四，实际是星期五"),
        ("至12日（周五）放假", "至11日（周四）放假", "“春节”写的是放假8天，读出的是7天"),
        ("5月8日（周六）上班", "5月7日（周五）上班", "“劳动节”的调休上班日5月7日（星期五）不是周末"),
        ("五、端午节：6月9日（周三）放假1天，不调休。\n", "", "没有读到“端午节”的安排"),
        ("4月3日（周六）至5日（周一）放假", "4月31日至5日放假", "4月31日不是存在的日期"),
        ("9月15日（周三）放假", "10月1日（周五）放假", "10月1日（星期五）在“中秋节”中写了放假，在“国庆节”中又写了放假"),
        ("2月13日（周六）、2月14日（周日）上班", "2月6日（周六）上班", "2月6日（星期六）在“春节”中写了放假"),
        ("5月8日（周六）上班。", "", "相差14天，与法定节假日13天不符"),
        ("6月9日（周三）放假1天，不调休", "6月9日（周三）照旧", "没有读懂“6月9日(周三)照旧”"),
        ("至7日（周四）放假", "至9月7日（周二）放假", "结束早于开始"),
        ("至7日（周四）放假", "至12月7日（周二）放假", "有68天，只采用了第一天"),
        ("4月3日（周六）至5日", "2028年4月3日（周一）至2028年4月5日", "“清明节”中的2028-04-03不在2027年"),
    ],
)  # fmt: skip
def test_whatever_does_not_fit_together_is_told_in_a_sentence(old: str, new: str, sentence: str) -> None:
    told = changed(old, new)
    assert any(sentence in one for one in told), told


def test_a_wrong_weekday_leaves_the_date_as_it_is_written() -> None:
    read = read_notice(NEXT.replace("5月8日（周六）上班", "5月8日（周日）上班"))
    assert NoticeDay(date(2027, 5, 8), "workday", "劳动节") in read.days
    assert len(read.warnings) == 1


def test_a_notice_without_its_title_needs_the_year() -> None:
    body = NEXT[NEXT.index("一、") :]
    with pytest.raises(UserError, match="哪一年"):
        read_notice(body)
    assert read_notice(body, 2027).days == read_notice(NEXT).days


@pytest.mark.parametrize("text", ["", "  \n", "关于2027年元旦前安全检查的通知，请各单位认真落实。"])
def test_words_that_are_no_notice_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_notice(text, 2027)


@pytest.mark.parametrize("seed", range(8))
def test_a_notice_with_letters_lost_or_doubled_is_read_or_refused_but_never_breaks(seed: int) -> None:
    dice = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in sorted(NOTICES.glob("*.txt"))]
    for _round in range(60):
        letters = list(dice.choice(texts))
        for _slip in range(dice.randrange(1, 12)):
            place = dice.randrange(len(letters))
            letters[place] = dice.choice(["", letters[place] * 2, "日", "至", "（", "9", "、", "：", "年"])
        try:
            read = read_notice("".join(letters), 2018)
        except UserError:
            continue
        assert len({line.day for line in read.days}) == len(read.days)
