"""The facts that the forms of 销号 are made of, read for one application or many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models.forms.closure_forms import ClosureFacts, ConditionFact, OpinionFact
from models.queries.closure_cases import Case, read_cases
from models.queries.evidence import EVIDENCE
from models.queries.fields import PROBLEM
from models.rules.closure import FILING, PASSED, PUBLICITY_LEVEL
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger


def closure_facts(ledger: Ledger, closure_ids: Iterable[int]) -> tuple[ClosureFacts, ...]:
    """In the order of the ids; those that are gone are left out."""
    wanted = list(dict.fromkeys(closure_ids))
    with ledger.reading() as connection:
        return closure_facts_in(connection, wanted)


def closure_facts_in(connection: Connection, closure_ids: Sequence[int]) -> tuple[ClosureFacts, ...]:
    """The same on a connection that is open."""
    cases = read_cases(connection, closure_ids)
    problem_ids = [case.problem.id for case in cases.values()]
    columns = PROBLEM.c
    query = select(
        columns.id, columns.round, columns.requirement, columns.deadline, columns.deadline_text, columns.completed_on,
        columns.measures,
    ).where(among(columns.id, problem_ids))  # fmt: skip
    more = {row.id: row for row in connection.execute(query)}
    numbers = _evidence_numbers(connection, problem_ids)
    return tuple(
        _facts(cases[key], more[cases[key].problem.id], numbers.get(cases[key].problem.id, {}))
        for key in closure_ids
        if key in cases
    )


def _evidence_numbers(connection: Connection, problem_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """By problem and evidence: its number and title, counted as the page counts them."""
    query = (
        select(EVIDENCE.c.problem_id, EVIDENCE.c.id, EVIDENCE.c.title)
        .where(among(EVIDENCE.c.problem_id, problem_ids), EVIDENCE.c.removed_in.is_(None))
        .order_by(EVIDENCE.c.id)
    )
    found: dict[int, dict[int, str]] = {}
    for row in connection.execute(query):
        mine = found.setdefault(row.problem_id, {})
        mine[row.id] = f"{len(mine) + 1} {row.title}"
    return found


def _facts(case: Case, more: Any, numbers: dict[int, str]) -> ClosureFacts:
    row, problem = case.row, case.problem
    return ClosureFacts(
        problem.ledger_number, row["number"], problem.name, f"{problem.city}{problem.county}", problem.category,
        problem.campaign, more.round or "", problem.description, more.requirement or "",
        more.deadline.isoformat() if more.deadline is not None else more.deadline_text or "",
        problem.responsible_unit, row["unit"] or problem.responsible_unit, more.completed_on,
        row["submitter"] or "", row["submitted_on"], row["summary"] or more.measures or "", case.standard.name,
        tuple(
            ConditionFact(
                one.condition.text, one.met, one.tick.person if one.tick is not None else "",
                one.tick.ticked_on if one.tick is not None else None,
                "；".join(numbers[key] for key in one.evidence if key in numbers),
            )
            for one in case.conditions
        ),
        _opinions(case), _publicity(case), row["approver"] or "", row["approved_on"], row["filing_number"] or "",
        row["filed_to"] or "", row["filed_on"], row["timeliness"] or "",
    )  # fmt: skip


def _opinions(case: Case) -> tuple[OpinionFact, ...]:
    found: list[OpinionFact] = []
    for level in case.standard.route:
        if level.kind in (PUBLICITY_LEVEL, FILING):
            continue
        review = next((one for one in reversed(case.reviews) if one.level_id == level.id), None)
        if review is None:
            found.append(OpinionFact(level.name, case.unit_of(level)))
            continue
        result = "同意" if review.result == PASSED else f"退回：{review.reason}"
        words = "" if review.opinion in ("同意", result) else review.opinion
        found.append(
            OpinionFact(
                level.name, review.unit or case.unit_of(level), review.reviewer, review.reviewed_on, result, words
            )
        )  # fmt: skip
    return tuple(found)


def _publicity(case: Case) -> str:
    row = case.row
    if row["publicity_from"] is None:
        return ""
    until = row["publicity_until"]
    end = f"至 {until}" if until is not None else "（因异议暂停）"
    objections = f"，收到异议 {len(case.objections)} 件" if case.objections else "，没有收到异议" if until else ""
    place = f"，{row['publicity_place']}" if row["publicity_place"] else ""
    return f"{row['publicity_from']} {end}{place}{objections}"
