"""What is done with evidence files: taken in with progress and cancel, opened as a copy, saved elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QWidget

from desktop.dialogs import file_prompts
from desktop.panels.dossier.work import DossierWork
from models import clock
from models.paths import cache_folder
from models.rules.file_kinds import is_program

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.evidence import EvidenceAdded
    from models.progress import Progress
    from models.queries.dossier import VersionLine
    from models.store.evidence_files import StoredFile

_MOST_NAMED = 3
_REFUSED = '\\/:*?"<>|\n\r\t'


class EvidenceWork(QObject):
    """Files are copied in the lane of long work, so that nobody waits for a film; then one short write names them."""

    def __init__(self, work: DossierWork, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._context = work.context

    def add(self, problem_id: int, paths: Sequence[Path]) -> None:
        """Take files in as evidence of a problem."""

        def stored(files: list[StoredFile]) -> None:
            from models.operations.evidence import add_evidence

            self._work.run_write(
                "登记佐证材料", lambda ledger: add_evidence(ledger, problem_id, files), self._say_added
            )

        self._take_in(paths, stored)

    def add_version(self, evidence_id: int, path: Path) -> None:
        """Take a file in as a newer state of evidence."""

        def stored(files: list[StoredFile]) -> None:
            from models.operations.evidence import add_version

            self._work.write(
                "登记新版本",
                lambda ledger: add_version(ledger, evidence_id, files[0]),
                say="已添加新版本，旧版本还在。",
            )

        self._take_in([path], stored)

    def add_picture(self, problem_id: int, picture: QImage) -> None:
        """Take in a picture of the clipboard, as a PNG file named by the moment."""
        name = f"粘贴图片 {clock.now():%Y-%m-%d %H%M%S}.png"

        def work(progress: Progress) -> list[StoredFile]:
            from models.operations.evidence import take_in

            with tempfile.TemporaryDirectory(prefix="rectledger-") as folder:
                path = Path(folder) / name
                picture.save(str(path))
                return take_in(self._context.ledger, [path], progress)

        def stored(files: list[StoredFile]) -> None:
            from models.operations.evidence import add_evidence

            self._work.run_write(
                "登记佐证材料", lambda ledger: add_evidence(ledger, problem_id, files), self._say_added
            )

        self._start("保存粘贴的图片", work, stored)

    def open(self, version: VersionLine) -> None:
        """Show a copy with the system's program; the stored file itself is never handed out."""
        if is_program(version.name):
            self._context.inform(f"“{version.name}”是程序类文件，为安全起见不直接打开；需要时请用“另存为”。", "amber")
            return
        folder = cache_folder() / "opened" / version.sha256[:16]
        target = folder / _safe_name(version.name)

        def work(progress: Progress) -> Path:
            from models.store.evidence_files import copy_out

            folder.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target.chmod(0o644)
            copy_out(self._context.ledger.evidence_folder, version.sha256, target, progress)
            target.chmod(0o444)
            return target

        def done(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._context.inform(f"系统里没有能打开“{version.name}”的程序，请用“另存为”。", "amber")

        self._context.jobs.read("打开佐证材料", work, done, owner=self, long=True)

    def save_as(self, parent: QWidget, version: VersionLine) -> None:
        """Write a copy where a person says."""
        target = file_prompts.ask_save_file(
            parent, self._context.state, "evidence", "另存佐证材料", version.name, (file_prompts.ALL_FILES,)
        )
        if target is None:
            return
        chosen = target

        def work(progress: Progress) -> Path:
            from models.store.evidence_files import copy_out

            copy_out(self._context.ledger.evidence_folder, version.sha256, chosen, progress)
            return chosen

        self._context.jobs.read(
            "另存佐证材料",
            work,
            lambda path: self._context.inform(f"已另存为 {path}。", "green"),
            owner=self,
            long=True,
        )

    def _take_in(self, paths: Sequence[Path], stored: Callable[[list[StoredFile]], None]) -> None:
        def work(progress: Progress) -> list[StoredFile]:
            from models.operations.evidence import take_in

            return take_in(self._context.ledger, paths, progress)

        title = f"添加佐证材料 {paths[0].name}" if len(paths) == 1 else f"添加 {len(paths)} 份佐证材料"
        self._start(title, work, stored)

    def _start(
        self, title: str, work: Callable[[Progress], list[StoredFile]], stored: Callable[[list[StoredFile]], None]
    ) -> None:
        if self._work.read_only:
            self._context.inform("台账是只读打开的，不能添加佐证材料。", "amber")
            return
        self._context.jobs.read(title, work, stored, owner=self, long=True)

    def _say_added(self, added: EvidenceAdded) -> None:
        change: Change = added.change
        parts: list[str] = []
        if added.added:
            parts.append(f"已添加 {added.added} 份佐证材料")
        if added.known:
            parts.append(f"{_some(added.known)}的内容这条问题已经有了，没有重复添加")
        for name, numbers in (added.elsewhere or {}).items():
            parts.append(f"“{name}”和 {'、'.join(numbers[:_MOST_NAMED])} 用的是同一份内容，请核对")
        warn = bool(added.known or added.elsewhere)
        if change.change_set_id:
            self._context.bus.broadcast(change)
        undo = (lambda: self._context.run_action("edit.undo")) if change.change_set_id else None
        self._context.inform("；".join(parts) + "。", "amber" if warn else "green", "撤销" if undo else "", undo)


def files_of(mime: QMimeData) -> list[Path]:
    """The files that are dragged or were copied."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _some(names: Sequence[str]) -> str:
    listed = "、".join(f"“{name}”" for name in names[:_MOST_NAMED])
    return listed if len(names) <= _MOST_NAMED else f"{listed}等 {len(names)} 份"


def _safe_name(name: str) -> str:
    """A name that every system takes, with its ending."""
    plain = "".join("_" if char in _REFUSED else char for char in name).strip(" .") or "文件"
    return plain[-120:]
