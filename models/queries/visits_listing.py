"""The list of visits as its table asks about it: groups with subtotals, totals of cells, words and blanks in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, false, or_, select

from models.progress import Progress, silent
from models.queries.expressions import Comparison
from models.queries.grouping import Grouped, grouped
from models.queries.listing import BLANK, Flag, ListedColumn, Listing, column_contains
from models.queries.visits_fields import FOUND_WORDS, NAMED, VISIT, VISIT_FIELDS
from models.queries.visits_filtering import (
    VisitQuery,
    beside_index,
    known_visit_field,
    visit_clauses,
    visit_comparison,
    visit_order,
    visit_term,
)
from models.schema import Campaign, Round
from models.store.stopping import stoppable

if TYPE_CHECKING:
    from models.store import Ledger

_ROUND: Table = Round.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


def visit_listing(connection: Connection, query: VisitQuery) -> Listing:
    """The list of visits as ``query`` finds it."""
    names = _Names(connection)
    return Listing(
        VISIT, visit_clauses(connection, query), visit_order(connection, query, whole=True), query.sort,
        lambda key: _column(connection, key, names), _contains,
        (Flag(FOUND_WORDS[True], "amber", VISIT.c.found_problem.is_(True)),),
    )  # fmt: skip


def group_visits(
    ledger: Ledger, query: VisitQuery, keys: Sequence[str], sums: Sequence[str] = (), progress: Progress = silent
) -> Grouped:
    """The visits of a query by the values of ``keys`` (days by month), each group in the query's own order."""
    with ledger.reading() as connection, stoppable(connection, progress):
        return grouped(connection, visit_listing(connection, query), keys, sums)


class _Names:
    """Names of campaigns and rounds by id, read when they are first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def campaigns(self) -> dict[int, str]:
        return {row[0]: row[1] for row in self._connection.execute(select(_CAMPAIGN.c.id, _CAMPAIGN.c.name))}

    @cached_property
    def rounds(self) -> dict[int, str]:
        """``第 3 轮``; with the campaign where two campaigns have a round of that name."""
        rows = self._connection.execute(select(_ROUND.c.id, _ROUND.c.name, _ROUND.c.campaign_id)).all()
        known = Counter(row[1] for row in rows)
        names: dict[int, str] = {}
        for key, name, campaign in rows:
            words = f"第 {name} 轮" if name.isdigit() else name
            names[key] = words if known[name] == 1 else f"{self.campaigns.get(campaign, '')} {words}".strip()
        return names


def _column(connection: Connection, key: str, names: _Names) -> ListedColumn:
    known_visit_field(key)
    field = VISIT_FIELDS[key]
    if key in NAMED:
        # grouped and counted by id, not by the name that would have to be looked up for each row
        words: Callable[[Any], str] = str
        if key != "problem":
            by_id = names.rounds if key == "round" else names.campaigns
            words = lambda value: by_id.get(value, BLANK)  # noqa: E731
        order = visit_term(connection, key)
        own = beside_index(NAMED[key][0])
        return ListedColumn(key, "id", own, None if order is NAMED[key][0] else order, words)
    if key == "found_problem":
        return ListedColumn(key, "found", field.sql, None, lambda value: FOUND_WORDS[bool(value)])
    return ListedColumn(key, field.kind, field.sql)


def _contains(key: str, text: str) -> ColumnElement[bool]:
    if key == "found_problem":
        shown = [value for value, word in FOUND_WORDS.items() if text in word]
        return or_(false(), *(VISIT.c.found_problem.is_(value) for value in shown))
    if key in NAMED or key == "source":
        return visit_comparison(Comparison(key, "~", text))
    return column_contains(ListedColumn(key, VISIT_FIELDS[key].kind, VISIT_FIELDS[key].sql), text)
