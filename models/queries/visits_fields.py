"""What each column of the visit log means: key, title, kind, width, SQL, and whether a person may edit it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, select

from models.queries.fields import Field, Kind
from models.schema import Campaign, Problem, Round, Visit

VISIT: Table = Visit.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_PROBLEM: Table = Problem.__table__  # type: ignore[assignment]

NAMED: dict[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    "campaign": (VISIT.c.campaign_id, _CAMPAIGN.c.name),
    "round": (VISIT.c.round_id, _ROUND.c.name),
    "problem": (VISIT.c.problem_id, _PROBLEM.c.ledger_number),
}
"""Fields that show the name of a row of another table: own column, name."""

FOUND_WORDS = {True: "有问题", False: "无"}
"""How a cell says whether a visit found a problem."""
_NOT_GROUPED = frozenset({"number", "problem", "inspectors"})
_SAID = "是检查记录原来的说法，原样保留"

_PLAN: tuple[tuple[str, str, Kind, int, str, str], ...] = (
    ("number", "检查编号", "text", 8, "编号", ""),
    ("campaign", "任务来源", "choice", 14, "来源", "由导入或登记时确定"),
    ("round", "轮次", "choice", 4, "来源", ""),
    ("visited_on", "检查日期", "date", 7, "来源", ""),
    ("team", "检查组", "choice", 6, "来源", ""),
    ("inspectors", "检查人员", "text", 8, "来源", ""),
    ("province", "省份", "choice", 5, "地点", ""),
    ("city", "市", "choice", 5, "地点", ""),
    ("county", "县（市、区）", "choice", 6, "地点", ""),
    ("town", "乡镇（街道）", "text", 6, "地点", ""),
    ("site_name", "点位（企业）名称", "text", 14, "对象", ""),
    ("address", "详细地址", "text", 14, "地点", ""),
    ("longitude", "经度", "number", 6, "地点", ""),
    ("latitude", "纬度", "number", 6, "地点", ""),
    ("industry", "行业", "choice", 7, "对象", ""),
    ("finding", "检查情况", "long", 18, "结果", ""),
    ("found_problem", "发现问题", "bool", 4, "结果", ""),
    ("problem", "对应问题", "text", 8, "结果", ""),
    ("remarks", "备注", "long", 10, "结果", ""),
    ("extra", "原表其他列", "object", 14, "来源", _SAID),
    ("source", "出处", "object", 14, "来源", "由导入记录得出"),
)


def _name_of(key: str) -> ColumnElement[Any]:
    own, name = NAMED[key]
    table: Any = name.table  # type: ignore[attr-defined]
    return select(name).where(table.c.id == own).correlate(VISIT).scalar_subquery()


def _sql_of(key: str) -> ColumnElement[Any]:
    if key in NAMED:
        return _name_of(key)
    return VISIT.c["trace_id" if key == "source" else key]


VISIT_FIELDS: dict[str, Field] = {
    key: Field(key, title, kind, width, group, _sql_of(key), why) for key, title, kind, width, group, why in _PLAN
}
"""Every field of a visit in the order in which the command line prints it."""


def visits_groupable(key: str) -> bool:
    """Whether visits can be grouped by a field: rounds, places, teams, days, yes and no."""
    field = VISIT_FIELDS.get(key)
    return field is not None and key not in _NOT_GROUPED and field.kind in ("text", "choice", "date", "bool")
