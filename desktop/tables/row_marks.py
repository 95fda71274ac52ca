"""The bureau's own marks in the cells of the table: word, icon and tint on a chosen cell, or in the 标记 column."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap

from desktop.theme.theme import Theme

if TYPE_CHECKING:
    from models.store import Ledger

MARKS_WORD = "marks"
"""In ``Change.fields`` when the bureau's own rules were changed."""
MARKS_KEY = "markings"
"""The column that shows all marks of a row in words."""
ICON = 12
_GAP, _CHIP_HEIGHT, _SMALL_PX = 4, 20, 12
_MOST_KEPT = 20_000
_LEFT = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value | Qt.TextFlag.TextSingleLine.value


@dataclass(frozen=True)
class MarkLook:
    """How a rule's mark looks, and on which cell; no field: it belongs to the row."""

    word: str
    icon: str
    tone: str
    field: str | None


class RowMarks:
    """Which rows carry which marks: noted as pages of rows are read, looked up while they are painted."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._looks: dict[str, MarkLook] | None = None
        self._words: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._pixmaps: dict[tuple[str, str, bool], QPixmap] = {}
        self._small: QFont | None = None

    def forget(self) -> None:
        """The rules were changed: read them again with the next rows."""
        self._looks = None
        self._words.clear()

    def read_looks(self, ledger: Ledger) -> None:
        """Read how the marks look, once; a handful of rows."""
        if self._looks is None:
            from models.queries.marks import read_markings

            with ledger.reading() as connection:
                found = read_markings(connection)
            self._looks = {}
            for one in found:
                self._looks.setdefault(one.word, MarkLook(one.word, one.icon, one.tone, one.field))

    def note(self, ids: Iterable[int], words: Iterable[Sequence[str]]) -> None:
        """The marks of rows that were read just now."""
        for key, mine in zip(ids, words, strict=True):
            self._words.pop(key, None)
            if mine:
                self._words[key] = tuple(mine)
        while len(self._words) > _MOST_KEPT:
            self._words.popitem(last=False)

    def of_row(self, key: int) -> list[MarkLook]:
        """All marks of a row, in the order of the rules."""
        words = self._words.get(key)
        if not words or not self._looks:
            return []
        self._words.move_to_end(key)
        return [self._looks[word] for word in words if word in self._looks]

    def on_cell(self, key: int, column: str, first: bool) -> list[MarkLook]:
        """The marks that a cell bears; the first cell of a row bears those of the row."""
        if key not in self._words:
            return []
        return [one for one in self.of_row(key) if one.field == column or (first and one.field is None)]

    # ---- painting --------------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, rect: QRect, inner: QRect, looks: Sequence[MarkLook], first: bool, selected: bool
    ) -> QRect:
        """Tint and icons on a cell; returns the room that is left for its text."""
        if not selected and not first:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), self._theme.colour(f"{looks[0].tone}.tint"))
        y = rect.center().y() - ICON // 2
        if first:
            room = QRect(inner)
            for one in looks[:2]:
                room.setRight(room.right() - ICON - 2)
                painter.drawPixmap(QPoint(room.right() + _GAP, y), self._pixmap(one))
            return room
        painter.drawPixmap(QPoint(rect.left() + 3, y), self._pixmap(looks[0]))
        return rect.adjusted(ICON + 5, 0, -4, -1)  # narrower margins, so that a date still fits its column

    def paint_word(
        self, painter: QPainter, room: QRect, look: MarkLook, text: str, metrics: QFontMetrics, font: QFont, right: bool
    ) -> None:
        """The word beside the text of a cell where there is room for both; elsewhere the tooltip says it."""
        small = self._small_face(font)
        width = QFontMetrics(small).horizontalAdvance(look.word)
        if metrics.horizontalAdvance(text) + width + 10 > room.width():
            return
        painter.setFont(small)
        painter.setPen(self._theme.colour(f"{look.tone}.text"))
        at = room if right else room.adjusted(room.width() - width, 0, 0, 0)
        painter.drawText(at, _LEFT, look.word)
        painter.setFont(font)

    def paint_chips(self, painter: QPainter, rect: QRect, looks: Sequence[MarkLook], font: QFont) -> None:
        """Every mark of a row as a chip with icon and word; what does not fit is counted."""
        small = self._small_face(font)
        metrics = QFontMetrics(small)
        left = rect.left()
        painter.setFont(small)
        for number, one in enumerate(looks):
            width = metrics.horizontalAdvance(one.word) + ICON + 3 * _GAP + 4
            rest = len(looks) - number
            if left + width > rect.right() and number:
                painter.setPen(self._theme.colour("text_secondary"))
                painter.drawText(QRect(left, rect.top(), rect.right() - left, rect.height()), _LEFT, f"+{rest}")
                break
            width = min(width, rect.right() - left)
            chip = QRect(left, rect.center().y() - _CHIP_HEIGHT // 2 + 1, width, _CHIP_HEIGHT)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(f"{one.tone}.tint"))
            painter.drawRoundedRect(chip, _CHIP_HEIGHT // 2, _CHIP_HEIGHT // 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawPixmap(QPoint(chip.left() + 6, chip.center().y() - ICON // 2), self._pixmap(one))
            painter.setPen(self._theme.colour(f"{one.tone}.text"))
            words = chip.adjusted(ICON + 2 * _GAP + 2, 0, -_GAP, 0)
            painter.drawText(words, _LEFT, metrics.elidedText(one.word, Qt.TextElideMode.ElideRight, words.width()))
            left += width + _GAP
        painter.setFont(font)

    def _small_face(self, font: QFont) -> QFont:
        if self._small is None:
            self._small = QFont(font)
            self._small.setPixelSize(_SMALL_PX)
        return self._small

    def _pixmap(self, look: MarkLook) -> QPixmap:
        key = (look.icon, look.tone, self._theme.dark)
        if key not in self._pixmaps:
            icon = self._theme.icon(look.icon, f"{look.tone}.text")
            self._pixmaps[key] = icon.pixmap(QSize(ICON, ICON))
        return self._pixmaps[key]
