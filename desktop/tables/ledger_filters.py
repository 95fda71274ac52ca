"""What the ledger page is filtered by, apart from any widget: quick and header filters, and the link it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models import clock
from models.queries.expressions import Comparison, Condition
from models.queries.fields import FIELDS
from models.queries.filter_tests import read_filter, written_filter
from models.queries.filtering import BEHIND, SEARCHED
from models.queries.history_conditions import HistoryTest, read_history, written_history

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
    "workweek": "5 个工作日内到期",
    "behind": "落后序时进度",
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
    history: tuple[HistoryTest, ...] = ()
    """Conditions on what once was, all of which must hold."""

    @property
    def active(self) -> bool:
        """Whether anything narrows the list."""
        narrowed = self.scope != "all" or self.due or self.values or self.search or self.history
        return bool(narrowed or self.origin is not None)

    def with_values(self, key: str, values: tuple[Any, ...] | None) -> LedgerFilters:
        """Keep rows whose field is one of ``values``; None lifts the filter."""
        others = {name: kept for name, kept in self.values.items() if name != key}
        return replace(self, values=others if values is None else {**others, key: values})

    def with_history(self, test: HistoryTest) -> LedgerFilters:
        """With a condition on history more, or less where it is there already."""
        others = tuple(one for one in self.history if one != test)
        return replace(self, history=others if len(others) < len(self.history) else (*self.history, test))

    def with_sort(self, key: str) -> LedgerFilters:
        """Sort by a field; the same one again turns the order round."""
        first, descending = self.sort[0] if self.sort else ("", False)
        return replace(self, sort=((key, not descending if key == first else False),))

    def opened_with(self, query: ProblemQuery, title: str) -> LedgerFilters:
        """What another page asked for; what can be shown as a filter of this page becomes one."""
        rest = query.but(filters={}, search="", sort=self.sort, campaign=None, history=())
        plain = rest.where is None and not rest.marks and rest.ids is None and rest.batch is None
        plain = plain and rest.as_of is None and not rest.removed and not rest.finding
        asked = query.filters or query.search or query.history
        if plain and not asked:
            return LedgerFilters(sort=self.sort)
        origin = None if plain and asked and not title else query.but(filters={}, search="", history=())
        return LedgerFilters(
            values=dict(query.filters), search=query.search, origin=origin, origin_title=title if origin else "",
            sort=self.sort, history=query.history,
        )  # fmt: skip

    def cleared(self) -> LedgerFilters:
        """Nothing narrowed; the order stays."""
        return LedgerFilters(sort=self.sort)

    def without_origin(self) -> LedgerFilters:
        """The chip was closed: what the link brought with it goes, too."""
        return LedgerFilters(scope=self.scope, due=self.due, sort=self.sort)

    def query(self, base: ProblemQuery, looks: StatusLooks, today: date | None = None) -> ProblemQuery:
        """The whole question, on top of the campaign chosen in the window; ``today`` where it is another day."""
        origin = self.origin
        parts: list[Comparison] = []
        if origin is not None and (condition := origin.condition()) is not None:
            parts.extend(condition.all_of)
        parts.extend(self._scope_parts(looks))
        parts.extend(_due_parts(self.due))
        whole = base.but(
            where=Condition(tuple(parts)) if parts else None,
            search=self.search,
            filters=dict(self.values),
            sort=self.sort,
            history=self.history,
            today=today if today != clock.today() else None,
        )
        if self.due == BEHIND:
            whole = whole.but(finding=BEHIND)
        if origin is None:
            return whole
        return whole.but(
            marks=origin.marks, ids=origin.ids, batch=origin.batch, as_of=origin.as_of, removed=origin.removed,
            finding=origin.finding or whole.finding,
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
            fields |= {"deadline", "status"} if self.due == BEHIND else {"deadline"}
        if self.history or "markings" in self.values:
            fields |= {*FIELDS, "marks"}
        if "escalation" in fields:
            fields.add("escalation_rows")
        return fields | set(SEARCHED) if self.search else fields

    def to_state(self) -> dict[str, Any]:
        """JSON-able; a link's query is not remembered."""
        return {
            "scope": self.scope,
            "due": self.due,
            "sort": [list(pair) for pair in self.sort],
            "values": {key: written_filter(values) for key, values in self.values.items()} if not self.origin else {},
            "history": written_history(self.history),
        }


def filters_from_state(state: Mapping[str, Any], known: Mapping[str, Any]) -> LedgerFilters:
    """What ``to_state`` gave; unknown parts are left out."""
    sort = tuple((str(key), bool(down)) for key, down in state.get("sort") or [] if key in known)
    scope, due, values = state.get("scope"), state.get("due"), dict(state.get("values") or {})
    return LedgerFilters(
        scope=scope if scope in SCOPES else "all",
        due=due if due in DUES else "",
        values={key: read for key, kept in values.items() if key in known and (read := read_filter(key, kept))},
        sort=sort or _DEFAULT_SORT,
        history=read_history(state.get("history")),
    )


def _due_parts(due: str) -> list[Comparison]:
    """Counted in days from today, so that a saved view means the same on every day."""
    match due:
        case "past":
            return [Comparison("days_left", "<", 0)]
        case "today":
            return [Comparison("days_left", "=", 0)]
        case "week":
            return [Comparison("days_left", ">=", 0), Comparison("days_left", "<=", 7)]
        case "month":
            return [Comparison("days_left", ">=", 0), Comparison("days_left", "<=", 30)]
        case "workweek":
            return [Comparison("workdays_left", ">=", 0), Comparison("workdays_left", "<=", 5)]
        case "later":
            return [Comparison("days_left", ">", 30)]
        case "none":
            return [Comparison("deadline", "is null")]
    return []
