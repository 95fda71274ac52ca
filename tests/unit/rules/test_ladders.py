"""督促阶梯: the next step, what is left out, triggers, and the day for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from models.errors import UserError
from models.holidays import shipped_calendar
from models.rules.ladders import (
    Facts,
    Trigger,
    check_departure,
    check_trigger,
    departure,
    next_step,
    read_triggers,
    reminded_words,
    reply_due,
    suggest,
    trigger_words,
    triggers_text,
    why_met,
)


@dataclass(frozen=True)
class Step:
    name: str
    position: int


STEPS = [Step(name, place) for place, name in enumerate(("预警", "通报", "约谈", "挂牌督办", "移交问责"), start=1)]


def test_the_next_step_is_the_one_above_the_place():
    assert next_step(STEPS, None) == STEPS[0]
    assert next_step(STEPS, 2) == STEPS[2]
    assert next_step(STEPS, 5) is None


def test_the_next_step_and_a_repeated_one_are_in_order():
    assert departure(STEPS, 1, STEPS[1]) is None
    assert departure(STEPS, 3, STEPS[2]) is None


def test_skipping_names_every_step_left_out():
    found = departure(STEPS, None, STEPS[2])
    assert found is not None
    assert (found.kind, found.left_out) == ("skip", ("预警", "通报"))
    assert found.sentence() == "还没有“预警”、“通报”，不能直接“约谈”"


def test_going_down_names_where_it_stood():
    found = departure(STEPS, 4, STEPS[0])
    assert found is not None
    assert (found.kind, found.sentence()) == ("down", "已经到“挂牌督办”，“预警”是降级")


def test_a_departure_is_refused_without_a_reason_only():
    found = departure(STEPS, 1, STEPS[3])
    with pytest.raises(UserError, match=r"邯郸市还没有“通报”、“约谈”，不能直接“挂牌督办”，确需跳过的，请写明理由"):
        check_departure(found, "  ", "邯郸市")
    check_departure(found, "省领导批示")
    check_departure(None, "")


@pytest.mark.parametrize(
    ("trigger", "facts", "why"),
    [
        (Trigger("near", 30), Facts(days_left=30), "离整改期限 30 天"),
        (Trigger("near", 30), Facts(days_left=31), ""),
        (Trigger("near", 30), Facts(days_left=-4), "逾期 4 天"),
        (Trigger("near", 30), Facts(), ""),
        (Trigger("overdue", 0), Facts(days_left=0), "今天到期"),
        (Trigger("overdue", 30), Facts(days_left=-30), "逾期 30 天"),
        (Trigger("overdue", 30), Facts(days_left=-29), ""),
        (Trigger("behind", 10), Facts(days_behind=12), "落后序时进度 12 天"),
        (Trigger("behind", 10), Facts(days_behind=9), ""),
        (Trigger("behind", 0), Facts(days_behind=0), ""),
        (Trigger("unanswered", 5), Facts(unanswered_days=5), "到期 5 天未回复"),
        (Trigger("unanswered", 5), Facts(unanswered_days=4), ""),
        (Trigger("failed_verification", count=2), Facts(failed=2), "2 次核查不通过"),
        (Trigger("failed_verification", count=2), Facts(failed=1), ""),
        (Trigger("unit_overdue", count=10), Facts(unit_overdue=10, unit_open=100), "逾期 10 条，占未整改的 10.0%"),
        (Trigger("unit_overdue", unit_share=20), Facts(unit_overdue=2, unit_open=10), "逾期 2 条，占未整改的 20.0%"),
        (Trigger("unit_overdue", count=10, unit_share=20), Facts(unit_overdue=9, unit_open=100), ""),
        (Trigger(), Facts(days_left=-300, failed=9), ""),
    ],
)  # fmt: skip
def test_a_trigger_is_met_with_its_reason_in_words(trigger, facts, why):
    assert why_met(trigger, facts) == why


def test_the_lowest_step_above_the_place_is_suggested():
    triggers = [(1, (Trigger("near", 30), Trigger("behind", 1))), (2, (Trigger("overdue", 1),)),
                (3, (Trigger("overdue", 30),))]  # fmt: skip
    facts = Facts(days_left=-45)
    assert suggest(triggers, None, facts) == (1, "逾期 45 天")
    assert suggest(triggers, 1, facts) == (2, "逾期 45 天")
    assert suggest(triggers, 3, facts) is None
    assert suggest(triggers, None, Facts(days_behind=3)) == (1, "落后序时进度 3 天")


def test_an_answer_that_does_not_come_leads_to_the_very_next_step_only():
    triggers = [(1, ()), (2, (Trigger("overdue", 60),)), (3, (Trigger("unanswered", 1),))]
    assert suggest(triggers, 2, Facts(unanswered_days=2)) == (3, "到期 2 天未回复")
    assert suggest(triggers, 1, Facts(unanswered_days=2)) is None


def test_the_day_for_an_answer_counts_working_days_from_the_document():
    calendar = shipped_calendar()
    reached = reply_due(calendar, date(2018, 5, 3), 20)
    assert reached is not None
    assert (reached.day, reached.estimated) == (date(2018, 5, 31), False)
    assert reply_due(calendar, date(2018, 5, 3), None) is None
    far = reply_due(calendar, date(2031, 1, 6), 5)
    assert far is not None
    assert far.estimated
    with pytest.raises(UserError, match="回复时限不能是 0 个工作日"):
        reply_due(calendar, date(2018, 5, 3), 0)


def test_reminders_are_told_as_a_letter_tells_them():
    days = [date(2019, 5, 6), date(2019, 5, 10), date(2019, 5, 8)]
    assert reminded_words(days) == "经 3 次催办（5月6日、5月8日、5月10日）仍未报送"
    assert reminded_words(days[:1], replied=True) == "经 1 次催办（5月6日）后已报送"
    assert reminded_words([]) == ""


def test_triggers_come_back_from_what_is_kept():
    both = (Trigger("near", 30), Trigger("unit_overdue", count=10, unit_share=20))
    assert read_triggers(triggers_text(both, "found_on")) == (both, "found_on")
    assert read_triggers(triggers_text((), "assigned_on")) == ((), "assigned_on")
    assert read_triggers(triggers_text((Trigger("overdue", 0),))) == ((Trigger("overdue", 0),), "")
    for damaged in (None, "", "{", "[]", '{"kind": "unknown"}', '{"taken_by": "born_on"}'):
        assert read_triggers(damaged) == ((), "")


def test_triggers_read_as_a_clerk_says_them():
    assert trigger_words((Trigger("near", 30), Trigger("behind", 10))) == "离期限不到 30 天，或落后序时进度 10 天"
    assert trigger_words((Trigger("unit_overdue", count=10, unit_share=20),)) == "单位逾期问题达 10 条或占 20%"
    assert trigger_words((), "found_on") == "有发现日期即算"
    assert trigger_words(()) == "不自动建议"


def test_a_trigger_without_its_number_is_refused():
    for bad in (
        Trigger("unit_overdue"),
        Trigger("unit_overdue", unit_share=101),
        Trigger("near", -1),
        Trigger("later"),
    ):
        with pytest.raises(UserError):
            check_trigger(bad)
    check_trigger(Trigger("unit_overdue", unit_share=20))
