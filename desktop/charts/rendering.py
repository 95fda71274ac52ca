"""Draws a chart into a picture with its bars, in the reader's lane."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from models.charts.draw import BarArea
    from models.charts.spec import ChartSpec
    from models.queries.problems import ProblemQuery
    from models.store import Ledger


@dataclass(frozen=True)
class Rendering:
    """A picture, sharp at ``ratio`` device pixels to the point, and the bars in it."""

    image: QImage
    bars: tuple[BarArea, ...]
    spec: ChartSpec


def build_spec(ledger: Ledger, chart_id: str, query: ProblemQuery, basis: str = "problem") -> ChartSpec:
    """The numbers of a chart."""
    from models.charts.catalogue import build_chart

    return build_chart(chart_id, ledger, query, query.reference_day(), basis)


def render(spec: ChartSpec, width: int, height: int, ratio: float, dark: bool) -> Rendering:
    """Draw ``spec`` at ``width`` points; a chart that lies on its side may come out higher than ``height``."""
    from models.charts.draw import DPI, draw, natural_height

    if spec.kind.endswith("_h"):
        height = max(height, round(natural_height(spec) * DPI))
    drawing = draw(spec, dark=dark, size=(width / DPI, height / DPI), titled=False)
    drawing.figure.set_dpi(DPI * ratio)
    canvas = drawing.figure.canvas
    canvas.draw()
    buffer = canvas.buffer_rgba()  # type: ignore[attr-defined]
    rows, columns = buffer.shape[:2]
    image = QImage(bytes(buffer), columns, rows, columns * 4, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    return Rendering(image, drawing.bars, spec)


def save_chart(spec: ChartSpec, path: Path) -> Path:
    """Write the chart, light, with its title, as the ending of ``path`` says."""
    from models.charts.draw import save

    return save(spec, path)


def picture_for_papers(spec: ChartSpec) -> QImage:
    """The chart with its title, light, at 200 dpi, for pasting into Word and PowerPoint."""
    from models.charts.draw import draw

    drawing = draw(spec)
    drawing.figure.set_dpi(200)
    canvas = drawing.figure.canvas
    canvas.draw()
    buffer = canvas.buffer_rgba()  # type: ignore[attr-defined]
    rows, columns = buffer.shape[:2]
    return QImage(bytes(buffer), columns, rows, columns * 4, QImage.Format.Format_RGBA8888).copy()


def table_text(spec: ChartSpec) -> str:
    """The numbers as tab-separated lines that Excel and Word take as a table."""
    heads = ["", *(one.name for one in spec.series)]
    if len(spec.series) > 1:
        heads.append("合计")
    lines = ["\t".join(heads)]
    for place, category in enumerate(spec.categories):
        values = [one.values[place] for one in spec.series]
        if len(spec.series) > 1:
            values.append(sum(values))
        lines.append("\t".join([category, *(f"{value:g}" for value in values)]))
    return "\n".join(lines)
