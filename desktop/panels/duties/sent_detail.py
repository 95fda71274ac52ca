"""One unit's report in full: when it was due, what was sent and corrected, when the unit was urged and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button
from models.rules.duties import WEEKDAYS

if TYPE_CHECKING:
    from models.queries.duties import UnitDuty
    from models.queries.duty_sent import SentReport, Urging

_MOST = 3
"""Reports shown (the first and the latest corrections), and the latest urgings."""


class SentDetail(QWidget):
    """``change_asked(report)`` and ``removal_asked(report)`` for a record, ``urging_removed(urging)`` for a call."""

    change_asked = Signal(object)
    removal_asked = Signal(object)
    urging_removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.title = label("", "title", wrap=True)
        self.chip = Chip()
        self.facts = label("", "secondary", wrap=True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.rows: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addLayout(self._rows)

    def show_unit(self, one: UnitDuty | None, writable: bool) -> None:
        """Show this unit's report, or nothing."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        self.setVisible(one is not None)
        if one is None:
            return
        period = "" if one.period_words == "一次性" else f"　{one.period_words}"
        self.title.setText(f"{one.unit}　{one.duty.name}{period}")
        self.chip.set(one.state_words, one.tone)
        self.facts.setText(_facts(one))
        shown = one.reports if len(one.reports) <= _MOST else (one.reports[0], *one.reports[1 - _MOST :])
        for place, report in enumerate(shown):
            self._add(report, first=place == 0, writable=writable)
        for urging in one.urgings[-_MOST:]:
            self._add_urging(urging, writable)

    def _add(self, report: SentReport, first: bool, writable: bool) -> None:
        at = f"{report.sent_at:%Y-%m-%d %H:%M}"
        parts = [at, report.sent_by, report.document_number, report.what, report.remarks]
        text = ("报送 " if first else "更正 ") + "，".join(part for part in parts if part)
        change = button("改", "link", "修改这条登记")
        remove = button("删", "link", "删除这条登记，可以撤销")
        for one, name in ((change, "修改"), (remove, "删除")):
            one.setAccessibleName(f"{name}{report.sent_at:%m-%d %H:%M} 的登记")
            one.setEnabled(writable)
        change.clicked.connect(lambda: self.change_asked.emit(report))
        remove.clicked.connect(lambda: self.removal_asked.emit(report))
        self._add_row(text, change, remove)

    def _add_urging(self, urging: Urging, writable: bool) -> None:
        who = f" {urging.person}" if urging.person else ""
        answer = f"：{urging.answer}" if urging.answer else ""
        remove = button("删", "link", "删除这次催办，可以撤销")
        remove.setAccessibleName(f"删除{urging.at:%m-%d %H:%M} 的催办")
        remove.setEnabled(writable)
        remove.clicked.connect(lambda: self.urging_removed.emit(urging))
        self._add_row(f"催办 {urging.at:%Y-%m-%d %H:%M} {urging.way}{who}{answer}", remove)

    def _add_row(self, text: str, *buttons: QPushButton) -> None:
        row = QWidget()
        row.setProperty("role", "plain")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(label(text, wrap=True), 1)
        for one in buttons:
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(row)
        self.rows.append(row)


def _facts(one: UnitDuty) -> str:
    due = one.occurrence.due_on
    by = f" {one.duty.due_time}" if one.duty.due_time else ""
    facts = [
        f"应报 {due.isoformat()} 周{WEEKDAYS[due.weekday()]}{by} 前" + ("（预估）" if one.occurrence.estimated else "")
    ]
    if one.duty.recipient:
        facts.append(f"报{one.duty.recipient}")
    if one.days_late:
        facts.append(f"{'迟' if one.reports else '逾期'} {one.days_late} 天（{one.workdays_late} 个工作日）")
    if one.reminders:
        facts.append(f"已催办 {one.reminders} 次")
    return "；".join(facts)
