"""Writes tables of any length as formatted .xlsx: a shell by openpyxl, the rows as XML straight into the zip."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from models.excel.formats.cell_xml import (
    CellStyles,
    CellValue,
    TextTable,
    TextTails,
    cell_tails,
    column_letter,
    text_element,
    text_lines,
)
from models.excel.writer.sheet_table import HiddenSheet, PageSetup, SheetColumn, TableBlock
from models.output_file import replacing
from models.progress import Progress, silent

__all__ = ["PageSetup", "SheetColumn", "TableBlock", "TableWriter", "TableWritten", "write_table"]

ROWS_PER_SHEET = 1_048_575
"""Rows of a sheet less its header."""
BATCH = 512
"""Rows formatted at a time: enough to be fast, few enough to be cancelled at once."""
_LINE_HEIGHT = 14.0
_COMPRESSION = 1


@dataclass(frozen=True)
class TableWritten:
    """What came out: data rows, sheets, and how many texts were too long for a cell and were cut."""

    path: Path
    rows: int
    sheets: int
    shortened: int


def write_table(
    path: Path | str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[CellValue]],
    *,
    sheet_name: str = "问题台账",
    block: TableBlock | None = None,
    page: PageSetup | None = None,
    total: int | None = None,
    progress: Progress = silent,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> TableWritten:
    """Write ``rows`` under a header of ``columns``; the file appears whole or not at all.

    ``total`` is only for the progress. More rows than a sheet holds go on on further sheets with their own header.
    """
    path = Path(path)
    with replacing(path) as temporary:
        writer = TableWriter(
            temporary, columns, sheet_name=sheet_name, block=block, page=page, rows_per_sheet=rows_per_sheet
        )
        try:
            iterator = iter(rows)
            while batch := list(itertools.islice(iterator, BATCH)):
                writer.add(batch)
                progress(writer.rows / total if total else None, "正在写入工作簿")
            written = writer.close()
        except BaseException:
            writer.abandon()
            raise
    return TableWritten(path, written.rows, written.sheets, written.shortened)


class TableWriter:
    """An .xlsx file being written, batch by batch; ``close`` makes it whole, ``abandon`` lets it go."""

    def __init__(
        self,
        path: Path,
        columns: Sequence[SheetColumn],
        *,
        sheet_name: str = "问题台账",
        block: TableBlock | None = None,
        page: PageSetup | None = None,
        rows_per_sheet: int = ROWS_PER_SHEET,
        hidden: HiddenSheet | None = None,
    ) -> None:
        self.rows = 0
        self._hidden = hidden
        self._path = path
        self._columns = tuple(columns)
        self._block = block or TableBlock()
        from models.excel.writer.table_shell import Shell  # brings openpyxl, which only the writing process needs

        self._shell = Shell(self._columns, self._block, page or PageSetup(), sheet_name)
        self._texts = TextTable()
        self._tails = _tails(self._shell.styles, self._texts)
        self._letters = [column_letter(index) for index in range(len(self._columns))]
        self._wrapped = [(index, column.width) for index, column in enumerate(self._columns) if column.wrap]
        self._last_row_allowed = rows_per_sheet + self._block.header_row
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION)
        self._position = 0
        self._begin_sheet()

    def add(self, batch: Sequence[Sequence[CellValue]]) -> None:
        """Append rows, each with as many values as there are columns."""
        while batch:
            room = self._last_row_allowed - self._row
            if room <= 0:
                self._end_sheet(self._row)
                self._position = self._shell.add_sheet()
                self._begin_sheet()
                continue
            now, batch = batch[:room], batch[room:]
            self._part.write(self._rows_xml(now).encode())
            self._row += len(now)
            self.rows += len(now)

    def close(self) -> TableWritten:
        """Write what follows the rows, and the other parts of the workbook."""
        last_data_row = self._row
        for number, line in enumerate(self._block.closing, start=last_data_row + 1):
            self._write_line(number, line, self._shell.left_note_style, 24)
        self._end_sheet(last_data_row)
        if self._hidden is not None:
            self._shell.add_hidden(self._hidden)
        for name, content in self._shell.parts():
            self._zip.writestr(name, content)
        self._zip.writestr("xl/sharedStrings.xml", self._texts.xml())
        self._zip.close()
        return TableWritten(self._path, self.rows, self._position + 1, self._texts.shortened)

    def abandon(self) -> None:
        """Let go of the unfinished file so that it can be removed."""
        self._part.close()
        self._zip.close()

    def _begin_sheet(self) -> None:
        self._row = 0
        self._merges: list[str] = []
        self._part: IO[bytes] = self._zip.open(f"xl/worksheets/sheet{self._position + 1}.xml", "w", force_zip64=True)
        self._part.write(self._shell.head(self._position))
        if self._block.title:
            self._row += 1
            self._write_line(self._row, self._block.title, self._shell.title_style, 34)
        if any(self._block.notes):
            self._row += 1
            self._write_notes(self._row)
        self._row += 1
        self._write_header(self._row)

    def _end_sheet(self, last_data_row: int) -> None:
        self._shell.set_rows(self._position, last_data_row, self._merges)
        self._part.write(self._shell.tail(self._position))
        self._part.close()

    def _rows_xml(self, batch: Sequence[Sequence[CellValue]]) -> str:
        numbers = list(map(str, range(self._row + 1, self._row + 1 + len(batch))))
        columns = list(zip(*batch, strict=True))
        cells = [
            [
                f'<c r="{letter}{number}"{tail}'
                for number, tail in zip(numbers, cell_tails(values, styles, tails), strict=True)
            ]
            for letter, values, styles, tails in zip(
                self._letters, columns, self._shell.styles, self._tails, strict=True
            )
        ]
        rows = map("".join, zip(*cells, strict=True))
        heights = self._heights(columns, len(batch))
        return "".join(
            [
                f'<row r="{number}"{height}>{row}</row>'
                for number, height, row in zip(numbers, heights, rows, strict=True)
            ]
        )

    def _heights(self, columns: Sequence[Sequence[CellValue]], count: int) -> list[str]:
        lines = [1] * count
        for index, width in self._wrapped:
            for row, value in enumerate(columns[index]):
                if type(value) is str and (2 * len(value) > width or "\n" in value):
                    needed = text_lines(value, width)
                    if needed > lines[row]:
                        lines[row] = needed
        plain, most = self._block.row_height, self._block.most_lines
        return [
            "" if n == 1 else f' ht="{max(plain, min(n, most) * _LINE_HEIGHT + 4):g}" customHeight="1"' for n in lines
        ]

    def _write_header(self, row: int) -> None:
        style = self._shell.header_style
        cells = "".join(
            f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is>{text_element(column.title)}</is></c>'
            for letter, column in zip(self._letters, self._columns, strict=True)
        )
        lines = max((text_lines(column.title, column.width) for column in self._columns), default=1)
        height = max(26.0, lines * _LINE_HEIGHT + 8)
        self._part.write(f'<row r="{row}" ht="{height:g}" customHeight="1">{cells}</row>'.encode())

    def _write_line(self, row: int, text: str, style: int, height: float) -> None:
        last = self._letters[-1]
        if last != "A":
            self._merges.append(f"A{row}:{last}{row}")
        cell = f'<c r="A{row}" s="{style}" t="inlineStr"><is>{text_element(text)}</is></c>'
        self._part.write(f'<row r="{row}" ht="{height:g}" customHeight="1">{cell}</row>'.encode())

    def _write_notes(self, row: int) -> None:
        left, right = self._block.notes
        middle = max(len(self._letters) // 2, 1)
        halves = [(left, 0, middle - 1, self._shell.left_note_style)]
        if len(self._letters) > 1:
            halves.append((right, middle, len(self._letters) - 1, self._shell.right_note_style))
        cells = ""
        for text, first, last, style in halves:
            if last > first:
                self._merges.append(f"{self._letters[first]}{row}:{self._letters[last]}{row}")
            cells += f'<c r="{self._letters[first]}{row}" s="{style}" t="inlineStr"><is>{text_element(text)}</is></c>'
        self._part.write(f'<row r="{row}" ht="20" customHeight="1">{cells}</row>'.encode())


def _tails(styles: Sequence[CellStyles], texts: TextTable) -> list[TextTails]:
    """One memory of texts for all columns that look the same."""
    by_style: dict[CellStyles, TextTails] = {}
    return [by_style.setdefault(style, TextTails(style, texts)) for style in styles]
