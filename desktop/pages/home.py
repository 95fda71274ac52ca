"""今日待办: key figures, what to do today, progress by city, and categories; every number opens its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.pages.base import Page, chart_colours, open_rows
from desktop.pages.home_reading import HomeCharts, HomeNumbers, read_charts, read_numbers
from desktop.widgets.bar_rows import BarPart, BarRow, BarRows
from desktop.widgets.card import Card, label, line
from desktop.widgets.chip import Chip
from desktop.widgets.donut import Donut, Slice
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button
from desktop.widgets.key_figure import KeyFigure

if TYPE_CHECKING:
    from models.charts.spec import ChartSpec
    from models.operations import Change
    from models.queries.figures import KeyFigures, TodoLine

Answer = TypeVar("Answer")
MAX_SLICES = 9
SLICE_TONES = ("blue", "green", "amber", "purple", "red", "blue", "green", "amber", "purple")
"""After the fifth the same tones come again, paler."""
FULL_TONES = 5
FIGURES = (
    ("total", "交办问题", ""),
    ("closed", "整改完成率", "green"),
    ("overdue", "逾期未改", "red"),
    ("near", "临近到期", "amber"),
    ("checking", "待核查", "purple"),
    ("closing", "待销号", "blue"),
)
"""Name of the query behind a card, its title and its tone."""


class HomePage(Page):
    """Until there is a problem in the ledger it says how to get the first ones in."""

    page_id: ClassVar[str] = "home"
    title: ClassVar[str] = "今日待办"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.numbers: HomeNumbers | None = None
        self.charts: HomeCharts | None = None
        self.shown = False
        self._jobs: list[Job] = []
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
        context.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _build_filled(self) -> QWidget:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for name, title, tone in FIGURES:
            card = KeyFigure(title, tone)
            card.clicked.connect(lambda query=name: self._open_figure(query))
            self.cards[name] = card
            figures.addWidget(card, 1)
        self.todo_card = Card("今天要办的事")
        self.todo_box = QVBoxLayout()
        self.todo_box.setSpacing(0)
        self.todo_box.addStretch(1)
        inner = Page.plain_box(self.todo_box)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.todo_card.body.addWidget(scroll, 1)
        self.progress_card = Card("各市整改进度", " ")
        self.bars = BarRows(chart_colours(self.context.theme))
        self.bars.opened.connect(self._on_opened)
        self.progress_card.body.addWidget(self.bars, 1)
        self.category_card = Card("问题类别")
        self.donut = Donut(chart_colours(self.context.theme))
        self.donut.opened.connect(self._on_opened)
        self.category_card.body.addWidget(self.donut, 1)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.todo_card, 40)
        lower.addWidget(self.progress_card, 47)
        lower.addWidget(self.category_card, 29)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(figures)
        column.addLayout(lower, 1)
        return Page.plain_box(column)

    # --- page

    @override
    def activated(self) -> None:
        if self.numbers is None:
            self.refresh(None)

    @override
    def refresh(self, change: Change | None) -> None:
        for job in self._jobs:
            job.cancel()
        ledger, query = self.context.ledger, self.context.query_base
        self._jobs = [self._ask("读取今日待办", lambda: read_numbers(ledger, query), self._show)]

    def _ask(self, title: str, question: Callable[[], Answer], done: Callable[[Answer], None]) -> Job:
        return self.context.jobs.read(title, lambda _progress: question(), done, on_cancelled=lambda: None, owner=self)

    # --- showing

    def _show(self, numbers: HomeNumbers) -> None:
        first, self.numbers = self.numbers is None, numbers
        empty = numbers.figures.total == 0 and self.context.campaign is None
        self.stack.setCurrentIndex(1 if empty else 0)
        self._show_figures(numbers.figures)
        self._show_lines(numbers.lines)
        if first:
            # the numbers stand before the charts are loaded, which would take turns with the painting
            self.repaint()
        self.shown = True
        ledger, query = self.context.ledger, self.context.query_base
        self._jobs.append(self._ask("统计各市进度", lambda: read_charts(ledger, query), self._show_charts))

    def _show_figures(self, figures: KeyFigures) -> None:
        rate = "—" if figures.rate is None else f"{figures.rate:.1%}"
        new = f"{figures.newest}新增 {figures.new:,}" if figures.newest else ""
        texts = {
            "total": (f"{figures.total:,}", new),
            "closed": (rate, f"已销号 {figures.closed:,}"),
            "overdue": (f"{figures.overdue:,}", f"其中超 20 天 {figures.long_overdue:,}"),
            "near": (f"{figures.near:,}", "即将到整改期限"),
            "checking": (f"{figures.checking:,}", "已上报或核查中"),
            "closing": (f"{figures.closing:,}", "待销号、审核或公示中"),
        }
        for name, (figure, note) in texts.items():
            self.cards[name].set(figure, note)
            self.cards[name].set_clickable(figures.total > 0)

    def _show_lines(self, lines: list[TodoLine]) -> None:
        while self.todo_box.count() > 1:
            item = self.todo_box.takeAt(0)
            if item.widget() is not None:
                item.widget().deleteLater()
        for position, todo in enumerate(lines):
            self.todo_box.insertWidget(position, self._todo_row(todo))
        if not lines:
            self.todo_box.insertWidget(0, label("今天没有到期、逾期或等待处理的事项。", "secondary", wrap=True))

    def _todo_row(self, todo: TodoLine) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Chip(todo.word, todo.tone))
        row.addWidget(ElidedLabel(todo.text, middle=True), 1)
        act = button("办理", "link", todo.text)
        act.setAccessibleName(f"办理：{todo.text}")
        act.clicked.connect(lambda: self._open_line(todo))
        row.addWidget(act)
        column = QVBoxLayout()
        column.setSpacing(0)
        inner = Page.plain_box(row)
        inner.setFixedHeight(39)
        column.addWidget(inner)
        column.addWidget(line())
        return Page.plain_box(column)

    def _show_charts(self, charts: HomeCharts) -> None:
        self.charts = charts
        theme = self.context.theme
        spec = charts.progress
        rows = []
        for place, category in enumerate(spec.categories):
            parts = tuple(
                BarPart(
                    one.values[place],
                    theme.colour(f"{one.tone}.fill"),
                    f"{category} · {one.name}：{one.values[place]:,.0f} {spec.unit}",
                    _key(one.keys, place, f"{category} · {one.name}"),
                )
                for one in spec.series
            )
            end = spec.ends[place] if spec.ends else f"{sum(part.value for part in parts):,.0f}"
            rows.append(BarRow(category, parts, end, key=_key(spec.total_keys, place, category)))
        self.bars.set_rows(tuple(rows), "还有 {} 个地方，见统计图表", "charts")
        words = {"green": "绿", "amber": "黄", "red": "红", "blue": "蓝", "purple": "紫", "grey": "灰"}
        self.progress_card.note_label.setText("　".join(f"{words[one.tone]}：{one.name}" for one in spec.series))
        self.donut.set_slices(self._slices(charts.categories))

    def _slices(self, spec: ChartSpec) -> tuple[Slice, ...]:
        totals = spec.totals()
        order = sorted(range(len(totals)), key=lambda place: -totals[place])
        shown = order if len(order) <= MAX_SLICES else order[: MAX_SLICES - 1]
        slices = []
        for order_place, (place, tone) in enumerate(zip(shown, SLICE_TONES, strict=False)):
            colour = self.context.theme.colour(f"{tone}.fill")
            if order_place >= FULL_TONES:
                colour = _between(colour, self.context.theme.colour("surface"))
            name, value = spec.categories[place], totals[place]
            keys = spec.total_keys or spec.series[0].keys
            slices.append(_slice(name, value, colour, spec.unit, _key(keys, place, name)))
        rest = sum(totals[place] for place in order[len(shown) :])
        if rest:
            slices.append(
                _slice(
                    f"其余 {len(order) - len(shown)} 类",
                    rest,
                    self.context.theme.colour("grey.fill"),
                    spec.unit,
                    "categories",
                )
            )
        return tuple(slices)

    def _on_theme_changed(self) -> None:
        for chart in (self.bars, self.donut):
            chart.set_colours(chart_colours(self.context.theme))
        if self.charts is not None:
            self._show_charts(self.charts)

    # --- opening rows

    def _open_figure(self, name: str) -> None:
        if self.numbers is not None and name in self.numbers.figures.queries:
            title = next(title for key, title, _tone in FIGURES if key == name)
            if name == "closed":
                title = "已销号"
            self.context.open_page("ledger", query=self.numbers.figures.queries[name], title=title)

    def _open_line(self, todo: TodoLine) -> None:
        if todo.query is not None:
            self.context.open_page("ledger", query=todo.query, title=todo.word)
        elif todo.batch_id is not None:
            self.context.open_page("history", tab="batches", batch=todo.batch_id)

    def _on_opened(self, key: Any) -> None:
        if key == "charts":
            self.context.open_page("charts", chart="progress-by-city")
        elif key == "categories":
            self.context.open_page("charts", chart="by-category")
        else:
            filters, title = key
            open_rows(self.context, filters, title)


def _key(keys: tuple[Any, ...], place: int, title: str) -> tuple[dict[str, Any], str] | None:
    found = keys[place] if keys else None
    return None if found is None else (found, title)


def _slice(name: str, value: float, colour: QColor, unit: str, key: Any) -> Slice:
    return Slice(name, value, colour, f"{name}：{value:,.0f} {unit}", key)


def _between(first: QColor, second: QColor) -> QColor:
    """The colour half-way."""
    return QColor(
        (first.red() + second.red()) // 2, (first.green() + second.green()) // 2, (first.blue() + second.blue()) // 2
    )
