"""The keys of a big table outside an editor: those that fingers know from Excel and WPS."""

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
_Key = Qt.Key
_Action = Callable[["LedgerTableView"], None]

_CTRL_KEYS: dict[int, _Action] = {
    _Key.Key_A: lambda view: view.selectAll(),
    _Key.Key_C: lambda view: view.copy(),
    _Key.Key_V: lambda view: view.paste(),
    _Key.Key_D: lambda view: view.fill_asked.emit(view.selected_rows_only()),
    _Key.Key_R: lambda view: view.fill_right_asked.emit(view.selected_rows_only()),
    _Key.Key_F: lambda view: view.find_asked.emit(),
    _Key.Key_Semicolon: lambda view: view.today_asked.emit(view.selected_rows_only()),
    _Key.Key_Space: lambda view: view.select_whole_columns(),
}
_CTRL_SHIFT_KEYS: dict[int, _Action] = {
    _Key.Key_C: lambda view: view.copy(headers=True),
    _Key.Key_Semicolon: lambda view: view.now_asked.emit(view.selected_rows_only()),
    _Key.Key_Colon: lambda view: view.now_asked.emit(view.selected_rows_only()),
    _Key.Key_Space: lambda view: view.selectAll(),
}
_ALT_KEYS: dict[int, _Action] = {
    _Key.Key_Down: lambda view: view.ask_filter(),
    _Key.Key_PageDown: lambda view: view.step_asked.emit(1),
    _Key.Key_PageUp: lambda view: view.step_asked.emit(-1),
}
_ARROWS: dict[int, tuple[int, int]] = {
    _Key.Key_Up: (-1, 0), _Key.Key_Down: (1, 0), _Key.Key_Left: (0, -1), _Key.Key_Right: (0, 1),
}  # fmt: skip


def press(view: LedgerTableView, event: QKeyEvent) -> bool:
    """Do what a key stands for; false for keys that are Qt's own or begin an edit."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    action = _action(view, event.key(), modifiers)
    if action is None:
        return False
    action(view)
    event.accept()
    return True


def begins_typing(event: QKeyEvent) -> bool:
    """Whether a key would type over the cell in hand."""
    return event.text().isprintable() and bool(event.text().strip()) and not event.modifiers() & (_CTRL | _ALT)


def _action(view: LedgerTableView, key: int, modifiers: Qt.KeyboardModifier) -> _Action | None:
    none = Qt.KeyboardModifier.NoModifier
    by_modifiers = {_CTRL: _CTRL_KEYS, _CTRL | _SHIFT: _CTRL_SHIFT_KEYS, _ALT: _ALT_KEYS}
    found = by_modifiers.get(modifiers, {}).get(key)
    if found is not None or modifiers & _ALT:
        return found
    folds = modifiers == none and key in (_Key.Key_Left, _Key.Key_Right, _Key.Key_Space)
    if folds and view.group_in_hand() is not None:
        return lambda one: one.fold(None if key == _Key.Key_Space else key == _Key.Key_Left)
    return _movement(key, bool(modifiers & _CTRL), bool(modifiers & _SHIFT)) or _plain(key, modifiers)


def _movement(key: int, jumps: bool, extends: bool) -> _Action | None:
    if key in _ARROWS:
        rows, columns = _ARROWS[key]
        if jumps:
            return lambda view: view.walk.edge(rows, columns, extends)
        return lambda view: view.walk.step(rows, columns, extends)
    if key in (_Key.Key_Home, _Key.Key_End):
        last = key == _Key.Key_End
        if jumps:
            return lambda view: view.walk.corner(last, extends)
        return lambda view: view.walk.row_end(last, extends)
    if key in (_Key.Key_PageUp, _Key.Key_PageDown) and not jumps:
        return lambda view: view.walk.page(1 if key == _Key.Key_PageDown else -1, extends)
    return None


def _plain(key: int, modifiers: Qt.KeyboardModifier) -> _Action | None:
    back = bool(modifiers & _SHIFT)
    if modifiers & _CTRL:
        return None
    if key in (_Key.Key_Return, _Key.Key_Enter):
        return lambda view: view.move_by(-1 if back else 1, 0)
    if key in (_Key.Key_Tab, _Key.Key_Backtab):
        return lambda view: view.move_by(0, -1 if back or key == _Key.Key_Backtab else 1)
    if key == _Key.Key_Delete and not back:
        return lambda view: view.clear_asked.emit(view.selected_rows_only())
    if key == _Key.Key_Space and back:
        return lambda view: view.select_whole_rows()
    if key == _Key.Key_F3:
        return lambda view: view.find_next_asked.emit(-1 if back else 1)
    return None
