"""What was dropped, file by file: what each is, how far its reading is, why it stays out, where its password goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.panels.intake.opening import FileLine
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.card import Card, label, line
from desktop.widgets.flow import button

READING = (("已读", "green"), ("正在读取", "blue"), ("等待读取", "grey"))
MOST_HEIGHT = 320
ROW = 30


class FoundFiles(Card):
    """``password_given(str)`` for the file that asks for one."""

    password_given = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("这次选择的文件")
        self.lines: list[FileLine] = []
        self.table = ShortListTable(
            (
                ListColumn("状态", lambda one: one.state, 92, chip=lambda one: one.tone),
                ListColumn("文件", lambda one: one.name, 300),
                ListColumn("是什么", lambda one: one.sentence, STRETCH),
            ),
            theme,
        )
        self.table.setAccessibleName("这次选择的文件")
        self.detail = label("", "secondary", wrap=True)
        self.password_box = QWidget()
        self.password_box.setProperty("role", "plain")
        self.password_label = label("")
        self.password_edit = QLineEdit()
        self.password_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.password_edit.setPlaceholderText("打开密码（只在这次导入里用，不保存）")
        self.password_edit.setAccessibleName("打开密码")
        self.password_edit.setMinimumWidth(260)
        self.password_button = button("打开", "primary")
        self.show_button = button("显示", "link")
        self._compose()
        self.table.line_chosen.connect(self._on_chosen)
        self.password_edit.returnPressed.connect(self._give)
        self.password_edit.textChanged.connect(lambda text: self.password_button.setEnabled(bool(text)))
        self.password_button.clicked.connect(self._give)
        self.show_button.clicked.connect(self._toggle_echo)
        self.password_button.setEnabled(False)

    def _compose(self) -> None:
        row = QHBoxLayout(self.password_box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.password_label)
        row.addWidget(self.password_edit)
        row.addWidget(self.show_button)
        row.addWidget(self.password_button)
        row.addStretch(1)
        self.inner = QVBoxLayout()
        self.inner.setSpacing(8)
        for part in (self.table, line(), self.password_box, self.detail):
            self.inner.addWidget(part)
        self.body.addLayout(self.inner)
        self.body.addStretch(1)

    def show_lines(self, lines: Sequence[FileLine]) -> None:
        """Show other files, or the same ones further on."""
        self.lines = list(lines)
        self.table.set_lines(self.lines, lambda one: one.name)
        height = self.table.horizontalHeader().sizeHint().height() + ROW * max(len(lines), 1) + 6
        self.table.setFixedHeight(min(height, MOST_HEIGHT))
        readable = sum(one.rows for one in lines)
        locked = sum(one.locked for one in lines)
        broken = sum(one.tone == "red" for one in lines)
        words = [f"{len(lines):,} 个文件"] if len(lines) > 1 else []
        words += [f"{readable:,} 行可以导入"] if readable else []
        words += [f"{locked:,} 个需要密码"] if locked else []
        words += [f"{broken:,} 个没有读成"] if broken else []
        self.note_label.setText("，".join(words))
        first = next((at for at, one in enumerate(lines) if one.locked), None)
        if first is None:
            first = next((at for at, one in enumerate(lines) if one.tone == "red"), 0)
        if lines:
            self.table.selectRow(first)
        self._on_chosen(self.table.current_line())

    def show_reading(self, fraction: float | None) -> None:
        """Which of the files is being read, as far as the progress of all of them tells."""
        waiting = [at for at, one in enumerate(self.lines) if one.tone in ("grey", "blue", "green")]
        if fraction is None or not waiting:
            return
        place = min(int(fraction * len(waiting)), len(waiting) - 1)
        lines = list(self.lines)
        for turn, at in enumerate(waiting):
            state, tone = READING[(turn >= place) + (turn > place)]
            lines[at] = replace(lines[at], state=state, tone=tone)
        if lines != self.lines:
            self.lines = lines
            self.table.set_lines(lines, lambda one: one.name)

    def _on_chosen(self, chosen: FileLine | None) -> None:
        self.detail.setText(f"{chosen.name}：{chosen.sentence}" if chosen is not None and chosen.sentence else "")
        self.detail.setVisible(bool(self.detail.text()))
        locked = chosen is not None and chosen.locked
        self.password_box.setVisible(locked)
        if locked and chosen is not None:
            self.password_label.setText("打开密码")
            self.password_edit.setFocus()

    def _give(self) -> None:
        text = self.password_edit.text()
        if text:
            self.password_edit.clear()
            self.password_given.emit(text)

    def _toggle_echo(self) -> None:
        hidden = self.password_edit.echoMode() == QLineEdit.EchoMode.Password
        self.password_edit.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.show_button.setText("隐藏" if hidden else "显示")
