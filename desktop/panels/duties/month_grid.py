"""A month in whole weeks, painted: rest days tinted, 休 and 班 marked, and in each day its duties as sent / owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from desktop.theme.theme import Theme
from models.rules.duties import WEEKDAYS

if TYPE_CHECKING:
    from models.queries.duties import DutyDay
    from models.queries.duty_month import DutyMonth

HEAD, TOP = 26, 24
CHIP, TALL, GAP = 20, 38, 3
"""Heights of a duty in one line, in two where there is room, and what lies between."""
_SHORT_PRESET = 6
_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7,
}  # fmt: skip
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def short_names(days: Iterable[DutyDay]) -> dict[int, str]:
    """What stands in a cell, by duty: 双周调度 rather than the name of its table, where only one duty belongs to it."""
    duties = {day.duty.id: day.duty for day in days}
    alike = Counter(duty.preset for duty in duties.values())
    return {
        key: duty.preset
        if len(duty.preset) <= _SHORT_PRESET and duty.preset != "自定" and alike[duty.preset] == 1
        else duty.name
        for key, duty in duties.items()
    }


def day_tone(day: DutyDay) -> str:
    """Red when a unit is late, green when all sent, blue while some still owe."""
    if day.late:
        return "red"
    return "green" if day.units and day.sent == len(day.units) else "blue" if day.units else "grey"


class MonthGrid(QWidget):
    """``day_chosen(day, duty_id)`` (0 for all of the day) by mouse and arrow keys, ``opened()`` by Enter or a double
    click, ``month_asked(-1 or 1)`` by PgUp and PgDn or beyond the edge.
    """

    day_chosen = Signal(object, int)
    opened = Signal()
    month_asked = Signal(int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.month: DutyMonth | None = None
        self.day: date | None = None
        self._by_day: dict[date, list[DutyDay]] = {}
        self._names: dict[int, str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("报送日历，方向键按日移动，PgUp 和 PgDn 换月，Enter 看这一天的单位")
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_month(self, month: DutyMonth, day: date) -> None:
        """Show a month with a day in hand."""
        self.month = month
        self._by_day = {}
        self._names = short_names(month.days)
        for one in month.days:
            self._by_day.setdefault(one.occurrence.due_on, []).append(one)
        self.day = day
        self._tell_day()
        self.update()

    def choose(self, day: date, duty_id: int = 0) -> None:
        """Take a day in hand."""
        self.day = day
        self._tell_day()
        self.update()
        self.day_chosen.emit(day, duty_id)

    def duties(self, day: date) -> list[DutyDay]:
        """The duties shown in a day."""
        return self._by_day.get(day, [])

    # ---- geometry --------------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(7 * 60, HEAD + 6 * 50)

    def _weeks(self) -> int:
        return ((self.month.last - self.month.first).days + 1) // 7 if self.month is not None else 0

    def cell_rect(self, day: date) -> QRect:
        """Where a day stands; empty for a day that is not shown."""
        if self.month is None or not self.month.first <= day <= self.month.last:
            return QRect()
        week, column = divmod((day - self.month.first).days, 7)
        high = self.height() - HEAD
        left, right = column * self.width() // 7, (column + 1) * self.width() // 7
        top, bottom = HEAD + week * high // self._weeks(), HEAD + (week + 1) * high // self._weeks()
        return QRect(left, top, right - left, bottom - top)

    def _chips(self, day: date) -> list[tuple[QRect, DutyDay | None]]:
        """Where the duties of a day stand; the last is None where there are more than fit."""
        cell, duties = self.cell_rect(day), self.duties(day)
        high = TALL if len(duties) * (TALL + GAP) <= cell.height() - TOP else CHIP
        room = max((cell.height() - TOP - 2) // (high + GAP), 1)
        shown: list[DutyDay | None] = list(duties)
        if len(duties) > room:
            shown = [*duties[: room - 1], None]
        rects = [
            QRect(cell.left() + 4, cell.top() + TOP + place * (high + GAP), cell.width() - 8, high)
            for place in range(len(shown))
        ]
        return list(zip(rects, shown, strict=True))

    def _day_at(self, x: int, y: int) -> date | None:
        if self.month is None or y < HEAD:
            return None
        week = (y - HEAD) * self._weeks() // max(self.height() - HEAD, 1)
        column = x * 7 // max(self.width(), 1)
        day = self.month.first + timedelta(days=7 * week + column)
        return day if self.month.first <= day <= self.month.last else None

    # ---- painting --------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.month is None:
            return
        painter = QPainter(self)
        plain = self.font()
        small = QFont(plain)
        small.setPixelSize(12)
        self._paint_head(painter, small)
        day = self.month.first
        while day <= self.month.last:
            self._paint_day(painter, day, plain, small)
            day += timedelta(days=1)
        self._paint_lines(painter)
        if self.day is not None:
            self._paint_chosen(painter, self.cell_rect(self.day))

    def _paint_head(self, painter: QPainter, small: QFont) -> None:
        painter.setFont(small)
        painter.setPen(self._theme.colour("text_secondary"))
        for column, word in enumerate(WEEKDAYS):
            left, right = column * self.width() // 7, (column + 1) * self.width() // 7
            painter.drawText(QRect(left, 0, right - left, HEAD), _CENTRE, f"周{word}")

    def _paint_day(self, painter: QPainter, day: date, plain: QFont, small: QFont) -> None:
        assert self.month is not None
        cell = self.cell_rect(day)
        inside = day.month == (self.month.first + timedelta(days=10)).month
        if day in self.month.rest:
            painter.fillRect(cell, self._theme.colour("raised"))
        number = QFont(plain)
        number.setBold(day == self.month.today)
        painter.setFont(number)
        painter.setPen(self._theme.colour("link" if day == self.month.today else "text" if inside else "text_faint"))
        text = "今天" if day == self.month.today else ""
        named = day.day == 1 or day == self.month.first
        words = f"{day.month}月{day.day}日" if named else f"{day.day}"
        painter.drawText(cell.adjusted(8, 2, -4, 0).left(), cell.top() + 17, f"{words} {text}".rstrip())
        mark = self.month.marks.get(day, "")
        if mark:
            painter.setFont(small)
            working = mark.startswith("班")
            painter.setPen(self._theme.colour("amber.text" if working else "green.text"))
            painter.drawText(QRect(cell.left(), cell.top() + 2, cell.width() - 7, TOP - 4), _RIGHT, mark[0])
        for rect, one in self._chips(day):
            self._paint_chip(painter, rect, one, day, small)

    def _paint_chip(self, painter: QPainter, rect: QRect, one: DutyDay | None, day: date, small: QFont) -> None:
        painter.setFont(small)
        metrics = QFontMetrics(small)
        if one is None:
            more = len(self.duties(day)) - len(self._chips(day)) + 1
            painter.setPen(self._theme.colour("text_secondary"))
            painter.drawText(rect, _LEFT, f" 还有 {more} 项")
            return
        tone = self._theme.colours.tone(day_tone(one))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(tone.text))
        count = f"{one.sent}/{len(one.units)}" if one.units else "无单位"
        inner = rect.adjusted(5, 0, -4, 0)
        if rect.height() == TALL:
            name = metrics.elidedText(self._names[one.duty.id], Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner.adjusted(0, 2, 0, -TALL // 2), _LEFT, name)
            painter.drawText(inner.adjusted(0, TALL // 2 - 2, 0, 0), _LEFT, f"已报 {count}" if one.units else count)
            return
        room = inner.width() - metrics.horizontalAdvance(count) - 4
        painter.drawText(inner, _LEFT, metrics.elidedText(self._names[one.duty.id], Qt.TextElideMode.ElideRight, room))
        painter.drawText(inner, _RIGHT, count)

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("hairline"))
        for column in range(1, 7):
            x = column * self.width() // 7
            painter.drawLine(x, HEAD, x, self.height())
        for week in range(self._weeks()):
            y = HEAD + week * (self.height() - HEAD) // self._weeks()
            painter.drawLine(0, y, self.width(), y)

    def _paint_chosen(self, painter: QPainter, cell: QRect) -> None:
        if cell.isEmpty():
            return
        pen = painter.pen()
        pen.setColor(self._theme.colour("link"))
        pen.setWidth(2 if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 5, 5)

    # ---- mouse and keys --------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        day = self._day_at(at.x(), at.y())
        if day is None or event.button() != Qt.MouseButton.LeftButton:
            return
        one = next((one for rect, one in self._chips(day) if rect.contains(at)), None)
        self.choose(day, one.duty.id if one is not None else 0)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.month is None or self.day is None:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.month_asked.emit(-1 if key == Qt.Key.Key_PageUp else 1, None)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            weekday = self.day.weekday()
            self._go(self.day + timedelta(days=-weekday if key == Qt.Key.Key_Home else 6 - weekday))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _go(self, day: date) -> None:
        """To another day; beyond the grid its month is asked for."""
        assert self.month is not None
        if self.month.first <= day <= self.month.last:
            self.choose(day)
        else:
            self.month_asked.emit(-1 if day < self.month.first else 1, day)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._day_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), self.day_words(day) if day is not None else "", self)
            return True
        return super().event(event)

    def day_words(self, day: date) -> str:
        """A day in words: its date, what it is in the working calendar, and its duties."""
        if self.month is None:
            return ""
        mark = self.month.marks.get(day, "")
        lines = [f"{day.isoformat()} 周{WEEKDAYS[day.weekday()]}" + (f"　{mark}" if mark else "")]
        for one in self.duties(day):
            late = f"，逾期 {one.late}" if one.late else ""
            lines.append(f"{one.duty.name}：已报 {one.sent}/{len(one.units)}{late}")
        return "\n".join(lines)

    def _tell_day(self) -> None:
        if self.day is not None:
            self.setAccessibleDescription(self.day_words(self.day))
