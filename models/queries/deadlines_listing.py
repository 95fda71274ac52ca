"""Problems whose deadline needs a look: over, near, or behind their expected progress, with days in both kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.progress import Progress, silent
from models.queries.cells import problem_cells
from models.queries.deadlines_behind import behind_problems
from models.queries.filtering import ProblemQuery
from models.queries.marks import NEAR, OVERDUE
from models.queries.problems import problem_ids

if TYPE_CHECKING:
    from models.store import Ledger

_KEYS = (
    "ledger_number", "city", "county", "site_name", "responsible_unit", "status", "deadline", "original_deadline",
    "mark", "days_left", "workdays_left",
)  # fmt: skip


@dataclass(frozen=True)
class DeadlineLine:
    """One problem; ``mark`` is overdue, near or null, ``behind`` days behind its expected progress."""

    problem_id: int
    ledger_number: str
    place: str
    site_name: str
    unit: str
    status: str
    deadline: date | None
    original: date | None
    mark: str | None
    days: int | None
    workdays: int | None
    behind: int = 0


def deadline_lines(
    ledger: Ledger, query: ProblemQuery, kinds: frozenset[str], progress: Progress = silent
) -> list[DeadlineLine]:
    """Those of the query that are of one of the ``kinds`` (overdue, near, behind), by deadline."""
    marks = tuple(mark for mark in (OVERDUE, NEAR) if mark in kinds)
    ids = list(problem_ids(ledger, query.but(marks=marks))) if marks else []
    behind = behind_problems(ledger, query, query.reference_day(), progress) if "behind" in kinds else {}
    known = frozenset(ids)
    ids += [key for key in behind if key not in known]
    cells = problem_cells(ledger, ids, _KEYS, today=query.today)
    lines: list[DeadlineLine] = []
    for key in ids:
        if key in cells:
            number, city, county, site, unit, status, deadline, original, mark, days, workdays = cells[key]
            place = "·".join(part for part in (city, county) if part)
            lines.append(
                DeadlineLine(
                    key, number, place, site or "", unit or "", status, deadline, original, mark, days, workdays,
                    behind.get(key, 0),
                )
            )  # fmt: skip
    return sorted(lines, key=lambda line: (line.deadline or date.max, line.problem_id))
