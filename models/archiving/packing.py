"""一问题一档案 for one problem or a whole batch: folders or one ZIP, with an index of the batch.

Everything is written beside its place first and moved there when all of it is whole: a cancel or an error leaves
nothing. What stands there already is never replaced; the next run adds _v2.
"""

from __future__ import annotations

import shutil
import uuid
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models import clock
from models.archiving.form_files import closing_sheets
from models.archiving.names import next_version, safe_name
from models.archiving.one_file import Filing, ProblemFile, renamed
from models.errors import UserError
from models.excel.writer.sheet_table import PageSetup, SheetColumn, TableBlock
from models.excel.writer.table_writer import write_table
from models.forms.sheet import FormSheet
from models.output_file import unwritable
from models.progress import Progress, silent
from models.queries.dossier import dossier

if TYPE_CHECKING:
    from models.store import Ledger

_PACKED = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".pdf", ".docx", ".xlsx", ".zip", ".rar", ".7z", ".mp4"})
_BATCH = "归档目录.xlsx"
Closing = Callable[["Ledger", int], Sequence[tuple[str, FormSheet]]]


@dataclass(frozen=True)
class Archived:
    """``path`` is the folder, or the ZIP; ``problems`` what was written for each."""

    path: Path
    problems: tuple[ProblemFile, ...]

    @property
    def files(self) -> int:
        """How many files there are, indexes not counted."""
        return sum(len(one.files) for one in self.problems)

    @property
    def incomplete(self) -> int:
        """Problems with 缺项."""
        return sum(bool(one.missing) for one in self.problems)


def archive_problems(
    ledger: Ledger,
    problem_ids: Sequence[int],
    out: Path | str,
    *,
    as_zip: bool = False,
    closing: Closing = closing_sheets,
    progress: Progress = silent,
) -> Archived:
    """Write the file of each problem below ``out``, which is made where missing (or into ``out`` as a ZIP).

    UserError for no problem, and where nothing can be written; Cancelled leaves nothing.
    """
    ids = list(dict.fromkeys(problem_ids))
    if not ids:
        raise UserError("没有选中要归档的问题")
    out = Path(out)
    if as_zip:
        out = out if out.suffix.lower() == ".zip" else out / f"一问题一档案_{clock.today():%Y%m%d}.zip"
    place = out.parent if as_zip else out
    made_here = [one for one in (place, *place.parents) if not one.exists()]
    work = place / f".{uuid.uuid4().hex[:12]}.part"
    done = False
    try:
        work.mkdir(parents=True)
        problems = _write_all(ledger, ids, work, closing, progress.part(0.0, 0.9 if as_zip else 0.98))
        whole = progress.part(0.9, 1.0)
        archived = _zip(out, work, problems, whole) if as_zip else _settle(out, work, problems)
        done = True
        return archived
    except OSError as error:
        raise unwritable(place, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if not done:
            for one in made_here:
                if one.is_dir() and not any(one.iterdir()):
                    one.rmdir()


def _write_all(
    ledger: Ledger, ids: Sequence[int], work: Path, closing: Closing, progress: Progress
) -> list[ProblemFile]:
    problems: list[ProblemFile] = []
    taken: set[str] = set()
    with Filing(ledger, clock.today()) as filing:
        for number, problem_id in enumerate(ids):
            part = progress.part(number / len(ids), (number + 1) / len(ids))
            part(0.0, f"归档第 {number + 1} 条，共 {len(ids)} 条")
            found = dossier(ledger, problem_id)
            record = found.detail.record
            name = next_version(
                safe_name(f"{found.detail.ledger_number}_{record.get('site_name') or ''}".rstrip("_")), taken
            )
            taken.add(name.lower())
            problems.append(filing.write(found, closing(ledger, problem_id), work / name, part))
    return problems


def _settle(out: Path, work: Path, problems: Sequence[ProblemFile]) -> Archived:
    """Move each folder to its place under a name that nobody has; what was moved goes back out when one cannot be."""
    taken = {one.name.lower() for one in out.iterdir()}
    moved: list[Path] = []
    settled: list[ProblemFile] = []
    try:
        for one in problems:
            name = next_version(one.folder, taken)
            taken.add(name.lower())
            target = out / name
            (work / one.folder).rename(target)
            moved.append(target)
            settled.append(renamed(one, name))
        index = out / next_version(_BATCH, taken)
        _write_index(index, settled)
    except BaseException:
        for target in moved:
            shutil.rmtree(target, ignore_errors=True)
        raise
    return Archived(out, tuple(settled))


def _zip(out: Path, work: Path, problems: Sequence[ProblemFile], progress: Progress) -> Archived:
    taken = {one.name.lower() for one in out.parent.iterdir()}
    out = out.with_name(next_version(out.name, taken))
    _write_index(work / _BATCH, problems)
    fresh = work.parent / f"{work.name}.zip"
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as package:
            paths = sorted(work.rglob("*"))
            for number, path in enumerate(paths):
                progress(number / len(paths), "打包")
                name = path.relative_to(work).as_posix()
                if path.is_dir():
                    package.mkdir(name)
                else:
                    packed = zipfile.ZIP_STORED if path.suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
                    package.write(path, name, packed)
        fresh.rename(out)
    finally:
        fresh.unlink(missing_ok=True)
    return Archived(out, tuple(problems))


def _write_index(path: Path, problems: Sequence[ProblemFile]) -> None:
    """归档目录.xlsx: one line for each problem, with how much there is and what is missing."""
    columns = [
        SheetColumn("序号", 6, "center"), SheetColumn("问题编号", 16), SheetColumn("点位名称", 32, wrap=True),
        SheetColumn("市", 12), SheetColumn("县（市、区）", 14), SheetColumn("状态", 12),
        SheetColumn("文件夹", 40, wrap=True), SheetColumn("文件数", 8, "right"), SheetColumn("页数", 8, "right"),
        SheetColumn("缺项数", 8, "right"), SheetColumn("缺项", 60, wrap=True),
    ]  # fmt: skip
    rows = [
        (
            number, one.number, one.name, one.city, one.county, one.status, one.folder, len(one.files),
            sum(filed.pages or 0 for filed in one.files), len(one.missing), "；".join(one.missing),
        )
        for number, one in enumerate(problems, 1)
    ]  # fmt: skip
    block = TableBlock(title="一问题一档案 归档目录", frozen_columns=0)
    write_table(path, columns, rows, sheet_name="归档目录", block=block, page=PageSetup("A4", True))
