"""The upper part of the tab 时限: the facts of a deadline line by line, and how far its stages are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.panels.dossier.deadline_words import fact_lines, left_chip
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from models.queries.deadlines import DeadlineFacts, StageFacts

_TITLE_WIDTH = 62


class DeadlineSheet(QWidget):
    """Read-only; texts can be selected with the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        chips = QWidget()
        chips.setProperty("role", "plain")
        flow = FlowLayout(chips, 6)
        self.left_chip, self.paused_chip = Chip(), Chip()
        for one in (self.left_chip, self.paused_chip):
            flow.addWidget(one)
        self.chips = chips
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self.stage_label = label("", wrap=True)
        self.stage_bar = QProgressBar()
        self.stage_bar.setRange(0, 100)
        self.stage_bar.setTextVisible(False)
        self.points_label = label("", "small", wrap=True)
        self.lines: list[tuple[QLabel, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 4, 6)
        column.setSpacing(6)
        column.addWidget(chips)
        column.addLayout(self._grid)
        for one in (self.stage_label, self.stage_bar, self.points_label):
            column.addWidget(one)

    def show_facts(self, facts: DeadlineFacts) -> None:
        """Show a problem's."""
        left = left_chip(facts)
        self.left_chip.setVisible(left is not None)
        if left is not None:
            self.left_chip.set(*left)
        running = facts.running
        self.paused_chip.setVisible(running is not None)
        if running is not None:
            self.paused_chip.set(f"暂停中，至 {running.last_day}", "purple")
        self.chips.setVisible(left is not None or running is not None)
        self._show_lines(fact_lines(facts))
        self._show_stages(facts.stages, runs=facts.open and running is None)

    def _show_lines(self, lines: list[tuple[str, str]]) -> None:
        while len(self.lines) < len(lines):
            row = len(self.lines)
            title, words = label("", "small"), label("", wrap=True)
            title.setFixedWidth(_TITLE_WIDTH)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
            self.lines.append((title, words))
        for number, pair in enumerate(self.lines):
            shown = number < len(lines)
            for one, text in zip(pair, lines[number] if shown else ("", ""), strict=True):
                one.setText(text)
                one.setVisible(shown)

    def _show_stages(self, stages: StageFacts | None, *, runs: bool) -> None:
        for one in (self.stage_label, self.stage_bar, self.points_label):
            one.setVisible(stages is not None)
        if stages is None:
            return
        told = f"已完成 {percent(stages.done)}" if stages.done is not None else "没有报过进度"
        late = f"，落后序时进度 {stages.behind} 天" if stages.behind and runs else ""
        self.stage_label.setText(f"今天应完成 {percent(stages.expected)}，{told}{late}")
        self.stage_bar.setValue(round(float((stages.done or Fraction(0)) * 100)))
        self.stage_bar.setAccessibleName(self.stage_label.text())
        source = "按整改措施的占比和时限" if stages.source == "measures" else "按时限原文的阶段"
        points = [f"{'✓' if one.reached else '○'} {one.day} 应完成 {percent(one.share)}" for one in stages.points]
        self.points_label.setText("\n".join([f"{source}：", *points]))


def percent(share: Fraction) -> str:
    """One half as 50 %."""
    return f"{round(float(share) * 100, 1):g} %"
