"""Which standard fits, whether its conditions hold, who may decide, and the clock of publicity with its properties."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from models.holidays import shipped_calendar
from models.rules.closure import (
    APPROVAL,
    PREPARING,
    PUBLIC,
    REVIEWING,
    Condition,
    Level,
    Standard,
    Tick,
    judge_conditions,
    missing_words,
    names_in,
    next_level,
    place_words,
    refuse_reviewer,
    stage_at,
    standard_for,
    status_at,
)
from models.rules.closure_publicity import Objection, days_left, is_over, run_clock

CALENDAR = shipped_calendar()
DAY = date(2019, 4, 15)
LEVELS = (
    Level(1, "自查自验", "self_check", status="待销号"),
    Level(2, "市级初验", "review", status="销号审核中"),
    Level(3, "公示", "publicity", status="公示中"),
    Level(4, "备案销号", "filing", status="公示中"),
)


def test_the_most_specific_standard_applies_and_among_equals_the_first():
    standards = (
        Standard(1, "一般"),
        Standard(2, "双替代", categories=("双替代进度滞后",)),
        Standard(3, "专项", campaigns=("强化监督",)),
        Standard(4, "专项双替代", categories=("双替代进度滞后",), campaigns=("强化监督",)),
        Standard(5, "后来的一般"),
        Standard(6, "停用", categories=("扬尘",), campaigns=("强化监督",), active=False),
    )

    def chosen(category, campaign):
        found = standard_for(standards, category, campaign)
        return found.id if found else None

    assert chosen("双替代进度滞后", "强化监督") == 4
    assert chosen("双替代进度滞后", "第二轮") == 2
    assert chosen("扬尘", "强化监督") == 3
    assert chosen(None, None) == 1
    assert standard_for(standards[1:4], "扬尘", "第二轮") is None


def test_a_condition_holds_only_with_a_name_and_with_evidence_that_is_still_there():
    standard = Standard(
        1, "一般", conditions=(Condition(1, "措施完成"), Condition(2, "处罚到位", needs_evidence=False),
                             Condition(3, "举一反三"), Condition(4, "旧条件", active=False)),
    )  # fmt: skip
    ticks = [Tick(1, "李强", DAY, (7, 8)), Tick(3, "李强", DAY, (9,))]
    states = judge_conditions(standard, ticks, {7})
    assert [(one.condition.id, one.met, one.missing) for one in states] == [
        (1, True, ""), (2, False, "未确认"), (3, False, "缺材料"),
    ]  # fmt: skip
    assert states[0].evidence == (7,)
    assert missing_words(states) == "“处罚到位”未确认；“举一反三”缺材料"
    assert judge_conditions(standard, [*ticks, Tick(4, "李强", DAY)], {7, 9})[3].met


def test_levels_follow_one_another_and_give_stage_and_state():
    standard = Standard(1, "一般", levels=LEVELS)
    route, level = [], standard.route[0]
    while level is not None:
        route.append((stage_at(level), status_at(standard, level)))
        level = next_level(standard, level.id)
    assert route == [(PREPARING, "待销号"), (REVIEWING, "销号审核中"), (PUBLIC, "公示中"), (APPROVAL, "公示中")]


def test_without_publicity_its_level_and_its_state_are_left_out():
    standard = Standard(1, "一般", publicity_days=0, levels=LEVELS)
    assert [one.id for one in standard.route] == [1, 2, 4]
    assert status_at(standard, LEVELS[3]) == ""


@pytest.mark.parametrize(
    ("reviewer", "allowed", "why"),
    [
        ("王敏", False, "王敏 是提交人，不能审核自己提交的申请"),
        ("李强、王敏", True, "王敏 是提交人，不能审核自己提交的申请"),
        ("李强", False, "李强 已在“县级验收”审核过，同一个人不能审两级"),
        ("李强", True, ""),
        ("赵刚", False, ""),
        (" ", False, "没有写由谁审核"),
    ],
)
def test_nobody_decides_on_their_own_application_or_at_two_levels(reviewer, allowed, why):
    earlier = [("县级验收", "李强、孙丽")]
    assert refuse_reviewer(reviewer, "王敏", earlier, same_person_allowed=allowed) == why


def test_names_and_places_are_read_as_they_are_written():
    assert names_in("王敏、李强,王敏；赵刚") == ("王敏", "李强", "赵刚")
    assert place_words("{市}生态环境局", "阳泉市", None) == "阳泉市生态环境局"
    assert place_words("责任单位", "阳泉市", "平定县", "平定县人民政府") == "平定县人民政府"


def test_seven_working_days_of_publicity_go_round_the_holidays():
    clock = run_clock(CALENDAR, date(2019, 4, 24), 7)
    # 28 April was worked, 1 to 4 May were not, 5 May was
    assert clock.until == date(2019, 5, 6) and clock.used == 7 and not clock.estimated
    assert not is_over(clock.until, date(2019, 5, 6)) and is_over(clock.until, date(2019, 5, 7))
    assert days_left(CALENDAR, clock.until, date(2019, 4, 30)) == 2


def test_an_objection_stops_the_clock_and_it_goes_on_with_the_days_left():
    stopped = run_clock(CALENDAR, date(2019, 4, 15), 7, [Objection(date(2019, 4, 18))])
    assert stopped.stopped and stopped.used == 2
    on = run_clock(CALENDAR, date(2019, 4, 15), 7, [Objection(date(2019, 4, 18), date(2019, 4, 22), False)])
    assert on.until == date(2019, 4, 28) and on.used == 7


def test_an_objection_only_taken_note_of_or_after_the_end_stops_nothing():
    plain = run_clock(CALENDAR, date(2019, 4, 15), 7)
    noted = [Objection(date(2019, 4, 17), stops=False), Objection(date(2019, 6, 3))]
    assert run_clock(CALENDAR, date(2019, 4, 15), 7, noted) == plain


def test_a_year_that_is_not_known_makes_the_end_an_estimate():
    assert run_clock(CALENDAR, date(2055, 4, 15), 7).estimated


def test_the_clock_counts_exactly_its_days_whatever_objections_come():
    """Without those stopped, the days until the end are the days that were asked for; more stops never end earlier."""
    random = Random(4)
    for _turn in range(400):
        start = date(2017, 1, 1) + timedelta(days=random.randrange(2500))
        days = random.randrange(1, 16)
        objections = []
        for _one in range(random.randrange(4)):
            received = start + timedelta(days=random.randrange(30))
            objections.append(Objection(received, received + timedelta(days=random.randrange(12)), False))
        clock = run_clock(CALENDAR, start, days, objections)
        assert clock.until is not None and clock.used == days
        held = {
            one.received_on + timedelta(days=place)
            for one in objections
            for place in range((one.resolved_on - one.received_on).days + 1)
        }
        run = [start + timedelta(days=place) for place in range(1, (clock.until - start).days + 1)]
        assert sum(CALENDAR.is_workday(day) and day not in held for day in run) == days
        assert CALENDAR.is_workday(clock.until) and clock.until not in held
        assert clock.until >= run_clock(CALENDAR, start, days).until == CALENDAR.add(start, days).day
        random.shuffle(objections)
        assert run_clock(CALENDAR, start, days, objections) == clock
