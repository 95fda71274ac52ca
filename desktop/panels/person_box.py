"""The choice of the person who decides: everybody the ledger knows, with unit and role; a new name may be typed."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from desktop.context import AppContext

if TYPE_CHECKING:
    from models.queries.people import Person


class PersonBox(QComboBox):
    """Editable; begins with whoever works with the ledger. ``person_changed(name)`` when another name stands there."""

    person_changed = Signal(str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._roles: frozenset[str] = frozenset()
        self.known: dict[str, Person] = {}
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(12)
        self.setAccessibleName("决定人")
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText("姓名")
        line.setClearButtonEnabled(False)
        self.setEditText(context.ledger.actor)
        self.editTextChanged.connect(lambda _text: self.person_changed.emit(self.person))
        self.activated.connect(self._on_chosen)
        ledger = context.ledger

        def work(_progress: Any) -> tuple[Person, ...]:
            from models.queries.people import people

            return people(ledger)

        context.jobs.read("读取人员", work, self._on_read, lambda _error: None, lambda: None, owner=self, quiet=True)

    @property
    def person(self) -> str:
        """The name that stands there."""
        return self.currentText().strip()

    def set_person(self, name: str) -> None:
        """Put a name in, known or new."""
        self.setEditText(name)

    def form_value(self) -> str:
        """For forms that hold a box of their own."""
        return self.person

    def want_roles(self, roles: Collection[str]) -> None:
        """Offer first whoever may decide this; where the operator may not, the first who may stands there."""
        self._roles = frozenset(roles)
        self._fill(choose=True)

    def _on_read(self, found: tuple[Person, ...]) -> None:
        self.known = {one.name: one for one in found}
        self._fill(choose=True)

    def _fill(self, *, choose: bool) -> None:
        kept = self.person
        # the name that stands there is put back, so that it did not change meanwhile
        blocker = QSignalBlocker(self)
        self.clear()
        able = [one for one in self.known.values() if not self._roles or one.role in self._roles]
        others = [one for one in self.known.values() if one not in able]
        for one in (*able, *others):
            self.addItem(one.name)
            told = "　".join(part for part in (one.role, one.unit) if part)
            self.setItemData(self.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
        self.setEditText(kept)
        blocker.unblock()
        operator = self._context.ledger.actor
        if choose and self._roles and able and kept == operator and operator not in {one.name for one in able}:
            self.setEditText(able[0].name)

    def _on_chosen(self, number: int) -> None:
        self.setEditText(self.itemText(number))
