"""When reports fall due: every kind of rule, shifts on rest days, reminders, periods, and what holds for all."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

import pytest

from models.errors import UserError
from models.holidays import shipped_calendar
from models.paths import resource
from models.rules.duties import (
    Recurrence,
    next_occurrences,
    occurrences,
    read_recurrence,
    recurrence_value,
    recurrence_words,
)

CALENDAR = shipped_calendar()
YEAR = (date(2018, 1, 1), date(2018, 12, 31))


def days(rule: dict[str, object], shift: str = "none", first: date = YEAR[0], last: date = YEAR[1]) -> list[str]:
    found = occurrences(read_recurrence(rule), shift, CALENDAR, first, last)
    return [one.due_on.isoformat() for one in found]


@pytest.mark.parametrize(
    ("rule", "shift", "expected"),
    [
        ({"kind": "daily"}, "none", ["2018-05-01", "2018-05-02", "2018-05-03", "2018-05-04", "2018-05-05"]),
        ({"kind": "daily", "workdays": True}, "none", ["2018-05-02", "2018-05-03", "2018-05-04"]),
        ({"kind": "weekly", "weekday": 2}, "none", ["2018-05-01"]),
        ({"kind": "weekly", "weekday": 2}, "later", ["2018-05-02"]),
        ({"kind": "weekly", "weekday": 2}, "earlier", []),
        ({"kind": "fortnightly", "anchor": "2018-04-16", "weekday": 5}, "none", ["2018-05-04"]),
        ({"kind": "fortnightly", "anchor": "2018-04-23", "weekday": 5}, "none", []),
        ({"kind": "monthly", "day": 5}, "none", ["2018-05-05"]),
        ({"kind": "monthly", "day": 5}, "earlier", ["2018-05-04"]),
        ({"kind": "once", "date": "2018-05-03"}, "none", ["2018-05-03"]),
        ({"kind": "once", "date": "2018-05-06"}, "none", []),
        ({"kind": "undefined"}, "later", []),
    ],
)
def test_a_rule_names_its_days_in_the_first_week_of_may(rule: dict[str, object], shift: str, expected: list[str]):
    assert days(rule, shift, date(2018, 5, 1), date(2018, 5, 5)) == expected


def test_a_make_up_saturday_is_a_day_to_report_on():
    assert days({"kind": "weekly", "weekday": 6}, "later", date(2018, 4, 24), date(2018, 4, 28)) == ["2018-04-28"]


def test_days_of_months_are_counted_from_either_end_also_by_working_days():
    assert days({"kind": "monthly", "day": 31})[:3] == ["2018-01-31", "2018-02-28", "2018-03-31"]
    assert days({"kind": "monthly", "day": -1})[1] == "2018-02-28"
    assert days({"kind": "monthly", "day": 3, "workdays": True})[1] == "2018-02-05"
    assert days({"kind": "monthly", "day": -3, "workdays": True})[1:4:2] == ["2018-02-26", "2018-04-26"]
    assert days({"kind": "quarterly", "month": 1, "day": 10}) == [
        "2018-01-10",
        "2018-04-10",
        "2018-07-10",
        "2018-10-10",
    ]
    assert days({"kind": "yearly", "month": 12, "day": 20}) == ["2018-12-20"]


def test_a_day_moved_over_the_end_of_the_month_stands_in_the_month_it_moved_to():
    rule = read_recurrence({"kind": "monthly", "day": -1})
    found = occurrences(rule, "later", CALENDAR, date(2018, 7, 1), date(2018, 7, 15))
    assert [(one.period, one.ruled_on.day, one.due_on) for one in found] == [("2018-06", 30, date(2018, 7, 2))]


def test_a_duty_that_runs_from_an_event_waits_for_its_day():
    rule = {"kind": "once", "after": 20, "workdays": True}
    assert days(rule) == []
    assert days(rule | {"anchor": "2018-05-03"}) == ["2018-05-31"]
    assert days({"kind": "once", "after": 30, "anchor": "2018-05-03"}) == ["2018-06-02"]
    assert days({"kind": "once", "after_months": 6, "anchor": "2018-05-31"}) == ["2018-11-30"]


def test_periods_are_named_after_the_day_of_the_rule_or_the_period_before():
    def period(rule: dict[str, object], day: str) -> str:
        at = date.fromisoformat(day)
        return occurrences(read_recurrence(rule), "none", CALENDAR, at, at)[0].period

    assert period({"kind": "daily"}, "2018-05-03") == "2018-05-03"
    assert period({"kind": "weekly", "weekday": 5}, "2018-05-04") == "2018年第18周"
    assert period({"kind": "fortnightly", "anchor": "2018-04-16", "weekday": 5}, "2018-05-04") == "2018年第9次双周调度"
    assert period({"kind": "monthly", "day": 5}, "2018-05-05") == "2018-05"
    assert period({"kind": "monthly", "day": 5, "about_before": True}, "2018-01-05") == "2017-12"
    assert period({"kind": "quarterly", "month": 1, "day": 10, "about_before": True}, "2018-01-10") == "2017年第4季度"
    assert period({"kind": "yearly", "month": 1, "day": 10}, "2018-01-10") == "2018年"


def test_the_reminder_stands_so_many_working_days_before():
    rule = read_recurrence({"kind": "monthly", "day": 8})
    found = occurrences(rule, "later", CALENDAR, date(2018, 10, 1), date(2018, 10, 31), 2)
    assert (found[0].due_on, found[0].remind_on) == (date(2018, 10, 8), date(2018, 9, 29))


def test_a_year_that_is_not_known_is_told_as_estimated_only_where_working_days_count():
    first, last = date(2031, 1, 1), date(2031, 3, 31)

    def estimated(rule: dict[str, object], shift: str) -> set[bool]:
        return {one.estimated for one in occurrences(read_recurrence(rule), shift, CALENDAR, first, last)}

    assert estimated({"kind": "monthly", "day": 5}, "later") == {True}
    assert estimated({"kind": "monthly", "day": 5, "workdays": True}, "none") == {True}
    assert estimated({"kind": "monthly", "day": 5}, "none") == {False}


def test_rules_are_said_as_a_clerk_says_them():
    said = [recurrence_words(read_recurrence(one["recurrence"])) for one in presets()]
    assert said[:5] == ["每两周周五", "每月倒数第 3 个工作日", "每月 5 日", "每日（工作日）", "每周周五"]
    assert said[5] == "起算日起 20 个工作日内，起算日待填"
    assert set(said[-5:]) == {"未定"}
    assert recurrence_words(read_recurrence({"kind": "yearly", "month": 12, "day": 20})) == "每年 12 月 20 日"


def presets() -> list[dict[str, object]]:
    return json.loads(resource("presets/duties.json").read_text(encoding="utf-8"))


def test_every_preset_can_be_read_says_its_origin_and_waits_to_be_switched_on():
    for one in presets():
        rule = read_recurrence(one["recurrence"])  # type: ignore[arg-type]
        assert recurrence_value(rule) == one["recurrence"]
        assert one["origin"]
        assert one["active"] is False


def test_the_five_reports_of_the_unexplained_phrase_define_nothing():
    five = [one for one in presets() if one["preset"] == "三级三时五报"]
    assert len(five) == 5
    assert all(one["recurrence"] == {"kind": "undefined"} and one["units"] == [] for one in five)
    assert all("程序不作定义" in str(one["origin"]) and one["level"] == "待定" for one in five)


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "hourly"}, {"kind": "weekly", "weekday": 8}, {"kind": "monthly", "day": 32},
        {"kind": "monthly", "day": 0}, {"kind": "quarterly", "month": 4}, {"kind": "fortnightly"},
        {"kind": "once", "date": "5月6日"},
        {"kind": "weekly", "weekday": True},
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(rule: dict[str, object]):
    with pytest.raises(UserError):
        read_recurrence(rule)


def rules(number: int, seed: int) -> list[tuple[Recurrence, date]]:
    """Rules and days to start from, drawn at random but alike each time."""
    draw = Random(seed)
    made: list[tuple[Recurrence, date]] = []
    for _ in range(number):
        kind = draw.choice(("weekly", "fortnightly", "monthly", "quarterly", "yearly"))
        day = draw.choice([one for one in range(-31, 32) if one])
        anchor = date(2015, 1, 1) + timedelta(days=draw.randrange(1800)) if kind == "fortnightly" else None
        rule = Recurrence(
            kind, weekday=draw.randint(1, 7), day=day, workdays=draw.random() < 0.5, month=draw.randint(1, 3),
            anchor=anchor, about_before=draw.random() < 0.5,
        )  # fmt: skip
        made.append((rule, date(2006, 1, 1) + timedelta(days=draw.randrange(6500))))
    return made


def test_the_days_of_two_stretches_are_those_of_both_together():
    draw = Random(5)
    for rule, start in rules(60, 1):
        shift = draw.choice(("later", "earlier", "none"))
        middle = start + timedelta(days=draw.randrange(500))
        end = middle + timedelta(days=1 + draw.randrange(500))
        together = occurrences(rule, shift, CALENDAR, start, end)
        parts = [
            *occurrences(rule, shift, CALENDAR, start, middle),
            *occurrences(rule, shift, CALENDAR, middle + timedelta(days=1), end),
        ]
        assert together == parts, (rule, shift, start)
        assert all(start <= found.due_on <= end for found in together)


def test_shifts_land_on_working_days_on_their_side_and_no_period_comes_twice():
    for rule, start in rules(60, 2):
        end = start + timedelta(days=800)
        for shift, sign in (("later", 1), ("earlier", -1)):
            found = occurrences(rule, shift, CALENDAR, start, end, 3)
            assert all(CALENDAR.is_workday(one.due_on) for one in found)
            assert all((one.due_on - one.ruled_on).days * sign >= 0 for one in found)
            assert all(CALENDAR.add(one.due_on, -3).day == one.remind_on for one in found)
            assert len({one.period for one in found}) == len(found), (rule, start)


def test_a_rule_reads_back_as_it_was_kept():
    for rule, _start in rules(100, 3):
        kept = json.loads(json.dumps(recurrence_value(rule)))
        assert recurrence_value(read_recurrence(kept)) == kept
        assert recurrence_words(read_recurrence(kept)) == recurrence_words(rule)


def test_the_next_times_are_found_also_where_they_are_rare_and_end_with_the_duty():
    rule = read_recurrence({"kind": "yearly", "month": 3, "day": 1})
    found = next_occurrences(rule, "none", CALENDAR, date(2018, 3, 2), 6)
    assert [one.due_on.year for one in found] == [2019, 2020, 2021, 2022, 2023, 2024]
    weekly = read_recurrence({"kind": "weekly", "weekday": 5})
    ending = next_occurrences(weekly, "none", CALENDAR, date(2018, 5, 1), 6, ends_on=date(2018, 5, 12))
    assert [one.due_on.day for one in ending] == [4, 11]
    later = next_occurrences(weekly, "none", CALENDAR, date(2018, 5, 1), 1, starts_on=date(2018, 6, 1))
    assert [one.due_on for one in later] == [date(2018, 6, 1)]
