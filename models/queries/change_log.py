"""The steps that were done to a ledger, newest first, and what one of them changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, select

from models.queries.dossier_words import SUBJECTS, problem_of_change
from models.queries.dossier_words import TITLES as DOSSIER_TITLES
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS, PROBLEM
from models.queries.visits_fields import VISIT_FIELDS
from models.rules.duties import read_recurrence, recurrence_words
from models.rules.sampling import share_from_json
from models.schema import Actor, Change, ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]

_OTHER_TITLES = {
    "": "登记", "removed_in": "删除与恢复", "campaign_id": "任务来源", "value": "取值", "name": "名称", "title": "名称",
    "options": "选项", "unit": "单位", "position": "顺序", "active": "使用中", "content": "视图内容", "word": "标记词",
    "icon": "图标", "tone": "颜色", "condition": "条件", "field": "字段", "kind": "类型", "key": "编号",
    "started_on": "开始日期", "ended_on": "结束日期", "teams": "检查组数", "note": "说明", "ordinal": "序号",
    "preset": "所属制度", "level": "级别", "units": "报送单位", "recipient": "报送给", "recurrence": "报送周期",
    "due_time": "时刻", "shift": "遇休息日", "remind_workdays": "提前提醒（工作日）", "origin": "出处",
    "starts_on": "开始日期", "ends_on": "结束日期", "sent_at": "报送时间", "sent_by": "报送人", "what": "报送材料",
    "document_number": "文号", "remarks": "备注",
    "year": "年份", "year_id": "安排它的年份", "source": "依据", "notice": "通知原文", "day": "日期",
    "seed": "抽样种子", "share": "抽样", "basis": "依据", "round": "轮次", "closed_on": "结束日期",
    "drawn_at": "抽取时间",
    "moves_to": "状态转为", "failed": "不通过", "needs_finding": "须写明情况", "opens_child": "登记反弹",
    "falsified": "标记弄虚作假",
    "owner_id": "所有者", "settings": "读法", "columns": "对应的列", "meant": "含义", "outcome": "结果",
}  # fmt: skip


_NAMING = ("ledger_number", "site_name", "year", "day", "name", "word", "title")
"""Columns that name a row which is gone."""
_DAY_KINDS = {"holiday": "节假日", "workday": "上班"}


@dataclass(frozen=True)
class StepLine:
    """One step; ``changes`` counts its changed fields and made rows."""

    id: int
    at: datetime
    actor: str
    kind: str
    title: str
    changes: int
    batch_id: int | None
    undoes_id: int | None
    undone_by_id: int | None


@dataclass(frozen=True)
class StepChange:
    """One field that a step changed; ``problem_id`` and ``ledger_number`` are empty where it is not of a problem."""

    problem_id: int | None
    ledger_number: str
    site_name: str
    title: str
    old: str
    new: str


def list_steps(ledger: Ledger, *, before: int | None = None, limit: int = 500) -> list[StepLine]:
    """The latest steps, or those before the step ``before``."""
    statement = (
        select(
            _SET.c.id, _SET.c.at, _ACTOR.c.name, _SET.c.kind, _SET.c.title, _SET.c.changes, _SET.c.batch_id,
            _SET.c.undoes_id, _SET.c.undone_by_id,
        )
        .join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id)
        .order_by(_SET.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        statement = statement.where(_SET.c.id < before)
    with ledger.reading() as connection:
        return [StepLine(*row) for row in connection.execute(statement)]


def step_changes(ledger: Ledger, step_id: int, *, limit: int = 500) -> list[StepChange]:
    """What a step changed, in the order it was written, at most ``limit`` lines."""
    statement = (
        select(
            PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.site_name, _CHANGE.c.entity, _CHANGE.c.field,
            _CHANGE.c.old, _CHANGE.c.new,
        )
        .select_from(_CHANGE.outerjoin(PROBLEM, PROBLEM.c.id == problem_of_change()))
        .where(_CHANGE.c.change_set_id == step_id)
        .order_by(_CHANGE.c.id)
        .limit(limit)
    )  # fmt: skip
    with ledger.reading() as connection:
        return [
            StepChange(row.id, row.ledger_number or "", row.site_name or "", _what(row), *_words(row))
            for row in connection.execute(statement)
        ]


def step_problem_ids(ledger: Ledger, step_id: int) -> tuple[int, ...]:
    """The problems that a step touched."""
    about = problem_of_change().label("problem_id")
    statement = select(about).where(_CHANGE.c.change_set_id == step_id).distinct()
    with ledger.reading() as connection:
        return tuple(sorted(key for key in connection.execute(statement).scalars() if key is not None))


def _what(row: Any) -> str:
    """The field in words, for what belongs to a problem after what it is: 整改措施的完成进度."""
    subject = SUBJECTS.get(row.entity)
    if subject is not None:
        return subject if row.field in ("", "removed_in") else f"{subject}的{DOSSIER_TITLES.get(row.field, '内容')}"
    return title_of(row.entity, row.field)


def title_of(entity: str, field: str) -> str:
    """What a column of a table is called in history."""
    if entity == "visit":
        return VISIT_FIELDS[field].title if field in VISIT_FIELDS else _OTHER_TITLES.get(field, "检查记录")
    if entity == "verification_plan" and field == "teams":
        return "核查组"
    return FIELDS[field].title if entity == "problem" and field in FIELDS else _OTHER_TITLES.get(field, "设置")


def _words(row: Any) -> tuple[str, str]:
    if row.field == "":
        return ("", "新登记") if row.old is None else (_gone_words(row.old), "已彻底删除")
    if row.field == "removed_in":
        return ("在台账中", "已移出") if row.new is not None else ("已移出", "在台账中")
    return _text(row.old, row.field), _text(row.new, row.field)


def _gone_words(stored: str) -> str:
    """What history keeps of a row that is not there any more."""
    kept: dict[str, Any] = json.loads(stored)
    return " ".join(str(kept[key]) for key in _NAMING if kept.get(key))


def _text(stored: str | None, field: str) -> str:
    """A value of history as a person reads it."""
    if stored is None:
        return ""
    value: Any = json.loads(stored)
    if field == "deadline_kind":
        return DEADLINE_KIND_TITLES.get(value, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if field == "kind" and value in _DAY_KINDS:
        return _DAY_KINDS[value]
    if field in ("options", "units") and isinstance(value, str):
        value = json.loads(value)
    if field == "share" and isinstance(value, str) and value.startswith("{"):
        return share_from_json(json.loads(value)).words()
    if field == "teams" and isinstance(value, str):
        return "、".join(one["name"] for one in json.loads(value))
    if field == "recurrence" and isinstance(value, str):
        return recurrence_words(read_recurrence(json.loads(value)))
    if isinstance(value, list):
        parts = cast("list[Any]", value)
        firsts = [cast("list[Any]", part)[0] if isinstance(part, list) else part for part in parts]
        return "、".join(map(str, firsts))
    return str(value)
