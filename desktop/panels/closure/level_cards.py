"""审核层级 as small cards in a row: name, unit, and a chip for how far it is; further rows where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from models.queries.closure_detail import LevelCard

NARROWEST = 118
_GAP = 8


class LevelCards(QWidget):
    """The level where the application stands is marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.setAccessibleName("审核层级")
        self.cards: list[QFrame] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def show_levels(self, levels: Sequence[LevelCard]) -> None:
        """Show the levels in order."""
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [_card(one) for one in levels]
        self._columns = 0
        self._place()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = max(1, (self.width() + _GAP) // (NARROWEST + _GAP))
        rows = -(-len(self.cards) // room) if self.cards else 1
        columns = -(-len(self.cards) // rows) if self.cards else 1
        if columns == self._columns:
            return
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // columns, place % columns)
            card.show()
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)


def _card(one: LevelCard) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    card.setProperty("chosen", "true" if one.present else "false")
    column = QVBoxLayout(card)
    column.setContentsMargins(10, 7, 8, 8)
    column.setSpacing(3)
    column.addWidget(label(one.level.name, "title"))
    unit = ElidedLabel(one.unit)
    unit.setProperty("role", "secondary")
    column.addWidget(unit)
    column.addWidget(Chip(one.stand.chip, one.stand.tone))
    told = "　".join(part for part in (one.unit, one.reviewer, one.opinion) if part)
    card.setToolTip(told)
    card.setAccessibleName(f"{one.level.name}：{one.stand.chip}，{told}")
    return card
