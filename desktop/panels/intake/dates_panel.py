"""How dates and deadlines of a list are written, each way once with its reading; a wrong reading is put right here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.widgets.card import label, restyle
from models.queries.fields import DEADLINE_KIND_TITLES

if TYPE_CHECKING:
    from models.importing.views import DatePattern

MOST = 24
PADDING = 8
ASKED_KINDS = ("date", "days", "working_days", "standing", "immediate", "done", "unknown")
COUNTED = ("days", "working_days")


class LineButton(QPushButton):
    """A way of writing and its reading; where room is short the wording is cut, not the reading."""

    def __init__(self, wording: str, reading: str, *, red: bool) -> None:
        super().__init__(wording + reading)
        self._wording, self._reading = wording, reading
        self.setProperty("role", "link")
        if red:
            self.setProperty("tone", "red")
        self.setStyleSheet("text-align: left;")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(self._reading) - PADDING
        self.setText(metrics.elidedText(self._wording, Qt.TextElideMode.ElideRight, max(room, 0)) + self._reading)


class DatesPanel(QWidget):
    """``corrected(wording, reading)``: what a deadline wording means from now on."""

    corrected = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.lines: list[Any] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)

    def show_patterns(self, patterns: Sequence[DatePattern], answers: Mapping[str, Mapping[str, Any]]) -> None:
        """Show every way of writing; ``answers`` are the readings a person gave in this import."""
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.lines = []
        unread = sum(not self._read(pattern, answers) for pattern in patterns)
        self._box.addWidget(label(f"日期与时限写法：{unread:,} 种读不出" if unread else "日期与时限写法", "title"))
        if not patterns:
            self._box.addWidget(label("这张表没有日期列。", "secondary"))
        ordered = sorted(patterns, key=lambda one: (not one.impossible, bool(self._read(one, answers))))
        for pattern in ordered[:MOST]:
            self._box.addWidget(self._line(pattern, answers))
        if len(ordered) > MOST:
            self._box.addWidget(label(f"还有 {len(ordered) - MOST:,} 种写法都读出来了", "small"))

    @staticmethod
    def _read(pattern: DatePattern, answers: Mapping[str, Mapping[str, Any]]) -> str:
        """The reading in words; nothing where no day and no other meaning was found."""
        from models.rules.deadline_text import wording_key

        answer = answers.get(wording_key(pattern.example))
        if answer:
            return reading_words(answer)
        return "" if pattern.reading == "unknown" else DEADLINE_KIND_TITLES.get(pattern.reading, pattern.reading)

    def _line(self, pattern: DatePattern, answers: Mapping[str, Mapping[str, Any]]) -> QWidget:
        reading = self._read(pattern, answers)
        unread = "没有这一天，请更正" if pattern.impossible else "读不出日期，保留原文"
        example = " ".join(pattern.example.split())
        words = f"{example} ×{pattern.count:,} → {reading or unread}"
        if pattern.field != "deadline_text":
            made = label(words, tone="" if reading else "red", wrap=True)
            made.setToolTip("" if reading else "按原文入账；也可以在下一步就地更正")
            return made
        line = LineButton(example, f" ×{pattern.count:,} → {reading or unread}", red=not reading)
        line.setToolTip(f"{words}\n读得不对？点这里改正，以后同样的写法都这样读")
        line.clicked.connect(lambda: self._correct(pattern))
        self.lines.append(line)
        return line

    def _correct(self, pattern: DatePattern) -> None:
        reading = ReadingDialog.ask(self, pattern.example, pattern.reading)
        if reading is not None:
            self.corrected.emit(pattern.example, reading)


class ReadingDialog(QDialog):
    """What a deadline wording means: its kind, and the day or the number of days."""

    def __init__(self, parent: QWidget | None, wording: str, reading: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("这个时限怎么读")
        self.kind_box = QComboBox()
        for kind in ASKED_KINDS:
            self.kind_box.addItem(DEADLINE_KIND_TITLES[kind], kind)
        self.date_edit = QDateEdit()
        self.date_edit.setCalendarPopup(True)
        self.date_edit.setDisplayFormat("yyyy-MM-dd")
        self.days_box = QSpinBox()
        self.days_box.setRange(1, 3650)
        self.days_box.setValue(30)
        self.days_box.setSuffix(" 天，自交办日起算")
        day = QDate.fromString(reading[:10], "yyyy-MM-dd")
        self.date_edit.setDate(day if day.isValid() else QDate.currentDate())
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("就这样读", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.day_label, self.days_label = label("到哪一天"), label("多少天")
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 18, 20, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.addWidget(label(f"清单写“{wording[:80]}”", wrap=True), 0, 0, 1, 2)
        for row, (name, editor) in enumerate(
            ((label("意思是"), self.kind_box), (self.day_label, self.date_edit), (self.days_label, self.days_box)), 1
        ):
            grid.addWidget(name, row, 0)
            grid.addWidget(editor, row, 1)
        grid.addWidget(label("以后的清单里同样的写法都这样读；原文照样保存。", "secondary", wrap=True), 4, 0, 1, 2)
        grid.addWidget(self.buttons, 5, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setMinimumWidth(400)
        self.kind_box.currentIndexChanged.connect(self._on_kind)
        kinds = {words: kind for kind, words in DEADLINE_KIND_TITLES.items()}
        kind = "date" if day.isValid() else reading if reading in ASKED_KINDS else kinds.get(reading, "date")
        self.kind_box.setCurrentIndex(max(0, self.kind_box.findData(kind)))
        self._on_kind()

    @classmethod
    def ask(cls, parent: QWidget | None, wording: str, reading: str) -> dict[str, Any] | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, wording, reading)
        return dialog.reading() if dialog.exec() else None

    def reading(self) -> dict[str, Any]:
        """What stands in the dialog now."""
        kind = str(self.kind_box.currentData())
        found: dict[str, Any] = {"kind": kind, "date": None, "days": None, "stages": []}
        if kind == "date":
            found["date"] = self.date_edit.date().toString("yyyy-MM-dd")
        elif kind in COUNTED:
            found["days"] = self.days_box.value()
        return found

    def _on_kind(self) -> None:
        kind = self.kind_box.currentData()
        for part in (self.day_label, self.date_edit):
            part.setVisible(kind == "date")
        for part in (self.days_label, self.days_box):
            part.setVisible(kind in COUNTED)
        unit = "个工作日" if kind == "working_days" else "天"
        self.days_box.setSuffix(f" {unit}，自交办日起算")


def reading_words(reading: Mapping[str, Any]) -> str:
    """A reading given by a person, in words."""
    kind = str(reading.get("kind"))
    if kind == "date":
        return f"{reading.get('date')}（已改正）"
    if kind in COUNTED:
        return f"{reading.get('days')}{'个工作日' if kind == 'working_days' else '天'}内（已改正）"
    return f"{DEADLINE_KIND_TITLES.get(kind, kind)}（已改正）"
