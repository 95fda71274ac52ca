"""Asks which columns of a list are joined into one field, and what stands between their texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets.card import label, restyle

if TYPE_CHECKING:
    from models.importing.views import ColumnMatch

SEPARATORS = (
    ("；", "分号；"), ("，", "逗号，"), ("、", "顿号、"), (" ", "空格"),
    ("\n", "换行"), ("-", "短横-"), ("", "直接相连"),
)  # fmt: skip
MOST = 400


@dataclass(frozen=True)
class JoinDraft:
    """The columns in their order, and what stands between."""

    columns: tuple[int, ...]
    separator: str


class JoinColumnsDialog(QDialog):
    """Two columns or more; an example of the first values shows the outcome."""

    def __init__(
        self, parent: QWidget | None, title: str, columns: Sequence[ColumnMatch], chosen: Sequence[int], separator: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("合并几列")
        self._columns = list(columns)[:MOST]
        self.list = QListWidget()
        self.list.setAccessibleName("合并哪几列")
        for column in self._columns:
            item = QListWidgetItem(f"{column.letter}  {column.header or '（没有列名）'}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if column.index in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.separator_box = QComboBox()
        for text, words in SEPARATORS:
            self.separator_box.addItem(words, text)
        self.separator_box.addItem("自己写…", None)
        known = self.separator_box.findData(separator)
        self.own_edit = QLineEdit(separator if known < 0 else "")
        self.own_edit.setMaxLength(10)
        self.separator_box.setCurrentIndex(known if known >= 0 else self.separator_box.count() - 1)
        self.hint = label("", "secondary", wrap=True)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("合并", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        for part in (label("中间用"), self.separator_box, self.own_edit):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(f"勾选要合起来填入“{title}”的列，按表里的先后相接：", wrap=True))
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)
        self.setMinimumSize(420, 440)
        self.list.itemChanged.connect(lambda _item: self._say())
        self.separator_box.currentIndexChanged.connect(self._say)
        self.own_edit.textChanged.connect(self._say)
        self._say()

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, columns: Sequence[ColumnMatch], chosen: Sequence[int], separator: str
    ) -> JoinDraft | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, title, columns, chosen, separator)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> JoinDraft:
        """What stands in the dialog now."""
        chosen = tuple(column.index for column in self._chosen())
        separator = self.separator_box.currentData()
        return JoinDraft(chosen, self.own_edit.text() if separator is None else str(separator))

    def _chosen(self) -> list[ColumnMatch]:
        checked = Qt.CheckState.Checked
        return [one for at, one in enumerate(self._columns) if self.list.item(at).checkState() == checked]

    def _say(self) -> None:
        self.own_edit.setVisible(self.separator_box.currentData() is None)
        chosen = self._chosen()
        self.ok_button.setEnabled(len(chosen) >= 2)
        samples = [one.samples[0][0] for one in chosen if one.samples]
        words = self.draft().separator.join(samples).replace("\n", "⏎")
        self.hint.setText(f"例如：{words[:120]}" if len(chosen) >= 2 else "请勾选两列或更多。")
