"""Which problems a command is about: ledger numbers, or a condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.errors import UserError

if TYPE_CHECKING:
    from models.store import Ledger


def chosen_ids(ledger: Ledger, numbers: Sequence[str], where: str, command: str) -> list[int]:
    """The ids of the problems named, or of those that fulfil the condition; UserError unless exactly one is given."""
    from sqlalchemy import select

    from models.queries.expressions import parse_where
    from models.queries.fields import PROBLEM
    from models.queries.problems import ProblemQuery, problem_ids

    if bool(where.strip()) == bool(numbers):
        raise UserError("要写台账编号，或用 --where 写条件，二者取一", advice=f"请看 rectledger {command} --help")
    if where.strip():
        found = list(problem_ids(ledger, ProblemQuery(where=parse_where(where))))
        if not found:
            raise UserError("没有符合条件的问题")
        return found
    with ledger.reading() as connection:
        query = select(PROBLEM.c.ledger_number, PROBLEM.c.id).where(PROBLEM.c.ledger_number.in_(numbers))
        known = {row.ledger_number: row.id for row in connection.execute(query.where(PROBLEM.c.removed_in.is_(None)))}
    missing = [number for number in numbers if number not in known]
    if missing:
        raise UserError(f"台账里没有 {'、'.join(missing)}")
    return [known[number] for number in dict.fromkeys(numbers)]
