"""What the host is told of a sheet, turned from a list of problems into a log of site visits where it is one.

No SQLAlchemy here: it runs in the child process that reads files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.evidence import Evidence
from models.importing.columns.map import Match
from models.importing.views import ColumnMatch, Constant, DatePattern
from models.importing.visits.columns import is_visit_log, visit_matches
from models.importing.visits.visit_list import CARRIED, CONSTANTS, PROBLEM, VISIT


def as_target(
    told: dict[str, Any],
    asked: str,
    columns: Sequence[HeaderColumn],
    matches: Mapping[int, Match],
    evidence: Mapping[int, Evidence],
) -> dict[str, Any]:
    """``told`` as it is for a list of problems, else with the fields of visits; ``asked`` is a person's word."""
    title = f"{told['layout'].title} {told['name']}"
    known = told["profile"] is not None
    target = asked or (VISIT if not known and is_visit_log(columns, matches, title) else PROBLEM)
    if target != VISIT:
        return told | {"target": PROBLEM}
    found = visit_matches(columns, matches, evidence)
    given: list[ColumnMatch] = told["columns"]
    constants: list[Constant] = told["constants"]
    patterns: list[DatePattern] = told["date_patterns"]
    used = {name for match in found.values() for name in match.fields}
    return told | {
        "target": VISIT,
        "columns": [_column(column, found.get(column.index, Match())) for column in given],
        "keep": {},
        "constants": [one for one in constants if one.field in CONSTANTS and one.field not in used],
        "date_patterns": [
            replace(one, field=CARRIED[one.field]) for one in patterns if CARRIED.get(one.field) in used
        ],
        "profile": None, "profile_id": None, "profile_note": "", "profile_fit": None,
        "split_rows": 0, "split_sampled": 0, "split_example": "",
    }  # fmt: skip


def _column(column: ColumnMatch, match: Match) -> ColumnMatch:
    return replace(column, fields=match.fields, score=match.score, reason=match.reason, suggested=())
