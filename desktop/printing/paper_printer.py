"""Sends drawn pages to a printer one after another, between the events of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMarginsF, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.jobs.jobs import Jobs
from desktop.printing.pdf_pages import PdfPages

SHARPEST_DPI = 300
"""More is not seen on a table and only makes the print job larger."""


class PagePrinter(QObject):
    """``progressed(done, all)`` after each page, then exactly one of ``finished()`` and ``failed(sentence)``."""

    progressed = Signal(int, int)
    finished = Signal()
    failed = Signal(str)

    def __init__(
        self, pages: PdfPages, printer: QPrinter, numbers: Sequence[int], jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pages = pages
        self._printer = printer
        self._numbers = list(numbers)
        self._jobs = jobs
        self._done = 0
        self._cancelled = False
        self._painter: QPainter | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        painter = QPainter()
        if not painter.begin(self._printer):
            self.failed.emit("打印机没有响应，请检查打印机是否接好、文件是否被占用。")
            return
        self._painter = painter
        self._next()

    def cancel(self) -> None:
        """Stop after the page at hand; what is left is not sent."""
        self._cancelled = True

    def _next(self) -> None:
        if self._cancelled or self._done == len(self._numbers):
            self._end()
            return
        number = self._numbers[self._done]
        dpi = float(min(self._printer.resolution(), SHARPEST_DPI))
        self._jobs.read(
            "打印",
            lambda _progress: self._pages.draw(number, dpi),
            self._put,
            self._on_failed,
            self._end,
            owner=self,
            quiet=True,
        )

    def _put(self, image: QImage) -> None:
        painter = self._painter
        if painter is None:
            return
        if self._done:
            self._printer.newPage()
        room = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        target = fitted(image.size(), QRect(0, 0, room.width(), room.height()))
        painter.drawImage(target, image)
        self._done += 1
        self.progressed.emit(self._done, len(self._numbers))
        QTimer.singleShot(0, self, self._next)

    def _end(self) -> None:
        painter, self._painter = self._painter, None
        if painter is not None:
            if self._cancelled:
                self._printer.abort()
            painter.end()
            self.finished.emit()

    def _on_failed(self, error: Exception) -> None:
        painter, self._painter = self._painter, None
        if painter is not None:
            self._printer.abort()
            painter.end()
        self.failed.emit(str(error))


def prepare(printer: QPrinter, pages: PdfPages) -> None:
    """Set the printer's paper to that of the pages, to the edge: the margins are in the pages already."""
    size = pages.size
    landscape = size.width() > size.height()
    upright = size.transposed() if landscape else size
    page = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    direction = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(page, direction, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)


def fitted(picture: QSize, room: QRect) -> QRect:
    """The largest rectangle of the picture's shape in the middle of ``room``."""
    size = picture.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(
        room.left() + (room.width() - size.width()) // 2, room.top() + (room.height() - size.height()) // 2,
        size.width(), size.height(),
    )  # fmt: skip


def chosen_pages(printer: QPrinter, count: int) -> list[int]:
    """Page numbers from 0 that the print dialog asked for."""
    ranges: Any = printer.pageRanges()
    if printer.printRange() == QPrinter.PrintRange.PageRange and not ranges.isEmpty():
        wanted = [number for number in range(count) if ranges.contains(number + 1)]
        return wanted or list(range(count))
    return list(range(count))
