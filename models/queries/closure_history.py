"""What history calls the rows of 销号, to which problem they belong, and how their values read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select

from models.rules.closure import STAGE_WORDS
from models.schema import Change, Closure, ClosureObjection, ClosureReview, ClosureTick

_CHANGE: Table = Change.__table__  # type: ignore[assignment]
CLOSURE: Table = Closure.__table__  # type: ignore[assignment]
_TICK: Table = ClosureTick.__table__  # type: ignore[assignment]
_REVIEW: Table = ClosureReview.__table__  # type: ignore[assignment]
_OBJECTION: Table = ClosureObjection.__table__  # type: ignore[assignment]
_PARTS = ((_TICK, "text", "销号条件"), (_REVIEW, "level_name", "审核"), (_OBJECTION, "text", "公示异议"))

SUBJECTS = {CLOSURE.name: "销号申请"} | {table.name: title for table, _column, title in _PARTS}
UNSHOWN = ("level_id", "level_since", "publicity_used", "publicity_estimated")
"""Columns that say nothing to a reader; ``stage`` and the reviews tell the same in words."""
_TITLES = {
    "stage": "阶段", "unit": "申请单位", "submitter": "提交人", "submitted_on": "提交日期", "summary": "整改情况",
    "level_due_on": "办理期限", "publicity_place": "公示地点", "publicity_from": "公示开始",
    "publicity_days": "公示工作日", "publicity_until": "公示截止", "approver": "审签人", "approved_on": "审签日期",
    "filing_number": "备案号",
    "filed_on": "备案日期", "filed_to": "报备单位", "timeliness": "按期情况", "returned_on": "退回或撤回日期",
    "return_reason": "退回或撤回原因", "revoked_on": "撤销日期", "revoke_reason": "撤销原因", "resolved_on": "处理日期",
    "upheld": "是否属实", "resolution": "处理结果",
}  # fmt: skip


def closure_title(entity: str, field: str) -> str | None:
    """What a column of these rows is called; None for other tables and for what is called as everywhere."""
    return _TITLES.get(field) if entity in SUBJECTS else None


def closure_value(entity: str, field: str, value: Any) -> Any:
    """A value as a person reads it."""
    if entity == CLOSURE.name and field == "stage" and value is not None:
        return STAGE_WORDS.get(str(value), value)
    if entity == _OBJECTION.name and field == "upheld" and value is not None:
        return "属实" if value else "不属实"
    return value


def closure_subjects(connection: Connection, problem_id: int) -> dict[tuple[str, int], str]:
    """What every row of the applications of a problem is called, by table and id."""
    found: dict[tuple[str, int], str] = {}
    mine = select(CLOSURE.c.id, CLOSURE.c.number).where(CLOSURE.c.problem_id == problem_id)
    for key, number in connection.execute(mine):
        found[CLOSURE.name, key] = f"第 {number} 次销号申请"
    if not found:
        return found
    for table, column, title in _PARTS:
        query = (
            select(table.c.id, table.c[column])
            .join(CLOSURE, CLOSURE.c.id == table.c.closure_id)
            .where(CLOSURE.c.problem_id == problem_id)
        )
        for key, text in connection.execute(query):
            plain = " ".join(str(text).split())
            found[table.name, key] = f"{title}“{plain if len(plain) <= 14 else plain[:13] + '…'}”"
    return found


def closure_owners() -> list[tuple[Any, Any]]:
    """For each of these tables: which changes are of it, and the problem that such a change is about."""
    mine = select(CLOSURE.c.problem_id).where(CLOSURE.c.id == _CHANGE.c.entity_id).correlate(_CHANGE)
    whens: list[tuple[Any, Any]] = [(_CHANGE.c.entity == CLOSURE.name, mine.scalar_subquery())]
    for table, _column, _title in _PARTS:
        owner = (
            select(CLOSURE.c.problem_id)
            .join(table, table.c.closure_id == CLOSURE.c.id)
            .where(table.c.id == _CHANGE.c.entity_id)
            .correlate(_CHANGE)
        )
        whens.append((_CHANGE.c.entity == table.name, owner.scalar_subquery()))
    return whens
