"""Small pictures of evidence: read off the window's thread when they come into view, kept in memory and on disk.

Evidence comes from anywhere. So a picture is judged by its contents, its size is read before anything is decoded, and
what would need more memory than it is worth gets an icon instead.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QImageReader, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from desktop.context import AppContext
from models.paths import cache_folder
from models.rules.file_kinds import file_kind
from models.store.evidence_files import evidence_path

log = logging.getLogger(__name__)

SIZE = QSize(72, 54)
_STORED = QSize(216, 162)
"""What is kept on disk; enough for a screen at 300 percent."""
_FORMATS = frozenset({"jpeg", "png", "bmp", "gif", "webp"})
"""Only what Qt decodes by itself; SVG could name other files."""
_MOST_BYTES = 128 * 2**20
"""What a decoded picture may take: 33 million points."""
_MOST_JPEG_POINTS = 120_000_000
"""JPEG is decoded at the size wanted, so that it may be larger."""
_MOST_SIDE = 30_000
_KEPT = 300
_TONES = {"pdf": "red", "document": "blue", "sheet": "green", "slides": "amber", "picture": "purple"}


def read_small(path: Path, stored: QSize = _STORED) -> QImage | None:
    """A small picture of the file, None where it is no picture, damaged, or too large to be decoded safely."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    if not reader.canRead() or bytes(reader.format().data()).decode("ascii", "replace") not in _FORMATS:
        return None
    size = reader.size()
    jpeg = bytes(reader.format().data()) == b"jpeg"
    points = size.width() * size.height()
    if size.isEmpty() or max(size.width(), size.height()) > _MOST_SIDE:
        return None
    if points > _MOST_JPEG_POINTS or (not jpeg and points * 4 > _MOST_BYTES):
        return None
    reader.setAutoTransform(True)
    if size.width() > stored.width() or size.height() > stored.height():
        reader.setScaledSize(size.scaled(stored, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    picture = reader.read()
    if picture.isNull():
        log.info("no thumbnail of %s: %s", path.name, reader.errorString())
        return None
    return picture


def _kept_or_read(folder: Path, sha256: str) -> QImage | None:
    """From the cache on disk, else from the file; what was read is kept."""
    kept = cache_folder() / "thumbnails" / sha256[:2] / f"{sha256[2:]}.png"
    if kept.is_file():
        picture = QImage(str(kept))
        if not picture.isNull():
            return picture
    path = evidence_path(folder, sha256)
    picture = read_small(path) if path.is_file() else None
    if picture is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        picture.save(str(kept))
    return picture


class Thumbnails(QObject):
    """Asked by labels when they are painted; ``ready(sha256)`` when a picture was read or there is none."""

    ready = Signal(str)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._pictures: OrderedDict[str, QImage | None] = OrderedDict()
        self._asked: set[str] = set()

    def picture(self, sha256: str) -> QImage | None:
        """The picture if it is known; else it is asked for and announced later."""
        if sha256 in self._pictures:
            self._pictures.move_to_end(sha256)
            return self._pictures[sha256]
        if sha256 not in self._asked:
            self._asked.add(sha256)
            folder = self._context.ledger.evidence_folder
            self._context.jobs.read(
                "缩略图", lambda _progress: _kept_or_read(folder, sha256), self._keep(sha256),
                lambda _error: self._keep(sha256)(None), lambda: self._asked.discard(sha256),
                owner=self, quiet=True, long=True,
            )  # fmt: skip
        return None

    def _keep(self, sha256: str) -> Callable[[QImage | None], None]:
        def keep(picture: QImage | None) -> None:
            self._asked.discard(sha256)
            self._pictures[sha256] = picture
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
            self.ready.emit(sha256)

        return keep


class EvidencePicture(QLabel):
    """A thumbnail, or an icon with the word of the kind of file; asks for the picture when first seen."""

    def __init__(self, thumbnails: Thumbnails, context: AppContext, sha256: str, name: str) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._context = context
        self.sha256 = sha256
        self._kind = file_kind(name)
        self._wanted = self._kind.family == "picture"
        self.shows_picture = False
        self.setFixedSize(SIZE)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(f"{self._kind.word}：{name}")
        self.setToolTip(name)
        self.setPixmap(self._icon())
        if self._wanted:
            thumbnails.ready.connect(self._on_ready)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._wanted:
            self._wanted = False
            picture = self._thumbnails.picture(self.sha256)
            if picture is not None:
                self._show(picture)
        super().paintEvent(event)

    def _on_ready(self, sha256: str) -> None:
        if sha256 == self.sha256:
            picture = self._thumbnails.picture(sha256)
            if picture is not None:
                self._show(picture)

    def _show(self, picture: QImage) -> None:
        ratio = self.devicePixelRatioF()
        room = QSize(round(SIZE.width() * ratio), round(SIZE.height() * ratio))
        small = picture.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )  # fmt: skip
        pixmap = QPixmap.fromImage(small)
        pixmap.setDevicePixelRatio(ratio)
        self.shows_picture = True
        self.setPixmap(pixmap)

    def _icon(self) -> QPixmap:
        """A sheet with the word of its kind."""
        tone = self._context.theme.colours.tone(_TONES.get(self._kind.family, "grey"))
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(SIZE.width() * ratio), round(SIZE.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(QRectF(0, 0, SIZE.width(), SIZE.height()), 6, 6)
        font = QFont(self.font())
        font.setPixelSize(14)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tone.text))
        painter.drawText(QRectF(0, 0, SIZE.width(), SIZE.height()), Qt.AlignmentFlag.AlignCenter, self._kind.word)
        painter.end()
        return pixmap
