"""Deadline wordings are read into the kinds of the ledger, with their dates; the cases stand in a table."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import pytest

from models.rules.deadline_kinds import KINDS
from models.rules.deadline_text import Deadline, read_deadline, wording_key
from models.rules.workdays import WorkdayCalendar

AS_OF = date(2018, 6, 26)
ASSIGNED = date(2018, 6, 20)


def cases() -> list[tuple[str, str, tuple[str, str, str, str]]]:
    """What the list says, the wording, and the reading that is expected of it."""
    found: list[tuple[str, str, tuple[str, str, str, str]]] = []
    context = ""
    table = Path(__file__).with_name("deadline_cases.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line.startswith("@"):
            context = line[1:].strip()
        elif line and not line.startswith("#"):
            wording, *reading = line.split("\t")
            kind, day, days, stages = [*reading, *["-"] * (4 - len(reading))]
            wording = wording.replace("\\n", "\n").replace("\\\\", "\\")
            found.append((context, wording, (kind, day, days, stages)))
    return found


def read(context: str, wording: str) -> Deadline:
    said = dict(part.split("=") for part in context.split() if "=" in part)
    return read_deadline(
        wording,
        as_of=date.fromisoformat(said["as_of"]) if "as_of" in said else None,
        assigned_on=date.fromisoformat(said["assigned"]) if "assigned" in said else None,
        year=int(said["year"]) if "year" in said else None,
    )


@pytest.mark.parametrize(("context", "wording", "expected"), cases())
def test_a_wording_is_read_as_the_table_says(context: str, wording: str, expected: tuple[str, ...]) -> None:
    deadline = read(context, wording)
    stages = "|".join(stage.date.isoformat() if stage.date else "-" for stage in deadline.stages)
    found = (deadline.kind, str(deadline.date or "-"), "-" if deadline.days is None else str(deadline.days))
    assert (*found, stages or "-") == expected
    assert deadline.kind in KINDS
    assert 0 < deadline.confidence <= 1
    if deadline.kind in ("standing", "immediate", "done", "unknown"):
        assert (deadline.date, deadline.days) == (None, None)


def test_there_are_enough_cases_of_every_kind() -> None:
    kinds = [expected[0] for _, _, expected in cases()]
    assert len(kinds) >= 600
    assert {kind: kinds.count(kind) >= 10 for kind in KINDS} == dict.fromkeys(KINDS, True)


@pytest.mark.parametrize(
    ("wording", "stages"),
    [
        ("年底前完成主体，2027年6月底全面完成", ["年底前完成主体", "2027年6月底全面完成"]),
        ("2018年6月底前完成50%，9月底前完成80%", ["2018年6月底前完成50%", "9月底前完成80%"]),
        ("①6月底前停产②9月底前拆除", ["①6月底前停产", "②9月底前拆除"]),
        ("1、6月底前制定方案 2、9月底前完成", ["1、6月底前制定方案", "2、9月底前完成"]),
        ("6月底前停产\n9月底前拆除", ["6月底前停产", "9月底前拆除"]),
        ("第一阶段6月1日至6月30日排查 第二阶段7月1日至9月30日整治",
         ["第一阶段6月1日至6月30日排查", "第二阶段7月1日至9月30日整治"]),
        ("2018年底前全部完成，其中甲厂6月底前", ["其中甲厂6月底前", "2018年底前全部完成"]),
    ],
)  # fmt: skip
def test_a_stage_keeps_its_own_words(wording: str, stages: list[str]) -> None:
    assert [stage.text for stage in read_deadline(wording, as_of=AS_OF).stages] == stages


WEEKDAYS_ONLY = WorkdayCalendar({}, frozenset())


def test_working_days_get_their_date_from_the_calendar_that_is_handed_in() -> None:
    text = "收到之日起5个工作日内"
    without = read_deadline(text, assigned_on=date(2018, 6, 22))
    assert (without.kind, without.days, without.date) == ("working_days", 5, None)
    deadline = read_deadline(text, assigned_on=date(2018, 6, 22), calendar=WEEKDAYS_ONLY)
    assert (deadline.days, deadline.date, deadline.estimated) == (5, date(2018, 6, 29), True)
    assert deadline.rule == "自2018-06-22起5个工作日（不含当日）"


@pytest.mark.parametrize(
    "text", ["2019年6月31日", "2019年6月31日前", "2019-2-30", "2月30日前", "20190631", "9月31日止"]
)
def test_a_day_that_does_not_exist_is_said(text: str) -> None:
    deadline = read_deadline(text, year=2019)
    assert (deadline.kind, deadline.date, deadline.impossible) == ("unknown", None, True)
    assert "没有3" in deadline.note
    assert deadline.confidence < 0.6


def test_one_impossible_stage_leaves_the_others() -> None:
    deadline = read_deadline("2018年6月31日前停产，2018年9月底前拆除")
    assert [stage.date for stage in deadline.stages] == [None, date(2018, 9, 30)]
    assert "没有31日" in deadline.note
    assert deadline.impossible


def test_a_typed_date_is_taken_as_it_is() -> None:
    assert read_deadline(date(2018, 7, 26)).date == date(2018, 7, 26)
    assert read_deadline(datetime(2018, 7, 26, 0, 0)).date == date(2018, 7, 26)
    assert read_deadline(43326).date == read_deadline(43326.0).date == date(2018, 8, 14)


def test_a_number_that_lost_its_last_nought_is_not_guessed() -> None:
    deadline = read_deadline(6.3, as_of=AS_OF)
    assert (deadline.kind, deadline.date) == ("unknown", None)
    assert "6.30" in deadline.note
    assert read_deadline(6.25, as_of=AS_OF).date == date(2018, 6, 25)


def test_the_year_comes_from_the_list() -> None:
    assert read_deadline("9月底前", year=2019, as_of=AS_OF).date == date(2019, 9, 30)
    assert read_deadline("9月底前", assigned_on=date(2017, 5, 1)).date == date(2017, 9, 30)
    nothing = read_deadline("9月底前")
    assert (nothing.kind, nothing.date, nothing.note) == ("date", None, "没有写年份")


def test_a_month_before_the_month_of_assignment_is_next_years() -> None:
    deadline = read_deadline("3月底前", assigned_on=date(2018, 11, 20))
    assert (deadline.date, deadline.note) == (date(2019, 3, 31), "没有写年份，在交办或检查之后，取2019年")
    assert deadline.confidence <= 0.6
    found = read_deadline("3月底前", since=date(2018, 11, 20), year=2018)
    assert found.date == date(2019, 3, 31)


def test_a_written_limit_before_assignment_stays_and_is_pointed_out() -> None:
    for text in ("2018年3月底前", "11月15日前"):
        deadline = read_deadline(text, assigned_on=date(2018, 11, 20))
        assert deadline.date in (date(2018, 3, 31), date(2018, 11, 15))
        assert "早于交办日期" in deadline.note
        assert deadline.confidence <= 0.6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("6月底或7月底", "两个可能"),
        ("2018年6月底左右", "大约"),
        ("约2018年6月底", "大约"),
        ("2018年6月底？", "大约"),
        ("1月底前", "早于清单日期"),
        ("采暖季前", "采暖"),
        ("2019年春节前", "春节"),
        ("按方案执行", "别处"),
        ("从2018年7月起", "开始"),
        ("本周五前", "写下的日子"),
        ("5日前", "没有写月份"),
        ("2018年13月1日", "没有13月"),
        ("180611", "六位"),
        ("18.12", "两位年份"),
        ("2018年6月底前停产，验收后20日内销号", "最后一个阶段没有日期"),
        ("环评批复后3个月内", "环评批复"),
    ],
)
def test_a_doubtful_wording_says_why_and_is_not_sure(text: str, words: str) -> None:
    deadline = read_deadline(text, as_of=AS_OF)
    assert words in deadline.note
    assert deadline.confidence <= (0.8 if words == "别处" else 0.6)


def test_a_count_from_another_event_does_not_start_with_assignment() -> None:
    assert read_deadline("验收后20日内", assigned_on=ASSIGNED).date is None
    assert read_deadline("督察反馈之日起20日内", assigned_on=ASSIGNED).date == date(2018, 7, 10)


def test_what_goes_on_after_a_limit_is_noted() -> None:
    assert read_deadline("2018年底前完成，长期坚持").note == "之后长期坚持"
    assert read_deadline("2018年底前完成，逾期每日罚款").note == ""


def test_the_json_has_the_agreed_keys() -> None:
    assert read_deadline("6月底前完成A；9月底前完成B", year=2018).to_json() == {
        "kind": "staged",
        "date": "2018-09-30",
        "days": None,
        "stages": [{"text": "6月底前完成A", "date": "2018-06-30"}, {"text": "9月底前完成B", "date": "2018-09-30"}],
        "confidence": 0.85,
        "note": "没有写年份，按2018年",
    }


@pytest.mark.parametrize("text", [None, "", "　", 5, 15.5, True, "1" * 5000, "年" * 500, "-----", "99999", "已" * 5000])
def test_nonsense_is_unknown_and_never_raises(text: object) -> None:
    assert read_deadline(text, as_of=AS_OF).kind == "unknown"


def test_a_long_text_full_of_dates_is_read_in_no_time() -> None:
    started = time.perf_counter()
    assert read_deadline("6月底前完成，" * 3000, year=2018).date == date(2018, 6, 30)
    assert time.perf_counter() - started < 2


LEARNED = {
    wording_key("采暖季前"): {"kind": "date", "date": "11-14", "days": None, "stages": []},
    wording_key("春节前"): {"kind": "date", "date": "2019-02-04"},
    wording_key("尽快完成整改。"): {"kind": "days", "days": 30},
    wording_key("抓紧"): {"kind": "working_days", "days": 5},
    wording_key("9月底前"): {"kind": "standing", "date": "2018-09-30"},
    wording_key("分两步走"): {
        "kind": "staged",
        "stages": [{"text": "第一步", "date": "2018-06-30"}, {"text": "第二步", "date": "2018-12-31"}],
    },
    wording_key("坏的"): {"kind": "nonsense"},
}


def test_a_corrected_wording_is_read_as_corrected() -> None:
    def told(text: object) -> Deadline:
        return read_deadline(text, assigned_on=ASSIGNED, calendar=WEEKDAYS_ONLY, learned=LEARNED)

    assert (told("采暖季前").date, told("采暖季前").note) == (date(2018, 11, 14), "按此前的更正")
    assert told("春 节 前").date == date(2019, 2, 4)
    assert (told("尽快完成整改").kind, told("尽快完成整改").date) == ("days", date(2018, 7, 20))
    assert (told("抓紧").days, told("抓紧").date) == (5, date(2018, 6, 27))
    assert (told("９月底前").kind, told("９月底前").date) == ("standing", None)
    assert [stage.date for stage in told("分两步走").stages] == [date(2018, 6, 30), date(2018, 12, 31)]
    assert told("分两步走").date == date(2018, 12, 31)
    assert told("8月底前").date == date(2018, 8, 31)
    assert told("坏的").kind == "unknown"
    assert told(date(2018, 7, 26)).date == date(2018, 7, 26)


def test_a_wording_key_forgets_how_a_wording_was_typed_and_nothing_else() -> None:
    assert wording_key(" 采暖季\n前。") == wording_key("采暖季前") == wording_key("采暖季 前；")
    assert wording_key("２０１８.６.１１") == "2018.6.11" != wording_key("20186.11")
    assert wording_key(None) == ""
    long = "一" * 500
    assert len(wording_key(long)) <= 300
    assert wording_key(long) != wording_key(long + "二")
