"""核查: the plans at the left, the one in hand at the right; the first half of the page 核查销号."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from desktop.context import AppContext
from desktop.panels.verification.plan_list import PlanList
from desktop.panels.verification.plan_panel import PlanPanel
from desktop.widgets.card import Card
from desktop.widgets.empty_state import EmptyState
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.filtering import ProblemQuery
    from models.queries.verification import PlanLine

_WORDS = frozenset({"verification_plans", "verification_rows", "results", "status", "states"})
_LIST_WIDTH = 350
_SETTLE_MS = 150
"""Results entered by key follow one another quickly; the plans are counted once they pause."""
_BOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv"}


class VerificationDesk(QWidget):
    """``load`` reads the plans; ``refresh`` after a Change; ``show_plan`` goes to one; ``new_plan`` asks for another.

    ``counted(open checks)`` after each reading, for a number on a tab.
    """

    counted = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context = context
        self._wanted: int | None = None
        self.loaded = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self.load)
        self.list = PlanList(context)
        self.panel = PlanPanel(context)
        self.blank = Card()
        self.blank.body.addWidget(
            EmptyState("核查从一个方案开始", "建好方案，就能导出核查表带到现场、导入填好的表，或在这里逐条登记结果。")
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.blank)
        self.stack.addWidget(self.panel)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.stack)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_LIST_WIDTH, 1000])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.list.chosen.connect(self._on_chosen)
        self.list.new_asked.connect(lambda: self.new_plan())
        self.panel.changed.connect(self.load)
        keys = QShortcut(QKeySequence("Ctrl+N"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(lambda: self.new_plan())

    # ---- what the page calls ---------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the plans again."""
        ledger = self._context.ledger

        def work(_progress: Any) -> tuple[PlanLine, ...]:
            from models.queries.verification import plans

            return plans(ledger)

        self._context.jobs.read("读取核查方案", work, self._show, owner=self, quiet=True)

    def load_once(self) -> None:
        """Read the plans the first time the desk is shown."""
        if not self.loaded:
            self.load()

    def refresh(self, change: Change | None) -> None:
        """Show what a change did; only what concerns plans, checks, results or states is read again."""
        if change is None or change.entity_ids is None or not change.fields or change.fields & _WORDS:
            self._later.start()

    def show_plan(self, plan_id: int) -> None:
        """Go to a plan."""
        self._wanted = plan_id
        self.load()

    def save_state(self) -> dict[str, Any]:
        """The plan in hand and the width of the list."""
        plan = self.panel.plan
        return {"plan": plan.id if plan is not None else None, "list_width": self.splitter.sizes()[0]}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Undo of ``save_state``."""
        self._wanted = state.get("plan") if isinstance(state.get("plan"), int) else None
        width = int(state.get("list_width") or 0)
        if width:
            self.splitter.setSizes([width, max(self.width() - width, 400)])

    def prepare_for_screenshot(self) -> None:
        """The newest plan with its checks."""
        self.load()
        self._context.jobs.wait_idle()
        self.panel.table.view.go_to_row(min(2, self.panel.table.model.rowCount() - 1), 3)

    def collect(self) -> None:
        """Ask for returned sheets and read them; their stamp says of which plan they are."""
        self.panel.tools.sheets.choose()

    def accept_files(self, paths: list[str]) -> bool:
        """Workbooks dropped on the desk are returned sheets of the plan in hand."""
        books = [Path(path) for path in paths if Path(path).suffix.lower() in _BOOKS]
        if books:
            self.panel.tools.sheets.take(books)
        return bool(books)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _show(self, lines: tuple[PlanLine, ...]) -> None:
        self.loaded = True
        wanted, self._wanted = self._wanted, None
        self.list.show_plans(lines, wanted)
        self.counted.emit(sum(line.total - line.checked for line in lines if line.closed_on is None))

    def _on_chosen(self, line: PlanLine | None) -> None:
        self.stack.setCurrentIndex(0 if line is None else 1)
        if line is not None:
            self.panel.show_plan(line)
        else:
            self.panel.plan = None

    def new_plan(self, given: tuple[ProblemQuery, str] | None = None) -> None:
        """Ask for a plan and write it; ``given`` is a list of problems with its words."""
        from desktop.panels.verification.plan_dialog import NewPlanDialog

        if self._context.ledger.read_only:
            self._context.inform("台账是只读打开的，不能修改。", "amber")
            return
        dialog = NewPlanDialog(self._context, self, given)
        if not dialog.exec():
            return
        try:
            wanted = dialog.wanted()
        except UserError as error:
            self._context.inform(str(error), "red")
            return

        def operation(ledger: Any, progress: Any) -> Any:
            from models.operations.verification_plans import create_plan

            return create_plan(ledger, wanted, progress)

        self.panel.work.change("新建核查方案", operation, lambda made: self.show_plan(made.plan_id))
