"""How far the work of a staged deadline should be on a day, and how many days behind that line it is.

The line (序时进度) runs straight from milestone to milestone:

- A milestone's share of the whole is what its words say: 完成50%, 完成一半, 完成三分之二, 完成八成, 全部完成. Shares
  are counted from the start; where they only add up to the whole (30%、30%、40%) each is added to the one before.
- A milestone whose words give no share lies evenly between its neighbours: the first of two is 1/2, of three 1/3.
  The last milestone is the whole.
- Before the first milestone the line rises from 0 on ``start`` (the day of assignment). Where that day is not known,
  nothing is expected before the end of the first milestone's day.
- Milestones without a date have no place on the line and are left out. Without any date nothing is expected.

A day's share is what should be done by its end. Shares are exact fractions from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from models.late_regex import late_regex
from models.rules.deadline_kinds import Stage
from models.rules.numbers import read_integer
from models.rules.text import half_width

_PERCENT = late_regex(r"(\d{1,3}(?:\.\d+)?)%")
_PARTS = late_regex(r"([一二三四五六七八九十]{1,2}|\d{1,2})分之([一二三四五六七八九十]{1,2}|\d{1,2})")
_TENTHS = late_regex(r"([一二三四五六七八九])成(?!立|效|果|熟|为|员)")
_HALF = late_regex(r"(?:完成|过|达到?)(?:一半|半数)")
_ALL = late_regex(r"(?:全部|全面|全部?都?)(?:完成|整改|到位|清零|淘汰|取缔|拆除|销号|建成)")


class Milestone(NamedTuple):
    """A point of the line: by the end of ``day`` this ``share`` of the work is due."""

    day: date
    share: Fraction


def milestones(stages: Sequence[Stage]) -> tuple[Milestone, ...]:
    """The points of the line in order of their days; the last is the whole."""
    dated = sorted(((stage.date, stage.text) for stage in stages if stage.date is not None), key=lambda stage: stage[0])
    if not dated:
        return ()
    shares = [_written_share(text) for _, text in dated]
    shares[-1] = Fraction(1) if not _are_increments(shares) else shares[-1]
    if _are_increments(shares):
        total = Fraction(0)
        for place, share in enumerate(shares):
            total += share or 0
            shares[place] = total
    return tuple(Milestone(day, share) for (day, _), share in zip(dated, _filled(shares), strict=True))


def share_on(points: Sequence[Milestone], on: date, start: date | None = None) -> Fraction:
    """The share of the work that should be done by the end of ``on``; ``start`` is the day of assignment."""
    share = Fraction(0)
    before: Milestone | None = Milestone(start, Fraction(0)) if start is not None else None
    for point in points:
        if on >= point.day:
            share = point.share
        elif before is not None and on > before.day:
            return before.share + (point.share - before.share) * Fraction(
                (on - before.day).days, (point.day - before.day).days
            )
        else:
            return share
        before = point
    return share


def days_behind(
    points: Sequence[Milestone], share: Fraction | Decimal | float, on: date, start: date | None = None
) -> int:
    """Whole days since the line passed the ``share`` (0 to 1) that is really done; 0 where the work keeps up with it.

    A day that is only partly used up counts for the unit: 落后 12 天 means that the line stood there 12 days ago.
    """
    exact = Fraction(str(share)) if isinstance(share, float) else Fraction(share)
    done = min(max(exact, Fraction(0)), Fraction(1))
    if done >= share_on(points, on, start):
        return 0
    reached = start
    before: Milestone | None = Milestone(start, Fraction(0)) if start is not None else None
    for point in points:
        if done < point.share:
            if before is None or point.day <= before.day:
                reached = point.day
            else:
                part = (done - before.share) / (point.share - before.share)
                reached = before.day + timedelta(days=math.ceil(part * (point.day - before.day).days))
            break
        before = point
        reached = point.day
    return max(0, (on - reached).days) if reached is not None else 0


def _written_share(text: str) -> Fraction | None:
    """The share that a milestone's words give, None where they give none."""
    plain = half_width(text)
    percent = _PERCENT.search(plain)
    if percent:
        share = Fraction(percent[1]) / 100
        return share if 0 < share <= 1 else None
    parts = _PARTS.search(plain)
    if parts:
        whole, some = read_integer(parts[1]), read_integer(parts[2])
        return Fraction(some, whole) if whole and some and some <= whole else None
    tenths = _TENTHS.search(plain)
    if tenths:
        return Fraction(read_integer(tenths[1]) or 0, 10)
    if _HALF.search(plain):
        return Fraction(1, 2)
    return Fraction(1) if _ALL.search(plain) else None


def _are_increments(shares: Sequence[Fraction | None]) -> bool:
    """30%、30%、40%: parts that make up the whole, not shares counted from the start."""
    known = [share for share in shares if share is not None]
    return len(known) == len(shares) > 1 and known[-1] < 1 and sum(known) == 1


def _filled(shares: Sequence[Fraction | None]) -> list[Fraction]:
    """Every share known: evenly between those that are written, and never less than the one before."""
    result: list[Fraction] = []
    for place, share in enumerate(shares):
        last = result[-1] if result else Fraction(0)
        if share is None:
            ahead = next(at for at in range(place, len(shares)) if shares[at] is not None)
            target = max(last, shares[ahead] or Fraction(1))
            share = last + (target - last) / (ahead - place + 1)
        result.append(max(last, share))
    return result
