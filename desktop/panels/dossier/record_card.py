"""One record of a dossier as a card: a heading, words of its state, notes, a bar, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.widgets.breaking import breakable
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout

EDIT, REMOVE, UP, DOWN = "edit", "remove", "up", "down"
COPY, COPY_ALL = "copy-text", "copy-all"
_KEYS: dict[tuple[Qt.Key, bool], str] = {
    (Qt.Key.Key_F2, False): EDIT,
    (Qt.Key.Key_Delete, False): REMOVE,
    (Qt.Key.Key_Up, True): UP,
    (Qt.Key.Key_Down, True): DOWN,
}
"""Keys of a record, with or without Alt; Enter does the first thing that can be done with it."""
SHORTCUTS: dict[str, str] = {EDIT: "F2", REMOVE: "Del", UP: "Alt+↑", DOWN: "Alt+↓", COPY: "Ctrl+C"}
_COPYING = ((COPY, "复制这一条"), (COPY_ALL, "复制全部（可贴到 Excel）"))
"""What every record offers besides its own actions."""


@dataclass(frozen=True)
class CardView:
    """One record as it is shown. ``actions`` are (id, words); the first is what Enter and a double click do.

    ``chips`` are (word, tone), ``percent`` a bar, ``values`` what the form starts with, ``picture`` makes what stands
    at the left, ``extra`` what stands below.
    """

    key: int
    heading: str
    when: str = ""
    notes: tuple[str, ...] = ()
    chips: tuple[tuple[str, str], ...] = ()
    percent: float | None = None
    actions: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    picture: Callable[[], QWidget] | None = None
    extra: Callable[[], QWidget] | None = None
    cells: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What is copied to Excel, by title, where it is not what the form starts with."""


class RecordCard(QFrame):
    """``asked(key, action)``; ``stepped(key, by)`` for the arrow keys."""

    asked = Signal(int, str)
    stepped = Signal(int, int)

    def __init__(self, view: CardView, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._what = what
        self.setProperty("role", "record")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{what}：{view.heading}")
        self.setAccessibleDescription("；".join([*(word for word, _tone in view.chips), *view.notes]))
        self.more_button = QToolButton()
        self.more_button.setText("⋯")
        self.more_button.setToolTip("可以做的操作")
        self.more_button.setAccessibleName(f"{what}的操作：{view.heading[:20]}")
        self.more_button.clicked.connect(
            lambda: self.open_menu(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 6, 2, 6)
        whole.setSpacing(2)
        across = QHBoxLayout()
        across.setSpacing(8)
        whole.addLayout(across)
        if view.picture is not None:
            across.addWidget(view.picture(), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        across.addLayout(self._column, 1)
        self._fill(view)
        if view.extra is not None:
            whole.addWidget(view.extra())

    def _fill(self, view: CardView) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        words = QWidget()
        words.setProperty("role", "plain")
        flow = FlowLayout(words, 6)
        if view.when:
            flow.addWidget(label(view.when, "small"))
        for word, tone in view.chips:
            flow.addWidget(Chip(word, tone))
        heading = self._text(view.heading)
        if view.when or view.chips:
            top.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        else:
            top.addWidget(heading, 1)
        top.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)
        if view.when or view.chips:
            self._column.addWidget(heading)
        for note in view.notes:
            self._column.addWidget(self._text(note, "small"))
        if view.percent is not None:
            bar = QProgressBar()
            bar.setRange(0, 100)
            bar.setValue(round(view.percent))
            bar.setTextVisible(False)
            bar.setAccessibleName(f"完成 {view.percent:g} %")
            self._column.addWidget(bar)

    def _text(self, text: str, role: str = "") -> QWidget:
        made = label(breakable(text), role, wrap=True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        made.setMinimumWidth(60)
        return made

    def open_menu(self, at: QPoint) -> QMenu:
        """What can be done with the record."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action, words in (*self.view.actions, *_COPYING):
            if action == COPY and self.view.actions:
                menu.addSeparator()
            keys = SHORTCUTS.get(action, "")
            entry = menu.addAction(f"{words}\t{keys}" if keys else words)
            entry.setData(action)
            entry.triggered.connect(lambda _=False, chosen=action: self.asked.emit(self.view.key, chosen))
        menu.popup(at)
        return menu

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        key = Qt.Key(event.key())
        action = _KEYS.get((key, alt))
        offered = [one for one, _words in self.view.actions]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and offered:
            action = offered[0]
        if event.matches(QKeySequence.StandardKey.Copy):
            action, offered = COPY, [COPY]
        if action in offered:
            self.asked.emit(self.view.key, action)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not alt:
            self.stepped.emit(self.view.key, -1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.view.actions and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(self.view.key, self.view.actions[0][0])

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())
