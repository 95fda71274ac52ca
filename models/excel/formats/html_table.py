"""HTML tables under the name of a workbook, as web exporters and Excel's 网页 write them: one sheet per data table."""

from __future__ import annotations

import codecs
import importlib
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from models.errors import UserError
from models.excel.book import Sheet, Value
from models.excel.day_numbers import day_value
from models.excel.formats.charset import Charset, detect
from models.excel.formats.html_page import Cell, Page, Table
from models.excel.formats.label_cards import find_cards
from models.excel.formats.sheet_builder import Budget, SheetBuilder, typed
from models.excel.formats.text_blocks import block_sheet, find_blocks
from models.excel.number_formats import is_date_format, is_duration_format
from models.late_regex import late_regex
from models.progress import Progress, silent

_PIECE = 1 << 18
_HEAD = 8192
_MAX_SHEETS = 300
_TAGS = "!doctype html head meta body table style div tr td center font script link title base p span b colgroup form"
_STARTS = late_regex(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:" + "|".join(_TAGS.split()) + r"|h\d)\b", re.I | re.S
)
_HOLDS_TABLE = late_regex(r"<table\b[^>]*>.{0,4000}?<t[dh]\b", re.I | re.S)
_CHARSET = late_regex(rb"""<meta[^>]{1,200}charset\s*=\s*["']?\s*([\w.\-]+)""", re.I)
_SHEET_NAME = late_regex(r"<x:Name>([^<]{1,100})</x:Name>", re.I)


def is_html(head: str) -> bool:
    """Whether a text begins like a page, or holds a table soon after its beginning."""
    return bool(_STARTS.match(head) or _HOLDS_TABLE.search(head))


def read_html(name: str, content: bytes, progress: Progress = silent, declared: str = "") -> list[Sheet]:
    """The data tables of a page as sheets; UserError when it holds none."""
    page = parse_page(name, content, progress, declared)
    cards = find_cards([(table.lead, [[cell.text for cell in row] for row in table.rows]) for table in page.tables])
    if cards is not None:
        return [block_sheet(_stem(name), cards)]
    sheets = page_sheets(name, page, Budget(name))
    if sheets:
        return sheets
    blocks = find_blocks(page.paragraphs)
    if blocks is not None:
        return [block_sheet(_stem(name), blocks)]
    if page.is_frameset:
        raise UserError(
            "这是 Excel 存成的网页的首页，表格在旁边的“.files”文件夹里",
            where=name,
            advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
        )
    raise UserError("网页里没有表格", where=name, advice="请检查是不是发错了文件")


def parse_page(name: str, content: bytes, progress: Progress = silent, declared: str = "") -> Page:
    """Read a page; nothing outside the file is ever fetched and no entity resolved."""
    said = _CHARSET.search(content[:_HEAD])
    charset = detect(name, content, said[1].decode("ascii", "ignore") if said else declared)
    etree: Any = importlib.import_module("lxml.etree")
    page = Page(name)
    parser: Any = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        for place, piece in _pieces(content, charset):
            progress(place / max(len(content), 1), "正在读取网页表格")
            parser.feed(piece)
        return parser.close()
    except etree.LxmlError:
        raise UserError("网页表格已损坏，无法读取", where=name, advice="请重新传送或索取原件") from None


def page_sheets(name: str, page: Page, budget: Budget, title: str = "") -> list[Sheet]:
    """Sheets of the page's data tables; ``title`` is the sheet's name where the workbook gives one."""
    tables = _joined([chosen for table in page.tables for chosen in _chosen(table)])
    data = [table for table in tables if table.filled_rows >= 2 and table.width >= 2]
    if not data:
        data = [table for table in tables if table.filled_rows >= 2 or (table.filled_rows and table.width >= 2)][:1]
    _hand_down(tables, data)
    named = _SHEET_NAME.findall("".join(page.comments)) if len(page.comments) else []
    from_1904 = any("<x:Date1904/>" in text for text in page.comments)
    sheets: list[Sheet] = []
    for number, table in enumerate(data[:_MAX_SHEETS]):
        said = title if title and len(data) == 1 else named[number] if len(named) == len(data) else ""
        own = table.lead[-1] if table.lead and len(table.lead[-1]) <= 31 else ""
        fallback = _stem(name) if len(data) == 1 else f"表{number + 1}"
        sheets.append(_sheet(said or own or fallback, table, budget, from_1904=from_1904))
    return sheets


def _stem(name: str) -> str:
    return re.sub(r"\.[^.]*$", "", name)


def _pieces(content: bytes, charset: Charset) -> Iterator[tuple[int, bytes]]:
    """The page as UTF-8, piece by piece."""
    decoder = codecs.getincrementaldecoder(charset.codec)("replace")
    for place in range(0, len(content), _PIECE):
        text = decoder.decode(content[place : place + _PIECE])
        yield place, text.replace("\0", "").encode("utf-8", "replace")


def _chosen(table: Table) -> list[Table]:
    """The table itself, or the tables inside where it only arranges them on the page."""
    inner = [chosen for one in table.inner for chosen in _chosen(one)]
    largest = max((one.own_cells for one in inner), default=0)
    if table.own_cells >= largest or (table.filled_cells >= 3 * largest and table.filled_rows >= 2):
        return [table]
    if table.lead and not inner[0].lead:
        inner[0].lead = table.lead
    return inner


def _joined(tables: Sequence[Table]) -> list[Table]:
    """Grids that keep their header, or every row, in a table of its own: put together again."""
    joined: list[Table] = []
    width = filled = 0
    for table in tables:
        own_width, own_filled = table.width, table.filled_rows
        fits = 3 <= width == own_width and filled > 0 and own_filled > 0 and (filled <= 3 or own_filled == 1)
        if joined and fits and not table.lead:
            above, count = joined[-1], len(joined[-1].rows)
            above.rows += table.rows
            above.hidden_rows |= {row + count for row in table.hidden_rows}
            above.hidden_columns |= table.hidden_columns
            filled += own_filled
        else:
            joined.append(table)
            width, filled = own_width, own_filled
    return joined


def _hand_down(tables: Sequence[Table], data: Sequence[Table]) -> None:
    """Text of tables that hold no data stands above the next one that does."""
    waiting: list[str] = []
    chosen = {id(table) for table in data}
    for table in tables:
        if id(table) in chosen:
            table.lead = [*waiting, *table.lead][-6:]
            waiting = []
        else:
            waiting += [*table.lead, *(cell.text for row in table.rows for cell in row if 0 < len(cell.text) <= 100)]


def _sheet(name: str, table: Table, budget: Budget, *, from_1904: bool) -> Sheet:
    """Lay the cells out, with spans as merges; titles stand above, merged across."""
    builder = SheetBuilder(name[:100], budget)
    top, width = len(table.lead), 0
    # Excel ends a page with a hidden row without text that only holds the widths of the columns.
    builder.hidden_rows = {row + top for row in table.hidden_rows if any(cell.text for cell in table.rows[row])}
    builder.hidden_columns = table.hidden_columns
    taken: dict[int, int] = {}
    spans: list[tuple[int, int, int, int]] = []
    for number, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > number:
                column += 1
            value, number_format = _value(cell, table.as_text, from_1904)
            if "x:err" in cell.attributes:
                builder.error(number + top, column, cell.text)
            else:
                builder.put(number + top, column, value, number_format)
            width = max(width, column + 1)
            if cell.rows > 1 or cell.columns > 1:
                last = min(number + cell.rows, len(table.rows)) - 1
                spans.append((number + top, column, last + top, column + cell.columns - 1))
                if last > number:
                    taken.update(dict.fromkeys(range(column, min(column + cell.columns, 2048)), last + 1))
            column += cell.columns
        table.rows[number] = []
    for row, text in enumerate(table.lead):
        builder.put(row, 0, text)
        builder.merge(row, 0, row, max(width - 1, 0))
    for r1, c1, r2, c2 in spans:
        builder.merge(r1, c1, r2, min(c2, max(width - 1, c1)))
    return builder.sheet()


def _value(cell: Cell, as_text: bool, from_1904: bool) -> tuple[Value, str]:
    """What Excel would make of the cell, and the format that shows it."""
    about, number_format = cell.attributes, cell.number_format
    number = about.get("x:num", about.get("sdval"))
    if "x:bool" in about:
        return about["x:bool"].strip().upper() == "TRUE", ""
    if number is not None and number_format != "@":
        try:
            amount = float(number or cell.text)
        except ValueError:
            return cell.text, ""
        if not math.isfinite(amount):
            return cell.text, ""
        if is_date_format(number_format):
            return day_value(amount, from_1904=from_1904, duration=is_duration_format(number_format)), number_format
        return amount, number_format
    if "x:str" in about or as_text or number_format == "@":
        return about.get("x:str") or cell.text, ""
    return typed(cell.text)
