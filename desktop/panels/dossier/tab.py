"""What the tabs of the dossier have in common: a bar at the top, records below, and writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.panels.dossier.cards import CardList
from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.dossier import Dossier
    from models.store import Ledger


class DossierTab(QWidget):
    """Subclasses fill ``bar`` and ``list`` and answer ``show_dossier``; only the tab in front is filled."""

    what = ""
    """What a record is called."""
    blank = ""
    """What stands where there is none."""

    def __init__(self, work: DossierWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.work = work
        self.dossier: Dossier | None = None
        # of a ledger that cannot be written only what there is, not what could be done
        blank = self.blank.partition("。")[0] + "。" if self.work.read_only else self.blank
        self.list = CardList(self.what, blank, self.fields)
        self.list.asked.connect(self.do)
        self.list.saved.connect(self._on_saved)
        self.list.left_unsaved.connect(self._on_left_unsaved)
        self.list.focus_lost.connect(self._focus_bar)
        buttons = QWidget()
        buttons.setProperty("role", "plain")
        self.bar = FlowLayout(buttons, 6)
        self.head = QVBoxLayout()
        self.head.setSpacing(4)
        self.head.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.head)
        layout.addWidget(self.list, 1)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show what the tab is about."""
        self.dossier = dossier
        self.fill(dossier)

    def fill(self, dossier: Dossier) -> None:
        """Show the records."""
        raise NotImplementedError

    def fields(self) -> Sequence[FormField]:
        """The editors of the form."""
        return ()

    def do(self, key: int, action: str) -> None:
        """A record was asked to do something."""
        raise NotImplementedError

    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        """What writes the values of a form: title of the work, and the operation."""
        raise NotImplementedError

    def after_saving(self) -> None:
        """A form was written; for what has to be said besides."""

    def write(self, title: str, operation: Callable[[Ledger], Change], say: str = "") -> None:
        """Write outside of a form."""
        self.work.write(title, operation, say=say)

    def _on_saved(self, key: int, values: dict[str, Any]) -> None:
        form = self.list.form
        if self.dossier is None or form is None:
            return
        title, operation = self.save(key, values)

        def done(_change: Change) -> None:
            if self.list.form is form:
                self.list.saved_well()
            self.after_saving()

        def refused(sentence: str) -> None:
            if self.list.form is form:
                form.show_error(sentence)

        self.work.write(title, operation, done, refused)

    def _focus_bar(self) -> None:
        """Where the keys go on when there is no record to stand on: the first button of the bar."""
        for place in range(self.bar.count()):
            item = self.bar.itemAt(place)
            one = item.widget() if item is not None else None
            if one is not None and one.isEnabled() and not one.isHidden():
                one.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _on_left_unsaved(self, _owner: int) -> None:
        self.work.context.inform(f"刚才那条问题的{self.what}还没有保存，回到那一条时填写的内容还在。", "amber")
