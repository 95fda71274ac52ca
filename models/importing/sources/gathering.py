"""What a person dropped or pasted, as private copies to be read: files, folders, archives; originals stay untouched.

How to use it::

    folder = new_folder()
    sources = gather(paths, folder, passwords, progress)     # or [paste_source(text, html, folder)]
    ...                                                      # read source.path, show source.name
    clear(folder)

Nothing here opens a workbook; a source with a ``problem`` has no copy, only the sentence why.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.errors import UserError
from models.importing.sources.archive import Archive, LockedMember
from models.importing.sources.folder import clear, clear_stale, new_folder
from models.importing.sources.names import is_hidden, is_junk, may_be_table, natural, safe_name
from models.importing.sources.paste import PASTED_NAME, pasted_file
from models.progress import Progress, silent
from models.system_errors import reason_of

MAX_FILES = 500
MAX_ONE = 512 << 20
MAX_TOTAL = 2 << 30
_MAX_SEEN = 100_000
_PIECE = 4 << 20
_JOIN = " / "


@dataclass(frozen=True)
class Source:
    """One file to be read.

    ``path`` is the private copy, ``name`` what is shown (「材料.zip / 邯郸.xlsx」), ``original`` the file or archive
    that the person gave. With a ``problem`` there is no copy: ``path`` is then the original. ``needs_password`` says
    that another password would help.
    """

    path: Path
    name: str
    original: Path
    problem: str = ""
    needs_password: bool = False


def gather(
    paths: Sequence[Path | str],
    folder: Path,
    passwords: str | Sequence[str] | None = None,
    progress: Progress = silent,
) -> list[Source]:
    """Copies of every file that may hold a table, in the order given.

    What is wrong with a file, a folder or an archive is the ``problem`` of its source; only Cancelled is raised.
    ``passwords`` are tried in order on members of archives.
    """
    tried = [passwords] if isinstance(passwords, str) else list(passwords or ())
    return _Gathering(folder, [password for password in tried if password], progress).all(paths)


def paste_source(text: str, html: str | None, folder: Path) -> Source:
    """A pasted range as a file: the HTML of the clipboard when it has a table (codes stay text), else the text."""
    path = pasted_file(text, html, folder)
    return Source(path, PASTED_NAME, path)


class _Gathering:
    """Collects sources up to the limits."""

    def __init__(self, folder: Path, passwords: Sequence[str], progress: Progress) -> None:
        self._folder = folder
        self._passwords = passwords
        self._progress = progress
        self._found: list[Source] = []
        self._given: set[Path] = set()
        self._room = MAX_TOTAL
        self._number = sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0
        self._tried = 0
        self._refused = 0

    def all(self, paths: Sequence[Path | str]) -> list[Source]:
        for path in map(Path, paths):
            self._progress(None, f"查看 {path.name}")
            if path.is_dir():
                self._folder_of(path)
            elif path.name.startswith("~$"):
                if len(paths) == 1:  # among others it was only swept up
                    self._problem(path, path.name, UserError(
                        "这是打开表格时产生的临时文件，不是表格", advice="请选择文件名不带“~$”的那一个"
                    ))  # fmt: skip
            else:
                self._file(path, path.name or str(path), path)
        if self._refused:
            last = Path(paths[-1])
            self._problem(last, last.name, UserError(
                f"表格超过 {MAX_FILES} 个或合计超过 {MAX_TOTAL >> 30} GiB，其余 {self._refused} 个没有读入",
                advice="请分几次导入",
            ))  # fmt: skip
        return self._found

    def _problem(self, original: Path, name: str, error: UserError) -> None:
        said = UserError(error.message, where=name, advice=error.advice)
        locked = isinstance(error, LockedMember)
        self._found.append(Source(original, name, original, said.sentence(), locked))

    def _folder_of(self, top: Path) -> None:
        before, any_file = len(self._found), False
        name = top.name or str(top)
        try:
            for path in self._walk(top, name):
                any_file = True
                self._file(path, _JOIN.join((name, *path.relative_to(top).parts)), path)
        except OSError as error:
            self._problem(top, name, UserError(f"文件夹打不开（{reason_of(error)}）", advice="请检查权限或网络后再试"))
            return
        if not any_file and len(self._found) == before:
            self._problem(top, name, UserError("文件夹里没有表格", advice="请选择放着 Excel 文件的文件夹"))

    def _walk(self, top: Path, name: str) -> Iterator[Path]:
        """Files that may hold a table, folder by folder; links are not followed."""
        waiting, seen = [top], 0
        while waiting:
            here = waiting.pop()
            try:
                entries = sorted(os.scandir(here), key=lambda entry: natural(entry.name))
            except OSError as error:
                if here == top:
                    raise
                self._problem(here, _JOIN.join((name, *here.relative_to(top).parts)),
                              UserError(f"文件夹打不开（{reason_of(error)}）", advice="请检查权限后再试"))  # fmt: skip
                continue
            self._progress(None, f"查看文件夹 {here.name}")
            inner: list[Path] = []
            for entry in entries:
                seen += 1
                path = Path(entry.path)
                if seen > _MAX_SEEN:
                    self._problem(top, name, UserError(
                        f"文件夹里的文件超过 {_MAX_SEEN} 个，没有看完", advice="请只选放表格的文件夹"
                    ))  # fmt: skip
                    return
                if is_junk(entry.name) or entry.is_symlink() or is_hidden(path) or path == self._folder:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append(path)
                elif entry.is_file(follow_symlinks=False) and may_be_table(entry.name, lambda path=path: _head(path)):
                    yield path
            waiting.extend(reversed(inner))

    def _file(self, path: Path, name: str, original: Path, depth: int = 0) -> None:
        """Copy one file, or unpack it when it is an archive; ``depth`` counts archives around it."""
        if depth == 0:
            key = Path(os.path.realpath(path))
            if key in self._given:
                return
            self._given.add(key)
        try:
            if _head(path).startswith((b"PK\x03\x04", b"PK\x05\x06")) and self._archive(path, name, original, depth):
                return
            if depth == 0:
                self._copied(path, name)
            else:
                self._found.append(Source(path, name, original))
        except UserError as error:
            self._problem(original, name, error)

    def _archive(self, path: Path, name: str, original: Path, depth: int) -> bool:
        """Unpack an archive; False when it is a document, or so damaged that the reader had better say so."""
        try:
            archive = Archive(path, name)
        except UserError:
            if path.suffix.lower() == ".zip":
                raise
            return False
        with archive:
            if archive.is_document:
                return False
            if depth == 2:
                raise UserError("压缩包里又套了两层压缩包，没有再解压", advice="请先解压，再导入里面的表格")
            members = archive.members()
            if not members:
                raise UserError("压缩包里没有表格", advice="请检查是不是发错了文件")
            for member in members:
                shown = name + _JOIN + member.shown.replace("/", _JOIN)
                target = self._place(member.base)
                if target is None:
                    continue
                try:
                    self._room -= archive.unpack(
                        member, target, min(MAX_ONE, self._room), self._passwords, self._progress
                    )
                except UserError as error:
                    self._problem(original, shown, error)
                    continue
                except OSError as error:
                    raise _unwritable(error) from error
                self._file(target, shown, original, depth + 1)
                if self._found and self._found[-1].path != target:
                    target.unlink(missing_ok=True)
        return True

    def _copied(self, path: Path, name: str) -> None:
        size = _checked_size(path)
        if size > self._room:
            self._refused += 1
            return
        target = self._place(path.name)
        if target is None:
            return
        self._room -= size
        _copy(path, target, size, self._progress)
        self._found.append(Source(target, name, path))

    def _place(self, name: str) -> Path | None:
        """Where the next copy goes, in a folder of its own so that it keeps its name; None when there is no room."""
        if self._tried >= MAX_FILES or self._room <= 0:
            self._refused += 1
            return None
        self._tried += 1
        self._number += 1
        target = self._folder / f"{self._number:04}" / safe_name(name)
        try:
            target.parent.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(error) from error
        return target


def _head(path: Path) -> bytes:
    """The first bytes of a regular file; b'' when they cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever
            return b""
        with path.open("rb") as file:
            return file.read(8)
    except OSError:
        return b""


def _checked_size(path: Path) -> int:
    with _unreadable():
        about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise UserError("这不是普通文件，不能读取", advice="请选择 Excel 或 CSV 文件")
    if about.st_size > MAX_ONE:
        raise UserError(f"文件有 {about.st_size >> 20} MiB，超出 {MAX_ONE >> 20} MiB", advice="请拆成几个文件后再导入")
    return about.st_size


def _copy(path: Path, target: Path, size: int, progress: Progress) -> None:
    """Copy a file that may be open in Excel or WPS; it is only ever opened for reading."""
    done = 0
    try:
        with _unreadable(), path.open("rb") as source, target.open("xb") as out:
            while piece := source.read(_PIECE):
                progress(min(done / size, 1.0) if size else None, f"复制 {path.name}")
                try:
                    out.write(piece)
                except OSError as error:
                    raise _unwritable(error) from error
                done += len(piece)
                if done > MAX_ONE:
                    raise UserError("文件一直在变大，没有读完", advice="请等它保存完再试")
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextmanager
def _unreadable() -> Generator[None]:
    """Turn what the system says about the person's file into a sentence."""
    try:
        yield
    except PermissionError:
        raise UserError("文件正被别的程序占用，或没有读取权限", advice="请关闭占用它的程序后再试") from None
    except FileNotFoundError:
        raise UserError("找不到这个文件", advice="请确认它没有被移动或改名") from None
    except OSError as error:
        raise UserError(f"文件读不出来（{reason_of(error)}）", advice="请检查磁盘或网络后再试") from error


def _unwritable(error: OSError) -> UserError:
    return UserError(f"文件的副本没有写成（{reason_of(error)}）", advice="请腾出磁盘空间后再试")


__all__ = [
    "MAX_FILES", "PASTED_NAME", "Source", "clear", "clear_stale", "gather", "new_folder", "paste_source",
]  # fmt: skip
