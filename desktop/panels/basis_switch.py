"""统计口径 on screen: one choice of three, shared by the pages that count, remembered with the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from desktop.state import AppState
from desktop.widgets.card import label
from desktop.widgets.flow import button

CHOICES = {"problem": "按问题", "site": "按点位", "measure": "按措施"}
TIPS = {
    "problem": "一条问题算一个",
    "site": "同一市县同名的点位算一处，不论登记了几条问题",
    "measure": "一条整改措施算一条，按它自己的期限和完成情况",
}
STATE_KEY = "basis"


def chosen_basis(state: AppState) -> str:
    """The basis that was chosen last."""
    kept = state.get(STATE_KEY)
    return kept if kept in CHOICES else "problem"


class BasisSwitch(QWidget):
    """Three buttons of which one is down; ``chosen(basis)`` when a person takes another. Arrow keys move among them."""

    chosen = Signal(str)

    def __init__(self, state: AppState) -> None:
        super().__init__()
        self._state = state
        self.setProperty("role", "plain")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(label("统计口径", "secondary"))
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for key, title in CHOICES.items():
            one = button(title, tooltip=TIPS[key])
            one.setCheckable(True)
            one.setAccessibleName(f"统计口径：{title}，{TIPS[key]}")
            one.clicked.connect(lambda _=False, basis=key: self._on_clicked(basis))
            self.group.addButton(one)
            self.buttons[key] = one
            row.addWidget(one)
        self.follow()

    @property
    def basis(self) -> str:
        """The basis chosen."""
        return chosen_basis(self._state)

    def follow(self) -> bool:
        """Show what is chosen, which another page may have changed; true where it had been another."""
        fresh = self.buttons[self.basis]
        changed = not fresh.isChecked()
        fresh.setChecked(True)
        return changed

    def _on_clicked(self, basis: str) -> None:
        if basis != self.basis:
            self._state.set(STATE_KEY, basis)
            self.chosen.emit(basis)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        here = next((key for key, one in self.buttons.items() if one.hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
            return
        keys = list(self.buttons)
        wanted = self.buttons[keys[(keys.index(here) + step) % len(keys)]]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        wanted.click()
