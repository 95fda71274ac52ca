"""The pages of a PDF as pictures, drawn by pdfium one at a time and only when asked for."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

POINTS_PER_INCH = 72.0
_ONE_AT_A_TIME = threading.Lock()
"""pdfium may be used by any thread, but only by one at a time."""


class PdfPages:
    """All pages have the size of the first: they come from one report."""

    def __init__(self, source: bytes | Path) -> None:
        from pypdfium2 import PdfDocument

        with _ONE_AT_A_TIME:
            self._document: PdfDocument | None = PdfDocument(source if isinstance(source, bytes) else str(source))
            self.count = len(self._document)
            width, height = self._document.get_page_size(0) if self.count else (595.0, 842.0)
        self.size = QSizeF(width, height)
        """Width and height of a page in points."""

    def draw(self, number: int, dots_per_inch: float) -> QImage:
        """Page ``number`` (from 0) as a picture; safe in any thread."""
        with _ONE_AT_A_TIME:
            if self._document is None:
                return QImage()
            page: Any = self._document[number]
            bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, rev_byteorder=False, prefer_bgrx=True)
            try:
                data = bytes(bitmap.buffer)
                image = QImage(data, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
                return image.copy()
            finally:
                bitmap.close()
                page.close()

    def close(self) -> None:
        """Give the document back."""
        with _ONE_AT_A_TIME:
            document, self._document = self._document, None
            if document is not None:
                document.close()
