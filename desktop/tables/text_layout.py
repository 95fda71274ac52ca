"""Text inside a cell: broken into a few lines, and where looked-for words stand in what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

_NARROWEST_GLYPH = 4


def wrapped(text: str, width: int, font: QFont, metrics: QFontMetrics, most: int) -> tuple[str, ...]:
    """``text`` in at most ``most`` lines; the last one ends in … where more follows."""
    if width <= 0 or (len(text) * _NARROWEST_GLYPH < width * 2 and metrics.horizontalAdvance(text) <= width):
        return (text,)
    # laying out a long text only to cut it is what costs
    layout = QTextLayout(text[: (width // _NARROWEST_GLYPH + 1) * (most + 1)], font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) <= most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, 0))
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    lines = [text[start:end].rstrip() for start, end in zip(starts[:most], ends, strict=False)]
    if len(starts) > most:
        rest = text[starts[most - 1] : starts[most - 1] + width // _NARROWEST_GLYPH + 2]
        lines[-1] = metrics.elidedText(rest + "…", Qt.TextElideMode.ElideRight, width)
    return tuple(lines)


def places(shown: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text, as (start, end); letters count the same large and small."""
    folded = shown.lower()
    found: list[tuple[int, int]] = []
    for word in words:
        start = folded.find(word)
        while start >= 0:
            found.append((start, start + len(word)))
            start = folded.find(word, start + len(word))
    return found


def paint_marks(
    painter: QPainter, line: QRect, shown: str, words: Sequence[str], metrics: QFontMetrics, colour: QColor, right: bool
) -> bool:
    """Colour the ground behind the words in one line of text; false when none of them is in what is shown."""
    found = places(shown, words)
    left = line.right() + 1 - metrics.horizontalAdvance(shown) if right else line.left()
    height = metrics.height()
    top = line.center().y() - height // 2 + 1
    for start, end in found:
        x = left + metrics.horizontalAdvance(shown[:start])
        painter.fillRect(x, top, metrics.horizontalAdvance(shown[start:end]), height, colour)
    return bool(found)
