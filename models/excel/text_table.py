"""Text files as tables: character set, separator, rows."""

from __future__ import annotations

import csv
import io
import re

from models.errors import UserError
from models.excel.book import Row, Sheet

_SEPARATORS = ("\t", ",", ";", "|", "，", "；")
_MAX_CELLS = 30_000_000


def read_text_table(name: str, content: bytes) -> tuple[Sheet, str]:
    """The sheet, and a phrase naming character set and separator; UserError when the text is no table."""
    text, charset = decode(name, content)
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<html", "<!doctype html", "<table", "<meta", "<head", "<style", "<div")):
        raise UserError(
            "这是网页格式的表格，只是扩展名像 Excel", where=name, advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
        )
    if start.startswith(("<?xml", "<workbook")):
        what = "Excel 2003 XML 表格" if "urn:schemas-microsoft-com:office:spreadsheet" in start else "XML 文件"
        raise UserError(f"这是{what}", where=name, advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")
    separator = _separator(text)
    if separator is None:
        raise UserError("这是普通文本，不是表格", where=name, advice="请选择 Excel 或 CSV 文件")
    rows = _split(name, text, separator)
    sheet = Sheet(re.sub(r"\.[^.]*$", "", name), True, rows)
    return sheet, f"{charset}，以{'制表符' if separator == chr(9) else separator}分隔"


def decode(name: str, content: bytes) -> tuple[str, str]:
    """Text and the name of its character set: BOM first, then UTF-8, UTF-16 without BOM, GB18030, each strictly."""
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(charset), charset.removesuffix("-sig").upper()
            except UnicodeDecodeError:
                break
    zeros = content[:4000].count(0)
    if zeros == 0:
        for charset in ("utf-8", "gb18030"):
            try:
                return content.decode(charset), charset.upper()
            except UnicodeDecodeError as error:
                if charset == "utf-8" and error.start > len(content) - 4 and error.reason == "unexpected end of data":
                    return content[: error.start].decode("utf-8"), "UTF-8"
    elif zeros > len(content[:4000]) // 8:
        odd = content[1:4000:2].count(0)
        charset = "utf-16-le" if odd * 2 > zeros else "utf-16-be"
        try:
            text = content[: len(content) // 2 * 2].decode(charset)
            if text.isprintable() or sum(c.isprintable() or c in "\r\n\t" for c in text[:2000]) > 0.95 * len(
                text[:2000]
            ):
                return text, "UTF-16"
        except UnicodeDecodeError:
            pass
    raise UserError(
        "无法识别这个文件的内容，它不是 Excel 也不是文本表格",
        where=name,
        advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
    )


def _separator(text: str) -> str | None:
    """The separator under which most of the first lines have the same number of cells, more than one."""
    sample = text[:200_000]
    best: tuple[float, str] | None = None
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        try:
            reader = csv.reader(io.StringIO(sample), delimiter=separator)
            widths = [len(row) for _, row in zip(range(200), reader, strict=False) if any(cell.strip() for cell in row)]
        except csv.Error:
            continue
        if len(widths) > 2 and len(text) > len(sample):
            widths.pop()
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
            best = (score, separator)
    return best[1] if best else None


def _split(name: str, text: str, separator: str) -> list[Row]:
    csv.field_size_limit(1 << 24)
    rows: list[Row] = []
    cells = 0
    try:
        for values in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator):
            rows.append([value if value.strip() else None for value in values])
            cells += len(values)
            if cells > _MAX_CELLS:
                raise UserError("文本表格过大，超出 3 千万个单元格", where=name, advice="请拆成几个文件后再导入")
    except csv.Error:
        raise UserError(
            "文本表格的引号或分隔符错乱", where=name, advice="请用 Excel 打开后另存为 .xlsx 再导入"
        ) from None
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([None] * (width - len(row)))
    return rows
