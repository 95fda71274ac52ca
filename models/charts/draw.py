"""Turns a ChartSpec into a matplotlib figure without a window, and saves it; matplotlib is loaded when first used."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.charts.areas import BarArea
from models.charts.palette import DARK, GREY, LIGHT, Palette
from models.charts.spec import ChartSpec
from models.errors import UserError
from models.fonts import FONT_FILES, RARE, SANS, drawable
from models.output_file import replacing
from models.paths import cache_folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 100
_FAMILIES = [SANS, RARE]
_FORMATS = {".png": "png", ".svg": "svg", ".pdf": "pdf"}
_PITCH = 0.28
"""Inches from bar to bar of a chart that lies on its side."""
_BODY, _TITLE, _SMALL = 9.5, 13.0, 8.5
_THICKNESS = 0.62


@dataclass(frozen=True)
class Drawing:
    """A figure and its bars, for hover and click."""

    figure: Figure
    bars: tuple[BarArea, ...]

    def bar_at(self, x: float, y: float) -> BarArea | None:
        """The bar under a point given as fractions from the lower left corner."""
        return next((bar for bar in self.bars if bar.contains(x, y)), None)


def figure(spec: ChartSpec, dark: bool = False, size: tuple[float, float] | None = None, **more: Any) -> Figure:
    """The chart as a Figure with an Agg canvas; see ``draw``."""
    return draw(spec, dark=dark, size=size, **more).figure


def draw(
    spec: ChartSpec,
    *,
    dark: bool = False,
    grey: bool = False,
    size: tuple[float, float] | None = None,
    titled: bool = True,
    top: int | None = None,
) -> Drawing:
    """Draw at ``size`` in inches; a missing height grows with the categories of a chart that lies on its side.

    ``grey`` is for printing without colour; ``titled`` is off where a card already shows the title; ``top`` keeps
    the first so many categories.
    """
    matplotlib = _matplotlib()
    spec = spec.top(top)
    palette = GREY if grey else DARK if dark else LIGHT
    width, height = size or (8.4, natural_height(spec))
    with matplotlib.rc_context({"axes.unicode_minus": False, "hatch.linewidth": 0.6}):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        made: Any = Figure(figsize=(width, height), dpi=DPI, facecolor=palette.surface)
        FigureCanvasAgg(made)
        if titled:
            _text(made, 0.16 / width, 1 - 0.16 / height, spec.title, palette.text, _TITLE, va="top", weight="bold")
        _foot(made, spec, palette, width, height)
        if spec.is_empty:
            _text(made, 0.5, 0.5, "没有数据", palette.muted, _TITLE, ha="center", va="center")
            return Drawing(made, ())
        head = 0.62 if titled else 0.2
        if len(spec.series) > 1:
            _legend(made, spec, palette, width, height, titled)
            head = 0.62 if titled else 0.46
        axes = made.add_axes((0, 0, 1, 1), facecolor=palette.surface)
        painter = _lying_bars if spec.kind.endswith("_h") else _standing_bars
        return Drawing(made, tuple(painter(made, axes, spec, palette, head)))


def natural_height(spec: ChartSpec) -> float:
    """Inches in which every category of a lying chart has its room; standing charts have a fixed height."""
    return max(2.6, 1.2 + _PITCH * len(spec.categories)) if spec.kind.endswith("_h") else 4.2


def save(spec: ChartSpec, path: Path | str, **more: Any) -> Path:
    """Write the chart as .png (200 dpi), .svg or .pdf; the other arguments are those of ``draw``."""
    path = Path(path)
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise UserError("图表只能存为 PNG、SVG 或 PDF", where=path.name, advice="请换一个扩展名")
    made: Any = figure(spec, **more)
    matplotlib = _matplotlib()
    settings = {"pdf.fonttype": 42, "svg.hashsalt": spec.id, "axes.unicode_minus": False}
    metadata = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind)
    with replacing(path) as temporary, matplotlib.rc_context(settings):
        made.savefig(temporary, format=kind, dpi=200, facecolor=made.get_facecolor(), metadata=metadata)
    return path


@cache
def _matplotlib() -> Any:
    """matplotlib with our fonts added, keeping its own cache in the program's cache folder."""
    folder = cache_folder() / "mpl"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MPLCONFIGDIR", str(folder))
    import matplotlib
    from matplotlib import font_manager

    # the face for rare characters has one weight only, which is no news to anybody
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    manager: Any = font_manager.fontManager
    for file in FONT_FILES:
        manager.addfont(file)
    return matplotlib


@cache
def _drawable() -> frozenset[str]:
    """Characters the bundled fonts have."""
    _matplotlib()
    from matplotlib import ft2font

    faces = (FONT_FILES[0], FONT_FILES[-1])
    return frozenset({"\n"}.union(*(map(chr, ft2font.FT2Font(str(face)).get_charmap()) for face in faces)))


def _shown(text: str) -> str:
    """The text with characters the font lacks as a box, and no character that means mathematics."""
    known = _drawable()
    text = "".join(sign if sign in known else "□" for sign in drawable(text, known))
    return text.replace("$", r"\$")


def _text(made: Any, x: float, y: float, text: str, colour: str, size: float, **more: Any) -> Any:
    return made.text(x, y, _shown(text), color=colour, fontsize=size, fontfamily=_FAMILIES, **more)


def _foot(made: Any, spec: ChartSpec, palette: Palette, width: float, height: float) -> None:
    """统计口径, 截至 and the footnote, under the chart."""
    line = f"统计口径：{spec.basis}" if spec.basis else ""
    _text(made, 0.16 / width, 0.14 / height, line, palette.muted, _SMALL, va="bottom")
    if spec.footnote:
        _text(made, 0.16 / width, 0.32 / height, f"注：{spec.footnote}", palette.muted, _SMALL, va="bottom")
    day = f"截至 {spec.as_of.year} 年 {spec.as_of.month} 月 {spec.as_of.day} 日"
    room = _inches(line, _SMALL) + _inches(day, _SMALL) + 0.6 < width
    y = 0.14 if room else 0.5 if spec.footnote else 0.32
    _text(made, 1 - 0.16 / width, y / height, day, palette.muted, _SMALL, ha="right", va="bottom")


def _legend(made: Any, spec: ChartSpec, palette: Palette, width: float, height: float, titled: bool) -> None:
    """A coloured square and a word for each series, after the title."""
    from matplotlib.patches import Rectangle

    x = 0.16 + (_inches(spec.title, _TITLE) + 0.35 if titled else 0)
    middle = height - (0.27 if titled else 0.2)
    for one in spec.series:
        square = Rectangle(
            (x / width, (middle - 0.055) / height),
            0.11 / width,
            0.11 / height,
            transform=made.transFigure,
            facecolor=palette.tones[one.tone],
            hatch=palette.hatches[one.tone],
            edgecolor=palette.text if any(palette.hatches.values()) else "none",
            linewidth=0.5,
        )
        made.add_artist(square)
        _text(made, (x + 0.18) / width, middle / height, one.name, palette.muted, _BODY, va="center_baseline")
        x += 0.18 + _inches(one.name, _BODY) + 0.22


def _inches(text: str, size: float) -> float:
    """Width of a text, near enough to place what follows: Chinese characters are square, others about half."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in text) * size / 72


def _lying_bars(made: Any, axes: Any, spec: ChartSpec, palette: Palette, head: float) -> list[BarArea]:
    width, height = made.get_size_inches()
    names = [_short(name, 14) for name in spec.categories]
    ends = spec.ends or tuple(map(number_text, spec.totals()))
    left = 0.16 + max(_inches(name, _BODY) for name in names) + 0.1
    right = 0.2 + max(_inches(end, _BODY) for end in ends) + 0.1
    box = (left / width, 0.46 / height, max(width - left - right, 0.5) / width, max(height - head - 0.46, 0.3) / height)
    axes.set_position(box)
    count = len(names)
    body = min(_BODY, box[3] * height / count * 72 * 0.66)
    base = [0.0] * count
    patches: list[tuple[Any, int, int]] = []
    for order, one in enumerate(spec.series):
        drawn = axes.barh(range(count), one.values, height=_THICKNESS, left=base, **_look(palette, one.tone))
        patches += [(patch, order, place) for place, patch in enumerate(drawn)]
        base = [start + value for start, value in zip(base, one.values, strict=True)]
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(0, max(base) or 1)
    axes.set_yticks(range(count), [_shown(name) for name in names], fontfamily=_FAMILIES)
    axes.set_xticks([])
    _plain(axes, palette, body)
    for place, (total, end) in enumerate(zip(base, ends, strict=True)):
        axes.annotate(
            _shown(end),
            (total, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center_baseline",
            color=palette.muted,
            fontsize=body,
            fontfamily=_FAMILIES,
            annotation_clip=False,
        )
    return _areas(made, axes, spec, patches)


def _standing_bars(made: Any, axes: Any, spec: ChartSpec, palette: Palette, head: float) -> list[BarArea]:
    width, height = made.get_size_inches()
    count = len(spec.categories)
    axes.set_position((0.62 / width, 0.78 / height, (width - 0.82) / width, max(height - head - 0.86, 0.3) / height))
    base = [0.0] * count
    patches: list[tuple[Any, int, int]] = []
    if spec.kind == "line":
        for one in spec.series:
            axes.plot(range(count), one.values, color=palette.tones[one.tone], linewidth=2, marker="o", markersize=3.5)
            base = [max(pair) for pair in zip(base, one.values, strict=True)]
    else:
        for order, one in enumerate(spec.series):
            drawn = axes.bar(range(count), one.values, width=_THICKNESS, bottom=base, **_look(palette, one.tone))
            patches += [(patch, order, place) for place, patch in enumerate(drawn)]
            base = [start + value for start, value in zip(base, one.values, strict=True)]
    axes.set_xlim(-0.6, count - 0.4)
    axes.set_ylim(0, (max(base) or 1) * 1.12)
    room = (width - 0.82) / count
    every = max(1, -int(-(max(_inches(name, _SMALL) for name in spec.categories) + 0.12) // room))
    places = range(0, count, every)
    axes.set_xticks(places, [_shown(spec.categories[place]) for place in places], fontfamily=_FAMILIES)
    axes.grid(axis="y", color=palette.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=5)
    _plain(axes, palette)
    ends = spec.ends or tuple(map(number_text, spec.totals() if spec.kind != "line" else base))
    if room > max(_inches(end, _SMALL) for end in ends) + 0.03:
        for place, (total, end) in enumerate(zip(base, ends, strict=True)):
            if total:
                axes.annotate(
                    _shown(end),
                    (place, total),
                    xytext=(0, 3),
                    textcoords="offset points",
                    ha="center",
                    color=palette.muted,
                    fontsize=_SMALL,
                    fontfamily=_FAMILIES,
                )
    return _areas(made, axes, spec, patches)


def _look(palette: Palette, tone: Any) -> dict[str, Any]:
    look: dict[str, Any] = {"color": palette.tones[tone], "linewidth": 0}
    if any(palette.hatches.values()):
        look |= {"hatch": palette.hatches[tone], "edgecolor": palette.text, "linewidth": 0.6}
    return look


def _plain(axes: Any, palette: Palette, size: float = _BODY) -> None:
    """No frame, no tick marks, words in the chart's font."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, pad=6, labelsize=size, labelcolor=palette.text, labelfontfamily=_FAMILIES)


def _areas(made: Any, axes: Any, spec: ChartSpec, patches: Sequence[tuple[Any, int, int]]) -> list[BarArea]:
    to_figure = axes.transData + made.transFigure.inverted()
    areas: list[BarArea] = []
    for patch, order, place in patches:
        one = spec.series[order]
        if not one.values[place]:
            continue
        (left, bottom), (right, top) = to_figure.transform(
            [(patch.get_x(), patch.get_y()), (patch.get_x() + patch.get_width(), patch.get_y() + patch.get_height())]
        )
        left, right = sorted((left, right))
        bottom, top = sorted((bottom, top))
        key = one.keys[place] if one.keys else None
        category = spec.categories[place]
        areas.append(BarArea(left, bottom, right - left, top - bottom, category, one.name, one.values[place], key))
    return areas


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def number_text(value: float) -> str:
    """12,345 or 12.5."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
