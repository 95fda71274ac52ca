"""Filters on history: was, never was, moved from to, once overdue, returned, deadline moved, changed lately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from models import clock
from models.operations import CellEdit, edit_cells, move_status, undo_last
from models.queries.history_conditions import HistoryTest, history_words, read_history, written_history
from models.queries.problems import ProblemQuery, count, facet, problem_ids
from models.queries.view_content import content_of, query_of
from models.store import Ledger
from tests.unit.operations.open_matrix import allow_every_move

Found = Callable[..., list[int]]


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    """What states lead to is tested here, not who may move to which."""
    allow_every_move(ledger)
    return ledger


@pytest.fixture
def found(ledger: Ledger) -> Found:
    def ids(*tests: HistoryTest, **more: Any) -> list[int]:
        return sorted(problem_ids(ledger, ProblemQuery(history=tests, **more)))

    return ids


def on(day: str, hour: int = 9) -> Any:
    return clock.freeze(datetime.fromisoformat(f"{day}T{hour:02d}:00:00"))


def was(status: str, **more: Any) -> HistoryTest:
    return HistoryTest("was", "status", new=status, **more)


def test_a_state_a_problem_has_had_or_has_is_one_it_once_had(ledger: Ledger, found: Found) -> None:
    with on("2019-04-12"):
        move_status(ledger, [2], "核查中")
    with on("2019-04-15"):
        move_status(ledger, [2], "整改不到位")
    assert found(was("核查中")) == [2]
    assert found(was("待整改")) == [2], "the state before the first recorded change"
    assert found(was("已销号")) == [4], "the present state of a problem that was never touched"
    assert found(was("核查中", never=True)) == [1, 3, 4, 5]


def test_from_one_value_to_another_is_one_step(ledger: Ledger, found: Found) -> None:
    with on("2019-04-12"):
        move_status(ledger, [2], "核查中")
    with on("2019-04-15"):
        move_status(ledger, [2], "整改不到位")
    assert found(HistoryTest("moved", "status", "核查中", "整改不到位")) == [2]
    assert found(HistoryTest("moved", "status", "待整改", "整改不到位")) == []
    assert found(HistoryTest("moved", "status", None, "核查中")) == [2]
    assert found(HistoryTest("moved", "status", "待整改", None, never=True)) == [1, 3, 4, 5]


def test_a_field_of_any_kind_can_be_followed(ledger: Ledger, found: Found) -> None:
    edit_cells(ledger, [CellEdit(1, "falsified", False), CellEdit(1, "weight", "2"), CellEdit(1, "longitude", "114.5")])
    assert found(HistoryTest("moved", "falsified", True, False)) == [1]
    assert found(HistoryTest("was", "weight", new=Decimal("1.5"))) == [1]
    assert found(HistoryTest("was", "longitude", new=114.5)) == [1]
    assert found(HistoryTest("was", "deadline", new=date(2019, 5, 10))) == [2]


def test_only_checking_and_closing_states_are_returned_from(ledger: Ledger, found: Found) -> None:
    with on("2019-04-12"):
        move_status(ledger, [1], "待整改")  # open to open
        move_status(ledger, [3], "整改不到位")  # checking to open: returned
        move_status(ledger, [5], "整改中")  # closing to open: returned
        move_status(ledger, [4], "整改中")  # closed to open: reopened, not returned
    assert found(HistoryTest("returned")) == [3, 5]
    assert found(HistoryTest("returned", never=True)) == [1, 2, 4]


def test_once_overdue_goes_by_the_deadline_and_the_state_of_that_time(ledger: Ledger, found: Found) -> None:
    """Registered on 2019-04-10; 1 was due on 04-25, 2 is due on 05-10, 4 was closed before its deadline."""
    with on("2019-04-30"):
        move_status(ledger, [1], "已销号")
        edit_cells(ledger, [CellEdit(2, "deadline_text", "2019年4月20日")])
    with on("2019-05-03"):
        edit_cells(ledger, [CellEdit(2, "deadline_text", "2019年6月30日")])
    assert found(HistoryTest("overdue")) == [1, 2], "1 until it was closed; 2 between its two new deadlines"
    assert found(HistoryTest("overdue", never=True)) == [3, 4, 5]


def test_what_was_closed_or_moved_in_time_never_was_overdue(ledger: Ledger, found: Found) -> None:
    with on("2019-04-25"):
        move_status(ledger, [1], "待销号")
    assert found(HistoryTest("overdue")) == []
    with on("2019-05-09"):
        edit_cells(ledger, [CellEdit(2, "deadline_text", "2019年6月10日")])
    with on("2019-06-01"):
        assert found(HistoryTest("overdue")) == []
    with on("2019-06-11"):
        assert found(HistoryTest("overdue")) == [2], "overdue now is once overdue, too"


def test_a_state_put_right_on_the_day_it_was_entered_does_not_count(ledger: Ledger, found: Found) -> None:
    with on("2019-04-26", 9):
        move_status(ledger, [4], "整改中")
    with on("2019-04-26", 11):
        move_status(ledger, [4], "已销号")
    assert 4 not in found(HistoryTest("overdue"))


def test_closing_on_the_day_after_the_deadline_was_overdue(ledger: Ledger, found: Found) -> None:
    with on("2019-04-26"):
        move_status(ledger, [1], "已销号")
    assert found(HistoryTest("overdue")) == [1]


def test_a_deadline_counts_as_moved_only_when_there_was_one(ledger: Ledger, found: Found) -> None:
    edit_cells(ledger, [CellEdit(1, "deadline", "2019-06-30")])
    edit_cells(ledger, [CellEdit(3, "deadline", "2019-06-30")])
    assert found(HistoryTest("rescheduled")) == [1]


def test_changed_lately_and_by_whom(ledger: Ledger, found: Found) -> None:
    with on("2019-04-29"):
        edit_cells(ledger, [CellEdit(1, "progress", "已拆除")])
    ledger.actor = "李四"
    with on("2019-04-30"):
        edit_cells(ledger, [CellEdit(2, "remarks", "补正")])
    assert found(HistoryTest("changed")) == [1, 2], "entering a row is no change of it"
    assert found(HistoryTest("changed", days=7)) == [2], "05-06 and the six days before it"
    assert found(HistoryTest("changed", days=8)) == [1, 2]
    assert found(HistoryTest("changed", actor="李四")) == [2]
    assert found(HistoryTest("changed", actor="张三")) == [1]
    assert found(HistoryTest("changed", "progress")) == [1]
    assert found(HistoryTest("changed", days=8, never=True)) == [3, 4, 5]


def test_what_was_undone_never_was(ledger: Ledger, found: Found) -> None:
    move_status(ledger, [3], "整改不到位")
    edit_cells(ledger, [CellEdit(1, "deadline", "2019-06-30")])
    undo_last(ledger)
    undo_last(ledger)
    for test in (HistoryTest("returned"), HistoryTest("rescheduled"), was("整改不到位"), HistoryTest("changed")):
        assert found(test) == [], test


def test_it_combines_with_every_other_condition_and_respects_their_counts(ledger: Ledger, found: Found) -> None:
    for key in (3, 5):
        move_status(ledger, [key], "整改不到位")
    back = HistoryTest("returned")
    assert found(back, campaign=1) == [3]
    assert found(back, where="city = 晋城市") == [3]
    assert found(back, filters={"city": (None,)}) == [5]
    assert found(back, was("已上报待核查")) == [3], "all of several must hold"
    query = ProblemQuery(history=(back,))
    assert count(ledger, query) == 2
    assert facet(ledger, query, "city") == [("晋城市", 1), (None, 1)]
    again = query_of(content_of(query))
    assert list(problem_ids(ledger, again)) == list(problem_ids(ledger, query))


def test_it_can_be_asked_of_a_past_day(ledger: Ledger, found: Found) -> None:
    with on("2019-04-20"):
        move_status(ledger, [3], "整改不到位")
    assert found(HistoryTest("returned"), as_of=date(2019, 4, 19)) == []
    assert found(HistoryTest("returned"), as_of=date(2019, 4, 20)) == [3]


def test_conditions_come_back_from_json_and_say_what_they_mean() -> None:
    tests = (
        HistoryTest("was", "deadline", new=date(2019, 5, 1), never=True),
        HistoryTest("moved", "status", "核查中", "整改不到位", days=30, actor="李四"),
        HistoryTest("overdue"),
        HistoryTest("changed", days=7),
    )
    assert read_history(written_history(tests)) == tests
    assert read_history([{"kind": "gone"}, {"kind": "was", "field": "gone"}, {"kind": "was"}]) == ()
    assert read_history(None) == ()
    words = [history_words(test, lambda _key, value: str(value)) for test in tests]
    assert words == [
        "整改期限：从未是“2019-05-01”",
        "状态：最近 30 天 李四 由“核查中”变为“整改不到位”",
        "曾逾期",
        "最近 7 天改过",
    ]
