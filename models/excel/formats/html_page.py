"""The tables and paragraphs of an HTML page as lxml's streaming parser reports them; no tree, no entities, bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.errors import UserError
from models.excel.formats.html_styles import Styles
from models.excel.formats.sheet_builder import MAX_COLUMNS, Budget
from models.late_regex import late_regex

MAX_CELLS = 4_000_000
_MAX_NESTED = 30
_MAX_SPAN_ROWS = 65_534
_MAX_TEXT = 8 << 20
_LONGEST_LEAD = 100
_BREAK = "\v"
_WRAPPED = late_regex(r"(?<=[^\x00-\xa0])[ \t]*[\r\n][ \t\r\n]*(?=[^\x00-\xa0])")
_WHITE = late_regex(r"[ \t\r\n\f\xa0]+")
_BLOCK_WORDS = "p div li h1 h2 h3 h4 h5 h6 dt dd section article pre center ul ol"
_BLOCKS = frozenset(_BLOCK_WORDS.split())
_SILENT = frozenset(("script", "style", "noscript", "template", "title", "select", "textarea", "object", "comment"))


@dataclass(slots=True)
class Cell:
    """A cell as written; ``attributes`` only keeps what decides about its value."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    number_format: str = ""
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    parts: list[str] = field(default_factory=list[str])
    own: bool = False
    """Whether it has text beside what tables inside it hold."""


@dataclass
class Table:
    """A table; ``lead`` is the text before it that may be its title, ``inner`` the tables inside its cells."""

    lead: list[str]
    as_text: bool
    rows: list[list[Cell]] = field(default_factory=list[list[Cell]])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    inner: list[Table] = field(default_factory=list["Table"])
    own_cells: int = 0
    columns_said: int = 0
    caption: list[str] | None = None
    row: list[Cell] | None = None
    cell: Cell | None = None
    skipped: bool = False

    @property
    def width(self) -> int:
        """The most cells in a row, spans counted."""
        return max((sum(cell.columns for cell in row) for row in self.rows), default=0)

    @property
    def filled_cells(self) -> int:
        """Cells with any text, that of tables inside them included."""
        return sum(bool(cell.text) for row in self.rows for cell in row)

    @property
    def filled_rows(self) -> int:
        """Rows with any text."""
        return sum(any(cell.text for cell in row) for row in self.rows)


class Page:
    """Target of ``lxml.etree.HTMLParser``."""

    def __init__(self, name: str) -> None:
        self.tables: list[Table] = []
        self.paragraphs: list[str] = []
        self.comments: list[str] = []
        self.is_frameset = False
        self.styles = Styles()
        self._name = name
        self._budget = Budget(name, MAX_CELLS)
        self._open: list[Table] = []
        self._recent: deque[str] = deque(maxlen=4)
        self._line: list[str] = []
        self._css: list[str] | None = None
        self._silent = 0
        self._text_left = _MAX_TEXT

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._silent:
            self._silent += 1
            return
        if tag == "style":
            self._css = []
        if tag in _SILENT or (tag not in ("tr", "td", "th", "col", "body", "html") and self.styles.hides(attributes)):
            self._silent = 1
            return
        if tag == "table":
            self._begin_table(attributes)
        elif tag == "frameset":
            self.is_frameset = True
        elif tag == "br":
            self._break()
        elif self._open and tag in ("tr", "td", "th", "col", "caption"):
            self._begin_part(self._open[-1], tag, attributes)
        elif tag in _BLOCKS:
            self._block()

    def end(self, tag: str) -> None:
        """An element ends; lxml closes what the page left open."""
        if self._silent:
            self._silent -= 1
            if not self._silent and tag == "style" and self._css is not None:
                self.styles.add("".join(self._css))
                self._css = None
            return
        if tag == "table" and self._open:
            self._end_table()
        elif self._open and tag in ("tr", "td", "th", "caption"):
            self._end_part(self._open[-1], tag)
        elif tag in _BLOCKS:
            self._block()

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._css is not None:
            self._css.append(text)
        if self._silent:
            return
        if not self._open:
            self._line.append(text)
            return
        table = self._open[-1]
        if table.cell is not None:
            table.cell.parts.append(text)
            table.cell.own = table.cell.own or bool(text.strip())
        elif table.caption is not None:
            table.caption.append(text)

    def comment(self, text: str) -> None:
        """Excel keeps names of sheets and settings in comments."""
        if "x:" in text and len(self.comments) < 100:
            self.comments.append(text[: 1 << 20])

    def close(self) -> Page:
        """The end of the page."""
        while self._open:
            self._end_table()
        self._block()
        return self

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= _MAX_NESTED:
            raise UserError("网页里的表格嵌套过深", where=self._name, advice="请用 Excel 打开后另存为 .xlsx 再导入")
        if not self._open:
            self._block()
        self._open.append(Table(list(self._recent), "x:str" in attributes))
        self._recent.clear()

    def _end_table(self) -> None:
        table = self._open[-1]
        self._end_part(table, "tr")
        self._open.pop()
        self._recent.clear()
        if not self._open:
            self.tables.append(table)
            return
        outer = self._open[-1]
        outer.inner.append(table)
        if outer.cell is not None:
            lines = (" ".join(cell.text.replace("\n", _BREAK) for cell in row if cell.text) for row in table.rows)
            outer.cell.parts.append(_BREAK + _BREAK.join(line for line in lines if line)[:32_767] + _BREAK)

    def _begin_part(self, table: Table, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "col":
            span = _span(attributes.get("span"), MAX_COLUMNS)
            if self.styles.hides(attributes):
                table.hidden_columns.update(range(table.columns_said, table.columns_said + span))
            table.columns_said = min(table.columns_said + span, MAX_COLUMNS)
        elif tag == "caption":
            table.caption = []
        elif tag == "tr":
            self._end_part(table, "tr")
            table.row = []
            if self.styles.hides(attributes):
                table.hidden_rows.add(len(table.rows))
        else:
            self._end_part(table, "td")
            if table.row is None:
                table.row = []
            self._budget.take(1)
            known = {key: value for key, value in attributes.items() if key.startswith("x:") or key == "sdval"}
            table.cell = Cell(
                columns=_span(attributes.get("colspan"), MAX_COLUMNS),
                rows=_span(attributes.get("rowspan"), _MAX_SPAN_ROWS),
                number_format=self.styles.number_format(attributes),
                attributes=known,
            )

    def _end_part(self, table: Table, tag: str) -> None:
        if tag == "caption":
            text = _clean("".join(table.caption or []))
            table.caption = None
            if text:
                table.lead.append(text)
            return
        cell = table.cell
        if cell is not None:
            cell.text = _clean("".join(cell.parts))
            cell.parts = []
            table.cell = None
            table.own_cells += cell.own
            if cell.own and len(cell.text) <= _LONGEST_LEAD:
                self._recent.append(cell.text)
            assert table.row is not None
            table.row.append(cell)
        if tag == "tr" and table.row is not None:
            table.rows.append(table.row)
            table.row = None

    def _break(self) -> None:
        if self._open:
            table = self._open[-1]
            sink = table.cell.parts if table.cell is not None else table.caption
            if sink is not None:
                sink.append(_BREAK)
        else:
            self._line.append(_BREAK)

    def _block(self) -> None:
        """A paragraph begins or ends."""
        if self._open:
            self._break()
            return
        for text in _clean("".join(self._line)).split("\n"):
            if text and self._text_left > 0:
                self._text_left -= len(text)
                self.paragraphs.append(text)
                if len(text) <= _LONGEST_LEAD:
                    self._recent.append(text)
        self._line = []


def _span(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1


def _clean(text: str) -> str:
    """White space of the source as one blank, none where it only wraps Chinese; breaks of the page as line feeds."""
    text = _WHITE.sub(" ", _WRAPPED.sub("", text))
    if _BREAK not in text:
        return text.strip()
    return "\n".join(line for line in (part.strip() for part in text.split(_BREAK)) if line)
