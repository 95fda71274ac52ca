"""按期 and 超期 are decided by the valid deadline when a problem is closed, and days are told in both kinds."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from models.holidays import shipped_calendar
from models.operations.timeliness import timeliness_of_many
from models.rules.timeliness import remaining, timeliness


def day(month: int, number: int) -> date:
    return date(2019, month, number)


@pytest.mark.parametrize(
    ("deadline", "today", "sentence"),
    [
        (day(5, 13), day(5, 6), "还剩 7 天（5 个工作日）"),
        (day(5, 6), day(5, 6), "今天到期"),
        # The holiday of May 2019 (1st to 4th) with the make-up Sundays of 28 April and 5 May.
        (day(4, 25), day(5, 7), "逾期 12 天（7 个工作日）"),
        (date(2032, 1, 9), date(2032, 1, 5), "还剩 4 天（4 个工作日）（预估）"),
    ],
)
def test_days_are_told_in_calendar_and_working_days(deadline, today, sentence):
    assert remaining(deadline, today, shipped_calendar()).sentence == sentence


@pytest.mark.parametrize(
    ("deadline", "done", "original", "word", "sentence"),
    [
        (day(4, 25), day(4, 25), None, "按期", "按期"),
        (day(5, 10), day(5, 6), day(4, 25), "按期", "延期后按期"),
        (day(5, 10), day(4, 20), day(4, 25), "按期", "按期"),
        (day(4, 25), day(4, 29), None, "超期", "超期 4 天（3 个工作日）"),
        (day(5, 10), day(5, 13), day(4, 25), "超期", "按延期后的期限超期 3 天（1 个工作日）"),
    ],
)
def test_the_valid_deadline_decides_and_an_extension_is_said(deadline, done, original, word, sentence):
    judged = timeliness(deadline, done, shipped_calendar(), original)
    assert judged is not None and (judged.word, judged.sentence) == (word, sentence)


def test_without_a_deadline_or_a_day_nothing_is_decided():
    assert timeliness(None, day(5, 6), shipped_calendar()) is None
    assert timeliness(day(5, 6), None, shipped_calendar()) is None


def test_closing_writes_it_by_the_day_of_completion_else_of_closing(ledger):
    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET completed_on = '2019-05-09' WHERE id = 2"))
    with ledger.reading() as connection:
        assert timeliness_of_many(connection, {1: day(5, 6), 2: day(5, 20), 3: day(5, 20)}) == {
            1: {"timeliness": "超期"},
            2: {"timeliness": "按期"},
        }
        assert timeliness_of_many(connection, {2: day(5, 20)}, {2: day(5, 11)}) == {2: {"timeliness": "超期"}}
        assert timeliness_of_many(connection, {1: day(4, 25), 2: day(5, 20), 5: None}) == {
            1: {"timeliness": "按期"},
            2: {"timeliness": "按期"},
        }


def test_the_rule_may_ask_for_the_day_of_closing(ledger):
    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET completed_on = '2019-05-09' WHERE id = 2"))
        connection.execute(text("UPDATE rule_setting SET value = '\"closed\"' WHERE key = 'timeliness_by'"))
    with ledger.reading() as connection:
        assert timeliness_of_many(connection, {2: day(5, 20)}) == {2: {"timeliness": "超期"}}


def test_what_was_decided_stays_when_the_deadline_is_changed_later(ledger):
    from models.operations import edit_cells
    from models.operations.edit import CellEdit

    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET timeliness = '超期' WHERE id = 1"))
    edit_cells(ledger, [CellEdit(1, "deadline", "2019-12-31"), CellEdit(1, "remarks", "更正")])
    with ledger.reading() as connection:
        assert connection.execute(text("SELECT timeliness FROM problem WHERE id = 1")).scalar() == "超期"
