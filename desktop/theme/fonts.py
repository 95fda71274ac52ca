"""The faces of the window: the system's on Windows, the bundled Chinese face elsewhere."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from desktop.theme.stylesheet import BODY_PX

WINDOWS_FAMILY = "Microsoft YaHei UI"
BUNDLED_FAMILY = "Noto Sans SC"

log = logging.getLogger(__name__)


def load_bundled(folder: Path) -> bool:
    """Make the sans faces in ``folder`` known to Qt; false when they are missing."""
    loaded = False
    for path in sorted(folder.glob("*Sans*.ttf")):
        loaded = QFontDatabase.addApplicationFont(str(path)) != -1 or loaded
    if not loaded:
        log.info("no bundled font in %s", folder)
    return loaded


def body_font(fonts_folder: Path) -> QFont:
    """The default font of the application, 13 px."""
    if not (sys.platform == "win32" and QFontDatabase.hasFamily(WINDOWS_FAMILY)):
        load_bundled(fonts_folder)
    font = QFont()
    font.setFamilies([WINDOWS_FAMILY, BUNDLED_FAMILY])
    font.setPixelSize(BODY_PX)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
