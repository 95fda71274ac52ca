"""The workbook around a written table: styles, widths, header, filter, print set-up; made by openpyxl without rows."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.excel.formats.cell_xml import CellStyles
from models.excel.writer.sheet_table import HiddenSheet, PageSetup, SheetColumn, TableBlock
from models.late_regex import late_regex

HEADER_FILL = "E4EEF8"
GRID = "B8C2CC"
FONT = "等线"
_PAPER = {"A4": 9, "A3": 8}
_BAD_SHEET_NAME = late_regex(r"[\[\]:*?/\\\x00-\x1f]")

_SHARED_STRINGS = {
    "[Content_Types].xml": (
        (
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType='
            b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
        ),
    ),
    "xl/_rels/workbook.xml.rels": (
        (
            b"</Relationships>",
            b'<Relationship Id="rIdSharedStrings" Target="sharedStrings.xml" Type='
            b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>',
        ),
    ),
}


class Shell:
    """A workbook without data rows; gives the XML before and after the rows, and its other parts."""

    def __init__(self, columns: Sequence[SheetColumn], block: TableBlock, page: PageSetup, sheet_name: str) -> None:
        self._columns = columns
        self._block = block
        self._page = page
        self._sheet_name = sheet_name
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.creator = "整改台账"
        self._book.calculation.fullCalcOnLoad = False  # nothing to calculate; else Excel asks to save when closing
        self._sheets: list[Worksheet] = []
        self._ranges: list[tuple[int, int]] = []
        self._hidden = False
        self.add_sheet()
        self._register_styles()

    def add_sheet(self) -> int:
        """Append a sheet for the next rows; returns its position from 0."""
        sheet = self._book.create_sheet(sheet_title(self._sheet_name, len(self._sheets)))
        self._sheets.append(sheet)
        self._ranges.append((0, 0))
        self._set_up(sheet)
        return len(self._sheets) - 1

    def add_hidden(self, hidden: HiddenSheet) -> None:
        """Append the very hidden sheet; to be called after the last sheet of rows was begun."""
        sheet = self._book.create_sheet(hidden.name)
        sheet.sheet_state = "veryHidden"
        for number, text in enumerate(hidden.texts, start=1):
            cell = sheet.cell(number, 1, text)
            cell.data_type = "s"
        whole: Any = self._book
        whole.custom_doc_props.append(StringProperty(name=hidden.mark[0], value=hidden.mark[1]))
        self._hidden = True

    def set_rows(self, position: int, last_row: int, merges: Sequence[str]) -> None:
        """Tell where the rows of a sheet ended, so that filter and merged ranges can be written after them."""
        sheet = self._sheets[position]
        last_column = get_column_letter(len(self._columns))
        if self._block.filter:
            sheet.auto_filter.ref = f"A{self._block.header_row}:{last_column}{max(last_row, self._block.header_row)}"
        self._ranges[position] = (self._block.header_row + 1, last_row)
        self._kept = None
        for number, column in enumerate(self._columns, start=1):
            if column.choices and last_row > self._block.header_row:
                self._offer_choices(sheet, get_column_letter(number), column, last_row)
        merged: Any = sheet.merged_cells
        for reference in merges:
            merged.add(reference)

    def _offer_choices(self, sheet: Worksheet, letter: str, column: SheetColumn, last_row: int) -> None:
        """A drop-down that warns of other words: whoever reads the workbook again tells what is wrong with them."""
        rule = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, errorStyle="warning")
        rule.errorTitle, rule.error = column.title, "请从下拉列表中选择"
        area: Any = rule
        area.add(f"{letter}{self._block.header_row + 1}:{letter}{last_row}")
        sheet.add_data_validation(rule)

    def _set_up(self, sheet: Worksheet) -> None:
        header_row = self._block.header_row
        for number, column in enumerate(self._columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.sheet_format.defaultRowHeight = self._block.row_height
        sheet.sheet_format.customHeight = True
        sheet.freeze_panes = f"{get_column_letter(self._block.frozen_columns + 1)}{header_row + 1}"
        sheet.print_title_rows = f"{header_row}:{header_row}"
        sheet.page_setup.orientation = "landscape" if self._page.landscape else "portrait"
        sheet.page_setup.paperSize = _PAPER[self._page.paper]
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        properties: Any = sheet.sheet_properties.pageSetUpPr
        properties.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.45
        margins.top, margins.bottom = 0.6, 0.65
        margins.header = margins.footer = 0.3
        footer: Any = sheet.oddFooter
        footer.center.text = "第 &P 页　共 &N 页"

    def _register_styles(self) -> None:
        """Give each kind of cell a number in cellXfs by styling cells of a sheet that is taken away again."""
        sheet = self._book.create_sheet("styles")
        line = Side(style="thin", color=GRID)
        border = Border(left=line, right=line, top=line, bottom=line)
        places = itertools.count(1)

        def number(*, font: Font, alignment: Alignment, grid: bool = True, fill: str = "", **more: Any) -> int:
            cell = sheet.cell(next(places), 1)
            cell.font, cell.alignment = font, alignment
            cell.border = border if grid else Border()
            cell.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
            cell.number_format = more.get("number_format", "General")
            cell.quotePrefix = int(more.get("quoted", False))
            return cell.style_id

        body = Font(name=FONT, size=10.5)
        self.header_style = number(
            font=Font(name=FONT, size=10.5, bold=True),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
            fill=HEADER_FILL,
        )
        self.title_style = number(
            font=Font(name=FONT, size=16, bold=True), alignment=Alignment("center", "center"), grid=False
        )
        self.left_note_style = number(font=copy(body), alignment=Alignment("left", "center"), grid=False)
        self.right_note_style = number(font=copy(body), alignment=Alignment("right", "center"), grid=False)
        self.styles: list[CellStyles] = []
        for column in self._columns:
            alignment = Alignment(column.align, "center", wrap_text=column.wrap or None)
            plain: dict[str, Any] = {"font": body, "alignment": alignment, "fill": column.fill}
            self.styles.append(
                CellStyles(
                    plain=number(**plain, number_format=column.number_format),
                    quoted=number(**plain, quoted=True),
                    day=number(**plain, number_format="yyyy-mm-dd"),
                    moment=number(**plain, number_format="yyyy-mm-dd hh:mm:ss"),
                )
            )
        self._book.remove(sheet)

    def head(self, position: int) -> bytes:
        """The sheet's XML up to and including ``<sheetData>``."""
        text = self._saved().read(f"xl/worksheets/sheet{position + 1}.xml").decode()
        text = re.sub(r"<dimension [^>]*/>", "", text)
        return text[: re.search(r"<sheetData\s*/?>", text).start()].encode() + b"<sheetData>"  # type: ignore[union-attr]

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """All parts of the package but sheets and shared strings, once the rows are known.

        openpyxl writes texts into the cells; the shared strings are announced here.
        """
        saved = self._saved()
        hidden = {f"xl/worksheets/sheet{len(self._sheets) + 1}.xml"} if self._hidden else set[str]()
        for name in saved.namelist():
            if name.startswith("xl/worksheets/sheet") and name not in hidden:
                continue
            content = saved.read(name)
            for end, announcement in _SHARED_STRINGS.get(name, ()):
                content = content.replace(end, announcement + end)
            yield name, content

    def tail(self, position: int) -> bytes:
        """The sheet's XML from ``</sheetData>`` on."""
        text = self._saved().read(f"xl/worksheets/sheet{position + 1}.xml").decode()
        rest = re.split(r"</sheetData>|<sheetData\s*/>", text, maxsplit=1)[1]
        first, last = self._ranges[position]
        if last >= first:
            area = f"A{first}:{get_column_letter(len(self._columns))}{last}"
            ignored = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
            rest = rest.replace("</worksheet>", ignored + "</worksheet>")
        return ("</sheetData>" + rest).encode()

    def _saved(self) -> zipfile.ZipFile:
        buffer = io.BytesIO()
        self._book.save(buffer)
        return zipfile.ZipFile(buffer)


def sheet_title(name: str, position: int) -> str:
    """A name that Excel accepts: no forbidden character, at most 31 long, numbered from the second on."""
    clean = _BAD_SHEET_NAME.sub("·", name).strip("' ") or "台账"
    suffix = f"({position + 1})" if position else ""
    return clean[: 31 - len(suffix)] + suffix
