"""今日待办: key figures, what to do today, progress by city, and categories; every number opens its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.pages.base import Page, open_rows
from desktop.pages.home_charts import HomeChartCards
from desktop.pages.home_reading import HomeCharts, HomeNumbers, read_charts, read_numbers
from desktop.panels.basis_switch import CHOICES, BasisSwitch
from desktop.panels.todo_list import TodoList
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import toolbar
from desktop.widgets.key_figure import KeyFigure
from models import clock

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.figures import KeyFigures
    from models.queries.todo import TodoLine

Answer = TypeVar("Answer")
FIGURES = (
    ("total", "交办问题", ""),
    ("closed", "整改完成率", "green"),
    ("overdue", "逾期未改", "red"),
    ("near", "临近到期", "amber"),
    ("checking", "待核查", "purple"),
    ("closing", "待销号", "blue"),
)
"""Name of the query behind a card, its title and its tone."""
TOTALS = {"problem": "交办问题", "site": "涉及点位", "measure": "整改措施"}
COUNTED = {"problem": "个", "site": "处", "measure": "条"}
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class OpenImport:
    """The line of an import that was begun and not written; of the same shape as ``models.queries.todo.TodoLine``."""

    text: str
    kind: str = "open_import"
    word: str = "导入"
    tone: str = "blue"


class HomePage(Page):
    """Until there is a problem in the ledger it says how to get the first ones in."""

    page_id: ClassVar[str] = "home"
    title: ClassVar[str] = "今日待办"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.numbers: HomeNumbers | None = None
        self.shown = False
        self._jobs: list[Job] = []
        self._came = False
        self._open_import = ""
        self.cards: dict[str, KeyFigure] = {}
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_filled())
        self.empty = EmptyState(
            "台账里还没有问题",
            "把上级下发的交办清单拖到窗口里就能导入，Excel、WPS 表格、CSV 都可以；也可以先用演示台账熟悉一下。",
            (
                ("导入清单…", lambda: context.run_action("import.files")),
                ("用演示台账试用", lambda: context.run_action("ledger.demo")),
            ),
        )
        self.stack.addWidget(self.empty)
        self.page_layout().addWidget(self.stack)
        context.quality_ran.connect(self._on_quality_ran)
        context.waiting_watch.changed.connect(self._on_waiting)

    def _build_filled(self) -> QWidget:
        self.day_label = label("", "secondary")
        self.basis_switch = BasisSwitch(self.context.state)
        self.basis_switch.chosen.connect(lambda _basis: self.refresh(None))
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for name, title, tone in FIGURES:
            card = KeyFigure(title, tone)
            card.clicked.connect(lambda query=name: self._open_figure(query))
            self.cards[name] = card
            figures.addWidget(card, 1)
        self.todo_card = Card("今天要办的事", " ")
        self.todo = TodoList()
        self.todo.opened.connect(self._open_line)
        self.todo_card.body.addWidget(self.todo, 1)
        self.chart_cards = HomeChartCards(self.context.theme)
        self.chart_cards.opened.connect(self._on_opened)
        self.bars, self.donut = self.chart_cards.bars, self.chart_cards.donut
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.todo_card, 40)
        lower.addWidget(self.chart_cards, 76)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(toolbar((self.day_label,), (self.basis_switch,)))
        column.addLayout(figures)
        column.addLayout(lower, 1)
        return Page.plain_box(column)

    # --- page

    @property
    def charts(self) -> HomeCharts | None:
        """What the charts show."""
        return self.chart_cards.charts

    @override
    def activated(self) -> None:
        self._came = True
        self.todo.take_focus()
        if self.basis_switch.follow() or self.numbers is None:
            self.refresh(None)
        elif self._open_import != self.context.open_import:
            self._show_lines(self.numbers.lines)

    @override
    def refresh(self, change: Change | None) -> None:
        for job in self._jobs:
            job.cancel()
        ledger, query, basis = self.context.ledger, self.context.query_base, self.basis_switch.basis
        self._jobs = [self._ask("读取今日待办", lambda: read_numbers(ledger, query, basis), self._show)]

    def _ask(self, title: str, question: Callable[[], Answer], done: Callable[[Answer], None]) -> Job:
        return self.context.jobs.read(title, lambda _progress: question(), done, on_cancelled=lambda: None, owner=self)

    def _on_quality_ran(self) -> None:
        """Only the lines can have changed, but they are read together with the numbers."""
        if self.numbers is not None and self.isVisible():
            self.refresh(None)
        else:
            self.numbers = None

    def _on_waiting(self) -> None:
        """The lines of the process were read, after the figures stood."""
        if self.numbers is not None:
            self._show_lines(self.numbers.lines)

    # --- showing

    def _show(self, numbers: HomeNumbers) -> None:
        first, self.numbers = not self.shown, numbers
        empty = numbers.problems == 0 and self.context.campaign is None
        self.stack.setCurrentIndex(1 if empty else 0)
        today = clock.today()
        weekday = WEEKDAYS[today.weekday()]
        self.day_label.setText(f"{today.year}年{today.month}月{today.day}日　星期{weekday}")
        self._show_figures(numbers.figures)
        self._show_lines(numbers.lines)
        if self._came and self.isVisible() and self.window().isActiveWindow():
            # the lines came after the page: the keyboard goes to them, unless somebody put it elsewhere meanwhile
            self._came = False
            focus = self.window().focusWidget()
            if focus is None or not self.isAncestorOf(focus):
                self.todo.take_focus()
        if first:
            # the numbers stand before the charts are loaded, which would take turns with the painting
            self.repaint()
        self.shown = True
        ledger, query, basis = self.context.ledger, self.context.query_base, numbers.figures.basis
        read = self._ask("统计各市进度", lambda: read_charts(ledger, query, basis), self.chart_cards.show_charts)
        self._jobs.append(read)

    def _show_figures(self, figures: KeyFigures) -> None:
        rate = "—" if figures.rate is None else f"{figures.rate:.1%}"
        new = f"{figures.newest}新增 {figures.new:,}" if figures.newest else ""
        done = "已完成" if figures.basis == "measure" else "已销号"
        texts = {
            "total": (f"{figures.total:,}", new),
            "closed": (rate, f"{done} {figures.closed:,} {COUNTED[figures.basis]}"),
            "overdue": (f"{figures.overdue:,}", f"其中超 20 天 {figures.long_overdue:,}"),
            "near": (f"{figures.near:,}", "即将到整改期限"),
            "checking": (f"{figures.checking:,}", "已上报或核查中"),
            "closing": (f"{figures.closing:,}", "待销号、审核或公示中"),
        }
        self.cards["total"].name_label.setText(TOTALS[figures.basis])
        for name, (figure, note) in texts.items():
            self.cards[name].set(figure, note)
            self.cards[name].set_clickable(figures.total > 0)

    def _show_lines(self, lines: list[TodoLine]) -> None:
        self._open_import = self.context.open_import
        begun = [OpenImport(self._open_import)] if self._open_import else []
        found = self.context.waiting_watch.found
        process = found.lines if found is not None else ()
        self.todo.set_lines([*lines, *process, *begun])
        count = len(lines) + len(process) + len(begun)
        self.todo_card.note_label.setText(f"{count} 件，按 Enter 办理" if count else "")

    # --- opening rows

    def _open_figure(self, name: str) -> None:
        if self.numbers is not None and name in self.numbers.figures.queries:
            figures = self.numbers.figures
            title = "已销号" if name == "closed" else next(title for key, title, _tone in FIGURES if key == name)
            if figures.basis != "problem":
                number = getattr(figures, name)
                title += f"（{CHOICES[figures.basis]} {number:,} {COUNTED[figures.basis]}）"
            self.context.open_page("ledger", query=figures.queries[name], title=title)

    def _open_line(self, todo: TodoLine | OpenImport) -> None:
        if isinstance(todo, OpenImport):
            self.context.open_page("import")
        elif todo.query is not None:
            self.context.open_page("ledger", query=todo.query, title=todo.word)
        else:
            self.context.open_page(todo.page, **todo.arguments)

    def _on_opened(self, key: Any) -> None:
        if key == "charts":
            self.context.open_page("charts", chart="progress-by-city")
        elif key == "categories":
            self.context.open_page("charts", chart="by-category")
        else:
            filters, title = key
            basis = self.basis_switch.basis
            open_rows(self.context, filters, title if basis == "problem" else f"{title}（{CHOICES[basis]}）")
