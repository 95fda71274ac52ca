"""What the ledger page is filtered by, apart from any widget: quick and header filters, and the link it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.queries.expressions import Comparison, Condition
from models.queries.filtering import SEARCHED

if TYPE_CHECKING:
    from desktop.tables.problem_columns import StatusLooks
    from models.queries.problems import ProblemQuery

SCOPES: dict[str, str] = {
    "all": "全部问题",
    "unrectified": "未整改",
    "overdue": "逾期未改",
    "near": "临近到期",
    "checking": "待核查",
    "closing": "待销号",
    "closed": "已销号",
}
DUES: dict[str, str] = {
    "": "不限期限",
    "past": "期限已过",
    "today": "今天到期",
    "week": "7 天内到期",
    "month": "30 天内到期",
    "later": "30 天以后",
    "none": "没有期限",
}
_DEFAULT_SORT: tuple[tuple[str, bool], ...] = (("deadline", False),)


@dataclass(frozen=True)
class LedgerFilters:
    """Immutable; each ``with_…`` gives the next. ``origin`` is a query that another page opened this one with."""

    scope: str = "all"
    due: str = ""
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    search: str = ""
    origin: ProblemQuery | None = None
    origin_title: str = ""
    sort: tuple[tuple[str, bool], ...] = _DEFAULT_SORT

    @property
    def active(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.scope != "all" or self.due or self.values or self.search or self.origin is not None)

    def with_values(self, key: str, values: tuple[Any, ...] | None) -> LedgerFilters:
        """Keep rows whose field is one of ``values``; None lifts the filter."""
        others = {name: kept for name, kept in self.values.items() if name != key}
        return replace(self, values=others if values is None else {**others, key: values})

    def with_sort(self, key: str) -> LedgerFilters:
        """Sort by a field; the same one again turns the order round."""
        first, descending = self.sort[0] if self.sort else ("", False)
        return replace(self, sort=((key, not descending if key == first else False),))

    def opened_with(self, query: ProblemQuery, title: str) -> LedgerFilters:
        """What another page asked for; what can be shown as a filter of this page becomes one."""
        rest = query.but(filters={}, search="", sort=self.sort, campaign=None)
        plain = rest.where is None and not rest.marks and rest.ids is None and rest.batch is None
        plain = plain and rest.as_of is None and not rest.removed
        if plain and not query.filters and not query.search:
            return LedgerFilters(sort=self.sort)
        origin = None if plain and (query.filters or query.search) and not title else query.but(filters={}, search="")
        return LedgerFilters(
            values=dict(query.filters), search=query.search, origin=origin, origin_title=title if origin else "",
            sort=self.sort,
        )  # fmt: skip

    def cleared(self) -> LedgerFilters:
        """Nothing narrowed; the order stays."""
        return LedgerFilters(sort=self.sort)

    def without_origin(self) -> LedgerFilters:
        """The chip was closed: what the link brought with it goes, too."""
        return LedgerFilters(scope=self.scope, due=self.due, sort=self.sort)

    def query(self, base: ProblemQuery, looks: StatusLooks, today: date) -> ProblemQuery:
        """The whole question, on top of the campaign chosen in the window."""
        origin = self.origin
        parts: list[Comparison] = []
        if origin is not None and (condition := origin.condition()) is not None:
            parts.extend(condition.all_of)
        parts.extend(self._scope_parts(looks))
        parts.extend(_due_parts(self.due, today))
        whole = base.but(
            where=Condition(tuple(parts)) if parts else None,
            search=self.search,
            filters=dict(self.values),
            sort=self.sort,
        )
        if origin is None:
            return whole
        return whole.but(
            marks=origin.marks, ids=origin.ids, batch=origin.batch, as_of=origin.as_of, removed=origin.removed,
            campaign=base.campaign if origin.campaign is None else origin.campaign,
        )  # fmt: skip

    def _scope_parts(self, looks: StatusLooks) -> list[Comparison]:
        if self.scope == "unrectified":
            return [Comparison("status", "in", tuple(name for name in looks.tones if name in looks.unrectified))]
        if self.scope in ("overdue", "near"):
            return [Comparison("mark", "in", (self.scope,))]
        if self.scope in ("checking", "closing", "closed"):
            names = tuple(name for name, phase in looks.phases.items() if phase == self.scope)
            return [Comparison("status", "in", names)]
        return []

    def asked_fields(self) -> set[str]:
        """Fields whose change may move rows in, out or to another place."""
        fields = set(self.values) | {key for key, _down in self.sort}
        if self.scope != "all" or self.origin is not None:
            fields |= {"status", "deadline", "mark"}
        if self.due:
            fields.add("deadline")
        return fields | set(SEARCHED) if self.search else fields

    def to_state(self) -> dict[str, Any]:
        """JSON-able; a link's query is not remembered."""
        return {"scope": self.scope, "due": self.due, "sort": [list(pair) for pair in self.sort]}


def filters_from_state(state: Mapping[str, Any], known: Mapping[str, Any]) -> LedgerFilters:
    """What ``to_state`` gave; unknown parts are left out."""
    sort = tuple((str(key), bool(down)) for key, down in state.get("sort") or [] if key in known)
    scope, due = state.get("scope"), state.get("due")
    return LedgerFilters(
        scope=scope if scope in SCOPES else "all", due=due if due in DUES else "", sort=sort or _DEFAULT_SORT
    )


def _due_parts(due: str, today: date) -> list[Comparison]:
    match due:
        case "past":
            return [Comparison("deadline", "<", today)]
        case "today":
            return [Comparison("deadline", "=", today)]
        case "week":
            return [Comparison("deadline", ">=", today), Comparison("deadline", "<=", today + timedelta(days=7))]
        case "month":
            return [Comparison("deadline", ">=", today), Comparison("deadline", "<=", today + timedelta(days=30))]
        case "later":
            return [Comparison("deadline", ">", today + timedelta(days=30))]
        case "none":
            return [Comparison("deadline", "is null")]
    return []
