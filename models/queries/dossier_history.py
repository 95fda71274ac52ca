"""The history of a dossier: fields of the problem, its measures, reports, evidence, notes and relations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, or_, select

from models.queries.details import HistoryLine, decoded
from models.rules.periods import period_title
from models.schema import (
    Actor,
    Change,
    ChangeSet,
    Evidence,
    EvidenceVersion,
    Measure,
    Note,
    ProblemLink,
    ProgressReport,
)

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment]
_VERSION: Table = EvidenceVersion.__table__  # type: ignore[assignment]
_OWN: tuple[tuple[Table, str, str], ...] = (
    (Measure.__table__, "text", "整改措施"),  # type: ignore[assignment]
    (ProgressReport.__table__, "period", "进展"),  # type: ignore[assignment]
    (_EVIDENCE, "title", "佐证材料"),
    (Note.__table__, "text", "备忘"),  # type: ignore[assignment]
    (ProblemLink.__table__, "number", "关联"),  # type: ignore[assignment]
)
"""Tables that name their problem, the column that tells a row, and what a row is called."""
_TITLES: dict[str, str] = {
    "text": "内容", "responsible_unit": "责任单位", "due_text": "完成时限", "due_on": "时限日期", "share": "占比",
    "percent": "完成进度", "completed_on": "完成日期", "remarks": "备注", "position": "顺序", "period": "报告期",
    "reported_on": "填报日期", "unit": "填报单位", "said_status": "单位所报状态", "measure_id": "对应措施",
    "title": "名称", "kind": "类别", "other_id": "对方", "": "登记", "removed_in": "删除与恢复",
}  # fmt: skip
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
        .where(wanted, _CHANGE.c.field.not_in(("position", "due_on")))
        .order_by(_CHANGE.c.id.desc())
    )  # fmt: skip
    lines = [_line(row, subjects[row.entity, row.entity_id]) for row in rows]
    return tuple(sorted([*own, *lines], key=lambda line: line.change_set_id, reverse=True))


def _line(row: Any, subject: str) -> HistoryLine:
    old, new = decoded(row.old) if row.field else None, decoded(row.new)
    return HistoryLine(
        row.change_set_id, row.at, row.name, row.kind, row.title, row.field, _TITLES.get(row.field, str(row.field)),
        old, new, row.batch_id, row.entity, row.entity_id, subject,
    )  # fmt: skip


def _subjects(connection: Connection, problem_id: int) -> dict[tuple[str, int], str]:
    """What every row of the dossier is called, also of those taken out."""
    found: dict[tuple[str, int], str] = {}
    for table, column, title in _OWN:
        query = select(table.c.id, table.c[column]).where(table.c.problem_id == problem_id)
        for key, text in connection.execute(query):
            found[table.name, key] = _named(title, period_title(text) if column == "period" else text)
    versions = (
        select(_VERSION.c.id, _VERSION.c.number, _EVIDENCE.c.title)
        .join(_EVIDENCE, _EVIDENCE.c.id == _VERSION.c.evidence_id)
        .where(_EVIDENCE.c.problem_id == problem_id)
    )
    for key, number, title in connection.execute(versions):
        found[_VERSION.name, key] = f"{_named('佐证材料', title)}第 {number} 版"
    return found


def _named(title: str, text: str | None) -> str:
    plain = " ".join((text or "").split())
    if not plain:
        return title
    return f"{title}“{plain if len(plain) <= _SHORT else plain[: _SHORT - 1] + '…'}”"
