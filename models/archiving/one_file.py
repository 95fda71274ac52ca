"""Writes the folder of one problem: its papers as PDF and Word, its evidence renamed, an index, and a cover of 缺项."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.archiving.checklist import checked
from models.archiving.names import safe_file_name, safe_name, unused
from models.documents.form_docx import write_form_docx
from models.errors import StorageError
from models.excel.process.child import Child, ChildDied
from models.excel.writer.sheet_table import PageSetup, SheetColumn, TableBlock
from models.excel.writer.table_writer import write_table
from models.forms.archive_forms import CoverFacts, cover_sheet, letters_sheet
from models.forms.sheet import FormSheet
from models.progress import Progress, silent
from models.queries.dossier import Dossier, EvidenceLine, VersionLine
from models.reports.form_pages import FormSetter
from models.reports.problem_forms import place_words, problem_card, problem_timeline, words_of
from models.rules.file_kinds import file_kind
from models.store.evidence_files import copy_out, evidence_path

if TYPE_CHECKING:
    from models.store import Ledger

CARD, TIMELINE, EVIDENCE, CLOSING, LETTERS = "01 问题卡片", "02 办理时间线", "03 佐证材料", "04 销号表", "05 往来文书"
COVER, INDEX = "00 封面", "目录"
_LETTER_KINDS = ("escalation", "reminder", "extension", "suspension", "objection", "publicity", "filing")
"""Events that were a letter, a call or a document."""


@dataclass(frozen=True)
class Filed:
    """A file that was written: its place below the folder of the problem."""

    path: str
    title: str
    kind: str
    pages: int | None
    size: int
    sha256: str
    remark: str = ""


@dataclass
class ProblemFile:
    """What was written for one problem."""

    folder: str
    number: str
    name: str
    city: str
    county: str
    status: str
    files: list[Filed] = field(default_factory=list[Filed])
    missing: list[str] = field(default_factory=list[str])


class Filing:
    """Writes one problem after the other with the same two child processes: one sets pages, one counts them."""

    def __init__(self, ledger: Ledger, today: date) -> None:
        self._ledger = ledger
        self._today = today
        self._setter = FormSetter()
        self._reader = Child("models.documents.file_facts:SERVED", memory_mb=1536, time_s=60, task="数页数")

    def __enter__(self) -> Filing:
        return self

    def __exit__(self, *error: Any) -> None:
        self._setter.__exit__(*error)
        self._reader.__exit__(*error)

    def write(
        self, found: Dossier, closing: Sequence[tuple[str, FormSheet]], folder: Path, progress: Progress = silent
    ) -> ProblemFile:
        """Fill ``folder``, which is made; ``closing`` are the forms of 销号 with the names of their files."""
        record = found.detail.record
        made = ProblemFile(
            folder.name, found.detail.ledger_number, words_of("site_name", record.get("site_name")),
            words_of("city", record.get("city")), words_of("county", record.get("county")),
            words_of("status", record.get("status")),
        )  # fmt: skip
        for part in (EVIDENCE, CLOSING, LETTERS):
            (folder / part).mkdir(parents=True)
        name = self._ledger.name
        self._paper(made, folder, f"{CARD}.pdf", problem_card(found, name, self._today), progress)
        self._paper(made, folder, f"{TIMELINE}.pdf", problem_timeline(found, name, self._today), progress)
        self._evidence(made, folder, found, progress)
        for stem, sheet in closing:
            self._paper(made, folder, f"{CLOSING}/{safe_name(stem)}.pdf", sheet, progress)
            path = folder / CLOSING / f"{safe_name(stem)}.docx"
            write_form_docx([sheet], path)
            made.files.append(_filed(folder, path, sheet.title, "表单", None, "可编辑"))
        if not closing:
            made.missing.append("没有销号申请表和备案表")
        self._letters(made, folder, found, progress)
        self._cover(made, folder, found, progress)
        _index(made, folder / f"{INDEX}.xlsx")
        return made

    def _paper(self, made: ProblemFile, folder: Path, name: str, sheet: FormSheet, progress: Progress) -> None:
        progress(None, f"{made.number}：{sheet.title}")
        written = self._setter.write([sheet], folder / name)
        made.files.append(_filed(folder, written.path, sheet.title, "表单", written.page_count))

    def _evidence(self, made: ProblemFile, folder: Path, found: Dossier, progress: Progress) -> None:
        """Newest versions under their number, earlier ones beside them; what is not there any more is a 缺项."""
        taken: set[str] = set()
        pieces = list(reversed(found.evidence))
        digits = max(2, len(str(len(pieces))))
        for number, piece in enumerate(pieces, 1):
            for version in piece.versions:
                newest = version is piece.versions[0]
                stem = "_".join(filter(None, (f"{number:0{digits}d}", piece.kind, piece.title)))
                stem += "" if newest else f"_第{version.number}版"
                name = unused(safe_file_name(stem, version.name), taken)
                taken.add(name.lower())
                try:
                    copy_out(self._ledger.evidence_folder, version.sha256, folder / EVIDENCE / name, progress)
                except StorageError as error:
                    made.missing.append(f"佐证材料“{piece.title}”第 {version.number} 版：{error.message}")
                    continue
                made.files.append(self._filed_evidence(name, piece, version, newest))
        if not pieces:
            made.missing.append("没有任何佐证材料")

    def _filed_evidence(self, name: str, piece: EvidenceLine, version: VersionLine, newest: bool) -> Filed:
        taken = f"拍摄于 {version.taken_at:%Y-%m-%d %H:%M}" if version.taken_at else ""
        place = f"{version.place[0]:.5f}，{version.place[1]:.5f}" if version.place else ""
        earlier = "" if newest else f"第 {version.number} 版，已有更新"
        remark = "；".join(filter(None, (earlier, taken, place, f"原文件名 {version.name}")))
        return Filed(
            f"{EVIDENCE}/{name}",
            piece.title,
            piece.kind or "",
            self._pages(version),
            version.size,
            version.sha256,
            remark,
        )

    def _pages(self, version: VersionLine) -> int | None:
        family = file_kind(version.name).family
        if family == "picture":
            return 1
        if family != "pdf":
            return None
        try:
            path = evidence_path(self._ledger.evidence_folder, version.sha256)
            return self._reader.ask("pages", str(path))
        except ChildDied:
            return None

    def _letters(self, made: ProblemFile, folder: Path, found: Dossier, progress: Progress) -> None:
        rows = tuple(
            (f"{event.day}", event.heading, event.note, event.person)
            for event in found.course
            if event.kind in _LETTER_KINDS
        )
        if rows:
            sheet = letters_sheet(made.number, made.name, rows)
            self._paper(made, folder, f"{LETTERS}/往来文书清单.pdf", sheet, progress)

    def _cover(self, made: ProblemFile, folder: Path, found: Dossier, progress: Progress) -> None:
        lines = checked((piece.title, piece.kind) for piece in found.evidence)
        made.missing[:0] = [line.wanted.name for line in lines if line.missing]
        record = found.detail.record
        contents = tuple(
            (str(number), one.path, str(one.pages) if one.pages else "—") for number, one in enumerate(made.files, 1)
        )
        facts = CoverFacts(
            made.number, made.name, place_words(record), words_of("campaign", record.get("campaign")),
            words_of("category", record.get("category")), words_of("responsible_unit", record.get("responsible_unit")),
            made.status, words_of("closed_on", record.get("closed_on")), self._ledger.name, f"{self._today}",
            tuple((line.wanted.name, line.state, "、".join(line.titles)) for line in lines), contents,
            tuple(made.missing),
        )  # fmt: skip
        self._paper(made, folder, f"{COVER}.pdf", cover_sheet(facts), progress)
        made.files.insert(0, made.files.pop())


def _filed(folder: Path, path: Path, title: str, kind: str, pages: int | None, remark: str = "") -> Filed:
    content = path.read_bytes()
    place = path.relative_to(folder).as_posix()
    return Filed(place, title, kind, pages, len(content), hashlib.sha256(content).hexdigest(), remark)


def _index(made: ProblemFile, path: Path) -> None:
    """目录.xlsx: every file with its pages, its size and its SHA-256."""
    columns = [
        SheetColumn("序号", 6, "center"), SheetColumn("文件", 52, wrap=True), SheetColumn("材料名称", 30, wrap=True),
        SheetColumn("类别", 16), SheetColumn("页数", 7, "right"), SheetColumn("字节数", 11, "right"),
        SheetColumn("SHA-256", 68), SheetColumn("备注", 40, wrap=True),
    ]  # fmt: skip
    rows = [
        (number, one.path, one.title, one.kind, one.pages, one.size, one.sha256, one.remark)
        for number, one in enumerate(made.files, 1)
    ]
    missing = "；".join(made.missing)
    block = TableBlock(
        title=f"{made.number} {made.name} 卷内目录".replace("  ", " "),
        closing=(f"缺项：{missing}" if missing else "没有缺项",), frozen_columns=0,
    )  # fmt: skip
    write_table(path, columns, rows, sheet_name="目录", block=block, page=PageSetup("A4", True))


def renamed(made: ProblemFile, folder: str) -> ProblemFile:
    """The same file under the name that it got in the end."""
    return replace(made, folder=folder)
