"""Which backups stay: all of two days, then daily, weekly and monthly ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from models.store.thinning import to_thin_out

NOW = datetime(2026, 3, 20, 12, 0)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}" if text[2] == "-" else text, "%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("times", "removed"),
    [
        (["03-20 09:00", "03-20 10:00", "03-19 08:00", "03-18 12:00"], []),
        (["03-18 11:00", "03-18 09:00", "03-18 08:00"], ["03-18 09:00", "03-18 08:00"]),
        (["03-10 09:00", "03-10 10:00", "03-11 10:00"], ["03-10 09:00"]),
        (["02-09 09:00", "02-10 09:00", "02-15 09:00", "02-16 09:00"], ["02-09 09:00", "02-10 09:00"]),
        (["2025-11-02 09:00", "2025-11-28 09:00", "2025-10-30 09:00"], ["2025-11-02 09:00"]),
        (["2020-05-01 09:00"], []),
        (["04-20 09:00", "04-20 08:00"], []),
        ([], []),
    ],
    ids=["two days", "older than two days", "daily", "weekly", "monthly", "only one", "future", "none"],
)
def test_the_last_of_each_period_stays(times: list[str], removed: list[str]) -> None:
    newest = [NOW - timedelta(minutes=1)] if len(times) > 1 else []
    assert to_thin_out([*(at(text) for text in times), *newest], NOW) == {at(text) for text in removed}


def test_the_newest_stays_however_old_it_is() -> None:
    times = [datetime(2020, 5, 1, 9), datetime(2020, 5, 1, 10)]
    assert to_thin_out(times, NOW) == {times[0]}


def test_thinning_every_day_for_a_year_keeps_a_steady_ladder() -> None:
    kept: set[datetime] = set()
    moment = datetime(2025, 1, 1, 8)
    for _ in range(400):
        for hour in (0, 4, 8):
            kept.add(moment + timedelta(hours=hour))
        now = moment + timedelta(hours=9)
        kept -= to_thin_out(kept, now)
        moment += timedelta(days=1)
    assert 45 < len(kept) < 65
    months = {(time.year, time.month) for time in kept}
    assert len(months) >= 13
    gaps = sorted(kept)
    assert max(later - earlier for earlier, later in pairwise(gaps)) < timedelta(days=40)
