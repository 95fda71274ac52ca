"""Rows of buttons and chips: a plain row, and one that wraps when the window is narrow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QPushButton, QWidget
from typing_extensions import override

_EVEN_STEP = 8
"""Pixels by which even lines are made shorter as long as there are no more of them."""


def toolbar(left: Iterable[QWidget], right: Iterable[QWidget] = ()) -> QHBoxLayout:
    """A row with things at its left and at its right end."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in left:
        row.addWidget(widget)
    row.addStretch(1)
    for widget in right:
        row.addWidget(widget)
    return row


def button(text: str, role: str = "", tooltip: str = "") -> QPushButton:
    """A button in a role of the stylesheet: primary, link, quiet."""
    made = QPushButton(text)
    if role:
        made.setProperty("role", role)
    if role == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setToolTip(tooltip)
    return made


class FlowLayout(QLayout):
    """Places widgets one after another and goes on in the next line where the width ends.

    With ``even`` the lines are about equally long, rather than the last one holding what is left.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 8, even: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._even = even
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, move: bool) -> int:
        """The height needed; in each line the lower ones stand at the middle of the highest."""
        hints = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        lines = self._lines(hints, rect.width())
        if self._even and len(lines) > 1:
            narrower = rect.width() - _EVEN_STEP
            while narrower > 0 and len(tried := self._lines(hints, narrower)) == len(lines):
                lines, narrower = tried, narrower - _EVEN_STEP
        y = rect.y()
        for line in lines:
            height = max((hint.height() for _item, hint, _x in line), default=0)
            for item, hint, left in line if move else ():
                item.setGeometry(QRect(QPoint(rect.x() + left, y + (height - hint.height()) // 2), hint))
            y += height + self.spacing()
        return y - self.spacing() - rect.y()

    def _lines(self, hints: list[tuple[QLayoutItem, QSize]], width: int) -> list[list[tuple[QLayoutItem, QSize, int]]]:
        """The items of each line, and how far from the left each stands."""
        lines: list[list[tuple[QLayoutItem, QSize, int]]] = [[]]
        x = 0
        for item, hint in hints:
            if x + hint.width() > width and lines[-1]:
                x = 0
                lines.append([])
            lines[-1].append((item, hint, x))
            x += hint.width() + self.spacing()
        return lines
