"""Draws the rows of a plan: verdict with tick, old values struck through above the new ones, what stays in grey."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.panels.intake.plan_lines import LOOKS, Entry, PlanLine, changed_sentence
from desktop.panels.intake.plan_model import LedgerModel, LinesModel
from desktop.tables.chip_painting import ChipPainter, shown_text
from desktop.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
PAD = 8
TICK_WIDTH = 26
LINE_HEIGHT, LEDGER_HEIGHT = 30, 44
KEPT = "文件为空，保留"
_SELECTED = QStyle.StateFlag.State_Selected.value
_MIDDLE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_LEFT = _MIDDLE | Qt.AlignmentFlag.AlignLeft.value
_RIGHT = _MIDDLE | Qt.AlignmentFlag.AlignRight.value


class PlanDelegate(QStyledItemDelegate):
    """What both tables have in common: ground, hairline, chip, and text in a colour of the theme."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self._chips = ChipPainter()
        theme.changed.connect(self.take_colours)
        self.take_colours()

    def take_colours(self) -> None:
        """Read the palette again after the appearance changed."""
        names = ("text", "text_secondary", "text_faint", "selection", "surface", "row_line", "accent", "on_accent")
        self.colours = {name: QColor(self.theme.colour(name)) for name in names}
        tones = self.theme.colours.tones
        self.tones = {name: (QColor(tone.text), QColor(tone.tint)) for name, tone in tones.items()}

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state.value & _SELECTED)  # type: ignore[attr-defined]
        painter.fillRect(rect, self.colours["selection" if selected else "surface"])
        painter.setPen(QPen(self.colours["row_line"]))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self.paint_cell(painter, rect.adjusted(PAD, 0, -PAD, -1), option.font, index, selected)  # type: ignore[attr-defined]

    def paint_cell(self, painter: QPainter, rect: QRect, font: QFont, index: AnyIndex, selected: bool) -> None:
        """Everything on the ground."""
        raise NotImplementedError

    def chip(self, painter: QPainter, rect: QRect, look: str, font: QFont, selected: bool) -> int:
        """The verdict; its width."""
        word, tone = LOOKS[look]
        words, tint = self.tones[tone]
        return self._chips.paint(painter, rect, word, font, words, self.colours["surface"] if selected else tint)

    def write(self, painter: QPainter, rect: QRect, text: str, colour: QColor, font: QFont, flags: int = _LEFT) -> None:
        """One line of text, elided."""
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, flags, shown_text(text, rect.width(), QFontMetrics(font)))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(80, LINE_HEIGHT)


class LinesDelegate(PlanDelegate):
    """The list of changes: old values struck through in red, new ones in green."""

    def __init__(self, model: LinesModel, theme: Theme, parent: QObject) -> None:
        super().__init__(theme, parent)
        self._model = model

    @override
    def paint_cell(self, painter: QPainter, rect: QRect, font: QFont, index: AnyIndex, selected: bool) -> None:
        line: PlanLine = self._model.line(index.row())
        column = index.column()
        if column == 0:
            self.chip(painter, rect, line.look, font, selected)
            return
        text = self._model.text(index.row(), column)
        if column == 5 and line.old not in ("", "—"):
            if line.struck:
                font = QFont(font)
                font.setStrikeOut(True)
            colour = self.tones["purple" if line.look == "conflict" else "red"][0]
        elif column == 5:
            colour = self.colours["text_faint"]
        elif column == 6:
            colour = self.tones["red" if line.look in ("error", "refused") else "green"][0]
        else:
            colour = self.colours["text"]
        self.write(painter, rect, text, colour, font, _RIGHT if column == 1 else _LEFT)


class LedgerDelegate(PlanDelegate):
    """The ledger with the changes drawn on it."""

    def __init__(self, model: LedgerModel, theme: Theme, parent: QObject) -> None:
        super().__init__(theme, parent)
        self._model = model

    @override
    def paint_cell(self, painter: QPainter, rect: QRect, font: QFont, index: AnyIndex, selected: bool) -> None:
        row, column = index.row(), index.column()
        entry = self._model.entry(row)
        if column == 0:
            self._paint_verdict(painter, rect, entry, font, selected)
            return
        change = self._model.change(row, column)
        if change is not None:
            self._paint_change(painter, rect, change, self._model.field(column) in entry.open_fields, font)
            return
        cell = self._model.cell(row, column)
        if cell is not None and cell.outcome == "blank" and cell.ours:
            upper, lower = _halves(rect)
            self.write(painter, upper, cell.ours.replace("\n", " "), self.colours["text"], font)
            self.write(painter, lower, KEPT, self.colours["text_faint"], _smaller(font))
            return
        if column == 1 and entry.row.row == 0:
            return
        colour = "text_faint" if entry.look == "left" else "text" if column < 5 else "text_secondary"
        text = self._model.text(row, column)
        self.write(painter, rect, text, self.colours[colour], font, _RIGHT if column == 1 else _LEFT)

    def _paint_verdict(self, painter: QPainter, rect: QRect, entry: Entry, font: QFont, selected: bool) -> None:
        if entry.included is not None:
            self._paint_tick(painter, QRect(rect.left(), rect.center().y() - 6, 13, 13), entry.included)
        rect = rect.adjusted(TICK_WIDTH - PAD, 0, PAD, 0)
        marks = entry.row.marks
        if not marks:
            self.chip(painter, rect, entry.look, font, selected)
            return
        upper, lower = _halves(rect)
        self.chip(painter, upper.adjusted(0, 2, 0, 2), entry.look, font, selected)
        self.write(painter, lower.adjusted(2, 1, 0, 1), "、".join(marks), self.tones["purple"][0], _smaller(font))

    def _paint_tick(self, painter: QPainter, box: QRect, ticked: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self.colours["accent" if ticked else "text_faint"]))
        painter.setBrush(self.colours["accent"] if ticked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(QPen(self.colours["on_accent"], 1.6))
            x, y = box.left(), box.top()
            painter.drawLine(x + 3, y + 6, x + 5, y + 9)
            painter.drawLine(x + 5, y + 9, x + 10, y + 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_change(self, painter: QPainter, rect: QRect, change: tuple[str, str], open_: bool, font: QFont) -> None:
        old, new = (text.replace("\n", " ") for text in changed_sentence(*change))
        upper, lower = _halves(rect)
        if open_:
            self.write(painter, upper, f"台账：{old or '（空）'}", self.tones["purple"][0], font)
            self.write(painter, lower, f"清单：{new or '（空）'}", self.tones["purple"][0], font)
            return
        struck = QFont(font)
        struck.setStrikeOut(True)
        self.write(painter, upper, old or "（空）", self.tones["red"][0], struck)
        self.write(painter, lower, new or "（空）", self.tones["green"][0], font)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(80, LEDGER_HEIGHT)


def _halves(rect: QRect) -> tuple[QRect, QRect]:
    middle = rect.top() + rect.height() // 2
    upper = QRect(rect.left(), rect.top() + 2, rect.width(), middle - rect.top() - 1)
    return upper, QRect(rect.left(), middle, rect.width(), rect.bottom() - middle - 1)


def _smaller(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(12)
    return small
