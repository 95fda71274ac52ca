"""Records of a dossier one below the other: read at a glance, walked by arrow keys, edited where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.panels.dossier.forms import FormField, RecordForm
from desktop.panels.dossier.record_card import COPY, COPY_ALL, CardView, RecordCard
from desktop.widgets.card import label

_SETTLE_MS = 30
"""Until texts that wrap have found their heights."""


class CardList(QScrollArea):
    """The records of one tab. ``asked(key, action)``; ``saved(key, values)`` of a form, key 0 for a new record.

    What was typed and not saved waits for the day when its problem is shown again.
    """

    asked = Signal(int, str)
    saved = Signal(int, dict)
    left_unsaved = Signal(int)
    """The problem that was left while its form held something typed."""
    focus_lost = Signal()
    """No record is there to stand on after a form or a record went away."""

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
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._above = QVBoxLayout()
        self._column = QVBoxLayout()
        whole.addLayout(self._above)
        whole.addLayout(self._column, 1)
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

    @property
    def unsaved(self) -> bool:
        """Whether something was typed, here or for another problem, and not saved."""
        return bool(self._drafts) or (self.form is not None and self.form.touched)

    def card(self, key: int) -> RecordCard:
        """The card of a record."""
        return next(one for one in self.cards if one.view.key == key)

    def put_above(self, widget: QWidget) -> None:
        """A widget that stands above the records and scrolls with them."""
        self._above.addWidget(widget)

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
            card.asked.connect(self._on_asked)
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
        QTimer.singleShot(_SETTLE_MS, self.form, self._show_form)
        return self.form

    def _show_form(self) -> None:
        """Bring the form into view once it has its place."""
        if self.form is not None:
            self.verticalScrollBar().setValue(self.form.y())

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
        elif at is None and self.isVisible():
            self.focus_lost.emit()

    def rows(self, views: Sequence[CardView]) -> list[list[Any]]:
        """Records as rows under a heading, for Excel: by the fields of the form where there is one."""
        if views and views[0].cells:
            return [list(views[0].cells), *(list(view.cells.values()) for view in views)]
        fields = [one for one in self._fields() if views and one.key in views[0].values]
        if not fields:
            return [[one.when, one.heading, *(word for word, _tone in one.chips), *one.notes] for one in views]
        picks = {one.key: dict(one.choices) for one in fields if one.kind == "pick"}

        def cell(view: CardView, key: str) -> Any:
            value = view.values[key]
            return picks[key].get(value) if key in picks else value

        return [[one.title for one in fields], *([cell(view, one.key) for one in fields] for view in views)]

    def _on_asked(self, key: int, action: str) -> None:
        if action not in (COPY, COPY_ALL):
            self.asked.emit(key, action)
            return
        from models.exporting.clipboard_text import copy_table

        views = self._views if action == COPY_ALL else [self.card(key).view]
        QApplication.clipboard().setText(copy_table(self.rows(views)))

    def _on_stepped(self, key: int, by: int) -> None:
        at = next((number for number, card in enumerate(self.cards) if card.view.key == key), 0)
        to = min(max(at + by, 0), len(self.cards) - 1)
        self.cards[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(self.cards[to])
