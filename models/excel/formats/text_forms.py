"""What a file of text really is: Excel 2003 XML, a saved web page, a text table, or something else with a sentence."""

from __future__ import annotations

import re
from pathlib import Path

from models.errors import UserError
from models.excel.book import Workbook
from models.excel.formats import html_table, mhtml, spreadsheet_ml, text_table
from models.late_regex import late_regex
from models.progress import Progress, silent

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
_HEAD = 16_384
_XML = late_regex(r"\s*<(?:\?xml|[\w:]+\s[^>]*xmlns)", re.I)


def open_text(path: Path, content: bytes, progress: Progress = silent) -> Workbook:
    """The sheets of a file that is no package and no binary workbook."""
    name = path.name
    if spreadsheet_ml.is_spreadsheet_ml(content):
        sheets = spreadsheet_ml.read_spreadsheet_ml(name, content, progress)
        return Workbook(str(path), "xml", sheets, ["Excel 2003 XML 表格"])
    if mhtml.is_mhtml(content):
        return Workbook(str(path), "mhtml", mhtml.read_mhtml(name, content, progress), ["单个文件网页"])
    # Tags are ASCII in every character set we read, so the beginning can be looked at without decoding.
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").decode("latin-1")
    if html_table.is_html(head):
        return Workbook(str(path), "html", html_table.read_html(name, content, progress), ["网页格式的表格"])
    _refuse_others(name, head)
    sheet, how = text_table.read_text_table(name, content, progress)
    return Workbook(str(path), "csv", [sheet], [f"文本表格：{how}"])


def _refuse_others(name: str, head: str) -> None:
    if "office/word/2003/wordml" in head or "office/2006/xmlPackage" in head:
        raise UserError(
            "这是 Word 的 XML 文档，程序读不了", where=name, advice="请用 Word 或 WPS 打开后另存为 .docx 再拖进来"
        )
    if _XML.match(head):
        what = "平面 ODF 表格" if "office:document" in head else "XML 文件，不是表格"
        raise UserError(f"这是{what}", where=name, advice=_SAVE_AS)
    if head.startswith("ID;P"):
        raise UserError("这是 SYLK 表格", where=name, advice=_SAVE_AS)
    if re.match(r"TABLE\r?\n0,1\r?\n", head):
        raise UserError("这是 DIF 表格", where=name, advice=_SAVE_AS)
