"""The bureau's own rules about deadlines: what near due means, how a suspension moves them, what decides 按期."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, select

from models.schema import RuleSetting

NEAR_DUE_UNIT, SUSPENSION_UNIT, TIMELINESS_BY = "near_due_unit", "suspension_unit", "timeliness_by"
CALENDAR_DAYS, WORKING_DAYS, NOT_MOVED = "calendar", "workdays", "none"
COMPLETED, CLOSED = "completed", "closed"

RULE_CHOICES: dict[str, dict[str, str]] = {
    NEAR_DUE_UNIT: {CALENDAR_DAYS: "日历天", WORKING_DAYS: "工作日"},
    SUSPENSION_UNIT: {CALENDAR_DAYS: "按日历天顺延", WORKING_DAYS: "按工作日顺延", NOT_MOVED: "不顺延"},
    TIMELINESS_BY: {COMPLETED: "以完成日期为准，没有填写的以销号日期为准", CLOSED: "以销号日期为准"},
}
"""Rules whose value is a word: what each word says. The first is taken where a ledger says nothing."""

_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]


def rule_word(connection: Connection, key: str) -> str:
    """The ledger's word for a rule of ``RULE_CHOICES``; the first of them where it has none, or one not known."""
    text: Any = connection.execute(select(_RULE.c.value).where(_RULE.c.key == key)).scalar()
    word = json.loads(text) if text else None
    return word if word in RULE_CHOICES[key] else next(iter(RULE_CHOICES[key]))
