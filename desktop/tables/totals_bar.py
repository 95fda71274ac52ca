"""Quick totals of the selected cells, as in Excel's status bar: a click copies one, the right button chooses which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.tables.group_lines import number_text

if TYPE_CHECKING:
    from models.queries.totals import Totals

KINDS: dict[str, str] = {
    "count": "计数", "sum": "求和", "average": "平均", "least": "最小", "most": "最大", "distinct": "不同值",
}  # fmt: skip
USUAL: tuple[str, ...] = ("count", "sum", "average", "least", "most", "distinct")
_FIRST = ("sum", "count", "average", "least", "most", "distinct")
"""Where there is no room for all, those at the end are left out."""
_GAP = 2
_PLACES = 2
"""Decimal places of an average."""
_READERS: dict[str, Callable[[Totals], object]] = {
    "count": lambda one: one.count, "sum": lambda one: one.total, "average": lambda one: one.average,
    "least": lambda one: one.least, "most": lambda one: one.most, "distinct": lambda one: one.distinct,
}  # fmt: skip


class TotalsBar(QWidget):
    """Shows a ``Totals``; what has no meaning for the cells is left out. ``chosen_changed`` after the menu was used."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.chosen: tuple[str, ...] = USUAL
        self._totals: Totals | None = None
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addStretch(1)
        for kind, title in KINDS.items():
            one = QPushButton()
            one.setProperty("role", "quiet")
            one.setCursor(Qt.CursorShape.PointingHandCursor)
            one.setToolTip(f"选中各格的{title}。单击复制，右键选择显示哪些")
            one.clicked.connect(lambda _=False, key=kind: self.copy(key))
            one.hide()
            self.buttons[kind] = one
            row.addWidget(one)

    def set_chosen(self, kinds: Sequence[str]) -> None:
        """Which totals are shown."""
        self.chosen = tuple(kind for kind in KINDS if kind in kinds)
        self.show_totals(self._totals)

    def show_totals(self, totals: Totals | None) -> None:
        """Show these; None shows nothing."""
        self._totals = totals
        for kind, one in self.buttons.items():
            text = self.text_of(kind) if kind in self.chosen else ""
            one.setText(f"{KINDS[kind]} {text}")
            one.setAccessibleName(f"{KINDS[kind]} {text}，单击复制")
        self._fit()

    def _fit(self) -> None:
        """Show those that have a meaning, as far as there is room, the most asked for first."""
        room, shown = self.width(), set[str]()
        for kind in _FIRST:
            one = self.buttons[kind]
            width = one.sizeHint().width() + _GAP
            if kind in self.chosen and self.text_of(kind) and width <= room:
                shown.add(kind)
                room -= width
        for kind, one in self.buttons.items():
            one.setVisible(kind in shown)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, 26)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 26)

    def text_of(self, kind: str) -> str:
        """One of the totals as text; empty where it has no meaning."""
        value = _READERS[kind](self._totals) if self._totals is not None else None
        if value is None:
            return ""
        if isinstance(value, date):
            return value.isoformat()
        if kind == "average" and isinstance(value, float):
            value = round(value, _PLACES)
        return number_text(value)  # type: ignore[arg-type]

    def copy(self, kind: str) -> None:
        """Put the number onto the clipboard as a cell takes it, without thousands marks."""
        text = self.text_of(kind).replace(",", "")
        QGuiApplication.clipboard().setText(text)
        one = self.buttons[kind]
        QToolTip.showText(one.mapToGlobal(QPoint(0, -one.height() - 8)), f"已复制 {text}", one)

    def menu(self) -> QMenu:
        """Which totals to show."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, title in KINDS.items():
            action = made.addAction(title)
            action.setCheckable(True)
            action.setChecked(kind in self.chosen)
            action.triggered.connect(lambda on, key=kind: self._choose(key, on))
        return made

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def _choose(self, kind: str, shown: bool) -> None:
        kinds = {*self.chosen, kind} if shown else set(self.chosen) - {kind}
        self.set_chosen([one for one in KINDS if one in kinds])
        self.chosen_changed.emit()
