"""统计图表: three charts of the campaign shown, each bar opening its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget
from typing_extensions import override

from desktop.charts.canvas import ChartCanvas
from desktop.charts.number_table import NumberLine, number_table
from desktop.charts.rendering import Rendering, build_spec, picture_for_papers, render, save_chart, table_text
from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.jobs.job import Job
from desktop.pages.base import Page, chart_colours, open_rows
from desktop.panels.basis_switch import CHOICES, BasisSwitch
from desktop.tables.short_list import ShortListTable
from desktop.widgets.card import Card
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.charts.spec import ChartSpec
    from models.operations import Change

CHARTS = {
    "progress-by-city": "各市整改进度", "progress-by-region": "各县进度", "by-category": "问题类别",
    "by-pollutant": "污染类型", "deadlines-by-month": "整改期限",
}  # fmt: skip
REDRAW_AFTER_MS = 150
NO_PROBLEMS = (
    "还没有可以统计的问题",
    "导入清单之后，这里按市、按类别、按月份画出图表；点任意一根柱子，可以看到它包含的问题。",
)
NO_MEASURES = ("还没有可以统计的整改措施", "在问题的详情里添加整改措施之后，这里按措施统计；也可以改按问题或按点位。")
NO_PROBLEMS = (
    "还没有可以统计的问题",
    "导入清单之后，这里按市、按类别、按月份画出图表；点任意一根柱子，可以看到它包含的问题。",
)
NO_MEASURES = ("还没有可以统计的整改措施", "在问题的详情里添加整改措施之后，这里按措施统计；也可以改按问题或按点位。")


class ChartsPage(Page):
    """One chart at a time with its numbers beside it."""

    page_id: ClassVar[str] = "charts"
    title: ClassVar[str] = "统计图表"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.chart_id = next(iter(CHARTS))
        self.spec: ChartSpec | None = None
        self._job: Job | None = None
        self._drawn_for: tuple[Any, ...] = ()
        self._build()
        self._redraw_timer = QTimer(self)
        self._redraw_timer.setSingleShot(True)
        self._redraw_timer.setInterval(REDRAW_AFTER_MS)
        self._redraw_timer.timeout.connect(self._draw)
        context.theme.changed.connect(self._on_theme_changed)

    def _build(self) -> None:
        self.choices = QButtonGroup(self)
        buttons: list[QPushButton] = []
        for chart_id, title in CHARTS.items():
            choice = button(title)
            choice.setCheckable(True)
            choice.setChecked(chart_id == self.chart_id)
            choice.clicked.connect(lambda _=False, chosen=chart_id: self.show_chart(chosen))
            self.choices.addButton(choice)
            buttons.append(choice)
        self._buttons = dict(zip(CHARTS, buttons, strict=True))
        self.copy_button = button("复制图表", tooltip="复制成图片，可粘贴到 Word、PPT")
        self.copy_button.clicked.connect(self.copy_picture)
        self.table_button = button("复制数据", tooltip="复制成表格，可粘贴到 Excel")
        self.table_button.clicked.connect(self.copy_table)
        self.save_button = button("保存图表…", tooltip="保存为 PNG、SVG 或 PDF")
        self.save_button.clicked.connect(self.save)
        self.canvas = ChartCanvas(chart_colours(self.context.theme))
        self.canvas.opened.connect(self._on_opened)
        self.chart_scroll = QScrollArea()
        self.chart_scroll.setWidgetResizable(True)
        self.chart_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chart_scroll.setWidget(self.canvas)
        self.chart_scroll.viewport().installEventFilter(self)
        self.basis_switch = BasisSwitch(self.context.state)
        self.basis_switch.chosen.connect(lambda _basis: self.refresh(None))
        self.card = Card(CHARTS[self.chart_id], " ")
        self.card.body.addWidget(self.chart_scroll, 1)
        self.numbers: ShortListTable | None = None
        self.number_card = Card("数据", "双击一行查看问题")
        self.number_card.body.setContentsMargins(1, 14, 1, 1)
        self.number_card.heading.setContentsMargins(14, 0, 14, 0)
        self.number_card.setFixedWidth(372)
        self.empty = EmptyState(
            *NO_PROBLEMS,
            (("导入清单…", lambda: self.context.run_action("import.files")),),
        )
        cards = QHBoxLayout()
        cards.setSpacing(12)
        cards.addWidget(self.card, 1)
        cards.addWidget(self.number_card)
        filled = Page.plain_box(cards)
        self.stack = QStackedWidget()
        self.stack.addWidget(filled)
        self.stack.addWidget(self.empty)
        layout = self.page_layout()
        layout.setSpacing(8)
        layout.addLayout(toolbar(buttons))
        layout.addLayout(toolbar((self.basis_switch,), (self.copy_button, self.table_button, self.save_button)))
        layout.addWidget(self.stack, 1)
        self._set_usable(False)

    # --- page

    @override
    def open(self, **arguments: Any) -> None:
        chart_id = arguments.get("chart")
        if chart_id in CHARTS:
            self.chart_id = chart_id
            self.spec = None

    @override
    def activated(self) -> None:
        if self.basis_switch.follow() or self.spec is None:
            self.refresh(None)
        else:
            self._redraw_timer.start()

    @override
    def refresh(self, change: Change | None) -> None:
        self._buttons[self.chart_id].setChecked(True)
        self.card.title_label.setText(CHARTS[self.chart_id])
        if self._job is not None:
            self._job.cancel()
        query, chart_id, basis = self.context.query_base, self.chart_id, self.basis_switch.basis
        self._job = self.context.jobs.read(
            "统计图表",
            lambda _progress: build_spec(self.context.ledger, chart_id, query, basis),
            self._on_spec,
            on_cancelled=lambda: None,
            owner=self,
        )

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"charts.save": self.save, "charts.copy": self.copy_picture, "charts.copy_table": self.copy_table}

    @override
    def action_enabled(self, action_id: str) -> bool:
        return self.spec is not None and not self.spec.is_empty

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        first, *others = CHARTS
        shows = {name: (lambda chart_id=name: self.show_chart(chart_id)) for name in others}
        return {**shows, "": lambda: self.show_chart(first)}

    @override
    def save_state(self) -> dict[str, Any]:
        return {"chart": self.chart_id}

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        self.open(**state)

    def show_chart(self, chart_id: str) -> None:
        """Draw another chart."""
        self.chart_id = chart_id
        self.refresh(None)

    # --- drawing

    def _on_spec(self, spec: ChartSpec) -> None:
        self.spec = spec
        self._drawn_for = ()
        self._set_usable(not spec.is_empty)
        self.stack.setCurrentIndex(1 if spec.is_empty else 0)
        if spec.is_empty:
            self.empty.set_text(*(NO_MEASURES if self.basis_switch.basis == "measure" else NO_PROBLEMS))
        if spec.is_empty:
            self.empty.set_text(*(NO_MEASURES if self.basis_switch.basis == "measure" else NO_PROBLEMS))
        self._show_numbers(spec)
        if not spec.is_empty:
            self._draw()

    def _show_numbers(self, spec: ChartSpec) -> None:
        if self.numbers is not None:
            self.number_card.body.removeWidget(self.numbers)
            self.numbers.deleteLater()
        self.numbers = number_table(spec, self.context.theme)
        self.numbers.setAccessibleName("图表的数字")
        self.numbers.opened.connect(self._on_line_opened)
        self.number_card.body.addWidget(self.numbers, 1)

    def _draw(self) -> None:
        spec = self.spec
        width, height = self.chart_scroll.viewport().width(), self.chart_scroll.viewport().height()
        dark, ratio = self.context.theme.dark, self.devicePixelRatioF()
        wanted = (id(spec), width, height, dark, ratio)
        if spec is None or spec.is_empty or width < 100 or wanted == self._drawn_for:
            return
        self._drawn_for = wanted
        if self._job is not None:
            self._job.cancel()
        self._job = self.context.jobs.read(
            "绘制图表",
            lambda _progress: render(spec, width, height, ratio, dark),
            self._on_rendered,
            on_cancelled=lambda: None,
            owner=self,
        )

    def _on_rendered(self, rendering: Rendering) -> None:
        if rendering.spec is self.spec:
            self.canvas.show_rendering(rendering)

    def _on_theme_changed(self) -> None:
        self.canvas.set_colours(chart_colours(self.context.theme))
        self._redraw_timer.start()

    def _set_usable(self, usable: bool) -> None:
        for part in (self.copy_button, self.table_button, self.save_button):
            part.setEnabled(usable)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._redraw_timer.start()
        return False

    # --- what can be done with it

    def _on_opened(self, key: tuple[dict[str, Any], str]) -> None:
        filters, title = key
        open_rows(self.context, filters, title + self._basis_words())

    def _on_line_opened(self, line: NumberLine) -> None:
        if line.key is not None:
            open_rows(self.context, line.key, line.category + self._basis_words())

    def _basis_words(self) -> str:
        basis = self.basis_switch.basis
        return "" if basis == "problem" else f"（{CHOICES[basis]}）"

    def save(self) -> None:
        """Write the chart to a file the clerk chooses."""
        spec = self.spec
        if spec is None:
            return
        name = f"{spec.title}（{spec.as_of:%Y-%m-%d}）.png"
        kinds = (file_prompts.PNG, file_prompts.SVG, file_prompts.PDF)
        path = file_prompts.ask_save_file(self, self.context.state, "chart", "保存图表", name, kinds)
        if path is None:
            return
        self.context.jobs.read(
            "保存图表",
            lambda _progress: save_chart(spec, path),
            lambda saved: self.context.inform(f"图表已保存：{saved}", "green"),
            owner=self,
            long=True,
        )

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        spec = self.spec
        if spec is None:
            return

        def done(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            self.context.inform("图表已复制，可以粘贴到 Word、PPT。", "green")

        self.context.jobs.read("复制图表", lambda _progress: picture_for_papers(spec), done, owner=self, long=True)

    def copy_table(self) -> None:
        """Put the numbers on the clipboard as a table."""
        if self.spec is None:
            return
        QGuiApplication.clipboard().setText(table_text(self.spec))
        self.context.inform("数据已复制，可以粘贴到 Excel。", "green")
