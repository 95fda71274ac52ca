"""The lines below the search box: group headings, titles with what was found in them marked, and a second line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QTextCharFormat, QTextLayout, QTextLine
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

_SUGGESTION = Qt.ItemDataRole.UserRole + 1
_ICON, _LEFT, _RIGHT, _GAP = 16, 10, 12, 16
_ONE_LINE, _TWO_LINES, _HEADING = 30, 48, 26


@dataclass(frozen=True)
class Suggestion:
    """A line below the search box; ``id`` comes back when it is chosen.

    ``note`` stands at the right; ``detail`` below; ``marks`` are words to be shown as found in title and detail.
    A ``heading`` names the lines below it and cannot be chosen.
    """

    id: str
    text: str
    note: str = ""
    icon: QIcon | None = None
    detail: str = ""
    marks: tuple[str, ...] = ()
    heading: bool = False

    def spoken(self) -> str:
        """The whole line for a screen reader."""
        return "，".join(part for part in (self.text, self.note, self.detail) if part)


@dataclass(frozen=True)
class SuggestionColours:
    """How the lines are painted."""

    text: QColor
    faint: QColor
    mark: QColor
    mark_tint: QColor
    current: QColor
    line: QColor


class SuggestionList(QListWidget):
    """Shows suggestions; the keys stay in the box above."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("查找结果")
        self._painter = _Lines(self)
        self.setItemDelegate(self._painter)
        self.itemEntered.connect(self._on_entered)

    def set_colours(self, colours: SuggestionColours) -> None:
        """Paint with these from now on."""
        self._painter.colours = colours
        self.viewport().update()

    def show_all(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these lines; the line that was chosen with the keys stays so if it is among them, else the first."""
        item = self.currentItem()
        kept = item.data(Qt.ItemDataRole.UserRole) if item is not None and self.currentRow() != self._first() else None
        self.clear()
        for suggestion in suggestions:
            item = QListWidgetItem(suggestion.text)
            item.setData(Qt.ItemDataRole.UserRole, suggestion.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, suggestion.spoken())
            item.setData(_SUGGESTION, suggestion)
            if suggestion.heading:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        rows = [row for row in self._choosable() if self.item(row).data(Qt.ItemDataRole.UserRole) == kept]
        self.setCurrentRow(rows[0] if rows and kept is not None else self._first())

    def step(self, by: int) -> None:
        """To the next line that can be chosen, or the one before."""
        rows = self._choosable()
        if not rows:
            return
        at = rows.index(self.currentRow()) if self.currentRow() in rows else -by
        row = rows[max(0, min(len(rows) - 1, at + by))]
        self.setCurrentRow(row)
        # the heading above the first line comes into view with it
        self.scrollToItem(self.item(0 if row == rows[0] else row))

    def ids(self) -> list[str]:
        """The ids that can be chosen, in order."""
        return [self.item(row).data(Qt.ItemDataRole.UserRole) for row in self._choosable()]

    def wanted_height(self) -> int:
        """Room for all lines."""
        return sum(self.sizeHintForRow(row) for row in range(self.count()))

    def _choosable(self) -> list[int]:
        return [row for row in range(self.count()) if self.item(row).flags() & Qt.ItemFlag.ItemIsEnabled]

    def _first(self) -> int:
        return next(iter(self._choosable()), -1)

    def _on_entered(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.setCurrentItem(item)


class _Lines(QStyledItemDelegate):
    colours: SuggestionColours | None = None

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        one: Suggestion = index.data(_SUGGESTION)
        return QSize(100, _HEADING if one.heading else _TWO_LINES if one.detail else _ONE_LINE)

    @override
    def paint(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        one: Suggestion = index.data(_SUGGESTION)
        palette = option.palette
        colours = self.colours or SuggestionColours(
            palette.text().color(), palette.placeholderText().color(), palette.link().color(),
            palette.alternateBase().color(), palette.alternateBase().color(), palette.mid().color(),
        )  # fmt: skip
        painter.save()
        box = option.rect
        if one.heading:
            self._paint_heading(painter, option, box, one, colours, index.row() > 0)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.current)
                painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), 6, 6)
            self._paint_line(painter, option.font, box, one, colours)
        painter.restore()

    @staticmethod
    def _paint_heading(
        painter: QPainter, option: Any, box: QRect, one: Suggestion, colours: SuggestionColours,
        ruled: bool,
    ) -> None:  # fmt: skip
        if ruled:
            painter.setPen(colours.line)
            painter.drawLine(box.left() + _LEFT, box.top(), box.right() - _RIGHT, box.top())
        painter.setFont(_smaller(option.font))
        painter.setPen(colours.faint)
        inner = box.adjusted(_LEFT, 3, -_RIGHT, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, one.text)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, one.note)

    @staticmethod
    def _paint_line(painter: QPainter, font: QFont, box: QRect, one: Suggestion, colours: SuggestionColours) -> None:
        left = box.left() + _LEFT
        height = _ONE_LINE if not one.detail else 26
        if one.icon is not None:
            top = box.top() + (height - _ICON) // 2
            one.icon.paint(painter, QRect(left, top, _ICON, _ICON))
        left += _ICON + 8
        small = _smaller(font)
        right = box.right() - _RIGHT
        if one.note:
            most = (right - left) * 3 // 5
            width = min(_width(small, one.note, one.marks, colours), most)
            place = QRect(right - width, box.top(), width, height)
            _draw_marked(painter, small, place, one.note, one.marks, colours.faint, colours)
            right -= width + _GAP
        _draw_marked(
            painter, font, QRect(left, box.top(), right - left, height), one.text, one.marks, colours.text, colours
        )
        if one.detail:
            room = QRect(left, box.top() + 24, box.right() - _RIGHT - left, 20)
            _draw_marked(painter, small, room, one.detail, one.marks, colours.faint, colours)


def _smaller(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(12)
    return small


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _mark_formats(text: str, marks: Sequence[str], colours: SuggestionColours) -> list[QTextLayout.FormatRange]:
    formats: list[QTextLayout.FormatRange] = []
    lower = text.lower()
    for mark in marks:
        at = lower.find(mark.lower()) if mark else -1
        while at >= 0:
            look = QTextCharFormat()
            look.setForeground(colours.mark)
            look.setBackground(colours.mark_tint)
            look.setFontWeight(QFont.Weight.Bold)
            one: Any = QTextLayout.FormatRange()
            one.start, one.length, one.format = at, len(mark), look
            formats.append(one)
            at = lower.find(mark.lower(), at + len(mark))
    return formats


def _draw_marked(
    painter: QPainter, font: QFont, room: QRect, text: str, marks: Sequence[str], colour: QColor,
    colours: SuggestionColours,
) -> None:  # fmt: skip
    """One line, cut at the end, with the marks standing out."""
    if _width(font, text, marks, colours) > room.width():
        text = QFontMetrics(_bold(font) if marks else font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    layout, line = _laid_out(font, text, marks, colours)
    if line.isValid():
        painter.setPen(colour)
        top = room.top() + (room.height() - line.height()) / 2
        layout.draw(painter, QPointF(room.left(), top))


def _width(font: QFont, text: str, marks: Sequence[str], colours: SuggestionColours) -> int:
    """Pixels that the text takes with its marks in bold."""
    _layout, line = _laid_out(font, text, marks, colours)
    return math.ceil(line.naturalTextWidth()) if line.isValid() else 0


def _laid_out(
    font: QFont, text: str, marks: Sequence[str], colours: SuggestionColours
) -> tuple[QTextLayout, QTextLine]:
    layout = QTextLayout(text, font)
    layout.setFormats(_mark_formats(text, marks, colours))
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return layout, line
