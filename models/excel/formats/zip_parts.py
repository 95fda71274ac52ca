"""The parts of an .xlsx package: sizes checked against bombs, XML checked against entities, read as a stream."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from models.errors import UserError
from models.late_regex import late_regex
from models.progress import Progress, silent

MAX_TOTAL = 3 << 30
MAX_SMALL_PART = 64 << 20
_MAX_RATIO = 250
_RATIO_FREE = 32 << 20
_CHUNK = 1 << 22
_LONGEST_TAG = 20_000

_RELATION = late_regex(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_SHEET = late_regex(rb"<(?:\w+:)?sheet\b[^<>]*>")
_WORKBOOK_TYPE = late_regex(rb"<[^<>]*spreadsheetml\.(?:sheet|template)\.main\+xml[^<>]*>")
_EXTRA = late_regex(r"^docprops/|/(?:media|drawings|embeddings|printersettings|charts|externallinks)/|vbaproject")
_ENCODING = late_regex(rb"""<\?xml[^<>]*?encoding\s*=\s*["']([\w.-]{2,20})["'][^<>]*\?>""")
_ATTRIBUTE = late_regex(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it; ``kind`` is worksheet, chartsheet, dialogsheet …"""

    name: str
    part: str
    state: str
    kind: str


class ZipParts:
    """Read access to a package held in memory; every method may raise UserError with a sentence."""

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._known = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()}
        self._check_sizes(len(content))

    def _check_sizes(self, file_size: int) -> None:
        declared = sum(info.file_size for info in self._known.values())
        packed = sum(info.compress_size for info in self._known.values())
        if declared > MAX_TOTAL:
            raise self._bomb(f"解压后有 {declared / (1 << 30):.1f} GiB，超出 3 GiB")
        if packed > file_size:
            raise self._bomb("各部分互相重叠")
        for info in self._known.values():
            if info.flag_bits & 1:
                raise UserError("文件内部被加密", where=self._name, advice="请另存一份没有密码的再导入")
            if info.file_size > _RATIO_FREE and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
                raise self._bomb(f"有一部分压缩了 {info.file_size // max(info.compress_size, 1)} 倍")

    def _bomb(self, how: str) -> UserError:
        return UserError(f"文件{how}，像是恶意构造的，没有打开", where=self._name, advice="请核对来源或索取原件")

    def has(self, part: str) -> bool:
        """Whether the package has this part (case does not count)."""
        return part.lower() in self._known

    def size(self, part: str) -> int:
        """Declared bytes of a part, 0 when missing."""
        info = self._known.get(part.lower())
        return info.file_size if info else 0

    def names(self) -> list[str]:
        """All part names as stored."""
        return [info.filename for info in self._known.values()]

    def read(self, part: str) -> bytes:
        """A small part whole; b'' when missing."""
        info = self._known.get(part.lower())
        if info is None:
            return b""
        if info.file_size > MAX_SMALL_PART:
            raise self._bomb("的样式等部分异常庞大")
        return b"".join(self.stream(part))

    def stream(self, part: str, *, progress: Progress = silent, text: str = "") -> Iterator[bytes]:
        """The content in pieces of some MiB; refuses entity declarations and more bytes than were declared."""
        info = self._known.get(part.lower())
        if info is None:
            return
        total = 0
        try:
            with self._zip.open(info) as source:
                while chunk := source.read(_CHUNK):
                    if total == 0:
                        self._refuse_entities(chunk)
                    total += len(chunk)
                    if text:
                        progress(0.9 * total / max(info.file_size, 1), text)
                    if total > info.file_size:
                        raise self._bomb("里写的大小与实际不符")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
            raise UserError(
                "文件不完整或已损坏，可能没有传完", where=self._name, advice="请重新传送或索取原件"
            ) from None

    def _refuse_entities(self, chunk: bytes) -> None:
        head = chunk[:65536]
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise UserError(
                "文件里有外部实体声明，像是恶意构造的，没有打开", where=self._name, advice="请核对来源或索取原件"
            )

    def sheet_parts(self) -> list[SheetPart]:
        """The sheets in the workbook's order."""
        workbook = self.workbook_part()
        targets = self.relations(workbook)
        found: list[SheetPart] = []
        for tag in _SHEET.findall(self.text(workbook)):
            about = attributes(tag)
            key = next((value for name, value in about.items() if name.endswith(":id")), "")
            kind, part = targets.get(key, ("", ""))
            if part:
                found.append(SheetPart(about.get("name", ""), part, about.get("state", "visible"), kind))
        return found

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (last word of the type, part) of what a part refers to inside the package."""
        folder, base = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}
        for tag in _RELATION.findall(self.text(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")):
            about = attributes(tag)
            if about.get("TargetMode", "").lower() == "external":
                continue
            target = about.get("Target", "").replace("\\", "/")
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            full = posixpath.normpath(joined).lstrip("/")
            if not self.has(full) and self.has(target.lstrip("/")):
                full = target.lstrip("/")  # some writers count from the root without saying so
            found[about.get("Id", "")] = (about.get("Type", "").rsplit("/", 1)[-1], full)
        return found

    def uses_1904(self) -> bool:
        """Whether day numbers count from 1904."""
        return re.search(rb"""date1904\s*=\s*["'](?:1|true)""", self.text(self.workbook_part())) is not None

    def workbook_part(self) -> str:
        """The part that lists the sheets, by the package's relations or else by its content type."""
        for kind, part in self.relations("").values():
            if kind == "officeDocument" and self.has(part):
                return part
        if not self.has("xl/workbook.xml"):
            named = _WORKBOOK_TYPE.search(self.text("[Content_Types].xml"))
            if named and self.has(part := attributes(named[0]).get("PartName", "").lstrip("/")):
                return part
        return "xl/workbook.xml"

    def text(self, part: str) -> bytes:
        """A small XML part in UTF-8, whatever its own encoding; entity declarations are refused."""
        content = in_utf8(self.read(part))
        self._refuse_entities(content)
        return content

    def with_replaced(self, part: str, content: bytes) -> bytes:
        """The package with one part exchanged, stored without compression."""
        return self.with_parts({part: content})

    def with_parts(self, changed: dict[str, bytes]) -> bytes:
        """The package with parts exchanged or added, stored without compression, without pictures and other extras."""
        left = {part.lower(): (part, content) for part, content in changed.items()}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            for lower, info in self._known.items():
                if lower in left:
                    target.writestr(info.filename, left.pop(lower)[1])
                elif not _EXTRA.search(lower) and not info.is_dir():
                    with target.open(zipfile.ZipInfo(info.filename), "w", force_zip64=info.file_size >> 31 > 0) as copy:
                        for chunk in self.stream(info.filename):
                            copy.write(chunk)
            for part, content in left.values():
                target.writestr(part, content)
        return out.getvalue()


def in_utf8(xml: bytes) -> bytes:
    """XML without the mark at its start, in UTF-8; what cannot be decoded comes back as it is."""
    if xml.startswith(b"\xef\xbb\xbf"):
        return xml[3:]
    declared = _ENCODING.match(xml[:200])
    codec = declared[1].decode().lower() if declared else "utf-8"
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif xml[:4] in (b"<\0?\0", b"\0<\0?"):
        codec = "utf-16-le" if xml[0] else "utf-16-be"
    if codec in ("utf-8", "utf8", "us-ascii"):
        return xml
    try:
        text = xml.decode("gb18030" if codec in ("gb2312", "gbk") else codec)
    except (UnicodeDecodeError, LookupError):
        return xml
    return re.sub(r"<\?xml[^<>]*\?>", "", text, count=1).encode("utf-8", "replace")


def attributes(tag: bytes) -> dict[str, str]:
    """Attributes of one start tag, entities resolved."""
    return {
        key.decode("utf-8", "replace"): unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(tag[:_LONGEST_TAG])
    }


def unescape(text: str) -> str:
    """The five XML entities and character references."""
    if "&" not in text:
        return text
    text = re.sub(r"&#x([0-9a-fA-F]{1,6});", lambda m: _character(int(m[1], 16)), text)
    text = re.sub(r"&#(\d{1,7});", lambda m: _character(int(m[1])), text)
    for entity, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, plain)
    return text


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
