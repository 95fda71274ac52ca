"""The row of buttons in the head of the panel: where the problem may go from its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.widgets.card import label
from desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from models.operations.moving import AllowedMove

_HEIGHT, _SHOWN = 32, 2
_MOST_SIGNS = 10
"""Characters of all buttons together, so that they stand in one row of a panel of usual width."""


class MoveBar(QWidget):
    """``chosen(AllowedMove)``; the steps forward stand as buttons, the others in a menu."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setAccessibleName("办理")
        self._row = FlowLayout(self, 6)
        self._row.addWidget(label("转为", "small"))
        self.buttons: list[QPushButton] = []
        """Those that are shown, in their order."""
        self._front: list[AllowedMove] = []
        # made once, so that the keyboard comes to them in their order
        self._made = [QPushButton() for _place in range(_SHOWN)]
        for place, made in enumerate(self._made):
            made.setProperty("tight", True)
            made.setFixedHeight(_HEIGHT)
            made.clicked.connect(lambda _checked=False, at=place: self.chosen.emit(self._front[at]))
            self._row.addWidget(made)
        self.more_button = QPushButton("其他")
        self.more_button.setProperty("tight", True)
        self.more_button.setAccessibleName("转为其他状态")
        self.more_menu = QMenu(self.more_button)
        self.more_menu.setToolTipsVisible(True)
        self.more_button.setMenu(self.more_menu)
        self._row.addWidget(self.more_button)

    def show_moves(self, moves: Sequence[AllowedMove]) -> None:
        """Offer these; nothing is shown where there are none."""
        self.more_menu.clear()
        self.setVisible(bool(moves))
        ahead = sorted(moves, key=lambda one: (one.needs_reason, not one.count))
        front: list[AllowedMove] = []
        for one in ahead:
            if len(front) < _SHOWN and sum(len(other.status) for other in (*front, one)) <= _MOST_SIGNS:
                front.append(one)
        self._front = front
        self.buttons = self._made[: len(front)]
        for place, made in enumerate(self._made):
            made.setVisible(place < len(front))
            if place < len(front):
                made.setText(front[place].status)
                made.setToolTip(_tip(front[place]))
                made.setAccessibleName(f"转为{front[place].status}")
        for one in moves:
            if one not in front:
                action = self.more_menu.addAction(one.status + ("…" if one.asks else ""))
                action.setToolTip(_tip(one))
                action.triggered.connect(lambda _checked=False, move=one: self.chosen.emit(move))
        self.more_button.setVisible(not self.more_menu.isEmpty())
        self.more_button.setFixedHeight(_HEIGHT)


def _tip(one: AllowedMove) -> str:
    """What it will ask for."""
    from models.queries.fields import FIELDS

    asked = [f"由{'、'.join(one.roles)}决定"] if one.roles and not one.count else []
    asked += [FIELDS[key].title for key in one.missing if key in FIELDS]
    asked += ["原因"] if one.needs_reason else []
    asked += ["销号条件、审核和公示已完成"] if one.gate else []
    return f"转为“{one.status}”" + (f"，要有：{'、'.join(asked)}" if asked else "")
