"""A single file web page (.mht, often under .xls): its parts are taken apart and read as HTML, nothing is fetched."""

from __future__ import annotations

import email
import email.message
import posixpath
import re
from urllib.parse import unquote

from models.errors import UserError
from models.excel.book import Sheet
from models.excel.formats.html_table import page_sheets, parse_page
from models.excel.formats.sheet_builder import Budget
from models.late_regex import late_regex
from models.progress import Progress, silent

_MAX_PARTS = 2_000
_MAX_SIZE = 128 << 20
_SHEETS = late_regex(
    r"<x:ExcelWorksheet>\s*<x:Name>([^<]{1,100})</x:Name>.{0,2000}?<x:WorksheetSource\s+HRef=[\"']([^\"']{1,400})",
    re.I | re.S,
)
_HEADER = late_regex(rb"^(?:MIME-Version|From|Content-Type|X-[\w-]+|Subject|Date)\s*:", re.I | re.M)


def is_mhtml(content: bytes) -> bool:
    """Whether the file is a mail-like page archive."""
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(_HEADER.match(head)) and (
        b"multipart/related" in head.lower() or (b"text/html" in head.lower() and b"mime-version" in head.lower())
    )


def read_mhtml(name: str, content: bytes, progress: Progress = silent) -> list[Sheet]:
    """Sheets of all parts, named as the workbook names them; UserError when there is no table."""
    if len(content) > _MAX_SIZE:
        raise UserError("单个文件网页超出 128 MiB", where=name, advice="请用 Excel 打开后另存为 .xlsx 再导入")
    start = len(content) - len(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    message = email.message_from_bytes(content[start:])
    pages = _pages(message)
    if not pages:
        raise UserError("单个文件网页里没有网页部分，已损坏", where=name, advice="请用 Excel 打开后另存为 .xlsx 再导入")
    names: dict[str, str] = {}
    budget = Budget(name)
    sheets: list[Sheet] = []
    for number, (place, (body, charset)) in enumerate(pages.items()):
        if place == "tabstrip.htm" or (names and place not in names):
            continue
        page = parse_page(name, body, progress.part(number / len(pages), (number + 1) / len(pages)), charset)
        names.update((_base(href), title) for text in page.comments for title, href in _SHEETS.findall(text))
        if page.tables:
            sheets += page_sheets(name, page, budget, names.get(place, ""))
    if not sheets:
        raise UserError("单个文件网页里没有表格", where=name, advice="请用 Excel 打开后另存为 .xlsx 再导入")
    return sheets


def _pages(message: email.message.Message) -> dict[str, tuple[bytes, str]]:
    """HTML parts by the last piece of their location: bytes and declared character set."""
    found: dict[str, tuple[bytes, str]] = {}
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            break
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            place = _base(str(part.get("Content-Location", ""))) or f"#{number}"
            found.setdefault(place, (body, str(part.get_content_charset() or "")))
    return found


def _base(location: str) -> str:
    return posixpath.basename(unquote(location.strip()).replace("\\", "/")).lower()
