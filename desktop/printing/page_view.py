"""Pages one below the other, drawn when they come into view, at any zoom."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from desktop.printing.pdf_pages import POINTS_PER_INCH, PdfPages
from desktop.theme.theme import Theme

FIT_WIDTH, FIT_PAGE = "width", "page"
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
_SCREEN_DPI = 96.0
_MARGIN, _GAP = 20, 16
_KEPT = 12

Ask = Callable[[int, float, Callable[[QImage], None]], None]
"""page number, dots per inch, what to do with the picture: draws in another thread."""


class PageView(QAbstractScrollArea):
    """``page_changed(number)`` from 0 as pages are scrolled; ``zoom_changed(zoom)`` where 1.0 is real size."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ask = ask
        self._pages: PdfPages | None = None
        self._images: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._generation = 0
        self.fit: str = FIT_WIDTH
        self.zoom = 1.0
        self.current = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_pages(self, pages: PdfPages | None) -> None:
        """Show another document from its first page."""
        self._pages = pages
        self._generation += 1
        self._images.clear()
        self._asked.clear()
        self.current = 0
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.page_changed.emit(0)

    def set_fit(self, fit: str) -> None:
        """Fit the width or a whole page; an empty word keeps the zoom as it is."""
        self.fit = fit
        self._lay_out()

    def set_zoom(self, zoom: float) -> None:
        """Zoom to ``zoom`` and stop fitting."""
        self.fit = ""
        self.zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._lay_out()

    def zoom_by(self, steps: int) -> None:
        """To the next larger or smaller zoom."""
        if steps > 0:
            self.set_zoom(next((one for one in ZOOMS if one > self.zoom + 0.005), ZOOMS[-1]))
        else:
            self.set_zoom(next((one for one in reversed(ZOOMS) if one < self.zoom - 0.005), ZOOMS[0]))

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        if self._pages is not None and self._pages.count:
            number = min(max(number, 0), self._pages.count - 1)
            self.verticalScrollBar().setValue(number * (self._page_size().height() + _GAP))
            self._set_current(number)

    def _page_size(self) -> QSize:
        if self._pages is None:
            return QSize(1, 1)
        scale = self.zoom * _SCREEN_DPI / POINTS_PER_INCH
        return QSize(max(1, round(self._pages.size.width() * scale)), max(1, round(self._pages.size.height() * scale)))

    def _lay_out(self) -> None:
        if self._pages is None or not self._pages.count:
            self.verticalScrollBar().setRange(0, 0)
            self.horizontalScrollBar().setRange(0, 0)
            self.viewport().update()
            return
        place = self.verticalScrollBar().value() / (self._page_size().height() + _GAP)
        room = self.viewport().size()
        if self.fit:
            scale = _SCREEN_DPI / POINTS_PER_INCH
            across = (room.width() - 2 * _MARGIN) / (self._pages.size.width() * scale)
            down = (room.height() - 2 * _MARGIN) / (self._pages.size.height() * scale)
            self.zoom = max(0.05, across if self.fit == FIT_WIDTH else min(across, down))
        page = self._page_size()
        whole = self._pages.count * (page.height() + _GAP) - _GAP + 2 * _MARGIN
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, whole - room.height()))
        bar.setPageStep(room.height())
        bar.setSingleStep(60)
        bar.setValue(round(place * (page.height() + _GAP)))
        across_bar = self.horizontalScrollBar()
        across_bar.setRange(0, max(0, page.width() + 2 * _MARGIN - room.width()))
        across_bar.setPageStep(room.width())
        self.zoom_changed.emit(self.zoom)
        self.viewport().update()

    def _rect_of(self, number: int) -> QRect:
        page = self._page_size()
        x = max(_MARGIN, (self.viewport().width() - page.width()) // 2) - self.horizontalScrollBar().value()
        y = _MARGIN + number * (page.height() + _GAP) - self.verticalScrollBar().value()
        return QRect(x, y, page.width(), page.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = self._theme.colours
        painter.fillRect(event.rect(), QColor(colours.window))
        if self._pages is None:
            return
        step = self._page_size().height() + _GAP
        first = max(0, (self.verticalScrollBar().value() - _MARGIN) // step)
        for number in range(first, self._pages.count):
            rect = self._rect_of(number)
            if rect.top() > self.viewport().height():
                break
            image = self._image(number)
            painter.fillRect(rect, QColor("#ffffff"))
            if image is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
                painter.drawImage(rect, image)
            else:
                painter.setPen(QColor("#626b7a"))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "正在绘制这一页…")
            painter.setPen(QPen(QColor(colours.border)))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def _image(self, number: int) -> QImage | None:
        """The picture of a page at the present zoom, or the last one at another zoom while it is drawn."""
        ratio = self.viewport().devicePixelRatioF()
        dpi = round(self.zoom * _SCREEN_DPI * ratio)
        key = (number, dpi)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        if key not in self._asked:
            self._asked.add(key)
            generation = self._generation

            def take(image: QImage) -> None:
                self._asked.discard(key)
                if generation == self._generation and not image.isNull():
                    self._images[key] = image
                    while len(self._images) > _KEPT:
                        self._images.popitem(last=False)
                    self.viewport().update()

            self._ask(number, float(dpi), take)
        return next((image for (page, _dpi), image in reversed(self._images.items()) if page == number), None)

    def _on_scrolled(self, value: int) -> None:
        self._set_current((value + self.viewport().height() // 3) // (self._page_size().height() + _GAP))
        self.viewport().update()

    def _set_current(self, number: int) -> None:
        most = self._pages.count - 1 if self._pages is not None else 0
        number = min(max(number, 0), max(most, 0))
        if number != self.current:
            self.current = number
            self.page_changed.emit(number)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        jumps: dict[Any, int] = {Qt.Key.Key_PageDown: self.current + 1, Qt.Key.Key_PageUp: self.current - 1}
        if event.key() in jumps:
            self.go_to(jumps[event.key()])
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End and self._pages is not None:
            self.go_to(self._pages.count - 1)
        else:
            super().keyPressEvent(event)
