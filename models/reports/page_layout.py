"""Lays a report's rows out on pages before anything is set: lines broken, rows placed, the number of pages known."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from models.fonts import FONT_FOLDER
from models.reports.line_breaking import Line, LineBreaker
from models.reports.report import Paper, ReportColumn

MM = 72 / 25.4
_SIZES = {"A4": (210 * MM, 297 * MM), "A3": (297 * MM, 420 * MM)}
_BODY_SIZE = {"A4": 8.5, "A3": 10.0}
_SAMPLE = 500
"""Rows that decide the widths."""
_NARROWEST = 0.45
"""A column never gets less than this part of the width it asks for."""


@dataclass(frozen=True)
class Geometry:
    """Where things stand on a page, in points from its upper left corner."""

    width: float
    height: float
    left: float
    top: float
    bottom: float
    body_size: float
    edges: tuple[float, ...]
    """x of the vertical lines."""

    @property
    def pitch(self) -> float:
        """From line to line inside a cell."""
        return self.body_size * 1.32

    @property
    def pad_x(self) -> float:
        """Between a vertical line and the text."""
        return self.body_size * 0.45

    @property
    def pad_y(self) -> float:
        """Above the first and below the last line of a cell."""
        return self.body_size * 0.2


def geometry(paper: Paper, columns: Sequence[ReportColumn]) -> Geometry:
    """Fit the columns into the width of the paper; flexible ones share what the others leave."""
    short, long = _SIZES[paper.size]
    width, height = (long, short) if paper.landscape else (short, long)
    size = _BODY_SIZE[paper.size]
    side = (18 if paper.size == "A3" else 13) * MM
    room = width - 2 * side
    fixed = sum(column.width for column in columns if not column.flexible) * size
    wanted = sum(column.width for column in columns if column.flexible) * size
    stretch = max((room - fixed) / wanted, _NARROWEST) if wanted else 1.0
    widths = [column.width * size * (stretch if column.flexible else 1.0) for column in columns]
    scale = room / sum(widths) if not wanted or sum(widths) > room else 1.0
    edges = [side]
    for one in widths:
        edges.append(edges[-1] + one * scale)
    return Geometry(width, height, side, 18 * MM, height - 20 * MM, size, tuple(edges))


def fit_columns(columns: Sequence[ReportColumn], rows: Sequence[Sequence[str]]) -> tuple[ReportColumn, ...]:
    """The columns with widths nearer to what these first rows need, within reason.

    A short column grows until its longest text fits, or shrinks; flexible ones get more where there is more to say.
    """
    measure = LineBreaker(FONT_FOLDER / "NotoSerifSC-Regular.ttf").width
    fitted: list[ReportColumn] = []
    for place, column in enumerate(columns):
        widths = [measure(row[place]) for row in rows[:_SAMPLE]]
        if not widths:
            return tuple(columns)
        if column.flexible:
            wanted = (column.width + sum(widths) / len(widths)) / 2
            width = min(max(wanted, 0.6 * column.width), 1.6 * column.width)
        else:
            width = min(max(max(widths) + 1.1, 0.8 * column.width), 1.45 * column.width)
        fitted.append(replace(column, width=width))
    return tuple(fitted)


@dataclass
class Page:
    """Texts as (x, y of the line's top, text) and the y of the horizontal lines under the header, in 1/100 point."""

    number: int
    top: float
    """Where the header begins."""
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    closing: float = 0.0
    """Where signatures and footnotes begin; 0 on pages that have none."""

    def to_json(self) -> str:
        """As resources/reports/table.typ reads it."""
        return json.dumps([self.number, self.top, self.texts, self.rules, self.closing], ensure_ascii=False)


_Cells = Sequence[Sequence[Line]]
_Placed = tuple[_Cells, int, float, int]
"""A row's lines, how many lines high it is, its height, and how many texts stood on the page before it."""


class PageLayout:
    """Takes rows one after the other and keeps each finished page as JSON."""

    def __init__(
        self, paper: Paper, columns: Sequence[ReportColumn], *, title_room: float, closing_room: float
    ) -> None:
        self.geometry = geometry(paper, columns)
        self.pages: list[str] = []
        self.rows = 0
        self._columns = tuple(columns)
        self._breaker = LineBreaker(FONT_FOLDER / "NotoSerifSC-Regular.ttf")
        edges = self.geometry.edges
        inner = [right - left - 2 * self.geometry.pad_x for left, right in itertools.pairwise(edges)]
        self._room = [width / self.geometry.body_size for width in inner]
        self._closing_room = closing_room
        self.header_texts, self.header_height = self._lay_header()
        self._page = self._new_page(1, self.geometry.top + title_room)
        self._last: _Placed | None = None
        """The last row, if it is not the only one of its page."""

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Place rows below each other; one that does not fit goes to the next page, one longer than a page is cut."""
        shape = self.geometry
        whole_page = shape.bottom - shape.top - self.header_height - 2 * shape.pad_y
        for row in rows:
            cells = [
                self._breaker.lines(text, room) if text else () for text, room in zip(row, self._room, strict=True)
            ]
            count = max(1, max(map(len, cells)))
            height = count * shape.pitch + 2 * shape.pad_y
            if self._y + height > shape.bottom and count * shape.pitch <= whole_page:
                self._turn_page()
            if self._y + height <= shape.bottom:
                self._place(cells, count, height)
            else:
                self._place_in_parts(cells, count)
            self.rows += 1

    def finish(self) -> int:
        """Close the last page with room for what stands after the table; returns the number of pages.

        Signatures never stand alone: where there is no room for them the last row goes with them.
        """
        if self._y + self._closing_room > self.geometry.bottom + 6 * MM and self._last is not None:
            cells, count, height, texts_before = self._last
            del self._page.texts[texts_before:]
            self._page.rules.pop()
            self._turn_page()
            self._place(cells, count, height)
        self._page.closing = self._y
        self.pages.append(self._page.to_json())
        return len(self.pages)

    def _lay_header(self) -> tuple[list[tuple[float, float, str]], float]:
        """Header texts relative to the header's top, and its height."""
        shape = self.geometry
        breaker = LineBreaker(FONT_FOLDER / "NotoSansSC-Bold.ttf")
        cells = [breaker.lines(column.title, room) for column, room in zip(self._columns, self._room, strict=True)]
        height = max(map(len, cells), default=1) * shape.pitch + 5 * shape.pad_y
        texts: list[tuple[float, float, str]] = []
        for place, lines in enumerate(cells):
            middle = (shape.edges[place] + shape.edges[place + 1]) / 2
            y = (height - len(lines) * shape.pitch) / 2 + (shape.pitch - shape.body_size) / 2
            for text, width in lines:
                texts.append((round(middle - width * shape.body_size / 2, 2), round(y, 2), text))
                y += shape.pitch
        return texts, height

    def _new_page(self, number: int, top: float) -> Page:
        self._y = top + self.header_height
        return Page(number, round(top, 2))

    def _turn_page(self) -> None:
        self.pages.append(self._page.to_json())
        self._page = self._new_page(self._page.number + 1, self.geometry.top)

    def _place(self, cells: _Cells, count: int, height: float) -> None:
        shape, texts = self.geometry, self._page.texts
        pitch, size = shape.pitch, shape.body_size
        self._last = (cells, count, height, len(texts)) if self._page.rules else None
        first = self._y + shape.pad_y + (pitch - size) / 2
        for place, lines in enumerate(cells):
            if not lines:
                continue
            left, align = shape.edges[place], self._columns[place].align
            y = first + (count - len(lines)) * pitch / 2
            for text, width in lines:
                if align == "left":
                    x = left + shape.pad_x
                elif align == "center":
                    x = (left + shape.edges[place + 1] - width * size) / 2
                else:
                    x = shape.edges[place + 1] - shape.pad_x - width * size
                texts.append((int(x * 100), int(y * 100), text))
                y += pitch
        self._y += height
        self._page.rules.append(int(self._y * 100))

    def _place_in_parts(self, cells: _Cells, count: int) -> None:
        shape = self.geometry
        while count:
            fitting = int((shape.bottom - self._y - 2 * shape.pad_y) / shape.pitch + 1e-6)
            if fitting < min(count, 3):
                self._turn_page()
                continue
            now = min(fitting, count)
            self._place([lines[:now] for lines in cells], now, now * shape.pitch + 2 * shape.pad_y)
            cells = [lines[now:] for lines in cells]
            count = max(map(len, cells))
