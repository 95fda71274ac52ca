"""The cells of a pasted range that do not fit: what, where and why; the good ones are written or nothing is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button
from models.operations.pasting import Reject


class PasteRejectsDialog(QDialog):
    """Stays open beside the table, so that each cell can be gone to; ``write`` is called when the rest is wanted."""

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        good: int,
        rejects: Sequence[Reject],
        write: Callable[[], None],
        jump: Callable[[Reject], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("粘贴：有写不进去的格")
        self._good, self._rejects, self._write, self._jump = good, list(rejects), write, jump
        self.sentence = label("", "", wrap=True)
        self.list = ShortListTable(
            (
                ListColumn("位置", lambda one: one.where, 210),  # type: ignore[arg-type, return-value]
                ListColumn("内容", lambda one: one.text, 150),  # type: ignore[arg-type, return-value]
                ListColumn("为什么没有写入", lambda one: one.why, STRETCH),  # type: ignore[arg-type, return-value]
            ),
            theme,
            several=True,
        )
        self.list.setAccessibleName("写不进去的格")
        self.list.set_lines(self._rejects)
        self.list.opened.connect(self._jump)
        self.jump_button = QPushButton("转到这一格")
        self.copy_button = QPushButton("复制清单")
        self.write_button = button(f"写入其余 {good:,} 格", "primary")
        self.none_button = QPushButton("都不写入")
        self.jump_button.clicked.connect(self._go)
        self.copy_button.clicked.connect(self.copy)
        self.write_button.clicked.connect(self.take)
        self.none_button.clicked.connect(self.reject)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        for one in (self.jump_button, self.copy_button):
            ends.addWidget(one)
        ends.addStretch(1)
        ends.addWidget(self.write_button)
        ends.addWidget(self.none_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.sentence)
        layout.addWidget(self.list, 1)
        layout.addLayout(ends)
        self.resize(900, 400)
        self.sentence.setText(
            f"{good:,} 格可以写入，{len(rejects):,} 格写不进去。可以只写入能写的，也可以都不写，改好原表再粘贴。"
        )
        self.write_button.setVisible(good > 0)
        (self.write_button if good else self.none_button).setDefault(True)
        if not good:
            self.show_done(0)

    def take(self) -> None:
        """Write the cells that fit."""
        self.write_button.setEnabled(False)
        self._write()

    def show_done(self, written: int) -> None:
        """The good cells were written; the list stays to be worked off."""
        self.sentence.setText(f"{written:,} 格写入，{len(self._rejects):,} 格未写入。双击一行转到那一格。")
        self.write_button.hide()
        self.none_button.setText("关闭")
        self.none_button.setDefault(True)

    def copy(self) -> None:
        """The whole list onto the clipboard, as Excel and WPS paste it."""
        from PySide6.QtGui import QGuiApplication

        from models.exporting.clipboard_text import copy_table

        QGuiApplication.clipboard().setText(copy_table(self.list.lines.table(range(len(self._rejects)))))

    def _go(self) -> None:
        line = self.list.current_line()
        if line is not None:
            self._jump(line)
