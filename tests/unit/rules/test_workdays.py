"""The working-day engine: the vectors of the domain notes, and what must hold for any calendar and any day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from models.errors import UserError
from models.holidays import shipped_calendar, shipped_years
from models.rules.workdays import HOLIDAY, MOST, WORKDAY, WorkdayCalendar, workday_calendar

VECTORS = [
    ("2018-05-03", 20, "2018-05-31"),
    ("2018-09-26", 20, "2018-10-29"),
    ("2018-02-09", 20, "2018-03-14"),
    ("2017-09-25", 20, "2017-10-27"),
    ("2018-09-26", 10, "2018-10-15"),
    ("2018-04-27", 5, "2018-05-07"),
    ("2024-12-25", 20, "2025-01-23"),
]
MAKE_UP_2018 = ["02-11", "02-24", "04-08", "04-28", "09-29", "09-30", "12-29"]


@pytest.mark.parametrize(("start", "count", "end"), VECTORS)
def test_the_vectors_of_the_domain_notes_are_reached_and_counted_back(start: str, count: int, end: str) -> None:
    calendar = shipped_calendar()
    reached = calendar.add(date.fromisoformat(start), count)
    assert reached.day.isoformat() == end
    assert reached.estimated is False
    assert calendar.count(date.fromisoformat(start), date.fromisoformat(end)).days == count


def test_counting_monday_to_friday_gives_another_day_than_the_calendar() -> None:
    weekdays_only = WorkdayCalendar({}, frozenset())
    assert weekdays_only.add(date(2018, 9, 26), 20).day == date(2018, 10, 24)
    assert weekdays_only.add(date(2018, 2, 9), 20).day == date(2018, 3, 9)
    assert weekdays_only.add(date(2018, 9, 26), 20).estimated is True


def test_the_make_up_workdays_of_2018_are_worked_and_no_other_weekend() -> None:
    calendar = shipped_calendar()
    worked = [
        day.isoformat()[5:]
        for day in (date(2018, 1, 1) + timedelta(days=place) for place in range(365))
        if day.weekday() >= 5 and calendar.is_workday(day)
    ]
    assert worked == MAKE_UP_2018


def test_the_years_2004_to_2026_are_known_and_say_where_they_come_from() -> None:
    years = dict(shipped_years())
    assert sorted(years) == list(range(2004, 2027))
    assert years[2018].startswith("国办发明电〔2017〕12号")
    assert all("chinesecalendar" in source for source in years.values())


def _any_calendar(seed: int) -> WorkdayCalendar:
    """The shipped one, or one with exceptions thrown anywhere: runs of holidays, make-ups, also over new year."""
    if seed % 2 == 0:
        return shipped_calendar()
    dice = random.Random(seed)
    days: dict[date, str] = {}
    for _run in range(60):
        first = date(2009, 1, 1) + timedelta(days=dice.randrange(365 * 12))
        kind = dice.choice((HOLIDAY, HOLIDAY, WORKDAY))
        for place in range(dice.randrange(1, 12)):
            days[first + timedelta(days=place)] = kind
    return workday_calendar([(day, kind, None) for day, kind in days.items()], dice.sample(range(2009, 2022), 9))


def _draws(seed: int) -> list[tuple[WorkdayCalendar, date, int]]:
    dice = random.Random(seed)
    calendar = _any_calendar(seed)
    return [
        (calendar, date(2003, 6, 1) + timedelta(days=dice.randrange(365 * 26)), dice.randrange(1, 320))
        for _draw in range(60)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_adding_n_and_then_counting_gives_n_on_a_day_that_is_worked(seed: int) -> None:
    for calendar, start, number in _draws(seed):
        reached = calendar.add(start, number)
        assert calendar.is_workday(reached.day), (start, number)
        assert calendar.count(start, reached.day).days == number
        assert calendar.count(start, reached.day - timedelta(days=1)).days == number - 1


@pytest.mark.parametrize("seed", range(12))
def test_backwards_is_the_same_mirrored(seed: int) -> None:
    for calendar, start, number in _draws(seed):
        reached = calendar.add(start, -number)
        assert reached.day < start
        assert calendar.is_workday(reached.day)
        assert calendar.count(start, reached.day).days == -number
        assert calendar.add(reached.day, number).day <= start or not calendar.is_workday(start)


@pytest.mark.parametrize("seed", range(12))
def test_more_days_and_a_later_start_never_end_earlier(seed: int) -> None:
    for calendar, start, number in _draws(seed):
        here = calendar.add(start, number).day
        assert here < calendar.add(start, number + 1).day
        assert here <= calendar.add(start + timedelta(days=1), number).day


@pytest.mark.parametrize("seed", range(6))
def test_counting_in_two_parts_is_counting_at_once_and_one_by_one(seed: int) -> None:
    for calendar, start, number in _draws(seed):
        middle, end = start + timedelta(days=number // 3), start + timedelta(days=number)
        whole = calendar.count(start, end).days
        assert whole == calendar.count(start, middle).days + calendar.count(middle, end).days
        single = sum(calendar.is_workday(start + timedelta(days=place)) for place in range(1, number + 1))
        assert whole == single


def test_a_result_that_touches_an_unknown_year_is_estimated() -> None:
    calendar = shipped_calendar()
    assert calendar.add(date(2026, 12, 30), 1).estimated is False
    crossing = calendar.add(date(2026, 12, 30), 3)
    assert (crossing.day, crossing.estimated) == (date(2027, 1, 4), True)
    assert calendar.count(date(2026, 12, 1), date(2027, 1, 8)).estimated is True
    assert calendar.count(date(2026, 12, 1), date(2026, 12, 31)).estimated is False
    assert calendar.add(date(2004, 1, 5), -4).estimated is True


def test_no_days_at_all_is_the_day_itself() -> None:
    calendar = shipped_calendar()
    sunday = date(2018, 5, 6)
    assert calendar.add(sunday, 0).day == sunday
    assert calendar.count(sunday, sunday).days == 0


def test_a_rest_day_is_put_off_or_forward_to_a_worked_one() -> None:
    calendar = shipped_calendar()
    national_day = date(2018, 10, 1)
    assert calendar.on_or_after(national_day).day == date(2018, 10, 8)
    assert calendar.on_or_before(national_day).day == date(2018, 9, 30)
    assert calendar.on_or_after(date(2018, 9, 29)).day == date(2018, 9, 29)
    assert calendar.on_or_before(date(2027, 1, 2)).estimated is True


def test_more_days_than_any_deadline_has_are_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="工作日数太大"):
        shipped_calendar().add(date(2018, 1, 1), MOST + 1)
    with pytest.raises(UserError, match="历法范围"):
        shipped_calendar().add(date(9999, 12, 1), 100)
