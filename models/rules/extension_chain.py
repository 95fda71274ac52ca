"""How extensions and suspensions move a deadline one after the other, and how it stands when one of them changes.

An extension names the new day; a suspension moves the day that is valid then by its own length. The days from the
first to the last of a suspension count, both included; one that was lifted early lasted until the day before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.rules.workdays import Reached, WorkdayCalendar

EXTENSION, SUSPENSION = "extension", "suspension"
Unit = Literal["calendar", "workdays", "none"]
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Moved:
    """One extension or suspension as it stands: from which deadline to which."""

    kind: str
    from_deadline: date | None
    to_deadline: date | None


def last_suspended_day(starts_on: date, ends_on: date, lifted_on: date | None = None) -> date | None:
    """The last day that a suspension really lasts; null when it was lifted on its first day or before."""
    last = ends_on if lifted_on is None else min(ends_on, lifted_on - _ONE)
    return last if last >= starts_on else None


def after_suspension(
    deadline: date, starts_on: date, last_day: date | None, unit: Unit, calendar: WorkdayCalendar
) -> Reached:
    """The deadline moved by the length of a suspension, in calendar or working days; unmoved where it is over before.

    ``last_day`` null stands for a suspension that did not last a day.
    """
    if last_day is None or unit == "none" or starts_on > deadline:
        return Reached(deadline, estimated=False)
    if unit == "workdays":
        length = calendar.count(starts_on - _ONE, last_day)
        reached = calendar.add(deadline, length.days)
        return Reached(reached.day, reached.estimated or length.estimated)
    return Reached(deadline + (last_day - starts_on + _ONE), estimated=False)


def replayed(base: date | None, steps: Sequence[Moved], lengths: Mapping[int, timedelta | None]) -> list[Moved]:
    """All steps in order from a deadline on: an extension keeps its day, a suspension keeps its length.

    ``lengths`` gives steps, by their place, another length; null for one that is taken out. Where the deadline was
    changed by hand between two steps, the later one goes on from what it found.
    """
    found: list[Moved] = []
    now = base
    for place, step in enumerate(steps):
        by_hand = place > 0 and step.from_deadline != steps[place - 1].to_deadline
        start = step.from_deadline if by_hand else now
        end = step.to_deadline
        if place in lengths:
            end = start + (lengths[place] or timedelta()) if start is not None else None
        elif step.kind == SUSPENSION and start is not None and step.from_deadline is not None and end is not None:
            end = start + (end - step.from_deadline)
        found.append(Moved(step.kind, start, end))
        now = end
    return found
