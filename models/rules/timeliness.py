"""How a day stands to a deadline: days left, days over, and whether what is done was done in time (按期/超期).

The valid deadline counts: after an extension or a suspension the moved one. Days are told in both kinds, calendar
days and working days; the day of the deadline itself is in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.rules.workdays import WorkdayCalendar

ON_TIME, LATE = "按期", "超期"
ON_TIME_EXTENDED = "延期后按期"
ESTIMATED = "（预估）"


@dataclass(frozen=True)
class Remaining:
    """From today to a deadline; both are negative when it is over, 0 on its day. ``estimated``: a year is not known."""

    days: int
    workdays: int
    estimated: bool = False

    @property
    def sentence(self) -> str:
        """逾期 12 天（8 个工作日）, 今天到期 or 还剩 7 天（5 个工作日）."""
        if self.days == 0:
            return "今天到期"
        words = "逾期" if self.days < 0 else "还剩"
        sure = ESTIMATED if self.estimated else ""
        return f"{words} {abs(self.days)} 天（{abs(self.workdays)} 个工作日）{sure}"


@dataclass(frozen=True)
class Timeliness:
    """What was decided when a matter was done; ``days`` and ``workdays`` are those it was late, 0 when in time."""

    word: str
    days: int
    workdays: int
    extended: bool
    """Whether it was in time, or late, by a deadline that had been moved."""
    estimated: bool = False

    @property
    def sentence(self) -> str:
        """按期, 延期后按期, 超期 12 天（8 个工作日） or the last with 按延期后的期限 before it."""
        if self.word == ON_TIME:
            return ON_TIME_EXTENDED if self.extended else ON_TIME
        sure = ESTIMATED if self.estimated else ""
        before = "按延期后的期限" if self.extended else ""
        return f"{before}{LATE} {self.days} 天（{self.workdays} 个工作日）{sure}"


def remaining(deadline: date, today: date, calendar: WorkdayCalendar) -> Remaining:
    """Days left to ``deadline``; working days are counted without today, as every deadline is."""
    counted = calendar.count(today, deadline) if deadline >= today else calendar.count(deadline, today)
    return Remaining((deadline - today).days, counted.days if deadline >= today else -counted.days, counted.estimated)


def timeliness(
    deadline: date | None, done_on: date | None, calendar: WorkdayCalendar, original: date | None = None
) -> Timeliness | None:
    """按期 or 超期 for what was done on a day; null where there is no deadline or no day.

    ``original`` is the deadline before the first extension, null where there was none.
    """
    if deadline is None or done_on is None:
        return None
    extended = original is not None and original < deadline
    if done_on <= deadline:
        # A deadline that was moved although it was not needed is no merit of the extension.
        return Timeliness(ON_TIME, 0, 0, extended and original is not None and done_on > original)
    counted = calendar.count(deadline, done_on)
    return Timeliness(LATE, (done_on - deadline).days, counted.days, extended, counted.estimated)
