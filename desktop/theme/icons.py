"""Line icons drawn for this program (resources/icons), tinted when they are asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


def icon_names(folder: Path) -> frozenset[str]:
    """The names that can be asked for."""
    return frozenset(path.stem for path in folder.glob("*.svg"))


def pixmap(folder: Path, name: str, colour: str, size: int = 18) -> QPixmap:
    """The icon ``name`` with its strokes in ``colour``, sharp on the main screen."""
    source = (folder / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    screen = QGuiApplication.primaryScreen()
    ratio = max(screen.devicePixelRatio() if screen is not None else 1.0, 1.0)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def icon(folder: Path, name: str, colour: str, checked_colour: str | None = None, size: int = 18) -> QIcon:
    """An icon in ``colour``, and in ``checked_colour`` while its button is checked."""
    made = QIcon(pixmap(folder, name, colour, size))
    if checked_colour is not None:
        made.addPixmap(pixmap(folder, name, checked_colour, size), QIcon.Mode.Normal, QIcon.State.On)
    return made
