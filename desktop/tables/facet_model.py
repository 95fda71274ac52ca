"""The values of a header filter with their counts: dates by month, ticks, and a search among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.tables.problem_columns import value_text

BLANK = "（空白）"
COUNT_ROLE = int(Qt.ItemDataRole.UserRole)
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class FacetLine:
    """One line of the popup; a month stands for all its days."""

    text: str
    values: tuple[Any, ...]
    count: int


def facet_lines(field: str, pairs: Iterable[tuple[Any, int]]) -> list[FacetLine]:
    """Lines for the (value, count) pairs of a field; days are gathered into months, blanks stand last."""
    lines: list[FacetLine] = []
    months: dict[str, tuple[list[Any], int]] = {}
    for value, count in pairs:
        if isinstance(value, date):
            days, total = months.setdefault(f"{value.year} 年 {value.month} 月", ([], 0))
            days.append(value)
            months[f"{value.year} 年 {value.month} 月"] = (days, total + count)
        else:
            text = BLANK if value is None else value_text(field, value) or BLANK
            lines.append(FacetLine(text.replace("\n", " "), (value,), count))
    gathered = [FacetLine(text, tuple(days), count) for text, (days, count) in months.items()]
    return [*gathered, *lines]


class FacetModel(QAbstractListModel):
    """At most a few thousand lines; ``search`` hides lines without losing their ticks."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[FacetLine] = []
        self._shown: list[int] = []
        self._ticked: set[int] = set()

    def set_lines(self, lines: Sequence[FacetLine], chosen: tuple[Any, ...] | None) -> None:
        """Show lines; ``chosen`` None ticks them all."""
        self.beginResetModel()
        self._lines = list(lines)
        self._shown = list(range(len(lines)))
        wanted = None if chosen is None else set(chosen)
        self._ticked = {
            place for place, line in enumerate(lines) if wanted is None or not wanted.isdisjoint(line.values)
        }
        self.endResetModel()
        self.changed.emit()

    def search(self, text: str) -> None:
        """Show only lines that hold ``text``."""
        wanted = text.strip().lower()
        self.beginResetModel()
        self._shown = [place for place, line in enumerate(self._lines) if wanted in line.text.lower()]
        self.endResetModel()
        self.changed.emit()

    def tick_shown(self, ticked: bool) -> None:
        """Tick or clear every line that is shown."""
        if ticked:
            self._ticked.update(self._shown)
        else:
            self._ticked.difference_update(self._shown)
        self._tell_all()

    def tick_only_shown(self) -> None:
        """Tick what the search found and nothing else."""
        self._ticked = set(self._shown)
        self._tell_all()

    def toggle(self, index: AnyIndex) -> None:
        """Turn one tick round."""
        place = self._shown[index.row()]
        self._ticked.symmetric_difference_update({place})
        self.dataChanged.emit(index, index)
        self.changed.emit()

    def chosen(self) -> tuple[Any, ...] | None:
        """The values of the ticked lines; None when all of them are."""
        if len(self._ticked) == len(self._lines):
            return None
        return tuple(value for place in sorted(self._ticked) for value in self._lines[place].values)

    def counts(self) -> tuple[int, int]:
        """Ticked lines, all lines."""
        return len(self._ticked), len(self._lines)

    @property
    def searched(self) -> bool:
        """Whether a search hides some lines."""
        return len(self._shown) < len(self._lines)

    def shown_ticks(self) -> int:
        """How many of the lines shown are ticked."""
        return sum(1 for place in self._shown if place in self._ticked)

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        line = self._lines[self._shown[index.row()]]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.text}：{line.count:,} 条"
        if role == Qt.ItemDataRole.CheckStateRole:
            ticked = self._shown[index.row()] in self._ticked
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == COUNT_ROLE:
            return line.count
        return None

    def _tell_all(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        self.changed.emit()
