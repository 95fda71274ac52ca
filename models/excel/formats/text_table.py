"""Text files as tables: character set, separator, rows; large ones are streamed again and again from their bytes."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from models.errors import UserError
from models.excel.book import Sheet
from models.excel.formats.charset import Charset, detect
from models.excel.formats.text_blocks import block_sheet, find_blocks
from models.excel.row_source import rows_of
from models.excel.writer import text_width
from models.late_regex import late_regex
from models.progress import Progress, silent

_SEPARATORS = ("\t", ",", ";", "|", "，", "；")
_MAX_CELLS = 30_000_000
_MAX_COLUMNS = 16_384
_SAMPLE = 400_000
_BLOCK_BYTES = 24 << 20
_LONGEST_CELL = 1 << 24
_MANY_BREAKS = 200
"""A cell with so many line breaks began with a quotation mark that was never closed."""
_COMPARED = 20_000
_SEP_LINE = late_regex(r"""^["']?sep=(.)["']?[;,\t]*\s*$""", re.I)
_TEXT_FORMULA = late_regex(r'="([^"]*)"')
_Rows = Callable[[], Iterator[list[Any]]]


def read_text_table(name: str, content: bytes, progress: Progress = silent) -> tuple[Sheet, str]:
    """The sheet, and a phrase naming character set and separator; UserError when the text is no table."""
    charset = detect(name, content)
    head = list(itertools.islice(charset.lines(content[: _SAMPLE // 4 * 4]), 4000)) if len(content) > _SAMPLE else []
    sample = "".join(head[:-1]) if len(head) > 1 else charset.text(content, _SAMPLE)
    sheet, how = _read(name, content, charset, sample, progress)
    if charset.unreadable:
        sheet.warnings.append(f"约有 {charset.unreadable} 个字符无法识别，显示为 \ufffd")
    return sheet, f"{charset.shown}，{how}"


def _read(name: str, content: bytes, charset: Charset, sample: str, progress: Progress) -> tuple[Sheet, str]:
    title = re.sub(r"\.[^.]*$", "", name)
    first = sample.lstrip("\ufeff").split("\n", 1)[0]
    said = _SEP_LINE.match(first)
    separator, width = (said[1], 0) if said else _separator(sample)
    doubtful = not said and separator != "\t" and (width <= 3 or separator != ",")
    if doubtful and len(content) <= (_BLOCK_BYTES if separator is None else _BLOCK_BYTES // 8):
        blocks = find_blocks(charset.text(content).lstrip("\ufeff").splitlines())
        if blocks is not None:
            return block_sheet(title, blocks), "按标签分段的文字"
    if separator is None:
        starts = text_width.find_columns(sample.splitlines())
        if starts is None:
            raise UserError("这是普通文本，不是表格", where=name, advice="请选择 Excel 或 CSV 文件")

        def aligned() -> Iterator[list[Any]]:
            return (text_width.cut(line, starts) for line in charset.lines(content))

        return _sheet(name, title, aligned, progress), "按列宽对齐"
    rows = _reader(charset, content, separator, skip=bool(said))
    return _sheet(name, title, rows, progress), f"以{'制表符' if separator == chr(9) else separator}分隔"


def _reader(charset: Charset, content: bytes, separator: str, *, skip: bool) -> _Rows:
    """Fresh passes over the rows; where quotation marks are out of order each line is a row of its own."""
    csv.field_size_limit(_LONGEST_CELL)

    def lines() -> Iterator[str]:
        found = charset.lines(content)
        first = next(found, "").lstrip("\ufeff")
        return found if skip else itertools.chain([first], found)

    def whole(*, strict: bool = False) -> Iterator[list[Any]]:
        return csv.reader(lines(), delimiter=separator, strict=strict)

    def by_line() -> Iterator[list[Any]]:
        for line in lines():
            yield from itertools.islice(csv.reader([line.rstrip("\r\n")], delimiter=separator), 1)

    return whole if _in_order(lambda: whole(strict=True)) or _steadier(whole, by_line) else by_line


def _in_order(rows: _Rows) -> bool:
    """Whether every quotation mark is closed where a cell ends, and not hundreds of lines later."""
    try:
        for cells in rows():
            if cells and max(map(len, cells)) > _MANY_BREAKS and any(cell.count("\n") > _MANY_BREAKS for cell in cells):
                return False
    except csv.Error:
        return False
    return True


def _steadier(whole: _Rows, by_line: _Rows) -> bool:
    """Whether cells with line breaks explain the text better than one row per line does."""
    try:
        counts = [Counter(len(row) for row in itertools.islice(rows(), _COMPARED) if row) for rows in (whole, by_line)]
    except csv.Error:
        return False
    shares = [max(count.values(), default=0) / max(count.total(), 1) for count in counts]
    return shares[0] > shares[1]


def _cell(text: str) -> str:
    """A cell without the tricks that keep digits as text: '0089, ="0089", 0089 and a tab."""
    if not text or text[-1] in " \t" or text[0] in "'= \t":
        text = text.strip(" \t")
        if text.startswith("'") and len(text) > 1 and (text[1].isascii() and text[1] in "0123456789=+-@"):
            return text[1:]
        match = _TEXT_FORMULA.fullmatch(text)
        if match:
            return match[1]
    return text if text.strip() else ""


def _sheet(name: str, title: str, rows: _Rows, progress: Progress) -> Sheet:
    """Measure the rows in one pass, then hold or stream them, each as wide as the widest."""
    height = width = cells = last = 0
    try:
        for row in rows():
            height += 1
            if any(row):
                width, last = max(width, len(row)), height
            cells += len(row)
            if height % 5000 == 0:
                progress(None, f"正在读取第 {height} 行")
            if cells > _MAX_CELLS or width > _MAX_COLUMNS or height * width > 4 * _MAX_CELLS:
                raise UserError("文本表格过大，超出 3 千万个单元格", where=name, advice="请拆成几个文件后再导入")
    except csv.Error:
        raise UserError(
            "文本表格的引号或分隔符错乱", where=name, advice="请用 Excel 打开后另存为 .xlsx 再导入"
        ) from None

    def padded() -> Iterator[list[Any]]:
        for row in rows():
            cells = [_cell(cell) for cell in row]
            yield cells + [""] * (width - len(cells)) if len(cells) < width else cells

    return Sheet(title, True, rows_of(padded, height=last, left=0, columns=width, exact=False))


def _separator(sample: str) -> tuple[str | None, int]:
    """The separator under which most of the first lines have the same number of cells, and that number."""
    best: tuple[float, str, int] | None = None
    lines = sample.splitlines(keepends=True)
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        widths = _widths(lines, separator)
        wide = [width for width in widths if width > 1]
        if len(wide) < 2 or len(wide) < 0.5 * len(widths):
            continue
        usual = max(set(wide), key=wide.count)
        steady = wide.count(usual) / len(widths)
        prose = separator in "，；|" and (steady < 0.8 or usual < 3)
        if prose or (steady < 0.5 and usual < 4):
            continue
        score = steady + 0.02 * min(usual, 20)
        if best is None or score > best[0] + 0.05:
            best = (score, separator, usual)
    return (best[1], best[2]) if best else (None, 0)


def _widths(lines: Iterable[str], separator: str) -> list[int]:
    """How many cells the first rows have that are not empty."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = itertools.islice(csv.reader(lines, delimiter=separator), 200)
        return [len(row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error:
        return []
