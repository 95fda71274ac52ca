"""报送日历: a month of what must be reported, and beside it who sent, who owes and who is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout
from typing_extensions import override

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.pages.base import Page
from desktop.panels.dossier.work import DossierWork
from desktop.panels.duties.late_paper import export_late, print_late
from desktop.panels.duties.month_grid import MonthGrid
from desktop.panels.duties.unit_list import DAY, LATE, RATES, TABS, UnitList
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models import clock

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.duty_month import DutyMonth

_OFFERED = (("双周调度", "整改进展双周调度表"), ("月通报", "整改进展月报"))
"""What the empty page offers to switch on."""
_TOUCHING = frozenset({"duties", "duty_reports", "reminder_rows", "calendar", "city", "county"})
_RATED_DAYS = 365
NO_DUTIES = (
    "还没有启用报送任务",
    "报送任务写明哪一级、什么单位、什么时候报什么。自带的任务出处和时间都写在设置里，启用之前可以先改；"
    "启用之后，这里按日历列出已报、未报和逾期的单位。",
)


@dataclass(frozen=True)
class _Arguments:
    """What ``open`` asked for; shown when the month has been read."""

    tab: str = ""
    day: date | None = None
    duty_id: int = 0


class DutiesPage(Page):
    """The month is remembered; the list opens with who is late when somebody is."""

    page_id: ClassVar[str] = "duties"
    title: ClassVar[str] = "报送日历"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        today = clock.today()
        self.month = (today.year, today.month)
        self.facts: DutyMonth | None = None
        self.shown = False
        self.work = DossierWork(context, self)
        self._job: Job | None = None
        self._day = today
        self._asked = _Arguments()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.back_button = button("‹", tooltip="上个月（PgUp）")
        self.on_button = button("›", tooltip="下个月（PgDn）")
        self.back_button.setAccessibleName("上个月")
        self.on_button.setAccessibleName("下个月")
        for one in (self.back_button, self.on_button):
            one.setFixedWidth(36)
        self.title_label = label("", "heading")
        self.today_button = button("回到今天", tooltip="看今天所在的月份")
        self.note = label("", "secondary")
        self.settings_button = button("报送任务设置…", tooltip="增加、修改、停用报送任务")
        self.grid = MonthGrid(self.context.theme)
        card = Card()
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self.grid)
        self.units = UnitList(self.context)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(card)
        self.splitter.addWidget(self.units)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([640, 500])
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(
            toolbar(
                (self.back_button, self.title_label, self.on_button, self.today_button, self.note),
                (self.settings_button,),
            )
        )  # fmt: skip
        column.addWidget(self.splitter, 1)
        self.empty = EmptyState(
            *NO_DUTIES,
            (
                ("启用双周调度和月报", self.switch_on_presets),
                ("查看和修改报送任务…", self.open_settings),
            ),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(Page.plain_box(column))
        self.stack.addWidget(self.empty)
        self.page_layout().addWidget(self.stack)

    def _connect(self) -> None:
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.on_button.clicked.connect(lambda: self.turn(1))
        self.today_button.clicked.connect(self.go_to_today)
        self.settings_button.clicked.connect(self.open_settings)
        self.grid.month_asked.connect(self.turn)
        self.grid.day_chosen.connect(self._on_day)
        self.grid.opened.connect(self.units.table.setFocus)
        self.units.tab_changed.connect(self._on_tab)
        self.units.export_asked.connect(self.export)
        self.units.print_asked.connect(self.print_late)

    # ---- what the window calls -------------------------------------------------------------------------------

    @override
    def open(self, **arguments: Any) -> None:
        day: date | None = arguments.get("day")
        if day is not None:
            self.month, self._day = (day.year, day.month), day
        self._asked = _Arguments(str(arguments.get("tab") or ""), day, int(arguments.get("duty") or 0))
        if arguments:
            self.load()

    @override
    def activated(self) -> None:
        if self.facts is None and (self._job is None or self._job.done):
            self.load()
        self.grid.setFocus()

    @override
    def refresh(self, change: Change | None) -> None:
        anything = change is None or change.entity_ids is None or not change.fields or change.kind == "undo"
        if anything or (change is not None and change.fields & _TOUCHING):
            self.load()

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"ledger.export": self.export, "ledger.print": self.print_late}

    @override
    def save_state(self) -> dict[str, Any]:
        return {
            "month": f"{self.month[0]:04d}-{self.month[1]:02d}", "day": self._day.isoformat(), "tab": self.units.tab,
            "sizes": self.splitter.sizes(),
        }  # fmt: skip

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        try:
            self._day = date.fromisoformat(str(state.get("day", "")))
            self.month = (self._day.year, self._day.month)
        except ValueError:
            pass
        self.units.set_tab(str(state.get("tab", "")))
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(one, int) and one > 0 for one in sizes):
            self.splitter.setSizes(sizes)

    @override
    def prepare_for_screenshot(self) -> None:
        self.load()
        self.context.jobs.wait_idle()

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        def show(tab: str) -> Callable[[], None]:
            return lambda: self.units.set_tab(tab)

        return {"late": show(LATE), "rates": show(RATES), "": show(DAY)}

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the month anew."""
        if self._job is not None and not self._job.done:
            self._job.cancel()
        (year, month), ledger, campaign = self.month, self.context.ledger, self.context.campaign

        def read(_progress: Any) -> DutyMonth:
            from models.queries.duty_month import read_month

            return read_month(ledger, year, month, campaign)

        self._job = self.context.jobs.read(
            "读取报送日历", read, self._show, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def _show(self, facts: DutyMonth) -> None:
        first, self.facts = self.facts is None, facts
        self.shown = True
        self.stack.setCurrentIndex(0 if facts.duties else 1)
        year, month = self.month
        self.title_label.setText(f"{year}年{month}月")
        estimated = "　本月的休息日按周一至周五预估" if facts.estimated else ""
        self.note.setText(f"{facts.duties} 项报送任务{estimated}" if facts.duties else "")
        asked, self._asked = self._asked, _Arguments()
        self._day = asked.day or self._day
        if not facts.first <= self._day <= facts.last:
            self._day = date(year, month, 1)
        self.grid.show_month(facts, self._day)
        self.units.day = self._day
        self.units.duty_id = asked.duty_id
        self.units.show_month(facts)
        if asked.tab in TABS:
            self.units.set_tab(asked.tab)
        elif first and facts.late and self.units.tab == DAY and not self.grid.duties(self._day):
            self.units.set_tab(LATE)
        if self.units.tab == RATES:
            self._read_rates()

    def _read_rates(self) -> None:
        campaign = self.context.campaign

        def read(ledger: Any) -> Any:
            from models.queries.duties import unit_records

            today = clock.today()
            return unit_records(ledger, today - timedelta(days=_RATED_DAYS), today, campaign)

        self.work.read("统计按时率", read, self.units.show_records)

    # ---- what the clerk does ---------------------------------------------------------------------------------

    def turn(self, by: int, day: date | None = None) -> None:
        """To another month, with the same day of it in hand unless one is named."""
        year, month = self.month
        place = year * 12 + month - 1 + by
        if not 12 * 1950 <= place < 12 * 2200:
            return
        self.month = (place // 12, place % 12 + 1)
        last = (date(place // 12 + (place % 12 + 1) // 12, (place + 1) % 12 + 1, 1) - timedelta(days=1)).day
        self._day = day or date(*self.month, min(self._day.day, last))
        self.load()

    def go_to_today(self) -> None:
        """The month of today."""
        self._day = clock.today()
        self.month = (self._day.year, self._day.month)
        self.load()
        self.grid.setFocus()

    def open_settings(self) -> None:
        """The duties themselves."""
        self.context.open_page("settings", tab="duties")

    def switch_on_presets(self) -> None:
        """Ask for the fortnightly and the monthly report from today on."""
        from models.operations.duties import switch_duties
        from models.queries.duty_lines import read_duties

        def act(ledger: Any) -> Change:
            with ledger.reading() as connection:
                lines = read_duties(connection, retired=True)
            return switch_duties(ledger, [one.id for one in lines if (one.preset, one.name) in _OFFERED], True)

        self.work.write("启用报送任务", act, say="已启用双周调度和月报，从今天起计算。")

    def export(self) -> None:
        """The late list as a workbook."""
        if self.facts is None or not self.facts.late:
            self.context.inform("没有逾期未报的单位，没有可导出的内容。", "amber")
            return
        export_late(self, self.context)

    def print_late(self) -> None:
        """The late list on paper."""
        if self.facts is None or not self.facts.late:
            self.context.inform("没有逾期未报的单位，没有可打印的内容。", "amber")
            return
        print_late(self, self.context, len(self.facts.late))

    def _on_day(self, day: date, duty_id: int) -> None:
        self._day = day
        self.units.show_day(day, duty_id)

    def _on_tab(self, key: str) -> None:
        if key == RATES:
            self._read_rates()
