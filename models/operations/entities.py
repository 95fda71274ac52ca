"""The tables whose rows a person makes and edits, so that every step on them is recorded and taken back alike.

What a page hears of a change (``Change.fields``) is the ``word`` of the entity; the problem that a row belongs to is
named in ``Change.entity_ids``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Table

from models.errors import UserError
from models.schema import (
    Actor,
    CalendarDay,
    CalendarYear,
    Closure,
    ClosureCondition,
    ClosureLevel,
    ClosureObjection,
    ClosureReview,
    ClosureStandard,
    ClosureTick,
    CustomField,
    Duty,
    DutyReport,
    Escalation,
    EscalationProblem,
    Evidence,
    EvidenceAnswer,
    EvidenceVersion,
    Extension,
    Ladder,
    LadderStep,
    MarkingRule,
    Measure,
    Note,
    Problem,
    ProblemLink,
    ProgressReport,
    QualityException,
    Reason,
    Reminder,
    Role,
    Round,
    SavedView,
    Status,
    StatusField,
    StatusMove,
    Verification,
    VerificationPlan,
    VerificationResult,
    Visit,
)
from models.schema.base import Base, ExactDecimal

REMOVED, ACTIVE = "removed_in", "active"


@dataclass(frozen=True)
class Entity:
    """One table; ``key`` is its name in history.

    ``title`` is what a person calls a row, ``label`` the column that tells one row from another, ``owner`` the column
    that leads to the row it belongs to and ``owner_entity`` the table of that (a problem in the end, or nothing).
    ``dependants`` are (entity, column) of rows that would hang in the air were this one taken out.
    """

    key: str
    table: Table
    title: str
    word: str
    label: str
    owner: str = ""
    owner_entity: str = ""
    dependants: tuple[tuple[str, str], ...] = ()
    deleted: bool = False
    """Taken out by deleting the row although it can be switched off, too."""

    @property
    def mark(self) -> str:
        """How a row is taken out: ``removed_in``, ``active``, or nothing where the row itself is deleted."""
        columns = self.table.c
        if self.deleted:
            return ""
        return REMOVED if REMOVED in columns else ACTIVE if ACTIVE in columns else ""


def _entity(
    model: type[Base],
    title: str,
    word: str,
    label: str,
    owner: str = "",
    owner_entity: str = "",
    dependants: tuple[tuple[str, str], ...] = (),
    *,
    deleted: bool = False,
) -> Entity:
    table: Table = model.__table__  # type: ignore[assignment]
    return Entity(table.name, table, title, word, label, owner, owner_entity, dependants, deleted)


_LINES = (
    _entity(Problem, "问题", "", "ledger_number", "id", "problem"),
    _entity(
        Measure, "整改措施", "measures_rows", "text", "problem_id", "problem",
        (("progress_report", "measure_id"), ("evidence", "measure_id")),
    ),
    _entity(ProgressReport, "进展填报", "progress_rows", "period", "problem_id", "problem"),
    _entity(
        Evidence, "佐证材料", "evidence_rows", "title", "problem_id", "problem", (("evidence_version", "evidence_id"),)
    ),
    _entity(EvidenceVersion, "佐证材料版本", "evidence_rows", "name", "evidence_id", "evidence"),
    _entity(Note, "备忘", "note_rows", "text", "problem_id", "problem"),
    _entity(ProblemLink, "关联", "link_rows", "number", "problem_id", "problem"),
    _entity(QualityException, "核对无误", "quality", "reason", "problem_id", "problem"),
    _entity(Visit, "现场检查", "visits", "site_name"),
    _entity(Round, "轮次", "rounds", "name", dependants=(("visit", "round_id"),)),
    _entity(CustomField, "自定义字段", "custom_fields", "title"),
    _entity(MarkingRule, "标记规则", "marks", "word", deleted=True),
    _entity(SavedView, "视图", "view", "name"),
    _entity(Extension, "延期或暂停", "extension_rows", "basis", "problem_id", "problem"),
    _entity(
        Escalation, "督促措施", "escalation_rows", "step_name",
        dependants=(("escalation_problem", "escalation_id"), ("reminder", "escalation_id")),
    ),
    _entity(EscalationProblem, "督促措施涉及的问题", "escalation_rows", "", "problem_id", "problem"),
    _entity(Reminder, "催办", "reminder_rows", "person", "problem_id", "problem"),
    _entity(VerificationPlan, "核查方案", "verification_plans", "name", dependants=(("verification", "plan_id"),)),
    _entity(Verification, "核查记录", "verification_rows", "result", "problem_id", "problem"),
    _entity(
        Closure, "销号申请", "closure_rows", "stage", "problem_id", "problem",
        (("closure_tick", "closure_id"), ("closure_review", "closure_id"), ("closure_objection", "closure_id")),
    ),
    _entity(ClosureTick, "销号条件确认", "closure_rows", "text", "closure_id", "closure"),
    _entity(ClosureReview, "审核意见", "closure_rows", "level_name", "closure_id", "closure"),
    _entity(ClosureObjection, "公示异议", "closure_rows", "text", "closure_id", "closure"),
    _entity(EvidenceAnswer, "佐证说明", "evidence_rows", "explanation", "evidence_id", "evidence"),
    _entity(DutyReport, "报送记录", "duty_reports", "period"),
    _entity(
        Duty, "报送任务", "duties", "name",
        dependants=(("duty_report", "duty_id"), ("reminder", "duty_id")), deleted=True,
    ),
    _entity(CalendarYear, "工作日历", "calendar", "year", dependants=(("calendar_day", "year_id"),)),
    _entity(CalendarDay, "日历", "calendar", "day"),
    _entity(Status, "状态", "states", "name"),
    _entity(StatusMove, "流转", "states", "to_status"),
    _entity(StatusField, "状态要求", "states", "field"),
    _entity(Role, "角色", "people", "name"),
    _entity(Actor, "经办人", "people", "name"),
    _entity(Reason, "原因用语", "reasons", "text"),
    _entity(Ladder, "督促阶梯", "ladders", "name"),
    _entity(LadderStep, "阶梯步骤", "ladders", "name"),
    _entity(VerificationResult, "核查结果", "results", "name"),
    _entity(ClosureStandard, "销号标准", "standards", "name"),
    _entity(ClosureCondition, "销号条件", "standards", "text"),
    _entity(ClosureLevel, "审核层级", "standards", "name"),
)  # fmt: skip

ENTITIES: dict[str, Entity] = {line.key: line for line in _LINES}
"""By the name that history gives them."""

ROW_WORDS = frozenset(line.word for line in _LINES if line.word)
"""Every word that ``Change.fields`` may hold besides keys of ``FIELDS``."""


def entity_of(key: str) -> Entity:
    """An entity by its name in history."""
    if key not in ENTITIES:
        raise KeyError(f"no entity {key!r}: add its table to models.operations.entities")
    return ENTITIES[key]


def column_value(entity: Entity, column: str, value: Any) -> Any:
    """A value read from history's JSON as the column takes it."""
    if value is None:
        return None
    kind = entity.table.c[column].type
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, ExactDecimal) else value


def gone(entity: Entity, row: Any) -> bool:
    """Whether a row (a mapping of its columns, or None) is not there any more."""
    if row is None:
        return True
    if entity.mark == REMOVED:
        return row[REMOVED] is not None
    return entity.mark == ACTIVE and not row[ACTIVE]


def label_of(entity: Entity, row: Any) -> str:
    """A row as a sentence names it, e.g. 整改措施“拆除燃煤锅炉”."""
    text = " ".join(str(row[entity.label] or "").split()) if row is not None and entity.label else ""
    if not text:
        return entity.title
    return f"{entity.title}“{text[:20]}{'…' if len(text) > 20 else ''}”"


def missing(entity: Entity) -> UserError:
    """The error for a row that somebody else took out meanwhile."""
    return UserError(f"这条{entity.title}已经不在了", advice="请刷新")
