"""佐证材料: files with thumbnail, kind and versions; added by button, by dragging or from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.dialogs import file_prompts
from desktop.panels.dossier.evidence_hints import HintBox, HintReader
from desktop.panels.dossier.evidence_work import EvidenceWork, files_of
from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.record_card import EDIT, REMOVE, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.thumbnails import EvidencePicture, Thumbnails
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.breaking import breakable
from desktop.widgets.card import label
from desktop.widgets.flow import button
from models.rules.file_kinds import size_words

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.dossier import Dossier, EvidenceLine, VersionLine
    from models.queries.evidence_hints import Hint
    from models.store import Ledger

OPEN, SAVE, NEWER, COPY, EXPLAIN = "open", "save", "version", "copy", "explain"
_SHORT_SUM = 20


class EvidenceTab(DossierTab):
    """Files go into the ledger's folder under their SHA-256; the originals are not touched."""

    what = "佐证材料"
    blank = "还没有佐证材料。把照片、批复、报告拖到这里，或者点“添加材料”；截图可以直接粘贴。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.files = EvidenceWork(work, self)
        self.thumbnails = Thumbnails(work.context, self)
        self.reader = HintReader(work, self)
        self.reader.found.connect(self._on_hints)
        self._hints: dict[int, list[Hint]] = {}
        self._hints_of = 0
        self.add_button = button("添加材料…", "", "选文件作为佐证材料；也可以拖到面板上")
        self.paste_button = button("粘贴", "", "把剪贴板里的图片或文件作为佐证材料（Ctrl+V）")
        self.hint = label("原文件不动，存一份带校验值的副本。", "small", wrap=True)
        for one in (self.add_button, self.paste_button):
            self.bar.addWidget(one)
        self.head.addWidget(self.hint)
        self.add_button.clicked.connect(self.choose)
        self.paste_button.clicked.connect(self.paste)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    @override
    def fill(self, dossier: Dossier) -> None:
        if self._hints_of != dossier.id:
            self._hints, self._hints_of = {}, dossier.id
        self._show(dossier)
        if dossier.evidence:
            self.reader.read(dossier.id)

    def _on_hints(self, problem_id: int, found: list[Hint]) -> None:
        """Show them with their evidence, unless somebody is writing in a form or they are as they were."""
        by_piece: dict[int, list[Hint]] = {}
        for one in found:
            by_piece.setdefault(one.evidence_id, []).append(one)
        if self.dossier is not None and problem_id == self.dossier.id and by_piece != self._hints:
            self._hints = by_piece
            if self.list.form is None:
                self._show(self.dossier)

    def _show(self, dossier: Dossier) -> None:
        writable = self.writable
        for one in (self.add_button, self.paste_button, self.hint):
            one.setVisible(writable)
        names = {one.id: f"第 {number} 条 {one.text[:16]}" for number, one in enumerate(dossier.measures, 1)}
        self.list.show_cards(dossier.id, [self._view(one, names, writable) for one in dossier.evidence])

    @property
    def writable(self) -> bool:
        """Whether evidence can be added to what is shown."""
        return self.dossier is not None and not self.work.read_only and not self.dossier.detail.removed

    @override
    def fields(self) -> Sequence[FormField]:
        kinds = self.dossier.kinds if self.dossier is not None else ()
        measures = self.dossier.measures if self.dossier is not None else ()
        about: list[tuple[Any, str]] = [(None, "整个问题")]
        about += [(one.id, f"第 {number} 条 {one.text[:16]}") for number, one in enumerate(measures, 1)]
        return (
            FormField("title", "名称"),
            FormField("kind", "类别", "choice", [(one, one) for one in kinds], hint="如 整改后照片"),
            FormField("measure_id", "对应措施", "pick", about),
        )

    # ---- adding ----------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for files and take them in."""
        filters = (file_prompts.ALL_FILES,)
        paths = file_prompts.ask_open_files(self, self.work.context.state, "evidence", "选择佐证材料", filters)
        if paths:
            self.add_files(paths)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Take files in for the problem shown."""
        if self.dossier is not None and self.writable:
            self.files.add(self.dossier.id, paths)

    def paste(self) -> None:
        """Take in what is in the clipboard: files, else a picture."""
        if self.dossier is None or not self.writable:
            return
        mime = QApplication.clipboard().mimeData()
        paths = files_of(mime) if mime is not None else []
        if paths:
            self.add_files(paths)
        elif mime is not None and mime.hasImage():
            self.files.add_picture(self.dossier.id, QApplication.clipboard().image())
        else:
            self.work.context.inform("剪贴板里没有图片或文件。先截图或复制文件，再粘贴。", "amber")

    # ---- records ---------------------------------------------------------------------------------------------

    @override
    def do(self, key: int, action: str) -> None:
        from models.operations.evidence import remove_evidence

        piece = self._piece(key)
        if piece is None:
            return
        if action == EDIT:
            self.list.open_form(key, "修改佐证材料", self.list.card(key).view.values)
        elif action == REMOVE:
            self.write(
                "删除佐证材料", lambda ledger: remove_evidence(ledger, key), "已删除一份佐证材料，文件还在台账里。"
            )
        elif action == EXPLAIN and self._waiting(key):
            self.reader.explain(self, self._waiting(key)[0])
        elif action == NEWER:
            path = file_prompts.ask_open_file(self, self.work.context.state, "evidence", f"“{piece.title}”的新版本")
            if path is not None:
                self.files.add_version(key, path)
        elif piece.versions:
            self.do_version(piece.versions[0], action)

    def do_version(self, version: VersionLine, action: str) -> None:
        if action == OPEN:
            self.files.open(version)
        elif action == SAVE:
            self.files.save_as(self, version)
        elif action == COPY:
            QApplication.clipboard().setText(version.sha256)
            self.work.context.inform(f"已复制 SHA-256：{version.sha256}", "green")

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        from models.operations.evidence import edit_evidence

        return "修改佐证材料", lambda ledger: edit_evidence(ledger, key, values)

    def _piece(self, key: int) -> EvidenceLine | None:
        pieces = self.dossier.evidence if self.dossier is not None else ()
        return next((one for one in pieces if one.id == key), None)

    def _view(self, one: EvidenceLine, names: dict[int, str], writable: bool) -> CardView:
        last = one.versions[0] if one.versions else None
        actions: list[tuple[str, str]] = []
        if last is not None:
            actions += [(OPEN, "打开"), (SAVE, "另存为…"), (COPY, "复制 SHA-256")]
        if writable and self._waiting(one.id):
            actions.append((EXPLAIN, "说明提示…"))
        if writable:
            actions += [(NEWER, "添加新版本…"), (EDIT, "修改名称和类别"), (REMOVE, "删除")]
        about = (f"对应措施：{names[one.measure_id]}",) if one.measure_id in names else ()
        return CardView(
            key=one.id,
            heading=one.title,
            notes=((version_words(last), *about) if last is not None else about),
            chips=self._chips(one),
            actions=tuple(actions),
            values={"title": one.title, "kind": one.kind, "measure_id": one.measure_id},
            picture=None if last is None else lambda: self._picture(last),
            extra=(lambda: self._below(one)) if last is not None else None,
        )

    def _waiting(self, evidence_id: int) -> list[Hint]:
        """Hints that nobody explained yet."""
        return [hint for hint in self._hints.get(evidence_id, ()) if hint.explained is None]

    def _chips(self, one: EvidenceLine) -> tuple[tuple[str, str], ...]:
        """The kind, and how many hints nobody has explained."""
        waiting = len(self._waiting(one.id))
        chips = ((one.kind, "grey"),) if one.kind else ()
        return (*chips, (f"提示 {waiting}", "amber")) if waiting else chips

    def _below(self, one: EvidenceLine) -> QWidget:
        """Hints, then the versions."""
        below = QWidget()
        below.setProperty("role", "plain")
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._hints.get(one.id):
            column.addWidget(HintBox(self.reader, self._hints[one.id], writable=self.writable))
        column.addWidget(_Versions(self, one))
        return below

    def _picture(self, version: VersionLine) -> QWidget:
        return EvidencePicture(self.thumbnails, self.work.context, version.sha256, version.name)


class _Versions(QWidget):
    """How many versions there are; opened, each with its sum, who and when, and what can be done with it."""

    def __init__(self, tab: EvidenceTab, piece: EvidenceLine) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._tab = tab
        self._piece = piece
        self.toggle = button(self._words(False), "link", "每个版本的校验值、大小、添加人和时间")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._on_toggled)
        self._rows: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)

    def _words(self, opened: bool) -> str:
        return f"{len(self._piece.versions)} 个版本 {'▴' if opened else '▾'}"

    def _on_toggled(self, opened: bool) -> None:
        self.toggle.setText(self._words(opened))
        if self._rows is None:
            self._rows = QWidget()
            self._rows.setProperty("role", "plain")
            column = QVBoxLayout(self._rows)
            column.setContentsMargins(0, 0, 0, 4)
            column.setSpacing(6)
            for version in self._piece.versions:
                column.addLayout(self._row(version))
            self._column.addWidget(self._rows)
        self._rows.setVisible(opened)

    def _row(self, version: VersionLine) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        said = f"　{version.note}" if version.note else ""
        for text in (f"第 {version.number} 版　{version.name}{said}", version_words(version)):
            one = label(breakable(text), "small", wrap=True)
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(one)
        sum_label = label(f"SHA-256 {version.sha256[:_SHORT_SUM]}…", "small")
        sum_label.setToolTip(version.sha256)
        sum_label.setAccessibleName(f"SHA-256 {version.sha256}")
        column.addWidget(sum_label)
        line = QHBoxLayout()
        line.setSpacing(4)
        for action, words, tip in (
            (COPY, "复制校验值", "复制完整的 SHA-256"), (OPEN, "打开", "打开这一版"), (SAVE, "另存", "另存这一版"),
        ):  # fmt: skip
            one = QToolButton()
            one.setText(words)
            one.setToolTip(tip)
            one.setAccessibleName(f"第 {version.number} 版：{tip}")
            one.clicked.connect(lambda _=False, chosen=action: self._tab.do_version(version, chosen))
            line.addWidget(one)
        line.addStretch(1)
        column.addLayout(line)
        return column


def version_words(version: VersionLine) -> str:
    """Size, who and when of a version; of a photograph also when and where it was taken."""
    parts = [size_words(version.size), f"{version.added_at:%Y-%m-%d %H:%M} {version.actor}".rstrip()]
    if version.taken_at is not None:
        parts.append(f"拍摄于 {version.taken_at:%Y-%m-%d %H:%M}")
    if version.place is not None:
        longitude, latitude = version.place
        parts.append(f"{longitude:.4f}°E {latitude:.4f}°N")
    return " · ".join(parts)
