"""Records of a dossier one below the other: read at a glance, walked by arrow keys, edited where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.panels.dossier.forms import FormField, RecordForm
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout

EDIT, REMOVE, UP, DOWN = "edit", "remove", "up", "down"
_KEYS: dict[tuple[Qt.Key, bool], str] = {
    (Qt.Key.Key_Return, False): EDIT,
    (Qt.Key.Key_Enter, False): EDIT,
    (Qt.Key.Key_F2, False): EDIT,
    (Qt.Key.Key_Delete, False): REMOVE,
    (Qt.Key.Key_Up, True): UP,
    (Qt.Key.Key_Down, True): DOWN,
}
"""Keys of a record, with or without Alt."""
SHORTCUTS: dict[str, str] = {EDIT: "F2", REMOVE: "Del", UP: "Alt+↑", DOWN: "Alt+↓"}


@dataclass(frozen=True)
class CardView:
    """One record as it is shown. ``actions`` are (id, words); the first is what a double click does.

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
        across = QHBoxLayout(self)
        across.setContentsMargins(4, 6, 2, 6)
        across.setSpacing(8)
        if view.picture is not None:
            across.addWidget(view.picture(), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        across.addLayout(self._column, 1)
        self._fill(view)
        self.more_button.setVisible(bool(view.actions))

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
        if view.extra is not None:
            self._column.addWidget(view.extra())

    def _text(self, text: str, role: str = "") -> QWidget:
        made = label(text, role, wrap=True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        made.setMinimumWidth(60)
        return made

    def open_menu(self, at: QPoint) -> QMenu:
        """What can be done with the record."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action, words in self.view.actions:
            keys = SHORTCUTS.get(action, "")
            entry = menu.addAction(f"{words}\t{keys}" if keys else words)
            entry.setData(action)
            entry.triggered.connect(lambda _=False, chosen=action: self.asked.emit(self.view.key, chosen))
        if self.view.actions:
            menu.popup(at)
        return menu

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        key = Qt.Key(event.key())
        action = _KEYS.get((key, alt))
        offered = [one for one, _words in self.view.actions]
        if action == EDIT and EDIT not in offered and key != Qt.Key.Key_F2 and offered:
            action = offered[0]
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


class CardList(QScrollArea):
    """The records of one tab. ``asked(key, action)``; ``saved(key, values)`` of a form, key 0 for a new record.

    What was typed and not saved waits for the day when its problem is shown again.
    """

    asked = Signal(int, str)
    saved = Signal(int, dict)
    left_unsaved = Signal(int)
    """The problem that was left while its form held something typed."""

    def __init__(
        self, what: str, blank: str, fields: Callable[[], Sequence[FormField]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.what = what
        self._fields = fields
        self._owner = 0
        self._drafts: dict[int, tuple[int, dict[str, Any]]] = {}
        self._views: Sequence[CardView] = ()
        self._focus_key: int | None = None
        self._form_key = -1
        self.form: RecordForm | None = None
        self.cards: list[RecordCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("role", "plain")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 2, 4, 6)
        self._column.setSpacing(2)
        self._blank = label(blank, "secondary", wrap=True)
        self._column.addWidget(self._blank)
        self._column.addStretch(1)
        self.setWidget(inside)

    @property
    def views(self) -> Sequence[CardView]:
        """What is shown."""
        return self._views

    def card(self, key: int) -> RecordCard:
        """The card of a record."""
        return next(one for one in self.cards if one.view.key == key)

    def show_cards(self, owner: int, views: Sequence[CardView]) -> None:
        """Show the records of a problem; a form that is open for it stays as it is."""
        if owner != self._owner:
            self._leave_owner()
            self._owner = owner
            self.verticalScrollBar().setValue(0)
        had_focus = next((card.view.key for card in self.cards if card.hasFocus()), None)
        self._views = views
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for view in views:
            card = RecordCard(view, self.what)
            card.asked.connect(self.asked)
            card.stepped.connect(self._on_stepped)
            self.cards.append(card)
            self._column.insertWidget(self._column.count() - 1, card)
        self._place_form()
        self._restore_draft()
        self._take_focus(had_focus)

    def open_form(
        self, key: int, title: str, values: Mapping[str, Any], fields: Sequence[FormField] = ()
    ) -> RecordForm:
        """Edit a record in its place; key 0 is a new one at the top."""
        self.close_form()
        self.form = RecordForm(title, fields or self._fields(), values)
        self._form_key = key
        self.form.saved.connect(lambda typed: self.saved.emit(key, typed))
        self.form.given_up.connect(self._on_given_up)
        self._place_form()
        self.form.start()
        QTimer.singleShot(0, self.form, self._show_form)
        return self.form

    def _show_form(self) -> None:
        """Bring the form into view once it has its place."""
        if self.form is not None:
            self.ensureWidgetVisible(self.form, 0, 0)
            self.ensureVisible(0, self.form.y(), 0, 0)

    def close_form(self) -> None:
        """Put the form away; what was typed in it goes."""
        form, self.form = self.form, None
        if form is not None:
            self._column.removeWidget(form)
            form.hide()
            form.deleteLater()
            for card in self.cards:
                card.show()
        self._form_key = -1
        self._blank.setVisible(not self._views)

    def saved_well(self, focus_key: int | None = None) -> None:
        """The record was written: close the form, and stand on the record once it is shown again."""
        self._focus_key = focus_key if focus_key is not None else self._form_key
        self.close_form()

    def _on_given_up(self) -> None:
        key = self._form_key
        self.close_form()
        self._take_focus(key)

    def _place_form(self) -> None:
        form = self.form
        self._blank.setVisible(not self._views and form is None)
        if form is None:
            return
        at = next((number for number, card in enumerate(self.cards) if card.view.key == self._form_key), None)
        for card in self.cards:
            card.setVisible(card.view.key != self._form_key)
        self._column.insertWidget(1 if at is None else 1 + at, form)

    def _leave_owner(self) -> None:
        if self.form is not None:
            if self.form.touched:
                self._drafts[self._owner] = (self._form_key, self.form.values())
                self.left_unsaved.emit(self._owner)
            self.close_form()

    def _restore_draft(self) -> None:
        draft = self._drafts.pop(self._owner, None)
        if draft is None:
            return
        key, values = draft
        view = next((one for one in self._views if one.key == key), None)
        if view is None and key:
            return
        form = self.open_form(key, f"{self.what}（上次没有保存的内容）", view.values if view is not None else {})
        form.take_draft(values)

    def _take_focus(self, key: int | None) -> None:
        wanted, self._focus_key = self._focus_key if self._focus_key is not None else key, None
        if wanted is None or self.form is not None:
            return
        at = next((card for card in self.cards if card.view.key == wanted), None)
        if at is None and wanted == 0 and self.cards:
            at = max(self.cards, key=lambda card: card.view.key)
        if at is not None and self.isVisible():
            at.show()  # a layout shows what it was given only later, and what is not shown takes no keys
            at.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(at)

    def _on_stepped(self, key: int, by: int) -> None:
        at = next((number for number, card in enumerate(self.cards) if card.view.key == key), 0)
        to = min(max(at + by, 0), len(self.cards) - 1)
        self.cards[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(self.cards[to])
