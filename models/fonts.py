"""The Chinese fonts that are shipped: their files and the family names inside them."""

from __future__ import annotations

from models.paths import resource

FONT_FOLDER = resource("fonts")

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"

FONT_FILES = tuple(
    FONT_FOLDER / name
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf")
)
