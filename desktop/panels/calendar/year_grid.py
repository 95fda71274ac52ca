"""Where the twelve months of a year and their days stand, and which day is where: plain geometry."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect

ACROSS, DOWN, WEEKS, DAYS = 4, 3, 6, 7
TITLE, WEEKDAY_ROW = 20, 15
GAP, GAP_DOWN = 12, 6
LEAST_CELL = (26, 18)
"""Width and height of a day below which its number and its mark would touch."""
MOST_CELL = (44, 30)


@dataclass(frozen=True)
class YearGrid:
    """The grid for one year in a room of ``width`` × ``height``; cells grow with the room within limits."""

    year: int
    width: int
    height: int

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of one day."""
        wide = (self.width - GAP * (ACROSS - 1)) // ACROSS // DAYS
        high = ((self.height - GAP_DOWN * (DOWN - 1)) // DOWN - TITLE - WEEKDAY_ROW) // WEEKS
        return (
            min(max(wide, LEAST_CELL[0]), MOST_CELL[0]),
            min(max(high, LEAST_CELL[1]), MOST_CELL[1]),
        )

    @property
    def month_size(self) -> tuple[int, int]:
        """Width and height of one month with its heading."""
        wide, high = self.cell
        return wide * DAYS, TITLE + WEEKDAY_ROW + high * WEEKS

    @staticmethod
    def least_size() -> tuple[int, int]:
        """The room that is needed at least."""
        wide, high = LEAST_CELL
        return (
            wide * DAYS * ACROSS + GAP * (ACROSS - 1),
            (TITLE + WEEKDAY_ROW + high * WEEKS) * DOWN + GAP_DOWN * (DOWN - 1),
        )

    def month_at(self, month: int) -> QPoint:
        """The upper left corner of a month (1 to 12)."""
        down, across = divmod(month - 1, ACROSS)
        wide, high = self.month_size
        spare = max(self.width - wide * ACROSS, 0) // (ACROSS - 1)
        return QPoint(across * (wide + min(spare, GAP * 3)), down * (high + GAP_DOWN))

    def rect(self, day: date) -> QRect:
        """The cell of a day of the year."""
        corner = self.month_at(day.month)
        first = calendar.weekday(day.year, day.month, 1)
        week, column = divmod(first + day.day - 1, DAYS)
        wide, high = self.cell
        return QRect(corner.x() + column * wide, corner.y() + TITLE + WEEKDAY_ROW + week * high, wide, high)

    def day_at(self, point: QPoint) -> date | None:
        """The day under a point, if there is one."""
        for month in range(1, 13):
            first = date(self.year, month, 1)
            last = calendar.monthrange(self.year, month)[1]
            wide, high = self.month_size
            if not QRect(self.month_at(month), self.month_at(month) + QPoint(wide, high)).contains(point):
                continue
            for number in range(last):
                day = first + timedelta(days=number)
                if self.rect(day).contains(point):
                    return day
        return None

    def moved(self, day: date, by: int) -> date:
        """The day ``by`` days on, kept inside the year."""
        try:
            other = day + timedelta(days=by)
        except OverflowError:
            return day
        return other if other.year == self.year else day

    def month_moved(self, day: date, by: int) -> date:
        """The same day ``by`` months on, or its last one; kept inside the year."""
        month = day.month + by
        if not 1 <= month <= 12:
            return day
        return date(self.year, month, min(day.day, calendar.monthrange(self.year, month)[1]))
