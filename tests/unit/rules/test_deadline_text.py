"""Deadline wordings are read into the kinds of the ledger, with their dates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest

from models.rules.deadline_text import read_deadline

AS_OF = date(2018, 6, 26)

DATES = """
2018年7月26日=2018-07-26
2018-7-26=2018-07-26
2018-07-26=2018-07-26
2018/7/26=2018-07-26
2018.7.26=2018-07-26
2018.07.26前=2018-07-26
2018/7/26 0:00:00=2018-07-26
2018-07-26T00:00:00=2018-07-26
20180726=2018-07-26
20180726前=2018-07-26
18.7.26=2018-07-26
18年7月26日=2018-07-26
２０１８年７月２６日=2018-07-26
２０１８．７．２６=2018-07-26
二〇一八年七月二十六日=2018-07-26
二○一八年七月二十六日前=2018-07-26
2018年 7月 26日=2018-07-26
2018年7月26日前=2018-07-26
2018年7月26日之前=2018-07-26
2018年7月26日以前=2018-07-26
2018年8月31号之前=2018-08-31
2018年7月26日18时前=2018-07-26
于2018年7月26日前整改到位=2018-07-26
限2018年7月26日=2018-07-26
截至2018年9月30日=2018-09-30
2018年6月30日前完成清理=2018-06-30
7月26日=2018-07-26
7月26日前=2018-07-26
9月30日前=2018-09-30
7.26=2018-07-26
7/26=2018-07-26
43326=2018-08-14
43330=2018-08-18
2018年7月底前=2018-07-31
2018年7月底前完成整改=2018-07-31
2018年7月=2018-07-31
2018-07=2018-07-31
201807=2018-07-31
2018–7–26=2018-07-26
2018，7，26=2018-07-26
2018年6月30日24时前=2018-06-30
整改时限：2018年7月底=2018-07-31
二O一八年年底前=2018-12-31
2018.9月底前=2018-09-30
2018年09月底=2018-09-30
2018年七月底=2018-07-31
2018年７月底前=2018-07-31
7月底前=2018-07-31
7月底=2018-07-31
7月末=2018-07-31
七月底前=2018-07-31
十二月底前=2018-12-31
9月份前=2018-09-30
9月份=2018-09-30
9月份底前=2018-09-30
2020年2月底前=2020-02-29
2019年2月底前=2019-02-28
7月上旬=2018-07-10
7月中旬=2018-07-20
2018年7月下旬=2018-07-31
2018年2月下旬前=2018-02-28
9月初=2018-09-05
本月底=2018-06-30
下月底前=2018-07-31
第三季度末=2018-09-30
三季度前=2018-09-30
2018年三季度底前=2018-09-30
2018年第一季度=2018-03-31
四季度末=2018-12-31
上半年=2018-06-30
2018年上半年=2018-06-30
2019年下半年=2019-12-31
年底前=2018-12-31
年底=2018-12-31
年内=2018-12-31
年内完成=2018-12-31
本年底=2018-12-31
2018年底=2018-12-31
2018年底前=2018-12-31
2017年底前=2017-12-31
2018年年底前=2018-12-31
2018年末=2018-12-31
2018年内=2018-12-31
今年年底=2018-12-31
今年底前=2018-12-31
明年6月底=2019-06-30
明年6月30日前=2019-06-30
明年底前=2019-12-31
到2020年=2020-12-31
2020年前=2020-12-31
到2020年底=2020-12-31
年底前完成生态恢复=2018-12-31
6月1日至7月15日=2018-07-15
6月1日-7月15日=2018-07-15
2018.6.1-2018.7.15=2018-07-15
2018年6月1日—2018年7月15日=2018-07-15
2018年6月-9月=2018-09-30
6月至9月=2018-09-30
6-9月=2018-09-30
6月20日起至7月底=2018-07-31
即日起至7月底=2018-07-31
立行立改，9月底前完成=2018-09-30
立即整改，2018年9月底前整改到位=2018-09-30
2018年底前完成并长期坚持=2018-12-31
2018年6月11日检查发现，2018年7月底前完成=2018-07-31
部分已完成，剩余9月底前完成=2018-09-30
年底前完成，目前已完成80%=2018-12-31
10月1日采暖前=2018-10-01
9.30前=2018-09-30
9.30日前=2018-09-30
2018年7月25日-26日=2018-07-26
2018—2020年=2020-12-31
2018年-2020年=2020-12-31
11月15日至次年3月15日=2019-03-15
2018年11月1日—2019年3月31日=2019-03-31
“十三五”末=2020-12-31
十四五期间=2025-12-31
已停产，2018年9月底前完成改造=2018-09-30
2018年9月底前完成整改=2018-09-30
2018年内完成=2018-12-31
18年内=2018-12-31
2018年12月31日前完成，长期坚持=2018-12-31
""".strip().splitlines()

KINDS = """
立行立改=immediate
立即整改=immediate
立即清理=immediate
即知即改=immediate
边督边改=immediate
马上整改=immediate
立即完成整改=immediate
当日整改=immediate
长期坚持=standing
持续推进=standing
常态化=standing
常态化管理=standing
长期=standing
长期整改=standing
每月15日前报送=standing
每年10月底前=standing
每季度末前=standing
立行立改、长期坚持=standing
立行立改，长期坚持。=standing
已完成=done
已完成整改=done
完成整改=done
已整改=done
已整改到位=done
完成=done
已销号=done
已办结=done
整改完成=done
已于2018年6月20日完成整改=done
6月底前已完成=done
9月底前完成，目前已完成=done
已经完成，长期坚持=done
2018年9月底前（已完成）=done
未完成=unknown
整改中=unknown
正在整改=unknown
尽快=unknown
限期完成整改=unknown
按要求完成整改=unknown
春节前=unknown
/=unknown
无=unknown
—=unknown
abc=unknown
30日前=unknown
一个月内=unknown
三个月内=unknown
半年内=unknown
""".strip().splitlines()

COUNTS = """
15日内=days 15
15天内=days 15
十五日内=days 15
二十日内=days 20
30个自然日内=days 30
15天=days 15
自交办之日起30日内=days 30
接到通知后10日内完成=days 10
两周内=days 14
48小时内=days 2
半个月内=days 15
15个工作日=working_days 15
接到通知后15个工作日内=working_days 15
收到之日起20个工作日内=working_days 20
接通知后十五个工作日内完成整改=working_days 15
５个工作日内=working_days 5
""".strip().splitlines()

STAGED = [
    ("年底前完成主体，2027年6月底全面完成", [("年底前完成主体", "2018-12-31"), ("2027年6月底全面完成", "2027-06-30")]),
    (
        "2026年底前完成主体，2027年6月底全面完成",
        [("2026年底前完成主体", "2026-12-31"), ("2027年6月底全面完成", "2027-06-30")],
    ),
    ("6月底前完成A；9月底前完成B", [("6月底前完成A", "2018-06-30"), ("9月底前完成B", "2018-09-30")]),
    (
        "2018年10月底前完成主体，3月底前全面完成",
        [("2018年10月底前完成主体", "2018-10-31"), ("3月底前全面完成", "2019-03-31")],
    ),
    (
        "4月10日前自觉拆除，4月11日起至5月底强制拆除",
        [("4月10日前自觉拆除", "2018-04-10"), ("4月11日起至5月底强制拆除", "2018-05-31")],
    ),
    ("7月10日前完成方案，30日前完成整改", [("7月10日前完成方案", "2018-07-10"), ("30日前完成整改", "2018-07-30")]),
    (
        "7月15日前停产,8月15日前完成验收,9月底前销号",
        [("7月15日前停产", "2018-07-15"), ("8月15日前完成验收", "2018-08-15"), ("9月底前销号", "2018-09-30")],
    ),
    (
        "收到通知后15日内制定方案，年底前完成整改",
        [("收到通知后15日内制定方案", None), ("年底前完成整改", "2018-12-31")],
    ),
]


def pairs(lines: list[str]) -> list[tuple[str, str]]:
    return [(line.rpartition("=")[0], line.rpartition("=")[2]) for line in lines]


@pytest.mark.parametrize(("text", "day"), pairs(DATES))
def test_a_wording_with_one_limit_is_that_date(text: str, day: str) -> None:
    deadline = read_deadline(text, as_of=AS_OF)
    assert (deadline.kind, str(deadline.date)) == ("date", day)
    assert 0.5 <= deadline.confidence <= 1


@pytest.mark.parametrize(("text", "kind"), pairs(KINDS))
def test_a_phrase_has_a_kind_and_no_date(text: str, kind: str) -> None:
    deadline = read_deadline(text, as_of=AS_OF)
    assert (deadline.kind, deadline.date, deadline.days) == (kind, None, None)


@pytest.mark.parametrize(("text", "answer"), pairs(COUNTS))
def test_a_count_of_days_keeps_its_number_and_waits_for_the_day_of_assignment(text: str, answer: str) -> None:
    kind, days = answer.split()
    deadline = read_deadline(text, as_of=AS_OF)
    assert (deadline.kind, deadline.days, deadline.date) == (kind, int(days), None)


@pytest.mark.parametrize(("text", "stages"), STAGED)
def test_several_limits_are_stages_and_the_last_is_the_deadline(
    text: str, stages: list[tuple[str, str | None]]
) -> None:
    deadline = read_deadline(text, as_of=AS_OF)
    assert deadline.kind == "staged"
    assert [(s.text, s.date.isoformat() if s.date else None) for s in deadline.stages] == stages
    assert deadline.date == deadline.stages[-1].date


def test_a_count_of_days_starts_the_day_after_assignment() -> None:
    deadline = read_deadline("15日内", assigned_on=date(2018, 6, 20))
    assert deadline.date == date(2018, 7, 5)


def test_months_from_an_event_are_a_date_once_assignment_is_known() -> None:
    assert read_deadline("三个月内", assigned_on=date(2018, 11, 30)).date == date(2019, 2, 28)
    assert read_deadline("半年内", assigned_on=date(2018, 6, 20)).date == date(2018, 12, 20)


def test_working_days_get_their_date_from_the_calendar_that_is_handed_in() -> None:
    def weekdays_only(start: date, count: int) -> date:
        while count:
            start += timedelta(days=1)
            count -= start.weekday() < 5
        return start

    text = "收到之日起5个工作日内"
    without = read_deadline(text, assigned_on=date(2018, 6, 22))
    assert (without.kind, without.days, without.date) == ("working_days", 5, None)
    deadline = read_deadline(text, assigned_on=date(2018, 6, 22), add_workdays=weekdays_only)
    assert (deadline.days, deadline.date) == (5, date(2018, 6, 29))


@pytest.mark.parametrize("text", ["2019年6月31日", "2019年6月31日前", "2019-2-30", "2018年13月1日"])
def test_an_impossible_day_keeps_its_kind_without_a_date(text: str) -> None:
    deadline = read_deadline(text)
    assert deadline.date is None
    if "13月" not in text:
        assert deadline.kind == "date"
        assert re.search(r"没有\d+日", deadline.note)


def test_a_typed_date_is_taken_as_it_is() -> None:
    assert read_deadline(date(2018, 7, 26)).date == date(2018, 7, 26)
    assert read_deadline(datetime(2018, 7, 26, 0, 0)).date == date(2018, 7, 26)
    assert read_deadline(43326).date == read_deadline(43326.0).date == date(2018, 8, 14)


def test_the_year_comes_from_the_list() -> None:
    assert read_deadline("9月底前", year=2019, as_of=AS_OF).date == date(2019, 9, 30)
    assert read_deadline("9月底前", assigned_on=date(2017, 5, 1)).date == date(2017, 9, 30)
    nothing = read_deadline("9月底前")
    assert (nothing.kind, nothing.date, nothing.note) == ("date", None, "没有写年份")


def test_a_limit_before_assignment_is_pointed_out() -> None:
    deadline = read_deadline("3月底前", assigned_on=date(2018, 11, 20))
    assert deadline.date == date(2018, 3, 31)
    assert "早于交办日期" in deadline.note
    assert deadline.confidence <= 0.6


def test_the_json_has_the_agreed_keys() -> None:
    assert read_deadline("6月底前完成A；9月底前完成B", year=2018).to_json() == {
        "kind": "staged",
        "date": "2018-09-30",
        "days": None,
        "stages": [{"text": "6月底前完成A", "date": "2018-06-30"}, {"text": "9月底前完成B", "date": "2018-09-30"}],
        "confidence": 0.85,
        "note": "没有写年份，按2018年",
    }


@pytest.mark.parametrize("text", [None, "", "　", 5, 15.5, True, "1" * 5000, "年" * 500, "-----", "99999"])
def test_nonsense_is_unknown_and_never_raises(text: object) -> None:
    assert read_deadline(text, as_of=AS_OF).kind == "unknown"


def test_there_are_enough_cases() -> None:
    assert len(DATES) + len(KINDS) + len(COUNTS) + len(STAGED) >= 120
