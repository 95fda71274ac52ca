"""What each column of the ledger means, said once: key, title, kind, width, SQL, and whether a person may edit it.

The bureau's own fields (自定义字段) are columns like any other; which there are, each ledger says (``FieldTable``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, literal_column, select
from typing_extensions import override

from models.custom_fields import CustomFieldSpec, specs_at_hand
from models.schema import Campaign, Escalation, EscalationProblem, Problem, ProblemPollutant, ProblemRegion

Kind = Literal["text", "long", "choice", "status", "date", "number", "decimal", "bool", "list", "object", "mark"]


@dataclass(frozen=True)
class Field:
    """One column.

    ``sql`` is what it is sorted, filtered and grouped by; of a list it is the first element, of a computed field the
    column it is computed from. ``width_hint`` is in Chinese characters. ``computed`` fields have no column of their
    own; ``readonly_why`` says in words why a field cannot be edited (empty when it can).
    """

    key: str
    title: str
    kind: Kind
    width_hint: int
    group: str
    sql: ColumnElement[Any]
    readonly_why: str = ""
    computed: bool = False
    options: tuple[str, ...] = ()
    """Words that a choice of the bureau's own offers; empty for a choice that is free."""
    unit: str = ""
    """What a number counts, e.g. 万元."""

    @property
    def custom(self) -> bool:
        """Whether it is a field of the bureau's own."""
        return self.group == CUSTOM_GROUP

    @property
    def editable(self) -> bool:
        """Whether a person may type into it."""
        return not self.readonly_why


CUSTOM_GROUP = "自定义"
YES_NO = ("是", "否")
"""What a custom field of kind bool holds: text, so that blank, yes and no filter and import like a choice."""

PROBLEM: Table = Problem.__table__  # type: ignore[assignment]
_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_STEP: Table = Escalation.__table__  # type: ignore[assignment]
_TOUCHED: Table = EscalationProblem.__table__  # type: ignore[assignment]


def _first(table: Table, column: str) -> ColumnElement[Any]:
    """The element of a list that stands first, for sorting."""
    query = select(table.c[column]).where(table.c.problem_id == PROBLEM.c.id)
    return query.order_by(table.c.position).limit(1).correlate(PROBLEM).scalar_subquery()


def _campaign_name() -> ColumnElement[Any]:
    query = select(_CAMPAIGN.c.name).where(_CAMPAIGN.c.id == PROBLEM.c.campaign_id)
    return query.correlate(PROBLEM).scalar_subquery()


def _latest_escalation() -> ColumnElement[Any]:
    """The name of the latest step of 升级督促 against the problem that still stands, by the index."""
    query = (
        select(_STEP.c.step_name)
        .join(_TOUCHED, _TOUCHED.c.escalation_id == _STEP.c.id)
        .where(_TOUCHED.c.problem_id == PROBLEM.c.id, _TOUCHED.c.removed_in.is_(None))
        .where(_STEP.c.removed_in.is_(None), _STEP.c.lifted_on.is_(None))
    )
    # numbers written out, because pages of cells are asked for by a statement whose only parameters are the ids
    query = query.order_by(_STEP.c.taken_on.desc(), _STEP.c.id.desc())
    query = query.limit(literal_column("1")).offset(literal_column("0"))
    return query.correlate(PROBLEM).scalar_subquery()


LIST_COLUMNS: dict[str, ColumnElement[Any]] = {
    "regions": _REGION.c.name,
    "region_codes": _REGION.c.region_code,
    "pollutants": _POLLUTANT.c.pollutant,
}
"""Where the elements of each list field are kept."""

_GIVEN = "由系统编号，不能修改"
_SAID = "是清单原来的说法，原样保留"
_BY_PLACE = "由市、县自动得出，请改市或县"
_BY_WORDS = "由时限原文自动得出，请改时限原文"
_BY_CALENDAR = "由时限原文、交办日期和工作日历算出"
_BY_EXTENSION = "由延期和暂停得出，请在“时限”里登记"

_PLAN: tuple[tuple[str, str, Kind, int, str, str], ...] = (
    ("ledger_number", "台账编号", "text", 11, "编号", _GIVEN),
    ("number", "问题编号", "text", 10, "编号", ""),
    ("campaign", "任务来源", "choice", 14, "来源", "由导入或登记时确定"),
    ("round", "轮次", "choice", 5, "来源", ""),
    ("list_number", "清单序号", "text", 5, "来源", ""),
    ("province", "省份", "choice", 5, "地点", ""),
    ("city", "市", "choice", 5, "地点", ""),
    ("county", "县（市、区）", "choice", 6, "地点", ""),
    ("town", "乡镇（街道）", "text", 6, "地点", ""),
    ("regions", "涉及地区", "list", 8, "地点", _BY_PLACE),
    ("site_name", "点位（企业）名称", "text", 16, "对象", ""),
    ("credit_code", "统一社会信用代码", "text", 12, "对象", ""),
    ("address", "详细地址", "text", 16, "地点", ""),
    ("longitude", "经度", "number", 6, "地点", ""),
    ("latitude", "纬度", "number", 6, "地点", ""),
    ("industry", "行业", "choice", 8, "对象", ""),
    ("category", "问题类别", "choice", 10, "问题", ""),
    ("pollutants", "污染类型", "list", 6, "问题", ""),
    ("weight", "折算数", "decimal", 4, "问题", ""),
    ("falsified", "弄虚作假", "bool", 4, "问题", ""),
    ("description", "问题描述", "long", 24, "问题", ""),
    ("requirement", "整改要求", "long", 18, "整改", ""),
    ("measures", "整改措施", "long", 18, "整改", ""),
    ("goal", "整改目标", "long", 14, "整改", ""),
    ("deadline_text", "时限原文", "text", 10, "整改", ""),
    ("deadline_kind", "时限类型", "choice", 5, "整改", _BY_WORDS),
    ("deadline", "整改期限", "date", 7, "整改", ""),
    ("responsible_unit", "责任单位", "choice", 12, "责任", ""),
    ("responsible_person", "责任人", "text", 5, "责任", ""),
    ("phone", "联系电话", "text", 8, "责任", ""),
    ("inspection_team", "检查组", "choice", 7, "来源", ""),
    ("found_on", "发现日期", "date", 7, "来源", ""),
    ("assigned_on", "交办日期", "date", 7, "来源", ""),
    ("progress", "整改情况", "long", 18, "进展", ""),
    ("said_status", "清单所述状态", "choice", 7, "进展", _SAID),
    ("status", "状态", "status", 6, "进展", ""),
    ("completed_on", "完成日期", "date", 7, "进展", ""),
    ("closed_on", "销号日期", "date", 7, "进展", ""),
    ("remarks", "备注", "long", 12, "进展", ""),
    ("region_codes", "行政区划代码", "list", 8, "地点", _BY_PLACE),
    ("accountability_category", "量化问责类别", "choice", 12, "问题", ""),
    ("extra", "原表其他列", "object", 14, "来源", _SAID),
    ("source", "出处", "object", 14, "来源", "由导入记录得出"),
)


def _sql_of(key: str) -> ColumnElement[Any]:
    if key == "campaign":
        return _campaign_name()
    if key in LIST_COLUMNS:
        column = LIST_COLUMNS[key]
        return _first(column.table, column.key)  # type: ignore[attr-defined]
    return PROBLEM.c["trace_id" if key == "source" else key]


RECORD_KEYS: tuple[str, ...] = tuple(line[0] for line in _PLAN)
"""The keys of one problem as the command line prints it, in order."""

_RETIRED = "这个自定义字段已停用，请先在设置中恢复"
_WIDTHS = {"long": 18, "choice": 7, "bool": 5, "date": 7, "decimal": 7}


def custom_field(spec: CustomFieldSpec) -> Field:
    """A field of the bureau's own as the tables, the import and the exports know fields."""
    kinds: dict[str, Kind] = {
        "long": "long",
        "choice": "choice",
        "bool": "choice",
        "date": "date",
        "decimal": "decimal",
    }
    options = YES_NO if spec.kind == "bool" else spec.options
    width = max(_WIDTHS.get(spec.kind, 10), min(len(spec.title), 14))
    why = "" if spec.active else _RETIRED
    return Field(
        spec.key, spec.title, kinds.get(spec.kind, "text"), width, CUSTOM_GROUP, PROBLEM.c[spec.key], why,
        options=options, unit=spec.unit,
    )  # fmt: skip


class _Custom:
    """The custom part of the table for one set of definitions."""

    def __init__(self, specs: tuple[CustomFieldSpec, ...]) -> None:
        self.specs = specs
        self.known = {spec.key: custom_field(spec) for spec in specs}
        self.offered = tuple(spec.key for spec in specs if spec.active)


class FieldTable(Mapping[str, Field]):
    """Fields by key: the fixed ones, then those of the ledger at hand (``models.custom_fields``).

    Going through it gives what is offered. Asked for by key, a retired field is known too, so that history, saved
    views and earlier imports keep their words.
    """

    def __init__(self, fixed: dict[str, Field]) -> None:
        self._fixed = fixed
        self._last = _Custom(())

    @property
    def _custom(self) -> _Custom:
        specs = specs_at_hand()
        last = self._last
        if last.specs is not specs:
            last = self._last = _Custom(specs)
        return last

    @override
    def __getitem__(self, key: str) -> Field:
        found = self._fixed.get(key)
        return found if found is not None else self._custom.known[key]

    @override
    def __contains__(self, key: object) -> bool:
        return key in self._fixed or key in self._custom.known

    @override
    def __iter__(self) -> Iterator[str]:
        return iter((*self._fixed, *self._custom.offered))

    @override
    def __len__(self) -> int:
        return len(self._fixed) + len(self._custom.offered)

    def custom(self, *, retired: bool = False) -> tuple[Field, ...]:
        """The fields of the bureau's own in their order: those that are offered, or all that were ever made."""
        now = self._custom
        return tuple(now.known[key] for key in (now.known if retired else now.offered))

    def titled(self, title: str) -> Field | None:
        """The field that a person calls so; a bureau's own field stands behind a fixed one."""
        return next((one for one in self.values() if one.title == title), None)


_FIXED: dict[str, Field] = {
    key: Field(key, title, kind, width, group, _sql_of(key), why) for key, title, kind, width, group, why in _PLAN
}
_FIXED["mark"] = Field("mark", "标记", "mark", 5, "进展", PROBLEM.c.deadline, "按期限和状态自动计算", computed=True)
_FIXED["days_left"] = Field(
    "days_left", "剩余天数", "number", 5, "整改", PROBLEM.c.deadline, "按期限和今天自动计算", computed=True
)
_FIXED["workdays_left"] = Field(
    "workdays_left", "剩余工作日", "number", 5, "整改", PROBLEM.c.deadline, "按期限和工作日历自动计算", computed=True
)
_BEHIND: tuple[tuple[str, str, Kind, int, str], ...] = (
    ("original_deadline", "原定期限", "date", 7, _BY_EXTENSION),
    ("suspended_until", "暂停至", "date", 7, _BY_EXTENSION),
    ("timeliness", "按期/超期", "choice", 5, "销号时判定，以后不再改变"),
    ("deadline_rule", "期限依据", "text", 14, _BY_CALENDAR),
    ("deadline_estimated", "期限为预估", "bool", 5, _BY_CALENDAR),
)
_FIXED.update(
    (key, Field(key, title, kind, width, "整改", PROBLEM.c[key], why)) for key, title, kind, width, why in _BEHIND
)
DEADLINE_KEYS = tuple(line[0] for line in _BEHIND)
"""Columns of a problem that the command line does not print: they stand behind its deadline."""
_FIXED["markings"] = Field(
    "markings", "标记", "list", 8, "进展", PROBLEM.c.deadline, "由设置里的标记规则得出", computed=True
)
_FIXED["escalation"] = Field(
    "escalation", "升级督促", "choice", 6, "进展", _latest_escalation(), "由督促措施得出，请在“约谈与督办”里登记",
    computed=True,
)  # fmt: skip
BESIDE = frozenset({"escalation"})
"""Computed fields that have SQL of their own; of a past day nothing is known of them."""
FIELDS = FieldTable(_FIXED)

DEADLINE_KIND_TITLES: dict[str, str] = {
    "date": "具体日期",
    "days": "若干天内",
    "working_days": "若干工作日内",
    "staged": "分阶段",
    "standing": "长期坚持",
    "immediate": "立行立改",
    "done": "已完成",
    "unknown": "未明确",
}
"""How a clerk reads ``deadline_kind``."""
