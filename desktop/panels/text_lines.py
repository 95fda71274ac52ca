"""A list of dated lines with a heading and a note each, as the tabs of the problem panel show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.widgets.card import label

MOST_LINES = 200


@dataclass(frozen=True)
class TextLine:
    """``when`` stands at the left; ``heading`` in full strength, ``note`` fainter below it."""

    when: str
    heading: str
    note: str = ""
    tone: str = ""


class TextLines(QScrollArea):
    """Labels are made once and reused for the next problem."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "plain")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 6, 4, 6)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self._blank = label("", "secondary", wrap=True)
        self._grid.addWidget(self._blank, 0, 0, 1, 2)
        self.setWidget(inside)
        self.lines: Sequence[TextLine] = ()

    def show_lines(self, lines: Sequence[TextLine], blank: str) -> None:
        """Show lines; ``blank`` when there are none."""
        if len(lines) > MOST_LINES:
            lines = [*lines[:MOST_LINES], TextLine("", f"另有 {len(lines) - MOST_LINES:,} 条更早的记录")]
        self.lines = lines
        self._blank.setText(blank)
        self._blank.setVisible(not lines)
        while len(self._rows) < len(lines):
            self._add_row()
        dated = any(line.when for line in lines)
        for number, row in enumerate(self._rows):
            if number < len(lines):
                self._fill(row, lines[number], dated)
            else:
                for part in row:
                    part.hide()
        self._grid.setRowStretch(2 * len(self._rows) + 2, 1)
        self.verticalScrollBar().setValue(0)

    def _fill(self, row: tuple[QLabel, QLabel, QLabel], line: TextLine, dated: bool) -> None:
        when, heading, note = row
        when.setText(line.when)
        when.setVisible(dated)
        heading.setText(line.heading)
        heading.setVisible(True)
        note.setText(line.note)
        note.setVisible(bool(line.note))
        heading.setContentsMargins(0, 2, 0, 0 if line.note else 6)

    def _add_row(self) -> None:
        at = 1 + 2 * len(self._rows)
        when, heading, note = label("", "small"), label("", wrap=True), label("", "small", wrap=True)
        for part in (heading, note):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        heading.setContentsMargins(0, 2, 0, 0)
        when.setContentsMargins(0, 3, 0, 0)
        note.setContentsMargins(0, 0, 0, 6)
        self._grid.addWidget(when, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(heading, at, 1)
        self._grid.addWidget(note, at + 1, 1)
        self._rows.append((when, heading, note))
