"""What the ledger's table asks in one go: the ids in their order, their groups, and how many there are at all."""

from __future__ import annotations

import time
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.tables.grouping import GroupTree, Path

if TYPE_CHECKING:
    from models.progress import Progress
    from models.queries.problems import ProblemQuery
    from models.store import Ledger


@dataclass(frozen=True)
class Found:
    """What a query answered; ``tree`` where it was asked in groups."""

    query: ProblemQuery
    ids: array[int]
    total: int
    seconds: float
    tree: GroupTree | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grouping:
    """Fields to group by, columns to add up, and the groups that stay closed."""

    keys: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    closed: frozenset[Path] = frozenset()


def ask_ledger(
    ledger: Ledger, query: ProblemQuery, base: ProblemQuery, grouping: Grouping, progress: Progress
) -> Found:
    """Runs in a lane; the ids of 666,000 rows in groups take about two seconds, mostly of the database."""
    from models.queries.problems import count, problem_ids

    started = time.perf_counter()
    tree = None
    if grouping.keys:
        tree = _tree(ledger, query, grouping, progress)
        ids = tree.ids
    else:
        ids = problem_ids(ledger, query, progress=progress)
    seconds = time.perf_counter() - started
    progress(None, "")
    return Found(query, ids, count(ledger, base), seconds, tree, grouping.keys)


def _tree(ledger: Ledger, query: ProblemQuery, grouping: Grouping, progress: Progress) -> GroupTree:
    from desktop.tables.group_lines import tree_of
    from models.queries.grouping import group_problems

    found = group_problems(ledger, query, grouping.keys, grouping.sums, progress)
    return tree_of(found, grouping.sums, grouping.closed)


def in_group_order(query: ProblemQuery, keys: Sequence[str]) -> ProblemQuery:
    """The query with its rows ordered as the groups stand, for paper and workbooks."""
    if not keys:
        return query
    directions = dict(query.sort)
    groups = tuple((key, bool(directions.get(key))) for key in keys)
    return query.but(sort=(*groups, *(pair for pair in query.sort if pair[0] not in keys)))


def closed_from(state: Collection[Sequence[str]]) -> frozenset[Path]:
    """Closed groups as they were remembered."""
    return frozenset(tuple(str(part) for part in path) for path in state)
