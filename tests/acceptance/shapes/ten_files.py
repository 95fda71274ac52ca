"""One list written as each kind of file and paste that bureaus send; only the container differs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook

from models.importing.ahead import ReadAhead
from models.importing.sources.gathering import new_folder, paste_source
from tests.acceptance.shapes.tasks import fill_table
from tests.faults import bin_writer, ole_writer

TITLE = "邯郸市2019年交办问题清单"
HEADER = (
    "序号", "问题编号", "县（市、区）", "企业名称", "经度", "纬度", "问题描述", "污染类型", "检查时间", "整改时限",
    "责任单位",
    "联系电话", "罚款金额（万元）", "备注",
)  # fmt: skip
Cell = str | float | date | None


def list_rows(count: int = 6) -> list[list[Cell]]:
    """Codes with leading zeros, a text of two lines, decimals, a real date, blanks."""
    return [
        [
            float(at), f"00{at}9", ("永年区", "武安市", "磁县")[at % 3], f"恒昌{at}号铸造厂", 114.25 + at / 8,
            36.5 + at / 16,
            f"1.第{at}号电炉未密闭；\n2.物料“露天”堆放 & 未苫盖<3处>。", "大气、噪声" if at % 2 else "水",
            date(2019, 6, 10 + at),
            ("2019年9月底前", "立行立改", "2019年12月31日")[at % 3], "永年区人民政府", f"0310-66{at:05}",
            at / 4 if at % 2 else None, "已拍照" if at == 3 else None,
        ]
        for at in range(1, count + 1)
    ]  # fmt: skip


def grid() -> list[list[Cell]]:
    """Title, header and rows."""
    return [[TITLE, *[None] * (len(HEADER) - 1)], list(HEADER), *list_rows()]


def shown(cell: Cell) -> str:
    """The cell as Excel shows and exports it."""
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return f"{cell:g}" if isinstance(cell, (float, int)) else cell or ""


def shown_rows() -> list[list[str]]:
    """Everything as text."""
    return [[shown(cell) for cell in row] for row in grid()]


def _xlsx(path: Path) -> None:
    book = Workbook()
    for row in grid():
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    book.save(path)


def _xls(path: Path) -> None:
    cells: list[list[Any]] = [
        [ole_writer.number(at, column, (cell - date(1899, 12, 30)).days, 1) if isinstance(cell, date) else cell
         for column, cell in enumerate(row)]
        for at, row in enumerate(grid())
    ]  # fmt: skip
    ole_writer.Biff(8).sheet("清单", cells).save(path)


def _xml_2003(path: Path) -> None:
    def written(cell: Cell) -> str:
        if cell is None:
            return "<Cell/>"
        if isinstance(cell, date):
            return f'<Cell ss:StyleID="d"><Data ss:Type="DateTime">{cell.isoformat()}T00:00:00.000</Data></Cell>'
        kind = "Number" if isinstance(cell, float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{escape(shown(cell)).replace(chr(10), "&#10;")}</Data></Cell>'

    rows = "".join("<Row>" + "".join(map(written, row)) + "</Row>" for row in grid())
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="d">'
        '<NumberFormat ss:Format="Short Date"/></Style></Styles>'
        f'<Worksheet ss:Name="清单"><Table>{rows}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )


def html_text() -> str:
    """A table as a web page; texts that look like numbers say that they are text."""
    lines = "".join(
        "<tr>" + "".join(
            f"<td style='mso-number-format:\"\\@\"'>{escape(text).replace(chr(10), '<br>')}</td>"
            if isinstance(cell, str) else f"<td>{text}</td>"
            for cell, text in zip(row, map(shown, row), strict=True)
        ) + "</tr>"
        for row in grid()
    )  # fmt: skip
    return f"<html><head><meta charset='{{charset}}'></head><body><table border=1>{lines}</table></body></html>"


def _html(path: Path) -> None:
    path.write_bytes(html_text().format(charset="gb2312").encode("gb18030"))


def separated(separator: str) -> str:
    """As Excel saves and copies: a text with a line break is quoted."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(shown_rows())
    return out.getvalue()


def _csv(path: Path) -> None:
    path.write_bytes(separated(",").encode("gb18030"))


def _unicode_text(path: Path) -> None:
    path.write_bytes(separated("\t").encode("utf-16"))


def _docx(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    fill_table(document, shown_rows()[1:], len(HEADER))
    document.save(str(path))


def _ods(path: Path) -> None:
    def written(cell: Cell) -> str:
        if cell is None:
            return "<table:table-cell/>"
        if isinstance(cell, date):
            kind = f'"date" office:date-value="{cell.isoformat()}"'
        else:
            kind = f'"float" office:value="{cell!r}"' if isinstance(cell, float) else '"string"'
        texts = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown(cell).split("\n"))
        return f"<table:table-cell office:value-type={kind}>{texts}</table:table-cell>"

    rows = "".join("<table:table-row>" + "".join(map(written, row)) + "</table:table-row>" for row in grid())
    path.write_bytes(bin_writer.ods(rows))


FILES: dict[str, Callable[[Path], None]] = {
    "清单.xlsx": _xlsx, "旧格式.xls": _xls, "表格2003.xls": _xml_2003, "网页.xls": _html, "逗号.csv": _csv,
    "Unicode文本.txt": _unicode_text, "文档.docx": _docx, "开放.ods": _ods,
}  # fmt: skip
PASTED: dict[str, tuple[Callable[[], str], Callable[[], str] | None]] = {
    "粘贴文字": (lambda: separated("\t"), None),
    "粘贴网页": (lambda: separated("\t"), lambda: html_text().format(charset="utf-8")),
}


def pasted(name: str) -> ReadAhead:
    """What reads a paste."""
    text, page = PASTED[name]
    folder = new_folder()
    return ReadAhead([], sources=[paste_source(text(), page() if page else None, folder)], folder=folder)
