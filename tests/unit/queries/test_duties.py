"""The calendar of duties: who owes what on which day, who is late by how much, and how units kept their duties."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import update

from models import clock
from models.operations.duties import DutyDraft, add_duties
from models.operations.duty_reports import Owed, Sending, record_sent, remind
from models.queries.duties import DutyReading, due_between, duty_counts, late_list, unit_records
from models.queries.duty_lines import read_duties
from models.queries.duty_month import read_month
from models.queries.duty_words import reminder_words
from models.queries.fields import PROBLEM
from models.rules.duties import Recurrence
from models.schema import Duty

FORTNIGHTLY = Recurrence("fortnightly", weekday=5, anchor=date(2019, 4, 15))


@pytest.fixture
def owed(ledger):
    """A fortnightly report of all cities since 2019-04-10, due on Fridays at 17:00: 19 April and 3 May (a holiday)."""
    draft = DutyDraft(
        "双周调度表", "双周调度", recipient="省生态环境厅", rule=FORTNIGHTLY, due_time="17:00", shift="later",
        starts_on=date(2019, 4, 10),
    )  # fmt: skip
    add_duties(ledger, [draft])
    return ledger


def duty_id(ledger) -> int:
    with ledger.reading() as connection:
        return read_duties(connection)[0].id


def test_every_city_with_problems_owes_the_report_and_a_holiday_moves_the_day(owed):
    days = due_between(owed, date(2019, 4, 1), date(2019, 5, 10))
    assert [day.occurrence.due_on for day in days] == [date(2019, 4, 19), date(2019, 5, 5)]
    assert [unit.unit for unit in days[1].units] == ["邯郸市", "晋城市"]
    with owed.writing() as connection:
        connection.execute(update(PROBLEM).where(PROBLEM.c.city == "晋城市").values(removed_in=1))
    days = due_between(owed, date(2019, 4, 1), date(2019, 5, 10))
    assert [unit.unit for unit in days[1].units] == ["邯郸市"]


def test_counties_are_named_with_their_city(ledger):
    add_duties(ledger, [DutyDraft("日报", units=("*county", "省厅"), rule=Recurrence("daily"), shift="none")])
    (day,) = due_between(ledger, date(2019, 5, 6), date(2019, 5, 6))
    assert [unit.unit for unit in day.units] == [
        "邯郸市武安市", "邯郸市永年区", "晋城市泽州县", "晋城市高平市", "省厅",
    ]  # fmt: skip


def test_a_chosen_campaign_narrows_the_cities(owed):
    assert late_list(owed, "第二轮中央督察") == []
    assert {one.unit for one in late_list(owed, "2018—2019 强化监督")} == {"邯郸市", "晋城市"}


def test_late_reports_are_told_with_calendar_and_working_days_the_longest_first(owed):
    found = [(one.unit, one.occurrence.due_on, one.days_late, one.workdays_late) for one in late_list(owed)]
    assert found == [
        ("邯郸市", date(2019, 4, 19), 17, 10), ("晋城市", date(2019, 4, 19), 17, 10),
        ("邯郸市", date(2019, 5, 5), 1, 1), ("晋城市", date(2019, 5, 5), 1, 1),
    ]  # fmt: skip
    assert late_list(owed)[0].state_words == "逾期 17 天"


def test_the_hour_decides_on_the_day_itself(owed):
    def states(hour: int) -> set[str]:
        with clock.freeze(datetime(2019, 5, 5, hour, 30)):
            return {one.state for one in due_between(owed, date(2019, 5, 5), date(2019, 5, 5))[0].units}

    assert states(16) == {"today"} and states(17) == {"late"}
    with clock.freeze(datetime(2019, 5, 5, 17, 30)):
        assert late_list(owed)[-1].state_words == "已过 17:00"


def test_a_report_soon_due_is_told_from_its_reminder_day_on(owed):
    def states(day: int) -> set[str]:
        with clock.freeze(datetime(2019, 5, day, 9, 0)):
            return {one.state for one in due_between(owed, date(2019, 5, 17), date(2019, 5, 17))[0].units}

    assert (states(14), states(15), states(17)) == ({"open"}, {"soon"}, {"today"})


def test_what_was_sent_is_judged_by_the_day_kept_with_it_though_the_rule_changed_since(owed):
    key = duty_id(owed)
    period = due_between(owed, date(2019, 4, 19), date(2019, 4, 19))[0].occurrence.period
    record_sent(owed, [Owed(key, "邯郸市", period, date(2019, 4, 19))], Sending(datetime(2019, 4, 19, 16, 0)))
    with owed.writing() as connection:
        changed = '{"kind": "fortnightly", "anchor": "2019-04-15", "weekday": 3}'
        connection.execute(update(Duty.__table__).where(Duty.__table__.c.id == key).values(recurrence=changed))
    (day,) = due_between(owed, date(2019, 4, 15), date(2019, 4, 19))
    assert day.occurrence.due_on == date(2019, 4, 17)
    assert [one.state for one in day.units] == ["sent", "late"]


def test_counts_agree_with_the_lists(owed):
    key = duty_id(owed)
    late = late_list(owed)
    record_sent(owed, [Owed(key, "邯郸市", late[0].occurrence.period)])
    with owed.reading() as connection:
        counts = duty_counts(connection)
    assert (counts.late, counts.due_today, counts.duties) == (len(late_list(owed)), 0, 1) == (3, 0, 1)
    with owed.reading() as connection:
        counts = duty_counts(connection, now=datetime(2019, 5, 17, 9, 0))
    assert (counts.late, counts.due_today) == (3, 2)


def test_the_month_has_whole_weeks_with_rest_days_and_make_up_workdays(owed):
    month = read_month(owed, 2019, 5)
    assert (month.first, month.last) == (date(2019, 4, 29), date(2019, 6, 2))
    assert date(2019, 5, 1) in month.rest and date(2019, 5, 5) not in month.rest
    assert month.marks[date(2019, 5, 1)].startswith("休") and month.marks[date(2019, 5, 5)].startswith("班")
    assert [(day.occurrence.due_on.day, day.sent, day.late) for day in month.days] == [
        (5, 0, 2),
        (17, 0, 0),
        (31, 0, 0),
    ]
    assert len(month.late) == 4 and month.week == () and not month.estimated
    assert read_month(owed, 2018, 12).last == date(2019, 1, 6)
    assert read_month(owed, 2031, 5).estimated


def test_units_are_rated_by_what_was_due(owed):
    key = duty_id(owed)
    first, second = (day.occurrence for day in due_between(owed, date(2019, 4, 1), date(2019, 5, 6)))
    record_sent(owed, [Owed(key, "邯郸市", first.period, first.due_on)], Sending(datetime(2019, 4, 19, 9, 0)))
    record_sent(owed, [Owed(key, "邯郸市", second.period, second.due_on)], Sending(datetime(2019, 5, 6, 9, 0)))
    found = {one.unit: one for one in unit_records(owed, date(2019, 4, 1), date(2019, 5, 31))}
    one = found["邯郸市"]
    assert (one.due, one.on_time, one.sent_late, one.missing, one.rate) == (2, 1, 1, 0, 0.5)
    assert (found["晋城市"].due, found["晋城市"].missing, found["晋城市"].rate) == (2, 2, 0.0)


def test_the_sentence_for_a_unit_says_what_it_owes_since_when_and_how_often_it_was_urged(owed):
    late = [one for one in late_list(owed) if one.unit == "邯郸市"]
    assert reminder_words(late[:1]) == (
        "邯郸市：2019年第8次双周调度《双周调度表》应于 2019年4月19日 17:00 前报送，已逾期 17 天（10 个工作日），"
        "请尽快报送省生态环境厅。"
    )
    remind(owed, [Owed(one.duty.id, one.unit, one.occurrence.period) for one in late[:1]])
    again = [one for one in late_list(owed) if one.unit == "邯郸市"]
    assert "经 1 次催办仍未报送" in reminder_words(again)


def test_a_rule_that_cannot_be_read_is_told_and_never_due(owed):
    with owed.writing() as connection:
        connection.execute(update(Duty.__table__).values(recurrence='{"kind": "monthly", "day": 99}'))
    with owed.reading() as connection:
        reading = DutyReading(connection, clock.now())
        assert reading.late() == [] and "日" in reading.duties[0].broken


def test_the_demo_ledger_owes_reports_some_of_which_are_late_and_none_lies_in_the_future(demo):
    from models.queries.duty_sent import read_reminders, read_reports

    late = late_list(demo)
    assert late and all(one.days_late >= 1 for one in late) and any(one.reminders for one in late)
    with demo.reading() as connection:
        reports, reminders = read_reports(connection), read_reminders(connection)
    assert len(reports) > 100
    assert all(report.sent_at < clock.now() for kept in reports.values() for report in kept)
    assert all(urging.at < clock.now() for kept in reminders.values() for urging in kept)
    assert {"sent", "sent_late", "late"} <= {
        one.state for day in due_between(demo, date(2019, 2, 1), date(2019, 5, 6)) for one in day.units
    }
