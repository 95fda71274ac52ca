"""Charts are drawn with the shipped font, say so when there is nothing, and tell where their bars are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy
import pytest

from models.charts.draw import draw, natural_height, save
from models.charts.spec import ChartSpec, Series
from models.errors import UserError

CITIES = ("邯郸市", "晋城市", "阳泉市")


def spec(kind: str = "stacked_bar_h", **changes: object) -> ChartSpec:
    """Two series over three cities."""
    fields: dict[str, object] = {
        "id": "progress-by-city",
        "title": "各市整改进度",
        "kind": kind,
        "categories": CITIES,
        "series": (
            Series("已完成", (61, 40, 0), "green", tuple({"filters": {"city": (name,)}} for name in CITIES)),
            Series("逾期", (31, 48, 22), "red"),
        ),
        "basis": "按问题计",
        "as_of": date(2019, 4, 30),
    }
    return ChartSpec(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["stacked_bar_h", "bar_h", "stacked_bar", "bar", "line"])
@pytest.mark.parametrize("dark", [False, True])
def test_every_kind_is_drawn_without_a_warning(kind: str, dark: bool) -> None:
    drawing = draw(spec(kind), dark=dark, size=(6.0, 3.0))
    drawing.figure.canvas.draw()
    words = [text.get_text() for text in drawing.figure.texts]
    assert {"各市整改进度", "统计口径：按问题计", "截至 2019 年 4 月 30 日", "已完成"} <= set(words)


def test_a_point_inside_a_bar_finds_its_rows() -> None:
    drawing = draw(spec())
    first = drawing.bars[0]
    found = drawing.bar_at(first.left + first.width / 2, first.bottom + first.height / 2)
    assert found == first and found.key == {"filters": {"city": ("邯郸市",)}}
    assert (found.category, found.series, found.value) == ("邯郸市", "已完成", 61)
    assert drawing.bar_at(0.99, 0.99) is None
    assert len(drawing.bars) == 5
    assert all(bar.left >= 0 and bar.left + bar.width <= 1 and 0 <= bar.bottom <= 1 for bar in drawing.bars)


def test_what_the_screen_shows_is_where_the_areas_say() -> None:
    drawing = draw(spec())
    drawing.figure.canvas.draw()
    pixels = numpy.asarray(drawing.figure.canvas.buffer_rgba())  # type: ignore[attr-defined]
    height, width = pixels.shape[:2]
    for bar in drawing.bars:
        x, y = bar.left + bar.width / 2, bar.bottom + bar.height / 2
        red, green, blue, _ = map(int, pixels[int((1 - y) * height), int(x * width)])
        assert (green > red) == (bar.series == "已完成") and blue < 200


def test_nothing_to_show_is_said_in_words() -> None:
    drawing = draw(spec(categories=(), series=(Series("已完成", (), "green"),)))
    assert "没有数据" in [text.get_text() for text in drawing.figure.texts] and drawing.bars == ()


def test_a_long_list_of_cities_grows_in_height_or_is_cut_to_the_first() -> None:
    names = tuple(f"第{n}市" for n in range(80))
    many = spec(categories=names, series=(Series("已完成", tuple(range(80, 0, -1)), "green"),))
    assert natural_height(many) > 20
    assert draw(many).figure.get_size_inches()[1] == pytest.approx(natural_height(many))
    few = many.top(10)
    assert len(few.categories) == 10 and few.basis.endswith("共 80 项，只画前 10 项")


def test_characters_the_font_lacks_and_dollar_signs_do_no_harm() -> None:
    draw(spec(categories=("𰻝市", "坤澔", "a$b$c"), title="名$称$")).figure.canvas.draw()


def test_png_svg_and_pdf_are_written(tmp_path: Path) -> None:
    heads = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    for suffix, head in heads.items():
        path = save(spec(), tmp_path / f"图.{suffix}", grey=suffix == "pdf")
        assert path.read_bytes().startswith(head)
    assert save(spec(), tmp_path / "再.svg").read_bytes() == (tmp_path / "图.svg").read_bytes()
    with pytest.raises(UserError, match="PNG、SVG 或 PDF"):
        save(spec(), tmp_path / "图.bmp")
