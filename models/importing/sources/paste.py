"""A range or text pasted from the clipboard, kept as a file that the workbook reader opens like any other."""

from __future__ import annotations

import re
from pathlib import Path

from models.errors import UserError
from models.late_regex import late_regex
from models.system_errors import reason_of

PASTED_NAME = "粘贴的内容"
_MOST = 64 << 20
_TABLE = late_regex(r"<table\b.*?<t[dh]\b", re.I | re.S)
_BOM = "\ufeff"


def pasted_file(text: str, html: str | None, folder: Path) -> Path:
    """Write what was pasted below ``folder``; UserError when there is nothing or too much."""
    page = _page(html or "")
    content, name = (page, f"{PASTED_NAME}.html") if page else (text.strip("\0\ufeff"), f"{PASTED_NAME}.txt")
    if not content.strip():
        raise UserError("剪贴板里没有文字", advice="请先在 Excel、WPS 或 Word 里复制要导入的内容")
    if len(content) > _MOST:
        raise UserError("粘贴的内容太多", advice="请把它存成文件再导入")
    try:
        number = sum(1 for _ in folder.iterdir()) + 1
        path = folder / f"{number:04}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes((_BOM + content).encode("utf-8", "replace"))
    except OSError as error:
        raise UserError(f"粘贴的内容没有存下来（{reason_of(error)}）", advice="请腾出磁盘空间后再试") from error
    return path


def _page(html: str) -> str:
    """The HTML without the clipboard's own header (Version:0.9 StartHTML:…); '' when it holds no table."""
    start = html.find("<")
    page = html[start:].replace("\0", "") if start >= 0 else ""
    return page if _TABLE.search(page) else ""
