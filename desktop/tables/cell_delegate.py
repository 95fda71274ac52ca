"""Paints the cells of a big table by itself: one text, chip or day count on a flat row, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from desktop.tables.chip_painting import ChipPainter, shown_text
from desktop.tables.columns import TableColumn
from desktop.tables.editors import CellEditor, make_editor
from desktop.tables.group_painting import GroupPainter
from desktop.tables.grouping import GroupLine
from desktop.tables.paged_model import CELLS_ROLE, PagedTableModel
from desktop.tables.row_marks import MARKS_KEY, MarkLook, RowMarks
from desktop.tables.status_offer import StatusOffer
from desktop.tables.text_layout import paint_marks, wrapped
from desktop.theme.theme import Theme
from models.queries.fields import FIELDS

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 30
PAD = 10
CHECK_WIDTH = 34
MOST_LINES = 4
"""So many lines of a wrapped text are shown."""
_MOST_FITTED = 20_000
# whole numbers instead of enums: combining enums is slow in Python, and this is asked for every cell
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_LINE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_LEFT = _LINE | Qt.AlignmentFlag.AlignLeft.value
_RIGHT = _LINE | Qt.AlignmentFlag.AlignRight.value


class CellDelegate(QStyledItemDelegate):
    """``tone_of`` gives a state's tone; ``choices_of`` the words of a drop-down; ``check`` refuses a typed text.

    ``moved`` asks the view to go to the next cell after an edit: (rows down, columns right).
    """

    moved = Signal(int, int)
    refused = Signal(str, object, str)
    """The sentence, the cell as a persistent index, and the text that was typed."""

    def __init__(
        self,
        model: PagedTableModel,
        theme: Theme,
        tone_of: Callable[[str], str],
        choices_of: Callable[[str], list[str]],
        check: Callable[[str, Any], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._tone_of = tone_of
        self._choices_of = choices_of
        self._check = check
        self._fitted: dict[tuple[str, int], str] = {}
        self._lines: dict[tuple[str, int], tuple[str, ...]] = {}
        self._chips = ChipPainter()
        self._groups = GroupPainter()
        self.group_origin = 0
        """Where the sentence of a group line begins in this view."""
        self.wraps = False
        """Whether texts are broken into lines."""
        self.marked_words: tuple[str, ...] = ()
        """Looked-for words in small letters; the ground behind them is coloured."""
        self.marked_column = ""
        """Key of the only column they are looked for in; "" for all."""
        self.row_marks: RowMarks | None = None
        """The bureau's own marks, where the rows have any."""
        self.offered: Callable[[str, int], Sequence[str]] | None = None
        """Words that typing completes to, by field and id of the row."""
        self.status_offer: Callable[[int], StatusOffer | None] | None = None
        """The states that the problem of a row may go to."""
        self.current_row = -1
        """The row in hand; it stands on a faint ground."""
        self.current_column = -1
        theme.changed.connect(self.take_colours)
        self.take_colours()

    def take_colours(self) -> None:
        """Read the palette again after the appearance changed."""
        colours = self._theme.colours
        self._text = QColor(colours.text)
        self._faint = QColor(colours.text_faint)
        self._red = QColor(colours.tone("red").text)
        self._selection = QColor(colours.selection)
        self._surface = QColor(colours.surface)
        self._in_hand = QColor(colours.hover)
        self._line = QPen(QColor(colours.row_line))
        self._focus = QPen(QColor(colours.link))
        self._box = QPen(QColor(colours.text_disabled))
        self._accent = QColor(colours.accent)
        self._on_accent = QPen(QColor(colours.on_accent), 1.6)
        self._mark = QColor(colours.tone("amber").fill)
        self._mark.setAlpha(110)
        self._groups.take_colours(colours)
        self._tones = {name: (QColor(tone.text), QColor(tone.tint)) for name, tone in colours.tones.items()}

    # ---- paint -----------------------------------------------------------------------------------------------

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: int = option.state.value  # type: ignore[attr-defined]
        row, place = index.row(), index.column()
        column = self._model.columns[place]
        selected = state & _SELECTED
        if self._model.tree is not None and (line := self._model.group_at(row)) is not None:
            self._paint_group(painter, option, line, place, row)
            return
        ground = self._selection if selected else self._in_hand if row == self.current_row else self._surface
        painter.fillRect(rect, ground)
        painter.setPen(self._line)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        text = self._model.text_at(row, place)
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        look = column.look
        if look == "number":
            self._paint_box(painter, rect, bool(selected))
            inner.setLeft(rect.left() + CHECK_WIDTH)
        looks = self._marks_on(row, place)
        if column.key == MARKS_KEY and self.row_marks is not None:
            font: QFont = option.font  # type: ignore[attr-defined]
            self.row_marks.paint_chips(painter, inner, self.row_marks.of_row(self._model.id_at(row)), font)
            text = ""
        elif looks and self.row_marks is not None:
            inner = self.row_marks.paint(painter, rect, inner, looks, place == 0, bool(selected))
        if text:
            marks = self.marked_words and self.marked_column in ("", column.key)
            if look in ("chip", "raised"):
                if marks and any(word in text.lower() for word in self.marked_words):
                    painter.fillRect(rect.adjusted(2, 3, -2, -4), self._mark)
                self._paint_chip(painter, inner, text, option.font, bool(selected), look)  # type: ignore[attr-defined]
            else:
                colour = self._text
                if look == "remaining":
                    colour = self._red if text[0] == "超" else self._faint if text == "—" else self._text
                metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
                right = column.align == "right"
                if self.wraps and column.wraps:
                    lines = self.lines(text, rect.width(), metrics, option.font)  # type: ignore[attr-defined]
                    self._paint_lines(painter, inner, lines, metrics, colour, bool(marks))
                else:
                    shown = self._fitting(text, inner.width(), metrics)
                    if marks:
                        self._paint_marks(painter, inner, shown, text, metrics, right)
                    painter.setPen(colour)
                    painter.drawText(inner, _RIGHT if right else _LEFT, shown)
                    if looks and place and self.row_marks is not None:
                        face: QFont = option.font  # type: ignore[attr-defined]
                        self.row_marks.paint_word(painter, inner, looks[0], text, metrics, face, right)
        if state & _FOCUSED or (self.marked_words and (row, place) == (self.current_row, self.current_column)):
            painter.setPen(self._focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _marks_on(self, row: int, place: int) -> list[MarkLook]:
        if self.row_marks is None:
            return []
        return self.row_marks.on_cell(self._model.id_at(row), self._model.columns[place].key, place == 0)

    def _fitting(self, text: str, width: int, metrics: QFontMetrics) -> str:
        """``shown_text``, remembered: the same texts are painted again and again while rows scroll by."""
        key = (text, width)
        found = self._fitted.get(key)
        if found is None:
            if len(self._fitted) > _MOST_FITTED:
                self._fitted.clear()
            found = self._fitted[key] = shown_text(text, width, metrics)
        return found

    def lines(self, text: str, cell_width: int, metrics: QFontMetrics, font: QFont) -> tuple[str, ...]:
        """The lines a wrapped text is shown in, remembered."""
        key = (text, cell_width)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) > _MOST_FITTED:
                self._lines.clear()
            found = self._lines[key] = wrapped(text, cell_width - 2 * PAD, font, metrics, MOST_LINES)
        return found

    def _paint_lines(
        self, painter: QPainter, rect: QRect, lines: tuple[str, ...], metrics: QFontMetrics, colour: QColor, marks: bool
    ) -> None:
        step = metrics.lineSpacing()
        top = rect.top() + max((rect.height() - step * len(lines)) // 2, 0)
        for number, words in enumerate(lines):
            line = QRect(rect.left(), top + number * step, rect.width(), step)
            if line.bottom() > rect.bottom() + 4 and number:
                break
            if marks:
                paint_marks(painter, line, words, self.marked_words, metrics, self._mark, False)
            painter.setPen(colour)
            painter.drawText(line, _LEFT, words)

    def _paint_marks(
        self, painter: QPainter, rect: QRect, shown: str, text: str, metrics: QFontMetrics, right: bool
    ) -> None:
        """Marks behind the words; a bar at the left where they stand in the part of the text that is cut off."""
        found = paint_marks(painter, rect, shown, self.marked_words, metrics, self._mark, right)
        if not found and shown != text and any(word in text.lower() for word in self.marked_words):
            painter.fillRect(rect.left() - PAD + 2, rect.top() + 5, 4, rect.height() - 10, self._mark)

    def _paint_group(
        self, painter: QPainter, option: QStyleOptionViewItem, line: GroupLine, place: int, row: int
    ) -> None:
        """A cell of a group line: its part of the sentence, or the sum of its own column."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        font: QFont = option.font  # type: ignore[attr-defined]
        state: int = option.state.value  # type: ignore[attr-defined]
        selected, column, tree = bool(state & _SELECTED), self._model.columns[place], self._model.tree
        assert tree is not None
        self._groups.paint_ground(painter, rect, line.level, selected)
        if column.key in line.sums:
            self._groups.paint_sum(painter, rect.adjusted(PAD, 0, -PAD, -1), line.sums[column.key], font)
        else:
            is_open = tree.is_open(self._model.id_at(row))
            self._groups.paint_sentence(painter, rect, self.group_origin, line, is_open, font)
        if place == 0:
            self._paint_box(painter, rect, selected)
        if state & _FOCUSED:
            painter.setPen(self._focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_chip(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, selected: bool, look: str = "chip"
    ) -> None:
        words, tint = self._tones["purple" if look == "raised" else self._tone_of(text)]
        self._chips.paint(painter, rect, text, font, words, self._surface if selected else tint)

    def _paint_box(self, painter: QPainter, rect: QRect, ticked: bool) -> None:
        """The mark at the left of a row: ticked while all of the row is selected."""
        box = QRect(rect.left() + 11, rect.center().y() - 6, 12, 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self._accent) if ticked else self._box)
        painter.setBrush(self._accent if ticked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(self._on_accent)
            x, y = box.left(), box.top()
            painter.drawLine(x + 3, y + 6, x + 5, y + 9)
            painter.drawLine(x + 5, y + 9, x + 10, y + 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        extra = CHECK_WIDTH if self._model.columns[index.column()].look == "number" else PAD
        text = self._model.text_at(index.row(), index.column())[:60]
        return QSize(metrics.horizontalAdvance(text) + extra + PAD + 4, ROW_HEIGHT)

    @override
    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """A tooltip with the whole text, only where the cell shows less than that."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        text = self._model.text_at(index.row(), index.column())
        column = self._model.columns[index.column()]
        if column.hint is not None and (cells := self._model.cells_at(index.row(), index.column())) is not None:
            text = column.hint(*cells) or text
        if looks := self._marks_on(index.row(), index.column()):
            words = "\n".join(f"标记：{one.word}" for one in looks)
            QToolTip.showText(event.globalPos(), f"{folded(text)}\n{words}" if text else words, view)
            return True
        room = option.rect.width() - PAD - (CHECK_WIDTH if column.look == "number" else PAD)  # type: ignore[attr-defined]
        if text and (column.hint is not None or view.fontMetrics().horizontalAdvance(text) > room):
            cells = self._model.data(index, CELLS_ROLE)
            whole = cells[0] if column.editor == "long" and cells and isinstance(cells[0], str) else text
            QToolTip.showText(event.globalPos(), folded(whole), view)
        else:
            QToolTip.hideText()
        return True

    # ---- edit ------------------------------------------------------------------------------------------------

    def column_of(self, index: AnyIndex) -> TableColumn:
        return self._model.columns[index.column()]

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        column = self.column_of(index)
        field = column.edits or ""
        offered = self.offered(field, self._model.id_at(index.row())) if self.offered is not None else ()
        unit = FIELDS[field].unit if field in FIELDS else ""
        offer = self.status_offer(self._model.id_at(index.row())) if field == "status" and self.status_offer else None
        choices = list(offer.words) if offer is not None else self._choices_of(field)
        editor = make_editor(parent, column.editor or "text", choices, column.align, offered, unit or "")
        if offer is not None:
            editor.setToolTip(offer.tip)
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        assert isinstance(editor, CellEditor)
        if not editor.filled:
            value = self._model.data(index, int(Qt.ItemDataRole.EditRole))
            editor.fill(value)

    @override
    def setModelData(self, editor: QWidget, model: Any, index: AnyIndex) -> None:
        assert isinstance(editor, CellEditor)
        if not editor.touched():
            return
        sentence = self._check(self.column_of(index).edits or "", editor.value())
        if sentence:
            self.refused.emit(sentence, QPersistentModelIndex(index), editor.value())  # type: ignore[call-overload]
        else:
            model.setData(index, editor.value(), int(Qt.ItemDataRole.EditRole))

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        assert isinstance(editor, CellEditor)
        parent = editor.parentWidget()
        editor.setGeometry(editor.place(option.rect, parent.rect() if parent else option.rect))  # type: ignore[attr-defined]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Excel's keys inside an editor: Enter goes down, Tab right, with Shift the other way, Esc gives up."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            editor = _editor_of(watched)
            step = editor.step_for(event) if editor is not None else None
            if editor is not None and step is not None:
                self.commit(editor, step)
                return True
        return super().eventFilter(watched, event)

    def commit(self, editor: CellEditor, step: tuple[int, int]) -> None:
        """Take the value and move on; a refused value leaves the editor open with the text in it."""
        view = _view_of(editor)
        index = view.indexAt(editor.cell_point()) if view is not None else QModelIndex()
        if index.isValid() and editor.touched():
            sentence = self._check(self.column_of(index).edits or "", editor.value())
            if sentence:
                editor.show_refused(sentence)
                self.refused.emit(sentence, None, editor.value())
                return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.moved.emit(*step)


def folded(text: str, width: int = 40, most: int = 1_200) -> str:
    """A long text in lines of ``width`` characters for a tooltip."""
    lines: list[str] = []
    for paragraph in text[:most].splitlines() or [""]:
        lines.extend(paragraph[start : start + width] for start in range(0, max(len(paragraph), 1), width))
    return "\n".join(lines) + ("…" if len(text) > most else "")


def _editor_of(watched: QObject) -> CellEditor | None:
    while watched is not None and not isinstance(watched, CellEditor):
        watched = watched.parent()
    return watched


def _view_of(editor: CellEditor) -> QAbstractItemView | None:
    assert isinstance(editor, QWidget)
    parent = editor.parentWidget()
    while parent is not None and not isinstance(parent, QAbstractItemView):
        parent = parent.parentWidget()
    return parent
