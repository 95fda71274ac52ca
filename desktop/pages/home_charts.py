"""The two charts of 今日待办: progress by city and categories, each saying under it what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.pages.base import chart_colours
from desktop.theme.theme import Theme
from desktop.widgets.bar_rows import BarPart, BarRow, BarRows
from desktop.widgets.card import Card, label
from desktop.widgets.donut import Donut, Slice

if TYPE_CHECKING:
    from desktop.pages.home_reading import HomeCharts
    from models.charts.spec import ChartSpec

MAX_SLICES = 9
SLICE_TONES = ("blue", "green", "amber", "purple", "red", "blue", "green", "amber", "purple")
"""After the fifth the same tones come again, paler."""
FULL_TONES = 5
TONE_WORDS = {"green": "绿", "amber": "黄", "red": "红", "blue": "蓝", "purple": "紫", "grey": "灰"}
NO_MEASURES = "台账里还没有分条登记的整改措施。在问题的详情里添加措施之后，这里按措施统计。"


class HomeChartCards(QWidget):
    """Two cards side by side; ``opened(key)`` is (filters, title), or charts or categories for the whole page."""

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._theme = theme
        self.charts: HomeCharts | None = None
        self.progress_card = Card("各市整改进度", " ")
        self.bars = BarRows(chart_colours(theme))
        self.bars.setAccessibleName("各市整改进度，方向键逐项移动，Enter 打开")
        self.bars.opened.connect(self.opened)
        self.progress_card.body.addWidget(self.bars, 1)
        self.progress_foot = _foot(self.progress_card)
        self.category_card = Card("问题类别")
        self.donut = Donut(chart_colours(theme))
        self.donut.setAccessibleName("问题类别，方向键逐项移动，Enter 打开")
        self.donut.opened.connect(self.opened)
        self.category_card.body.addWidget(self.donut, 1)
        self.category_foot = _foot(self.category_card)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.progress_card, 47)
        row.addWidget(self.category_card, 29)
        theme.changed.connect(self._on_theme_changed)

    def show_charts(self, charts: HomeCharts) -> None:
        """Show these numbers."""
        self.charts = charts
        spec = charts.progress
        self.bars.set_rows(self._rows(spec), "还有 {} 个地方，见统计图表", "charts")
        self.progress_card.note_label.setText("　".join(f"{TONE_WORDS[one.tone]}：{one.name}" for one in spec.series))
        self.donut.set_slices(self._slices(charts.categories))
        for foot, one in ((self.progress_foot, spec), (self.category_foot, charts.categories)):
            foot.setText(foot_words(one))

    def _rows(self, spec: ChartSpec) -> tuple[BarRow, ...]:
        rows: list[BarRow] = []
        for place, category in enumerate(spec.categories):
            parts = tuple(
                BarPart(
                    one.values[place],
                    self._theme.colour(f"{one.tone}.fill"),
                    f"{category} · {one.name}：{one.values[place]:,.0f} {spec.unit}",
                    _key(one.keys, place, f"{category} · {one.name}"),
                )
                for one in spec.series
            )
            end = spec.ends[place] if spec.ends else f"{sum(part.value for part in parts):,.0f}"
            rows.append(BarRow(category, parts, end, key=_key(spec.total_keys, place, category)))
        return tuple(rows)

    def _slices(self, spec: ChartSpec) -> tuple[Slice, ...]:
        totals = spec.totals()
        order = sorted(range(len(totals)), key=lambda place: -totals[place])
        shown = order if len(order) <= MAX_SLICES else order[: MAX_SLICES - 1]
        slices: list[Slice] = []
        for order_place, (place, tone) in enumerate(zip(shown, SLICE_TONES, strict=False)):
            colour = self._theme.colour(f"{tone}.fill")
            if order_place >= FULL_TONES:
                colour = _between(colour, self._theme.colour("surface"))
            name, value = spec.categories[place], totals[place]
            keys = spec.total_keys or spec.series[0].keys
            slices.append(_slice(name, value, colour, spec.unit, _key(keys, place, name)))
        rest = sum(totals[place] for place in order[len(shown) :])
        if rest:
            name, grey = f"其余 {len(order) - len(shown)} 类", self._theme.colour("grey.fill")
            slices.append(_slice(name, rest, grey, spec.unit, "categories"))
        return tuple(slices)

    def _on_theme_changed(self) -> None:
        for chart in (self.bars, self.donut):
            chart.set_colours(chart_colours(self._theme))
        if self.charts is not None:
            self.show_charts(self.charts)


def foot_words(spec: ChartSpec) -> str:
    """What stands under a chart: what is counted, and where parts overlap."""
    if spec.is_empty and spec.unit == "条":
        return NO_MEASURES
    return f"统计口径：{spec.basis}" + (f"\n注：{spec.footnote}" if spec.footnote else "")


def _foot(card: Card) -> QLabel:
    made = label("", "small", wrap=True)
    card.body.addWidget(made)
    return made


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
