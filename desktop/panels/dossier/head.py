"""The head of the panel: number, state and mark, what and where, the beginning of the description, and the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.dossier.move_bar import MoveBar
from desktop.panels.problem_steps import StepsStrip
from desktop.tables.ledger_rows import LedgerWords
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout
from models.rules.timeliness import Remaining

if TYPE_CHECKING:
    from models.queries.details import ProblemDetail

_MOST_TEXT = 64


class ProblemHead(QWidget):
    """``closed`` and ``compare_asked`` for its two buttons."""

    closed = Signal()
    compare_asked = Signal()
    papers_asked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._low = False
        self.number_label = label("", "title")
        self.number_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status_chip = Chip()
        self.mark_chip = Chip()
        self.paused_chip = Chip("暂停中", "purple")
        self.paused_chip.setToolTip("时限暂停计算；到期自行恢复，见“时限”")
        self.compare_button = _tool("并排", "与另一条问题并排比较")
        self.compare_button.clicked.connect(self.compare_asked)
        self.papers_button = _tool("打印", "打印问题卡片、办理时间线、销号表，或生成一问题一档案")
        self.papers_button.clicked.connect(self.papers_asked)
        self.close_button = _tool("✕", "收起详情")
        self.close_button.clicked.connect(self.closed)
        self.name_label = label("", "heading", wrap=True)
        self.place_label = label("", "secondary", wrap=True)
        self.text_label = label("", wrap=True)
        for one in (self.name_label, self.place_label, self.text_label):
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.steps = StepsStrip(context.theme)
        self.moves = MoveBar()
        self.moves.hide()
        chips = QWidget()
        chips.setProperty("role", "plain")
        flow = FlowLayout(chips, 6)
        for one in (self.status_chip, self.mark_chip, self.paused_chip):
            flow.addWidget(one)
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.number_label, 1)
        for one in (self.papers_button, self.compare_button, self.close_button):
            top.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        for one in (chips, self.name_label, self.place_label, self.text_label, self.steps, self.moves):
            column.addWidget(one)

    def show_detail(self, detail: ProblemDetail, words: LedgerWords) -> None:
        """Show the problem."""
        record = detail.record
        number = record.get("number")
        self.number_label.setText(detail.ledger_number)
        self.number_label.setToolTip(f"台账编号 {detail.ledger_number}" + (f"\n问题编号 {number}" if number else ""))
        status = record.get("status")
        self.status_chip.set("已删除" if detail.removed else status or "", words.looks.tone(status))
        tone = {"overdue": "red", "near": "amber"}.get(detail.mark or "")
        self.mark_chip.setVisible(tone is not None)
        if tone is not None:
            self.mark_chip.set(left_words(detail), tone)
        self.paused_chip.setVisible(detail.suspended)
        self.name_label.setText(record.get("site_name") or number or detail.ledger_number)
        self.place_label.setText(place_line(record))
        description = str(record.get("description") or "")
        self.text_label.setText(_shortened(description))
        self.text_label.setToolTip(description if len(description) > _MOST_TEXT else "")
        self._show_texts()
        self.steps.show_steps(words.looks.phases.get(status or "", ""), status or "", detail.mark, record)

    def set_low(self, low: bool) -> None:
        """Leave out the place and the description, which stand among the facts, where there is little height."""
        if low != self._low:
            self._low = low
            self._show_texts()

    def _show_texts(self) -> None:
        for one in (self.place_label, self.text_label):
            one.setVisible(bool(one.text()) and not self._low)


def left_words(detail: ProblemDetail) -> str:
    """逾期 12 天（8 个工作日）; empty without a deadline."""
    if detail.days_left is None or detail.workdays_left is None:
        return ""
    return Remaining(detail.days_left, detail.workdays_left).sentence


def place_line(record: Mapping[str, Any]) -> str:
    """Province, city, county, town and address without saying a part twice, then the coordinates."""
    place = ""
    for key in ("province", "city", "county", "town", "address"):
        part = record.get(key) or ""
        shared = next((size for size in range(min(len(part), len(place)), 0, -1) if place.endswith(part[:size])), 0)
        if part and part not in place:
            place = part if place and part.startswith(place) else place + part[shared:]
    longitude, latitude = record.get("longitude"), record.get("latitude")
    point = f"{longitude:.3f}°E {latitude:.3f}°N" if longitude is not None and latitude is not None else ""
    return " · ".join(part for part in (place, point) if part)


def _shortened(text: str, most: int = _MOST_TEXT) -> str:
    """As much of a description as the head has room for; the whole stands among the facts."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _tool(text: str, words: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setFixedHeight(24)
    made.setToolTip(words)
    made.setAccessibleName(words)
    return made
