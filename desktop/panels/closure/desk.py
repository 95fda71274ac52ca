"""The 销号 half of the page: the list with its filters at the left, the problem in hand at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.closure.batches import ClosureBatches
from desktop.panels.closure.case_card import CaseCard
from desktop.panels.closure.doing import CaseDoing
from desktop.panels.closure.filter_row import ClosureFilters
from desktop.panels.dossier.evidence_hints import HintReader
from desktop.panels.dossier.evidence_work import files_of
from desktop.panels.dossier.work import DossierWork
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models.queries.closure import ClosureFilter, ClosureLine, ClosureList, joint_ready

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations import Change
    from models.progress import Progress
    from models.queries.closure_detail import ClosureDetail
    from models.queries.dossier import EvidenceLine
    from models.queries.evidence_hints import Hint

LIST_WIDTH = 414
_WAIT_MS = 40


class ClosureDesk(QWidget):
    """``waiting_changed(count)`` after each reading: how many problems wait to be closed or are on the way."""

    waiting_changed = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.found: ClosureList | None = None
        self.evidence: tuple[EvidenceLine, ...] = ()
        self._wanted: int | None = None
        self._condition: int | None = None
        self._lead = False
        self._action = ""
        self._attempt: int | None = None
        self._job: Job | None = None
        self._detail_job: Job | None = None
        self._filling = False
        self._follow = False
        """The filters were changed: the problem in hand is one of the list again."""
        self.doing = CaseDoing(self)
        self.batches = ClosureBatches(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._read_detail)
        self._build_list()
        self._build_card()
        self._lay_out()

    def _build_list(self) -> None:
        self.filters = ClosureFilters()
        self.filters.changed.connect(self._on_filter)
        self.table = ShortListTable(
            (
                ListColumn("台账编号", lambda line: line.number, 96),
                ListColumn("点位（企业）", lambda line: line.name, STRETCH),
                ListColumn("进度", lambda line: line.chip, 152, chip=lambda line: line.tone),
            ),
            self.context.theme,
            several=True,
        )
        self.table.setAccessibleName("待销号的问题")
        self.table.line_chosen.connect(self._on_line)
        self.table.opened.connect(lambda _line: self.card.conditions.focus_condition(None) or self._focus_card())
        self.table.selectionModel().selectionChanged.connect(lambda *_both: self._show_foot())
        self.joint_button = button("联审…", "primary", "一次会上审多件：每件通过或退回（先选中几件，就只审这几件）")
        self.joint_button.clicked.connect(self.joint)
        self.print_button = button("打印备案表", "", "已销号的列成备案表；先选中几件，就只印这几件")
        self.print_button.clicked.connect(self.print_filings)
        self.batch_button = button("批量")
        self.batch_button.setProperty("menu", "true")
        self.batch_button.setMenu(QMenu(self.batch_button))
        self.batch_button.menu().aboutToShow.connect(lambda: self.batches.fill_menu(self.batch_button.menu()))

    def _build_card(self) -> None:
        self.card = CaseCard(self.context)
        self.hint_reader = HintReader(DossierWork(self.context, self), self)
        self.hint_reader.found.connect(self._on_hints)
        self.card.asked.connect(self.doing.do)
        self.card.condition_asked.connect(self.doing.condition)
        self.card.evidence_opened.connect(self.doing.open_evidence)
        self.card.evidence_asked.connect(self.doing.choose_files)
        self.card.attempt_chosen.connect(self._show_attempt)
        for keys, act in (
            ("Ctrl+Return", lambda: self.card.next_button.click()), ("F6", self._switch_side),
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        left = Card()
        left.body.setContentsMargins(1, 12, 1, 12)
        foot = toolbar((self.joint_button, self.print_button), (self.batch_button,))
        foot.setContentsMargins(12, 0, 12, 0)
        words = "核查合格、转为待销号的问题会列在这里。"
        self.nothing = EmptyState("没有要销号的问题", words, (("到问题台账", self._on_nothing),))
        self.list_stack = QStackedWidget()
        self.list_stack.addWidget(self.table)
        self.list_stack.addWidget(self.nothing)
        left.body.addWidget(self.filters)
        left.body.addWidget(self.list_stack, 1)
        left.body.addLayout(foot)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_WIDTH, 740])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    # ---- what is shown ---------------------------------------------------------------------------------------

    @property
    def narrowed(self) -> ClosureFilter:
        """The filters as they stand."""
        return self.filters.narrowed

    @property
    def problem_id(self) -> int | None:
        """The problem in hand."""
        return self._wanted

    @property
    def detail(self) -> ClosureDetail | None:
        """What is known of it."""
        return self.card.detail

    def set_filter(self, stage: str = "", complete: str = "", city: str = "") -> None:
        """Narrow the list the next time it is read."""
        self.filters.set(stage, complete, city)

    def show_problem(
        self, problem_id: int, condition_id: int | None = None, *, lead: bool = False, action: str = ""
    ) -> None:
        """Bring a problem into hand, and the keyboard to a condition of it (``lead``: the first that is missing).

        ``action`` of the card is begun when it is there, if it can be.
        """
        self._action = action
        self._wanted, self._condition, self._lead = problem_id, condition_id, lead or condition_id is not None
        self._attempt = None
        self.set_filter()
        self.load()
        self._timer.start(0)

    def load(self) -> None:
        """Read the list, and the problem in hand."""
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger, campaign, narrowed = self.context.ledger, self.context.campaign, self.narrowed

        def work(progress: Progress) -> ClosureList:
            from models.queries.closure import closure_list

            return closure_list(ledger, campaign, narrowed, progress)

        self._job = self.context.jobs.read(
            "读取销号清单", work, self._on_list, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def refresh(self, change: Change | None) -> None:
        """Something changed."""
        self.load()
        if change is None or change.entity_ids is None or self._wanted in change.entity_ids:
            self._timer.start(0)

    def _on_filter(self) -> None:
        self._follow = True
        self.load()

    def _on_list(self, found: ClosureList) -> None:
        self.found = found
        narrowed = self.narrowed
        self.filters.show_counts(found)
        lines = found.lines
        at = next((row for row, line in enumerate(lines) if line.problem_id == self._wanted), -1)
        if at < 0 and self._follow:
            self._wanted = None
        self._follow = False
        self._filling = True
        self.table.set_lines(lines, choose=False)
        self._filling = False
        if at >= 0:
            self.table.selectRow(at)
        elif lines and self._wanted is None:
            self.table.selectRow(0)
        self._show_nothing(narrowed)
        self.list_stack.setCurrentIndex(0 if lines else 1)
        self._show_foot()
        self.waiting_changed.emit(found.stages.get("", 0))
        if not lines and self._wanted is None:
            self.card.show_detail(None)

    def _show_nothing(self, narrowed: ClosureFilter) -> None:
        if narrowed != ClosureFilter():
            self.nothing.set_text("没有符合的问题", "放宽上面的筛选再看。")
            self.nothing.buttons[0].setText("不筛选")
        else:
            self.nothing.buttons[0].setText("到问题台账")
            words = "核查合格、转为待销号的问题会列在这里。也可以在问题台账里选一条，转为“待销号”。"
            self.nothing.set_text("没有要销号的问题", words)

    def _on_nothing(self) -> None:
        """Out of an empty list: without filters, or to where problems are moved to 待销号."""
        if self.narrowed != ClosureFilter():
            self.set_filter()
            self.load()
        else:
            self.context.open_page("ledger")

    def _on_line(self, line: ClosureLine | None) -> None:
        if line is None or self._filling:
            return
        if line.problem_id != self._wanted:
            self._attempt = None
            self._wanted = line.problem_id
            self._timer.start(_WAIT_MS)
        elif self.card.detail is None:
            self._timer.start(_WAIT_MS)

    def _show_attempt(self, closure_id: int) -> None:
        self._attempt = closure_id or None
        self._timer.start(0)

    def show_latest(self) -> None:
        """Back from an earlier attempt."""
        self._show_attempt(0)

    def _read_detail(self) -> None:
        wanted, attempt = self._wanted, self._attempt
        if wanted is None:
            return
        if self._detail_job is not None and not self._detail_job.done:
            self._detail_job.cancel()
        ledger = self.context.ledger

        def work(_progress: Progress) -> tuple[ClosureDetail, tuple[EvidenceLine, ...], list[str]]:
            from models.queries.closure_detail import closure_detail
            from models.queries.dossier import dossier
            from models.queries.evidence_hints import hints

            said = [one.sentence for one in hints(ledger, [wanted]) if one.explained is None]
            pieces = dossier(ledger, wanted).evidence
            ordered = tuple(sorted(pieces, key=lambda piece: piece.id))
            return closure_detail(ledger, wanted, attempt), ordered, said

        self._detail_job = self.context.jobs.read(
            "读取销号材料", work, self._on_detail, lambda _error: self._on_gone(), lambda: None, owner=self, quiet=True
        )

    def _on_gone(self) -> None:
        self._wanted = None
        self.card.show_detail(None)

    def _on_detail(self, read: tuple[ClosureDetail, tuple[EvidenceLine, ...], Sequence[str]]) -> None:
        detail, evidence, hints = read
        if detail.problem.id != self._wanted:
            return
        self.evidence = evidence
        self.card.show_detail(detail, evidence, hints)
        if evidence:
            self.hint_reader.look(detail.problem.id)
        self.doing.show_evidence(evidence)
        if self._lead:
            condition, self._condition, self._lead = self._condition, None, False
            if not self.card.focus_condition(condition):
                self._focus_card()
        action, self._action = self._action, ""
        if action and detail.can(action) and not self.context.ledger.read_only:
            self.doing.do(action)
        self.doing.go_on()

    def _on_hints(self, problem_id: int, found: list[Hint]) -> None:
        """More was told by files that nobody had looked into."""
        if problem_id == self._wanted:
            self.card.show_hints([one.sentence for one in found if one.explained is None])

    def _show_foot(self) -> None:
        lines = self.joint_lines()
        self.joint_button.setText(f"联审 {len(lines)} 件…" if lines else "联审…")
        writable = not self.context.ledger.read_only
        self.joint_button.setEnabled(bool(lines) and writable)
        self.batch_button.setEnabled(writable)

    # ---- what is chosen --------------------------------------------------------------------------------------

    def selected(self) -> list[ClosureLine]:
        """The lines that are selected when several are; else all that are shown."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        if len(rows) > 1:
            return [self.table.lines.line(row) for row in rows]
        return self.table.lines.lines()

    def joint_lines(self) -> list[ClosureLine]:
        """What a 联审 would decide: of those selected when several are, else of all shown."""
        return list(joint_ready(self.selected()))

    def joint(self) -> None:
        """联审 of what is chosen."""
        lines = self.joint_lines()
        if lines:
            self.batches.joint(lines)
        else:
            self.context.inform("列表里没有到联审或档案预审这一级、材料齐全的申请。", "amber")

    def print_filings(self) -> None:
        """销号备案表 of what is chosen, else of all that are closed."""
        self.batches.print_filing_table(self.selected())

    def _focus_card(self) -> bool:
        self.card.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _switch_side(self) -> None:
        if self.table.hasFocus():
            self._focus_card()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- evidence --------------------------------------------------------------------------------------------

    def add_files(self, paths: Sequence[Path]) -> bool:
        """Files were dropped: they become evidence of the problem in hand."""
        return self.doing.add_files(paths)

    def paste(self) -> None:
        """Take in what is in the clipboard: files, else a picture."""
        mime = QApplication.clipboard().mimeData()
        paths = files_of(mime) if mime is not None else []
        if paths:
            self.add_files(paths)
        elif mime is not None and mime.hasImage():
            self.doing.add_picture(QApplication.clipboard().image())
        else:
            self.context.inform("剪贴板里没有图片或文件。先截图或复制文件，再粘贴。", "amber")

    def choose_for_picture(self) -> None:
        """A line that lacks something shows most."""
        rows = range(self.table.lines.rowCount())
        first = next((row for row in rows if self.table.lines.line(row).chip.startswith("缺")), 0)
        if self.table.lines.rowCount():
            self.table.selectRow(first)

    # ---- kept ------------------------------------------------------------------------------------------------

    def save_state(self) -> dict[str, Any]:
        """Filters, the problem in hand and the width of the list."""
        one = self.narrowed
        return {
            "stage": one.stage, "complete": one.complete, "city": one.city, "problem": self._wanted or 0,
            "sizes": self.splitter.sizes(),
        }  # fmt: skip

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Undo of ``save_state``."""
        self.filters.restore(state)
        problem, sizes = state.get("problem"), state.get("sizes")
        if isinstance(problem, int) and problem > 0:
            self._wanted = problem
            self._timer.start(0)
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(one, int) and one > 0 for one in sizes):
            self.splitter.setSizes(sizes)
