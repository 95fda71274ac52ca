"""Judging moves of state against the matrix: who is refused and why, and what is written for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection

from models.errors import UserError
from models.operations.closure_gate import gate_refusals, revocation_refusals, withdrawal_refusals
from models.operations.stored_values import FieldChange, read_fields
from models.operations.timeliness import timeliness_of_many
from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.transitions import read_matrix, role_of
from models.rules.transitions import CLOSURE_GATE, Demand, Matrix, Obstacle, missing_of

CLOSED, CLOSING = "closed", "closing"
REVOKE = "revoke"
"""The key of a lead to the closing page where the application has to be revoked first."""
_READ = frozenset({
    "status", "category", "ledger_number", "site_name", "removed_in", "closed_on", "timeliness",
})  # fmt: skip
_ASKED = frozenset({"role", "field", "reason"})
"""Obstacles of a move that exists; who filed an application is told of it before being asked for any of them."""
_CHUNK = 5_000
_GONE = "已不在台账里，请刷新列表"


@dataclass(frozen=True)
class Move:
    """A problem on its way to a state; ``values`` are fields that are written together with it, typed."""

    problem_id: int
    status: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Lead:
    """Where to go for what is missing: a field by key, a role, a reason, a closing condition by id.

    The key of ``closure`` is empty for all of it, and ``REVOKE`` where the application has to be revoked.
    """

    kind: Literal["field", "closure", "role", "reason"]
    key: str = ""


@dataclass(frozen=True)
class Refusal:
    """One problem that may not be moved so; ``why`` says what to do, ``lead`` where."""

    problem_id: int
    ledger_number: str
    name: str
    from_status: str
    to_status: str
    why: str
    lead: Lead | None = None

    @property
    def short(self) -> str:
        """The refusal without the number, so that alike ones are counted together."""
        return self.sentence.removeprefix(f"{self.ledger_number} ")

    @property
    def sentence(self) -> str:
        """The whole refusal without a full stop."""
        if not self.ledger_number:
            return f"这条问题{self.why}"
        if not self.from_status:
            return f"不能以“{self.to_status}”登记：{self.why}"
        verb = "不能转为" if self.lead is not None else "不能直接转为"
        return f"{self.ledger_number} 从“{self.from_status}”{verb}“{self.to_status}”：{self.why}"


class MoveRefused(UserError):
    """At least one move was refused, so nothing was written; ``refusals`` names each."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        first = self.refusals[0].sentence
        more = len(self.refusals)
        super().__init__(first if more == 1 else f"有 {more:,} 条不能这样转，第一条是 {first}")


@dataclass
class Judged:
    """Who may not move, and what is written for whoever may."""

    refusals: list[Refusal] = field(default_factory=list[Refusal])
    changes: list[FieldChange] = field(default_factory=list[FieldChange])
    moved: list[int] = field(default_factory=list[int])
    """Problems whose state really changes."""


class Judge:
    """Judges moves by one person with one reason; the matrix is read once."""

    def __init__(self, connection: Connection, actor: str, reason: str = "") -> None:
        self.matrix: Matrix = read_matrix(connection)
        self.role = role_of(connection, actor)
        self._connection = connection
        self._actor = actor
        self._reason = reason
        self._known: dict[tuple[str, str, str | None], Demand | Obstacle] = {}
        self._columns = frozenset(PROBLEM.c.keys()) | (LIST_COLUMNS.keys() - {"region_codes"})
        asked = {key for step in self.matrix.steps for key in step.required}
        asked |= {rule.field for rule in self.matrix.fields}
        self._asked = frozenset(asked & self._columns)

    def take(self, moves: Sequence[Move], tell: Callable[[float], None] = lambda _done: None) -> Judged:
        """Judge many moves; UserError where a state does not exist at all."""
        for name in {move.status for move in moves}:
            self.check_state(name)
        done = Judged()
        for start in range(0, len(moves), _CHUNK):
            tell(start / len(moves))
            self._take_some(moves[start : start + _CHUNK], done)
        return done

    def check_state(self, name: str) -> None:
        """UserError unless the ledger has this state."""
        if name not in self.matrix.phases:
            raise UserError(f"没有“{name}”这个状态", advice="可用的有" + "、".join(self.matrix.offered))

    def demand(self, before: str, after: str, category: str | None) -> Demand | Obstacle:
        """What the move asks for, or what forbids it; remembered, because a list has few kinds of it."""
        key = (before, after, category)
        if key not in self._known:
            self._known[key] = self.matrix.judge(before, after, self.role, category)
        return self._known[key]

    def _take_some(self, moves: Sequence[Move], done: Judged) -> None:
        wanted = _READ | self._asked | frozenset(name for move in moves for name in move.values)
        current = read_fields(self._connection, [move.problem_id for move in moves], wanted)
        through: list[tuple[Move, Mapping[str, Any]]] = []
        gated: list[int] = []
        filed, handed_in = self._bound(moves, current)
        for move in moves:
            now = current.get(move.problem_id)
            if now is None or now["removed_in"] is not None:
                done.refusals.append(Refusal(move.problem_id, "", "", "", move.status, _GONE))
                continue
            obstacle = self._obstacle(move, now, gated)
            if move.problem_id in filed and (obstacle is None or obstacle.kind in _ASKED):
                done.refusals.append(_refusal(move, now, filed[move.problem_id], Lead("closure", REVOKE)))
            elif move.problem_id in handed_in and (obstacle is None or obstacle.kind in _ASKED):
                done.refusals.append(_refusal(move, now, handed_in[move.problem_id], Lead("closure", "")))
            elif obstacle is not None:
                done.refusals.append(self.refusal(move, now, obstacle))
            else:
                through.append((move, now))
        shut = gate_refusals(self._connection, gated) if gated else {}
        open_ = [(move, now) for move, now in through if move.problem_id not in shut]
        for move, now in through:
            if move.problem_id in shut:
                why, condition = shut[move.problem_id]
                lead = Lead("closure", "" if condition is None else str(condition))
                done.refusals.append(_refusal(move, now, why, lead))
        self._collect(open_, done)

    def _bound(
        self, moves: Sequence[Move], current: Mapping[int, Mapping[str, Any]]
    ) -> tuple[dict[int, str], dict[int, str]]:
        """By problem why its application keeps it: it would be opened again beside a filed one, or taken from those
        who look at one that was handed in.
        """
        phases = self.matrix.phases
        reopened, taken = list[int](), list[int]()
        for move in moves:
            if move.problem_id not in current:
                continue
            before, after = phases.get(current[move.problem_id]["status"]), phases[move.status]
            if before == CLOSED and after != CLOSED:
                reopened.append(move.problem_id)
            elif before == CLOSING and after not in (CLOSING, CLOSED):
                taken.append(move.problem_id)
        filed = revocation_refusals(self._connection, reopened) if reopened else {}
        return filed, withdrawal_refusals(self._connection, taken) if taken else {}

    def _obstacle(self, move: Move, now: Mapping[str, Any], gated: list[int]) -> Obstacle | None:
        if now["status"] == move.status:
            return None
        demand = self.demand(now["status"], move.status, now["category"])
        if isinstance(demand, Obstacle):
            return demand
        after = {**now, **move.values}
        filled = [
            name for name in demand.required if name not in self._columns or after.get(name) not in (None, "", [], ())
        ]
        missing = missing_of(demand, filled, self._reason)
        if missing is None and demand.gate == CLOSURE_GATE:
            gated.append(move.problem_id)
        return missing

    def refusal(self, move: Move, now: Mapping[str, Any], obstacle: Obstacle) -> Refusal:
        """The obstacle in words."""
        return _refusal(move, now, *self.words(now["status"], move.status, now["category"], obstacle))

    def words(self, before: str, after: str, category: str | None, obstacle: Obstacle) -> tuple[str, Lead | None]:
        """Why, and what to do about it."""
        match obstacle.kind:
            case "state":
                return f"“{after}”已停用{self._offer(before, category)}", None
            case "category":
                return f"“{category or '没有类别'}”的问题不能这样转{self._offer(before, category)}", None
            case "role":
                roles = "、".join(obstacle.keys)
                return f"要由{roles}决定，{self._actor or '办理人'}的角色是“{self.role}”", Lead("role", roles)
            case "field":
                titles = "、".join(FIELDS[key].title if key in FIELDS else key for key in obstacle.keys)
                return f"要先填写{titles}", Lead("field", obstacle.keys[0])
            case "reason":
                return "要写明原因", Lead("reason", "")
            case _:
                way = self.matrix.path(before, after)
                first = f"要先转为{'，再转为'.join(f'“{name}”' for name in way)}" if way else "没有设置这样的流转"
                return first + self._offer(before, category), None

    def _offer(self, before: str, category: str | None) -> str:
        offered = self.matrix.next_states(before, self.role, category)
        if offered:
            return f"（可转为：{'、'.join(offered)}）"
        others = self.matrix.next_states(before, None, category)
        if others:
            return f"（由有权的人可转为：{'、'.join(others)}）"
        return "（设置的“状态与流转”里没有可转为的状态）"

    def _collect(self, open_: Sequence[tuple[Move, Mapping[str, Any]]], done: Judged) -> None:
        phases = self.matrix.phases
        closing = {
            move.problem_id: move.values.get("closed_on", now["closed_on"])
            for move, now in open_
            if phases[move.status] == CLOSED and phases.get(now["status"]) != CLOSED
        }
        finished = {
            move.problem_id: move.values["completed_on"]
            for move, _now in open_
            if move.problem_id in closing and move.values.get("completed_on") is not None
        }
        told = timeliness_of_many(self._connection, closing, finished) if closing else {}
        for move, now in open_:
            values: dict[str, Any] = {"status": move.status, **told.get(move.problem_id, {}), **move.values}
            if phases.get(now["status"]) == CLOSED and phases[move.status] != CLOSED:
                values.setdefault("closed_on", None)
            key = move.problem_id
            done.changes += [
                FieldChange(key, name, now[name], value) for name, value in values.items() if now[name] != value
            ]
            if now["status"] != move.status:
                done.moved.append(key)


def _refusal(move: Move, now: Mapping[str, Any], why: str, lead: Lead | None) -> Refusal:
    name = now["site_name"] or ""
    return Refusal(move.problem_id, now["ledger_number"], name, now["status"], move.status, why, lead)
