"""Small pictures of all pages at the left of the preview, drawn as they are scrolled into view."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.printing.page_view import Ask
from desktop.printing.pdf_pages import POINTS_PER_INCH, PdfPages
from desktop.theme.theme import Theme

WIDTH = 128
_INNER = 96
_KEPT = 80
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PageList(QAbstractListModel):
    """As many rows as pages; pictures come later."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def set_count(self, count: int) -> None:
        """Another document."""
        self.beginResetModel()
        self.count = count
        self.endResetModel()

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else self.count

    @override
    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"第 {index.row() + 1} 页"
        return None


class Thumbnails(QListView):
    """``page_chosen(number)`` from 0."""

    page_chosen = Signal(int)

    def __init__(self, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("各页缩略图")
        self._ask = ask
        self._pages: PdfPages | None = None
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self.list = PageList()
        self.setModel(self.list)
        self.setItemDelegate(_ThumbnailDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(WIDTH + 16)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.clicked.connect(lambda index: self.page_chosen.emit(index.row()))
        self.activated.connect(lambda index: self.page_chosen.emit(index.row()))

    def show_pages(self, pages: PdfPages | None) -> None:
        """Show another document."""
        self._pages = pages
        self._generation += 1
        self._images.clear()
        self._asked.clear()
        self.list.set_count(pages.count if pages is not None else 0)

    def set_current(self, number: int) -> None:
        """Mark the page in view."""
        index = self.list.index(number)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)

    def inner_size(self) -> QSize:
        """Size of a small page."""
        if self._pages is None:
            return QSize(_INNER, _INNER)
        return QSize(_INNER, max(1, round(_INNER * self._pages.size.height() / self._pages.size.width())))

    def image(self, number: int) -> QImage | None:
        """The picture of a page, asked for when it is not there yet."""
        found = self._images.get(number)
        if found is None and number not in self._asked and self._pages is not None:
            self._asked.add(number)
            generation = self._generation

            def take(image: QImage) -> None:
                self._asked.discard(number)
                if generation == self._generation and not image.isNull():
                    self._images[number] = image
                    while len(self._images) > _KEPT:
                        self._images.popitem(last=False)
                    self.update(self.list.index(number))

            dpi = _INNER * self.devicePixelRatioF() * POINTS_PER_INCH / self._pages.size.width()
            self._ask(number, dpi, take)
        return found


class _ThumbnailDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, owner: Thumbnails) -> None:
        super().__init__(owner)
        self._theme = theme
        self._owner = owner

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(WIDTH, self._owner.inner_size().height() + 34)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        size = self._owner.inner_size()
        page = QRect(rect.left() + (rect.width() - size.width()) // 2, rect.top() + 8, size.width(), size.height())
        painter.fillRect(page, QColor("#ffffff"))
        image = self._owner.image(index.row())
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.drawImage(page, image)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.link if selected else colours.border), 2 if selected else 1))
        painter.drawRect(page.adjusted(-1, -1, 0, 0))
        painter.setPen(QColor(colours.link if selected else colours.text_faint))
        below = QRect(rect.left(), page.bottom() + 3, rect.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
