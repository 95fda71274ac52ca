"""The lines of the process of closing, read from the tables alone and narrowed by campaign."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select

from models.operations.duties import DutyDraft, add_duties
from models.queries.problems import ProblemQuery, problem_ids
from models.queries.todo_process import process_work
from models.rules.duties import Recurrence
from models.schema import (
    Closure,
    ClosureStandard,
    Escalation,
    EscalationProblem,
    Ladder,
    LadderStep,
    Verification,
    VerificationPlan,
)


@pytest.fixture
def busy(ledger):
    """Answers overdue about problem 1 and about none, applications returned, checks of an open and of a closed plan."""
    with ledger.writing() as connection:
        ladder = connection.execute(select(Ladder.__table__.c.id)).scalars().first()
        step = connection.execute(
            select(LadderStep.__table__).where(LadderStep.__table__.c.ladder_id == ladder)
        ).first()
        common = {"ladder_id": ladder, "step_id": step.id, "step_name": step.name, "position": 1,
                  "taken_on": date(2019, 4, 1), "replied_on": None, "lifted_on": None, "unit": "邯郸市"}  # fmt: skip
        steps = [
            common | {"id": 1, "due_on": date(2019, 5, 5)}, common | {"id": 2, "due_on": date(2019, 4, 20)},
            common | {"id": 3, "due_on": date(2019, 5, 6)},
            common | {"id": 4, "due_on": date(2019, 4, 20), "replied_on": date(2019, 4, 25)},
            common | {"id": 5, "due_on": date(2019, 4, 20), "lifted_on": date(2019, 4, 25)},
        ]  # fmt: skip
        connection.execute(insert(Escalation.__table__), steps)
        connection.execute(insert(EscalationProblem.__table__).values(escalation_id=1, problem_id=1))
        standard = connection.execute(select(ClosureStandard.__table__.c.id)).scalars().first()
        closure = {"standard_id": standard, "number": 1, "stage": "returned"}
        connection.execute(insert(Closure.__table__), [closure | {"problem_id": 4}, closure | {"problem_id": 5}])
        plans = [{"id": 1, "name": "甲", "purpose": "check", "closed_on": None},
                 {"id": 2, "name": "乙", "purpose": "check", "closed_on": date(2019, 5, 1)}]  # fmt: skip
        connection.execute(insert(VerificationPlan.__table__), plans)
        checks = [{"plan_id": 1, "problem_id": 3, "result": None}, {"plan_id": 2, "problem_id": 2, "result": None},
                  {"plan_id": 1, "problem_id": 1, "result": "已整改"}]  # fmt: skip
        connection.execute(insert(Verification.__table__), checks)
    return ledger


def found(ledger, query: ProblemQuery | None = None) -> dict[str, int]:
    return {line.kind.partition("_1")[0]: line.count for line in process_work(ledger, query).lines}


def test_only_what_is_open_and_overdue_is_counted(busy):
    assert found(busy) == {"reply": 2, "returned": 2, "to_verify": 1}
    line = next(line for line in process_work(busy).lines if line.kind.startswith("reply"))
    assert "2 项督促的回复逾期，最早 2019-04-20" in line.text and line.arguments["tab"] == "late"


def test_a_campaign_narrows_every_line(busy):
    assert found(busy, ProblemQuery(campaign="2018—2019 强化监督")) == {"reply": 1, "returned": 1, "to_verify": 1}
    assert found(busy, ProblemQuery(campaign="第二轮中央督察")) == {"returned": 1}


def test_lines_of_problems_open_as_many_as_they_say(busy):
    for query in (ProblemQuery(), ProblemQuery(campaign="2018—2019 强化监督")):
        for line in process_work(busy, query).lines:
            if line.query is not None:
                assert len(problem_ids(busy, line.query)) == line.count


def test_reports_late_and_due_today_have_a_line_each(ledger):
    rule = Recurrence("weekly", weekday=1)
    add_duties(ledger, [DutyDraft("周报", units=("邯郸市",), rule=rule, shift="none", starts_on=date(2019, 4, 20))])
    lines = {line.kind: line for line in process_work(ledger).lines}
    assert (lines["duty_late"].count, lines["duty_today"].count) == (2, 1)
    assert lines["duty_late"].tone == "red" and lines["duty_today"].arguments["day"] == date(2019, 5, 6)
    work = process_work(ledger, now=datetime(2019, 4, 21))
    assert work.lines == () and work.counts["duties"] == 0


def test_an_empty_ledger_has_nothing_to_do(empty_ledger):
    work = process_work(empty_ledger)
    assert work.lines == () and set(work.counts.values()) == {0}
