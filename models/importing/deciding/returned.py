"""Rows for problems that are closed or set aside here: they stay so, are marked, and are told where they return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, case, func, select

from models.importing.cells.said_states import history_status
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.match import Matching, chunked
from models.queries.fields import PROBLEM
from models.schema import BatchRow, Change, ChangeSet, ImportBatch, Status, VanishedItem

CAME_BACK = "重新出现"
"""Outcome of a 待核实 whose problem a later list has again."""
_CLOSED, _ASIDE = "closed", "aside"
_DONE_PHASES = ("closed", "closing")
_SEEN = ("new", "changed", "unchanged")
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_ITEM: Table = VanishedItem.__table__  # type: ignore[assignment]
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Standing:
    """How the ledger stands to a row: a short mark, whether the problem came back, and a sentence where it did."""

    mark: str
    returned: bool = False
    words: str = ""


@dataclass
class Standings:
    """By row position; ``items`` are the 待核实 that end because a list has the problem again."""

    rows: dict[int, Standing]
    items: list[int]


def standings(connection: Connection, incoming: Incoming, matching: Matching) -> Standings:
    """What has to be said of matched rows beside their fields."""
    phases: dict[str, str] = {row.name: row.phase for row in connection.execute(select(_STATUS))}
    closed = {at: one for at, one in matching.target.items() if phases.get(one.status) in (_CLOSED, _ASIDE)}
    rows: dict[int, Standing] = {at: Standing(f"台账{one.status}") for at, one in closed.items()}
    items = _items(connection)
    missed = {at: items[one.id] for at, one in matching.target.items() if one.id in items} if items else {}
    ended: list[int] = []
    asked = [at for at, one in closed.items() if phases.get(one.status) == _CLOSED] + list(missed)
    if not asked:
        return Standings(rows, [])
    past = _past(connection, [matching.target[at].id for at in asked])
    for at in dict.fromkeys(asked):
        if incoming.origin(at).seen_before:
            continue
        one = matching.target[at]
        facts = past.get(one.id, _Past())
        if at in closed and _returned(incoming, at, facts, phases):
            rows[at] = Standing("疑似反弹", True, facts.words)
        item = missed.get(at)
        if item is None:
            continue
        if item.outcome is None:
            ended.append(item.id)
            if at not in closed:
                rows[at] = Standing(CAME_BACK)
        elif facts.missing > facts.seen and at not in closed:
            words = f"已作“{item.outcome}”结论（{item.basis or '依据未填'}）"
            rows[at] = Standing("疑似反弹", True, words)
    return Standings(rows, ended)


@dataclass
class _Past:
    """Change sets in which a problem was closed, last seen in a list, and last missed by a complete one."""

    closed: int = 0
    closed_on: str = ""
    """销号日期 where it was entered."""
    recorded_on: str = ""
    status: str = ""
    batch: int = 0
    seen: int = 0
    missing: int = 0

    @property
    def words(self) -> str:
        on = self.closed_on or self.recorded_on
        day = f" {on} " if on else ""
        batch = f"，上次见于第 {self.batch} 批" if self.batch else ""
        return f"已于{day}{self.status}{batch}"


def _returned(incoming: Incoming, at: int, past: _Past, phases: Mapping[str, str]) -> bool:
    """Whether a newer list still or again has what was closed here, and does not itself call it done."""
    stated = incoming.origin(at).stated_on
    if stated and past.closed_on and stated <= past.closed_on:
        return False
    said = incoming.value("said_status", at)
    if said and phases.get(history_status(said, phases)) in _DONE_PHASES:
        return False
    return past.closed > past.seen or past.missing > past.seen


def _items(connection: Connection) -> dict[int, Any]:
    """待核实 by problem, open or decided, the last of each."""
    query = select(_ITEM.c.id, _ITEM.c.problem_id, _ITEM.c.outcome, _ITEM.c.basis).where(
        _ITEM.c.removed_in.is_(None), _ITEM.c.outcome.is_distinct_from(CAME_BACK)
    )
    return {row.problem_id: row for row in connection.execute(query.order_by(_ITEM.c.id))}


def _past(connection: Connection, ids: Sequence[int]) -> dict[int, _Past]:
    found: dict[int, _Past] = {key: _Past() for key in ids}
    for keys in chunked(sorted(found)):
        query = select(PROBLEM.c.id, PROBLEM.c.status, PROBLEM.c.closed_on, PROBLEM.c.created_in).where(
            PROBLEM.c.id.in_(keys)
        )
        for key, status, closed_on, created in connection.execute(query):
            past = found[key]
            past.status, past.closed = status, created or 0
            past.closed_on = closed_on.isoformat() if isinstance(closed_on, date) else ""
        _closings(connection, keys, found)
        set_of = _BATCH.c.change_set_id
        sightings = (
            select(
                _ROW.c.problem_id,
                func.max(case((_ROW.c.outcome.in_(_SEEN), set_of), else_=0)),
                func.max(case((_ROW.c.outcome.in_(_SEEN), _BATCH.c.id), else_=0)),
                func.max(case((_ROW.c.outcome == "vanished", set_of), else_=0)),
            )
            .join(_BATCH, _BATCH.c.id == _ROW.c.batch_id)
            .where(_ROW.c.problem_id.in_(keys), _BATCH.c.undone_by_id.is_(None))
            .group_by(_ROW.c.problem_id)
        )
        for key, seen, batch, missing in connection.execute(sightings):
            found[key].seen, found[key].batch, found[key].missing = seen or 0, batch or 0, missing or 0
    return found


def _closings(connection: Connection, keys: Sequence[int], found: Mapping[int, _Past]) -> None:
    last = (
        select(_CHANGE.c.entity_id, func.max(_CHANGE.c.change_set_id).label("last"))
        .where(_CHANGE.c.entity == "problem", _CHANGE.c.entity_id.in_(keys), _CHANGE.c.field == "status")
        .group_by(_CHANGE.c.entity_id)
        .subquery()
    )
    query = select(last.c.entity_id, last.c.last, _SET.c.at).join(_SET, _SET.c.id == last.c.last)
    for key, set_id, at in connection.execute(query):
        past = found[key]
        past.closed = set_id
        past.recorded_on = at.date().isoformat() if isinstance(at, datetime) else ""
