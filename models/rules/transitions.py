"""Which moves between states are allowed: a matrix by role and category with what each asks for, as plain values."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ObstacleKind = Literal["state", "path", "category", "role", "field", "reason", "gate"]
REQUIRED, READONLY = "required", "readonly"
CLOSURE_GATE = "closure"


@dataclass(frozen=True)
class Step:
    """One allowed move; empty ``from_status`` for a row that comes in as history, empty sets for everybody or all."""

    from_status: str
    to_status: str
    roles: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    needs_reason: bool = False
    gate: str = ""


@dataclass(frozen=True)
class FieldRule:
    """A field that must be filled in a state, or that nobody may change by hand while in it."""

    status: str
    field: str
    mode: str
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of a move: ``keys`` are fields that are missing, or roles that may do it."""

    kind: ObstacleKind
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Demand:
    """What a move that exists asks for: ``required`` fields, a reason, a gate."""

    required: tuple[str, ...] = ()
    needs_reason: bool = False
    gate: str = ""


@dataclass(frozen=True)
class Matrix:
    """The states that are in use, the moves between them and the fields they ask for.

    ``phases`` holds every state, also those no longer offered; ``offered`` those that may still be moved to.
    """

    phases: Mapping[str, str]
    offered: tuple[str, ...]
    steps: tuple[Step, ...]
    fields: tuple[FieldRule, ...] = ()

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], list[Step]]:
        found: dict[tuple[str, str], list[Step]] = {}
        for step in self.steps:
            found.setdefault((step.from_status, step.to_status), []).append(step)
        return found

    @cached_property
    def _next(self) -> dict[str, list[str]]:
        """In the order of the states."""
        found: dict[str, list[str]] = {}
        place = {name: number for number, name in enumerate(self.offered)}
        for before, after in self._by_pair:
            if after in place:
                found.setdefault(before, []).append(after)
        return {before: sorted(many, key=place.__getitem__) for before, many in found.items()}

    @property
    def first(self) -> str:
        """The state that new problems begin in: the first that is still to be rectified."""
        return next((name for name in self.offered if self.phases[name] == "open"), self.offered[0])

    def next_states(self, status: str, role: str | None = None, category: str | None = None) -> tuple[str, ...]:
        """Where a problem may go from here; by anybody where ``role`` is null, whatever else it may ask for."""
        return tuple(
            after
            for after in self._next.get(status, ())
            if any(
                applies(step.categories, category) and (role is None or applies(step.roles, role))
                for step in self._by_pair[status, after]
            )
        )

    def judge(self, before: str, after: str, role: str, category: str | None) -> Demand | Obstacle:
        """What the move asks for, or why it does not exist for this person and this kind of problem.

        Of several steps between the same states the one that asks least counts.
        """
        if after not in self.phases or after not in self.offered:
            return Obstacle("state")
        steps = self._by_pair.get((before, after), [])
        if not steps:
            return Obstacle("path")
        steps = [step for step in steps if applies(step.categories, category)]
        if not steps:
            return Obstacle("category")
        mine = [step for step in steps if applies(step.roles, role)]
        if not mine:
            return Obstacle("role", tuple(sorted(frozenset[str]().union(*(step.roles for step in steps)))))
        least = min(mine, key=lambda step: (bool(step.gate), step.needs_reason, len(step.required)))
        return Demand(self._all_required(least, category), least.needs_reason, least.gate)

    def _all_required(self, step: Step, category: str | None) -> tuple[str, ...]:
        # What an earlier list brings in is often incomplete: only what the step itself asks for is asked.
        if not step.from_status:
            return step.required
        return tuple(dict.fromkeys((*step.required, *self.required_in(step.to_status, category))))

    def required_in(self, status: str, category: str | None) -> tuple[str, ...]:
        """Fields that must be filled in a state."""
        return self._fields_of(status, category, REQUIRED)

    def readonly_in(self, status: str, category: str | None) -> frozenset[str]:
        """Fields that are not edited by hand in a state."""
        return frozenset(self._fields_of(status, category, READONLY))

    def _fields_of(self, status: str, category: str | None, mode: str) -> tuple[str, ...]:
        return tuple(
            rule.field
            for rule in self.fields
            if rule.status == status and rule.mode == mode and applies(rule.categories, category)
        )

    def path(self, before: str, after: str) -> tuple[str, ...]:
        """The shortest way of allowed moves, without both ends; empty where there is none or it is one step."""
        came: dict[str, str] = {before: ""}
        waiting = deque([before])
        while waiting and after not in came:
            here = waiting.popleft()
            for there in self._next.get(here, ()):
                if there not in came:
                    came[there] = here
                    waiting.append(there)
        way: list[str] = []
        here = came.get(after, "")
        while here and here != before:
            way.append(here)
            here = came[here]
        return tuple(reversed(way))


def missing_of(demand: Demand, filled: Collection[str], reason: str) -> Obstacle | None:
    """What is still missing for a move: empty fields first, then the reason; the gate is asked elsewhere."""
    empty = tuple(name for name in demand.required if name not in filled)
    if empty:
        return Obstacle("field", empty)
    if demand.needs_reason and not reason.strip():
        return Obstacle("reason")
    return None


def applies(wanted: frozenset[str], one: str | None) -> bool:
    """Whether a rule for some (empty: for all) is for this one."""
    return not wanted or one in wanted
