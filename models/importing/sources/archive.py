"""The files of a ZIP that may hold a table: names in GBK, limits checked before and while unpacking, passwords."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from models.errors import UserError
from models.importing.sources.names import is_document, is_junk, may_be_table, natural
from models.progress import Progress

MAX_ENTRIES = 100_000
_MAX_RATIO = 250
_RATIO_FREE = 32 << 20
_PIECE = 1 << 20
_AES = 99
_AGAIN = "请重新传送或索取原件"
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, struct.error, IndexError, OverflowError)


@dataclass(frozen=True)
class Member:
    """One file inside: ``shown`` is its path with / and in readable characters."""

    shown: str
    info: zipfile.ZipInfo

    @property
    def base(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.shown).name


class LockedMember(UserError):
    """A member needs a password that was not given."""

    needs_password = True


class _DoesNotFit(Exception):
    """A password was wrong."""


class Archive:
    """A ZIP on disk; use as a context manager."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(path)
        except (*_DAMAGE, NotImplementedError, RuntimeError):
            raise UserError("压缩包不完整或已损坏", where=name, advice=_AGAIN) from None
        if len(self._zip.infolist()) > MAX_ENTRIES:
            self.close()
            raise UserError(f"压缩包里有超过 {MAX_ENTRIES} 个文件", where=name, advice="请解压后挑出表格再导入")

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def is_document(self) -> bool:
        """Whether this is a workbook or another document that only happens to be a ZIP."""
        return is_document(info.filename for info in self._zip.infolist())

    def members(self) -> list[Member]:
        """The files that may hold a table, in the order of their names; a path never leads outside."""
        found: list[Member] = []
        for info in self._zip.infolist():
            shown = readable_name(info)
            parts = [part for part in shown.replace("\\", "/").split("/") if part not in ("", ".", "..")]
            if not parts or info.is_dir() or shown.endswith(("/", "\\")) or any(is_junk(part) for part in parts):
                continue
            if info.external_attr >> 28 == 0xA:  # a link made on Unix holds a path, not a table
                continue
            if may_be_table(parts[-1], lambda info=info: self._head(info)):
                found.append(Member("/".join(parts), info))
        return sorted(found, key=_in_order)

    def _head(self, info: zipfile.ZipInfo) -> bytes:
        """The first bytes of a member without password; b'' when they cannot be had."""
        if info.flag_bits & 1:
            return b""
        try:
            with self._zip.open(info) as source:
                return source.read(8)
        except (*_DAMAGE, NotImplementedError, RuntimeError):
            return b""

    def unpack(self, member: Member, target: Path, limit: int, passwords: Sequence[str], progress: Progress) -> int:
        """Write one member to ``target`` and return its bytes; UserError says why not. ``limit`` is in bytes."""
        info, where = member.info, f"{self._name} / {member.shown}"
        self._check(info, where, limit)
        if not info.flag_bits & 1:
            return self._written(info, None, target, limit, where, progress)
        if info.compress_type == _AES:
            raise UserError(
                "压缩包用 AES 加了密，程序不能解开", where=where, advice="请用解压软件输入密码解压，再导入里面的表格"
            )
        for password in passwords:
            for key in dict.fromkeys((password.encode("utf-8"), password.encode("gb18030", "replace"))):
                try:
                    return self._written(info, key, target, limit, where, progress)
                except _DoesNotFit:
                    continue
        said = "密码不对" if passwords else "压缩包设了密码"
        raise LockedMember(said, where=where, advice="请输入密码；或解压后再拖进来")

    def _written(
        self, info: zipfile.ZipInfo, key: bytes | None, target: Path, limit: int, where: str, progress: Progress
    ) -> int:
        """One attempt; a wrong password shows at once or, one time in 256, by the check sum at the end."""
        total = 0
        try:
            with self._opened(info, key, where) as source, target.open("xb") as out:
                for piece in _pieces(source, key, where):
                    progress(total / max(info.file_size, 1), f"解压 {PurePosixPath(where).name.strip()}")
                    total += len(piece)
                    if total > info.file_size or total > limit:
                        raise UserError("里写的大小与实际不符，像是恶意构造的，没有解压", where=where, advice=_AGAIN)
                    out.write(piece)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return total

    def _check(self, info: zipfile.ZipInfo, where: str, limit: int) -> None:
        if info.file_size > limit:
            raise UserError(
                f"解压后有 {max(info.file_size >> 20, 1)} MiB，太大，没有解压", where=where, advice="请单独解压后再导入"
            )
        if info.file_size > _RATIO_FREE and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
            times = info.file_size // max(info.compress_size, 1)
            raise UserError(f"压缩了 {times} 倍，像是恶意构造的，没有解压", where=where, advice="请核对来源")

    def _opened(self, info: zipfile.ZipInfo, key: bytes | None, where: str) -> IO[bytes]:
        try:
            return self._zip.open(info, pwd=key)
        except NotImplementedError:
            raise UserError("压缩方式不常见，程序不能解开", where=where, advice="请解压后再导入里面的表格") from None
        except (*_DAMAGE, RuntimeError):
            raise _DoesNotFit if key is not None else _damaged(where) from None


def _pieces(source: IO[bytes], key: bytes | None, where: str) -> Iterator[bytes]:
    """The content piece by piece; what the unpacking raises at a damaged member becomes a sentence."""
    while True:
        try:
            piece = source.read(_PIECE)
        except (*_DAMAGE, NotImplementedError, RuntimeError):
            raise _DoesNotFit if key is not None else _damaged(where) from None
        if not piece:
            return
        yield piece


def _damaged(where: str) -> UserError:
    return UserError("压缩包里的这个文件已损坏", where=where, advice=_AGAIN)


def _in_order(member: Member) -> list[tuple[bool, list[tuple[int, int, str]]]]:
    """The order of a folder's listing: its files before the folders in it."""
    *folders, base = member.shown.split("/")
    return [*((True, natural(folder)) for folder in folders), (False, natural(base))]


def readable_name(info: zipfile.ZipInfo) -> str:
    """The member's path: UTF-8 where it says so, else the Unicode path field, else UTF-8 or GBK by content."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    field = _unicode_path(info.extra, raw)
    if field:
        return field
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Info-ZIP's Unicode path field, when it was written for this very name."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        body = extra[place + 4 : place + 4 + size]
        if kind == 0x7075 and len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
        place += 4 + size
    return ""
