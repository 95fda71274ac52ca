"""Which old backups may go: pure judgement over the times they were made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

KEEP_ALL = timedelta(days=2)
KEEP_DAILY = timedelta(days=30)
KEEP_WEEKLY = timedelta(weeks=12)


def to_thin_out(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """The times whose backups may be removed.

    Kept are all of the last two days, then the last one of each day for 30 days, of each week for 12 weeks, and of
    each month after that. The newest is always kept, and so is anything dated in the future (a clock was wrong).
    """
    kept_slots: set[tuple[object, ...]] = set()
    removed: set[datetime] = set()
    for at in sorted(times, reverse=True):
        slot = _slot(at, now)
        if slot is None:
            continue
        if slot in kept_slots:
            removed.add(at)
        kept_slots.add(slot)
    return removed


def _slot(at: datetime, now: datetime) -> tuple[object, ...] | None:
    """The period of which one backup is kept; None where all are."""
    age = now - at
    if age <= KEEP_ALL:
        return None
    if age <= KEEP_DAILY:
        return ("day", at.date())
    if age <= KEEP_WEEKLY:
        year, week, _ = at.isocalendar()
        return ("week", year, week)
    return ("month", at.year, at.month)
