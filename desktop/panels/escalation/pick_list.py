"""The problems that a step is about, to tick and untick: overdue ones are ticked at first, else all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar
from models.queries.escalation_problems import ProblemPick


class PickList(QWidget):
    """``changed`` when other problems are ticked; space ticks the current line."""

    changed = Signal()

    def __init__(self, picks: Sequence[ProblemPick], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._picks = tuple(picks)
        self.list = QListWidget()
        self.list.setAccessibleName("涉及的问题")
        self.list.setUniformItemSizes(True)
        some = any(one.overdue for one in picks)
        red = theme.colour("red.text")
        for one in picks:
            place = one.place.rpartition(" · ")[2]
            words = "　".join(part for part in (one.number, one.due_words(), one.name, place) if part)
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setToolTip(f"{words}　{one.status}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = one.overdue or not some
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            if one.overdue:
                item.setForeground(red)
            self.list.addItem(item)
        self.count_label = label("", "secondary")
        self.overdue_button = button("只选逾期的", "link")
        self.all_button, self.none_button = button("全选", "link"), button("全不选", "link")
        self.overdue_button.setVisible(some)
        self.overdue_button.clicked.connect(lambda: self.tick(lambda one: one.overdue))
        self.all_button.clicked.connect(lambda: self.tick(lambda _one: True))
        self.none_button.clicked.connect(lambda: self.tick(lambda _one: False))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(toolbar((self.count_label,), (self.overdue_button, self.all_button, self.none_button)))
        layout.addWidget(self.list, 1)
        self.list.itemChanged.connect(lambda _item: self._on_changed())
        self._show_count()

    def ids(self) -> tuple[int, ...]:
        """The problems that are ticked."""
        rows = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            int(item.data(Qt.ItemDataRole.UserRole)) for item in rows if item.checkState() == Qt.CheckState.Checked
        )

    def tick(self, wanted: Callable[[ProblemPick], bool]) -> None:
        """Tick those for which ``wanted`` is true, untick the others."""
        self.list.blockSignals(True)
        for row, one in enumerate(self._picks):
            self.list.item(row).setCheckState(Qt.CheckState.Checked if wanted(one) else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._on_changed()

    def _on_changed(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        self.count_label.setText(f"涉及问题 {len(self.ids()):,} / {len(self._picks):,} 条")
