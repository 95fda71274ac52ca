"""销号标准 as the ledger holds them, each with its conditions and levels in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from models.rules.closure import Condition, Level, Standard
from models.schema import ClosureCondition, ClosureLevel, ClosureStandard, RuleSetting, Status

STANDARD: Table = ClosureStandard.__table__  # type: ignore[assignment]
CONDITION: Table = ClosureCondition.__table__  # type: ignore[assignment]
LEVEL: Table = ClosureLevel.__table__  # type: ignore[assignment]
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]

SAME_REVIEWER = "closure_same_reviewer"
"""The rule that lets one person decide at two levels, true or false."""
CLOSING, DONE = "closing", "closed"
"""Phases of the states of problems."""


def read_standards(connection: Connection) -> tuple[Standard, ...]:
    """All of them in their order, also those out of use, which old applications still name."""
    conditions: dict[int, list[Condition]] = {}
    for row in connection.execute(select(CONDITION).order_by(CONDITION.c.position, CONDITION.c.id)).mappings():
        conditions.setdefault(row["standard_id"], []).append(_condition(row))
    levels: dict[int, list[Level]] = {}
    for row in connection.execute(select(LEVEL).order_by(LEVEL.c.position, LEVEL.c.id)).mappings():
        levels.setdefault(row["standard_id"], []).append(_level(row))
    rows = connection.execute(select(STANDARD).order_by(STANDARD.c.position, STANDARD.c.id)).mappings()
    return tuple(
        Standard(
            row["id"], row["name"], tuple(json.loads(row["categories"])), tuple(json.loads(row["campaigns"])),
            row["publicity_days"], tuple(conditions.get(row["id"], ())), tuple(levels.get(row["id"], ())),
            row["origin"] or "", row["active"],
        )
        for row in rows
    )  # fmt: skip


def _condition(row: Mapping[Any, Any]) -> Condition:
    return Condition(
        row["id"], row["text"], row["needs_evidence"], row["evidence_kind"] or "", row["origin"] or "", row["active"]
    )


def _level(row: Mapping[Any, Any]) -> Level:
    return Level(
        row["id"], row["name"], row["kind"], row["unit"] or "", row["workdays"], row["status"] or "", row["active"]
    )


def same_reviewer_allowed(connection: Connection) -> bool:
    """Whether one person may decide at two levels of an application."""
    value = connection.execute(select(_RULE.c.value).where(_RULE.c.key == SAME_REVIEWER)).scalar()
    return bool(json.loads(value)) if value is not None else False


def statuses_of(connection: Connection, phase: str) -> tuple[str, ...]:
    """The states of a phase in their order, those in use first."""
    query = select(_STATUS.c.name).where(_STATUS.c.phase == phase)
    return tuple(connection.execute(query.order_by(_STATUS.c.active.desc(), _STATUS.c.position)).scalars())
