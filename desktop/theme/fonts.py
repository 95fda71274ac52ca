"""The faces of the window: the system's on Windows, the bundled Chinese face elsewhere."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase

from desktop.theme.stylesheet import BODY_PX

WINDOWS_FAMILY = "Microsoft YaHei UI"
BUNDLED_FAMILY = "Noto Sans SC"
BUNDLED_FACES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RARE_FAMILY = "Noto Sans SC Rare"
RARE_FACE = "NotoSansSC-Rare.ttf"
RARE_AFTER_MS = 800
"""Rare characters are loaded once the window stands: a large file that few names need."""

log = logging.getLogger(__name__)


def load_bundled(folder: Path) -> bool:
    """Make the sans faces in ``folder`` known to Qt; false when they are missing."""
    loaded = False
    for name in BUNDLED_FACES:
        loaded = QFontDatabase.addApplicationFont(str(folder / name)) != -1 or loaded
    if not loaded:
        log.info("no bundled font in %s", folder)
    return loaded


def body_font(fonts_folder: Path) -> QFont:
    """The default font of the application, 13 px."""
    if not (sys.platform == "win32" and QFontDatabase.hasFamily(WINDOWS_FAMILY)):
        load_bundled(fonts_folder)
        QTimer.singleShot(RARE_AFTER_MS, lambda: QFontDatabase.addApplicationFont(str(fonts_folder / RARE_FACE)))
    font = QFont()
    font.setFamilies([WINDOWS_FAMILY, BUNDLED_FAMILY, RARE_FAMILY])
    font.setPixelSize(BODY_PX)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
