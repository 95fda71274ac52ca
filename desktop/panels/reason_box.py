"""The choice of a reason: the ledger's words for the purpose (原因用语), or words of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from desktop.context import AppContext

if TYPE_CHECKING:
    from models.queries.people import ReasonLine


class ReasonBox(QComboBox):
    """Editable and empty at first; several words may be put together by typing. ``text_changed(text)``."""

    text_changed = Signal(str)

    def __init__(self, context: AppContext, purpose: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.purpose = purpose
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(16)
        self.setAccessibleName("原因")
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText("选一条，或自己写")
        self.editTextChanged.connect(lambda _text: self.text_changed.emit(self.text))
        self.activated.connect(lambda number: self.setEditText(self.itemText(number)))
        self._context = context
        self._read()

    def set_purpose(self, purpose: str) -> None:
        """Offer the words of another purpose; what was typed stays."""
        if purpose != self.purpose:
            self.purpose = purpose
            self._read()

    def _read(self) -> None:
        ledger, purpose = self._context.ledger, self.purpose

        def work(_progress: Any) -> tuple[ReasonLine, ...]:
            from models.queries.people import reasons

            return reasons(ledger, purpose)

        self._context.jobs.read(
            "读取原因用语", work, self._on_read, lambda _error: None, lambda: None, owner=self, quiet=True
        )

    @property
    def text(self) -> str:
        """The reason as it stands there."""
        return self.currentText().strip()

    def set_text(self, text: str) -> None:
        """Put a reason in."""
        self.setEditText(text)

    def form_value(self) -> str:
        """For forms that hold a box of their own."""
        return self.text

    def _on_read(self, found: tuple[ReasonLine, ...]) -> None:
        kept = self.currentText()
        blocker = QSignalBlocker(self)
        self.clear()
        for one in found:
            self.addItem(one.text)
            if one.origin:
                self.setItemData(self.count() - 1, one.origin, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(-1)
        self.setEditText(kept)
        blocker.unblock()
