"""Sheets of an .ods: values by the native reader; merges, what is hidden, filters and errors from its content part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from models.errors import UserError
from models.excel.book import MAX_LISTED, Merge, Sheet, Value
from models.excel.formats.calamine_sheets import open_calamine, read_plain_sheets
from models.excel.formats.zip_parts import ZipParts
from models.excel.number_formats import shown_text
from models.excel.tables.sheet_words import add_warnings
from models.progress import Progress

_MAX_ROWS, _MAX_COLUMNS = 1 << 20, 16_384
_SHOWN_ROWS = 400
_ADVICE = "请用 LibreOffice 或 WPS 打开后另存为 .xlsx 再导入"


@dataclass
class OdsSheet:
    """Counted from 0, like ``Sheet``."""

    name: str
    merged: list[Merge] = field(default_factory=list[Merge])
    hidden_rows: set[int] = field(default_factory=set[int])
    filtered_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    has_filter: bool = False
    error_cells: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    error_count: int = 0
    uncomputed_cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    uncomputed_count: int = 0
    shown: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])


def read_ods_sheets(name: str, content: bytes, parts: ZipParts, progress: Progress) -> list[Sheet]:
    """The worksheets in the file's order."""
    progress(0.02, "正在解压并检查内容")
    about = {sheet.name: sheet for sheet in _scan(name, parts, progress.part(0.02, 0.4))}
    sheets = read_plain_sheets(name, open_calamine(name, content), progress.part(0.4, 1))
    for sheet in sheets:
        found = about.get(sheet.name)
        if found is not None:
            _add(sheet, found)
    return sheets


def _add(sheet: Sheet, about: OdsSheet) -> None:
    sheet.merged = about.merged
    sheet.hidden_rows, sheet.hidden_columns = about.hidden_rows, about.hidden_columns
    sheet.has_filter, sheet.filtered_rows = about.has_filter, about.filtered_rows
    sheet.error_cells = about.error_cells
    sheet.uncomputed_cells, sheet.uncomputed_count = about.uncomputed_cells, about.uncomputed_count
    if isinstance(sheet.rows, list):
        for row, column, _ in about.error_cells:
            if row < len(sheet.rows) and column < len(sheet.rows[row]):
                sheet.rows[row][column] = None
    sheet.shown = _shown_by(about.shown)
    add_warnings(sheet, errors=about.error_count)


def _shown_by(texts: dict[tuple[int, int], str]) -> Callable[[int, int, Value], str]:
    def shown(row: int, column: int, value: Value) -> str:
        return texts.get((row, column)) or shown_text(value)

    return shown


def _scan(name: str, parts: ZipParts, progress: Progress) -> list[OdsSheet]:
    scanner = _Scanner()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text

    def refuse(*_: object) -> None:
        raise UserError("文件里有外部实体声明，像是恶意构造的，没有打开", where=name, advice="请核对来源或索取原件")

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in parts.stream("content.xml", progress=progress, text="正在解压并检查内容"):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise UserError("文件内容已损坏，无法读取", where=name, advice=_ADVICE) from None
    return scanner.sheets


class _Scanner:
    """Follows rows and cells with their repetitions; a nested table inside a cell is passed over."""

    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self._depth = 0
        self._row = self._column = self._next_column = 0
        self._rows_now = 1
        self._keep: tuple[int, int] | None = None
        self._words: list[str] = []

    def start(self, tag: str, about: dict[str, str]) -> None:
        if tag == "table:table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(OdsSheet(about.get("table:name", "")))
                self._row = self._next_column = 0
        elif tag == "table:database-range" and self.sheets:
            self._filter(about)
        elif self._depth == 1:
            self._inside(tag, about)

    def _inside(self, tag: str, about: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        if tag == "table:table-column":
            count = _count(about, "table:number-columns-repeated", _MAX_COLUMNS)
            if about.get("table:visibility") in ("collapse", "filter"):
                last = min(self._next_column + count, _MAX_COLUMNS)
                sheet.hidden_columns.update(range(self._next_column, last))
            self._next_column += count
        elif tag == "table:table-row":
            self._rows_now = _count(about, "table:number-rows-repeated", _MAX_ROWS)
            self._column = 0
            seen = about.get("table:visibility")
            if seen in ("collapse", "filter") and self._row < _MAX_ROWS:
                rows = range(self._row, min(self._row + self._rows_now, _MAX_ROWS))
                sheet.hidden_rows.update(rows)
                if seen == "filter":
                    sheet.filtered_rows.update(rows)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(sheet, about)

    def _cell(self, sheet: OdsSheet, about: dict[str, str]) -> None:
        row, column = self._row, self._column
        self._column += _count(about, "table:number-columns-repeated", _MAX_COLUMNS)
        across = _count(about, "table:number-columns-spanned", _MAX_COLUMNS)
        down = _count(about, "table:number-rows-spanned", _MAX_ROWS)
        if across > 1 or down > 1:
            sheet.merged.append((row, column, row + down - 1, column + across - 1))
        kind = about.get("calcext:value-type") or about.get("office:value-type")
        if kind == "error":
            sheet.error_count += 1
            if len(sheet.error_cells) < MAX_LISTED:
                sheet.error_cells.append((row, column, "公式错误"))
        elif "table:formula" in about and kind is None:
            sheet.uncomputed_count += 1
            if len(sheet.uncomputed_cells) < MAX_LISTED:
                sheet.uncomputed_cells.append((row, column))
        if kind in ("date", "time", "percentage") and row < _SHOWN_ROWS:
            self._keep, self._words = (row, column), []

    def _filter(self, about: dict[str, str]) -> None:
        """A range with filter buttons; its sheet is named before the dot."""
        if about.get("table:display-filter-buttons") != "true":
            return
        address = about.get("table:target-range-address", "")
        for sheet in self.sheets:
            if address.startswith((f"{sheet.name}.", f"'{sheet.name}'.", f"${sheet.name}.")):
                sheet.has_filter = True

    def text(self, data: str) -> None:
        if self._keep is not None:
            self._words.append(data)

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self._depth -= 1
        elif self._depth == 1 and tag == "table:table-row":
            self._row += self._rows_now
        elif tag == "table:table-cell" and self._keep is not None:
            self.sheets[-1].shown[self._keep] = "".join(self._words).strip()
            self._keep = None


def _count(about: dict[str, str], name: str, most: int) -> int:
    text = about.get(name, "1")
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 10 else 1
