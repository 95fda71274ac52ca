"""约谈与督办: who should be taken further up a ladder, who owes an answer, and the chain of each unit and problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.pages.base import Page
from desktop.panels.escalation import register_paper
from desktop.panels.escalation.chain_card import ChainCard
from desktop.panels.escalation.target_lines import (
    ALL,
    LATE,
    SUGGESTED,
    TABS,
    WAITING,
    PageFacts,
    at_key,
    counts_of,
    lines_of,
    read_facts,
)
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button, toolbar
from models import clock
from models.queries.escalation_suggestions import BY_TITLES

if TYPE_CHECKING:
    from models.operations import Change

LIST_WIDTH = 500
_WORDS = frozenset({"escalation_rows", "reminder_rows", "ladders", "verification_rows", "measures_rows", "states"})
_FIELDS = frozenset({"status", "deadline", "city", "county", "responsible_unit", "found_on", "assigned_on",
                     "suspended_until"})  # fmt: skip
"""What a change must touch for the page to be read again."""
_NOTHING: dict[str, tuple[str, str]] = {
    SUGGESTED: (
        "没有要升级的",
        "按这一阶梯的触发条件，现在没有要采取的下一步。触发条件在“设置与备份 → 督促阶梯”里改。",
    ),
    WAITING: ("没有等待回复的", "要求回复的措施都已经回复或解除。"),
    LATE: ("没有逾期未回复的", "到期的回复都收到了。"),
    ALL: ("还没有采取过督促措施", "对市、县、责任单位或几条问题采取预警、通报、约谈等措施，登记在这里，到期提醒。"),
}


class EscalationPage(Page):
    """The list stands at the left, the chain of the line at hand at the right."""

    page_id: ClassVar[str] = "escalation"
    title: ClassVar[str] = "约谈与督办"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.facts: PageFacts | None = None
        self._ladder_id: int | None = None
        self._by = "city"
        self._wanted = self._wanted_step = ""
        self._job: Job | None = None
        self.shown = False
        self._build()
        context.campaign_changed.connect(lambda: self.load() if self.isVisible() else None)

    def _build(self) -> None:
        self.ladder_box, self.by_box, self.step_box = QComboBox(), QComboBox(), QComboBox()
        self.ladder_box.setAccessibleName("督促阶梯")
        self.by_box.setAccessibleName("建议按什么列出")
        self.ladder_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.ladder_box.setMinimumWidth(116)
        for key, title in BY_TITLES.items():
            self.by_box.addItem(title, key)
        self.ladder_box.activated.connect(self._on_ladder)
        self.by_box.activated.connect(self._on_by)
        self.step_box.setAccessibleName("只看哪一步")
        self.step_box.setMinimumWidth(116)
        self.step_box.activated.connect(lambda _row: self._show_lines())
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("督促清单")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in TABS.values():
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(lambda _place: self._show_lines())
        self.new_button = button("对单位采取措施…", tooltip="选一个市、县或责任单位，逾期的问题会列出来勾选（Insert）")
        self.export_button = button("导出 Excel…", tooltip="督促登记表：文书、文号、回复、催办次数")
        self.print_button = button("打印…", tooltip="督促登记表")
        self.settings_button = button("阶梯设置", "link", "各步的触发条件、文书、回复时限")
        self.new_button.clicked.connect(self.ask_unit)
        self.export_button.clicked.connect(self.export)
        self.print_button.clicked.connect(self.print_register)
        self.settings_button.clicked.connect(lambda: self.context.open_page("settings", tab="ladders"))
        self._build_halves()
        layout = self.page_layout()
        layout.setSpacing(8)
        layout.addLayout(self._bar())
        layout.addWidget(self.splitter, 1)

    def _bar(self) -> QHBoxLayout:
        """What is listed at the left, in two lines where the window is narrow; what is done with it at the right."""
        shown = QWidget()
        shown.setProperty("role", "plain")
        flow = FlowLayout(shown)
        for one in (self.ladder_box, self.tabs, self.by_box, self.step_box):
            flow.addWidget(one)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(shown, 1)
        done = toolbar((), (self.settings_button, self.export_button, self.print_button, self.new_button))
        row.addLayout(done)
        row.setAlignment(done, Qt.AlignmentFlag.AlignTop)
        return row

    def _build_halves(self) -> None:
        self.table = ShortListTable(
            (
                ListColumn("对象", lambda line: line.whom, STRETCH),
                ListColumn("步骤", lambda line: line.step, 88, chip=lambda line: line.step_tone),
                ListColumn("说明", lambda line: line.note, 144, chip=lambda line: line.note_tone or None),
            ),
            self.context.theme,
        )
        self.table.setAccessibleName("督促清单")
        self.table.line_chosen.connect(self._on_line)
        self.table.opened.connect(lambda _line: self.card.take_next())
        insert = QShortcut(QKeySequence("Insert"), self)
        insert.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        insert.activated.connect(self.ask_unit)
        self.card = ChainCard(self.context)
        self.card.problem_asked.connect(lambda key: self.context.open_page("ledger", problem_id=key))
        self.card.problems_asked.connect(self._open_problems)
        list_card = Card()
        list_card.body.setContentsMargins(1, 1, 1, 1)
        self.nothing = EmptyState(*_NOTHING[ALL], (("对单位采取措施…", self.ask_unit),))
        self.list_stack = QStackedWidget()
        self.list_stack.addWidget(self.table)
        self.list_stack.addWidget(self.nothing)
        list_card.body.addWidget(self.list_stack)
        hint = Card()
        hint.body.addWidget(EmptyState("选一条看督促过程", "左边是现在该升级的、等回复的和全部督促措施。"))
        self.right = QStackedWidget()
        self.right.addWidget(self.card)
        self.right.addWidget(hint)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(list_card)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([LIST_WIDTH, 660])

    # ---- page --------------------------------------------------------------------------------------------------------

    @override
    def open(self, **arguments: Any) -> None:
        if arguments.get("tab") in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(arguments["tab"]))
        if arguments.get("ladder"):
            self._ladder_id = int(arguments["ladder"])
        if arguments.get("escalation_id"):
            self.tabs.setCurrentIndex(list(TABS).index(ALL))
            self._wanted = f"e{arguments['escalation_id']}"

    @override
    def activated(self) -> None:
        self.load()
        self.table.setFocus()

    @override
    def refresh(self, change: Change | None) -> None:
        if change is None or not change.fields or change.fields & (_WORDS | _FIELDS):
            self.load()

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"ledger.export": self.export, "ledger.print": self.print_register, "escalation.unit": self.ask_unit}

    @override
    def save_state(self) -> dict[str, Any]:
        line = self.table.current_line()
        return {
            "ladder": self._ladder_id, "tab": self.tab, "by": self._by, "step": self.step,
            "line": line.key if line is not None else "",
            "sizes": self.splitter.sizes(),
        }  # fmt: skip

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("ladder"), int):
            self._ladder_id = state["ladder"]
        if state.get("tab") in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(state["tab"]))
        if state.get("by") in BY_TITLES:
            self._by = state["by"]
            self.by_box.setCurrentIndex(list(BY_TITLES).index(self._by))
        self._wanted = str(state.get("line") or "")
        self._wanted_step = str(state.get("step") or "")
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(one, int) and one > 0 for one in sizes):
            self.splitter.setSizes(sizes)

    @override
    def prepare_for_screenshot(self) -> None:
        self.load()
        self.context.jobs.wait_idle()
        if self.facts is not None and self.facts.taken:
            self.tabs.setCurrentIndex(list(TABS).index(WAITING))
        self.context.jobs.wait_idle()

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        def show(tab: str) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(list(TABS).index(tab))

        return {"suggested": show(SUGGESTED), "all": show(ALL), "": show(WAITING)}

    # ---- reading -----------------------------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        """The only step that is listed; empty for all."""
        return str(self.step_box.currentData() or "")

    @property
    def tab(self) -> str:
        """The key of the tab in front."""
        return list(TABS)[self.tabs.currentIndex()]

    def load(self) -> None:
        """Read suggestions and steps anew."""
        if self._job is not None:
            self._job.cancel()
        ledger, ladder_id, by, campaign = self.context.ledger, self._ladder_id, self._by, self.context.campaign
        today = clock.today()
        self._job = self.context.jobs.read(
            "对照督促阶梯", lambda progress: read_facts(ledger, ladder_id, by, campaign, today, progress), self._show,
            on_cancelled=lambda: None, owner=self,
        )  # fmt: skip

    def _show(self, facts: PageFacts) -> None:
        self.facts, self.shown = facts, True
        blocker = QSignalBlocker(self.ladder_box)
        self.ladder_box.clear()
        for one in facts.ladders:
            self.ladder_box.addItem(one.name, one.id)
            self.ladder_box.setItemData(self.ladder_box.count() - 1, one.origin, Qt.ItemDataRole.ToolTipRole)
        self.ladder_box.setCurrentIndex(self.ladder_box.findData(facts.ladder_id))
        blocker.unblock()
        self._ladder_id = facts.ladder_id
        self._offer_steps(self._wanted_step or self.step)
        for place, (key, count) in enumerate(counts_of(facts, clock.today()).items()):
            self.tabs.setTabText(place, f"{TABS[key]} {count:,}" if count else TABS[key])
        writable = not self.context.ledger.read_only and bool(facts.ladders)
        for one in (self.new_button, *self.nothing.buttons):
            one.setEnabled(writable)
        for one in (self.export_button, self.print_button):
            one.setEnabled(bool(facts.taken))
        self._show_lines()

    def _offer_steps(self, chosen: str) -> None:
        """The steps of the ladder, and those that were taken under names it has no more."""
        assert self.facts is not None
        ladder = next((one for one in self.facts.ladders if one.id == self.facts.ladder_id), None)
        names = [step.name for step in ladder.steps] if ladder is not None else []
        names += [one.step_name for one in self.facts.taken]
        self.step_box.clear()
        self.step_box.addItem("全部步骤", "")
        for name in dict.fromkeys(names):
            self.step_box.addItem(name, name)
        self.step_box.setCurrentIndex(max(self.step_box.findData(chosen), 0))
        self._wanted_step = ""

    def _show_lines(self) -> None:
        if self.facts is None:
            return
        suggested = self.tab == SUGGESTED
        self.by_box.setVisible(suggested)
        self.step_box.setVisible(not suggested)
        lines = lines_of(self.facts, self.tab, clock.today())
        if not suggested and self.step:
            lines = [line for line in lines if line.step == self.step]
        if not lines:
            heading, sentence = _NOTHING[self.tab]
            if not self.facts.ladders:
                heading, sentence = "还没有督促阶梯", "请在“设置与备份 → 督促阶梯”里恢复预设，或自己建一个。"
            self.nothing.set_text(heading, sentence)
        self.list_stack.setCurrentIndex(0 if lines else 1)
        wanted, self._wanted = self._wanted, ""
        self.table.set_lines(lines, lambda line: line.key)
        row = at_key(lines, wanted) if wanted else -1
        if row >= 0:
            self.table.selectRow(row)
        if not lines:
            self._on_line(None)

    def _on_line(self, line: Any) -> None:
        self.right.setCurrentIndex(0 if line is not None else 1)
        self.card.show_target(self._ladder_id, line.target if line is not None else None)

    # ---- what a person does ------------------------------------------------------------------------------------------

    def _on_ladder(self, _row: int) -> None:
        self._ladder_id = self.ladder_box.currentData()
        self.load()

    def _on_by(self, _row: int) -> None:
        self._by = self.by_box.currentData()
        self.load()

    def ask_unit(self) -> None:
        """Ask which unit, then for the step against it."""
        register_paper.ask_unit(self, self.context, lambda unit: self.card.doing.ask_step(self._ladder_id, unit=unit))

    def _open_problems(self, ids: tuple[int, ...]) -> None:
        title = f"{self.card.title_label.text()}　督促涉及的问题"
        self.context.open_page("ledger", query=self.context.query_base.but(ids=ids), title=title)

    def export(self) -> None:
        """Write the register to a workbook."""
        register_paper.export(self, self.context, self._register())

    def print_register(self) -> None:
        """Show the register as it would be printed."""
        if self.facts is None or not self.facts.taken:
            self.context.inform("还没有督促措施，没有可打印的内容。", "amber")
            return
        QTimer.singleShot(0, self, lambda: register_paper.preview(self, self.context, self._register()))

    def _register(self) -> dict[str, str]:
        """What the register holds: the ladder, and the step and the state that the tab in front is narrowed to."""
        step = self.step if self.tab != SUGGESTED else ""
        state = "逾期未回复" if self.tab == LATE else ""
        title = f"{step or '督促'}登记表（{self.ladder_box.currentText()}）"
        return {"ladder": self.ladder_box.currentText(), "step": step, "state": state, "title": title}
