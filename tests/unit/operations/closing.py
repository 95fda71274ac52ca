"""How tests bring an application for 销号 to where they need it; not a test itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.operations.closure_filing import Filing, approve_closures, file_closures
from models.operations.closure_preparing import start_closures, submit_closures, tick_condition
from models.operations.closure_publicity import end_publicity, start_publicity
from models.operations.closure_reviewing import Decision, decide
from models.operations.evidence import add_evidence, take_in
from models.queries.closure_cases import Case, latest_closures, read_cases
from models.queries.fields import PROBLEM


def case_of(ledger: Any, problem_id: int) -> Case:
    """The latest application of a problem."""
    with ledger.reading() as connection:
        key = latest_closures(connection, [problem_id])[problem_id]
        return read_cases(connection, [key])[key]


def status_of(ledger: Any, problem_id: int) -> str:
    """The state of a problem."""
    from sqlalchemy import select

    with ledger.reading() as connection:
        return connection.execute(select(PROBLEM.c.status).where(PROBLEM.c.id == problem_id)).scalar_one()


def give_evidence(ledger: Any, problem_id: int, folder: Any) -> list[int]:
    """One file as evidence; returns the ids the problem has."""
    path = folder / f"整改后照片{problem_id}.txt"
    path.write_text(f"照片 {problem_id}", encoding="utf-8")
    add_evidence(ledger, problem_id, take_in(ledger, [path]))
    from models.queries.closure_cases import evidence_ids

    with ledger.reading() as connection:
        return evidence_ids(connection, [problem_id])[problem_id]


def begun(ledger: Any, problem_id: int, day: date | None = None) -> Case:
    """An application that is being prepared."""
    start_closures(ledger, [problem_id], "王敏", day=day)
    return case_of(ledger, problem_id)


def complete(ledger: Any, problem_id: int, folder: Any, day: date | None = None) -> Case:
    """One whose conditions all hold."""
    case, pieces = begun(ledger, problem_id, day), give_evidence(ledger, problem_id, folder)
    for condition in case.standard.conditions:
        tick_condition(ledger, case.id, condition.id, "李强", day=day, evidence=pieces)
    return case_of(ledger, problem_id)


def submitted(ledger: Any, problem_id: int, folder: Any, day: date | None = None) -> Case:
    """One that was handed in."""
    case = complete(ledger, problem_id, folder, day)
    submit_closures(ledger, [case.id], "王敏", day=day)
    return case_of(ledger, problem_id)


def public(ledger: Any, problem_id: int, folder: Any, day: date | None = None) -> Case:
    """One that all levels passed and that is put up."""
    case = submitted(ledger, problem_id, folder, day)
    reviewers = iter(("孙丽", "赵刚", "周洁", "吴海"))
    while case.stage == "review":
        decide(ledger, [Decision(case.id, True, next(reviewers))], day=day)
        case = case_of(ledger, problem_id)
    start_publicity(ledger, [case.id], "省厅网站", day=day)
    return case_of(ledger, problem_id)


def closed(ledger: Any, problem_id: int, folder: Any, day: date, number: str = "备〔2019〕1号") -> Case:
    """One that was put up on ``day``, approved, filed and closed today."""
    case = public(ledger, problem_id, folder, day)
    end_publicity(ledger, [case.id], "王敏")
    approve_closures(ledger, [case.id], "郑局长")
    file_closures(ledger, [Filing(case.id, number, "生态环境部")], "王敏")
    return case_of(ledger, problem_id)
