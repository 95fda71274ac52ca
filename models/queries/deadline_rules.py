"""The bureau's own rules about deadlines: what near due means, how a suspension moves them, what decides 按期."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, select

from models.rule_forms import rule_forms
from models.schema import RuleSetting

NEAR_DUE_UNIT, SUSPENSION_UNIT, TIMELINESS_BY = "near_due_unit", "suspension_unit", "timeliness_by"
WORKING_DAYS, CLOSED = "workdays", "closed"
"""Words of these rules that are asked for; all of them stand in resources/presets/rules.json."""

_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]


def rule_word(connection: Connection, key: str) -> str:
    """The ledger's word for a rule that is a choice; its preset where the ledger has none, or one not known."""
    form = rule_forms()[key]
    text: Any = connection.execute(select(_RULE.c.value).where(_RULE.c.key == key)).scalar()
    word = str(json.loads(text)) if text else ""
    return word if word in form.choices else str(form.preset)
