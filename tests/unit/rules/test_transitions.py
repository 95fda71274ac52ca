"""The matrix of moves: who may go where, what it asks for, and the way round where there is no straight one."""

from __future__ import annotations

import pytest

from models.rules.transitions import Demand, FieldRule, Matrix, Obstacle, Step, missing_of

PHASES = {"待整改": "open", "整改中": "open", "核查中": "checking", "已销号": "closed", "旧状态": "aside"}
MATRIX = Matrix(
    PHASES,
    ("待整改", "整改中", "核查中", "已销号"),
    (
        Step("", "待整改"),
        Step("", "已销号", roles=frozenset({"负责人"})),
        Step("待整改", "整改中"),
        Step("整改中", "核查中"),
        Step("整改中", "待整改", needs_reason=True),
        Step("核查中", "已销号", required=("closed_on",), gate="closure"),
        Step("核查中", "已销号", categories=frozenset({"扬尘"}), roles=frozenset({"负责人"})),
        Step("已销号", "整改中", roles=frozenset({"负责人"}), needs_reason=True),
        Step("整改中", "旧状态"),
    ),
    (
        FieldRule("已销号", "closed_on", "required"),
        FieldRule("已销号", "deadline", "readonly"),
        FieldRule("核查中", "completed_on", "required", frozenset({"噪声"})),
    ),
)


def judged(before: str, after: str, role: str = "经办人", category: str | None = "噪声") -> Demand | Obstacle:
    return MATRIX.judge(before, after, role, category)


def test_a_move_that_is_not_there_is_refused_and_the_way_round_is_known():
    assert judged("待整改", "已销号") == Obstacle("path")
    assert MATRIX.path("待整改", "已销号") == ("整改中", "核查中")
    assert MATRIX.path("待整改", "整改中") == ()
    assert MATRIX.path("旧状态", "整改中") == ()


def test_a_move_only_for_some_role_names_it():
    assert judged("已销号", "整改中") == Obstacle("role", ("负责人",))
    assert judged("已销号", "整改中", "负责人") == Demand((), True, "")


def test_required_fields_of_the_move_and_of_the_state_are_joined():
    assert judged("核查中", "已销号") == Demand(("closed_on",), False, "closure")
    assert judged("整改中", "核查中") == Demand(("completed_on",), False, "")
    assert judged("整改中", "核查中", category="扬尘") == Demand((), False, "")


def test_of_two_ways_the_one_that_asks_least_of_this_person_counts():
    assert judged("核查中", "已销号", "经办人", "扬尘") == Demand(("closed_on",), False, "closure")
    assert judged("核查中", "已销号", "负责人", "扬尘") == Demand(("closed_on",), False, "")


def test_a_retired_state_is_not_moved_to_but_keeps_its_phase():
    assert judged("整改中", "旧状态") == Obstacle("state")
    assert "旧状态" not in MATRIX.next_states("整改中")


def test_the_states_that_follow_come_in_the_order_of_states_and_by_role():
    assert MATRIX.next_states("整改中", "经办人", "噪声") == ("待整改", "核查中")
    assert MATRIX.next_states("已销号", "经办人") == ()
    assert MATRIX.next_states("已销号") == ("整改中",)


def test_what_comes_in_as_history_is_asked_only_for_what_its_own_step_asks():
    assert judged("", "已销号", "负责人") == Demand((), False, "")
    assert judged("", "已销号") == Obstacle("role", ("负责人",))


@pytest.mark.parametrize(
    ("filled", "reason", "missing"),
    [
        ((), "写了", Obstacle("field", ("closed_on",))),
        (("closed_on",), " ", Obstacle("reason")),
        (("closed_on",), "写了", None),
    ],
)
def test_fields_are_asked_before_the_reason(filled, reason, missing):
    assert missing_of(Demand(("closed_on",), True), filled, reason) == missing


def test_fields_are_kept_as_they_are_only_in_their_state():
    assert MATRIX.readonly_in("已销号", "噪声") == frozenset({"deadline"})
    assert MATRIX.readonly_in("整改中", "噪声") == frozenset()
