"""The panel of the problem in hand: number and state, what and where, its steps, and tabs with all that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.context import AppContext
from desktop.panels.problem_fields import ProblemFields
from desktop.panels.problem_steps import StepsStrip
from desktop.panels.problem_texts import changes_of, course_of, measures_of, origin_of
from desktop.panels.text_lines import TextLines
from desktop.tables.ledger_rows import LedgerWords
from desktop.tables.problem_columns import remaining_text
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations import Change
    from models.queries.details import ProblemDetail

WIDTH, NARROWEST = 316, 290
_WAIT_MS = 40
"""So long a row must stay the current one before its problem is read; keeps a held arrow key smooth."""


class ProblemPanel(QFrame):
    """Reads in the reader's lane and keeps showing the old problem until the new one is there."""

    closed = Signal()
    edit_wanted = Signal(int, str, object)
    """id, field, value as typed."""
    shown = Signal(int)

    def __init__(self, context: AppContext, words: LedgerWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._words = words
        self._wanted: int | None = None
        self._job: Job | None = None
        self.detail: ProblemDetail | None = None
        self.setProperty("role", "card")
        self.setMinimumWidth(NARROWEST)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._read)
        self._build()
        self._stack.setCurrentIndex(0)

    def _build(self) -> None:
        self.number_label = label("", "title")
        self.number_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status_chip = Chip()
        self.mark_chip = Chip()
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setFixedSize(24, 22)
        self.close_button.setToolTip("收起详情")
        self.close_button.setAccessibleName("收起详情")
        self.close_button.clicked.connect(self.closed)
        self.name_label = label("", "heading", wrap=True)
        self.place_label = label("", "secondary", wrap=True)
        self.text_label = label("", wrap=True)
        for one in (self.name_label, self.place_label, self.text_label):
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.steps = StepsStrip(self._context.theme)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("问题详情")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.fields = ProblemFields(self._words.choices, self._context.ledger.read_only)
        self.fields.edit_wanted.connect(self._on_edit)
        self.course, self.measures, self.changes, self.origin = (TextLines(self._context.theme) for _ in range(4))
        self.pages = QStackedWidget()
        for title, page in (
            ("办理过程", self.course), ("详情", self.fields), ("措施", self.measures),
            ("变更", self.changes), ("来源", self.origin),
        ):  # fmt: skip
            self.tabs.addTab(title)
            self.pages.addWidget(page)
        self.tabs.currentChanged.connect(self._on_tab)
        self._lay_out()

    def _lay_out(self) -> None:
        chips = QWidget()
        chips.setProperty("role", "plain")
        flow = FlowLayout(chips, 6)
        for one in (self.number_label, self.status_chip, self.mark_chip):
            flow.addWidget(one)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(chips, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setProperty("role", "plain")
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addLayout(head)
        for one in (self.name_label, self.place_label, self.text_label, self.steps):
            body.addWidget(one)
        body.addSpacing(2)
        body.addWidget(self.tabs)
        line = QFrame()
        line.setProperty("role", "line")
        body.addWidget(line)
        body.addWidget(self.pages, 1)
        blank = label("在左边选一条问题，这里显示它的详情。", "secondary", wrap=True)
        blank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(blank)
        self._stack.addWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addWidget(self._stack)

    # ---- what is shown ---------------------------------------------------------------------------------------

    @property
    def problem_id(self) -> int | None:
        """The problem shown or about to be shown."""
        return self._wanted

    def show_problem(self, problem_id: int | None) -> None:
        """Show a problem as soon as it has been read; None shows the empty panel."""
        if problem_id is None:
            self._wanted = None
            self._timer.stop()
            self.detail = None
            self._stack.setCurrentIndex(0)
            return
        self._wanted = problem_id
        if self.isVisibleTo(self.window()):
            self._timer.start()

    def refresh(self, change: Change | None) -> None:
        """Read again what a change may have touched."""
        if self._wanted is not None and (
            change is None or change.entity_ids is None or self._wanted in change.entity_ids
        ):
            self._timer.start()

    def set_tab(self, number: int) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(min(max(number, 0), self.tabs.count() - 1))

    def set_words(self, words: LedgerWords) -> None:
        """The ledger's lists changed."""
        self._words = words

    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger = self._context.ledger

        def work(_progress: Any) -> ProblemDetail:
            from models.queries.details import detail

            return detail(ledger, wanted)

        self._job = self._context.jobs.read(
            "读取详情", work, self._on_read, self._on_failed, lambda: None, owner=self, quiet=True
        )

    def _on_failed(self, _error: Exception) -> None:
        self.show_problem(None)

    def _on_read(self, detail: ProblemDetail) -> None:
        if detail.id != self._wanted:
            return
        self.detail = detail
        record = detail.record
        number = record.get("number")
        self.number_label.setText(detail.ledger_number)
        self.number_label.setToolTip(f"台账编号 {detail.ledger_number}" + (f"\n问题编号 {number}" if number else ""))
        status = record.get("status")
        self.status_chip.set(status or "", self._words.looks.tone(status))
        counts = status in self._words.looks.unrectified
        tone = {"overdue": "red", "near": "amber"}.get(detail.mark or "")
        self.mark_chip.setVisible(tone is not None)
        if tone is not None:
            self.mark_chip.set(remaining_text(detail.days_left, counts), tone)
        name = record.get("site_name") or number or detail.ledger_number
        self.name_label.setText(name)
        self.place_label.setText(place_line(record))
        self.place_label.setVisible(bool(self.place_label.text()))
        self.text_label.setText(_shortened(record.get("description") or ""))
        self.text_label.setToolTip("")
        self.text_label.setVisible(bool(self.text_label.text()))
        self.steps.show_steps(self._words.looks.phases.get(status or "", ""), status or "", detail.mark, record)
        self.tabs.setTabText(2, _counted("措施", len(measures_of(detail))))
        self.tabs.setTabText(3, _counted("变更", len(detail.history)))
        self._fill_tab()
        self._stack.setCurrentIndex(1)
        self.shown.emit(detail.id)

    def _on_tab(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self._fill_tab()

    def _fill_tab(self) -> None:
        """Only the tab in front is filled."""
        if self.detail is None:
            return
        page = self.pages.currentWidget()
        if page is self.fields:
            self.fields.show_record(self.detail)
        elif page is self.course:
            self.course.show_lines(course_of(self.detail), "还没有办理记录。")
        elif page is self.measures:
            self.measures.show_lines(measures_of(self.detail), "没有登记整改措施。")
        elif page is self.changes:
            self.changes.show_lines(changes_of(self.detail), "没有变更记录。")
        else:
            self.origin.show_lines(origin_of(self.detail), "手工登记，没有来源文件。")

    def _on_edit(self, field: str, value: Any) -> None:
        if self.detail is not None:
            self.edit_wanted.emit(self.detail.id, field, value)


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


def _shortened(text: str, most: int = 160) -> str:
    """As much of a description as the head of the panel has room for; the whole stands among the fields."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _counted(title: str, count: int) -> str:
    return f"{title} {count}" if count else title
