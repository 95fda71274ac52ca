"""Open a workbook by what it contains, never by its name; to be called inside a child process."""

from __future__ import annotations

from pathlib import Path

from models.errors import UserError
from models.excel.book import Workbook
from models.excel.formats import biff, encrypted, sniff
from models.excel.formats.biff12 import read_bin_sheets
from models.excel.formats.biff_sheets import read_biff_sheets
from models.excel.formats.calamine_sheets import read_package_sheets
from models.excel.formats.ods_sheets import read_ods_sheets
from models.excel.formats.zip_parts import ZipParts
from models.progress import Progress, silent

MAX_FILE = 512 << 20


def open_workbook(path: Path | str, password: encrypted.Passwords = None, progress: Progress = silent) -> Workbook:
    """Every sheet of the file; UserError with one Chinese sentence when it cannot be read.

    ``password`` may be several, tried in order; encrypted.PasswordNeeded when none fits.

    Only a child process should call this: a hostile file may exhaust memory or abort the process.
    """
    path = Path(path)
    progress(0.0, f"正在打开 {path.name}")
    content = _read_file(path)
    kind = sniff.recognise(path, content)
    if kind == "encrypted":
        content = encrypted.decrypt(path.name, content, password)
        kind = sniff.recognise(path, content)
    if kind == "text":
        from models.excel.formats.text_forms import open_text  # not needed for most files, and it takes a while to load

        return open_text(path, content, progress)
    if kind == "xls":
        return _open_xls(path, content, password, progress)
    if kind == "xlsx":
        parts = _parts(path, content)
        return Workbook(str(path), kind, read_package_sheets(path.name, content, parts, progress))
    if kind == "docx":
        from models.excel.formats.docx_tables import read_docx

        return Workbook(str(path), kind, read_docx(path.name, _parts(path, content), progress), ["Word 文档"])
    parts = _parts(path, content)
    if kind == "ods" and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise UserError("这个 ODS 表格设了打开密码，程序不能解开", where=path.name, advice="请另存一份无密码的再拖进来")
    read_sheets = read_bin_sheets if kind == "xlsb" else read_ods_sheets
    return Workbook(str(path), kind, read_sheets(path.name, content, parts, progress))


def _read_file(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UserError("这是文件夹，不是文件", where=path.name, advice="请选择里面的表格")
        if not path.is_file():  # a pipe or device would be read for ever
            raise UserError("这不是普通文件，不能读取", where=path.name, advice="请选择 Excel 或 CSV 文件")
        if size > MAX_FILE:
            raise UserError(f"文件有 {size >> 20} MiB，超出 512 MiB", where=path.name, advice="请拆成几个文件后再导入")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("找不到这个文件", where=path.name, advice="请确认它没有被移动或改名") from None
    except PermissionError:
        raise UserError(
            "没有读取这个文件的权限，或它正被占用", where=path.name, advice="请关闭占用它的程序后再试"
        ) from None
    except OSError as error:
        raise UserError(f"读取文件失败（{error.strerror}）", where=path.name, advice="请检查磁盘或网络后再试") from None


def _parts(path: Path, content: bytes) -> ZipParts:
    try:
        return ZipParts(path.name, content)
    except (UserError, MemoryError):
        raise
    except Exception as error:  # zipfile raises BadZipFile, ValueError, struct.error and others on damaged directories
        raise UserError("文件不完整或已损坏", where=path.name, advice="请重新传送或索取原件") from error


def _open_xls(path: Path, content: bytes, password: encrypted.Passwords, progress: Progress) -> Workbook:
    stream = biff.workbook_stream(path.name, content)
    book = biff.read_biff(stream)
    if book.encrypted:
        book = biff.read_biff(encrypted.decrypt(path.name, content, password))
    if book.encrypted:
        raise UserError("这个文件加密的方式不常见，程序不能解开", where=path.name, advice="请另存一份无密码的再拖进来")
    if not book.sheets:
        raise UserError("文件里没有可读的工作表", where=path.name, advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")
    return Workbook(str(path), "xls", read_biff_sheets(book, progress), list(book.warnings))


__all__ = ["open_workbook"]
