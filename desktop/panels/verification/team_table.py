"""核查组 as a small table to type into: name, members, the cities it goes to; an empty last row to go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

if TYPE_CHECKING:
    from models.queries.verification import Team

_HEADS = ("核查组", "成员", "去哪些市（县），空着为其余各地")
_SPLIT = r"[、，,;；\s]+"
_ROWS = 2


class TeamTable(QTableWidget):
    """``teams()`` are the rows with a name; ``edited`` after something was typed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADS), parent)
        self.setAccessibleName("核查组")
        self.setHorizontalHeaderLabels(list(_HEADS))
        self.setTabKeyNavigation(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, mode in enumerate(("Interactive", "Interactive", "Stretch")):
            header.setSectionResizeMode(place, getattr(QHeaderView.ResizeMode, mode))
        self.setColumnWidth(0, 100)
        self.setColumnWidth(1, 130)
        self.setMinimumHeight(_ROWS * 30 + 34)
        self.show_teams(())
        self.itemChanged.connect(self._on_changed)

    def show_teams(self, teams: Sequence[Team]) -> None:
        """Put teams in."""
        self.blockSignals(True)
        self.setRowCount(0)
        for team in teams:
            self._add((team.name, team.members, "、".join(team.cities)))
        self._add(("", "", ""))
        self.blockSignals(False)

    def teams(self) -> tuple[Team, ...]:
        """What was typed; rows without a name are no teams."""
        from models.queries.verification import Team

        found: list[Team] = []
        for row in range(self.rowCount()):
            name, members, cities = (self._text(row, column) for column in range(3))
            if name:
                found.append(Team(name, members, tuple(one for one in re.split(_SPLIT, cities) if one)))
        return tuple(found)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def _add(self, texts: Sequence[str]) -> None:
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            self.setItem(row, column, QTableWidgetItem(text))

    def _on_changed(self, item: QTableWidgetItem) -> None:
        if item.row() == self.rowCount() - 1 and item.text().strip():
            self.blockSignals(True)
            self._add(("", "", ""))
            self.blockSignals(False)
        self.edited.emit()
