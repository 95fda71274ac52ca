"""A Word document (.docx): its tables as sheets, or its text blocks by label as one sheet."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.errors import UserError
from models.excel.book import Sheet
from models.excel.formats.docx_numbers import Numbering, child
from models.excel.formats.docx_text import WordTable, WordText
from models.excel.formats.label_cards import find_cards
from models.excel.formats.sheet_builder import Budget, SheetBuilder
from models.excel.formats.text_blocks import MARK, UNMARK, block_sheet, find_blocks
from models.excel.formats.zip_parts import ZipParts, attributes
from models.late_regex import late_regex
from models.progress import Progress, silent

_MAX_PART = 96 << 20
_MAX_CELLS = 2_000_000
_MAX_SHEETS = 300
_LONGEST_TITLE = 100
_TITLES = 4
_RELATION = late_regex(rb"<(?:\w+:)?Relationship\b[^<>]*>")


@dataclass
class _Placed:
    """A table with the short paragraphs that stand directly above it."""

    titles: list[str]
    table: WordTable


def read_docx(name: str, parts: ZipParts, progress: Progress = silent) -> list[Sheet]:
    """Sheets of the document; UserError when it holds neither a table nor blocks by label."""
    main = _main_part(parts)
    folder = main.rpartition("/")[0]
    progress(0.1, "正在读取 Word 文档")
    body = child(_parsed(name, parts, main), "body")
    if body is None:
        raise UserError("Word 文档缺少正文部分，已损坏", where=name, advice="请重新传送或索取原件")
    numbering = Numbering(
        _parsed(name, parts, f"{folder}/numbering.xml", optional=True),
        _parsed(name, parts, f"{folder}/styles.xml", optional=True),
    )
    budget = Budget(name, _MAX_CELLS)
    placed: list[_Placed] = []
    paragraphs: list[str] = []
    above: list[str] = []
    touching = False
    for block in WordText(numbering, budget).blocks(body):
        if isinstance(block, str):
            lines = [line for line in block.split("\n") if line.strip()]
            paragraphs += lines
            above += [line.replace(MARK, "").replace(UNMARK, "").strip() for line in lines]
            touching = touching and not lines
            continue
        if touching and placed and placed[-1].table.width == block.width:
            placed[-1].table.rows += block.rows
        else:
            placed.append(_Placed(_titles(above), block))
        above, touching = [], True
    progress(0.7, "正在整理 Word 表格")
    return _sheets(name, placed, paragraphs, budget)


def _sheets(name: str, placed: list[_Placed], paragraphs: list[str], budget: Budget) -> list[Sheet]:
    chosen = [_Placed(one.titles, table) for one in placed for table in _chosen(one.table)]
    stem = re.sub(r"\.[^.]*$", "", name)
    cards = find_cards([(one.titles, _texts(one.table)) for one in chosen])
    if cards is not None:
        return [block_sheet(stem, cards)]
    usable = [one for one in chosen if len(one.table.rows) >= 2 and one.table.width >= 2 and one.table.own_cells >= 3]
    sheets: list[Sheet] = []
    for number, one in enumerate(usable[:_MAX_SHEETS]):
        title = one.titles[-1] if one.titles and len(one.titles[-1]) <= 31 else ""
        sheets.append(_sheet(title or (stem if len(usable) == 1 else f"表{number + 1}"), one, budget))
    blocks = find_blocks(paragraphs)
    if blocks is not None and (not sheets or len(blocks.rows) >= 2):
        sheets.append(block_sheet("正文" if sheets else stem, blocks))
    if not sheets:
        raise UserError(
            "Word 文档里没有表格，也没有按“责任单位：”这样的标签分段的文字",
            where=name,
            advice="请检查是不是发错了文件",
        )
    return sheets


def _main_part(parts: ZipParts) -> str:
    for tag in _RELATION.findall(parts.read("_rels/.rels")):
        about = attributes(tag)
        if about.get("Type", "").endswith("/officeDocument"):
            return about.get("Target", "").replace("\\", "/").lstrip("/")
    return "word/document.xml"


def _parsed(name: str, parts: ZipParts, part: str, *, optional: bool = False) -> Any:
    """The root of a part; no entity is resolved and nothing fetched. None for an optional part that is missing."""
    if optional and not parts.has(part):
        return None
    if parts.size(part) > _MAX_PART:
        raise UserError("Word 文档的正文异常庞大", where=name, advice="请把表格复制到 Excel 后再导入")
    etree: Any = importlib.import_module("lxml.etree")
    parser: Any = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        for piece in parts.stream(part):
            parser.feed(piece)
        root: Any = parser.close()
    except etree.LxmlError:
        raise UserError("Word 文档不完整或已损坏", where=name, advice="请重新传送或索取原件") from None
    if root.getroottree().docinfo.doctype:
        raise UserError("文件里有外部实体声明，像是恶意构造的，没有打开", where=name, advice="请核对来源或索取原件")
    return root


def _titles(above: Sequence[str]) -> list[str]:
    """The short paragraphs directly above a table."""
    found: list[str] = []
    for text in reversed(above):
        if len(text) > _LONGEST_TITLE or len(found) == _TITLES:
            break
        found.insert(0, text)
    return found


def _texts(table: WordTable) -> list[list[str]]:
    return [[cell.text for cell in row if not cell.continues] for row in table.rows]


def _chosen(table: WordTable) -> list[WordTable]:
    """The table, or the tables inside where it only arranges them on the page."""
    inner = [chosen for one in table.inner for chosen in _chosen(one)]
    if not inner or table.own_cells >= max(one.own_cells for one in inner):
        return [table]
    return inner


def _sheet(name: str, placed: _Placed, budget: Budget) -> Sheet:
    """Titles merged across, then the table; cells merged downwards become merges."""
    builder = SheetBuilder(name, budget)
    width, top = placed.table.width, len(placed.titles)
    for row, text in enumerate(placed.titles):
        builder.put(row, 0, text)
        builder.merge(row, 0, row, width - 1)
    open_cells: dict[int, list[int]] = {}
    for number, cells in enumerate(placed.table.rows):
        row = number + top
        seen: dict[int, list[int]] = {}
        for cell in cells:
            above = open_cells.get(cell.column)
            if cell.continues and above is not None:
                above[2] = row
                seen[cell.column] = above
                continue
            builder.put(row, cell.column, cell.text)
            seen[cell.column] = [row, cell.column, row, cell.column + cell.span - 1]
        for column, area in open_cells.items():
            if seen.get(column) is not area:
                builder.merge(*area)
        open_cells = seen
    for area in open_cells.values():
        builder.merge(*area)
    return builder.sheet()
