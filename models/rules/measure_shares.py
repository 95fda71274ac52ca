"""How much of a problem is done by its measures: their shares of the whole, and the sum that must be 100 percent.

- A measure that has a day of completion is done, whatever percentage stands beside it.
- Measures without a share divide what the others leave of 100 among themselves, evenly.
- Where the shares add up to something else than 100, each counts by its part of that sum, and ``balance`` is not 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_WHOLE = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """What counts of a measure: percent of the whole and percent done (None: not said), and when it was completed."""

    share: Decimal | None
    percent: Decimal | None
    completed_on: date | None = None

    @property
    def done(self) -> Decimal:
        """Percent of this measure that is done."""
        return _WHOLE if self.completed_on is not None else self.percent or Decimal(0)


@dataclass(frozen=True)
class Overall:
    """``percent`` of the whole that is done, to one digit; ``share_sum`` of the shares that are written; ``balance``
    is what they lack (more than 0) or have too much (less than 0), 0 where they are right or nobody wrote any."""

    percent: Decimal
    share_sum: Decimal
    balance: Decimal


def overall(parts: Sequence[Part]) -> Overall | None:
    """The progress of the whole; None without measures."""
    if not parts:
        return None
    written = [part.share for part in parts if part.share is not None]
    total = sum(written, Decimal(0))
    unsaid = len(parts) - len(written)
    rest = max(_WHOLE - total, Decimal(0)) / unsaid if unsaid else Decimal(0)
    weights = [rest if part.share is None else part.share for part in parts]
    weight = sum(weights, Decimal(0))
    done = sum((part.done * one for part, one in zip(parts, weights, strict=True)), Decimal(0))
    percent = done / weight if weight else sum((part.done for part in parts), Decimal(0)) / len(parts)
    if not written:
        balance = Decimal(0)
    elif unsaid:
        balance = min(_WHOLE - total, Decimal(0))
    else:
        balance = _WHOLE - total
    return Overall(percent.quantize(Decimal("0.1"), ROUND_HALF_UP), total, balance)


def even_shares(count: int) -> tuple[Decimal, ...]:
    """Shares of equal size to two digits that add up to exactly 100; the last one takes what rounding leaves."""
    if count < 1:
        return ()
    each = (_WHOLE / count).quantize(_CENT)
    return (*[each] * (count - 1), _WHOLE - each * (count - 1))
