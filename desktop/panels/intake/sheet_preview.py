"""The sheet as it looks, with the header band whose edges can be moved, and why each other row stays out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop.panels.intake.preview_model import PreviewModel
from desktop.theme.theme import Theme

if TYPE_CHECKING:
    from models.importing.views import SheetView

GRAB = 5
"""How near in pixels the pointer must be to an edge of the band to drag it."""
REST_MS = 300
"""How long a moved edge must rest before the sheet is read anew."""


class BandDelegate(QStyledItemDelegate):
    """Puts the ground of header and ignored rows below the cell; the stylesheet would leave it out."""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class SheetPreview(QTableView):
    """``header_moved(first, last)``: the header band was put on these rows, as Excel counts them.

    Its edges are dragged with the mouse; with the keys Shift and an arrow move the lower edge, Alt and an arrow the
    upper one; the menu of a row puts the band there.
    """

    header_moved = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.preview_model = PreviewModel(theme)
        self.setModel(self.preview_model)
        self._key = ""
        self.band: tuple[int, int] | None = None
        self._said: tuple[int, int] | None = None
        self._edge = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._say)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAccessibleName("工作表预览")
        self.verticalHeader().setDefaultSectionSize(30)
        self.verticalHeader().setMinimumWidth(36)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setDefaultSectionSize(104)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(BandDelegate(self))
        theme.changed.connect(self.viewport().update)

    def show_sheet(self, view: SheetView | None) -> None:
        """Show a sheet and its header band; the same sheet stays where it was scrolled to."""
        if self._rest.isActive() and view is not None and view.key == self._key:
            return  # the band is being moved on; what is on the way will show it
        same = view is not None and view.key == self._key
        at = (self.horizontalScrollBar().value(), self.verticalScrollBar().value(), self.currentIndex())
        current = (at[2].row(), at[2].column())
        self._key = view.key if view is not None else ""
        self.preview_model.show(view)
        rows = view.layout.header_rows if view is not None else []
        self.band = self._said = (min(rows), max(rows)) if rows else None
        self.clearSpans()
        if view is not None:
            if not same:
                self._set_widths(view)
            self._span_titles(view)
        if same:
            self.setCurrentIndex(self.preview_model.index(*current))
            self.horizontalScrollBar().setValue(at[0])
            self.verticalScrollBar().setValue(at[1])
        self.viewport().update()

    def put_band(self, first: int, last: int, *, at_once: bool = True) -> None:
        """Put the band on these rows; read the sheet anew at once, or when the band has come to rest."""
        first = max(1, first)
        last = max(first, min(last, self.preview_model.rowCount()))
        self.band = (first, last)
        self.preview_model.show_band(first, last)
        self.viewport().update()
        if at_once:
            self._say()
        else:
            self._rest.start()

    def _say(self) -> None:
        self._rest.stop()
        if self.band is not None and self.band != self._said:
            self._said = self.band
            self.header_moved.emit(*self.band)

    def _set_widths(self, view: SheetView) -> None:
        """Widths by header and data; a long title does not widen its column."""
        rows = [*view.layout.header_rows, *view.layout.data_rows[:40]]
        cells = [view.preview[row - 1] for row in rows if row <= len(view.preview)]
        for column in range(self.preview_model.columnCount()):
            widest = max((len(row[column]) for row in cells if column < len(row)), default=0)
            self.setColumnWidth(column, min(max(56, 18 + 13 * widest), 190))

    def _span_titles(self, view: SheetView) -> None:
        """Texts of a row outside the table run on over the empty cells beside them, as they do in Excel."""
        most = len(view.preview)
        for row in {row for row, _why in view.layout.skipped if row <= most}:
            cells = [(row - 1, column) for column, text in enumerate(view.preview[row - 1]) if text]
            starts = [column for at, column in cells if (at, column) not in view.filled]
            for start, end in pairwise([*starts, self.preview_model.columnCount()]):
                if end > start + 1:
                    self.setSpan(row - 1, start, 1, end - start)

    def _edges(self) -> dict[str, int]:
        if self.band is None:
            return {}
        top = self.rowViewportPosition(self.band[0] - 1)
        bottom = self.rowViewportPosition(self.band[1] - 1)
        return {"top": top, "bottom": bottom + self.rowHeight(self.band[1] - 1)} if bottom >= 0 or top >= 0 else {}

    def _edge_at(self, y: int) -> str:
        return next((name for name, place in self._edges().items() if abs(place - y) <= GRAB), "")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._edge = self._edge_at(round(event.position().y())) if event.button() == Qt.MouseButton.LeftButton else ""
        if not self._edge:
            super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = round(event.position().y())
        if self._edge and self.band is not None:
            row = self.rowAt(y) + 1 or (1 if y < 0 else self.preview_model.rowCount())
            below = y - self.rowViewportPosition(row - 1) > self.rowHeight(row - 1) // 2
            first, last = self.band
            if self._edge == "top":
                first = max(1, min(row + (1 if below else 0), last))
            else:
                last = max(first, row if below else row - 1)
            if (first, last) != self.band:
                self.put_band(first, last, at_once=False)
            return
        self.viewport().setCursor(Qt.CursorShape.SizeVerCursor if self._edge_at(y) else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._edge and self.band is not None:
            self._edge = ""
            self._say()
            return
        super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        modifiers = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier)
        if not step or not modifiers or not self.preview_model.rowCount():
            super().keyPressEvent(event)
            return
        row = self.currentIndex().row() + 1 or 1
        first, last = self.band or (row, row)
        if modifiers & Qt.KeyboardModifier.AltModifier:
            first = min(first + step, last)
        else:
            last = max(last + step, first)
        self.put_band(first, last, at_once=False)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.row_menu(event.pos()).popup(event.globalPos())

    def row_menu(self, at: QPoint) -> QMenu:
        """What can be said of the row under the pointer."""
        row = self.rowAt(at.y()) + 1 or self.currentIndex().row() + 1
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first, last = self.band or (row, row)
        for words, band in (
            (f"以第 {row} 行为表头", (row, row)),
            (f"表头从第 {row} 行开始", (row, max(row, last))),
            (f"表头到第 {row} 行为止", (min(first, row), row)),
        ):
            action = menu.addAction(words)
            action.setEnabled(row > 0 and band != self.band)
            action.triggered.connect(lambda _=False, band=band: self.put_band(*band))
        return menu

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._paint_notes(painter)
        edges = self._edges()
        if not edges:
            painter.end()
            return
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        for place in edges.values():
            painter.drawLine(0, place, self.viewport().width(), place)
        self._paint_hint(painter, edges["bottom"])
        painter.end()

    def _paint_notes(self, painter: QPainter) -> None:
        """The reason of each row that stays out, at the right edge whatever is scrolled."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = last if last >= 0 else self.preview_model.rowCount() - 1
        for row in range(max(first, 0), last + 1):
            note = self.preview_model.note(row)
            if not note:
                continue
            width = painter.fontMetrics().horizontalAdvance(note) + 20
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            box = QRect(self.viewport().width() - width, top, width, height - 1)
            header = self.preview_model.is_header(row)
            painter.fillRect(box, self._theme.colour("selection" if header else "raised"))
            painter.setPen(self._theme.colour("link" if header else "text_secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, note)

    def _paint_hint(self, painter: QPainter, y: int) -> None:
        words = "⇕ 拖动边线调整表头（Shift+↑↓）"
        width = painter.fontMetrics().horizontalAdvance(words) + 20
        box = QRect(self.viewport().width() - width - 12, y - 10, width, 20)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(box, 10, 10)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
