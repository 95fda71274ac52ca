"""Decides what happens to every row of a visit log before anything is written: new, changed, unchanged, refused."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, Table, Text, select

from models.importing.choices import RowKey
from models.importing.views import ImportPlan, Issue
from models.importing.visits.incoming import VisitIncoming
from models.importing.visits.lookups import Lookups, persons_edits
from models.queries.visits_fields import VISIT, VISIT_FIELDS
from models.rules.visit_key import further_key
from models.schema import BatchRow

_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_CHUNK = 900
_SAME_PLACE = 4
"""A number of so many signs names a visit, together with round and county; a shorter one counts rows."""
_MOST_REPEATS = 200
STORED = {"round": "round_id", "problem": "problem_id"}
"""Fields that the table keeps as the id of another row."""


@dataclass
class VisitChange:
    """What a row changes of a visit: column to old and new value; ``kept`` are fields that a person's edit keeps."""

    visit_id: int
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict[str, tuple[Any, Any]])
    kept: list[tuple[str, Any, Any]] = field(default_factory=list[tuple[str, Any, Any]])


@dataclass
class VisitDecisions:
    """The plan as the writer needs it: row positions by verdict, and what each changed row changes."""

    lookups: Lookups
    new: list[int] = field(default_factory=list[int])
    unchanged: list[int] = field(default_factory=list[int])
    refused: list[int] = field(default_factory=list[int])
    left: list[int] = field(default_factory=list[int])
    changed: dict[int, VisitChange] = field(default_factory=dict[int, VisitChange])
    target: dict[int, tuple[int, int | None]] = field(default_factory=dict[int, tuple[int, int | None]])
    """Row position to the visit it is, and that visit's trace."""
    keys: dict[int, str] = field(default_factory=dict[int, str])
    """Identity of rows that say a second visit to a site on one day; of the others the child's own holds."""
    kept: int = 0
    issues: list[Issue] = field(default_factory=list[Issue])

    def counted(self, campaign: str, round_name: str) -> ImportPlan:
        """The plan with its counts and issues, without the single rows."""
        return ImportPlan(
            new=len(self.new), changed=len(self.changed), unchanged=len(self.unchanged), refused=len(self.refused),
            left=len(self.left), cells=sum(len(change.values) for change in self.changed.values()),
            issues=self.issues, campaign=campaign, round=round_name,
        )  # fmt: skip

    def key(self, incoming: VisitIncoming, at: int) -> str:
        """The identity that the visit of a row is kept under."""
        return self.keys.get(at) or incoming.identity[at]


def decide_visits(
    connection: Connection, campaign_id: int | None, incoming: VisitIncoming, left: Collection[RowKey] = ()
) -> VisitDecisions:
    """Match by identity, else by number within round and county; compare what the digest says is different."""
    plan = VisitDecisions(Lookups(connection, campaign_id, incoming))
    plan.issues += incoming.issues
    cut_to_size(incoming, plan.issues)
    repeated = _tell_apart(incoming, plan)
    out = {at for key in left if (at := incoming.position(key)) is not None} if left else set[int]()
    waiting = [at for at in range(len(incoming)) if at not in incoming.refused and at not in repeated and at not in out]
    different = _match(connection, campaign_id, incoming, plan, waiting)
    _compare(connection, incoming, plan, different)
    for at in range(len(incoming)):
        if at in out:
            plan.left.append(at)
        elif at in incoming.refused:
            plan.refused.append(at)
        elif at in repeated or (at in plan.target and at not in plan.changed):
            plan.unchanged.append(at)
        elif at not in plan.target:
            plan.new.append(at)
    plan.issues += plan.lookups.issues
    return plan


def cut_to_size(incoming: VisitIncoming, issues: list[Issue]) -> None:
    """Shorten texts that the table has no room for, and say so."""
    for name, column in incoming.columns.items():
        kind = VISIT.c[name].type if name in VISIT.c else None
        limit = kind.length if isinstance(kind, String) and not isinstance(kind, Text) else None
        if limit is None or all(value is None or len(value) <= limit for value in column):
            continue
        for at, value in enumerate(column):
            if value is not None and len(value) > limit:
                message = f"{VISIT_FIELDS[name].title}有 {len(value)} 个字，只保留前 {limit} 个字"
                issues.append(incoming.issue(at, name, message, value[:60]))
                column[at] = value[:limit]


def _tell_apart(incoming: VisitIncoming, plan: VisitDecisions) -> set[int]:
    """Rows that say the same as one before; rows of one site and day that say something else get a key of their own."""
    first: dict[str, int] = {}
    repeated: set[int] = set()
    times: dict[str, int] = {}
    for at, key in enumerate(incoming.identity):
        before = first.setdefault(key, at)
        if before == at or at in incoming.refused:
            continue
        if incoming.digest[at] == incoming.digest[before]:
            repeated.add(at)
            if len(repeated) <= _MOST_REPEATS:
                words = f"与第 {incoming.rows[before]} 行完全相同，只记一次"
                plan.issues.append(incoming.issue(at, "site_name", words))
            continue
        times[key] = times.get(key, 1) + 1
        plan.keys[at] = further_key(key, incoming.value("number", at) or str(times[key]))
    return repeated


def _match(
    connection: Connection, campaign_id: int | None, incoming: VisitIncoming, plan: VisitDecisions, waiting: list[int]
) -> list[int]:
    """Find the visit of each row; returns the positions whose digest is not that of the last import."""
    held = VISIT.c.campaign_id == campaign_id
    if campaign_id is None or connection.execute(select(VISIT.c.id).where(held).limit(1)).first() is None:
        return []
    columns = (VISIT.c.id, VISIT.c.identity_key, VISIT.c.trace_id, VISIT.c.problem_id, _ROW.c.row_digest)
    query = select(*columns).select_from(VISIT.outerjoin(_ROW, _ROW.c.id == VISIT.c.trace_id))
    different: list[int] = []
    for some in _chunks(waiting):
        wanted = {plan.key(incoming, at): at for at in some}
        mine = query.where(VISIT.c.identity_key.in_(list(wanted)), held, VISIT.c.removed_in.is_(None))
        for key, identity, trace, problem, digest in connection.execute(mine):
            at = wanted[identity]
            plan.target[at] = (key, trace)
            linked = problem is not None or plan.lookups.problem_of(at) is None
            if digest != incoming.digest[at] or not linked:
                different.append(at)
    unknown = [at for at in waiting if at not in plan.target and len(incoming.value("number", at) or "") >= _SAME_PLACE]
    if unknown and "number" in incoming.columns:
        different += _match_numbers(connection, held, incoming, plan, unknown)
    return different


def _match_numbers(
    connection: Connection, held: Any, incoming: VisitIncoming, plan: VisitDecisions, unknown: list[int]
) -> list[int]:
    """Rows whose site was renamed or day corrected: the same number in the same round and county is the same visit."""
    taken = {key for key, _trace in plan.target.values()}
    columns = [VISIT.c[name] for name in ("id", "number", "round_id", "city", "county", "trace_id")]
    known: dict[tuple[Any, ...], list[tuple[int, int | None]]] = {}
    numbers = {incoming.value("number", at) for at in unknown}
    query = select(*columns).where(held, VISIT.c.removed_in.is_(None), VISIT.c.number.is_not(None))
    for row in connection.execute(query):
        if row.number in numbers and row.id not in taken:
            known.setdefault((row.number, row.round_id, row.city, row.county), []).append((row.id, row.trace_id))
    found: list[int] = []
    for at in unknown:
        place = (plan.lookups.round_of(at), incoming.value("city", at), incoming.value("county", at))
        visits = known.pop((incoming.value("number", at), *place), [])
        if len(visits) == 1:
            plan.target[at] = visits[0]
            found.append(at)
    return found


def _compare(connection: Connection, incoming: VisitIncoming, plan: VisitDecisions, different: list[int]) -> None:
    """What the rows say otherwise than the ledger; a blank cell never empties, a person's edit stays."""
    names = [name for name in incoming.columns if name in VISIT_FIELDS]
    for some in _chunks(different):
        ids = [plan.target[at][0] for at in some]
        rows = {row["id"]: row for row in connection.execute(select(VISIT).where(VISIT.c.id.in_(ids))).mappings()}
        edited = persons_edits(connection, ids)
        for at in some:
            row = rows[plan.target[at][0]]
            change = VisitChange(row["id"])
            for name in names:
                _compare_cell(incoming, plan, at, name, row, edited, change)
            if row["problem_id"] is None and plan.lookups.problem_of(at) is not None and not row["found_problem"]:
                change.values.setdefault("found_problem", (False, True))
            if row["round_id"] is None and plan.lookups.round_of(at) is not None and "round" not in names:
                change.values["round_id"] = (None, plan.lookups.round_of(at))
            _tell_kept(incoming, plan, at, change)
            if change.values:
                plan.changed[at] = change


def _compare_cell(
    incoming: VisitIncoming,
    plan: VisitDecisions,
    at: int,
    name: str,
    row: Mapping[Any, Any],
    edited: Collection[tuple[int, str]],
    change: VisitChange,
) -> None:
    value = stored_value(incoming, plan.lookups, at, name)
    column = STORED.get(name, name)
    if value is None or row[column] == value:
        return
    if name == "extra":
        value = merged(row[column], value)
        if value == row[column]:
            return
    if name == "round" and value == Lookups.COMING and row[column] is None:
        change.values[column] = (None, value)
        return
    if (row["id"], column) in edited:
        change.kept.append((name, row[column], value))
    else:
        change.values[column] = (row[column], value)


def _tell_kept(incoming: VisitIncoming, plan: VisitDecisions, at: int, change: VisitChange) -> None:
    for name, old, new in change.kept:
        if name not in STORED:
            words = f"{VISIT_FIELDS[name].title}有人改过，保留“{old}”，没有换成记录里的“{new}”"
            plan.issues.append(incoming.issue(at, name, words, str(new)))
            plan.kept += 1


def stored_value(incoming: VisitIncoming, lookups: Lookups, at: int, name: str) -> Any:
    """A value of a row as the column of the visit takes it; null where the row does not say."""
    if name == "round":
        return lookups.round_of(at)
    if name == "problem":
        return lookups.problem_of(at)
    value = incoming.value(name, at)
    if name == "visited_on" and value is not None:
        return date.fromisoformat(value)
    return value


def merged(old: str | None, new: str) -> str:
    """Own columns of the source: what the log says now on top of what it said before."""
    if not old:
        return new
    before: dict[str, Any] = json.loads(old)
    after = before | json.loads(new)
    return old if after == before else json.dumps(after, ensure_ascii=False, separators=(",", ":"))


def _chunks(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(positions), _CHUNK):
        yield positions[start : start + _CHUNK]


def positions_of(keys: Iterable[RowKey], incoming: VisitIncoming) -> list[int]:
    """Where rows are; those that are no longer among them are left out."""
    return [at for key in keys if (at := incoming.position(key)) is not None]
