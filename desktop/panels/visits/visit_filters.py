"""What the visits page is filtered by, apart from any widget: header filters, search, and the link it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models.queries.visits_fields import VISIT_FIELDS
from models.queries.visits_filtering import VISIT_SEARCHED, VisitQuery

_DEFAULT_SORT: tuple[tuple[str, bool], ...] = (("visited_on", True),)


@dataclass(frozen=True)
class VisitFilters:
    """Immutable; each ``with_…`` gives the next. ``origin`` is a query that another page opened this one with."""

    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    search: str = ""
    removed: bool = False
    origin: VisitQuery | None = None
    origin_title: str = ""
    sort: tuple[tuple[str, bool], ...] = _DEFAULT_SORT

    @property
    def active(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.values or self.search or self.removed or self.origin is not None)

    def with_values(self, key: str, values: tuple[Any, ...] | None) -> VisitFilters:
        """Keep rows whose field is one of ``values``; None lifts the filter."""
        others = {name: kept for name, kept in self.values.items() if name != key}
        return replace(self, values=others if values is None else {**others, key: values})

    def with_sort(self, key: str) -> VisitFilters:
        """Sort by a field; the same one again turns the order round."""
        first, descending = self.sort[0] if self.sort else ("", False)
        return replace(self, sort=((key, not descending if key == first else False),))

    def cleared(self) -> VisitFilters:
        """Nothing narrowed; the order stays."""
        return VisitFilters(sort=self.sort)

    def query(self, campaign: str | None) -> VisitQuery:
        """The whole question, on top of the campaign chosen in the window."""
        origin = self.origin or VisitQuery()
        search = f"{origin.search} {self.search}".strip()
        return VisitQuery(
            where=origin.where, search=search, campaign=campaign if origin.campaign is None else origin.campaign,
            sort=self.sort, filters={**origin.filters, **self.values}, ids=origin.ids, batch=origin.batch,
            removed=self.removed or origin.removed,
        )  # fmt: skip

    def asked_fields(self) -> set[str]:
        """Fields whose change may move rows in, out or to another place."""
        fields = set(self.values) | {key for key, _down in self.sort}
        return fields | set(VISIT_SEARCHED) if self.search else fields

    def to_state(self) -> dict[str, Any]:
        """JSON-able; what narrows the list is not remembered."""
        return {"sort": [list(pair) for pair in self.sort]}


def filters_from_state(state: Mapping[str, Any]) -> VisitFilters:
    """What ``to_state`` gave; unknown parts are left out."""
    sort = tuple((str(key), bool(down)) for key, down in state.get("sort") or [] if key in VISIT_FIELDS)
    return VisitFilters(sort=sort or _DEFAULT_SORT)
