"""The strip 交办 → 整改 → 核查 → 销号: how far a problem is, read from its state and its own dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme.theme import Theme

STEPS = ("交办", "整改", "核查", "销号")
_AT = {"open": 1, "standing": 1, "checking": 2, "closing": 3, "closed": 4}
_GAP = 6


class StepsStrip(QWidget):
    """Green is done, the present step has the colour of its meaning, grey is to come."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tones: tuple[str, ...] = ("grey",) * len(STEPS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        theme.changed.connect(self.update)

    def show_steps(self, phase: str, status: str, mark: str | None, record: Mapping[str, Any]) -> None:
        """``phase`` is that of the state; a state set aside leaves all steps grey."""
        self.tones = step_tones(phase, status, mark)
        dates = {"交办": "assigned_on", "整改": "completed_on", "销号": "closed_on"}
        known = [f"{step}：{record[key]}" for step, key in dates.items() if record.get(key)]
        self.setToolTip("\n".join([f"状态：{status}", *known]))
        self.setAccessibleName(f"进度：{status}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 28)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        width = (self.width() - _GAP * (len(STEPS) - 1)) / len(STEPS)
        colours = self._theme.colours
        for number, (step, tone) in enumerate(zip(STEPS, self.tones, strict=True)):
            left = round(number * (width + _GAP))
            grey = tone == "grey"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hairline if grey else colours.tone(tone).fill))
            painter.drawRoundedRect(QRect(left, 0, round(width), 5), 2.5, 2.5)
            painter.setPen(QColor(colours.text_faint if grey else colours.tone(tone).text))
            painter.drawText(QRect(left, 8, round(width), 20), Qt.AlignmentFlag.AlignCenter, step)


def step_tones(phase: str, status: str, mark: str | None) -> tuple[str, ...]:
    """A tone for each step."""
    at = _AT.get(phase)
    if at is None:
        return ("grey",) * len(STEPS)
    present = "red" if mark == "overdue" else "purple" if status == "整改不到位" else "blue" if at == 1 else "amber"
    if status == "待整改" and mark != "overdue":
        present = "blue"
    return tuple("green" if number < at else present if number == at else "grey" for number in range(len(STEPS)))
