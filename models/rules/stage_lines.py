"""The line of expected progress (序时进度) of a problem, from its measures or from the stages of its deadline.

- Measures with a date come first: each is a point, its share added to those due before. One that names no limit is
  due with the problem; one whose limit is no day (长期坚持) has no place on the line, and what is done of it does not
  count there. Without any date or share the measures say nothing about time.
- Else the stages that the deadline's words name.
- Where the deadline was extended, the last point is due on the day that is valid now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from models.rules.deadline_kinds import Stage
from models.rules.expected_progress import Milestone, days_behind, milestones, share_on
from models.rules.measure_shares import Part, overall

Source = Literal["measures", "stages"]
_WHOLE = 100
_FINE = 1_000_000
"""Shares are kept to so small a part of a percent."""


@dataclass(frozen=True)
class DatedPart:
    """What counts of a measure for its line."""

    part: Part
    due_on: date | None
    lasting: bool = False
    """Its limit is words that name no day."""


@dataclass(frozen=True)
class StageLine:
    """The points of the line, what they come from, where it begins, and what is really done (null: nobody said)."""

    points: tuple[Milestone, ...]
    source: Source
    start: date | None
    done: Fraction | None

    def expected(self, on: date) -> Fraction:
        """What should be done by the end of a day, 0 to 1."""
        return share_on(self.points, on, self.start)

    def behind(self, on: date) -> int:
        """Whole days behind the line; what nobody told counts as nothing done."""
        return _days_behind(self.points, self.done or Fraction(0), on, self.start)


def stage_line(
    measures: Sequence[DatedPart],
    stages: Sequence[Stage],
    deadline: date | None,
    original: date | None,
    start: date | None,
    reported: Decimal | None,
) -> StageLine | None:
    """The line of a problem; null where nothing in it has stages. ``reported`` is the last percentage of a report."""
    timed = [one for one in measures if not one.lasting]
    dates = tuple((one.due_on, one.part.share) for one in timed)
    points, source = _measure_points(dates, deadline), "measures"
    if points:
        measures = timed
    else:
        points, source = milestones(stages), "stages"
        moved = original is not None and deadline is not None and bool(points) and deadline > points[-1].day
        if moved and deadline is not None:
            points = (*points[:-1], Milestone(deadline, points[-1].share))
    if not points:
        return None
    return StageLine(tuple(points), "measures" if source == "measures" else "stages", start, _done(measures, reported))


def _done(measures: Sequence[DatedPart], reported: Decimal | None) -> Fraction | None:
    """By the measures where any of them says how far it is, else by the last report."""
    parts = [one.part for one in measures]
    if any(part.percent is not None or part.completed_on is not None for part in parts):
        whole = overall(parts)
        return Fraction(whole.percent) / _WHOLE if whole is not None else None
    return Fraction(reported) / _WHOLE if reported is not None else None


_days_behind = lru_cache(maxsize=8_192)(days_behind)
"""Kept, like the points below: the problems of a round share their dates, and a list asks for thousands."""


@lru_cache(maxsize=8_192)
def _measure_points(
    measures: tuple[tuple[date | None, Decimal | None], ...], deadline: date | None
) -> tuple[Milestone, ...]:
    """``measures`` are (day, share) pairs."""
    if all(day is None and share is None for day, share in measures):
        return ()
    by_day: dict[date, int] = {}
    for (due_on, _share), weight in zip(measures, _weights([share for _day, share in measures]), strict=True):
        day = due_on or deadline
        if day is not None:
            by_day[day] = by_day.get(day, 0) + weight
    total = sum(by_day.values())
    if not total:
        return ()
    points: list[Milestone] = []
    reached = 0
    for day in sorted(by_day):
        reached += by_day[day]
        points.append(Milestone(day, Fraction(reached, total)))
    return tuple(points)


def _weights(written: Sequence[Decimal | None]) -> list[int]:
    """What each measure is of the whole, as ``measure_shares`` weighs them; whole numbers, which are quick to add."""
    shares = [None if share is None else int(share * _FINE) for share in written]
    unsaid = shares.count(None)
    rest = max(_WHOLE * _FINE - sum(share for share in shares if share is not None), 0)
    return [rest if share is None else share * max(unsaid, 1) for share in shares]
