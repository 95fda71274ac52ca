"""Rules that a bureau may set for itself, e.g. how many days before its deadline a problem counts as near due."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.queries.marks import NEAR_DUE_KEY
from models.schema import RuleSetting

if TYPE_CHECKING:
    from models.store import Ledger

_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
_LIMITS: dict[str, tuple[int, int]] = {
    NEAR_DUE_KEY: (1, 90),
    "import_near_metres": (0, 2_000),
    "far_from_county_km": (5, 500),
}


@dataclass(frozen=True)
class RuleLine:
    """One rule with its present value and where it comes from."""

    key: str
    value: Any
    title: str
    origin: str


def list_rules(ledger: Ledger) -> list[RuleLine]:
    """The rules of this ledger."""
    with ledger.reading() as connection:
        rows = connection.execute(select(_RULE).order_by(_RULE.c.key))
        return [RuleLine(row.key, json.loads(row.value), row.title, row.origin or "") for row in rows]


def set_rule(ledger: Ledger, key: str, value: int, title: str = "") -> Change:
    """Set a rule; UserError for a value outside its limits. Everything computed from it may change."""
    low, high = _LIMITS.get(key, (0, 10_000))
    if not low <= value <= high:
        raise UserError(f"“{title or key}”应在 {low} 到 {high} 之间")
    with ledger.writing() as connection:
        row = connection.execute(select(_RULE).where(_RULE.c.key == key)).one_or_none()
        words = f"{title or (row.title if row is not None else key)}改为 {value}"[:200]
        before = json.loads(row.value) if row is not None else None
        if before == value:
            return Change(0, words, frozenset(), frozenset(), "setting")
        if row is None:
            connection.execute(insert(_RULE).values(key=key, value=json.dumps(value), title=title or key))
        else:
            connection.execute(update(_RULE).where(_RULE.c.key == key).values(value=json.dumps(value)))
        recorder = open_change_set(connection, ledger.actor, words, kind="setting")
        recorder.changed(0, key, before, value, entity="rule_setting")
        recorder.close()
        return Change(recorder.id, words, None, frozenset(), "setting")
