"""The panel of the problem in hand: its head, and tabs with all that gathers behind it, edited where it stands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.dossier.closure_tab import ClosureTab
from desktop.panels.dossier.deadline_tab import DeadlineTab
from desktop.panels.dossier.escalations_tab import EscalationsTab
from desktop.panels.dossier.evidence_tab import EvidenceTab
from desktop.panels.dossier.evidence_work import files_of
from desktop.panels.dossier.head import ProblemHead
from desktop.panels.dossier.history_tab import HistoryTab
from desktop.panels.dossier.links_tab import LinksTab
from desktop.panels.dossier.measures_tab import MeasuresTab
from desktop.panels.dossier.notes_tab import NotesTab
from desktop.panels.dossier.progress_tab import ProgressTab
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.panels.moving import StatusMover, lead_in_panel
from desktop.panels.problem_fields import ProblemFields
from desktop.panels.problem_texts import course_of, origin_of
from desktop.panels.text_lines import TextLines
from desktop.panels.verification.checks_tab import ChecksTab
from desktop.tables.cell_edits import EditPlan
from desktop.tables.ledger_rows import LedgerWords
from desktop.widgets.card import label
from desktop.widgets.drop_overlay import DropOverlay
from desktop.widgets.tab_rows import TabRows

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations import Change
    from models.operations.moving import AllowedMove
    from models.queries.details import ProblemDetail
    from models.queries.dossier import Dossier

WIDTH, NARROWEST = 316, 290
_LOWEST = 120
"""Of the tab in front; all of them scroll, and a small screen enlarged has no more room below the head."""
_LOW = 540
"""Below this height the head leaves out what stands among the facts, too."""
_WAIT_MS, _HURRY_MS = 40, 120
"""So long a row must stay the current one before its problem is read; the second while rows follow one another
quickly, which keeps a held arrow key smooth."""
_HURRY_S = 0.25

ESCALATIONS = "escalations"
CLOSURE = "closure"
CHECKS = "verification"
COURSE, FACTS, DEADLINE, MEASURES, PROGRESS, EVIDENCE, LINKS, HISTORY, NOTES, ORIGIN = (
    "course", "facts", "deadline", "measures", "progress", "evidence", "links", "history", "notes", "origin",
)  # fmt: skip
TABS: dict[str, str] = {
    COURSE: "办理过程",
    FACTS: "事实",
    DEADLINE: "时限",
    MEASURES: "整改措施",
    PROGRESS: "进展",
    EVIDENCE: "佐证材料",
    CHECKS: "核查",
    CLOSURE: "销号",
    ESCALATIONS: "督促",
    LINKS: "关联",
    HISTORY: "变更",
    NOTES: "备忘",
    ORIGIN: "来源",
}


_PLACES: dict[str, str] = {
    "extension_rows": DEADLINE,
    "measures_rows": MEASURES,
    "progress_rows": PROGRESS,
    "evidence_rows": EVIDENCE,
    "note_rows": NOTES,
    "link_rows": LINKS,
    "verification_rows": CHECKS,
    "closure_rows": CLOSURE,
    "escalation_rows": ESCALATIONS,
    "reminder_rows": ESCALATIONS,
}
"""The tab of what a change says it touched."""


class _Pages(QStackedWidget):
    """The tabs scroll: none of them takes room from the head for the height that its text would like."""

    @override
    def hasHeightForWidth(self) -> bool:
        return False


class ProblemPanel(QFrame):
    """Reads in the reader's lane and keeps showing the old problem until the new one is there.

    Signals: ``edit_wanted(id, field, value as typed)``, ``plan_wanted(EditPlan)`` for a named step on fields,
    ``jump_wanted(id)``, ``compare_wanted(id, other id or 0)``, ``shown(id)``, ``closed``.
    """

    closed = Signal()
    edit_wanted = Signal(int, str, object)
    plan_wanted = Signal(object)
    jump_wanted = Signal(int)
    compare_wanted = Signal(int, int)
    shown = Signal(int)

    def __init__(self, context: AppContext, words: LedgerWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._words = words
        self._wanted: int | None = None
        self._asked_at = 0.0
        self._job: Job | None = None
        self.dossier: Dossier | None = None
        self.setProperty("role", "card")
        self.setMinimumWidth(NARROWEST)
        self.setAcceptDrops(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._read)
        self._build()
        self._lay_out()
        self._stack.setCurrentIndex(0)

    @property
    def detail(self) -> ProblemDetail | None:
        """What is known of the problem shown."""
        return self.dossier.detail if self.dossier is not None else None

    def _build(self) -> None:
        work = DossierWork(self._context, self)
        self.head = ProblemHead(self._context)
        self.number_label = self.head.number_label
        self.head.closed.connect(self.closed)
        self.head.compare_asked.connect(lambda: self._compare(0))
        self.head.papers_asked.connect(self._offer_papers)
        self.mover = StatusMover(self._context, self, lambda refusal: lead_in_panel(self, refusal))
        self.head.moves.chosen.connect(self._on_move)
        self.fields = ProblemFields(self._words.choices, self._context.ledger.read_only)
        self.fields.status_offer = self._words.offer
        self.fields.edit_wanted.connect(lambda _side, field, value: self._on_edit(field, value))
        self.course, self.origin = (TextLines(self._context.theme) for _ in range(2))
        self.measures, self.progress, self.evidence = MeasuresTab(work), ProgressTab(work), EvidenceTab(work)
        self.links, self.changes, self.notes = LinksTab(work), HistoryTab(work), NotesTab(work)
        self.deadline = DeadlineTab(work)
        self.escalations = EscalationsTab(work)
        self.closing = ClosureTab(work)
        self.checks = ChecksTab(work)
        self.checks.jump_asked.connect(self.jump_wanted)
        self.links.jump_asked.connect(self.jump_wanted)
        self.links.compare_asked.connect(self._compare)
        self.changes.restore_asked.connect(self._on_restore)
        self.tabs = TabRows()
        self.tabs.setAccessibleName("问题详情")
        self.pages = _Pages()
        self.pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.pages.setMinimumHeight(_LOWEST)
        self.by_key: dict[str, QWidget] = {
            COURSE: self.course, FACTS: self.fields, DEADLINE: self.deadline, MEASURES: self.measures,
            PROGRESS: self.progress, EVIDENCE: self.evidence, CHECKS: self.checks, CLOSURE: self.closing,
            ESCALATIONS: self.escalations, LINKS: self.links, HISTORY: self.changes, NOTES: self.notes,
            ORIGIN: self.origin,
        }  # fmt: skip
        for key, page in self.by_key.items():
            if not page.accessibleName():
                page.setAccessibleName(TABS[key])
            self.tabs.addTab(TABS[key])
            self.pages.addWidget(page)
        self.tabs.currentChanged.connect(self._on_tab)
        self._context.theme.changed.connect(self._fill_tab)
        self._overlay = DropOverlay(self, "松开鼠标，添加为佐证材料")

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addWidget(self.head)
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
        layout.setContentsMargins(14, 12, 12, 12)
        layout.addWidget(self._stack)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_low(self.height() < _LOW)

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
            self.dossier = None
            self._stack.setCurrentIndex(0)
            return
        now = time.monotonic()
        hurried = problem_id != self._wanted and now - self._asked_at < _HURRY_S
        self._wanted, self._asked_at = problem_id, now
        if self.isVisibleTo(self.window()):
            self._timer.start(_HURRY_MS if hurried else _WAIT_MS)

    def refresh(self, change: Change | None) -> None:
        """Read again what a change may have touched."""
        if self._wanted is not None and (
            change is None or change.entity_ids is None or self._wanted in change.entity_ids
        ):
            if change is not None and change.kind in ("undo", "redo"):
                self._show_place(change)
            self._timer.start(0)

    def _show_place(self, change: Change) -> None:
        """Bring to the front the tab in which a step was taken back or done again."""
        tab = next((tab for word, tab in _PLACES.items() if word in change.fields), None)
        if tab is not None:
            self.set_tab(tab)

    def set_tab(self, tab: int | str) -> None:
        """Bring a tab to the front, by number or key."""
        number = list(TABS).index(tab) if isinstance(tab, str) else tab
        self.tabs.setCurrentIndex(min(max(number, 0), self.tabs.count() - 1))

    @property
    def unsaved(self) -> tuple[str, ...]:
        """What somebody began to write and did not save, by the names of the records."""
        tabs = (page for page in self.by_key.values() if isinstance(page, DossierTab))
        return tuple(page.what for page in tabs if page.list.unsaved)

    def focus_tabs(self) -> None:
        """Give the keyboard to the tab in front."""
        self.tabs.buttons[self.tabs.currentIndex()].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger = self._context.ledger

        def work(_progress: Any) -> Dossier:
            from models.queries.dossier import dossier

            return dossier(ledger, wanted)

        self._job = self._context.jobs.read(
            "读取详情", work, self._on_read, self._on_failed, lambda: None, owner=self, quiet=True
        )

    def _on_failed(self, _error: Exception) -> None:
        self.show_problem(None)

    def _on_read(self, dossier: Dossier) -> None:
        if dossier.id != self._wanted:
            return
        self.dossier = dossier
        self.head.show_detail(dossier.detail, self._words)
        self._offer_moves(dossier)
        counts = {
            MEASURES: len(dossier.measures), PROGRESS: len(dossier.reports), EVIDENCE: len(dossier.evidence),
            LINKS: len(dossier.links), HISTORY: len(dossier.history), NOTES: len(dossier.notes),
        }  # fmt: skip
        for number, (key, title) in enumerate(TABS.items()):
            count = counts.get(key, 0)
            self.tabs.setTabText(number, f"{title} {count}" if count else title)
        self._fill_tab()
        self._stack.setCurrentIndex(1)
        self.shown.emit(dossier.id)

    def _on_tab(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self._fill_tab()

    def _fill_tab(self) -> None:
        """Only the tab in front is filled."""
        if self.dossier is None:
            return
        page = self.pages.currentWidget()
        if isinstance(page, DossierTab):
            page.show_dossier(self.dossier)
        elif page is self.fields:
            self.fields.show_record(self.dossier.detail)
        elif page is self.course:
            self.course.show_lines(course_of(self.dossier), "还没有办理记录。")
        else:
            self.origin.show_lines(origin_of(self.dossier.detail), "手工登记，没有来源文件。")

    # ---- what is asked ---------------------------------------------------------------------------------------

    def _on_edit(self, field: str, value: Any) -> None:
        if self.dossier is not None:
            self.edit_wanted.emit(self.dossier.id, field, value)

    def _offer_moves(self, dossier: Dossier) -> None:
        """Buttons for the states that may follow."""
        if dossier.detail.removed or self._context.ledger.read_only:
            self.head.moves.show_moves([])
            return

        def read(moves: list[AllowedMove]) -> None:
            if self.dossier is dossier:
                self.head.moves.show_moves(moves)

        self.mover.read([dossier.id], read)

    def _on_move(self, choice: AllowedMove) -> None:
        if self.dossier is not None:
            self.mover.begin([self.dossier.id], choice)

    def _on_restore(self, field: str, value: Any, words: str) -> None:
        if self.dossier is not None:
            title = f"把 {self.dossier.detail.ledger_number} {words}"
            self.plan_wanted.emit(EditPlan(((self.dossier.id, field, value),), title))

    def _offer_papers(self) -> None:
        """What can be printed of the problem shown."""
        if self.dossier is not None:
            from desktop.panels.problem_papers import papers_menu

            below = self.head.papers_button
            at = below.mapToGlobal(below.rect().bottomLeft())
            papers_menu(self, self._context, [self.dossier.id], at, self.dossier.detail.ledger_number)

    def _compare(self, other: int) -> None:
        if self.dossier is not None:
            self.compare_wanted.emit(self.dossier.id, other)

    # ---- files dragged onto the panel --------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()) and self.dossier is not None:
            self.evidence.dossier = self.dossier
            if self.evidence.writable:
                event.acceptProposedAction()
                self._overlay.show_over(self._context.theme.colour("link"), self._context.theme.colour("surface"))

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        paths = files_of(event.mimeData())
        if paths and self.dossier is not None:
            event.acceptProposedAction()
            self.set_tab(EVIDENCE)
            self.evidence.add_files(paths)
