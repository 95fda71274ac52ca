"""Where the bars of a drawn chart stand, and which rows each of them opens."""

from __future__ import annotations

from dataclasses import dataclass

from models.charts.spec import RowFilter


@dataclass(frozen=True)
class BarArea:
    """Where a bar stands, as fractions of the figure from its lower left corner, and the rows behind it."""

    left: float
    bottom: float
    width: float
    height: float
    category: str
    series: str
    value: float
    key: RowFilter | None

    def contains(self, x: float, y: float) -> bool:
        """Whether the point (fractions from the lower left corner) lies inside."""
        return self.left <= x <= self.left + self.width and self.bottom <= y <= self.bottom + self.height
