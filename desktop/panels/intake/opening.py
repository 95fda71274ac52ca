"""What was dropped, chosen or pasted, opened for an import: one session, and a line about each file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.progress import Progress

if TYPE_CHECKING:
    from models.importing.ahead import ReadAhead
    from models.importing.session import ImportSession
    from models.importing.sources.gathering import Source
    from models.importing.views import FileView, ImportOptions
    from models.store import Ledger

Begin = Callable[[Progress], "ReadAhead"]
"""Makes the private copies and lets the reading begin."""


@dataclass(frozen=True)
class FileLine:
    """One file as the first step lists it; ``tone`` is that of its chip, ``place`` its place in the session."""

    name: str
    state: str
    tone: str
    sentence: str
    locked: bool = False
    rows: int = 0
    place: int = -1


def begin_paths(paths: Sequence[Path]) -> Begin:
    """Files, folders and archives."""

    def begin(progress: Progress) -> ReadAhead:
        from models.importing.ahead import ReadAhead

        return ReadAhead(paths, progress=progress)

    return begin


def begin_pasted(text: str, html: str | None) -> Begin:
    """A range copied in Excel, WPS or a browser."""

    def begin(progress: Progress) -> ReadAhead:
        from models.importing.ahead import ReadAhead
        from models.importing.sources.gathering import clear, new_folder, paste_source

        folder = new_folder()
        try:
            source = paste_source(text, html, folder)
        except BaseException:
            clear(folder)
            raise
        return ReadAhead((), sources=[source], folder=folder, progress=progress)

    return begin


def open_import(
    ledger: Ledger,
    begin: Begin,
    options: ImportOptions,
    passwords: Sequence[str],
    gathered: Callable[[list[FileLine]], None],
    progress: Progress,
) -> ImportSession:
    """Copy, then read; ``gathered`` hears of the files before they are read; ``passwords`` are tried."""
    from models.importing.session import ImportSession

    ahead = begin(progress.part(0, 0.1))
    try:
        gathered([source_line(source) for source in ahead.sources])
        session = ImportSession(ledger, (), options, progress.part(0.1, 1), ahead=ahead)
    except BaseException:
        ahead.close()
        raise
    for password in passwords:
        try_password(session, password, progress)
    return session


def try_password(session: ImportSession, password: str, progress: Progress) -> bool:
    """Try a password on every file that wants one; whether it opened any."""
    opened = False
    for number, file in enumerate(list(session.files)):
        if file.needs_password:
            opened |= not session.give_password(number, password, progress).needs_password
    return opened


def file_lines(files: Sequence[FileView]) -> list[FileLine]:
    """A line about each file, in the order given."""
    return [_file_line(place, view) for place, view in enumerate(files)]


def source_line(source: Source) -> FileLine:
    """A file that was found and not read yet."""
    if source.problem:
        return _problem_line(source.name, source.problem, source.needs_password)
    return FileLine(source.name, "等待读取", "grey", "")


def _problem_line(name: str, problem: str, locked: bool, place: int = -1) -> FileLine:
    sentence = problem.removeprefix(f"{name}：").removeprefix(f"{name.rpartition(' / ')[2]}：")
    state, tone = ("需要密码", "amber") if locked else ("没有读成", "red")
    return FileLine(name, state, tone, sentence, locked, place=place)


def _file_line(place: int, view: FileView) -> FileLine:
    if view.problem:
        return _problem_line(view.name, view.problem, view.needs_password, place)
    taken = [sheet for sheet in view.sheets if sheet.included]
    notes = [note for note in (view.correction, view.imported_before, *view.warnings[:1]) if note]
    left = [f"「{sheet.name}」{sheet.role_note or '隐藏的表'}" for sheet in view.sheets if not sheet.included]
    if not taken:
        why = "；".join(left[:3]) or "没有认出表格"
        return FileLine(view.name, "不是清单", "grey", "　".join([why, *notes]), place=place)
    lists = "、".join(f"「{sheet.name}」{sheet.row_count:,} 行" for sheet in taken[:4])
    more = f"等 {len(taken)} 张表" if len(taken) > 4 else ""
    said = f"{lists}{more}" + (f"；另有 {len(left)} 张表不导入" if left else "")
    state, tone = ("更正表", "green") if view.correction else ("清单", "green")
    if view.imported_before and not view.correction:
        state, tone = "已导入过", "amber"
    rows = sum(sheet.row_count for sheet in taken)
    return FileLine(view.name, state, tone, "　".join([said, *notes]), rows=rows, place=place)
