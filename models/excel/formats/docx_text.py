"""Paragraphs and tables of a Word document in order, with what Word shows and without what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.excel.formats.docx_numbers import Numbering, child, get, int_of, local, value_of
from models.excel.formats.text_blocks import MARK, UNMARK

_AROUND = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"))
_LEFT_OUT = frozenset(("del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "delText", "tbl"))
_LONGEST_LABEL = 24
_OFF = frozenset(("0", "false", "off", "none"))


@dataclass(slots=True)
class WordCell:
    """A cell: grid columns from ``column`` on; ``continues`` is part of the cell above."""

    column: int
    span: int
    continues: bool
    text: str
    own: bool


@dataclass
class WordTable:
    """A table: rows of cells, and the tables inside its cells."""

    rows: list[list[WordCell]] = field(default_factory=list[list[WordCell]])
    inner: list[WordTable] = field(default_factory=list["WordTable"])

    @property
    def width(self) -> int:
        """Grid columns."""
        return max((cell.column + cell.span for row in self.rows for cell in row), default=0)

    @property
    def own_cells(self) -> int:
        """Cells with text beside tables inside them."""
        return sum(cell.own for row in self.rows for cell in row)


class WordText:
    """Walks the body of a document once."""

    def __init__(self, numbering: Numbering, budget: Any) -> None:
        self._numbering = numbering
        self._budget = budget

    def blocks(self, parent: Any) -> Iterator[str | WordTable]:
        """Paragraphs as text and tables, in order."""
        for element in parent:
            kind = local(element)
            if kind == "p":
                yield self.paragraph(element)
            elif kind == "tbl":
                yield self.table(element)
            elif kind in _AROUND:
                yield from self.blocks(element)

    def paragraph(self, element: Any, *, marked: bool = True) -> str:
        """Number and text; a bold beginning that is short enough for a label is marked."""
        prefix = self._numbering.prefix(child(element, "pPr"))
        bold, rest = list[str](), list[str]()
        for text, is_bold in _runs(element):
            (bold if is_bold and not "".join(rest).strip() else rest).append(text)
        head, tail = "".join(bold), "".join(rest)
        if (
            marked
            and tail.strip()
            and 1 < len(head.strip()) <= _LONGEST_LABEL
            and not head.rstrip().endswith(("：", ":"))
        ):
            head = MARK + head.strip() + UNMARK
        text = head + tail
        if not text.strip():
            return "" if marked else prefix  # Word shows the number of an empty line, which in a cell is a serial
        apart = prefix and (prefix[-1].isalnum() or (prefix[-1] == "." and text.lstrip()[0].isdecimal()))
        return f"{prefix} {text}" if apart else prefix + text

    def table(self, element: Any) -> WordTable:
        """A table with merges resolved to spans."""
        table = WordTable()
        for row in _rows(element):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            column = int_of(value_of(child(properties, "gridBefore")))
            cells: list[WordCell] = []
            for cell in _cells(row):
                about = child(cell, "tcPr")
                span = max(1, min(int_of(value_of(child(about, "gridSpan")), 1), 1000))
                merged = child(about, "vMerge")
                across = child(about, "hMerge")
                if across is not None and value_of(across) != "restart" and cells:
                    cells[-1].span += span
                    column += span
                    continue
                self._budget.take(span)
                text, own = self._cell_text(cell, table)
                continues = merged is not None and value_of(merged) != "restart"
                cells.append(WordCell(column, span, continues, text, own))
                column += span
            table.rows.append(cells)
        return table

    def _cell_text(self, cell: Any, table: WordTable) -> tuple[str, bool]:
        lines: list[str] = []
        own = False
        for block in self._cell_blocks(cell):
            if isinstance(block, str):
                own = own or bool(block.strip())
                lines.append(block)
            else:
                table.inner.append(block)
                lines += [" ".join(one.text for one in row if one.text) for row in block.rows]
        return "\n".join(line for line in (line.strip(" \t\u3000") for line in lines) if line), own

    def _cell_blocks(self, parent: Any) -> Iterator[str | WordTable]:
        for element in parent:
            kind = local(element)
            if kind == "p":
                yield self.paragraph(element, marked=False)
            elif kind == "tbl":
                yield self.table(element)
            elif kind in _AROUND:
                yield from self._cell_blocks(element)


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        kind = local(element)
        if kind == "tr":
            yield element
        elif kind in _AROUND:
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        kind = local(element)
        if kind == "tc":
            yield element
        elif kind in _AROUND:
            yield from _cells(element)


def _runs(element: Any, bold: bool = False) -> Iterator[tuple[str, bool]]:
    """Pieces of text with whether they are bold; hidden and deleted text is left out."""
    for one in element:
        kind = local(one)
        if kind in _LEFT_OUT:
            continue
        if kind == "t":
            yield one.text or "", bold
        elif kind == "tab":
            yield " ", bold
        elif kind in ("br", "cr"):
            if get(one, "type") != "page":
                yield "\n", bold
        elif kind == "noBreakHyphen":
            yield "-", bold
        elif kind == "r":
            properties = child(one, "rPr")
            if not _is_on(child(properties, "vanish")):
                yield from _runs(one, _is_on(child(properties, "b")))
        elif kind == "p":  # a text box inside the paragraph
            yield from _runs(one, False)
            yield "\n", False
        else:
            yield from _runs(one, bold)


def _is_on(element: Any) -> bool:
    return element is not None and value_of(element).lower() not in _OFF
