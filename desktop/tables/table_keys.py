"""The keys of the ledger table outside an editor: those that fingers know from Excel and WPS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from desktop.tables.table_view import LedgerTableView

_SHIFT, _CTRL, _ALT = (
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
_Action = Callable[["LedgerTableView"], None]

_CTRL_KEYS: dict[int, _Action] = {
    Qt.Key.Key_C: lambda view: view.copy(),
    Qt.Key.Key_V: lambda view: view.paste(),
    Qt.Key.Key_D: lambda view: view.fill_asked.emit(view.selected_blocks()),
    Qt.Key.Key_Semicolon: lambda view: view.today_asked.emit(view.selected_blocks()),
    Qt.Key.Key_Up: lambda view: view.step_asked.emit(-1),
    Qt.Key.Key_Down: lambda view: view.step_asked.emit(1),
    Qt.Key.Key_Home: lambda view: view.go_to_end(False),
    Qt.Key.Key_End: lambda view: view.go_to_end(True),
}


def press(view: LedgerTableView, event: QKeyEvent) -> bool:
    """Do what a key stands for; false for keys that are Qt's own or begin an edit."""
    key, modifiers = event.key(), event.modifiers()
    action = _CTRL_KEYS.get(key) if modifiers == _CTRL else _plain(key, modifiers)
    if action is None:
        return False
    action(view)
    event.accept()
    return True


def begins_typing(event: QKeyEvent) -> bool:
    """Whether a key would type over the cell in hand."""
    return event.text().isprintable() and bool(event.text().strip()) and not event.modifiers() & (_CTRL | _ALT)


def _plain(key: int, modifiers: Qt.KeyboardModifier) -> _Action | None:
    back = bool(modifiers & _SHIFT)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return lambda view: view.move_by(-1 if back else 1, 0)
    if key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and not modifiers & _CTRL):
        backwards = back or key == Qt.Key.Key_Backtab
        return lambda view: view.move_by(0, -1 if backwards else 1)
    if key == Qt.Key.Key_Delete and modifiers == Qt.KeyboardModifier.NoModifier:
        return lambda view: view.clear_asked.emit(view.selected_blocks())
    if key == Qt.Key.Key_Space and back:
        return lambda view: view.select_whole_rows()
    if key == Qt.Key.Key_Down and modifiers & _ALT:
        return lambda view: view.ask_filter()
    return None
