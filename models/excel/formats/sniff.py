"""Recognise a file by its content: which reader fits, or one sentence saying what it is instead of a workbook."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from models.errors import UserError
from models.excel.formats.biff import ole_streams

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
_SAVE_DOCX = "请用 Word 或 WPS 打开后另存为 .docx 再拖进来"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PICTURES_LIKE_TEXT = (b"BM", b"RIFF")
"""A list may begin with these letters, but then no zero byte follows."""
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe")
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")


def recognise(path: Path, content: bytes) -> str:
    """One of xlsx, xlsb, ods, xls, docx, encrypted, text; UserError when the file is no workbook at all."""
    name = path.name
    if not content:
        raise UserError("文件是空的（0 字节）", where=name, advice="请向发送人重新索取")
    if content.startswith(b"PK") and content[2:3] < b" ":
        return _kind_of_zip(name, content)
    if content.startswith(_OLE):
        return _kind_of_ole(name, content)
    if content[:2] in _BARE_BIFF and content[2:4] in (b"\x06\x00", b"\x04\x00", b"\x08\x00", b"\x10\x00"):
        return "xls"
    if content.startswith(b"%PDF"):
        raise UserError("这是 PDF 文件，不是表格", where=name, advice="请索取 Excel 原件，或先转换成表格")
    if content.startswith(b"{\\rtf"):
        raise UserError("这是 RTF 文档，程序读不了", where=name, advice=_SAVE_DOCX)
    binary = b"\0" in content[:64]
    if content.startswith(_PICTURES) or (binary and content.startswith(_PICTURES_LIKE_TEXT)):
        raise UserError("这是图片，不是表格", where=name, advice="请索取 Excel 原件")
    if content.startswith(_ARCHIVES):
        raise UserError("这是压缩包，不是表格", where=name, advice="请先解压，再导入里面的表格")
    if content.startswith(_PROGRAMS) and binary:
        raise UserError("这是程序文件，不是表格", where=name, advice="请核对文件来源，不要运行它")
    if not content.strip(b"\0"):
        raise UserError("文件内容全是零，可能没有传完或磁盘出错", where=name, advice="请重新传送")
    return "text"


def _kind_of_zip(name: str, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            kind = parts.read("mimetype")[:80] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, IndexError):
        raise UserError("文件不完整或已损坏，可能没有传完", where=name, advice="请重新传送或索取原件") from None
    except Exception as error:  # zlib.error, struct.error and whatever a mutated directory provokes
        raise UserError("文件已损坏，无法读取", where=name, advice="请重新传送或索取原件") from error
    lower = {part.lower().replace("\\", "/").lstrip("/") for part in names}
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if "xl/workbook.xml" in lower or _names_a_workbook(content):
        return "xlsx"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if "word/document.xml" in lower or _names_a_document(content):
        return "docx"
    if any(part.startswith("word/") for part in lower) or b"opendocument.text" in kind:
        raise UserError("这不是 .docx 格式的 Word 文档，程序读不了", where=name, advice=_SAVE_DOCX)
    if any(part.startswith("ppt/") for part in lower):
        raise UserError("这是演示文稿，不是表格", where=name, advice="请索取 Excel 原件")
    if "index/document.iwa" in lower or any(part.endswith(".iwa") for part in lower):
        raise UserError("这是苹果 Numbers 文件", where=name, advice="请在 Numbers 中导出为 Excel 后再导入")
    if any(part.startswith("xl/") for part in lower) or "[content_types].xml" in lower:
        raise UserError("Excel 文件缺少工作簿部分，已损坏", where=name, advice="请重新传送或索取原件")
    raise UserError("这是压缩包，不是表格", where=name, advice="请先解压，再导入里面的表格")


def _names_a_workbook(content: bytes) -> bool:
    """Some writers keep the workbook under another path and name it in the package relations."""
    return _types_name(content, b"spreadsheetml.sheet.main+xml")


def _names_a_document(content: bytes) -> bool:
    return _types_name(content, b"wordprocessingml.document.main+xml")


def _types_name(content: bytes, kind: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            info = parts.getinfo("[Content_Types].xml")
            return info.file_size < 1 << 20 and kind in parts.read(info)
    except Exception:  # a damaged part only means that the answer is no
        return False


def _kind_of_ole(name: str, content: bytes) -> str:
    streams = ole_streams(name, content)
    if any("drmencrypted" in stream or "drmtransform" in stream for stream in streams):
        raise UserError("这个文件受权限管理（IRM）保护，程序无法打开", where=name, advice=_SAVE_AS)
    if "encryptedpackage" in streams:
        return "encrypted"
    if "workbook" in streams or "book" in streams:
        return "xls"
    if "worddocument" in streams:
        raise UserError("这是旧格式的 Word 或 WPS 文档，程序读不了", where=name, advice=_SAVE_DOCX)
    if "powerpoint document" in streams:
        raise UserError("这是演示文稿，不是表格", where=name, advice="请索取 Excel 原件")
    raise UserError("文件里没有工作簿", where=name, advice=_SAVE_AS)
