"""What the visit table asks of the ledger: the first rows, then the whole list, in groups where it stands in groups."""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.panels.ledger_asking import Grouping
from desktop.tables.grouping import GroupTree

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.progress import Progress
    from models.queries.listing import Listing
    from models.queries.visits_filtering import VisitQuery
    from models.store import Ledger

FIRST_PAGE = 1_000
"""Rows shown at once where an index orders them; the others follow while these are looked at."""


@dataclass(frozen=True)
class Found:
    """What a query answered; ``total`` None while only the first page is there."""

    query: VisitQuery
    ids: array[int]
    total: int | None
    seconds: float
    tree: GroupTree | None = None
    keys: tuple[str, ...] = ()


def first_page(ledger: Ledger, query: VisitQuery, _progress: Progress) -> Found | None:
    """The first rows where an index orders them; else nothing, and the whole list is asked at once."""
    from models.queries.visits import INDEXED, visit_ids

    if not query.sort or query.sort[0][0] not in INDEXED or query.search or query.batch is not None:
        return None
    started = time.perf_counter()
    ids = visit_ids(ledger, query, limit=FIRST_PAGE)
    return Found(query, ids, None, time.perf_counter() - started)


def whole_list(ledger: Ledger, query: VisitQuery, base: VisitQuery, grouping: Grouping, progress: Progress) -> Found:
    """All ids in their order, their groups, and how many visits there are without filters."""
    from models.queries.visits import visit_count, visit_ids

    started = time.perf_counter()
    tree = None
    if grouping.keys:
        from desktop.tables.group_lines import tree_of
        from models.queries.visits_listing import group_visits

        found = group_visits(ledger, query, grouping.keys, grouping.sums, progress)
        tree = tree_of(found, grouping.sums, grouping.closed, ("家次", "家次"))
        ids = tree.ids
    else:
        ids = visit_ids(ledger, query, progress=progress)
    seconds = time.perf_counter() - started
    progress(None, "")
    return Found(query, ids, visit_count(ledger, base), seconds, tree, grouping.keys)


def listing_of(connection: Connection, query: VisitQuery) -> Listing:
    """The list that totals, the search in the table and jumps over blanks ask about."""
    from models.queries.visits_listing import visit_listing

    return visit_listing(connection, query)


def in_group_order(query: VisitQuery, keys: Sequence[str]) -> VisitQuery:
    """The query with its rows ordered as the groups stand, for a workbook."""
    directions = dict(query.sort)
    groups = tuple((key, bool(directions.get(key))) for key in keys)
    return query.but(sort=(*groups, *(pair for pair in query.sort if pair[0] not in keys))) if keys else query
