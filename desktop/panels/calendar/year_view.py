"""A year as twelve small months: holidays red with 休, make-up workdays blue with 班; walked by arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.panels.calendar.year_grid import TITLE, WEEKDAY_ROW, YearGrid
from desktop.theme.theme import Theme
from models import clock
from models.rules.notice_text import WEEKDAYS
from models.rules.workdays import HOLIDAY, WORKDAY, kind_word

Told = Mapping[date, tuple[str, str]]
"""Day to (kind, name) for every day that is not what its weekday says."""
_MARKS = {HOLIDAY: ("休", "red"), WORKDAY: ("班", "blue")}
_SATURDAY = 5
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_MARK_PX, _WIDE_MARK_PX, _TITLE_PX = 9, 11, 13
_WIDE = 34
"""From this width of a day on its mark is written larger."""


def scrolled(view: YearView) -> QScrollArea:
    """The view in a room that scrolls where it is too small."""
    room = QScrollArea()
    room.setProperty("role", "plain")
    room.setWidgetResizable(True)
    room.setFrameShape(QScrollArea.Shape.NoFrame)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    room.setWidget(view)
    room.viewport().setAutoFillBackground(False)
    view.setAutoFillBackground(False)
    return room


class YearView(QWidget):
    """``day_asked(day)`` on a click, Enter or space; ``day_changed(day)`` as the current day moves."""

    day_asked = Signal(object)
    day_changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)
        self.year = clock.today().year
        self.days: Told = {}
        self.changed: frozenset[date] = frozenset()
        self.current = date(self.year, 1, 1)
        self.setProperty("role", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(*YearGrid.least_size())
        self.setAccessibleName("全年日历")

    def show_year(self, year: int, days: Told, changed: frozenset[date] = frozenset()) -> None:
        """Show a year; ``changed`` days are framed. The current day stays where it is in the year."""
        if year != self.year:
            today = clock.today()
            self.current = today if today.year == year else date(year, 1, 1)
        self.year, self.days, self.changed = year, days, changed
        self.setAccessibleName(f"{year} 年日历")
        self._tell()
        self.update()

    def set_current(self, day: date) -> None:
        """Make a day of the year the current one."""
        if day.year == self.year and day != self.current:
            self.current = day
            self._tell()
            self.update()
            self.day_changed.emit(day)

    def words(self, day: date) -> str:
        """2018-10-01 周一 节假日 国庆节."""
        kind, name = self.days.get(day, ("", ""))
        told = f"{day.isoformat()} 周{WEEKDAYS[day.weekday()]} {kind_word(day, kind)} {name}".rstrip()
        return f"{told}（与台账现在的不同）" if day in self.changed else told

    def day_rect(self, day: date) -> QRect:
        """Where a day stands in the widget."""
        return self._grid().rect(day)

    def _grid(self) -> YearGrid:
        return YearGrid(self.year, self.width(), self.height())

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self.current))

    # ---- keys and mouse ----------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        grid = self._grid()
        if key in _STEPS:
            self.set_current(grid.moved(self.current, _STEPS[key]))
        elif key in _MONTHS:
            self.set_current(grid.month_moved(self.current, _MONTHS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_current(date(self.year, 1, 1) if key == Qt.Key.Key_Home else date(self.year, 12, 31))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.day_asked.emit(self.current)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._grid().day_at(event.position().toPoint())
        if day is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self.set_current(day)
        self.day_asked.emit(day)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._grid().day_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(day) if day is not None else "", self)
            return True
        return super().event(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(*YearGrid.least_size())

    # ---- painting ----------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grid = self._grid()
        for month in range(1, 13):
            self._paint_head(painter, grid, month)
        day = date(self.year, 1, 1)
        while day.year == self.year:
            self._paint_day(painter, grid.rect(day), day)
            following = grid.moved(day, 1)
            if following == day:
                break
            day = following
        painter.end()

    def _paint_head(self, painter: QPainter, grid: YearGrid, month: int) -> None:
        corner, (wide, _high) = grid.month_at(month), grid.cell
        colour = self._theme.colour
        title = QFont(self.font())
        title.setPixelSize(_TITLE_PX)
        title.setBold(True)
        painter.setFont(title)
        painter.setPen(colour("text"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(corner, corner + QPoint(wide * 7, TITLE - 2)), left, f"{month}月")
        small = QFont(self.font())
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(colour("text_faint"))
        for column, word in enumerate(WEEKDAYS):
            room = QRect(corner.x() + column * wide, corner.y() + TITLE, wide, WEEKDAY_ROW)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_day(self, painter: QPainter, room: QRect, day: date) -> None:
        kind, _name = self.days.get(day, ("", ""))
        mark, tone = _MARKS.get(kind, ("", ""))
        colour = self._theme.colour
        box = room.adjusted(1, 1, -1, -1)
        if tone:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(f"{tone}.tint"))
            painter.drawRoundedRect(box, 4, 4)
        frame = self._frame(day)
        if frame:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour(frame))
            painter.drawRoundedRect(box, 4, 4)
        rest = day.weekday() >= _SATURDAY
        painter.setPen(colour(f"{tone}.text" if tone else "text_faint" if rest else "text"))
        number = QFont(self.font())
        number.setPixelSize(12)
        painter.setFont(number)
        size = _WIDE_MARK_PX if room.width() >= _WIDE else _MARK_PX
        where = box.adjusted(0, 0, -size, 0) if mark else box
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if mark:
            small = QFont(self.font())
            small.setPixelSize(size)
            painter.setFont(small)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, mark)

    def _frame(self, day: date) -> str:
        """The colour of the frame around a day, empty for none."""
        if day == self.current and self.hasFocus():
            return "link"
        if day in self.changed:
            return "amber.fill"
        return "text_faint" if day == clock.today() else ""
