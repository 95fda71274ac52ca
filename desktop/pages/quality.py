"""数据体检: named checks of the ledger's data, how many rows each finds, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar
from typing_extensions import override

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.pages.base import Page
from desktop.panels.findings import doing
from desktop.panels.findings.check_card import FAR_RULE, CheckCard
from desktop.panels.findings.stood_list import StoodList
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models import clock

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.queries.quality_runs import CheckLine, Standing

TABS = {"found": "有发现", "new": "新发现", "all": "全部检查", "stood": "核对无误"}
ORDER = ("serious", "warning", "hint")
LIST_WIDTH = 480
NOTHING = {
    "found": ("没有发现问题", "每一项检查都通过了。"),
    "new": ("没有新发现", "和上一次体检相比，没有哪一项多出问题。"),
}


@dataclass(frozen=True)
class PageFacts:
    """What the page reads of the ledger."""

    standing: Standing
    distance: int


class QualityPage(Page):
    """The last run stands at once; where the ledger changed since, the checks run again in the background."""

    page_id: ClassVar[str] = "quality"
    title: ClassVar[str] = "数据体检"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.watch = context.quality_watch
        self.facts: PageFacts | None = None
        self._job: Job | None = None
        self._wanted = ""
        self._build()
        self.watch.running_changed.connect(lambda _running: self._show_state())
        context.quality_ran.connect(lambda: self._load(run=False))

    def _build(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("数据体检")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in TABS.values():
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(lambda _place: self._show_lines())
        self.state_label = label("", "secondary")
        self.run_button = button("重新体检", tooltip="把所有检查再做一遍")
        self.run_button.clicked.connect(self._on_run_clicked)
        self.export_button = button("导出全部发现…", tooltip="所有体检发现按市排列，写明具体情况")
        self.export_button.clicked.connect(self._export_all)
        self.table = ShortListTable(
            (
                ListColumn("程度", lambda line: line.severity[0], 84, chip=lambda line: line.severity[1]),
                ListColumn("检查项", lambda line: line.check.title, STRETCH),
                ListColumn("发现", lambda line: f"{line.found:,}" if line.found else "", 64, right=True),
                ListColumn("较上次", _change_words, 72, right=True),
            ),
            self.context.theme,
        )
        self.table.setAccessibleName("检查项")
        self.table.line_chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _line: self.card.open_rows())
        list_card = Card()
        list_card.body.setContentsMargins(1, 1, 1, 1)
        list_card.body.addWidget(self.table)
        self.card = CheckCard(self.context)
        self.card.distance_set.connect(lambda km: doing.set_distance(self, self.context, FAR_RULE, km))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(list_card)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_WIDTH, 660])
        self.stood = StoodList(self.context)
        self.nothing = EmptyState("正在体检…", "第一次体检要把台账从头查一遍。")
        self.stack = QStackedWidget()
        for part in (self.splitter, self.stood, self.nothing):
            self.stack.addWidget(part)
        self.stack.setCurrentWidget(self.nothing)
        layout = self.page_layout()
        layout.setSpacing(8)
        layout.addLayout(toolbar((self.tabs,), (self.state_label, self.run_button, self.export_button)))
        layout.addWidget(self.stack, 1)

    # --- page

    @override
    def open(self, **arguments: Any) -> None:
        if arguments.get("show") in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(arguments["show"]))
        if arguments.get("check"):
            self._wanted = str(arguments["check"])

    @override
    def activated(self) -> None:
        self._load(run=True)
        self.table.setFocus()

    @override
    def refresh(self, change: Change | None) -> None:
        self._load(run=True)

    @override
    def save_state(self) -> dict[str, Any]:
        line = self.card.line
        return {"tab": self.tabs.currentIndex(), "check": line.key if line else "", "sizes": self.splitter.sizes()}

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("tab") in range(len(TABS)):
            self.tabs.setCurrentIndex(state["tab"])
        self._wanted = str(state.get("check") or "")
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(one, int) and one > 0 for one in sizes):
            self.splitter.setSizes(sizes)

    @override
    def prepare_for_screenshot(self) -> None:
        self.watch.run_now()
        self.context.jobs.wait_idle()
        self.tabs.setCurrentIndex(0)
        self.context.jobs.wait_idle()

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        def show(tab: str) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(list(TABS).index(tab))

        return {"all": show("all"), "stood": show("stood"), "": show("found")}

    # --- reading and running

    def _load(self, run: bool) -> None:
        """Read the last run; ``run`` starts another where it no longer holds."""
        if self._job is not None:
            self._job.cancel()
        ledger, campaign, measured = self.context.ledger, self.context.campaign, self.watch.measured

        def work(_progress: Progress) -> PageFacts:
            from models.queries.quality_judged import far_limit_km
            from models.queries.quality_runs import standing

            with ledger.reading() as connection:
                distance = far_limit_km(connection)
            return PageFacts(standing(ledger, campaign, measured), distance)

        def done(facts: PageFacts) -> None:
            self.facts = facts
            self._show_lines()
            if run and not facts.standing.fresh:
                self.watch.run_if_stale()

        self._job = self.context.jobs.read(
            "读取体检结果", work, done, on_cancelled=lambda: None, owner=self, quiet=True
        )
        self.stood.load()

    def _on_run_clicked(self) -> None:
        if self.watch.running:
            self.watch.cancel()
        else:
            self.watch.run_now()

    def _export_all(self) -> None:
        lines = self.facts.standing.lines if self.facts is not None else ()
        doing.export(self, self.context, [line.check for line in lines if line.found])

    # --- showing

    @property
    def tab(self) -> str:
        """The key of the tab in front."""
        return list(TABS)[self.tabs.currentIndex()]

    def _show_lines(self) -> None:
        self._show_state()
        if self.tab == "stood":
            self.stack.setCurrentWidget(self.stood)
            return
        if self.facts is None or self.facts.standing.at is None:
            self.stack.setCurrentWidget(self.nothing)
            return
        lines = _of_tab(self.facts.standing.lines, self.tab)
        if not lines:
            self.nothing.set_text(*NOTHING[self.tab])
            self.stack.setCurrentWidget(self.nothing)
            return
        self.stack.setCurrentWidget(self.splitter)
        wanted, self._wanted = self._wanted, ""
        self.table.set_lines(lines, lambda line: line.key)
        row = next((row for row, line in enumerate(lines) if line.key == wanted), -1)
        if row >= 0:
            self.table.selectRow(row)

    def _show_state(self) -> None:
        running = self.watch.running
        self.run_button.setText("停止体检" if running else "重新体检")
        standing = self.facts.standing if self.facts is not None else None
        found = standing.lines if standing is not None and standing.at is not None else ()
        self.export_button.setEnabled(any(line.found for line in found))
        counts = {
            "found": len(_of_tab(found, "found")), "new": len(_of_tab(found, "new")), "all": len(found),
            "stood": sum(line.let_stand for line in found),
        }  # fmt: skip
        for place, (key, title) in enumerate(TABS.items()):
            self.tabs.setTabText(place, f"{title} {counts[key]:,}" if counts[key] else title)
        if running:
            self.state_label.setText("正在体检…")
        elif standing is not None and standing.at is not None:
            day = "今天" if standing.at.date() == clock.today() else f"{standing.at:%Y-%m-%d}"
            self.state_label.setText(
                f"上次体检 {day} {standing.at:%H:%M}" + ("" if standing.fresh else "，之后台账有变动")
            )
        else:
            self.state_label.setText("还没有体检过")
            self.nothing.set_text("还没有体检过", "点“重新体检”，把台账里缺的、错的、互相矛盾的数据找出来。")

    def _on_chosen(self, line: CheckLine | None) -> None:
        self.card.show_check(line, self.facts.distance if self.facts is not None else 0)


def _of_tab(lines: tuple[CheckLine, ...], tab: str) -> list[CheckLine]:
    """The checks of a tab; all stand in their own order, findings with the serious ones first."""
    if tab not in ("found", "new"):
        return list(lines)
    kept = [line for line in lines if (line.found if tab == "found" else line.more > 0)]
    return sorted(kept, key=lambda line: ORDER.index(line.check.severity))


def _change_words(line: CheckLine) -> str:
    return f"{line.more:+,}" if line.more else ""
