"""Step one, 选择文件: where to drop the lists, which campaign they belong to, and what was imported lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme.theme import Theme
from desktop.widgets.card import Card, label, line
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.importing.batches import BatchLine

LATEST = 8
"""How many earlier imports are listed."""


class DropZone(QFrame):
    """A large place to drop files on; ``dropped(list[str])``."""

    dropped = Signal(list)
    browse = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setAcceptDrops(True)
        self.setMinimumHeight(190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.picture = label()
        self.heading = label("把清单拖到这里", "heading")
        note = label("Excel、WPS 表格、CSV 都可以，一次可以拖多个文件；原文件不会被改动。", "secondary")
        self.button = button("选择文件…", "primary")
        self.button.clicked.connect(self.browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addStretch(1)
        for part in (self.picture, self.heading, note, self.button):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.picture.setPixmap(self._theme.icon("import", "link").pixmap(34, 34))

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
    """``files_dropped(list[str])``, ``browse_clicked``, ``batch_clicked(int)``, ``history_clicked``."""

    files_dropped = Signal(list)
    browse_clicked = Signal()
    batch_clicked = Signal(int)
    history_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.zone = DropZone(theme)
        self.zone.dropped.connect(self.files_dropped)
        self.zone.browse.connect(self.browse_clicked)
        self.problems = Card("这些文件没有读成")
        self.problems.hide()
        self._problem_lines = QVBoxLayout()
        self.problems.body.addLayout(self._problem_lines)
        self.latest = Card("最近导入")
        self._latest_lines = QVBoxLayout()
        self._latest_lines.setSpacing(4)
        self.latest.body.addLayout(self._latest_lines)
        self.latest.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.zone)
        column.addWidget(self.problems)
        column.addWidget(self.latest, 1)

    def show_problems(self, sentences: Sequence[str]) -> None:
        """Say for each file that could not be read what is wrong and what to do."""
        _clear(self._problem_lines)
        for sentence in sentences:
            self._problem_lines.addWidget(label(sentence, tone="red", wrap=True))
        self.problems.setVisible(bool(sentences))

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
            self._latest_lines.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

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
