"""Pastes a State Council notice, shows the year that it gives as a month calendar, and asks before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.panels.calendar.legend import Legend
from desktop.panels.calendar.year_view import YearView, scrolled
from desktop.theme.theme import Theme
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.errors import UserError
from models.operations.calendar import FIRST, LAST, NoticePreview

Told = Callable[[NoticePreview], None]
Refused = Callable[[UserError], None]
Read = Callable[[str, int | None, Told, Refused], None]
"""Reads a text (and the year where it names none) beside the window and tells what was found or why not."""
_READ_DELAY_MS = 300
_TEXT_WIDTH = 330
AS_WRITTEN = "按原文"
EXPLANATION = (
    "打开中国政府网的“国务院办公厅关于某某年部分节假日安排的通知”，全选、复制，粘贴到这里。"
    "假期调整、延长的通知也可以粘贴，只改它写到的节日。"
)


class CalendarNoticeDialog(QDialog):
    """``preview`` holds what was read last; accepted only after each contradiction was ticked as looked at."""

    def __init__(self, parent: QWidget | None, theme: Theme, read: Read) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴节假日安排通知")
        self._read = read
        self._asked = ("", 0)
        self.preview: NoticePreview | None = None
        self.text_edit = QPlainTextEdit()
        self.text_edit.setAccessibleName("通知的文字")
        self.text_edit.setPlaceholderText(
            "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕…号\n一、元旦：…"
        )
        self.text_edit.setTabChangesFocus(True)
        self.year_box = QSpinBox()
        self.year_box.setRange(FIRST - 1, LAST)
        self.year_box.setValue(FIRST - 1)
        self.year_box.setSpecialValueText(AS_WRITTEN)
        self.year_box.setAccessibleName("年份，原文没有写年份时填写")
        self.head = label("", "title", wrap=True)
        self.sentence = label(EXPLANATION, "secondary", wrap=True)
        self.warnings = QListWidget()
        self.warnings.setAccessibleName("对不上的地方")
        self.warnings.setWordWrap(True)
        self.warnings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.seen_box = QCheckBox("")
        self.view = YearView(theme)
        self.view.day_changed.connect(lambda day: self.day_label.setText(self.view.words(day)))
        self.day_label = label("", "secondary")
        self.buttons, self.ok_button = answer_buttons(self, "采用")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_READ_DELAY_MS)
        self._wait.timeout.connect(self.read_now)
        self.text_edit.textChanged.connect(self._wait.start)
        self.year_box.valueChanged.connect(self._wait.start)
        self.seen_box.toggled.connect(self._show_button)
        self._lay_out()
        self._show_nothing("")

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.sentence)
        left.addWidget(self.text_edit, 3)
        year = QHBoxLayout()
        year.addWidget(label("年份（原文没写时）"))
        year.addWidget(self.year_box)
        year.addStretch(1)
        left.addLayout(year)
        left.addWidget(self.warnings, 2)
        left.addWidget(self.seen_box)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.head)
        right.addWidget(Legend(changed=True))
        right.addWidget(scrolled(self.view), 1)
        right.addWidget(self.day_label)
        layout = QGridLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setHorizontalSpacing(18)
        layout.setVerticalSpacing(12)
        side = QWidget()
        side.setFixedWidth(_TEXT_WIDTH)
        left.setContentsMargins(0, 0, 0, 0)
        side.setLayout(left)
        layout.addWidget(side, 0, 0)
        layout.addLayout(right, 0, 1)
        layout.addWidget(self.buttons, 1, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        self.resize(1180, 690)

    def set_text(self, text: str) -> None:
        """Put the words in and read them at once."""
        self.text_edit.setPlainText(text)
        self.read_now()

    def read_now(self) -> None:
        """Read what stands in the box."""
        self._wait.stop()
        text, year = self.text_edit.toPlainText(), self.year_box.value()
        self._asked = (text, year)
        if not text.strip():
            self._show_nothing("")
            return
        asked = self._asked

        def told(preview: NoticePreview) -> None:
            if asked == self._asked:
                self._show(preview)

        def refused(error: UserError) -> None:
            if asked == self._asked:
                self._show_nothing(error.sentence())

        self._read(text, year if year >= FIRST else None, told, refused)

    def _show(self, preview: NoticePreview) -> None:
        notice = preview.notice
        self.preview = preview
        number = notice.number or "没有读到文号"
        off = sum(one.kind == "holiday" for one in preview.days)
        what = f"{notice.year} 年　{number}　放假 {off} 天，调休上班 {len(preview.days) - off} 天"
        if preview.known:
            what += f"；与台账现在的不同 {len(preview.differing)} 天"
        self.head.setText(what)
        days = {one.day: (one.kind, one.name) for one in preview.days}
        self.view.show_year(notice.year, days, frozenset(preview.differing) if preview.known else frozenset[date]())
        self.day_label.setText(self.view.words(self.view.current))
        outside = [one for one in preview.days if one.day.year != notice.year]
        self.warnings.clear()
        self.warnings.addItems([f"⚠ {one}" for one in notice.warnings])
        self.warnings.addItems([f"说明：{one}" for one in notice.notes])
        if outside:
            told = "、".join(self.view.words(one.day).split(" ")[0] for one in outside)
            self.warnings.addItem(f"说明：这份通知还安排了上一年的 {told}")
        self.warnings.setVisible(self.warnings.count() > 0)
        count = len(notice.warnings)
        self.seen_box.setChecked(False)
        self.seen_box.setText(f"上面 {count} 处对不上的地方已对照原文核对")
        self.seen_box.setVisible(count > 0)
        self._show_button()

    def _show_nothing(self, why: str) -> None:
        self.preview = None
        self.head.setText(why or "粘贴通知后，这里按月显示放假和上班的日子")
        self.view.show_year(self.view.year, {})
        self.day_label.setText("")
        self.warnings.clear()
        self.warnings.hide()
        self.seen_box.hide()
        self._show_button()

    def _show_button(self) -> None:
        preview = self.preview
        seen = preview is not None and (not preview.notice.warnings or self.seen_box.isChecked())
        self.ok_button.setEnabled(seen)
        self.ok_button.setText("采用" if preview is None else f"采用为 {preview.notice.year} 年的工作日历")
