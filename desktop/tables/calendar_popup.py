"""A month that opens below a date, in Chinese, weeks beginning on Monday."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

_CHINESE = QLocale(QLocale.Language.Chinese, QLocale.Country.China)


class CalendarPopup(QFrame):
    """A month to pick a day from; ``picked`` is called with it."""

    def __init__(self, parent: QWidget, day: QDate, picked: Callable[[QDate], None]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self._picked: Callable[[QDate], None] | None = picked
        self.month = QCalendarWidget()
        self.month.setLocale(_CHINESE)
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setSelectedDate(day)
        self.month.clicked.connect(self._on_picked)
        self.month.activated.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.month)

    def _on_picked(self, day: QDate) -> None:
        picked, self._picked = self._picked, None
        self.close()
        if picked is not None:
            picked(day)


def calendar_picture(widget: QWidget) -> QPixmap:
    """A small calendar for the button inside a date editor."""
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(round(16 * ratio), round(16 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QPen(widget.palette().placeholderText().color(), 1))
    painter.drawRect(2, 3, 11, 10)
    painter.drawLine(2, 6, 13, 6)
    painter.drawLine(5, 1, 5, 4)
    painter.drawLine(10, 1, 10, 4)
    painter.end()
    return picture
