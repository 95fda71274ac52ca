"""Step one, 选择文件: where to drop or paste the lists, what each file is, and what was imported lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.panels.intake.found_files import FoundFiles
from desktop.panels.intake.opening import FileLine
from desktop.theme.theme import Theme
from desktop.widgets.card import Card, label, line
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.importing.writing.batches import BatchLine

NOTE = "Excel、WPS 表格、CSV 都可以；可以一次拖多个文件、文件夹或压缩包（ZIP）。原文件不会被改动。"
LATEST = 8
"""How many earlier imports are listed."""


class DropZone(QFrame):
    """A large place to drop files on: ``dropped(list[str])``; ``browse``, ``browse_folder`` and ``paste`` by button."""

    dropped = Signal(list)
    browse = Signal()
    browse_folder = Signal()
    paste = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setAcceptDrops(True)
        self.setMinimumHeight(190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.picture = label()
        self.heading = label("把清单拖到这里", "heading")
        self.note = label(NOTE, "secondary")
        self.button = button("选择文件…", "primary")
        self.folder_button = button("选择文件夹…", tooltip="读入文件夹和它的子文件夹里的全部表格")
        self.paste_button = button("粘贴表格", tooltip="在 Excel 或 WPS 里复制一块区域（连表头），再点这里或按 Ctrl+V")
        self.button.clicked.connect(self.browse)
        self.folder_button.clicked.connect(self.browse_folder)
        self.paste_button.clicked.connect(self.paste)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (self.button, self.folder_button, self.paste_button):
            buttons.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addStretch(1)
        for part in (self.picture, self.heading, self.note):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(buttons)
        column.setAlignment(buttons, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.picture.setPixmap(self._theme.icon("import", "link").pixmap(34, 34))

    def set_small(self, small: bool) -> None:
        """Leave room for the files that were found."""
        for part in (self.picture, self.note):
            part.setVisible(not small)
        self.setMinimumHeight(100 if small else 190)
        self.heading.setText("再拖一份进来，就换成新的" if small else "把清单拖到这里")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


class ChooseStep(QWidget):
    """``files_dropped(list[str])``, ``browse_clicked``, ``folder_clicked``, ``paste_clicked``, ``batch_clicked(int)``,
    ``history_clicked``, ``profiles_clicked``, ``password_given(str)``."""

    files_dropped = Signal(list)
    browse_clicked = Signal()
    folder_clicked = Signal()
    paste_clicked = Signal()
    batch_clicked = Signal(int)
    history_clicked = Signal()
    profiles_clicked = Signal()
    password_given = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.zone = DropZone(theme)
        for source, signal in (
            (self.zone.dropped, self.files_dropped),
            (self.zone.browse, self.browse_clicked),
            (self.zone.browse_folder, self.folder_clicked),
            (self.zone.paste, self.paste_clicked),
        ):
            source.connect(signal)
        self.found = FoundFiles(theme)
        self.found.password_given.connect(self.password_given)
        self.latest = Card("最近导入")
        self._latest_lines = QVBoxLayout()
        self._latest_lines.setSpacing(4)
        self.latest.body.addLayout(self._latest_lines)
        self.latest.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.zone)
        column.addWidget(self.found)
        column.addWidget(self.latest, 1)
        column.addStretch(0)
        self.show_files(())

    def show_files(self, lines: Sequence[FileLine]) -> None:
        """Say for each file what it is; none brings the latest imports back."""
        self.found.show_lines(lines)
        self.found.setVisible(bool(lines))
        self.zone.set_small(bool(lines))
        self.latest.setVisible(not lines)

    def show_problem(self, sentence: str) -> None:
        """Nothing could be read at all, for this reason."""
        self.show_files([FileLine("", "没有读成", "red", sentence)])

    def show_latest(self, batches: Sequence[BatchLine]) -> None:
        """List the latest imports, newest first."""
        _clear(self._latest_lines)
        shown = [batch for batch in batches if batch.kind == "import"][:LATEST]
        if not shown:
            self._latest_lines.addWidget(
                label("还没有导入过清单。第一份清单导入后，会在这里列出，并且可以整批撤销。", "secondary")
            )
        for index, batch in enumerate(shown):
            if index:
                self._latest_lines.addWidget(line())
            self._latest_lines.addLayout(self._line(batch))
        if shown:
            more = button("全部导入记录", "link")
            more.clicked.connect(self.history_clicked)
            known = button("导入方案…", "link", "记下的表头对应：查看、修改、导出、停用")
            known.clicked.connect(self.profiles_clicked)
            self._latest_lines.addLayout(toolbar((more, known)))

    def _line(self, batch: BatchLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        undone = batch.undone_by is not None
        row.addWidget(Chip("已撤销", "grey") if undone else Chip("已导入", "green"))
        row.addWidget(label(f"{batch.at:%Y-%m-%d %H:%M}", "secondary"))
        files = label("、".join(batch.files))
        files.setToolTip("\n".join(batch.files))
        files.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(files, 1)
        row.addWidget(label(counts_text(batch), "secondary"))
        opened = button("查看", "link", "打开这一批写入的问题")
        opened.setEnabled(not undone and batch.new + batch.changed > 0)
        opened.clicked.connect(lambda: self.batch_clicked.emit(batch.id))
        row.addWidget(opened)
        return row


def counts_text(batch: BatchLine) -> str:
    """What a batch did, in a few words."""
    words = (
        ("新增", batch.new),
        ("变更", batch.changed),
        ("未变", batch.unchanged),
        ("待认领", batch.suspect),
        ("错误", batch.refused),
        ("清单已无", batch.vanished),
    )
    return " · ".join(f"{word} {count:,}" for word, count in words if count) or "没有变化"


def _clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
        elif isinstance(inner, (QVBoxLayout, QHBoxLayout)):
            _clear(inner)
