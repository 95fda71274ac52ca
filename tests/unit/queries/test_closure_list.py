"""The list of what waits to be closed, its filters, and the detail of one problem with its next step."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from models import clock
from models.operations.closure_preparing import submit_closures, tick_condition, untick_condition
from models.operations.closure_publicity import object_to_closure
from models.operations.closure_reviewing import Decision, decide
from models.queries.closure import ClosureFilter, closure_list, joint_ready
from models.queries.closure_detail import closure_detail
from models.queries.fields import PROBLEM
from models.schema import Problem

sys.path.insert(0, str(Path(__file__).parents[1] / "operations"))
from closing import begun, case_of, closed, complete, public, submitted

APRIL = date(2019, 4, 15)


def chips(ledger, **narrowed) -> dict[int, tuple[str, str]]:
    """Chip and tone of every line."""
    found = closure_list(ledger, None, ClosureFilter(**narrowed))
    return {line.problem_id: (line.chip, line.tone) for line in found.lines}


def test_a_closable_problem_without_application_waits_for_the_first_level(ledger):
    assert chips(ledger) == {5: ("待自查自验", "grey")}


def test_the_chip_says_where_an_application_stands(ledger, tmp_path):
    case = complete(ledger, 5, tmp_path, APRIL)
    assert chips(ledger)[5] == ("材料齐全", "green")
    untick_condition(ledger, case.id, case.standard.conditions[0].id)
    assert chips(ledger)[5] == ("缺 1 项", "red")
    tick_condition(ledger, case.id, case.standard.conditions[0].id, "李强", evidence=case.evidence)
    submit_closures(ledger, [case.id], "王敏", day=date(2019, 4, 28))
    assert chips(ledger)[5] == ("县级验收 剩 6 天", "blue")
    with clock.freeze(datetime(2019, 5, 20, 9, 0)):
        assert chips(ledger)[5] == ("县级验收 超 4 天", "red")
    decide(ledger, [Decision(case.id, False, "孙丽", "", "整改不彻底")])
    assert chips(ledger)[5] == ("退回：不彻底", "purple")


def test_publicity_shows_the_days_left_and_an_objection_stops_it(ledger, tmp_path):
    case = public(ledger, 5, tmp_path, date(2019, 4, 26))
    assert chips(ledger)[5] == ("公示中 剩 2 天", "blue")
    assert closure_detail(ledger, 5).step.words == "送备案销号（公示还有 2 个工作日）"
    object_to_closure(ledger, case.id, "夜间仍在生产")
    assert chips(ledger)[5] == ("有异议 暂停", "purple")
    assert closure_detail(ledger, 5).step.key == "resolve"


def test_filters_count_what_each_choice_would_find(ledger, tmp_path):
    submitted(ledger, 5, tmp_path)
    begun(ledger, 3)
    found = closure_list(ledger)
    assert found.stages[""] == 2 and found.stages["review"] == 1 and found.stages["preparing"] == 1
    assert found.completeness == {"": 2, "complete": 1, "lacking": 1}
    assert set(chips(ledger, complete="lacking")) == {3} and set(chips(ledger, city="晋城市")) == {3}
    assert chips(ledger, stage="review", city="晋城市") == {}
    assert not closure_list(ledger, "第二轮中央督察", ClosureFilter(stage="preparing")).lines


def test_what_is_closed_leaves_the_list_and_is_found_by_its_stage(ledger, tmp_path):
    closed(ledger, 5, tmp_path, APRIL)
    found = closure_list(ledger)
    assert found.lines == () and found.stages["closed"] == 1
    (line,) = closure_list(ledger, None, ClosureFilter(stage="closed")).lines
    assert (line.chip, line.filing_number) == ("已销号", "备〔2019〕1号")


def test_a_joint_review_is_offered_what_stands_at_its_level(ledger, tmp_path):
    case = submitted(ledger, 5, tmp_path)
    assert joint_ready(closure_list(ledger).lines) == ()
    for who in ("孙丽", "赵刚"):
        decide(ledger, [Decision(case.id, True, who)])
    (line,) = joint_ready(closure_list(ledger).lines)
    assert (line.problem_id, line.level_name) == (5, "档案预审")


def test_the_detail_names_levels_conditions_and_what_is_missing(ledger, tmp_path):
    case = complete(ledger, 5, tmp_path, APRIL)
    untick_condition(ledger, case.id, case.standard.conditions[3].id)
    detail = closure_detail(ledger, 5)
    assert detail.head.chip == "缺 1 项，不能送审" and detail.step.words == "送县级验收（还缺 1 项）"
    assert [one.state.condition.text for one in detail.missing] == [case.standard.conditions[3].text]
    assert [one.stand.chip for one in detail.conditions[:2]] == ["佐证 1", "佐证 1"]
    assert [one.stand.chip for one in detail.levels][:2] == ["准备中", "未开始"]
    assert detail.levels[2].unit == "市级生态环境局"


def test_earlier_attempts_stay_to_be_looked_at(ledger, tmp_path):
    case = submitted(ledger, 5, tmp_path)
    decide(ledger, [Decision(case.id, False, "孙丽", "", "整改不彻底")])
    begun(ledger, 5)
    detail = closure_detail(ledger, 5)
    assert [(one.number, one.words, one.reason) for one in detail.attempts] == [
        (2, "准备材料", ""), (1, "已退回", "整改不彻底"),
    ]  # fmt: skip
    old = closure_detail(ledger, 5, case.id)
    assert not old.latest and old.case.id == case.id and not old.can("tick")


def test_every_stage_stands_in_the_demo(demo):
    stages = closure_list(demo).stages
    assert all(stages[stage] for stage in ("waiting", "preparing", "review", "publicity", "returned", "closed"))


def test_very_many_closable_problems_are_listed_with_few_questions(ledger, tmp_path):
    submitted(ledger, 5, tmp_path)
    with ledger.writing() as connection:
        base = dict(connection.execute(select(PROBLEM).where(PROBLEM.c.id == 3)).mappings().one())
        rows = [base | {"id": 100 + n, "ledger_number": f"ZG-{100 + n:06}", "status": "待销号"} for n in range(3000)]
        connection.execute(insert(Problem), rows)
    seen: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        found = closure_list(ledger)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(found.lines) == 3001 and len(seen) < 20
    assert case_of(ledger, 5).stage == "review"
