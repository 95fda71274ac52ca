"""The history of a dossier: fields of the problem, and of all that belongs to it, down to the steps against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, or_, select

from models.queries.closure_history import UNSHOWN, closure_subjects, closure_title, closure_value
from models.queries.details import HistoryLine, decoded
from models.queries.dossier_words import ANSWER, ESCALATION, EVIDENCE, OWN, TITLES, TOUCHED, VERSION
from models.rules.periods import period_title
from models.schema import Actor, Change, ChangeSet

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_SHORT = 14


def dossier_history(connection: Connection, problem_id: int, own: Sequence[HistoryLine]) -> tuple[HistoryLine, ...]:
    """``own`` lines of the problem together with those of what belongs to it, newest first."""
    subjects = _subjects(connection, problem_id)
    if not subjects:
        return tuple(own)
    by_entity: dict[str, list[int]] = {}
    for entity, key in subjects:
        by_entity.setdefault(entity, []).append(key)
    wanted = or_(
        *(and_(_CHANGE.c.entity == entity, _CHANGE.c.entity_id.in_(keys)) for entity, keys in by_entity.items())
    )
    rows = connection.execute(
        select(
            _CHANGE.c.id, _CHANGE.c.change_set_id, _SET.c.at, _ACTOR.c.name, _SET.c.kind, _SET.c.title,
            _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new, _SET.c.batch_id, _CHANGE.c.entity, _CHANGE.c.entity_id,
        )
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id)
        .where(wanted, _CHANGE.c.field.not_in(("position", "due_on", "child_id", *UNSHOWN)))
        .order_by(_CHANGE.c.id.desc())
    )  # fmt: skip
    lines = [_line(row, subjects[row.entity, row.entity_id]) for row in rows]
    return tuple(sorted([*own, *lines], key=lambda line: line.change_set_id, reverse=True))


def _line(row: Any, subject: str) -> HistoryLine:
    old, new = decoded(row.old) if row.field else None, decoded(row.new)
    title = closure_title(row.entity, row.field) or TITLES.get(row.field, str(row.field))
    old, new = closure_value(row.entity, row.field, old), closure_value(row.entity, row.field, new)
    return HistoryLine(
        row.change_set_id, row.at, row.name, row.kind, row.title, row.field, title, old, new, row.batch_id,
        row.entity, row.entity_id, subject,
    )  # fmt: skip


def _subjects(connection: Connection, problem_id: int) -> dict[tuple[str, int], str]:
    """What every row of the dossier is called, also of those taken out."""
    found: dict[tuple[str, int], str] = {}
    for table, column, title in OWN:
        query = select(table.c.id, table.c[column]).where(table.c.problem_id == problem_id)
        for key, text in connection.execute(query):
            found[table.name, key] = _named(title, period_title(text) if column == "period" else text)
    versions = (
        select(VERSION.c.id, VERSION.c.number, EVIDENCE.c.title)
        .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
        .where(EVIDENCE.c.problem_id == problem_id)
    )
    for key, number, title in connection.execute(versions):
        found[VERSION.name, key] = f"{_named('佐证材料', title)}第 {number} 版"
    answers = (
        select(ANSWER.c.id, EVIDENCE.c.title)
        .join(EVIDENCE, EVIDENCE.c.id == ANSWER.c.evidence_id)
        .where(EVIDENCE.c.problem_id == problem_id)
    )
    for key, title in connection.execute(answers):
        found[ANSWER.name, key] = f"{_named('佐证材料', title)}的提示说明"
    steps = (
        select(ESCALATION.c.id, ESCALATION.c.step_name)
        .join(TOUCHED, TOUCHED.c.escalation_id == ESCALATION.c.id)
        .where(TOUCHED.c.problem_id == problem_id)
    )
    for key, name in connection.execute(steps):
        found[ESCALATION.name, key] = _named("督促", name)
    return found | closure_subjects(connection, problem_id)


def _named(title: str, text: str | None) -> str:
    plain = " ".join((text or "").split())
    if not plain:
        return title
    return f"{title}“{plain if len(plain) <= _SHORT else plain[: _SHORT - 1] + '…'}”"
