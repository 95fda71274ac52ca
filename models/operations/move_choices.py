"""Where some problems may go from here, by whom and with what still missing: what a window offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.operations.move_judging import Judge, Lead
from models.queries.fields import PROBLEM
from models.rules.transitions import Obstacle
from models.schema import Status

if TYPE_CHECKING:
    from models.store import Ledger

_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CHUNK = 900
_LATER: dict[str, frozenset[str]] = {"open": frozenset({"checking", "closing"}), "checking": frozenset({"closing"})}
"""Phases from which a move to this one is a step back."""


@dataclass(frozen=True)
class AllowedMove:
    """One state to move to. ``count`` problems may be moved by this person, ``others`` only by one of ``roles``."""

    status: str
    tone: str
    count: int
    others: int = 0
    roles: tuple[str, ...] = ()
    needs_reason: bool = False
    missing: tuple[str, ...] = ()
    """Required fields that are empty in at least one of the problems."""
    gate: bool = False
    why: str = ""
    """Why the others (all of them where ``count`` is 0) may not."""
    purpose: str = "move"
    """Which words are offered as reasons: return (退回), revoke (撤销销号) or move."""

    @property
    def asks(self) -> bool:
        """Whether something must be said before it can be done."""
        return bool(self.needs_reason or self.missing or self.others)


@dataclass
class _Tally:
    count: int = 0
    others: int = 0
    roles: set[str] = field(default_factory=set[str])
    needs_reason: bool = False
    required: set[str] = field(default_factory=set[str])
    gate: bool = False
    why: Counter[str] = field(default_factory=Counter[str])
    from_phases: set[str] = field(default_factory=set[str])


def allowed_moves(ledger: Ledger, ids: Sequence[int], actor: str = "") -> list[AllowedMove]:
    """The states that at least one of the problems may be moved to, by this person or by somebody else."""
    return [one for one in move_choices(ledger, ids, actor) if one.count or one.others]


def move_choices(ledger: Ledger, ids: Sequence[int], actor: str = "") -> list[AllowedMove]:
    """Every state that is in use, in order, with how many of the problems may be moved there and why others not.

    Whether closing conditions are met is only asked when it is done.
    """
    with ledger.reading() as connection:
        judge = Judge(connection, actor or ledger.actor)
        kinds = _kinds(connection, ids)
        tones = {line.name: line.tone for line in connection.execute(select(_STATUS.c.name, _STATUS.c.tone))}
        tallies = {name: _tally(judge, kinds, name) for name in judge.matrix.offered}
        asked = frozenset[str]().union(*(one.required for one in tallies.values()))
        empty = _empty(connection, ids, asked)
        return [
            AllowedMove(
                name, tones[name], one.count, one.others, tuple(sorted(one.roles)), one.needs_reason,
                tuple(key for key in sorted(one.required) if key in empty), one.gate,
                one.why.most_common(1)[0][0] if one.why else "", _purpose(one, judge.matrix.phases[name]),
            )
            for name, one in tallies.items()
        ]  # fmt: skip


def _kinds(connection: Connection, ids: Sequence[int]) -> Counter[tuple[str, str | None]]:
    """How many problems there are of each state and category."""
    found: Counter[tuple[str, str | None]] = Counter()
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(PROBLEM.c.status, PROBLEM.c.category, func.count())
            .where(PROBLEM.c.id.in_(ids[start : start + _CHUNK]), PROBLEM.c.removed_in.is_(None))
            .group_by(PROBLEM.c.status, PROBLEM.c.category)
        )
        for status, category, number in connection.execute(query):
            found[status, category] += int(number)
    return found


def _tally(judge: Judge, kinds: Counter[tuple[str, str | None]], after: str) -> _Tally:
    one = _Tally()
    for (before, category), number in kinds.items():
        if before == after:
            one.why[f"已经是“{after}”"] += number
            continue
        demand = judge.demand(before, after, category)
        if not isinstance(demand, Obstacle) or demand.kind == "role":
            one.from_phases.add(judge.matrix.phases.get(before, ""))
        if not isinstance(demand, Obstacle):
            one.count += number
            one.needs_reason |= demand.needs_reason
            one.required |= set(demand.required)
            one.gate |= bool(demand.gate)
            continue
        why, lead = judge.words(before, after, category, demand)
        one.why[f"从“{before}”不能直接转：{why}" if lead is None else why] += number
        if lead is not None and lead == Lead("role", lead.key):
            one.others += number
            one.roles |= set(demand.keys)
            for step in judge.matrix.steps:
                if (step.from_status, step.to_status) == (before, after):
                    one.needs_reason |= step.needs_reason
                    one.required |= {*step.required, *judge.matrix.required_in(after, category)}
    return one


def _purpose(one: _Tally, phase: str) -> str:
    if "closed" in one.from_phases:
        return "revoke"
    back = _LATER.get(phase)
    return "return" if back is not None and one.from_phases & back else "move"


def _empty(connection: Connection, ids: Sequence[int], fields: frozenset[str]) -> frozenset[str]:
    """Those of the fields that are empty in at least one of the problems."""
    found: set[str] = set()
    columns: dict[str, Any] = {key: PROBLEM.c[key] for key in fields if key in PROBLEM.c}
    for start in range(0, len(ids), _CHUNK):
        left = [key for key in columns if key not in found]
        if not left:
            break
        counts = [func.count() - func.count(func.nullif(columns[key], "")) if _is_text(columns[key])
                  else func.count() - func.count(columns[key]) for key in left]  # fmt: skip
        row = connection.execute(select(*counts).where(PROBLEM.c.id.in_(ids[start : start + _CHUNK]))).one()
        found |= {key for key, number in zip(left, row, strict=True) if number}
    return frozenset(found)


def _is_text(column: Any) -> bool:
    return column.type.python_type is str
