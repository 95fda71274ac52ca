"""What kind of file a name promises: its media type, its family for an icon, and the short word that a clerk reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

Family = Literal["picture", "pdf", "document", "sheet", "slides", "archive", "film", "sound", "text", "other"]


@dataclass(frozen=True)
class FileKind:
    """``word`` stands on the icon."""

    media_type: str
    family: Family
    word: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS: dict[str, FileKind] = {
    "jpg": FileKind("image/jpeg", "picture", "图片"),
    "jpeg": FileKind("image/jpeg", "picture", "图片"),
    "png": FileKind("image/png", "picture", "图片"),
    "bmp": FileKind("image/bmp", "picture", "图片"),
    "gif": FileKind("image/gif", "picture", "图片"),
    "webp": FileKind("image/webp", "picture", "图片"),
    "tif": FileKind("image/tiff", "picture", "图片"),
    "tiff": FileKind("image/tiff", "picture", "图片"),
    "heic": FileKind("image/heic", "picture", "图片"),
    "pdf": FileKind("application/pdf", "pdf", "PDF"),
    "ofd": FileKind("application/ofd", "pdf", "OFD"),
    "doc": FileKind("application/msword", "document", "Word"),
    "docx": FileKind(f"{_OFFICE}wordprocessingml.document", "document", "Word"),
    "wps": FileKind("application/wps-office.wps", "document", "WPS"),
    "xls": FileKind("application/vnd.ms-excel", "sheet", "Excel"),
    "xlsx": FileKind(f"{_OFFICE}spreadsheetml.sheet", "sheet", "Excel"),
    "et": FileKind("application/wps-office.et", "sheet", "ET"),
    "csv": FileKind("text/csv", "sheet", "CSV"),
    "ppt": FileKind("application/vnd.ms-powerpoint", "slides", "PPT"),
    "pptx": FileKind(f"{_OFFICE}presentationml.presentation", "slides", "PPT"),
    "zip": FileKind("application/zip", "archive", "压缩包"),
    "rar": FileKind("application/vnd.rar", "archive", "压缩包"),
    "7z": FileKind("application/x-7z-compressed", "archive", "压缩包"),
    "mp4": FileKind("video/mp4", "film", "视频"),
    "mov": FileKind("video/quicktime", "film", "视频"),
    "avi": FileKind("video/x-msvideo", "film", "视频"),
    "mp3": FileKind("audio/mpeg", "sound", "录音"),
    "m4a": FileKind("audio/mp4", "sound", "录音"),
    "wav": FileKind("audio/wav", "sound", "录音"),
    "amr": FileKind("audio/amr", "sound", "录音"),
    "txt": FileKind("text/plain", "text", "文本"),
    "eml": FileKind("message/rfc822", "text", "邮件"),
}
_OTHER = FileKind("application/octet-stream", "other", "文件")
_PROGRAMS = frozenset({
    "exe", "com", "bat", "cmd", "msi", "scr", "pif", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "lnk", "jar",
    "reg", "cpl", "dll", "sh", "desktop", "url", "chm", "msc",
})  # fmt: skip


def file_kind(name: str) -> FileKind:
    """The kind that a file's ending names."""
    return _KINDS.get(_ending(name), _OTHER)


def is_program(name: str) -> bool:
    """Whether opening a file of this name could run it instead of showing it."""
    return _ending(name) in _PROGRAMS


def _ending(name: str) -> str:
    return PurePath(name.rstrip(" .")).suffix.lower().lstrip(".")


def size_words(size: int) -> str:
    """Bytes as a person reads them: 815 字节, 1.2 MB."""
    if size < 1024:
        return f"{size} 字节"
    amount, unit = size / 1024, "KB"
    for larger in ("MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.0f} {unit}" if amount >= 100 else f"{amount:.1f} {unit}"
