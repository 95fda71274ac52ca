"""A card of the settings with a short list and the buttons that work on its current line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.tables.short_list import ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar


@dataclass(frozen=True)
class Deed:
    """One button; ``allowed`` says of the current line (or None) whether it can be done now."""

    text: str
    run: Callable[[], None]
    keys: str = ""
    role: str = ""
    allowed: Callable[[Any], bool] = lambda line: line is not None
    words: Callable[[Any], str] | None = None
    """What stands on it for a line, where that changes."""


class ListCard(Card):
    """``deeds`` by a key; those of ``left`` stand at the left. Enter and double click do the deed called edit."""

    def __init__(
        self,
        title: str,
        columns: Sequence[ListColumn],
        theme: Theme,
        deeds: dict[str, Deed],
        left: Sequence[str],
        foot: str = "",
        *,
        writable: bool = True,
        extra: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(title, " ")
        self.deeds, self._writable = deeds, writable
        self.table = ShortListTable(columns, theme)
        self.table.setAccessibleName(title)
        self.buttons: dict[str, QPushButton] = {}
        for key, deed in deeds.items():
            made = button(deed.text, deed.role, deed.keys)
            made.clicked.connect(lambda _=False, wanted=key: self.do(wanted))
            self.buttons[key] = made
            if deed.keys:
                shortcut = QShortcut(QKeySequence(deed.keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(lambda wanted=key: self.do(wanted))
        self.table.opened.connect(lambda _line: self.do("edit"))
        self.table.line_chosen.connect(lambda _line: self._show_buttons())
        self.body.setContentsMargins(1, 14, 1, 14)
        self.heading.setContentsMargins(14, 0, 14, 0)
        tools = toolbar(
            [*(self.buttons[key] for key in left), *extra],
            [one for key, one in self.buttons.items() if key not in left],
        )
        tools.setContentsMargins(14, 0, 14, 0)
        self.body.addLayout(tools)
        self.body.addWidget(self.table, 1)
        if foot:
            self.foot = label(foot, "small", wrap=True)
            self.foot.setContentsMargins(14, 0, 14, 0)
            self.body.addWidget(self.foot)
        self._show_buttons()

    def do(self, key: str) -> None:
        """Do it, where it can be done now."""
        deed = self.deeds.get(key)
        if deed is not None and self._writable and deed.allowed(self.table.current_line()):
            deed.run()

    def set_lines(self, lines: Sequence[Any], keep: Callable[[Any], Any], note: str) -> None:
        """Show other lines; ``note`` stands beside the title."""
        self.table.set_lines(lines, keep)
        self.note_label.setText(note)
        self._show_buttons()

    def _show_buttons(self) -> None:
        line = self.table.current_line()
        for key, made in self.buttons.items():
            deed = self.deeds[key]
            made.setEnabled(self._writable and deed.allowed(line))
            if deed.words is not None:
                made.setText(deed.words(line))
