"""The plan of a visit log as a person looks at it: rows with what becomes of them, and one row beside the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, select

from models.importing.choices import Choices
from models.importing.views import CellView, PlanRow, Verdict
from models.importing.visits.deciding import STORED, VisitDecisions
from models.importing.visits.incoming import VisitIncoming
from models.importing.visits.lookups import Lookups, as_text
from models.queries.visits_fields import VISIT, VISIT_FIELDS
from models.schema import Problem, Round

_ROUND: Table = Round.__table__  # type: ignore[assignment]
_PROBLEM: Table = Problem.__table__  # type: ignore[assignment]
MOST_NEW, MOST_UNCHANGED, MOST_OTHERS = 5_000, 1_000, 20_000
"""Rows of one kind that are listed; the counts are of all."""
_TITLES = {"round_id": "round", "problem_id": "problem"}


def visit_plan_rows(
    connection: Connection, incoming: VisitIncoming, plan: VisitDecisions, choices: Choices
) -> list[PlanRow]:
    """What becomes of the rows, those that need a look first; of very many alike the first."""
    errors = {(issue.file, issue.sheet, issue.cell[1:]): issue.message for issue in plan.issues if
              issue.severity == "error"}  # fmt: skip
    names = _Names(connection)
    rows: list[PlanRow] = []
    for verdict, positions, most in _piles(plan):
        for at in positions[:most]:
            origin, row = incoming.origin(at), incoming.rows[at]
            change = plan.changed.get(at)
            changes = [] if change is None else [
                (_TITLES.get(column, column), names.text(column, old), names.text(column, new, incoming, at))
                for column, (old, new) in change.values.items()
            ]  # fmt: skip
            place = " ".join(filter(None, (incoming.value("city", at), incoming.value("county", at))))
            rows.append(PlanRow(
                verdict, origin.file_name, origin.sheet, row, incoming.value("number", at) or "",
                incoming.value("site_name", at) or incoming.value("address", at) or "", place,
                incoming.value("finding", at) or "",
                tuple((name, VISIT_FIELDS[name].title, old, new) for name, old, new in changes if name in VISIT_FIELDS),
                errors.get((origin.file, origin.sheet, str(row)), ""), key=incoming.key(at),
                choice=choices.rows.get(incoming.key(at)),
            ))  # fmt: skip
    return rows


def visit_row_detail(
    connection: Connection, incoming: VisitIncoming, plan: VisitDecisions, at: int
) -> tuple[CellView, ...]:
    """Every field of a row beside what the ledger holds, with what will become of it and why."""
    ours: dict[str, Any] = {}
    if at in plan.target:
        found = connection.execute(select(VISIT).where(VISIT.c.id == plan.target[at][0])).mappings().one_or_none()
        ours = {} if found is None else {str(name): value for name, value in found.items()}
    names, change = _Names(connection), plan.changed.get(at)
    kept = {} if change is None else {name: old for name, old, _new in change.kept}
    cells: list[CellView] = []
    for name, field in VISIT_FIELDS.items():
        column = STORED.get(name, name)
        said = as_text(incoming.value(name, at))
        mine = names.text(column, ours.get(column)) if column in ours else ""
        if name == "extra":
            said, mine = _own_columns(said), _own_columns(mine)
        if not said and not mine:
            continue
        changed = change is not None and column in change.values
        outcome, why = _outcome(at in plan.target, said, mine, changed, name in kept)
        cells.append(CellView(name, field.title, mine, said, said, outcome, why))
    return tuple(cells)


def _outcome(known: bool, said: str, mine: str, changed: bool, kept: bool) -> tuple[str, str]:
    if not known:
        return "new", ""
    if kept:
        return "kept", "有人改过，保留台账的"
    if changed:
        return "changed", ""
    if not said:
        return "blank", "记录里没有，保留台账的"
    return ("same", "") if said == mine else ("kept", "保留台账的")


def _piles(plan: VisitDecisions) -> Iterable[tuple[Verdict, list[int], int]]:
    return (
        ("refused", plan.refused, MOST_OTHERS), ("changed", list(plan.changed), MOST_OTHERS),
        ("new", plan.new, MOST_NEW), ("left", plan.left, MOST_OTHERS), ("unchanged", plan.unchanged, MOST_UNCHANGED),
    )  # fmt: skip


def listed_words(plan: VisitDecisions) -> str:
    """That not all rows are listed, where that is so."""
    parts = [
        f"{words}只列出前 {most:,} 行"
        for words, count, most in (
            ("新增", len(plan.new), MOST_NEW), ("未变", len(plan.unchanged), MOST_UNCHANGED),
            ("变更", len(plan.changed), MOST_OTHERS), ("错误", len(plan.refused), MOST_OTHERS),
        )
        if count > most
    ]  # fmt: skip
    return "，".join(parts)


def _own_columns(text: str) -> str:
    if not text:
        return ""
    lines: dict[str, Any] = json.loads(text)
    return "；".join(f"{name}：{value}" for name, value in lines.items())


class _Names:
    """Rounds and problems by id as a person calls them; asked when first needed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rounds: dict[int, str] | None = None

    def text(self, column: str, value: Any, incoming: VisitIncoming | None = None, at: int = -1) -> str:
        """A value of a column as text."""
        if value is None or column not in _TITLES:
            return as_text(value)
        if value == Lookups.COMING and incoming is not None:
            return as_text(incoming.value("round", at))
        if column == "problem_id":
            found = select(_PROBLEM.c.ledger_number).where(_PROBLEM.c.id == value)
            return str(self._connection.execute(found).scalar() or "")
        if self._rounds is None:
            query = select(_ROUND.c.id, _ROUND.c.name)
            self._rounds = {row[0]: row[1] for row in self._connection.execute(query)}
        return self._rounds.get(value, "")
