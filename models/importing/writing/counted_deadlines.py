"""How a counted deadline of an imported row was reached goes with it: 期限依据 and 预估 follow 整改期限."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from models.importing.deciding.compare import RowChange
from models.importing.deciding.incoming import Incoming
from models.operations.stored_values import FieldChange, read_fields

RULE, ESTIMATED = "deadline_rule", "deadline_estimated"
_DEADLINE = frozenset({"deadline_text", "deadline_kind", "deadline"})


def counted_columns(incoming: Incoming, barred: frozenset[str]) -> dict[str, list[Any]]:
    """The two columns of new problems; none where no deadline was counted, or deadlines are not imported."""
    rules = incoming.columns.get(RULE)
    if rules is None or not barred.isdisjoint(_DEADLINE):
        return {}
    return {RULE: rules, ESTIMATED: [bool(told) for told in incoming.column(ESTIMATED)]}


def counted_changes(connection: Connection, incoming: Incoming, changed: Mapping[int, RowChange]) -> list[FieldChange]:
    """What follows for problems whose deadline the file changes; ``changed`` by row position."""
    moved = {at: one for at, one in changed.items() if any(name in _DEADLINE for name, _old, _new in one.changes)}
    if not moved:
        return []
    now = read_fields(connection, [one.problem_id for one in moved.values()], {RULE, ESTIMATED})
    rules, estimated = incoming.column(RULE), incoming.column(ESTIMATED)
    found: list[FieldChange] = []
    for at, one in moved.items():
        stored = now[one.problem_id]
        found.append(FieldChange(one.problem_id, RULE, stored[RULE], rules[at]))
        found.append(FieldChange(one.problem_id, ESTIMATED, stored[ESTIMATED], bool(estimated[at])))
    return [change for change in found if change.old != change.new]
