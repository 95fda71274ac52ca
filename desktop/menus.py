"""The table of actions as Qt actions, and the menu made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.actions import ACTIONS, MENUS, PAGES, RECENT, SEPARATOR
from desktop.pages.catalogue import PageEntry
from desktop.theme.theme import Theme


class Actions(QObject):
    """``triggered(action_id)``; ``page_chosen(page_id)`` and ``ledger_chosen(folder)`` from the lists in the menu."""

    triggered = Signal(str)
    page_chosen = Signal(str)
    ledger_chosen = Signal(str)

    def __init__(self, window: QWidget, theme: Theme, pages: Iterable[PageEntry]) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._pages = tuple(pages)
        self.qactions: dict[str, QAction] = {}
        self.page_actions: dict[str, QAction] = {}
        known = {entry.page_id for entry in self._pages}
        for spec in ACTIONS.values():
            if spec.page and spec.page not in known:
                continue
            action = self._action(spec.text, spec.shortcut)
            action.setCheckable(spec.checkable)
            action.triggered.connect(lambda _=False, action_id=spec.id: self.triggered.emit(action_id))
            self.qactions[spec.id] = action
        for entry in self._pages:
            action = self._action(entry.title, entry.shortcut)
            action.triggered.connect(lambda _=False, page_id=entry.page_id: self.page_chosen.emit(page_id))
            self.page_actions[entry.page_id] = action
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def build_menu(
        self, recent: list[str], recent_name: Callable[[str], str] = lambda folder: Path(folder).name
    ) -> QMenu:
        """The menu, made anew each time it is opened."""
        menu = QMenu(self._window)
        for title, lines in MENUS:
            shown = [line for line in lines if line in (SEPARATOR, RECENT, PAGES) or line in self.qactions]
            if not any(line != SEPARATOR for line in shown):
                continue
            part = menu.addMenu(title)
            for line in shown:
                if line == SEPARATOR:
                    part.addSeparator()
                elif line == PAGES:
                    part.addActions(list(self.page_actions.values()))
                elif line == RECENT:
                    self._add_recent(part, recent, recent_name)
                else:
                    part.addAction(self.qactions[line])
        return menu

    def _add_recent(self, menu: QMenu, recent: list[str], recent_name: Callable[[str], str]) -> None:
        part = menu.addMenu(self._theme.icon("history"), "最近的台账")
        part.setEnabled(bool(recent))
        for folder in recent:
            action = part.addAction(f"{recent_name(folder)}    {folder}".replace("&", "&&"))
            action.triggered.connect(lambda _=False, chosen=folder: self.ledger_chosen.emit(chosen))

    def _action(self, text: str, shortcut: str) -> QAction:
        action = QAction(text, self._window)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.setToolTip(f"{text.rstrip('…')}（{shortcut}）" if shortcut else text.rstrip("…"))
        self._window.addAction(action)
        return action

    def _on_theme_changed(self) -> None:
        for action_id, action in self.qactions.items():
            if ACTIONS[action_id].icon:
                action.setIcon(self._theme.icon(ACTIONS[action_id].icon))
        for entry in self._pages:
            self.page_actions[entry.page_id].setIcon(self._theme.icon(entry.icon))
