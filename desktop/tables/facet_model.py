"""The values of a header filter with their counts: days under months under years, ticks, and a search among them."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.tables.problem_columns import value_text
from models.queries.filter_tests import BETWEEN, EMPTY, EXCEPT, UNREADABLE, FilterTest

BLANK = "（空白）"
UNREAD_WORDS: dict[str, str] = {
    "longitude": "（读不出或超出范围）", "latitude": "（读不出或超出范围）", "deadline_text": "（读不出期限）",
}  # fmt: skip
UNREAD = "（读不出）"
COUNT_ROLE = int(Qt.ItemDataRole.UserRole)
LEVEL_ROLE = COUNT_ROLE + 1
OPEN_ROLE = COUNT_ROLE + 2
"""True or False of a line with others under it, None of one without."""
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Check = Qt.CheckState


@dataclass(frozen=True)
class FacetLine:
    """One line of the popup; a year or month holds the lines under it, ``parent`` is its place among the lines."""

    text: str
    values: tuple[Any, ...]
    count: int
    parent: int = -1
    level: int = 0
    span: tuple[date, date] | None = None
    """Of a year or month: its first and last day."""


def facet_lines(field: str, pairs: Iterable[tuple[Any, int]]) -> list[FacetLine]:
    """Lines for the (value, count) pairs of a field; days stand under months and years, latest year first."""
    days: list[tuple[date, int]] = []
    lines: list[FacetLine] = []
    for value, count in pairs:
        if isinstance(value, date):
            days.append((value, count))
        else:
            lines.append(FacetLine(line_text(field, value), (value,), count))
    tree = _tree(days)
    return [*tree, *lines]


def line_text(field: str, value: Any) -> str:
    """A value, or a blank or unreadable one, as a line of the popup says it."""
    if isinstance(value, FilterTest):
        return UNREAD_WORDS.get(field, UNREAD) if value.op == UNREADABLE else BLANK
    text = BLANK if value is None else value_text(field, value) or BLANK
    return text.replace("\n", " ")


def _tree(days: Sequence[tuple[date, int]]) -> list[FacetLine]:
    years: dict[int, dict[int, list[tuple[date, int]]]] = {}
    for day, count in days:
        years.setdefault(day.year, {}).setdefault(day.month, []).append((day, count))
    lines: list[FacetLine] = []
    for year in sorted(years, reverse=True):
        months, place = years[year], len(lines)
        total = sum(count for found in months.values() for _day, count in found)
        lines.append(FacetLine(f"{year} 年", (), total, -1, 0, (date(year, 1, 1), date(year, 12, 31))))
        for month in sorted(months):
            found, above = months[month], len(lines)
            span = (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            lines.append(
                FacetLine(f"{year} 年 {month} 月", (), sum(count for _day, count in found), place, 1, span)
            )  # fmt: skip
            lines += [FacetLine(f"{month} 月 {day.day} 日", (day,), count, above, 2) for day, count in found]
    return lines


class FacetModel(QAbstractListModel):
    """At most some thousand lines; ``search`` hides lines without losing their ticks."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[FacetLine] = []
        self._under: dict[int, list[int]] = {}
        self._shown: list[int] = []
        self._ticked: set[int] = set()
        """Places of lines without others under them."""
        self._open: set[int] = set()
        self._leaves: list[int] = []
        self._words = ""
        self.more = 0
        """How many values were left out because there are too many."""

    def set_lines(self, lines: Sequence[FacetLine], chosen: tuple[Any, ...] | None, more: int = 0) -> None:
        """Show lines; ``chosen`` None ticks them all."""
        self.beginResetModel()
        self._lines, self.more = list(lines), more
        self._under = {}
        for place, line in enumerate(self._lines):
            if line.parent >= 0:
                self._under.setdefault(line.parent, []).append(place)
        self._leaves = [place for place in range(len(self._lines)) if place not in self._under]
        ticked = _ticks_for(chosen)
        self._ticked = {place for place in self._leaves if ticked(self._lines[place])}
        years = [place for place in self._under if self._lines[place].level == 0]
        self._open = set(self._under) if len(self._lines) <= 24 else set(years) if len(years) == 1 else set()
        self._words = ""
        self._show()
        self.endResetModel()
        self.changed.emit()

    def search(self, text: str) -> None:
        """Show only lines that hold ``text``, as written or as pinyin initials, and those above and under them."""
        self.beginResetModel()
        self._words = text.strip()
        self._show()
        self.endResetModel()
        self.changed.emit()

    def _show(self) -> None:
        if not self._words:
            self._shown = [place for place in range(len(self._lines)) if self._is_open(place)]
            return
        from models.regions.sounds import word_matcher

        holds = word_matcher(self._words)
        hits = {place for place, line in enumerate(self._lines) if holds(line.text) or holds(_typed(line))}
        for place in list(hits):
            hits.update(self._above(place))
            if self._lines[place].level:  # a month shows its days, a year its months only when they are hit
                hits.update(self._under.get(place, ()))
        self._shown = sorted(hits)

    def _above(self, place: int) -> list[int]:
        found: list[int] = []
        while (place := self._lines[place].parent) >= 0:
            found.append(place)
        return found

    def _is_open(self, place: int) -> bool:
        return all(above in self._open for above in self._above(place))

    # ---- ticks -----------------------------------------------------------------------------------------------

    def _leaves_of(self, place: int) -> list[int]:
        if place not in self._under:
            return [place]
        return [leaf for one in self._under[place] for leaf in self._leaves_of(one)]

    def _shown_leaves(self) -> set[int]:
        """The leaves that a search shows, also those under a line that it shows closed."""
        if not self._words:
            return set(self._leaves)
        shown = set(self._shown)
        found = {place for place in shown if place not in self._under}
        for place in shown & self._under.keys():
            if not any(one in shown for one in self._under[place]):
                found.update(self._leaves_of(place))
        return found

    def tick_shown(self, ticked: bool) -> None:
        """Tick or clear every line that is shown."""
        leaves = self._shown_leaves()
        self._ticked = self._ticked | leaves if ticked else self._ticked - leaves
        self._tell_all()

    def turn_shown(self) -> None:
        """Tick what is not ticked among the lines shown, and the reverse."""
        self._ticked ^= self._shown_leaves()
        self._tell_all()

    def tick_only_shown(self) -> None:
        """Tick what the search found and nothing else."""
        self._ticked = self._shown_leaves()
        self._tell_all()

    def tick_only(self, index: AnyIndex) -> None:
        """Tick one line and what is under it, and nothing else."""
        self._ticked = set(self._leaves_of(self._shown[index.row()]))
        self._tell_all()

    def toggle(self, index: AnyIndex) -> None:
        """Turn one tick round; of a line with others under it, all of them."""
        leaves = set(self._leaves_of(self._shown[index.row()]))
        self._ticked = self._ticked - leaves if leaves <= self._ticked else self._ticked | leaves
        self._tell_all()

    def set_open(self, index: AnyIndex, opened: bool) -> bool:
        """Open or close a year or month; false where there is nothing to open or close."""
        place = self._shown[index.row()]
        if place not in self._under or (place in self._open) == opened or self._words:
            return False
        self.beginResetModel()
        self._open ^= {place}
        self._show()
        self.endResetModel()
        return True

    def row_of_parent(self, index: AnyIndex) -> int:
        """The row of the line above a day or month, -1 of a line at the top."""
        parent = self._lines[self._shown[index.row()]].parent
        return self._shown.index(parent) if parent in self._shown else -1

    def chosen(self) -> tuple[Any, ...] | None:
        """The values of the ticked lines, whole years and months as from–to; None when all are ticked.

        Where values were left out and most of the listed ones are ticked, it is what is not ticked that is named, so
        that the values left out stay in.
        """
        if len(self._ticked) == len(self._leaves):
            return None
        if self.more and 2 * len(self._ticked) >= len(self._leaves):
            missing = [place for place in self._leaves if place not in self._ticked]
            return (FilterTest(EXCEPT, tuple(value for place in missing for value in self._plain(place))),)
        values: list[Any] = []
        for place, line in enumerate(self._lines):
            if line.parent < 0:
                values += self._values_of(place)
        return tuple(values)

    def _plain(self, place: int) -> tuple[Any, ...]:
        return tuple(None if isinstance(value, FilterTest) else value for value in self._lines[place].values)

    def _values_of(self, place: int) -> list[Any]:
        line = self._lines[place]
        if place not in self._under:
            return list(line.values) if place in self._ticked else []
        if line.span is not None and self._ticked.issuperset(self._leaves_of(place)):
            return [FilterTest(BETWEEN, line.span)]
        return [value for one in self._under[place] for value in self._values_of(one)]

    def counts(self) -> tuple[int, int]:
        """Ticked lines, all lines; without years and months."""
        return len(self._ticked), len(self._leaves)

    def line_at(self, row: int) -> FacetLine:
        """The line shown in a row."""
        return self._lines[self._shown[row]]

    @property
    def searched(self) -> bool:
        """Whether a search hides some lines."""
        return bool(self._words)

    def shown_ticks(self) -> int:
        """How many of the lines shown are ticked."""
        return len(self._shown_leaves() & self._ticked)

    # ---- Qt --------------------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        place = self._shown[index.row()]
        line = self._lines[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.ToolTipRole or role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}：{line.count:,} 条"
        if role == Qt.ItemDataRole.CheckStateRole:
            leaves = self._leaves_of(place)
            ticked = sum(1 for leaf in leaves if leaf in self._ticked)
            return _Check.Checked if ticked == len(leaves) else _Check.PartiallyChecked if ticked else _Check.Unchecked
        if role == COUNT_ROLE:
            return line.count
        if role == LEVEL_ROLE:
            return line.level
        if role == OPEN_ROLE:
            return (place in self._open or bool(self._words)) if place in self._under else None
        return None

    def _tell_all(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        self.changed.emit()


def _typed(line: FacetLine) -> str:
    """A day as it is typed, too."""
    value = line.values[0] if line.values else None
    return value.isoformat() if isinstance(value, date) else ""


def _ticks_for(chosen: tuple[Any, ...] | None) -> Any:
    """Whether a line belongs to what is filtered by now; a text or number test ticks every line."""
    if chosen is None:
        return lambda _line: True
    plain = {value for value in chosen if not isinstance(value, FilterTest)}
    tests = [value for value in chosen if isinstance(value, FilterTest)]
    spans = [test.values for test in tests if test.op == BETWEEN]
    left_out = [set(test.values) for test in tests if test.op == EXCEPT]
    special = {test for test in tests if test.op in (UNREADABLE, EMPTY)}
    if any(test.op not in (BETWEEN, EXCEPT, UNREADABLE, EMPTY) for test in tests):
        return lambda _line: True

    def ticked(line: FacetLine) -> bool:
        value = line.values[0]
        if isinstance(value, FilterTest):
            return value in special or None in plain
        if value in plain or any(value not in values for values in left_out):
            return True
        return value is not None and any(
            (low is None or value >= low) and (high is None or value <= high) for low, high in spans
        )

    return ticked
