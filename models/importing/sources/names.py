"""Which files of a folder or archive may hold a table, how they are ordered, and names safe for a copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from models.late_regex import late_regex

_TABLE_KINDS = """
xlsx xlsm xltx xltm xlsb xls xlt et ett ods ots fods csv tsv tab txt prn htm html mht mhtml xml docx docm dotx dotm
doc wps wpt slk dif zip rar 7z
"""
"""Extensions that are handed on; the reader says itself what it cannot read (.doc, .wps, .rar …)."""
_OTHER_KINDS = """
jpg jpeg png gif bmp tif tiff webp heic mp4 avi mov mp3 wav pdf ppt pptx exe dll msi lnk url db ini log tmp bak dwg shp
dbf shx prj css js ofd caj ttf psd py
"""
_TABLES = frozenset(_TABLE_KINDS.split())
_NEVER = frozenset(_OTHER_KINDS.split())
_JUNK = frozenset(("thumbs.db", "desktop.ini", ".ds_store", "__macosx", "$recycle.bin", "system volume information"))
_HIDDEN_ATTRIBUTE = 0x2 | 0x4
_RESERVED = late_regex(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_PACKAGE_MARKS = ("[content_types].xml", "mimetype", "xl/workbook.xml", "xl/workbook.bin", "word/document.xml")


def is_junk(name: str) -> bool:
    """Lock files of Office and WPS, hidden files, and what systems leave in folders and archives."""
    lower = name.lower()
    return lower in _JUNK or lower.startswith((".", "~$", "~wrl", "$recycle"))


def is_hidden(path: Path) -> bool:
    """Hidden or system file on Windows."""
    try:
        return bool(getattr(path.stat(), "st_file_attributes", 0) & _HIDDEN_ATTRIBUTE)
    except OSError:
        return False


def may_be_table(name: str, head: Callable[[], bytes]) -> bool:
    """Whether a file found in a folder or archive is worth reading: by extension, else by its first bytes."""
    kind = PurePosixPath(name).suffix.lower().lstrip(".")
    if kind in _TABLES or kind in _NEVER:
        return kind in _TABLES
    return head().startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def is_document(parts: Iterable[str]) -> bool:
    """Whether a ZIP is itself a document (.xlsx, .docx, .ods, .numbers) and not an archive of files."""
    for part in parts:
        lower = part.replace("\\", "/").lstrip("/").lower()
        if lower in _PACKAGE_MARKS or lower.endswith(".iwa") or lower.startswith(("xl/worksheets/", "ppt/slides/")):
            return True
    return False


def safe_name(name: str) -> str:
    """A file name that every system accepts, not longer than 90 characters, its extension kept."""
    bare = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(" .") or "文件"
    bare = _RESERVED.sub("_", bare)
    if len(bare) > 90:
        suffix = PurePosixPath(bare).suffix[:10]
        bare = bare[: 90 - len(suffix)] + suffix
    return bare


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key under which 2月 comes before 10月."""
    pieces = re.findall(r"\d{1,18}|\D+", name.casefold())
    return [(0, int(piece), "") if piece[0].isdecimal() else (1, 0, piece) for piece in pieces]
