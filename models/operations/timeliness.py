"""按期/超期 as it is decided when problems are closed: the values that are written together with that move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models.operations.stored_values import read_fields
from models.queries.deadline_rules import CLOSED, TIMELINESS_BY, rule_word
from models.queries.workday_calendar import read_calendar
from models.rules.timeliness import timeliness

_NEEDED = ("deadline", "original_deadline", "completed_on", "closed_on")
_FIELD = "timeliness"


def timeliness_of_many(
    connection: Connection, closed_on: Mapping[int, date | None], completed_on: Mapping[int, date] | None = None
) -> dict[int, dict[str, Any]]:
    """``{"timeliness": …}`` by problem, for those closed on a day; where it cannot be told (no deadline) none.

    Decided by the day of completion, else by that of closing, unless the ledger's rule asks for the latter.
    ``completed_on`` is given where it is written in the same step; the stored one is taken else.
    """
    told = completed_on or {}
    by_closing = rule_word(connection, TIMELINESS_BY) == CLOSED
    calendar = read_calendar(connection)
    found: dict[int, dict[str, Any]] = {}
    for key, row in read_fields(connection, list(closed_on), _NEEDED).items():
        closing = closed_on[key] or row["closed_on"]
        done = closing if by_closing else told.get(key) or row["completed_on"] or closing
        judged = timeliness(row["deadline"], done, calendar, row["original_deadline"])
        if judged is not None:
            found[key] = {_FIELD: judged.word}
    return found
