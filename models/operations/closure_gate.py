"""The closing gate: which problems may not be closed yet, each with what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, select

from models.schema import Closure

_CLOSURE: Table = Closure.__table__  # type: ignore[assignment]
_PASSED = ("approval", "closed")
"""Stages that are behind every condition, review and publicity."""
_OVER = ("returned", "withdrawn", "revoked")
_CHUNK = 900


def gate_refusals(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """By problem why it may not be closed and the condition that is missing, if it is one; the others may."""
    stages: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(_CLOSURE.c.problem_id, _CLOSURE.c.stage)
            .where(_CLOSURE.c.problem_id.in_(ids[start : start + _CHUNK]), _CLOSURE.c.removed_in.is_(None))
            .order_by(_CLOSURE.c.number, _CLOSURE.c.id)
        )
        stages.update((row.problem_id, row.stage) for row in connection.execute(query))
    refused: dict[int, tuple[str, int | None]] = {}
    for problem in ids:
        stage = stages.get(problem)
        if stage is None or stage in _OVER:
            refused[problem] = ("还没有提出销号申请，请在“销号”里申请", None)
        elif stage not in _PASSED:
            refused[problem] = ("销号申请还没有走完审核和公示，请在“销号”里办理", None)
    return refused
